"""Track I by a model (eq. 2): a unit and a prompt go out, a reply comes back, an item or a reason.

Agentar-Fin-R1 (arXiv:2507.16802v4), Eq. 2:  (q_i, t_i, a_i) = A_t(k_i, t; theta), with the model
behind the door as theta. Request i of a tag depends on (seed, tag, i) and the units alone: a door
that keeps its calls answers what was asked before without asking again.
"""

import hashlib
import json
import math
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from random import Random
from typing import Any, Final

import polars as pl

from agentar_assets import records
from agentar_assets.synthesis import forms, triples
from agentar_assets.synthesis.agents import AGENTS
from agentar_assets.synthesis.drafts import Draft, fits, grounded, level
from agentar_assets.synthesis.units import Unit
from agentar_assets.synthesis.wording import customer
from agentar_assets.tags.taxonomy import attribute_of
from training import graders

Schema = Mapping[str, Any]
"""A JSON schema."""
Ask = Callable[[pl.DataFrame, Schema], pl.DataFrame]
"""Asks a model: `system` and `prompt` a row, and the JSON schema of every reply. Gives `reply` or
`error` for each, in their order."""

LIMITS: Final = {"zh": (800, 1600, 600), "en": (1600, 3200, 1200)}
"""Longest question, thinking and answer in characters, by language."""
LONGEST_MATERIAL: Final = 4000
"""Characters of a unit that a prompt shows; of a longer one, a stretch."""
FIRST_SHARE: Final = 0.8
"""Share of replies that are taken to become items, before any came."""
LEAST_SHARE: Final = 0.25
"""Lower ones are not made up for: a model that errs so often costs more than it gives."""
WAVES: Final = 4
"""Times that a model is asked for what is still missing."""
_PROMPTS: Final = Path(__file__).with_name("prompts")
_CLOSED: Final = frozenset({"shut", "budget"})
"""Kinds of errors after which asking on is of no use."""
_LEVELS: Final = {"zh": ("易", "中", "难"), "en": ("easy", "middling", "hard")}
_STYLE: Final = {
    "zh": "难度：{level}\n提问的人：{who}\n",
    "en": "Difficulty: {level}\nWho asks: {who}\n",
}
_MATERIAL: Final = {
    "zh": "【{mark} 开始】\n{cited}\n{text}\n【{mark} 结束】",
    "en": "[{mark} begins]\n{cited}\n{text}\n[{mark} ends]",
}


@dataclass(frozen=True)
class Request:
    """One prompt to be: of which tag and unit, how hard, from which seed."""

    tag: str
    unit: Unit
    hard: int
    seed: int

    @property
    def mark(self) -> str:
        """What stands around the material: no text can know it before."""
        return hashlib.sha256(f"{self.seed}{self.unit.text}".encode()).hexdigest()[:12]


@dataclass(frozen=True)
class Made:
    """What a model made of a tag's units."""

    items: pl.DataFrame
    """As `records.ITEMS`."""
    asked: int
    """Prompts that went out, or were answered from the store."""
    refused: dict[str, int]
    """Replies that became no item, by reason."""


def drawn(units: pl.DataFrame, tag: str, ask: Ask, *, items: int, seed: int) -> Made:
    """Exactly so many train items of a tag, or fewer where the model gives no more.

    What is missing is asked for again, more than is missing by the share that became items so far.

    Args:
        units: Rows of `records.UNITS`; only those of the tag's train split that are kept are used.
        tag: `scenario.attribute`.
        ask: The door.
        items: How many.
        seed: Another seed gives other requests.
    """
    share = FIRST_SHARE
    pool = triples.strata(triples.of_split(units, tag, "train"))
    drafts: dict[str, tuple[object, ...]] = {}
    refused: Counter[str] = Counter()
    asked = 0
    for _ in range(WAVES if pool else 0):
        wanted = math.ceil(max(items - len(drafts), 0) / share)
        requests = [request(pool, tag, seed, asked + place) for place in range(wanted)]
        if not requests:
            break
        replies = ask(prompts(requests), forms.schema(AGENTS[attribute_of(tag)].answer_form))
        asked += wanted
        for one, reply, error in zip(requests, replies["reply"], replies["error"], strict=True):
            draft, reason = read(one, reply, error)
            if draft is None or reason or draft.question in drafts:
                refused[reason or "asked before"] += 1
            else:
                drafts[draft.question] = _row(one, draft)
        share = max(len(drafts) / asked, LEAST_SHARE)
        if _CLOSED & {*refused}:
            break
    rows = [*drafts.values()][:items]
    return Made(pl.DataFrame(rows, schema=records.ITEMS, orient="row"), asked, dict(refused))


