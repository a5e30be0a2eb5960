"""Recipes: what is in them, and what is refused."""

import re
from pathlib import Path

import pytest

from training.config import BaseConfig, GrpoConfig, RolloutConfig, SftConfig

RECIPES = Path(__file__).parents[2] / "training" / "recipes"
KINDS = {"base": BaseConfig, "sft": SftConfig, "grpo": GrpoConfig, "rollouts": RolloutConfig}


def recipe(folder, text):
    path = folder / "mine.toml"
    path.write_text(text)
    return path


@pytest.mark.parametrize("path", sorted(RECIPES.glob("*/*.toml")), ids=lambda p: f"{p.parts[-2:]}")
def test_every_shipped_recipe_loads(path):
    KINDS[path.stem].load(path)


def test_every_shipped_recipe_has_all_kinds():
    for folder in RECIPES.iterdir():
        assert {path.stem for path in folder.glob("*.toml")} == set(KINDS), folder


def test_an_override_wins_over_the_recipe_and_null_does_not(tmp_path):
    path = recipe(tmp_path, "epochs = 2\nbatch_size = 8\n")
    config = SftConfig.load(path, batch_size=4, seed=None)
    assert (config.epochs, config.batch_size, config.seed) == (2.0, 4, 0)
    assert isinstance(config.epochs, float)


def test_an_unknown_key_is_named_with_the_recipe_and_what_is_known(tmp_path):
    path = recipe(tmp_path, "epoch = 2\n")
    with pytest.raises(ValueError, match=r"mine\.toml.*'epoch'.*SftConfig.*'epochs'"):
        SftConfig.load(path)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ('batch_size = "8"', "batch_size is '8': expected int"),
        ("batch_size = true", "batch_size is True: expected int"),
        ("batch_size = 0", "batch_size is 0: expected at least 1"),
        ("learning_rate = nan", "learning_rate is nan"),
        ("learning_rate = -1.0", "learning_rate is -1.0: expected at least 0"),
        ('normaliser = "mean"', "normaliser is 'mean': expected one of"),
        ("epochs = ", "not a TOML file"),
    ],
)
def test_a_value_that_does_not_fit_is_named(tmp_path, text, said):
    with pytest.raises(ValueError, match=re.escape(said)):
        SftConfig.load(recipe(tmp_path, text))
