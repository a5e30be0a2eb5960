"""transformers in process, for real, on a model made on the spot; and the engine behind it."""

import importlib.util
import shutil
import subprocess
import sys
from pathlib import Path

import polars as pl
import pytest
import torch
from transformers import AutoModelForCausalLM, AutoTokenizer

from resources.calling.asking import Asking, keys
from resources.calling.batched import WritingEngine
from resources.calling.calls import Calls
from resources.calling.generating import Draws
from resources.calling.ledger import Ledger
from resources.calling.spending import Spending
from resources.calling.writing import Gone, Writer, Written
from resources.llm import Budget, Sampling
from resources.local import TransformersLlm, VllmLlm

INTEGER = {"type": "integer"}


@pytest.fixture
def local(tiny, tmp_path):
    def made(**said):
        said = {"path": str(tiny), "calls": str(tmp_path / "calls")} | said
        return TransformersLlm(model="tiny", **said)

    return made


def test_every_reply_is_drawn_with_its_thinking_apart(local, asked):
    rows = local().replies(asked("a", "b"), Sampling(samples=3, seed=1, max_tokens=60))
    assert rows["error"].null_count() == 6
    assert rows["reply"].str.contains(r"^[1-8]+$").all()
    assert rows["thinking"].str.contains(r"^[abc]$").all()
    assert set(rows["finish_reason"]) == {"stop"}
    counted = rows["completion_tokens"] - rows["reply"].str.len_chars()
    assert set(counted) == {4}  # <think>, a letter, </think>, the end
    assert rows["prompt_tokens"].sum() == 2 * len("user: a\n>")
    assert rows["latency"].min() > 0
    assert rows["reply"].n_unique() > 1


def test_the_same_seed_draws_the_same_whatever_stands_beside(local, asked, tmp_path):
    prompts = asked("a", "longer than the others", "b", "c")
    one = local().replies(prompts, Sampling(samples=4, seed=7))
    single = local(calls=str(tmp_path / "2"), at_once=1)
    alone = single.replies(prompts, Sampling(samples=4, seed=7))
    assert one["reply"].to_list() == alone["reply"].to_list()
    other = local().replies(prompts, Sampling(samples=4, seed=8))
    assert one["reply"].to_list() != other["reply"].to_list()
    assert one.filter(asked=0)["reply"].to_list() != one.filter(asked=2)["reply"].to_list()


def test_more_samples_later_are_those_that_all_at_once_would_have_been(local, asked, tmp_path):
    whole = local(calls=str(tmp_path / "2")).replies(asked("a"), Sampling(samples=5, seed=3))
    local().replies(asked("a"), Sampling(samples=2, seed=3))
    more = local().replies(asked("a"), Sampling(samples=5, seed=3))
    assert more["stored"].to_list() == [True, True, False, False, False]
    assert more["reply"].to_list() == whole["reply"].to_list()


def test_without_chance_all_samples_are_the_most_likely_one(local, asked):
    rows = local().replies(asked("a"), Sampling(samples=3, temperature=0.0))
    assert rows.select("reply", "thinking").rows() == [("1", "a")] * 3


def test_padding_changes_nothing_that_is_said(local, asked, wild):
    prompts = ["a", "a prompt of some length", "b" * 40, "中文的提示"]
    rows = local(path=str(wild)).replies(asked(*prompts), Sampling(temperature=0.0, max_tokens=24))
    tokenizer = AutoTokenizer.from_pretrained(wild)
    model = AutoModelForCausalLM.from_pretrained(wild, dtype=torch.float32)
    for prompt, row in zip(prompts, rows.rows(named=True), strict=True):
        ids = tokenizer(f"user: {prompt}\n>", return_tensors="pt", add_special_tokens=False)
        out = model.generate(**ids, max_new_tokens=24, do_sample=False)[0]
        fresh = out[ids["input_ids"].shape[1] :]
        assert row["reply"] == tokenizer.decode(fresh, skip_special_tokens=True).rstrip("�")
        assert row["completion_tokens"] == len(fresh) == 24
    assert rows["reply"].n_unique() == 4


def test_tokens_are_drawn_as_often_as_they_are_likely():
    scores = torch.tensor([[0.0, 1.0, 2.0, float("-inf")]]).repeat(4000, 1)
    drawn = Draws(range(4000), scores.device)(None, scores).argmax(dim=1)
    shares = torch.bincount(drawn, minlength=4) / 4000
    assert torch.allclose(shares, scores[0].softmax(dim=0), atol=0.03)
    assert shares[3] == 0


