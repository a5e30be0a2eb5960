import gc
import json
import sqlite3
import threading

import dagster as dg
import polars as pl
import pytest

from resources.llm import REPLIES, ReplayLlm, Sampling, Server, ServerLlm, summary


def test_every_prompt_has_its_reply_in_order(door, asked):
    rows = door().replies(asked(*[f"p{n}" for n in range(600)]), Sampling())
    assert rows.schema == REPLIES
    assert rows["reply"].to_list() == [f"re: p{n}" for n in range(600)]
    assert rows["asked"].to_list() == list(range(600))
    assert rows["error"].null_count() == 600
    assert set(rows["model"]) == {"m"}


def test_the_system_prompt_goes_before(door, server):
    frame = pl.DataFrame({"prompt": ["hi", "ho"], "system": ["be brief", None]})
    door().replies(frame, Sampling())
    said = {asked["messages"][-1]["content"]: len(asked["messages"]) for asked in server.seen}
    assert said == {"hi": 2, "ho": 1}


def test_what_was_paid_is_never_asked_again(door, server, asked):
    first = door().replies(asked("a", "b"), Sampling())
    again = door().replies(asked("b", "a", "c"), Sampling())
    assert len(server.seen) == 3
    assert first["stored"].to_list() == [False, False]
    assert again["stored"].to_list() == [True, True, False]
    assert again["reply"].to_list() == ["re: b", "re: a", "re: c"]
    assert first["call"].to_list() == again["call"].to_list()[1::-1]


def test_another_sampling_or_revision_or_extra_is_another_call(door, server, asked):
    for sampling in (Sampling(), Sampling(seed=1), Sampling(top_p=0.5), Sampling(stop=("x",))):
        door().replies(asked("a"), sampling)
    door(revision="2").replies(asked("a"), Sampling())
    door(extra='{"top_k": 5}').replies(asked("a"), Sampling())
    assert len(server.seen) == 6
    assert server.seen[-1]["top_k"] == 5
    assert server.seen[1]["seed"] == 1


def test_the_same_call_twice_in_a_stream_is_asked_once(door, server, asked):
    rows = door().replies(asked(*["same"] * 50, "other"), Sampling(samples=2))
    assert len(server.seen) == 2
    assert rows.height == 102
    assert rows["stored"].sum() == 98
    assert rows["error"].null_count() == 102


def test_samples_are_one_request_and_an_entry_each(door, server, says, asked):
    server.say = lambda asked: says.chat(*[f"{asked.turn}.{n}" for n in range(asked["n"])])
    rows = door().replies(asked("a"), Sampling(samples=3, seed=7))
    assert [request.get("n") for request in server.seen] == [3]
    assert rows["reply"].to_list() == ["0.0", "0.1", "0.2"]
    more = door().replies(asked("a"), Sampling(samples=5, seed=7))
    assert more["reply"].to_list() == ["0.0", "0.1", "0.2", "1.0", "1.1"]
    assert (server.seen[1]["n"], server.seen[1]["seed"]) == (2, 10)
    assert (rows["prompt_tokens"].sum(), rows["completion_tokens"].sum()) == (10, 21)


def test_a_server_that_gives_fewer_is_asked_again_and_more_are_cut_off(door, server, says, asked):
    server.say = lambda asked: says.chat(str(asked.turn))
    rows = door().replies(asked("a"), Sampling(samples=3))
    assert rows["reply"].to_list() == ["0", "1", "2"]
    server.say = says.chat("x", "y", "z")
    rows = door().replies(asked("b"), Sampling(samples=2))
    assert rows["reply"].to_list() == ["x", "y"]
    assert len(server.seen) == 4


@pytest.mark.parametrize(
    ("said", "reply", "thinking"),
    [
        ({"content": "<think>so</think>\n\n42"}, "42", "so"),
        ({"content": "so</think>42"}, "42", "so"),
        ({"content": "42", "reasoning_content": "so"}, "42", "so"),
        ({"content": "42", "reasoning": "so"}, "42", "so"),
        ({"content": [{"type": "text", "text": "42"}]}, "42", None),
        ({"content": "lone \ud800"}, "lone ?", None),
    ],
)
def test_thinking_stands_apart(door, server, says, one, said, reply, thinking):  # noqa: PLR0913, PLR0917
    server.say = says.chat("", **said)
    row = one(door())
    assert (row["reply"], row["thinking"], row["error"]) == (reply, thinking, None)


