"""What a thinking cites: the unit's title and place, and words that must stand somewhere."""

import re

from agentar_assets.verification.trace import squeezed

_TITLE = re.compile(r"《([^》]+)》")
_ARTICLE = re.compile(r"》(第[零〇一二三四五六七八九十百千\d]+条)")
_QUOTE = re.compile(r"“((?:“[^“”]*”|[^“”])+)”|‘([^‘’]+)’")
_ELLIPSIS = ("…", "...")


def complaint(thinking: str, unit: "Cited", question: str) -> str | None:
    """Why the citations do not hold; null where they do."""
    return (
        _title(thinking, unit)
        or _place(thinking, unit)
        or next(
            (
                f"quotes {said[:20]!r}, which is nowhere"
                for said in _unheard(thinking, question, unit)
            ),
            None,
        )
    )


class Cited:
    """The unit that an item rests on, as a citation can name it."""

    def __init__(self, title: str, section: str, heading: str, text: str) -> None:
        self.title, self.text = title.strip("《》 "), text
        self.places = [part for part in (section.strip(" #"), heading.strip(" #")) if part]


def _title(thinking: str, unit: Cited) -> str | None:
    if unit.title and unit.title not in thinking:
        named = _TITLE.search(thinking)
        return f"cites {named.group(1)!r}, not the unit" if named else "does not cite the unit"
    return None


def _place(thinking: str, unit: Cited) -> str | None:
    """An article must be the unit's own; any other place must be named as the unit names it."""
    behind = thinking.partition(unit.title)[2]
    article = re.match(r"》?\s*,?\s*(第[零〇一二三四五六七八九十百千\d]+条|Article \d+)", behind)
    if article:
        own = any(re.match(re.escape(article.group(1)) + r"(?!\d)", place) for place in unit.places)
        return None if own else f"cites {article.group(1)}, not the unit's place"
    named = any(squeezed(place) in squeezed(thinking) for place in unit.places)
    return None if named or not unit.places else "does not name the unit's place"


def _unheard(thinking: str, question: str, unit: Cited) -> list[str]:
    """Quoted words that stand neither in the question nor in the unit."""
    heard = squeezed(
        question + "\n" + unit.text + "\n" + unit.title + "\n" + "\n".join(unit.places)
    ).lower()
    quoted = [one or other for one, other in _QUOTE.findall(thinking)]
    bare = [squeezed(said.rstrip("".join(_ELLIPSIS) + "，。,.")).lower() for said in quoted]
    return [said for said in bare if said and said not in heard]
