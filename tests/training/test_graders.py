import json
import time
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from training import graders
from training.graders import FORMS, canonical, final_answer, is_right, verdicts

words = st.text(alphabet="甲乙丙丁abc存款基金", min_size=1, max_size=6)
spans = st.lists(
    st.tuples(st.sampled_from(["机构", "产品"]), words), min_size=1, max_size=4, unique=True
)
amounts = st.decimals(min_value=-(10**9), max_value=10**9, places=2, allow_nan=False)


def listed(pairs):
    return json.dumps([{"type": kind, "text": text} for kind, text in pairs], ensure_ascii=False)


def test_the_final_answer_stands_behind_the_last_thought():
    assert final_answer("<think>A 还是 B？</think> x </think>\n B ") == "B"
    assert final_answer(" B\n") == "B"
    assert final_answer("<think>B</think>") == ""


def test_an_unknown_form_is_named():
    with pytest.raises(ValueError, match="'essay'"):
        is_right("essay", "a", "a")


@given(spans, st.randoms())
def test_spans_are_a_set(pairs, dice):
    gold = listed(pairs)
    dice.shuffle(pairs)
    assert is_right("json_spans", gold, listed(pairs))
    assert is_right(
        "json_spans", gold, f"<think>{listed(pairs[:1])}</think>```json\n{listed(pairs)}\n```"
    )


@given(spans)
def test_spans_too_few_too_many_or_too_long_are_wrong(pairs):
    gold = listed(pairs)
    assert not is_right("json_spans", gold, listed(pairs[1:]))
    assert not is_right("json_spans", gold, listed([*pairs, ("机构", "多出来的")]))
    kind, text = pairs[0]
    assert not is_right("json_spans", gold, listed([(kind, f"整句{text}在内"), *pairs[1:]]))
    assert not is_right("json_spans", gold, "[]")
    assert not is_right("json_spans", "[]", gold)


def test_no_entities_is_right_only_where_there_are_none():
    assert is_right("json_spans", "[]", " [ ] ")
    assert not is_right("json_spans", "[]", "")
    assert not is_right("json_spans", "[]", "{}")


@pytest.mark.parametrize(
    "answer",
    [
        "没有",
        '[{"type":"机构"}]',
        '[{"type":"机构","text":"甲","text":"乙"}]',
        '[{"type":"机构","text":""}]',
        '[{"type":"机构","text":"甲","score":1}]',
        "[" * 5000,
        "[NaN]",
    ],
)
def test_malformed_spans_have_no_canonical_form(answer):
    assert canonical("json_spans", answer) is None


@given(st.lists(words, min_size=1, max_size=4, unique=True), st.randoms())
def test_labels_are_a_set_and_no_superset_passes(labels, dice):
    gold = "；".join(labels)
    dice.shuffle(labels)
    assert is_right("label_set", gold, "; ".join(labels))
    assert not is_right("label_set", gold, "；".join([*labels, "全部"]))
    if len(labels) > 1:
        assert not is_right("label_set", gold, "；".join(labels[1:]))


@pytest.mark.parametrize(
    "said", ["五万元", "5万元", "50,000元", "５００００元", " 50000 元", "50000.00元"]
)
def test_slot_numerals_are_read_in_every_writing(said):
    gold = '{"金额":"50000元","期限":"12个月"}'
    assert is_right("json_slots", gold, json.dumps({"期限": "十二个月", "金额": said}))


@pytest.mark.parametrize(
    "answer",
    [
        '{"金额":"500000元","期限":"12个月"}',
        '{"金额":"-50000元","期限":"12个月"}',
        '{"金额":"50000美元","期限":"12个月"}',
        '{"金额":"50000元"}',
        '{"金额":"50000元","期限":"12个月","产品":"定期"}',
        '{"金额":"50000元","金额":"50000元","期限":"12个月"}',
        '{"金额":["50000元"],"期限":"12个月"}',
        "50000元 12个月",
    ],
)
def test_wrong_slots_are_wrong(answer):
    assert not is_right("json_slots", '{"金额":"50000元","期限":"12个月"}', answer)


@given(amounts)
def test_a_number_is_right_in_every_writing(value):
    gold = f"{value:.2f}"
    assert is_right("number", gold, gold)
    assert is_right("number", gold, f"{value:,.2f} 元")
    assert is_right("number", gold, f"<think>0</think>{gold}")
    assert is_right("number", gold, f"{value:.2f}0")
    assert is_right("number", gold, f"\\boxed{{{gold}}}")


@given(amounts.filter(lambda value: abs(value) >= Decimal("0.02")))
def test_a_number_off_by_sign_scale_or_unit_is_wrong(value):
    gold = f"{value:.2f}"
    for wrong in (-value, value * 100, value / 100, value + Decimal("0.01")):
        assert not is_right("number", gold, f"{wrong:f}"), wrong
    for unit in ("%", "万元", "美元", "天"):
        assert not is_right("number", gold, f"{gold}{unit}")


