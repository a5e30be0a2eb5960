"""What looks like the gold and is not."""

import pytest

from training.graders import canonical, is_right

TRIPLE = '[{"head":"甲银行","relation":"发行","tail":"丙产品"}]'
CALL = '{"tool":"transfer","arguments":{"amount":50000,"to":"000123"}}'
ASKED = "请问「金额」和「收款账户」是什么？"
CITED = "净值上升百分之三[1]。规模超过十亿元[3]"
RULE = "银行应当在三十日内书面告知（《商业银行法》第十六条）"


@pytest.mark.parametrize(
    ("form", "gold", "said"),
    [
        ("json_triples", TRIPLE, '[{"head":"丙产品","relation":"发行","tail":"甲银行"}]'),
        ("json_triples", TRIPLE, "[]"),
        ("json_fields", '{"期限":"三十日"}', '{"期限":"30日"}'),
        ("json_fields", '{"期限":"30"}', '{"期限":30}'),
        ("tool_list", '["a",["b","c"],"d"]', '[["a","b","c","d"]]'),
        ("tool_list", '["a","b"]', '[["a","b"]]'),
        ("tool_list", '["a",["b","c"],"d"]', '["b","a","c","d"]'),
        ("tool_list", '["getRate"]', '["getrate"]'),
        ("json_call", CALL, CALL.replace("50000", '"5万元"')),
        ("json_call", CALL, CALL.replace("50000", "true")),
        ("json_call", CALL, CALL.replace('"000123"', "123")),
        ("json_call", CALL, CALL.replace("}}", ',"memo":""}}')),
        ("question", ASKED, "请问「金额」是什么？"),
        ("question", ASKED, "请问「金额」是什么？「收款账户」是什么？"),
        ("question", ASKED, ASKED.rstrip("？")),
        ("question", ASKED, "不需要「金额」和「收款账户」了吧？"),
        ("question", ASKED, "「金额」和「收款账户」是5万元？"),
        ("question", ASKED, "「金额」「收款账户」" + "请您稍候我来为您查一查" * 5 + "？"),
        ("text_with_article_ids", RULE, RULE.replace("十六", "十七")),
        ("text_with_article_ids", RULE, RULE.replace("十六条", "十六条之一")),
        ("text_with_article_ids", RULE, RULE.replace("《商业银行法》", "")),
        ("text_with_article_ids", RULE, "（《商业银行法》第十六条）"),
        ("text_with_citations", CITED, CITED.replace("[3]", "")),
        ("text_with_citations", CITED, "净值上升百分之三[3]。规模超过十亿元[1]"),
        ("text_with_citations", CITED, "[1][3]"),
        ("number_or_choice", "12.50%", "12.50"),
        ("number_or_choice", "12.50%", "12.50‰"),
        ("number_or_choice", "B", "1"),
        ("choice_or_text", "LPR", "PRL"),
        ("choice_or_text", "B", "B，因为利率较高"),
        (
            "choice_or_text",
            "甲高于乙，因此应当选择甲银行的产品",
            "乙高于甲，因此应当选择甲银行的产品",
        ),
        ("label_with_reasons", "高风险：甲；乙", "高风险；甲；乙"),
        ("label_with_reasons", "高风险：甲", "高风险：甲；无"),
        ("label_with_reasons", "高风险：甲", "高风险"),
        ("label_with_reasons", "高风险：甲", "高风险、中风险：甲"),
        ("table_or_choice", '{"甲":{"期限":"1年"}}', '{"甲":{"期限":"1月"}}'),
        ("table_or_choice", "B", "AB"),
        ("code_or_output", "1.50", "1.5"),
        ("code_or_output", "代码：x >= 50000", "代码：x > 50000"),
        ("code_or_output", "代码：x > 5", "代码：1 if x > 5 else 0"),
        ("code_or_output", "代码：p*r*days/365", "代码：p*r*days/360"),
        ("code_or_output", "代码：a/b", "代码：a//b"),
        ("code_or_output", "代码：a+b", "a+b"),
        ("yes_no_with_type", "有幻觉：数字错误", "有幻觉"),
        ("yes_no_with_type", "无幻觉", "无幻觉：数字错误"),
        ("refuse_or_safe_answer", "拒绝：越权", "拒绝"),
        ("refuse_or_safe_answer", "可答：每日限额五万元", "拒绝：每日限额五万元"),
        ("redacted_text", "我是[姓名]。", "我是[地址]。"),
    ],
)
def test_a_wrong_answer_is_wrong(form, gold, said):
    assert is_right(form, gold, gold)
    assert not is_right(form, gold, said)


@pytest.mark.parametrize(
    ("form", "said"),
    [
        ("json_events", '[{"type":"处罚","arguments":{"金额":null}}]'),
        ("json_events", '[{"type":"处罚","arguments":{"金额":{"值":"5"}}}]'),
        ("json_events", '[{"type":"处罚","arguments":{"金额":"5","金 额":"6"}}]'),
        ("json_fields", '{"期限":""}'),
        ("tool_list", '["a",["b",["c"]]]'),
        ("tool_list", '["a",[]]'),
        ("json_call", '{"tool":"","arguments":{}}'),
        ("json_call", '{"tool":"a","arguments":{"b":{"c":1}}}'),
        ("label", "负面；中性"),
        ("question", "请问「」是什么？"),
        ("text_with_article_ids", "银行应当书面告知"),
        ("text_with_citations", "净值上升[]"),
        ("table_or_choice", "{}"),
        ("table_or_choice", '{"甲":{}}'),
        ("yes_no_with_type", "有幻觉：数字错误；主体错误"),
        ("refuse_or_safe_answer", "可答：限额五万元；拒绝：越权"),
        ("redacted_text", " \n"),
    ],
)
def test_a_malformed_answer_has_no_canonical_spelling(form, said):
    assert canonical(form, said) is None
