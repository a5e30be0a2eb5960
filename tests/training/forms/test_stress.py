import pytest

from tests.training.forms.table import ATTACKS, EVERY, stress, wrong
from training.graders import FORMS, is_right

CASES = [(form, name) for form in FORMS for name in EVERY | ATTACKS[form]]


def refused(form, name, count):
    pairs = wrong(form, name, count=count)
    return sum(not is_right(form, *pair) for pair in pairs) / len(pairs)


@pytest.mark.parametrize(("form", "name"), CASES)
def test_an_attack_scores_nothing(form, name):
    pairs = wrong(form, name, count=60)
    assert pairs, "the attack concerns no gold"
    assert not [pair for pair in pairs if is_right(form, *pair)]


@pytest.mark.slow
@pytest.mark.parametrize(("form", "name"), CASES)
def test_ninety_nine_in_a_hundred_of_many_wrong_answers_are_refused(form, name):
    assert refused(form, name, 2000) >= 0.99


def test_the_stress_table_has_a_row_for_every_form_and_attack():
    """Run it alone with `-s` to read the table."""
    rows = stress(count=8)
    for row in rows:
        print("{:<24}{:<20}{:>6.2f}{:>6}".format(*row))
    assert [row[:2] for row in rows] == CASES
    assert not [row for row in rows if row[2]]
