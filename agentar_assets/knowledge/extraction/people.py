"""Names of people, where a word beside them says that they are one."""

import re
from collections.abc import Iterator
from typing import Final

_SURNAMES: Final = (
    "欧阳|司马|上官|诸葛|东方|皇甫|尉迟|公孙|慕容|司徒|令狐|夏侯|"
    "[王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗梁宋郑谢韩唐冯董萧程曹袁邓许傅沈曾彭吕苏卢蒋蔡贾丁魏薛叶阎"
    "余潘杜戴夏钟汪田姜范石姚谭廖邹熊金陆郝孔白崔康毛邱秦江史顾侯邵孟龙万段雷钱汤尹黎易武乔贺赖龚文"
    "庞樊兰殷施陶洪翟安颜倪严牛温芦季俞章鲁葛伍韦申尤毕聂丛焦柳邢骆岳齐沿梅莫庄辛管祝左涂谷祁舒耿牟卜詹]"
)
_TITLES: Final = "先生|女士|小姐"
_ROLES: Final = (
    "法定代表人|负责人|联系人|客户经理|理财经理|基金经理|投资经理|信托经理|董事长|总经理|行长|经办人"
    "|签字人|授权代表|委托代理人|监护人|受益人姓名|投保人姓名|被保险人姓名|客户姓名|姓名"
)
_ENGLISH_ROLES: Final = (
    "Legal representative|Chairman|Chairwoman|Contact person|Contact|Relationship manager"
    "|Portfolio manager|Fund manager|Name"
)
_HAN: Final = r"\u4e00-\u9fff"

_PATTERNS = tuple(
    (re.compile(sign), re.compile(pattern))
    for sign, pattern in (
        (
            r"[人理长表名](?:（[^（）]{1,6}）)?[：:为]",
            rf"(?:{_ROLES})(?:（[^（）]{{1,6}}）)?[：:为]\s?"
            rf"(?P<name>(?:{_SURNAMES})[{_HAN}]{{1,2}})(?![{_HAN}])",
        ),
        (
            _TITLES,
            rf"(?:(?<=^)|(?<=[^{_HAN}])|(?<=[由与给请户者]))"
            rf"(?P<name>(?:{_SURNAMES})[{_HAN}]{{1,2}})(?=(?:{_TITLES})(?!们))",
        ),
        (_TITLES, rf"(?P<name>(?:{_SURNAMES})(?:{_TITLES}))(?!们)"),
        ("某", rf"(?P<name>(?:{_SURNAMES})某{{1,2}}[甲乙丙丁]?)"),
        (
            "M(?:rs?|s|iss)|Dr",
            r"\b(?:Mr|Mrs|Ms|Dr|Miss)\.? (?P<name>[A-Z][a-z]+(?: [A-Z][a-z]+){0,2})\b",
        ),
        (
            ": ",
            rf"\b(?:{_ENGLISH_ROLES}): (?P<name>[A-Z][a-z]+(?: [A-Z][a-z]+){{1,2}})\b",
        ),
    )
)
"""How people are named, each behind a sign that is quicker found and stands in every find."""


def named(text: str) -> Iterator[tuple[int, int]]:
    """Where people are named; a surname alone with its title (`王先生`), a full name without."""
    for sign, pattern in _PATTERNS:
        if sign.search(text):
            yield from (found.span("name") for found in pattern.finditer(text))


def entity_id(name: str) -> str:
    """An id by name: two people of one name in two documents share it."""
    return f"person:{name}"
