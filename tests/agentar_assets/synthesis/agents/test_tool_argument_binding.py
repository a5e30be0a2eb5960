"""Arguments: what was said, in the number and unit that the type wants."""

import json
import re

import pytest

from agentar_assets.synthesis.agents.wishes import typed
from training.graders import is_right

SAID = [
    ("金额", "5.5万元", 55000),
    ("金额", "两万块", 20000),
    ("金额", "三千元", 3000),
    ("资产规模", "两千万元", 20_000_000),
    ("amount", "RMB 64,000", 64000),
    ("期限", "半年", 6),
    ("期限", "两年", 24),
    ("年限", "十五年", 15),
    ("term", "14 months", 14),
    ("账户", "尾号0492的卡", "0492"),
    ("account", "the card ending in 0042", "0042"),
    ("价格", "9.0元", 9),
    ("价格", "9.9元", 9.9),
    ("数量", "3手", 3),
    ("次数", "两次", "两次"),
    ("比例", "百分之一", "百分之一"),
    ("券别", "五十元券", "五十元券"),
]


@pytest.mark.parametrize(("name", "said", "wanted"), SAID)
def test_what_was_said_becomes_a_number_or_stays_as_it_is(name, said, wanted):
    language = "zh" if re.search("[\u4e00-\u9fff]", said) else "en"
    parameter = typed(name, said, language)
    assert parameter.value == wanted and isinstance(parameter.value, type(wanted))


def test_a_call_binds_parameters_of_the_tool_alone_and_bears_no_other_value(drafts):
    for _, draft in drafts:
        call = json.loads(draft.answer)
        assert call["tool"] in draft.question and call["arguments"]
        for name, value in call["arguments"].items():
            assert re.search(rf"{name} ?[（(]", draft.question), draft.question
            for other in (f"{value}0", f"-{value}", ""):
                wrong = call | {"arguments": call["arguments"] | {name: other}}
                assert not is_right("json_call", draft.answer, json.dumps(wrong))
        surplus = call | {"arguments": call["arguments"] | {"备注": "无"}}
        assert not is_right("json_call", draft.answer, json.dumps(surplus))
