"""One spelling for texts that a reader takes for the same, and the facts that tell texts apart."""

from typing import Final

import polars as pl

INVISIBLE: Final = r"[\p{Cf}\p{Cc}&&[^\t\n\r]]"
"""Zero-width and direction marks, null bytes: they show nothing."""

QUOTES: Final = r"[「」『』“”„‟〝〞＂﹁﹂]"
BRACKETS: Final = {r"[【〔〖\[]": "(", r"[】〕〗\]]": ")"}
MINUS: Final = r"[−﹣－‐‑‒–—]"

RAISED: Final = r"([⁰¹²³⁴-⁹₀-₉])"
FRACTION: Final = r"([¼-¾⅐-⅞①-⓿❶-➓])"
"""NFKC would melt these into the figure before them: `10²` into `102`, `3½` into `31⁄2`."""

NUMERAL: Final = "零〇一二三四五六七八九十百千万亿两壹贰叁肆伍陆柒捌玖拾佰仟半"

NOT_NUMERALS: Final = (
    *("一下", "一般", "一定", "统一", "一致", "唯一", "一些", "一并", "一旦", "万一", "十分"),
    *("千万别", "一种", "一起", "一直", "任一", "一律", "一方面"),
)
"""Words that hold a numeral and count nothing."""

OPENERS: Final = (
    r"\b(?:Please|Kindly|Could|Can|Would|What|Which|Who|When|Where|Why|How|If|The|An?|This|That|Is"
    r"|Are|Does|Do|Did|Find|Give|Tell|Explain|Describe|State|List|Name|Choose|Select|Judge|Decide"
    r"|Determine|Compute|Calculate|According|Based|Given|Read|Fill|Answer|Question|Text|Material)\b"
)
"""Capital letters of these begin a sentence and name nobody."""

NEGATIONS: Final = (
    r"[不未无非没否勿莫别免禁拒除]"
    r"|(?i:\b(?:not|no|none|never|neither|nor|cannot|without|except|unless)\b|n't\b)"
)

POLARITIES: Final = (
    r"[高低增减升降涨跌买卖存取借贷收付盈亏多少上下前后内外大小]|应当|必须|可以|至多|至少|最早|最晚"
    r"|(?i:\b(?:more|less|above|below|over|under|before|after|at least|at most|up|down|buy|sell"
    r"|increase[sd]?|decrease[sd]?|rises?|falls?|must|may|gain|loss|debit|credit|in|out)\b)"
)
"""Words whose opposite flips an answer and leaves every figure alone."""

NAMES: Final = (
    r"\p{Han}{2,6}?(?:银行|证券|保险|基金|信托|期货|公司|集团|交易所|委员会|监管局|支行|分行|协会)"
    r"|\p{Han}{1,2}(?:先生|女士|某某?|经理)|[A-Za-z]*[A-Z][A-Za-z0-9&]*"
)

FIGURES: Final = (
    rf"第[{NUMERAL}\d]+[条款项章节号期]"
    rf"|[$¥€£]?[+-]?\d[\d.,/:]*(?:\^\d+)?\s?(?:[%‰℃]|[年月日天周元角分万亿千百倍份股手笔期岁次号个季美港]+"
    r"|[A-Za-z]+)?"
    rf"|[{NUMERAL}]+(?:分之[{NUMERAL}]+|点[{NUMERAL}]+)?[年月日天周元角分倍份股手笔期岁次号季]?"
    r"|\b(?i:article|section|clause|paragraph)\s+[\w.]+"
    r"|\b(?i:one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|twenty|thirty|forty"
    r"|fifty|sixty|seventy|eighty|ninety|hundred|thousand|million|billion|half|twice|double"
    r"|first|second|third|january|february|march|april|june|july|august|september|october"
    r"|november|december|monday|tuesday|wednesday|thursday|friday|saturday|sunday)\b"
)

MATERIAL: Final = (
    r'"[^"]*"|《[^《》]*》'
    r'|(?:候选|可选|选项|类型|槽位|(?i:candidates|options|types|slots)):[^。"\n]*'
)
"""What an item is about and not how it asks: quoted text, titles, lists to choose from."""


def normal(text: str | pl.Expr) -> pl.Expr:
    """The text with one width, one kind of quote and bracket, and no spaces that mean nothing.

    Case, figures and punctuation stay: `3.5` is not `35`, `10²` is not `102`.
    """
    column = pl.col(text) if isinstance(text, str) else text
    spaced = column.fill_null("").str.replace_all(INVISIBLE, "")
    spaced = spaced.str.replace_all(RAISED, "^$1").str.replace_all(FRACTION, " $1 ")
    folded = spaced.str.replace_all(QUOTES, '"').str.normalize("NFKC").str.replace_all(MINUS, "-")
    for pattern, bracket in BRACKETS.items():
        folded = folded.str.replace_all(pattern, bracket)
    return (
        folded.str.replace_all(r"\s+", " ")
        .str.replace_all(r'([\p{Han}()"。、]|\p{Han}[,:;!?]) ', "$1")
        .str.replace_all(r' ([\p{Han}()"。、])', "$1")
        .str.strip_chars()
    )


def bare(text: str | pl.Expr) -> pl.Expr:
    """Letters, figures and Han characters alone, in lower case; one space between words."""
    return (
        normal(text)
        .str.to_lowercase()
        .str.replace_all(r"[^\p{L}\p{N}]+", " ")
        .str.replace_all(r"(\p{Han}) ", "$1")
        .str.replace_all(r" (\p{Han})", "$1")
        .str.strip_chars()
    )


def facts(normalised: str) -> pl.Expr:
    """What must agree before two questions can be one: every part that can change the answer.

    Figures with their units, dates, article ids, Chinese numerals, negations, words of opposite
    sense, names, and quoted material, in the order in which they stand. Two texts that differ
    here are variants, however alike they are otherwise: keeping one item too many costs a
    little training, merging two costs the case that the second one was made for.

    Args:
        normalised: Column in the form that `normal` gives.
    """
    pattern = "|".join((MATERIAL, FIGURES, NEGATIONS, POLARITIES, NAMES))
    counted = pl.col(normalised).str.replace_many(dict.fromkeys(NOT_NUMERALS, ""))
    return (
        counted.str.replace_all(OPENERS, "")
        .str.extract_all(pattern)
        .list.join("\x1f")
        .str.to_lowercase()
    )
