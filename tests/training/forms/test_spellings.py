"""The same answer in another spelling is right."""

import json
from random import Random

import pytest

from tests.training.forms.golds import GOLDS
from training.graders import FORMS, is_right

WIDE = str.maketrans("0123456789%", "０１２３４５６７８９％")
FENCED = [form for form in FORMS if form.startswith("json_")] + ["tool_list"]


@pytest.mark.parametrize("form", [form for form in FORMS if form != "code_or_output"])
def test_full_width_figures_are_figures(form):
    for seed in range(60):
        gold = GOLDS[form](Random(seed))
        said = gold.translate(WIDE) if not FENCED.count(form) else widened(gold)
        assert is_right(form, gold, said), said


def widened(gold):
    """Figures inside quotes alone: a bare JSON number has one width."""
    parts = gold.split('"')
    return '"'.join(p.translate(WIDE) if place % 2 else p for place, p in enumerate(parts))


@pytest.mark.parametrize("form", FENCED)
def test_fences_blanks_and_the_order_of_keys_do_not_count(form):
    for seed in range(60):
        gold = GOLDS[form](Random(seed))
        value = json.loads(gold)
        assert is_right(form, gold, f"```json\n{gold}\n```")
        assert is_right(form, gold, json.dumps(turned(value), indent=2))
        if form not in {"tool_list", "json_slots", "json_fields", "json_call"}:
            assert is_right(form, gold, json.dumps(value[::-1]))


def turned(value):
    if isinstance(value, dict):
        return {key: turned(value[key]) for key in reversed(value)}
    return [turned(said) for said in value] if isinstance(value, list) else value


@pytest.mark.parametrize(
    ("form", "gold", "said"),
    [
        ("json_triples", '[{"head":"甲","relation":"发行","tail":"乙 B"}]', None),
        ("json_triples", "[]", "[ ]"),
        (
            "json_events",
            '[{"type":"处罚","arguments":{"金额":"5万元","日期":"2024年3月5日"}}]',
            '[{"arguments":{"日期":"二〇二四年三月五日","金额":"50,000元"},"type":"处罚"}]',
        ),
        ("label", "负面", " 负面。"),
        ("label", "Loan request", "loan  request."),
        ("json_fields", '{"期限":"三十日 内"}', '{"期限":"三十日内"}'),
        ("tool_list", '["a",["b","c"],"d"]', '["a","c","b","d"]'),
        ("tool_list", '["a",["b","c"],"d"]', '["a","b","c","d"]'),
        ("tool_list", '["a",["b","c"],"d"]', '["a",["c","b"],"d"]'),
        (
            "json_call",
            '{"tool":"transfer","arguments":{"amount":50000,"memo":"5万元"}}',
            '{"arguments":{"memo":"50000元","amount":"50,000"},"tool":"transfer"}',
        ),
        ("question", "请问「金额」和「收款账户」是什么？", "请补充「收款账户」、「金额」好吗？"),
        ("question", "What are “amount” and “term”?", 'Could you give the "term" and "amount"?'),
        (
            "text_with_article_ids",
            "银行应当在三十日内书面告知（《商业银行法》第十六条）",
            "依照《中华人民共和国商业银行法》第16条，银行应当在30日内书面告知。",
        ),
        (
            "text_with_article_ids",
            "the bank shall tell in 30 days (“Banking Law”, Article 16)",
            "The bank shall tell in 30 days (Article 16 of the “Banking Law”).",
        ),
        (
            "text_with_article_ids",
            "银行应当书面告知（《商业银行法》第五条、第六条）",
            "银行应当书面告知（《商业银行法》第6条，《商业银行法》第5条）",
        ),
        ("text_with_article_ids", "起存五十元（《储蓄条例》起存）", "起存50元（《储蓄条例》起存）"),
        (
            "text_with_citations",
            "净值上升3%[1]。规模超过十亿元[3]",
            "净值上升3%【1】，规模超过10亿元［3］",
        ),
        ("number_or_choice", "12.50%", "12.5％"),
        ("number_or_choice", "AC", "\\boxed{C、A}"),
        ("choice_or_text", "C", "答案：C"),
        ("choice_or_text", "应当在三十日内报告监管机构", "应当在30天内报告监管机构。"),
        ("label_with_reasons", "高风险：甲因素；乙因素", "高风险:乙因素、甲因素。"),
        ("label_with_reasons", "低风险：无", "低风险"),
        ("table_or_choice", '{"甲":{"期限":"1年"}}', '{"甲":{"期限":"一年"}}'),
        ("table_or_choice", "B", "(B)"),
        ("code_or_output", "1.50\n2", "1.50  \r\n2\r\n"),
        ("code_or_output", "1.50\n2", "```\n1.50\n2\n```"),
        ("code_or_output", "代码：p*(1+r)**2", "code: p * (1 + 2*r + r*r)"),
        ("code_or_output", "代码：p*(1+r)**2", "代码：```python\n(r+1)**2*p\n```"),
        ("code_or_output", "代码：a if a > b else b", "代码：max(a, b)"),
        ("code_or_output", "代码：max(0, x-5)", "代码：`x - 5 if x >= 5 else 0`"),
        ("yes_no_with_type", "有幻觉：数字错误", "存在幻觉: 数字错误。"),
        ("yes_no_with_type", "无幻觉", "没有幻觉。"),
        ("refuse_or_safe_answer", "拒绝：套取他人信息", "拒绝: 套取他人信息。"),
        ("refuse_or_safe_answer", "可答：每日限额五万元", "可答：每日限额5万元。"),
        ("redacted_text", "我是[姓名]，电话[手机号]。", "我是 ［姓名］, 电话 [手机号] 。"),
    ],
)
def test_one_answer_in_two_spellings(form, gold, said):
    assert is_right(form, gold, gold if said is None else said)
