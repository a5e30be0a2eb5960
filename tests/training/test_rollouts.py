"""Completions: every prompt, every sample, the same for the same seed."""

import dataclasses

import polars as pl
import pytest

from training import rollouts
from training.config import RolloutConfig
from training.report import Silent


@pytest.mark.parametrize(
    ("prompts", "said"),
    [
        (pl.DataFrame({"prompt_id": ["a"]}), r"missing columns \['prompt'\]"),
        (pl.DataFrame({"prompt_id": [], "prompt": []}), "no prompts"),
        (pl.DataFrame({"prompt_id": ["a", "b"], "prompt": ["x", " "]}), r"empty prompt: \['b'\]"),
        (pl.DataFrame({"prompt_id": ["a", "a"], "prompt": ["x", "y"]}), "used twice: 'a'"),
    ],
)
def test_prompts_that_cannot_be_answered_are_refused(prompts, said):
    with pytest.raises(ValueError, match=said):
        rollouts.checked(prompts)


def test_prompts_of_like_length_go_together_the_longest_first():
    ids = [[0] * n for n in (3, 9, 4, 9, 1)]
    assert list(rollouts.by_length(ids, 2)) == [[1, 3], [2, 0], [4]]


@pytest.fixture
def model(student, tokens, tmp_path):
    student.save_pretrained(tmp_path / "model")
    tokens.save_pretrained(tmp_path / "model")
    return str(tmp_path / "model")


@pytest.mark.slow
def test_sampling_hangs_on_the_seed_alone(model, items):
    prompts = items.select(prompt_id="item_id", prompt="prompt").head(12)
    config = RolloutConfig(model=model, samples=3, temperature=1.0, max_new_tokens=8, batch_size=12)
    first = rollouts.completions(prompts, config, Silent())
    assert first.schema == rollouts.SCHEMA
    assert first["prompt_id"].to_list() == [name for name in prompts["prompt_id"] for _ in range(3)]
    assert first["sample"].to_list() == [0, 1, 2] * 12
    assert first["completion"].n_unique() > 30
    assert first.equals(rollouts.completions(prompts, config, Silent()))
    other = dataclasses.replace(config, seed=1)
    assert not first.equals(rollouts.completions(prompts, other, Silent()))


@pytest.mark.slow
def test_the_most_likely_completion_does_not_hang_on_the_batch(model, items):
    prompts = items.select(prompt_id="item_id", prompt="prompt").head(12)
    config = RolloutConfig(model=model, max_new_tokens=8, batch_size=12)
    together = rollouts.completions(prompts, config, Silent())
    alone = rollouts.completions(prompts, dataclasses.replace(config, batch_size=1), Silent())
    assert together.equals(alone)
    assert together["completion"].str.len_chars().max() > 0


@pytest.mark.slow
def test_a_folder_without_a_whole_checkpoint_is_named(model, tmp_path, items):
    prompts = items.select(prompt_id="item_id", prompt="prompt").head(1)
    with pytest.raises(FileNotFoundError, match=r"no checkpoint at.*nowhere"):
        rollouts.completions(prompts, RolloutConfig(model=str(tmp_path / "nowhere")), Silent())
    weights = tmp_path / "model" / "model.safetensors"
    weights.write_bytes(weights.read_bytes()[:999])
    with pytest.raises(ValueError, match="not a whole checkpoint"):
        rollouts.completions(prompts, RolloutConfig(model=model), Silent())
