"""The units that numbers are counted in, in Chinese and English, and what kind each is."""

from decimal import Decimal
from typing import Final

CURRENCIES: Final = {
    "人民币": "元",
    "RMB": "元",
    "CNY": "元",
    "￥": "元",
    "¥": "元",
    "元": "元",
    "圆": "元",
    "yuan": "元",
    "US$": "美元",
    "USD": "美元",
    "$": "美元",
    "美元": "美元",
    "dollars": "美元",
    "HK$": "港元",
    "HKD": "港元",
    "港元": "港元",
    "港币": "港元",
    "EUR": "欧元",
    "€": "欧元",
    "欧元": "欧元",
    "euros": "欧元",
    "GBP": "英镑",
    "£": "英镑",
    "英镑": "英镑",
    "JPY": "日元",
    "日元": "日元",
}
SIGNS: Final = tuple(
    name for name in CURRENCIES if name not in ("元", "圆", "yuan", "dollars", "euros", "英镑")
)
"""What stands before a sum of money."""
PARTS: Final = {
    "百分之": Decimal(1),
    "千分之": Decimal("0.1"),
    "万分之": Decimal("0.01"),
    "%": Decimal(1),
    "％": Decimal(1),
    "‰": Decimal("0.1"),
    "个百分点": Decimal(1),
    "个基点": Decimal("0.01"),
    "基点": Decimal("0.01"),
    "bps": Decimal("0.01"),
    "bp": Decimal("0.01"),
    "basis points": Decimal("0.01"),
    "percentage points": Decimal(1),
    "percent": Decimal(1),
    "per cent": Decimal(1),
}
"""How many percent one of them is."""
TERMS: Final = {
    "个工作日": "工作日",
    "工作日": "工作日",
    "business day": "工作日",
    "working day": "工作日",
    "个交易日": "交易日",
    "交易日": "交易日",
    "trading day": "交易日",
    "个自然日": "日",
    "calendar day": "日",
    "日": "日",
    "天": "日",
    "day": "日",
    "周岁": "周岁",
    "周": "周",
    "week": "周",
    "个月": "月",
    "month": "月",
    "个季度": "季",
    "quarter": "季",
    "年": "年",
    "个年度": "年",
    "year": "年",
    "个小时": "小时",
    "小时": "小时",
    "hour": "小时",
    "分钟": "分钟",
    "minute": "分钟",
}
COUNTS: Final = {
    sign: sign for sign in ("人", "名", "家", "户", "次", "件", "份", "股", "笔", "张", "种")
} | {"shares": "股"}
TIMES: Final = {"倍": "倍", "times": "倍"}
SCALES: Final = {"thousand": 10**3, "million": 10**6, "billion": 10**9, "trillion": 10**12}

_ALL: Final = (
    {name.lower(): ("money", unit, Decimal(1)) for name, unit in CURRENCIES.items()}
    | {name: ("percent", "%", size) for name, size in PARTS.items()}
    | {name: ("period", unit, Decimal(1)) for name, unit in TERMS.items()}
    | {name: ("count", unit, Decimal(1)) for name, unit in COUNTS.items()}
    | {name: ("ratio", unit, Decimal(1)) for name, unit in TIMES.items()}
)
NAMES: Final = tuple(
    sorted(
        dict.fromkeys([*CURRENCIES, *PARTS, *TERMS, *COUNTS, *TIMES]),
        key=len,
        reverse=True,
    )
)
"""Every unit as it is written, longest first."""


def measure(written: str) -> tuple[str, str, Decimal]:
    """Kind of a unit, its name in the tables, and how many of those one of it is."""
    return _ALL[written.lower()]
