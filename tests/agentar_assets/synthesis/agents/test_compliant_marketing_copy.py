"""Marketing copy: banned claims go, everything else stays, the notice stands at the end."""

import re

from agentar_assets.synthesis.agents.compliant_marketing_copy import AGENT
from agentar_assets.synthesis.lexicon import table
from agentar_assets.synthesis.wording import block
from training.graders import is_right


def banned(language):
    """Patterns of every claim that some rule bans."""
    kinds = table("products")["copy"][language].values()
    return [re.sub(r"\\{\w\\}", r"\\d+", re.escape(c)) for kind in kinds for c in kind["claims"]]


def clauses(text, language):
    return re.split("[：，。]" if language == "zh" else r": |, |[.]", text)


def test_no_banned_claim_is_left_and_nothing_else_is_lost(drafts):
    for unit, draft in drafts:
        before, after = block(draft.question, unit.language), draft.answer
        assert not [claim for claim in banned(unit.language) if re.search(claim, after)]
        gone = set(clauses(before, unit.language)) - set(clauses(after, unit.language))
        told = re.findall("“(.+?)”|'(.+?)'", draft.thinking)
        assert gone <= {part for claim in told for part in clauses("".join(claim), unit.language)}
        notice = re.findall(r"“([^”]+?。)”|'([^']+[.])'", draft.question)[0]
        assert after.endswith("".join(notice))


def test_a_copy_that_keeps_a_claim_or_loses_a_clause_or_the_notice_is_wrong(drafts):
    for unit, draft in drafts:
        claims = re.findall("“(.+?)”(?=违反|“)|'([^']+)'", draft.thinking)
        comma = "，" if unit.language == "zh" else ", "
        head, colon, body = draft.answer.partition("：" if unit.language == "zh" else ": ")
        for claim in map("".join, claims):
            kept = f"{head}{colon}{claim}{comma}{body}"
            assert not is_right(AGENT.answer_form, draft.answer, kept), kept
        stop = draft.answer.index("。" if unit.language == "zh" else ". ") + 1
        assert not is_right(AGENT.answer_form, draft.answer, draft.answer[:stop]), draft.answer
        first = clauses(draft.answer, unit.language)[1]
        lost = draft.answer.replace(f"{first}{comma}", "")
        assert lost == draft.answer or not is_right(AGENT.answer_form, draft.answer, lost), lost
