"""A linguistic pipeline: names that a model knows, where the user has one.

By default rules alone find names, with the words of rjieba. A spaCy or HanLP model is named in
`AGENTAR_PIPELINE`, as `spacy:zh_core_web_sm` or `hanlp:PATH-OR-IDENTIFIER`; its organisations and
people join what the rules find, under the same schema. A library and its model are the user's to
install; a HanLP identifier that is not on the machine is one that HanLP itself downloads.
"""

import importlib
import os
import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, Final, Protocol

from agentar_assets.knowledge.extraction import institutions, people
from agentar_assets.knowledge.extraction.entities import INSTITUTION, PERSON

VARIABLE: Final = "AGENTAR_PIPELINE"
"""Environment variable that names a pipeline."""

TYPES: Final = {
    **dict.fromkeys(("ORG", "ORGANIZATION", "nt", "NT"), INSTITUTION),
    **dict.fromkeys(("PERSON", "PER", "nr", "NR"), PERSON),
}
"""The type of `records.ENTITY` for each label of a model; names under other labels are left."""

LONGEST: Final = 100_000
"""Characters of a text that spaCy is shown, of a million that it takes; the rules read on."""
_SENTENCE = re.compile(r"[^。！？；\n]{1,300}[。！？；]?")

Names = tuple[dict[str, Any], ...]
"""What a pipeline names in one text, as `records.ENTITY`."""


class Pipeline(Protocol):
    """What reads texts, many at once."""

    def names(self, texts: Sequence[str]) -> Iterator[Names]:
        """What is named in each text, in their order."""
        ...


@dataclass(frozen=True)
class Spacy:
    """A spaCy pipeline."""

    model: Any
    """What `spacy.load` gives: it has `pipe`."""

    def names(self, texts: Sequence[str]) -> Iterator[Names]:
        """What is named in each text, in their order."""
        shown = (text[:LONGEST] for text in texts)
        for text, doc in zip(texts, self.model.pipe(shown), strict=True):
            yield _typed(text, ((e.label_, e.start_char, e.end_char) for e in doc.ents))


@dataclass(frozen=True)
class Hanlp:
    """A HanLP model for several tasks, its names by the tag set of MSRA."""

    model: Any
    """What `hanlp.load` gives: called with texts and tasks."""

    def names(self, texts: Sequence[str]) -> Iterator[Names]:
        """What is named in each text, in their order; HanLP is shown sentences, as it asks."""
        sentences = [
            (place, found.start(), found[0])
            for place, text in enumerate(texts)
            for found in _SENTENCE.finditer(text)
            if found[0].strip()
        ]
        named: list[list[tuple[str, int, int]]] = [[] for _ in texts]
        for (place, start, _), spans in zip(
            sentences, self._spans([sentence for *_, sentence in sentences]), strict=True
        ):
            named[place] += [(label, start + begin, start + end) for label, begin, end in spans]
        yield from map(_typed, texts, named)

    def _spans(self, sentences: list[str]) -> Iterator[list[tuple[str, int, int]]]:
        """The label and the place of each name in each sentence."""
        if not sentences:
            return
        found = self.model(sentences, tasks=["tok/fine", "ner/msra"])
        for text, words, named in zip(sentences, found["tok/fine"], found["ner/msra"], strict=True):
            places = list(_places(text, words))
            yield [(label, places[a][0], places[b - 1][1]) for _, label, a, b in named]


def chosen() -> str:
    """What the environment names in `AGENTAR_PIPELINE`; empty: the rules alone."""
    return os.environ.get(VARIABLE, "")


def current() -> Pipeline | None:
    """The pipeline that the environment names in `AGENTAR_PIPELINE`; null: the rules alone.

    Raises:
        ValueError: There is no such pipeline, or its library or model is not installed.
    """
    return _named(chosen())


@lru_cache(maxsize=2)
def _named(name: str) -> Pipeline | None:
    if not name:
        return None
    library, _, model = name.partition(":")
    if library not in _ADAPTERS or not model:
        raise ValueError(f"{VARIABLE}={name!r}: `spacy:MODEL` or `hanlp:MODEL` was expected")
    try:
        return _ADAPTERS[library](importlib.import_module(library).load(model))
    except (ImportError, OSError) as wrong:
        raise ValueError(
            f"{VARIABLE}={name!r}: install {library} and its model: {wrong}"
        ) from wrong


_ADAPTERS: Final[dict[str, Callable[[Any], Pipeline]]] = {"spacy": Spacy, "hanlp": Hanlp}


def _places(text: str, words: Iterable[str]) -> Iterator[tuple[int, int]]:
    """Where the words stand in the text; a pipeline may have left out the blanks."""
    at = 0
    for word in words:
        start = max(at, text.find(word, at))
        at = start + len(word)
        yield start, at


def _typed(text: str, spans: Iterable[tuple[str, int, int]]) -> Names:
    """The spans of labels that are of use, with their names and ids."""
    return tuple(
        {
            "text": text[start:end],
            "type": TYPES[label],
            "entity_id": _entity_id(TYPES[label], text[start:end]),
            "start": start,
            "end": end,
        }
        for label, start, end in spans
        if label in TYPES
    )


def _entity_id(kind: str, name: str) -> str:
    return people.entity_id(name) if kind == PERSON else institutions.entity_id(name)
