"""vLLM in this process, for real, on a model made on the spot; on the CPU where there is no GPU."""

import pytest

from resources.llm import Sampling
from resources.local import TransformersLlm, VllmLlm

pytest.importorskip("vllm", reason="vllm is not installed: pip install '.[serve]'")
pytestmark = pytest.mark.slow

OPTIONS = '{"dtype": "float32", "enforce_eager": true, "max_model_len": 500}'
VERDICT = {
    "type": "object",
    "properties": {"holds": {"type": "boolean"}},
    "required": ["holds"],
    "additionalProperties": False,
}


@pytest.fixture
def local(tiny, tmp_path, monkeypatch):
    monkeypatch.setenv("VLLM_CPU_KVCACHE_SPACE", "1")

    def made(**said):
        said = {"path": str(tiny), "calls": str(tmp_path / "calls"), "options": OPTIONS} | said
        return VllmLlm(model="tiny", **said)

    return made


def test_every_reply_is_drawn_with_its_thinking_apart(local, asked):
    rows = local().replies(asked("a", "b"), Sampling(samples=3, seed=1))
    assert rows["error"].null_count() == 6
    assert rows["reply"].str.contains(r"^[1-8]+$").all()
    assert rows["thinking"].str.contains(r"^[abc]$").all()
    assert set(rows["finish_reason"]) == {"stop"}
    assert set(rows["completion_tokens"] - rows["reply"].str.len_chars()) == {4}
    assert rows["prompt_tokens"].sum() == 2 * len("user: a\n>")
    assert rows["reply"].n_unique() > 1


def test_the_same_seed_draws_the_same_whatever_stands_beside(local, asked, tmp_path):
    prompts = asked("a", "longer than the others", "b", "c")
    one = local().replies(prompts, Sampling(samples=4, seed=7))
    single = local(calls=str(tmp_path / "2"), at_once=1)
    alone = single.replies(prompts, Sampling(samples=4, seed=7))
    assert one["reply"].to_list() == alone["reply"].to_list()
    other = local().replies(prompts, Sampling(samples=4, seed=8))
    assert one["reply"].to_list() != other["reply"].to_list()


def test_more_samples_later_are_those_that_all_at_once_would_have_been(local, asked, tmp_path):
    whole = local(calls=str(tmp_path / "2")).replies(asked("a"), Sampling(samples=5, seed=3))
    local().replies(asked("a"), Sampling(samples=2, seed=3))
    more = local().replies(asked("a"), Sampling(samples=5, seed=3))
    assert more["stored"].to_list() == [True, True, False, False, False]
    assert more["reply"].to_list() == whole["reply"].to_list()


def test_without_chance_all_samples_are_what_transformers_writes(local, asked, wild, tmp_path):
    greedy = Sampling(samples=3, temperature=0.0, max_tokens=16)
    prompts = asked("a", "a prompt of some length", "b" * 40)
    rows = local(path=str(wild)).replies(prompts, greedy)
    other = TransformersLlm(model="tiny", path=str(wild), calls=str(tmp_path / "2"))
    columns = "reply", "thinking", "finish_reason", "prompt_tokens", "completion_tokens"
    assert rows.select(columns).rows() == other.replies(prompts, greedy).select(columns).rows()
    assert rows["reply"].n_unique() == 3


def test_a_reply_keeps_to_its_schema_and_fits_a_row(local, asked):
    rows = local().replies(asked("a", "b"), Sampling(schema=VERDICT, samples=4, seed=1))
    assert rows["error"].null_count() == 8
    assert set(rows["reply"].str.json_path_match("$.holds")) == {"true", "false"}


def test_a_schema_that_no_grammar_takes_is_asked_for_in_words(local, asked):
    backend = OPTIONS.replace("{", '{"structured_outputs_config": {"backend": "xgrammar"}, ', 1)
    schema = {"type": "integer", "multipleOf": 1}
    rows = local(options=backend).replies(asked("a", "b"), Sampling(schema=schema, seed=1))
    assert rows["error"].null_count() == 2
    assert rows["prompt_tokens"].min() > 50
    assert rows["thinking"].str.contains(r"^[abc]$").all()


def test_a_model_with_calls_left_in_it_is_opened_anew(local, asked, monkeypatch):
    from vllm.v1.engine.llm_engine import LLMEngine  # noqa: PLC0415 - may not be installed

    llm, sampling = local(), Sampling(seed=1, temperature=0.0)
    whole = llm.replies(asked("a"), sampling)
    step = LLMEngine.step
    monkeypatch.setattr(LLMEngine, "step", lambda _: 1 / 0)
    rows = llm.replies(asked("b", "c"), sampling)
    assert set(rows["error"]) == {"shut: vllm stopped: ZeroDivisionError: division by zero"}
    monkeypatch.setattr(LLMEngine, "step", step)
    again = llm.replies(asked("b", "c"), sampling)
    assert again["reply"].to_list() == whole["reply"].to_list() * 2


def test_a_reply_ends_at_a_stop_text_and_where_its_room_ends(local, asked):
    rows = local().replies(asked("a"), Sampling(samples=20, seed=1, stop=("3", "45")))
    assert not rows["reply"].str.contains("3|45").any()
    cut = local().replies(asked("a"), Sampling(samples=20, seed=1, max_tokens=5))
    assert set(cut.filter(finish_reason="length")["completion_tokens"]) == {5}


def test_a_prompt_longer_than_the_context_is_a_row_and_the_rest_goes_on(local, asked):
    rows = local().replies(asked("x" * 600, "a", "x" * 491), Sampling(seed=1))
    assert rows["error"][0] == "too long: 608 tokens: prompt and reply together may have 500"
    assert rows["reply"][1]
    assert rows["finish_reason"][2] == "length"


def test_what_every_call_says_besides_reaches_the_model(local, asked):
    one = local(extra='{"top_k": 1}').replies(asked("a"), Sampling(samples=5))
    assert one["reply"].n_unique() == 1
    odd = local(extra='{"top_q": 1}').replies(asked("a"), Sampling())
    assert odd["error"][0].startswith("shut: extra {'top_q': 1}: ")
    wrong = local(extra='{"top_k": -7}').replies(asked("a"), Sampling())
    assert wrong["error"][0].startswith("shut: ")


def test_options_that_vllm_does_not_know_shut_the_door(local, asked):
    rows = local(options='{"max_modle_len": 5}').replies(asked("a", "b"), Sampling())
    assert set(rows["error"].str.slice(0, 6)) == {"shut: "}
    assert "max_modle_len" in rows["error"][0]
