"""Reports: the figures are those of the data, and the form is kept."""

import re
from decimal import ROUND_HALF_UP, Decimal

from agentar_assets.synthesis.agents.report_writing import AGENT
from agentar_assets.synthesis.wording import block
from training.graders import is_right

CENT = Decimal("0.01")


def test_share_and_turn_are_worked_out_from_the_data(drafts):
    for unit, draft in drafts:
        data = re.split("；|; ", block(draft.question, unit.language))
        pattern = r"(\d+)万元" if unit.language == "zh" else r"(\d+) in"
        old, new = (Decimal(n) for n in re.findall(pattern, data[0]))
        share = (abs(new - old) * 100 / old).quantize(CENT, ROUND_HALF_UP)
        assert f"{share}%" in draft.answer
        up = re.search("增长|上升|增加|up", re.split("。|[.] ", draft.answer)[0]) is not None
        assert up is (new > old)
        if len(data) > 1:
            was, now = (Decimal(n) for n in re.findall(r"([\d.]+)%", data[1]))
            assert f"{abs(now - was)}" in draft.answer and f"{now}%" in draft.answer


def test_the_report_fits_the_form_of_the_question(drafts):
    for unit, draft in drafts:
        if unit.language == "zh" and draft.difficulty < 3:
            form = re.escape(re.split("[：」]", draft.question)[-1])
            form = re.sub(r"\\\((.{2})/(.{2})\\\)", r"(\1|\2)", form.replace("__", r"[\d.]+"))
            assert re.fullmatch(form, draft.answer), (form, draft.answer)


def test_the_verdict_follows_from_the_stated_bound(drafts):
    chinese = [draft for unit, draft in drafts if unit.language == "zh"]
    hard = [draft for draft in chinese if draft.difficulty == 3]
    assert hard
    for draft in hard:
        stated = re.search(r"变动超(\d+)%写“(.+?)”，否则写“(.+?)”", draft.question)
        beyond = Decimal(re.search(r"([\d.]+)%", draft.answer)[1]) > Decimal(stated[1])
        assert draft.answer.split("。")[-2] == stated[2 if beyond else 3]


def test_another_figure_or_direction_is_wrong(drafts):
    for _, draft in drafts:
        wrong = re.sub(r"(\d)(?=%)", lambda m: str((int(m[1]) + 1) % 10), draft.answer)
        assert not is_right(AGENT.answer_form, draft.answer, wrong)
