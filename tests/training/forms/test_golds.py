from pathlib import Path
from random import Random

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.training.forms.golds import GOLDS
from training.graders import FORMS, canonical, is_right

TAXONOMY = Path(__file__).parents[3] / "agentar_assets" / "tags" / "taxonomy.yaml"
MANY = settings(max_examples=10_000, deadline=None, suppress_health_check=list(HealthCheck))
seeds = st.integers(0, 2**40)


def test_every_answer_form_of_the_taxonomy_has_a_grader():
    lines = TAXONOMY.read_text(encoding="utf-8").splitlines()
    forms = [line.split()[1] for line in lines if line.strip().startswith("answer_form:")]
    assert len(forms) == 31
    assert set(forms) <= set(FORMS) == set(GOLDS)


def accepts_its_gold(form, seed):
    gold = GOLDS[form](Random(seed))
    assert canonical(form, gold) is not None, gold
    assert is_right(form, gold, gold), gold
    assert is_right(form, gold, f"<think>A？无</think>\n {gold} \n"), gold


@pytest.mark.parametrize("form", FORMS)
@given(seed=seeds)
@settings(max_examples=30, deadline=None)
def test_a_grader_accepts_its_gold(form, seed):
    accepts_its_gold(form, seed)


@pytest.mark.slow
@pytest.mark.parametrize("form", FORMS)
@given(seed=seeds)
@MANY
def test_a_grader_accepts_ten_thousand_golds(form, seed):
    accepts_its_gold(form, seed)


@pytest.mark.parametrize("form", FORMS)
@given(seeds=st.tuples(seeds, seeds))
@settings(max_examples=30, deadline=None)
def test_golds_of_one_canonical_spelling_are_right_for_each_other(form, seeds):
    one, other = (GOLDS[form](Random(seed)) for seed in seeds)
    if canonical(form, one) == canonical(form, other):
        assert is_right(form, one, other)
        assert is_right(form, other, one)
