import time

import pytest

from resources.llm import Sampling, summary

TOOL = [{"id": "1", "type": "function", "function": {"name": "price", "arguments": "{}"}}]
HTML = b"<html><body>Bad gateway of sk-abcdefghijkl</body></html>"
LONG_AGO = "Thu, 01 Jan 1970 00:00:00 GMT"


@pytest.mark.parametrize(
    ("said", "error"),
    [
        ({"content": ""}, "empty: "),
        ({"content": None}, "empty: "),
        ({"content": "<think>never ends"}, "empty: "),
        ({"content": None, "tool_calls": TOOL}, "tool call: "),
        ({"content": None, "refusal": "I would rather not"}, "declined: I would rather not"),
    ],
)
def test_a_useless_answer_is_an_error_and_is_paid_once(door, server, says, one, said, error):  # noqa: PLR0913, PLR0917
    server.say = says.chat("", **said)
    first, again = one(door()), one(door())
    assert first["error"].startswith(error)
    assert first["reply"] is None
    assert (again["error"], again["stored"]) == (first["error"], True)
    assert len(server.seen) == 1


PASSING = {
    "408": (lambda says: says.status(408), "status 408"),
    "409": (lambda says: says.status(409), "status 409"),
    "429": (lambda says: says.status(429), "status 429"),
    "429 seconds": (lambda says: says.status(429, Retry_After="0.05"), "status 429"),
    "429 nonsense": (lambda says: says.status(429, Retry_After="soon"), "status 429"),
    "503 date": (lambda says: says.status(503, Retry_After=LONG_AGO), "status 503"),
    "500": (lambda says: says.status(500), "status 500"),
    "cut": (lambda says: says.cut, "cut: "),
    "half": (lambda says: says.half, "cut: "),
    "HTML of a gateway": (lambda says: says.body(HTML, code=502), "status 502"),
    "HTML": (lambda says: says.body(HTML), "garbled: "),
    "truncated": (lambda says: says.body(b'{"choices": [{"mess'), "garbled: "),
    "no text": (lambda says: says.body(b"\xff\xfe\x00"), "garbled: "),
    "nothing": (lambda says: says.body(b""), "garbled: "),
    "nested": (lambda says: says.body(b"[" * 100_000), "garbled: "),
    "no choices": (lambda says: says.body({"choices": []}), "garbled: "),
    "null choices": (lambda says: says.body({"choices": None}), "garbled: "),
    "old shape": (lambda says: says.body({"choices": [{"text": "hm"}]}), "garbled: "),
    "a list": (lambda says: says.body([1]), "garbled: "),
    "an error that is well": (lambda says: says.body({"error": "busy"}), "status 200: busy"),
}


@pytest.mark.parametrize("fault", PASSING)
def test_what_may_pass_is_tried_again_and_then_is_a_row(door, server, says, one, fault):
    made, error = PASSING[fault]
    server.say = lambda asked: made(says) if asked.turn < 2 else "fine"
    row = one(door(), "recovers")
    assert (row["reply"], row["attempts"], row["error"]) == ("fine", 3, None)
    server.say = made(says)
    row = one(door(attempts=3), "never recovers")
    assert (row["reply"], row["attempts"], row["stored"]) == (None, 3, False)
    assert row["error"].startswith(error)
    assert "sk-abc" not in row["error"]
    server.say = "well again"
    assert one(door(), "never recovers")["reply"] == "well again"


@pytest.mark.parametrize("code", [400, 403, 404, 422, 301])
def test_what_will_not_pass_is_asked_once(door, server, says, one, code):
    server.say = says.status(code, "bad \x1b[31m\nrequest")
    row = one(door())
    assert row["error"].startswith(f"status {code}: bad")
    assert row["error"].isprintable()
    assert len(server.seen) == 1


def test_a_server_that_takes_one_sample_at_a_time_is_asked_so_and_remembered(
    door, server, says, asked
):
    server.say = lambda asked: (
        says.status(400, "n must be 1") if "n" in asked else f"{asked.turn}, {asked.get('seed')}"
    )
    prompts = asked(*"abcdefgh")
    rows = door(in_flight=1, attempts=1).replies(prompts, Sampling(samples=3, seed=5))
    assert rows["reply"].n_unique() == 24
    assert rows["reply"].str.split(", ").list.last().to_list() == ["5", "6", "7"] * 8
    assert sum("n" in request for request in server.seen) <= 2


