"""Plans: worked out again from the rules as the question states them."""

import json
import re

from agentar_assets.synthesis.agents.tool_planning import Rules, planned
from agentar_assets.synthesis.agents.wishes import words
from agentar_assets.synthesis.lexicon import intents
from agentar_assets.synthesis.wording import block
from training.graders import is_right


def read_rules(question, language, labels):
    """Each part of the rules, by the phrases of the table."""
    said = words("planning", language)
    for key, phrases in said.items():
        for phrase in phrases if isinstance(phrases, list) and "_" in key else ():
            one = "|".join(map(re.escape, labels))
            known = {name: said[name] for name in ("verify", "receipt")}
            pattern = re.escape(phrase.format(some="SOME", one="ONE", **known))
            pattern = pattern.replace("SOME", f"(?P<some>(?:{one})(?:(?:、| or )(?:{one}))*)")
            found = re.search(
                f"(?:[：；。，]|: |; |^){pattern.replace('ONE', f'(?P<one>{one})')}(?=[。；;.])",
                question,
            )
            if found:
                yield key, found.groupdict()


def flat(plan):
    return [tool for step in plan for tool in (step if isinstance(step, list) else [step])]


def test_the_plan_follows_from_the_rules_and_the_wishes(drafts):
    for unit, draft in drafts:
        said, text = words("planning", unit.language), block(draft.question, unit.language)
        table = intents(unit.scenario, unit.language)
        wanted = [label for label, those in table.items() if any(p in text for p in those)]
        wanted.sort(key=lambda label: min(text.find(p) for p in table[label] if p in text))
        outside = draft.question.replace(text, "")
        rules = dict(read_rules(outside, unit.language, list(table)))
        names = [said["verify"], said["receipt"]]
        asked = any(phrase in text for phrase in said["wants"])
        plan, served = (
            json.loads(draft.answer),
            [t for t in flat(json.loads(draft.answer)) if t not in names],
        )
        assert sorted(served) == sorted(wanted), draft.question
        some = rules.get("verify_some", {}).get("some", "")
        needs = "verify_always" in rules or any(
            label in re.split("、| or ", some) for label in wanted
        )
        assert (plan[0] == names[0]) == needs == (names[0] in flat(plan))
        sends = "receipt_always" in rules or ("receipt_asked" in rules and asked)
        assert (plan[-1] == names[1]) == sends == (names[1] in flat(plan))
        if "order_said" in rules:
            assert served == wanted and served == [t for t in plan if t not in names]
        for key, place in (("order_first", 0), ("order_last", -1)):
            if key in rules and rules[key]["one"] in wanted:
                assert served[place] == rules[key]["one"]


def test_tools_in_any_order_stand_in_an_inner_list():
    rules = Rules("some", ("a", "x"), "asked", "first", "c")
    plan = planned(rules, ["a", "b", "c"], ["check", "receipt"], asked=True)
    assert plan == ["check", "c", ["a", "b"], "receipt"]
    assert is_right("tool_list", json.dumps(plan), '["check", "c", "b", "a", "receipt"]')
    assert not is_right("tool_list", json.dumps(plan), '["check", "b", "c", "a", "receipt"]')
    assert planned(rules, ["b"], ["check", "receipt"], asked=False) == ["b"]
