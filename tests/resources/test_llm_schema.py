import pytest

from resources.llm import Sampling

SCHEMA = {
    "type": "object",
    "properties": {"answer": {"type": "integer"}},
    "required": ["answer"],
    "additionalProperties": False,
}


def test_a_schema_is_sent_and_held_against_the_reply(door, server, one):
    server.say = '{"answer": 42}'
    assert one(door(), schema=SCHEMA)["reply"] == '{"answer": 42}'
    assert server.seen[0]["response_format"]["json_schema"]["schema"] == SCHEMA


def test_a_server_that_takes_no_schema_is_told_in_words_and_remembered(door, server, says, asked):
    server.say = lambda asked: (
        says.status(400, "unknown field response_format")
        if "response_format" in asked
        else '```json\n{"answer": 42}\n```'
    )
    rows = door(in_flight=1).replies(asked("a", "b", "c"), Sampling(schema=SCHEMA))
    assert rows["reply"].to_list() == ['{"answer": 42}'] * 3
    assert ["response_format" in request for request in server.seen] == [True, False, False, False]
    assert '"additionalProperties"' in server.seen[1]["messages"][0]["content"]


def test_asking_otherwise_is_no_further_attempt(door, server, says, one):
    server.say = lambda asked: (
        says.status(400, "response_format") if "response_format" in asked else '{"answer": 42}'
    )
    assert one(door(attempts=1), schema=SCHEMA)["reply"] == '{"answer": 42}'


def test_a_server_that_takes_a_schema_in_no_way_is_an_error(door, server, says, one):
    server.say = says.status(422, "unsupported schema")
    assert one(door(), schema=SCHEMA)["error"] == "status 422: unsupported schema"
    assert len(server.seen) == 2


def test_a_reply_that_does_not_fit_is_sent_back_once(door, server, one):
    server.say = lambda asked: (
        '{"answer": 42}' if len(asked["messages"]) > 1 else '{"answer": "many"}'
    )
    first, again = one(door(), schema=SCHEMA), one(door(), schema=SCHEMA)
    assert first["reply"] == again["reply"] == '{"answer": 42}'
    assert (first["completion_tokens"], first["stored"], again["stored"]) == (14, False, True)
    assert len(server.seen) == 2
    assert "'many' is not of type 'integer'" in server.seen[1]["messages"][-1]["content"]


def test_a_reply_that_never_fits_is_an_error(door, server, one):
    server.say = "no JSON at all"
    first, again = one(door(), schema=SCHEMA), one(door(), schema=SCHEMA)
    assert first["error"].startswith("invalid: ")
    assert first["error"] == again["error"]
    assert len(server.seen) == 2


def test_a_reply_that_was_cut_off_is_not_guessed_at(door, server, says, one):
    choice = {"message": {"content": '{"answer": 4'}, "finish_reason": "length"}
    server.say = says.body({"choices": [choice]})
    row = one(door(), schema=SCHEMA)
    assert row["error"].startswith("invalid: ")
    assert row["error"].endswith("raise max_tokens")
    assert len(server.seen) == 1


def test_thinking_is_no_part_of_what_must_fit(door, server, one):
    server.say = '<think>{"answer": "no"}</think>{"answer": 1}'
    assert one(door(), schema=SCHEMA)["reply"] == '{"answer": 1}'


def test_a_schema_that_is_none_is_refused_before_anything_is_sent(door, server, one):
    for schema in ({"type": "objekt"}, {"$ref": "http://example.com/x"}, {"$ref": "#/$defs/none"}):
        with pytest.raises(ValueError, match="schema"):
            one(door(), schema=schema)
    assert server.seen == []