def request(pool: list[list[Unit]], tag: str, seed: int, number: int) -> Request:
    """The request of a number: leaves in rotation, and the units of a leaf in rotation."""
    own = triples.derived_seed(seed, tag, "prompted", number)
    return Request(tag, triples.turn(pool, number), level(Random(own)), own)


def prompts(requests: list[Request]) -> pl.DataFrame:
    """`system` and `prompt` of each request.

    The unit stands between two marks that its text cannot know, as something to write about and
    nothing to obey.
    """
    rows = [(part("contract", one.unit.language), _prompt(one)) for one in requests]
    return pl.DataFrame(rows, {"system": pl.String, "prompt": pl.String}, orient="row")


def read(request: Request, reply: str | None, error: str | None) -> tuple[Draft | None, str | None]:
    """The draft that a reply holds, and the reason why it may not be an item, if there is one."""
    if reply is None:
        return None, (error or "no reply").partition(":")[0]
    try:
        said = json.loads(reply)
        question, thinking, quote = (
            said[name].strip() for name in ("question", "thinking", "quote")
        )
        answer = forms.spelled(said["answer"])
    except (ValueError, KeyError, TypeError, AttributeError):
        return None, "malformed"
    draft = Draft(question, thinking, answer, quote, template(request.tag), request.hard)
    return draft, next(_faults(draft, request), None)


def template(tag: str) -> str:
    """Name of the prompts of a tag: their attribute, and a hash of what they say."""
    attribute = attribute_of(tag)
    said = "\x1f".join(_file(name) for name in ("contract", attribute))
    return f"{attribute}@{hashlib.sha256(said.encode()).hexdigest()[:8]}"


def part(name: str, language: str) -> str:
    """What a prompt file says in a language: the section under its heading.

    Raises:
        LookupError: There is no such file, or it says nothing in that language.
    """
    for section in _file(name).split("\n# "):
        heading, _, body = section.removeprefix("# ").partition("\n")
        if heading.strip() == language:
            return body.strip()
    raise LookupError(f"prompts/{name}.md has no section `# {language}`")


def _faults(draft: Draft, request: Request) -> Iterator[str]:
    """Why a draft may not be an item."""
    form = AGENTS[attribute_of(request.tag)].answer_form
    if not fits(draft, request.unit.language, LIMITS):
        yield "empty or too long"
    if not grounded(draft, request.unit):
        yield "quote not in the unit"
    if request.unit.title.strip("《》") not in draft.thinking:
        yield "unit not cited"
    if not graders.is_right(form, draft.answer, draft.answer):
        yield "malformed answer"
    if request.mark in draft.question + draft.thinking + draft.answer:
        yield "repeats the prompt"


def _prompt(request: Request) -> str:
    unit, dice = request.unit, Random(request.seed)
    dice.random()  # the first draw chose the level
    style = _STYLE[unit.language].format(
        level=_LEVELS[unit.language][request.hard - 1], who=customer(unit.language, dice)
    )
    material = _MATERIAL[unit.language].format(
        mark=request.mark, cited=unit.cited, text=_stretch(unit.text, dice)
    )
    return f"{part(attribute_of(request.tag), unit.language)}\n\n{style}\n{material}"


def _stretch(text: str, dice: Random) -> str:
    """A text that is not too long; of one that is, lines that follow each other."""
    if len(text) <= LONGEST_MATERIAL:
        return text
    start = dice.randrange(len(text) - LONGEST_MATERIAL)
    start = text.find("\n", start) + 1 if "\n" in text[start : start + 400] else start
    return text[start : start + LONGEST_MATERIAL]


def _row(request: Request, draft: Draft) -> tuple[object, ...]:
    more = {"split": "train", "seed": request.seed, "engine": "llm"}
    return triples.row(request.tag, request.unit, draft, more)


@cache
def _file(name: str) -> str:
    path = _PROMPTS / f"{name}.md"
    if not path.is_file():
        raise LookupError(f"no prompt of that name: {path}")
    return path.read_text(encoding="utf-8")
