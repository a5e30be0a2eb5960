"""A templated set that a tiny student can learn, and a student."""

import json
import random

import polars as pl
import pytest

from training import base, batches
from training.config import BaseConfig
from training.tokens import tokenizer

INTENTS = {
    "开户": ("我想开一个新账户", "怎么办张新卡", "帮我申请开立账户"),
    "挂失": ("卡丢了怎么办", "钱包被偷了要停用卡", "存折找不到了"),
    "转账": ("给我妈打点钱", "往他的账户汇款", "我要把钱转到另一张卡"),
    "投诉": ("你们服务太差了", "我要反映柜员态度", "多扣了我的钱很不满"),
}
ENDS = ("", "谢谢。", "请快一点。", "在吗？", "昨天问过一次。", "急。", "麻烦了。")
PRODUCTS = ("定期存款", "大额存单", "货币基金", "重疾险", "家族信托", "可转债")
SMALL = BaseConfig(hidden_size=32, layers=2, heads=2, head_size=16, feed_forward=64, positions=256)


def _intent(draw):
    label = draw.choice(list(INTENTS))
    said = draw.choice(INTENTS[label]) + "，" + draw.choice(ENDS) + draw.choice(ENDS)
    asked = f"判断客户意图，可选：{'、'.join(INTENTS)}。客户：「{said}」"
    return asked, f"客户说的是{label}。", label, "label_set"


def _slots(draw):
    product, months = draw.choice(PRODUCTS), draw.randint(1, 36)
    asked = (
        f"填写槽位：期限、产品。客户：「{draw.choice(ENDS)}我想买{product}，期限{months}个月。」"
    )
    slots = json.dumps({"期限": f"{months}个月", "产品": product}, ensure_ascii=False)
    return asked, f"期限{months}个月。", slots, "json_slots"


def templated(count, seed):
    """Labels and spans in turn; no prompt twice."""
    draw, rows = random.Random(seed), {}
    while len(rows) < count:
        kind = "intent" if draw.random() < 0.5 else "slots"
        asked, thought, gold, form = (_intent if kind == "intent" else _slots)(draw)
        if asked in rows:
            continue
        rows[asked] = {
            "item_id": f"{kind}-{seed}-{len(rows)}",
            "tag": f"deposit_savings.{kind}",
            "prompt": asked,
            "completion": f"<think>{thought}</think>{gold}",
            "answer": gold,
            "answer_form": form,
            "weight": 1.5 if kind == "intent" else 0.5,
        }
    return pl.DataFrame(list(rows.values()))


@pytest.fixture(scope="session")
def items():
    return templated(60, seed=1)


@pytest.fixture(scope="session")
def tokens(items):
    return tokenizer((items["prompt"] + items["completion"]).to_list(), SMALL)


@pytest.fixture
def student(tokens):
    return base.student(SMALL, tokens)


@pytest.fixture
def mixed(items, tokens):
    return batches.tokenised(items, tokens, max_length=256)


@pytest.fixture(scope="session")
def make_items():
    return templated