def test_rows_without_a_prompt_are_rows(door, asked):
    rows = door().replies(asked("a", None), Sampling(samples=2))
    assert rows["error"].to_list() == [None, None, *["no prompt: the row has none"] * 2]
    assert door().replies(asked(), Sampling()).schema == REPLIES
    with pytest.raises(ValueError, match="expected a column `prompt`"):
        door().replies(pl.DataFrame({"text": ["a"]}), Sampling())


def test_a_replay_answers_from_the_store_alone(door, server, one, asked, tmp_path):
    one(door(), "known")
    replay = ReplayLlm(model="m", calls=str(tmp_path))
    rows = replay.replies(asked("known", "unknown"), Sampling())
    assert rows["reply"].to_list() == ["re: known", None]
    assert rows["error"].to_list() == [None, "not recorded"]
    assert len(server.seen) == 1


def test_a_replay_knows_what_else_every_request_said(door, one, tmp_path):
    one(door(extra='{"top_k": 5, "a": 1}'))
    replay = ReplayLlm(model="m", calls=str(tmp_path), extra='{"a": 1, "top_k": 5}')
    assert one(replay)["stored"]


def test_a_stream_draws_no_further_than_it_must(door, asked):
    drawn = []

    def prompts():
        for start in range(0, 20_000, 100):
            drawn.append(start)
            yield asked(*[f"p{n}" for n in range(start, start + 100)])

    stream = door().stream(prompts(), Sampling())
    assert next(stream).height >= 1
    assert len(drawn) < 20
    stream.close()
    assert len(drawn) < 20


def test_a_stream_of_what_is_stored_draws_no_further_either(door, asked):
    drawn = []

    def prompts():
        for _ in range(1000):
            drawn.append(1)
            yield asked(*["same"] * 100)

    stream = door().stream(prompts(), Sampling())
    for _ in range(5):
        next(stream)
    assert len(drawn) < 50
    stream.close()


def test_a_stream_that_is_left_keeps_what_came_and_leaves_no_thread(door, server, asked):
    before = threading.active_count()
    stream = door().stream([asked(*[str(n) for n in range(2000)])], Sampling())
    came = next(stream)
    stream.close()
    gc.collect()
    assert threading.active_count() == before
    sent = len(server.seen)
    again = door().replies(came.select(prompt=pl.col("asked").cast(pl.String)), Sampling())
    assert again["stored"].all()
    assert len(server.seen) == sent


def test_prompts_that_fail_to_come_are_the_callers_error_and_nothing_is_lost(door, asked):
    def prompts():
        yield asked(*[str(n) for n in range(300)])
        raise LookupError("upstream")

    with pytest.raises(LookupError, match="upstream"):
        list(door().stream(prompts(), Sampling()))
    rows = door().replies(asked(*[str(n) for n in range(300)]), Sampling())
    assert rows["reply"].count() == 300


def test_a_summary_says_what_to_do(door, server, says, asked):
    server.say = lambda asked: (
        says.status(400, "odd") if asked["messages"][0]["content"] == "b" else "fine"
    )
    said = summary(door().replies(asked("a", "b"), Sampling()))
    assert said.startswith("1 of 2 answered, 0 from the store; now 10 + 7 tokens")
    assert "1 failed: status 400 (status 400: odd): " in said
    assert summary(REPLIES.to_frame()).startswith("0 of 0 answered")


@pytest.mark.parametrize("said", [{"temperature": -1.0}, {"temperature": float("nan")}])
def test_sampling_that_no_server_takes_is_refused(said):
    with pytest.raises(ValueError, match="expected"):
        Sampling(**said)
    with pytest.raises(ValueError, match="expected"):
        Sampling(samples=0)


def test_the_door_is_a_dagster_resource(server, tmp_path, monkeypatch, asked):
    monkeypatch.setenv("MODEL_URL", server.url)
    rows = []

    @dg.asset
    def answers(llm: dg.ResourceParam[ServerLlm]) -> None:
        rows.append(llm.replies(asked("a"), Sampling()))

    at = Server(base_url=dg.EnvVar("MODEL_URL"))
    llm = ServerLlm(model="m", calls=str(tmp_path), server=at)
    result = dg.materialize([answers], resources={"llm": llm})
    assert result.success
    assert rows[0]["reply"].to_list() == ["re: a"]
    with sqlite3.connect(tmp_path / "calls.sqlite") as file:
        kept = file.execute("SELECT run, parameters FROM calls JOIN asked ON asked = id").fetchone()
    assert kept[0] == result.run_id
    shared = {"model": "m", "parameters": {"temperature": 0.7}, "revision": ""}
    assert json.loads(kept[1]) == shared
