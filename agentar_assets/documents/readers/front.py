"""The lines of `key: value` that a document may open with."""

import re
from collections.abc import Iterable

_FRONT = re.compile(r"\A\s*---[ \t]*\n(.*?)\n---[ \t]*(?:\n|\Z)", re.DOTALL)
_LINE = re.compile(r"\s*(\w[\w -]{0,20}?)\s*[:：]\s*(\S.*?)\s*$")
_SAME = {
    "date": "published",
    "发布日期": "published",
    "日期": "published",
    "effective": "valid_from",
    "effective_date": "valid_from",
    "施行日期": "valid_from",
    "生效日期": "valid_from",
    "expires": "valid_to",
    "lang": "language",
    "author": "authority",
    "publisher": "authority",
    "issuer": "authority",
    "issued_by": "authority",
    "发布机构": "authority",
    "发布单位": "authority",
    "制定机构": "authority",
    "标题": "title",
    "许可": "licence",
}


def parted(text: str) -> tuple[dict[str, str], str]:
    """The front matter of a text, between two `---`, by name; and what follows it."""
    found = _FRONT.match(text)
    pairs = lines(line for line in found[1].split("\n") if line.strip()) if found else {}
    return (named(pairs), text[found.end() :]) if found and pairs else ({}, text)


def lines(written: Iterable[str]) -> dict[str, str]:
    """Lines of `key: value` by key; nothing at all where one line is something else."""
    found = [_LINE.match(line) for line in written]
    return {line[1]: line[2] for line in found if line} if all(found) else {}


def named(pairs: dict[str, str]) -> dict[str, str]:
    """Pairs under the names that the documents table uses, without quotes, none empty."""
    plain = {re.sub(r"[ -]", "_", key.lower()): value for key, value in pairs.items()}
    return {
        _SAME.get(key, key): value.strip("'\" ")
        for key, value in plain.items()
        if value.strip("'\" ")
    }