def test_a_reply_ends_at_a_stop_text_and_where_its_room_ends(local, asked):
    rows = local().replies(asked("a"), Sampling(samples=20, seed=1, stop=("3", "45")))
    assert not rows["reply"].str.contains("3|45").any()
    assert set(rows["finish_reason"]) == {"stop"}
    cut = local().replies(asked("a"), Sampling(samples=20, seed=1, max_tokens=5))
    long = cut.filter(finish_reason="length")
    assert long.height
    assert set(long["completion_tokens"]) == {5}
    assert set(long["reply"].str.len_chars()) == {2}
    assert "too" not in str(cut["error"].to_list())


def test_a_prompt_longer_than_the_context_is_a_row_and_the_rest_goes_on(local, asked):
    rows = local().replies(asked("x" * 600, "a", "x" * 503), Sampling(seed=1))
    assert rows["error"][0] == "too long: 608 tokens: prompt and reply together may have 512"
    assert rows["reply"][1]
    assert rows["finish_reason"][2] == "length"  # one token of room


def test_a_schema_is_asked_for_in_words_and_held_to(local, asked):
    rows = local().replies(asked("a"), Sampling(schema=INTEGER, seed=1, samples=3))
    assert rows["error"].null_count() == 3
    assert rows["reply"].str.to_integer().min() > 0
    assert rows["prompt_tokens"].sum() > 100
    misfit = local().replies(asked("a"), Sampling(schema={"type": "boolean"}, seed=1))
    assert misfit["error"][0].startswith("invalid: ")


def test_what_is_in_the_store_needs_no_model(local, asked, tmp_path):
    first = local(revision="1").replies(asked("a"), Sampling())
    again = local(revision="1", path=str(tmp_path / "gone"))
    rows = again.replies(asked("a", "b"), Sampling())
    assert rows["reply"][0] == first["reply"][0]
    assert rows["stored"].to_list() == [True, False]
    assert rows["error"][1].startswith("shut: expected a model in ")


def test_other_weights_under_the_same_name_are_asked_anew(local, asked, tiny, tmp_path):
    moved = Path(shutil.copytree(tiny, tmp_path / "moved"))
    local().replies(asked("a"), Sampling())
    assert local(path=str(moved)).replies(asked("a"), Sampling())["stored"][0]
    (moved / "generation_config.json").write_text('{"top_k": 1, "temperature": 0.5}')
    rows = local(path=str(moved)).replies(asked("a"), Sampling(samples=5))
    assert not rows["stored"].any()
    assert rows["reply"].n_unique() == 1  # as the folder says, where the sampling does not
    with pytest.raises(FileNotFoundError, match="hf download"):
        local(path="/nowhere").replies(asked("a"), Sampling())


def test_what_every_call_says_besides_reaches_the_model(local, asked):
    one = local(extra='{"top_k": 1}').replies(asked("a"), Sampling(samples=5))
    assert one["reply"].n_unique() == 1
    odd = local(extra='{"top_q": 1}').replies(asked("a"), Sampling())
    assert odd["error"][0].startswith("shut: extra names ['top_q']: transformers takes ['top_k'")
    narrow = local().replies(asked("a"), Sampling(samples=5, top_p=0.01))
    assert narrow["reply"].n_unique() == 1


def test_a_tokenizer_without_a_template_reads_the_prompt_as_it_is(local, asked, tiny, tmp_path):
    bare = Path(shutil.copytree(tiny, tmp_path / "bare"))
    (bare / "chat_template.jinja").unlink()
    rows = local(path=str(bare)).replies(asked("xyz>", "abc"), Sampling(seed=1, max_tokens=9))
    assert rows["prompt_tokens"].to_list() == [4, 3]
    assert rows["thinking"][0] in set("abc")


def test_a_template_that_refuses_a_message_fails_its_row_alone(local, tiny, tmp_path):
    strict = Path(shutil.copytree(tiny, tmp_path / "strict"))
    template = strict / "chat_template.jinja"
    refusal = "{% if messages[0].role == 'system' %}{{ raise_exception('no system') }}{% endif %}"
    template.write_text(refusal + template.read_text())
    frame = pl.DataFrame({"prompt": ["a", "a"], "system": ["be brief", None]})
    rows = local(path=str(strict)).replies(frame, Sampling())
    assert "chat template takes no such messages" in rows["error"][0]
    assert rows["reply"][1]


