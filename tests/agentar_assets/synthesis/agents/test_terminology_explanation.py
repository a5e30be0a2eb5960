"""Terminology: the material explains the term, and offers it among others."""

from agentar_assets.synthesis.agents.terminology_explanation import _defined, _known
from agentar_assets.synthesis.wording import block


def test_the_meaning_stands_in_the_material_and_the_term_among_the_options(drafts):
    for unit, draft in drafts:
        text = block(draft.question, unit.language)
        if "____" in text:
            assert draft.question.count(draft.answer) == 1 and draft.answer not in text
        else:
            assert text.count(draft.answer) == 1
            assert draft.quote in draft.question


def test_an_own_definition_of_the_unit_is_used(drafts):
    own = [draft for unit, draft in drafts if _defined(unit) and "_own_" in draft.template]
    assert own
    assert all("交纳的存款保险费用" in draft.answer for draft in own)


def test_no_entry_of_the_glossary_explains_a_term_by_itself():
    for language in ("zh", "en"):
        known = _known(language)
        assert len(known) > 60
        assert not [term for term, meaning in known.items() if term in meaning]
        assert max(map(len, known.values())) <= {"zh": 24, "en": 60}[language]
