"""Interpretation: the answer stands in the clause and cites its place."""

from agentar_assets.synthesis.agents.regulation_interpretation import AGENT
from agentar_assets.synthesis.wording import block
from training.graders import is_right


def test_the_answer_is_a_span_of_the_clause_and_the_place_of_the_unit(drafts):
    for unit, draft in drafts:
        mark = "（" if unit.language == "zh" else " (“"
        said, _, source = draft.answer.rpartition(mark)
        assert said in block(draft.question, unit.language) and said in draft.quote
        assert unit.title in source and unit.place in source
        assert unit.cited in draft.question


def test_a_wrong_place_no_place_or_the_whole_clause_is_wrong(drafts):
    for unit, draft in drafts:
        said = draft.answer.rpartition("（" if unit.language == "zh" else " (“")[0]
        source = draft.answer[len(said) :]
        other = source.replace(unit.place, "第九百条" if unit.language == "zh" else "Article 900")
        assert not is_right(AGENT.answer_form, draft.answer, said)
        assert not is_right(AGENT.answer_form, draft.answer, f"{said}{other}")
        clause = draft.quote
        if len(clause) > 1.6 * len(said):
            assert not is_right(AGENT.answer_form, draft.answer, f"{clause}{source}")


def test_no_sentence_that_was_cut_off_answers(drafts):
    assert not [draft for _, draft in drafts if draft.answer.startswith(("，", "、", "的"))]
