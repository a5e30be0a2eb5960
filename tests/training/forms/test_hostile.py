"""Answers that are made to stop a grader end at once, and none raises."""

import time
from concurrent.futures import ThreadPoolExecutor
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.training.forms.golds import GOLDS
from training.graders import FORMS, LONGEST_ANSWER, canonical, is_right, verdicts

PIECES = [
    *("[", '{"a":', "[{", "(", "\\text{", "9", "1,", "一", "第一条", "第", "《", "「", "“a", "[1,"),
    *("A;", "；", "或", "-", "不", " ", "\t;", "\0", "\ud800", "\ufdfa", "\u0301\u0316", "％", "`"),
]
HEADS = ["", "\\boxed{", "```json\n", "代码：", "有幻觉：", "可答：", "高风险：", "A", '["']


AT_ONCE = 1.0
"""Seconds; on a busy machine ten times what it takes."""


@pytest.mark.parametrize("form", FORMS)
def test_the_longest_answers_end_at_once(form):
    gold = GOLDS[form](Random(1))
    for piece in PIECES:
        head = HEADS[(len(form) + ord(piece[0])) % len(HEADS)]
        answer = (head + piece * LONGEST_ANSWER)[:LONGEST_ANSWER]
        started = time.perf_counter()
        assert not is_right(form, gold, answer)
        assert time.perf_counter() - started < AT_ONCE, (head, piece)


@pytest.mark.parametrize("form", FORMS)
def test_a_megabyte_is_not_read(form):
    gold = GOLDS[form](Random(1))
    for piece in PIECES:
        assert canonical(form, piece * (10**6 // len(piece))) is None
    assert not is_right(form, gold, gold + "\n" * 10 + " x" * 10**6)


@pytest.mark.parametrize(
    "source",
    ["9**9**9", "**".join("x" * 50), "*".join(["x**9"] * 55), "+".join(["x**(y/7)"] * 38)],
)
def test_a_costly_expression_ends_at_once(source):
    said = f"代码：{source}"
    started = time.perf_counter()
    is_right("code_or_output", said, f"{said} + 0")
    assert time.perf_counter() - started < AT_ONCE


hostile = st.lists(
    st.sampled_from([*PIECES, *HEADS, "}", "]", ")", '"', ":", "。", "？"]), max_size=12
)


@given(st.sampled_from(FORMS), hostile, st.integers(0, 99))
@settings(max_examples=400, deadline=None)
def test_no_answer_raises_and_what_is_read_is_right_for_itself(form, pieces, seed):
    answer = "".join(pieces)
    is_right(form, GOLDS[form](Random(seed)), answer)
    assert is_right(form, answer, answer) == (canonical(form, answer) is not None)


def test_threads_agree_with_one_another():
    dice = Random(7)
    forms = [form for form in FORMS for _ in range(20)]
    golds = [GOLDS[form](dice) for form in forms]
    answers = [
        gold if dice.random() < 0.5 else GOLDS[form](dice)
        for form, gold in zip(forms, golds, strict=True)
    ]
    alone = verdicts(forms, golds, answers)
    with ThreadPoolExecutor(8) as pool:
        work = [pool.submit(verdicts, forms, golds, answers) for _ in range(8)]
        assert all(done.result() == alone for done in work)
    assert 0.4 < sum(alone) / len(alone) < 0.9