def test_a_damaged_model_shuts_the_door(local, asked, tiny, tmp_path):
    torn = Path(shutil.copytree(tiny, tmp_path / "torn"))
    weights = torn / "model.safetensors"
    weights.write_bytes(weights.read_bytes()[:1000])
    rows = local(path=str(torn)).replies(asked("a", "b"), Sampling())
    assert set(rows["error"].str.slice(0, 6)) == {"shut: "}


@pytest.mark.skipif(importlib.util.find_spec("vllm") is not None, reason="vllm is installed")
def test_vllm_that_is_missing_is_told_with_how_to_install_it(asked, tiny, tmp_path):
    llm = VllmLlm(model="tiny", path=str(tiny), calls=str(tmp_path))
    assert "pip install 'agentar-fin[serve]'" in llm.replies(asked("a"), Sampling())["error"][0]


def test_options_run_no_code_of_a_model(asked, tiny, tmp_path):
    llm = VllmLlm(
        model="m", path=str(tiny), calls=str(tmp_path), options='{"trust_remote_code": 1}'
    )
    assert "no code is run" in llm.replies(asked("a"), Sampling())["error"][0]


def test_nothing_heavy_is_loaded_before_the_first_prompt():
    code = "import sys, resources.local; print({'torch', 'vllm', 'transformers'} & {*sys.modules})"
    command = [sys.executable, "-c", code]
    assert subprocess.check_output(command, cwd=Path(__file__).parents[2]) == b"set()\n"


class Scripted(Writer):
    """A writer that has memory for some rows alone, and that fails where a prompt says so."""

    context = 100

    def __init__(self, most):
        super().__init__(Sampling(), {}, in_words=False)
        self.most, self.tried = most, []

    def length(self, call):
        return len(call.messages[-1]["content"])

    def written(self, calls):
        self.tried.append(sum(len(call.samples) for call in calls))
        if self.tried[-1] > self.most:
            raise RuntimeError("CUDA out of memory. Tried to allocate 2 GiB")
        said = [call.messages[-1]["content"] for call in calls]
        if "gone" in said:
            raise Gone("vllm stopped")
        if "bad" in said:
            raise KeyError("bad")
        if "interrupt" in said:
            raise KeyboardInterrupt
        return [
            [Written(text, "stop", 1) for _ in call.samples]
            for call, text in zip(calls, said, strict=True)
        ]


@pytest.fixture
def scripted(tmp_path, asked):
    calls = Calls(tmp_path / "calls.sqlite")

    def rows(writer, *prompts, samples=1, at_once=64):
        sampling = Sampling(samples=samples)
        named = keys("m", "", sampling, {})
        ledger = Ledger(calls, Spending(Budget(), calls, "r"), shared=named.shared, run="r")
        engine = WritingEngine(lambda: writer, ledger, budget=Budget(), at_once=at_once)
        stream = Asking(sampling, named, calls, engine, look_ahead=256)
        return pl.concat(stream.frames([asked(*prompts)])).sort("asked", "sample")

    yield rows
    calls.close()


def test_where_memory_ends_batches_become_smaller(scripted):
    writer = Scripted(most=4)
    rows = scripted(writer, *[f"p{n}" for n in range(30)], at_once=16)
    assert rows["error"].null_count() == 30
    assert writer.tried[0] == 16
    assert max(writer.tried[-5:]) <= 4


def test_samples_of_one_prompt_are_parted_too(scripted):
    assert scripted(Scripted(most=2), "p", samples=7)["error"].null_count() == 7
    rows = scripted(Scripted(most=0), "q", "r")
    assert rows["error"].str.contains("^memory: .* out of memory.* lower at_once").all()


def test_a_prompt_that_fails_takes_no_other_with_it(scripted):
    rows = scripted(Scripted(most=64), *["bad" if n % 9 == 4 else f"p{n}" for n in range(40)])
    assert rows.filter(pl.col("error").is_null()).height == 36
    assert set(rows["error"].drop_nulls()) == {"failed: KeyError: 'bad'"}


def test_what_came_before_an_interrupt_is_kept(scripted):
    prompts = [f"a longer prompt {n}" for n in range(20)]
    with pytest.raises(KeyboardInterrupt):
        scripted(Scripted(most=64), *prompts, "interrupt", at_once=4)
    rows = scripted(Scripted(most=64), *prompts, at_once=4)
    assert rows["stored"].all()


def test_a_model_that_is_gone_shuts_the_door(scripted):
    rows = scripted(Scripted(most=64), "a", "gone", "b", at_once=1)
    assert rows["error"].to_list() == ["shut: vllm stopped"] * 3
