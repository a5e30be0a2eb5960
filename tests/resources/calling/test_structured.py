import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from resources.calling.structured import Misfit, fitted, instructed, returned, validator

SCHEMA = {
    "type": "object",
    "properties": {"answer": {"$ref": "#/$defs/number"}, "why": {"type": "string"}},
    "required": ["answer"],
    "$defs": {"number": {"type": "number"}},
}
AGAINST = validator(SCHEMA)


@settings(deadline=None)
@given(st.floats(allow_nan=False, allow_infinity=False), st.text())
def test_what_fits_is_left_as_it_stands(answer, why):
    said = json.dumps({"answer": answer, "why": why})
    assert fitted(f"\n{said} ", AGAINST) == said


@pytest.mark.parametrize(
    "said",
    [
        '```json\n{"answer": 1}\n```',
        'Here it is: {"answer": 1}',
        "{'answer': 1}",
        '{"answer": 1,}',
        "{answer: 1}",
    ],
)
def test_slips_of_form_are_mended(said):
    assert json.loads(fitted(said, AGAINST)) == {"answer": 1}


@pytest.mark.parametrize(
    "said",
    [
        "",
        "no JSON",
        "[]",
        '{"answer": "1"}',
        '{"answer": NaN}',
        "[" * 100_000,
        '{"answer": ' + "9" * 5000 + "}",
        "x" * 200_000,
    ],
)
def test_what_does_not_fit_is_said_to(said):
    with pytest.raises(Misfit):
        fitted(said, AGAINST)


def test_half_a_character_becomes_none():
    said = fitted(r"{'answer': 1, 'why': '\ud800'}", AGAINST)
    assert said.encode()
    with pytest.raises(Misfit) as caught:
        fitted(r'{"answer": {"\ud800": 1}}', AGAINST)
    assert str(caught.value).encode()


def test_what_a_cut_took_is_not_made_up():
    with pytest.raises(Misfit, match="raise max_tokens"):
        fitted('{"answer": 15', AGAINST, whole=False)
    assert fitted('{"answer": 15}', AGAINST, whole=False) == '{"answer": 15}'


@pytest.mark.parametrize(
    "schema",
    [
        {"type": "objekt"},
        {"$ref": "http://example.com/schema.json"},
        {"$ref": "#/$defs/none"},
        {"properties": {"a": {"items": [{"$ref": "file:///etc/passwd"}]}}},
    ],
)
def test_a_schema_of_no_use_is_refused(schema):
    with pytest.raises(ValueError, match="the schema"):
        validator(schema)


def test_the_schema_joins_the_system_prompt_or_makes_one():
    user = {"role": "user", "content": "hi"}
    alone = instructed([user], SCHEMA)
    joined = instructed([{"role": "system", "content": "be brief"}, user], SCHEMA)
    assert alone[1:] == joined[1:] == [user]
    assert joined[0]["content"].startswith("be brief\n\n")
    assert json.loads(alone[0]["content"].split("\n", 1)[1]) == SCHEMA


def test_a_reply_goes_back_with_its_problem():
    said = returned([{"role": "user", "content": "hi"}], "x", "at $: no")
    assert [message["role"] for message in said] == ["user", "assistant", "user"]
    assert "at $: no" in said[-1]["content"]
