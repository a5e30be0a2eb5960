"""What must not be taught, as a table of patterns.

Edges are look-arounds and not word boundaries of Unicode: a Han character is a letter to those,
so a number right behind one would stand inside a word.
"""

import re
from dataclasses import dataclass
from typing import Final

from agentar_assets.credentials import CREDENTIALS, GLANCE
from agentar_assets.identifiers import is_credit_code
from agentar_assets.personal import PERSONAL, Pattern


@dataclass(frozen=True)
class Rule:
    """A pattern, and why an item goes in which it finds something."""

    reason: str
    pattern: Pattern


RULES: Final = (
    *(Rule("personal_data", pattern) for pattern in PERSONAL),
    Rule(
        "personal_data",
        Pattern(
            "credit_code",
            re.compile(r"(?<![0-9A-Za-z])[159YAN][1-9]\d{6}[0-9A-HJ-NPQRTUWXY]{10}(?![0-9A-Za-z])"),
            is_credit_code,
        ),
    ),
    *(Rule("secret", pattern) for pattern in CREDENTIALS),
    Rule(
        "forbidden_promise",
        Pattern(
            "promise",
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
    ),
    Rule(
        "prompt_leak",
        Pattern(
            "prompt_words",
            re.compile(
                r"改写后的?(?:问题|指令|提示|题目)|(?:给定|原始)的?(?:提示词|(?i:prompt))"
                r"|作为一?[个名款]?(?:AI|人工智能)(?:语言)?(?:模型|助手)|以下是(?:改写|生成)的?"
                r"|</?think>|<\|[a-z_]{1,30}\|>|\{\{\s?\w{1,40}\s?\}\}|\{%"
                r"|(?ai:\b(?:given|rewritten|created|original|system) prompt\b"
                r"|\bas an ai(?: language)?(?: model| assistant)?\b|\bhere is the rewritten\b)"
            ),
        ),
    ),
)
"""In the order of their weight: the first find names the reason."""

SUSPECT: Final = (
    rf"{GLANCE}|\d(?:[^\d\p{{L}}]{{0,3}}\d){{6}}|@|[0-9A-Z]{{18}}"
    r"|(?i:保本|[稳包只]赚|零风险|保证|承诺|无风险|绝对|内部消息|guarantee|risk|lose|sure"
    r"|改写|提示词|prompt|\bai\b|ai[模助语]|人工智能|以下是|<|\{)"
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