@given(amounts, st.decimals(min_value="-0.005", max_value="0.005", places=5))
def test_half_a_unit_of_the_last_place_is_allowed(value, off):
    assert is_right("number", f"{value:.2f}", f"{value + off:f}")


@pytest.mark.parametrize(
    ("gold", "answer"),
    [
        ("7", "7.0"),
        ("13.97", "13.972"),
        ("0.0042", "0.00415"),
        ("6288.78", "6288.78元"),
        ("5%", "0.05"),
        ("176.78;31820.21", "176.78；31,820.21"),
        ("-760", "−760"),
        ("1500.00", "￥1,500"),
    ],
)
def test_numbers_that_the_upstream_scorer_gets_wrong_are_right(gold, answer):
    assert is_right("number", gold, answer)


@pytest.mark.parametrize(
    "answer", ["1e3", "1000 或 2000", "约1000", "NaN", "一千", "1,00", "", "1000;1000"]
)
def test_what_is_no_plain_number_is_wrong(answer):
    assert not is_right("number", "1000", answer)


@pytest.mark.parametrize("answer", ["合规,第5条", "合规， 第五条", "合规，第五条。"])
def test_a_verdict_needs_its_article(answer):
    assert is_right("yes_no_with_article", "合规，第五条", answer)


@pytest.mark.parametrize(
    "answer",
    [
        "合规",
        "不合规，第五条",
        "合规，第十五条",
        "合规不合规，第五条",
        "合规，第五条、第六条",
        "第五条",
    ],
)
def test_a_wrong_verdict_is_wrong(answer):
    assert not is_right("yes_no_with_article", "合规，第五条", answer)


def test_english_verdicts_and_headings_are_read():
    assert is_right("yes_no_with_article", "non-compliant, Article 5", "Non-compliant, article 5")
    assert not is_right("yes_no_with_article", "non-compliant, Article 5", "compliant, Article 5")
    assert is_right("yes_no_with_article", "不合规，起存金额", "不合规，起存金额")


def test_free_text_may_vary_in_words_but_not_in_figures_articles_or_negation():
    gold = "投保机构应当自收到之日起三十日内书面报告存款保险基金管理机构"
    assert is_right("text", gold, "投保机构应自收到之日起30日内书面报告存款保险基金管理机构。")
    assert not is_right("text", gold, gold.replace("三十", "十三"))
    assert not is_right("text", gold, gold.replace("应当", "不应当"))
    assert not is_right("text", gold, gold + "，逾期由国务院银行业监督管理机构责令改正并处罚款")
    assert not is_right("text", "依照第五条偿付", "依照第六条偿付")
    assert not is_right("text", gold, "")


@pytest.mark.parametrize(
    "answer", ["CA", "A、C", "A；C", "答案：A,C", "\\boxed{A;C}", "\\text{AC}", "（A）（C）"]
)
def test_choices_are_a_set_in_every_writing(answer):
    assert is_right("choice", "AC", answer)


@pytest.mark.parametrize("answer", ["ABCD", "A", "", "选A和C，因为B不对", "AC" * 500])
def test_all_options_or_a_lecture_are_no_choice(answer):
    assert not is_right("choice", "AC", answer)


def test_the_last_box_counts_and_braces_are_matched():
    assert is_right("choice", "B", "\\boxed{A} 不对，\\boxed{B}，其中 $\\frac{1}{2}$")


@given(st.sampled_from(FORMS), st.text(max_size=60))
@settings(max_examples=300)
def test_a_grader_never_raises_and_accepts_what_it_can_read(form, answer):
    if canonical(form, answer) is not None:
        assert is_right(form, answer, answer)
    else:
        assert not is_right(form, answer, answer)


@given(st.sampled_from([form for form in FORMS if form not in {"text", "number"}]), words)
def test_canonical_is_idempotent_where_it_is_an_answer_itself(form, answer):
    assert canonical(form, answer) == canonical(form, f" {answer}\n")


@pytest.mark.parametrize("form", FORMS)
def test_a_megabyte_of_anything_is_answered_at_once(form):
    huge = ["[" * 10**6, "9" * 10**6, "A;" * 500_000, "\\boxed{" * 140_000, "一" * 10**6]
    large = [text[: graders.LONGEST_ANSWER] for text in huge]
    start = time.perf_counter()
    assert not any(is_right(form, "A", answer) for answer in huge)
    assert [canonical(form, answer) for answer in huge] == [None] * len(huge)
    for answer in large:
        is_right(form, "A", answer)
    assert time.perf_counter() - start < 2


def test_verdicts_keep_order_and_no_answer_is_wrong():
    forms, golds = ["choice", "number", "choice"], ["A", "1.50", "B"]
    assert verdicts(forms, golds, ["A", None, "A"]) == [True, False, False]
    with pytest.raises(ValueError, match="argument"):
        verdicts(forms, golds, ["A"])
