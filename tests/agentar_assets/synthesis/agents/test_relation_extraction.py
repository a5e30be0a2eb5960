"""Relations: the gold is what the sentences of the table say."""

import json
import re

from agentar_assets.synthesis.agents.relation_extraction import relations
from agentar_assets.synthesis.sentences import FIELD, words
from agentar_assets.synthesis.wording import block

POSTS = [post for kinds in words("kinds").values() for post in kinds["post"]]
BLANKS = {
    "post": "|".join(POSTS),
    "share": r"[\d.]+%|百分之.",
    "money": r"[\d.]+[万亿]元|RMB [\w,]+( \w+)?",
}


def options(question, language):
    """The relations that a question offers, in its order."""
    left = {"zh": "（", "en": "("}[language]
    places = {r[language]: question.find(f"{left}{r[f'roles_{language}']}") for r in relations()}
    return [name for name in sorted(places, key=places.get) if places[name] >= 0]


def matched(sentence, said):
    """The names in a sentence of a text by their blanks, where it is this one of the table."""
    parts = [re.escape(part) for part in FIELD.split(said)]
    parts[1::2] = [f"(?P<{name}>{BLANKS.get(name, '.+?')})" for name in FIELD.findall(said)]
    return re.fullmatch("".join(parts), sentence, re.IGNORECASE)


def stated(text, language, offered):
    """The triples of the offered relations, by matching every sentence of the table."""
    for sentence in re.split(
        "。|[.] ", re.split("：|: ", text, maxsplit=1)[-1].split("摘录：")[-1]
    ):
        own = [relation for relation in relations() if relation[language] in offered]
        denied = [said for relation in own for said in relation[f"not_{language}"]]
        if not any(matched(sentence, said) for said in denied):
            found = [(r, matched(sentence, said)) for r in own for said in r[f"said_{language}"]]
            yield from {(hit["h"], r[language], hit["t"]) for r, hit in found if hit}


def test_the_triples_are_those_that_the_sentences_state(drafts):
    for unit, draft in drafts:
        offered = options(draft.question, unit.language)
        gold = {tuple(triple.values()) for triple in json.loads(draft.answer)}
        text = block(draft.question, unit.language)
        assert gold == set(stated(text, unit.language, offered)), draft.question


def test_texts_without_a_relation_are_some_and_the_first_option_is_not_the_answer(drafts):
    empty = sum(draft.answer == "[]" for _, draft in drafts)
    assert 0.08 < empty / len(drafts) < 0.25
    first = [options(draft.question, unit.language)[0] for unit, draft in drafts]
    hits = [f'"{name}"' in draft.answer for name, (_, draft) in zip(first, drafts, strict=True)]
    assert 0.15 < sum(hits) / len(hits) < 0.5
