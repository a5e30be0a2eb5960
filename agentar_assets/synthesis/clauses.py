"""Patterns that clauses of statutes and product sheets are read by, shared by the agents."""

from typing import Final

NUMERAL: Final = r"[\d零一二两三四五六七八九十百千]+(?:[.,]\d+)*"
ZH_MONEY: Final = rf"(?:人民币)?(?<![\d第.]){NUMERAL}[万亿]?(?:美?元|万?份|股)"
ZH_SPAN: Final = (
    r"(?<![\d第同某.月、至])(?!\d{4}年|[零〇一二三四五六七八九]{4}年)"
    rf"{NUMERAL}(?:个工作日|个交易日|个自然日|个月|周岁|日|天|年|小时|分钟)(?!\d|第|末|度)"
)
ZH_SHARE: Final = r"(?:百分之[零一二三四五六七八九十百.\d]+|(?<![\d.])\d+(?:\.\d+)?[%％])"
EN_MONEY: Final = r"(?:RMB|CNY|USD) [\d,.]*\d(?: (?:million|billion))?"
EN_SPAN: Final = (
    r"(?<![\d.,])\d+ (?:working |trading |calendar )?(?:days?|months?|years?|hours?|minutes?)"
)
EN_SHARE: Final = r"(?<![\d.])\d+(?:\.\d+)?%"

KINDS: Final = {
    "zh": ((ZH_MONEY, "金额或数额"), (ZH_SPAN, "期限"), (ZH_SHARE, "比例")),
    "en": ((EN_MONEY, "amount"), (EN_SPAN, "period"), (EN_SHARE, "percentage")),
}
"""Patterns of figures by language, each with what it measures."""

FIGURE: Final = {
    language: f"(?:{'|'.join(pattern for pattern, _ in kinds)})"
    for language, kinds in KINDS.items()
}

SUBJECT: Final = (
    r"(?!但|并|也|以|的|或|应|自|在|对|经|由|按|依|未|不|因|当|其|该|前"
    r"|有|为|如|除|及|与|同|从|即|根据|违反|超过|一般|可|将|被|向|且|仍|均|累计|合计"
    r"|[^，]{0,14}的，)"
)
"""Looks ahead: no subject starts with one of these words."""
START: Final = rf"(?:^|，|；){SUBJECT}"
"""Where a clause with a subject of its own starts."""
DOER: Final = (
    r"(?:人|机构|公司|银行|部门|会|院|者|企业|组织|单位|股东|交易所|员工|柜员|客户|户|顾问)"
)
"""How the name of somebody who acts ends."""