def test_samples_that_are_refused_for_another_reason_are_not_asked_one_by_one(
    door, server, says, asked
):
    server.say = lambda asked: (
        says.status(400, "bad prompt") if asked["messages"][0]["content"] == "bad" else "fine"
    )
    rows = door(in_flight=1).replies(asked("bad", "good"), Sampling(samples=3))
    assert rows["error"].to_list() == [*["status 400: bad prompt"] * 3, *[None] * 3]
    assert [request.get("n") for request in server.seen] == [3, 3, None]


def test_a_prompt_that_is_too_long_says_so(door, server, says, one):
    server.say = says.status(400, "maximum context length is 4096 tokens")
    assert one(door())["error"].startswith("too long: ")


def test_counts_of_tokens_that_make_no_sense_are_unknown(door, server, says, one):
    for turn, count in enumerate((-1, "7", None, 10**30, 1.5, True)):
        usage = {"prompt_tokens": count, "completion_tokens": count}
        choices = [{"message": {"content": "fine"}}]
        server.say = says.body({"choices": choices, "usage": usage})
        row = one(door(), str(turn))
        assert (row["reply"], row["prompt_tokens"], row["cost"]) == ("fine", None, None)


def test_a_reply_without_end_is_cut_off(door, server, says, one):
    server.say = says.body(b"x" * 10_000_000)
    row = one(door(most_bytes=100_000))
    assert row["error"].startswith("too big: more than 100,000 bytes: xxx")
    assert len(server.seen) == 1


def test_a_silent_server_is_given_up_and_a_slow_one_is_not(door, server, says, one):
    server.say = says.chat("late", seconds=0.4)
    row = one(door(silence_timeout=0.1, attempts=2))
    assert row["error"].startswith("timeout: ")
    row = one(door())
    assert (row["reply"], row["attempts"]) == ("late", 1)
    assert row["latency"] >= 0.4


def test_a_server_that_is_down_shuts_the_door_in_bounded_time(door, server, asked):
    server.close()
    start = time.monotonic()
    rows = door(attempts=2).replies(asked(*[str(n) for n in range(500)]), Sampling())
    assert time.monotonic() - start < 10
    assert rows.height == 500
    kinds = rows["error"].str.split(":").list.first().value_counts()
    assert set(kinds["error"]) == {"connect", "shut"}
    assert "start the server" in summary(rows)


def test_a_server_that_dies_leaves_what_came(door, server, says, asked):
    def say(asked):
        if asked.turn == 100:
            server.loop.call_soon(server.over.set)
        return says.chat("fine", seconds=0.001)

    server.say = say
    rows = door(attempts=2).replies(asked(*[str(n) for n in range(1000)]), Sampling())
    assert rows.height == 1000
    assert 90 < rows["reply"].count() < 500
    assert rows["error"].drop_nulls().str.contains("connect|cut").all()


def test_a_server_that_is_another_model_is_found_out(door, server, says, one):
    server.say = says.chat("hm", model="tiny")
    row = one(door())
    assert row["error"] == "model: asked m, the server answers as tiny"
    assert one(door(aliases=["tiny"]))["reply"] == "hm"
    for name in ("m-2026-01-31", "m-0613", "m:latest", "m"):
        server.say = says.chat("hm", model=name)
        assert one(door(), name)["model"] == name
    server.say = says.chat("hm", model="m-large")
    assert one(door(), "large")["error"].startswith("model: ")


def test_a_liar_is_not_paid_for_long(door, server, says, asked):
    server.say = says.chat("hm", model="tiny")
    rows = door(in_flight=1).replies(asked(*[str(n) for n in range(50)]), Sampling())
    assert len(server.seen) == 3
    assert rows["error"].str.starts_with("shut: ").sum() == 47


def test_an_address_with_a_key_in_it_is_refused(door, one):
    for url in ("http://u:p@localhost/v1", "http://localhost/v1?key=abc", "localhost:8000", ""):
        with pytest.raises(ValueError, match="base_url"):
            one(door(base_url=url))
