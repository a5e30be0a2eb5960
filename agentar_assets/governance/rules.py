"""What must not be taught, as a table of patterns.

Edges are look-arounds and not word boundaries of Unicode: a Han character is a letter to those,
so a number right behind one would stand inside a word.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from agentar_assets.governance.identifiers import is_bank_card, is_credit_code, is_resident_id


@dataclass(frozen=True)
class Rule:
    """One kind of thing that must not be taught."""

    kind: str
    reason: str
    pattern: re.Pattern[str]
    holds: Callable[[str], bool] = lambda _: True
    """A checksum, where the kind has one; it sees the match without spaces and hyphens."""
    before: re.Pattern[str] | None = None
    """What makes the match harmless when it ends right before it."""
    after: re.Pattern[str] | None = None
    """What makes the match harmless when it begins right behind it."""


COUNTED: Final = re.compile(
    r"\s*(?:[%‰]|元|万|亿|千|百|美|港|欧|日元|英镑|股|份|手|吨|张|笔|点|[.,]\d|(?ai:rmb|cny|usd|yuan))"
)
"""Behind a figure that counts money or shares and names nobody."""

AMOUNT: Final = re.compile(
    r"(?:[¥$€£%]|人民币|[金总余差面限]额|本金|规模|市值|成交额|股本|收入|利润|资产|负债|成本|净值"
    r"|(?ai:rmb|cny|usd|amount|total|sum)|\d[.,]|\d[ -])[^\d。；;\n]{0,4}$"
)
"""Before such a figure."""

RULES: Final = (
    Rule(
        "resident_id",
        "personal_data",
        re.compile(r"(?<![0-9A-Za-z])[1-9]\d{5}(?:18|19|20)\d{9}[\dXx](?![0-9A-Za-z])"),
        is_resident_id,
    ),
    Rule(
        "bank_card",
        "personal_data",
        re.compile(
            r"(?<![0-9A-Za-z])(?:62\d{2}|4\d{3}|5[1-5]\d{2}|3[57]\d{2})"
            r"(?:[ -]?\d{4}){2}(?:[ -]?\d{1,4}){1,2}(?![0-9A-Za-z])"
        ),
        is_bank_card,
        before=AMOUNT,
        after=COUNTED,
    ),
    Rule(
        "mobile_phone",
        "personal_data",
        re.compile(
            r"(?<![0-9A-Za-z])(?:\+?86[ -]?)?1[3-9]\d[ -]?\d{4}[ -]?\d{4}(?![ -]?[0-9A-Za-z])"
        ),
        before=AMOUNT,
        after=COUNTED,
    ),
    Rule(
        "email",
        "personal_data",
        re.compile(
            r"(?<![A-Za-z0-9._%+-])[A-Za-z0-9][A-Za-z0-9._%+-]{0,63}@"
            r"(?:[A-Za-z0-9-]{1,63}\.){1,8}[A-Za-z]{2,24}(?![A-Za-z0-9-])"
        ),
    ),
    Rule(
        "credit_code",
        "personal_data",
        re.compile(r"(?<![0-9A-Za-z])[159YAN][1-9]\d{6}[0-9A-HJ-NPQRTUWXY]{10}(?![0-9A-Za-z])"),
        is_credit_code,
    ),
    Rule(
        "api_key",
        "secret",
        re.compile(
            r"(?<![A-Za-z0-9])(?:sk-[A-Za-z0-9_-]{20,200}|AKIA[0-9A-Z]{16}|AIza[A-Za-z0-9_-]{35}"
            r"|gh[pousr]_[A-Za-z0-9]{30,200}|xox[abprs]-[A-Za-z0-9-]{10,200}"
            r"|hf_[A-Za-z0-9]{30,200}|eyJ[\w-]{10,2000}\.[\w-]{10,2000}\.[\w-]{10,2000})"
            r"|-----BEGIN [A-Z ]{0,30}PRIVATE KEY-----"
        ),
    ),
    Rule(
        "password",
        "secret",
        re.compile(
            r"(?:(?ai:api[_ -]?key|secret|token|passw(?:or)?d)|密码|口令|密钥)\s?(?:[:=]|是|为)\s?"
            r"(?=[!-~]{0,64}\d)(?=[!-~]{0,64}[A-Za-z])[!-~]{8,200}"
        ),
    ),
    Rule(
        "promise",
        "forbidden_promise",
        re.compile(
            r"保本[又且和并、]?保(?:收益|息)|稳赚不赔|只赚不赔|包赚|零风险(?!权重|偏好|资产)"
            r"|保证(?:盈利|赚钱|不亏|收益)|承诺(?:保本|保收益|最低收益|本金不受损失)"
            r"|无风险高收益|绝对(?:安全|不会亏)|内部消息.{0,6}必涨"
            r"|(?ai:\bguaranteed? (?:returns?|profits?|gains?|income)\b"
            r"|\brisk[- ]free (?:profits?|gains?|money)\b|\bsure[- ]win\b"
            r"|\b(?:cannot|can't|never) lose(?: money)?\b"
            r"|\b(?:no|zero)[- ]risk (?:returns?|profits?|investments?)\b)"
        ),
    ),
    Rule(
        "prompt_words",
        "prompt_leak",
        re.compile(
            r"改写后的?(?:问题|指令|提示|题目)|(?:给定|原始)的?(?:提示词|(?i:prompt))"
            r"|作为一?[个名款]?(?:AI|人工智能)(?:语言)?(?:模型|助手)|以下是(?:改写|生成)的?"
            r"|</?think>|<\|[a-z_]{1,30}\|>|\{\{\s?\w{1,40}\s?\}\}|\{%"
            r"|(?ai:\b(?:given|rewritten|created|original|system) prompt\b"
            r"|\bas an ai(?: language)?(?: model| assistant)?\b|\bhere is the rewritten\b)"
        ),
    ),
)
"""In the order of their weight: the first find names the reason."""

SUSPECT: Final = (
    r"(?i)\d{8}|\d[ -]\d{4}|@|sk-|AKIA|AIza|gh[pousr]_|xox|hf_|eyJ|PRIVATE|key|secret|token|pass"
    r"|密码|口令|密钥|保本|[稳包只]赚|零风险|保证|承诺|无风险|绝对|内部消息|guarantee|risk|lose|sure"
    r"|改写|提示词|prompt|\bai\b|ai[模助语]|人工智能|以下是|<|\{|[0-9A-Z]{18}"
)
"""Every find holds one of these (in Rust's syntax); what has none is not looked at again."""

SPEAKS_OF: Final = re.compile(
    r"不得|不能|不可|不应|不准|不允许|禁止|严禁|切勿|请勿|拒绝|违规|违反|违法|虚假|误导|并非|不是"
    r"|不存在|没有|警惕|谨防|打破|是否|有没有|能否|可否|吗|无法|[不未无]\|"
    r"|(?ai:\b(?:not|never|no|cannot|prohibit\w*|forbid\w*|ban|banned|illegal|mislead\w*|whether"
    r"|is there|are there)\b|n't\b)"
)
"""In the sentence around a promise (which stands as `|`): it speaks of one and makes none."""

LISTED: Final = re.compile(r"下列行为|以下行为|following acts|following conduct")
"""The head of a list of what is forbidden; its entries do not repeat the word."""
