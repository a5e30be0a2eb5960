"""Institutions that no gazetteer knows, by the form of their names, and a stable id for each."""

import re
import unicodedata
from collections.abc import Iterator
from functools import lru_cache
from typing import Final

import rjieba

_FORM: Final = r"股份有限公司|有限责任公司|有限公司"
_ENGLISH_FORM: Final = r"(?:Company |Corporation )?Limited|Co\.?, ?Ltd|Inc|Corporation|PLC|plc"

_FORM_ALONE = re.compile(_FORM)
_FORMAL = re.compile(
    rf"(?:{_FORM})(?:[\u4e00-\u9fff]{{2,8}}?(?:分行|支行|分公司|营业部)(?![\u4e00-\u9fff]{{0,1}}行))?"
)
_BANK = re.compile(
    r"(?<![\u4e00-\u9fff“])[\u4e00-\u9fff]{2,8}?银行(?![业卡账帐间票汇本存理家券股保])"
)
_ENGLISH = re.compile(
    rf"\b(?:(?!(?:The|A|An|By|Of|Each|Any|This|Our|Your|In|At|For) )[A-Z][\w&’'-]*,? )"
    rf"(?:(?:[A-Z][\w&’'-]*|of|and|&),? ){{0,6}}(?:{_ENGLISH_FORM})(?![\w&])"
)
_RUN = re.compile(r"[\u4e00-\u9fffA-Za-z0-9·]+(?:[（(][\u4e00-\u9fff]{2,6}[）)][\u4e00-\u9fff]*)?$")
_LONGEST = 30
_SHORTEST = 2

_WORDS_BEFORE = re.compile(
    r".*(?:[与及或由向在于对经将被把给从的了该其各即是为指占供某]|委托|主张|通过|作为|设立|成立|组建|包括"
    r"|根据|按照|购买|持有|代销|指定|聘请|签订|签署|担任|隶属|发起|[原被]告|前往|(?:管理|托管|受托|委托|发行|保管|担保)人)"
)
_KINDS = re.compile(
    r"(?:银行|上市|国有|国家|控股|其他|外国|股份|有限|责任|公司|商业|中央|政策性|保险|证券|基金|信托|期货"
    r"|项目|独资|合资|合作|中外|外商|金融|融资|担保|租赁|投资|资产|管理|小额|贷款|境外|境内|非|一人|未"
    r"|国内|国际|民营|地方|地区性|城市|农村|外资|中资|独立|法人|集团|大型|中型|小型|中小|全国性|区域性"
    r"|评估|咨询|存款|世界|亚洲|私人|企业|机构|[甲乙丙]方?|\d)+"
)
_LIVELY = frozenset(("v", "d", "c", "p", "r", "m", "f", "u", "uj", "ul", "ad", "l"))
"""Parts of speech that no proper name has, of words of two characters and more."""


def named(text: str) -> Iterator[tuple[int, int]]:
    """Where institutions are named by their full name, or a bank by a name of its own."""
    if "有限" in text:
        for found in _FORMAL.finditer(text):
            start = _begin(text, found.start())
            if start is not None:
                yield start, found.end()
    if "银行" in text:
        banks = (found for found in _BANK.finditer(text) if _is_proper(found[0]))
        yield from (found.span() for found in banks if _of_a_place(found[0]))
    if any(form in text for form in ("Limited", "Ltd", "Inc", "Corp", "PLC", "plc")):
        yield from (found.span() for found in _ENGLISH.finditer(text))


def entity_id(name: str) -> str:
    """An id that stays the same however the name's width, spaces and legal form are written."""
    plain = unicodedata.normalize("NFKC", name).casefold()
    plain = re.sub(
        rf"(?:{_FORM})|[\s,.]+(?:co|company)?[\s,.]*(?:limited|ltd|inc|plc)\b", "", plain
    )
    return "org:" + re.sub(r"[\s·.,“”\"]", "", plain)


def formal_end(text: str, end: int) -> int:
    """Where a name ends with its legal form, if one follows it."""
    form = _FORM_ALONE.match(text, end)
    return form.end() if form else end


def is_kind(name: str) -> bool:
    """Whether a name is made of words of kind alone, as `商业银行`."""
    return _KINDS.fullmatch(name) is not None


def _begin(text: str, end: int) -> int | None:
    """Where the proper name before a legal form begins; nothing where there is none."""
    run = _RUN.search(text, max(0, end - _LONGEST), end)
    if run is None:
        return None
    before = _WORDS_BEFORE.match(run[0])
    start = run.start() + (before.end() if before else 0)
    brand = text[start:end]
    return start if _is_proper(brand) and text[start - 1 : start] != "某" else None


@lru_cache(maxsize=4096)
def _is_proper(brand: str) -> bool:
    rest = _KINDS.sub(" ", brand)
    lively = any(tag in _LIVELY and len(word) > 1 for word, tag in rjieba.tag(rest))
    return len(rest.replace(" ", "")) >= _SHORTEST and not lively


def _of_a_place(name: str) -> bool:
    """Whether a name begins with a place, as those of most banks do: `桂林银行`."""
    first: str = rjieba.tag(name.removesuffix("银行"))[0][1]
    return first in ("ns", "nr") and not _WORDS_BEFORE.match(name)
