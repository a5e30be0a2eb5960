"""Plans: which tools, in which order, for what a customer wants under the stated rules.

The plan is worked out from the rules that the question states; tools that may come in any order
among themselves stand in an inner list.
"""

import json
from dataclasses import dataclass
from random import Random
from typing import Final

from agentar_assets.synthesis.agents.intent_classification import JOINTS, step
from agentar_assets.synthesis.agents.wishes import heard_from, words
from agentar_assets.synthesis.drafts import HARDEST, Draft, Scribe, core, level
from agentar_assets.synthesis.lexicon import intents
from agentar_assets.synthesis.units import Unit
from agentar_assets.synthesis.wording import LIST, harmless_topic, plainly, quoted, reasoned

_ASKS: Final = {
    "zh": (
        "工具：{tools}。规则：{rules}。客户：{block}列出调用顺序，无序的放内层列表。",
        "规则：{rules}。客户：{block}从{tools}中排出调用计划，次序不限的放内层列表。",
        "客户：{block}工具有{tools}；{rules}。按次序列出，无序的放内层列表。",
        "可用{tools}。{rules}。客户：{block}依次调用什么？写成列表，无序的放内层。",
    ),
    "en": (
        "Tools: {tools}. Rules: {rules}. Customer: {block} Which calls? Inner list for any order.",
        "Rules: {rules}. Customer: {block} Plan with {tools}; inner list for any order.",
        "Customer: {block} Tools: {tools}; {rules}. List the calls; inner list for any order.",
    ),
}
_CORE: Final = 3
"""Phrases of an intent that an easy item draws from."""
_ORDERS: Final = ("said", "any", "first", "last")
_PARTS: Final = ("verify", "receipt")
_BECAUSE: Final = {
    "zh": {
        "True_verify": "须核验",
        "False_verify": "免核验",
        "True_receipt": "发回执",
        "False_receipt": "不发回执",
        "said": "依所说次序",
        "any": "次序不限",
        "first": "{one}在先",
        "last": "{one}在后",
    },
    "en": {
        "True_verify": "verify",
        "False_verify": "no check",
        "True_receipt": "receipt",
        "False_receipt": "no receipt",
        "said": "order as said",
        "any": "any order",
        "first": "{one} first",
        "last": "{one} last",
    },
}
_LONG: Final = 60
"""Characters of English wishes that are said without any frame."""
_SEPARATOR: Final = {"zh": "；", "en": "; "}
_OR: Final = {"zh": "、", "en": " or "}


@dataclass(frozen=True)
class Rules:
    """When to verify, when to send a receipt, and in which order to serve the wishes."""

    verify: str
    """always, some or never."""
    some: tuple[str, ...]
    """The wishes that need it, where only some do."""
    receipt: str
    """always, asked or never."""
    order: str
    """said, any, first or last."""
    one: str
    """The wish that comes first or last."""


Plan = list[str | list[str]]
"""Tools in order; those of an inner list in any order."""


def usable(unit: Unit) -> bool:
    """The scenario has a table of intents, and the unit a topic that gives none of them away."""
    labels = tuple(intents(unit.scenario, unit.language))
    return bool(labels) and harmless_topic(unit, labels, Random(0)) is not None


def draw(unit: Unit, dice: Random) -> Draft | None:
    """One to three wishes about the unit, and the plan that serves them."""
    table, language, hard = intents(unit.scenario, unit.language), unit.language, level(dice)
    topic = harmless_topic(unit, tuple(table), dice)
    if topic is None:
        return None
    most = HARDEST if language == "zh" else HARDEST - 1
    wanted = dice.sample(list(table), min(hard, most))
    others = [name for name in table if name not in wanted]
    more = min(len(others), 2 if language == "zh" or hard == 1 else 1)
    offered = [*wanted, *dice.sample(others, more)]
    rules = _rules(offered, hard, dice)
    heard = {label: dice.choice(core(table[label], hard, _CORE)) for label in wanted}
    asked = rules.receipt == "asked" and dice.random() < 0.5  # noqa: PLR2004 - as often as not
    wish = _joined(list(heard.values()), dice.sample(JOINTS[language], len(heard) - 1))
    wish += dice.choice(words("planning", language)["wants"]) if asked else ""
    names = [words("planning", language)[tool] for tool in ("verify", "receipt")]
    plan = planned(rules, wanted, names, asked=asked)
    tools = dice.sample([*offered, *names], len(offered) + len(names))
    template = 0 if hard == 1 else dice.randrange(len(_ASKS[language]))
    return Draft(
        question=_ASKS[language][template].format(
            tools=LIST[language].join(tools),
            rules=_stated(rules, language, len(wanted), dice),
            block=quoted(_framed(unit, dice, topic, wish), language),
        ),
        thinking=reasoned(unit, step(language, heard) + _because(plan, rules, names, language)),
        answer=written(plan),
        quote=topic,
        template=f"plan_{language}_{template}_{rules.verify}_{rules.receipt}_{rules.order}",
        difficulty=hard,
    )


def planned(rules: Rules, wanted: list[str], names: list[str], *, asked: bool) -> Plan:
    """The plan for the wishes, in the order said, under the rules.

    Args:
        rules: When to verify and to send a receipt, and in which order to serve.
        wanted: The wishes in the order in which they were said.
        names: The tools that verify and that send a receipt.
        asked: Whether the customer asks for a receipt.
    """
    verify, receipt = names
    needs = rules.verify == "always" or (rules.verify == "some" and {*rules.some} & {*wanted})
    sends = rules.receipt == "always" or (rules.receipt == "asked" and asked)
    return [*([verify] if needs else []), *_ordered(rules, wanted), *([receipt] if sends else [])]


def written(plan: Plan) -> str:
    """The plan as JSON."""
    return json.dumps(plan, ensure_ascii=False, separators=(",", ":"))


def _joined(phrases: list[str], joints: list[str]) -> str:
    return "".join(map("".join, zip(phrases, [*joints, ""], strict=True)))


def _framed(unit: Unit, dice: Random, topic: str, wish: str) -> str:
    """The wishes as somebody says them; in English several leave no room for more."""
    if unit.language == "en" and len(wish) > _LONG:
        return plainly(wish, topic, "en")
    return heard_from(unit, dice, topic, wish, 1)


def _because(plan: Plan, rules: Rules, names: list[str], language: str) -> str:
    """How the rules make the plan of the wishes."""
    words_, joint = _BECAUSE[language], _SEPARATOR[language]
    steps = [words_[f"{name in plan}_{part}"] for name, part in zip(names, _PARTS, strict=True)]
    wishes = [tool for tool in plan if tool not in names]
    if len(wishes) > 1 or isinstance(wishes[0], list):
        order = rules.order if rules.one in wishes or rules.order == "said" else "any"
        steps.insert(1, words_[order].format(one=rules.one))
    return joint + LIST[language].join(steps)


def _rules(offered: list[str], hard: int, dice: Random) -> Rules:
    """Rules about the offered tools; only the hardest have conditions."""
    verify, receipt = dice.choice(("always", "never")), dice.choice(("always", "never"))
    order = dice.choice(_ORDERS)
    if hard < HARDEST:
        return Rules(verify, (), receipt, order, dice.choice(offered))
    verify = dice.choice(("some", "some", verify))
    some = tuple(dice.sample(offered, 2)) if verify == "some" else ()
    receipt = dice.choice(("asked", "asked", receipt)) if verify == "some" else "asked"
    return Rules(verify, some, receipt, order, dice.choice(offered))


def _ordered(rules: Rules, wanted: list[str]) -> Plan:
    """The wishes in their order."""
    if rules.order == "said":
        return [*wanted]
    fixed = [rules.one] if rules.order in {"first", "last"} and rules.one in wanted else []
    free = [name for name in wanted if name not in fixed]
    group: Plan = [free] if len(free) > 1 else [*free]
    return [*fixed, *group] if rules.order == "first" else [*group, *fixed]


def _stated(rules: Rules, language: str, wishes: int, dice: Random) -> str:
    """The rules in words; the order only where there are several wishes."""
    said = words("planning", language)
    keys = [f"verify_{rules.verify}", f"receipt_{rules.receipt}"]
    if wishes > 1:
        keys.insert(1, f"order_{rules.order}")
    given = {
        "verify": said["verify"],
        "receipt": said["receipt"],
        "some": _OR[language].join(rules.some),
        "one": rules.one,
    }
    return _SEPARATOR[language].join(dice.choice(said[key]).format(**given) for key in keys)


AGENT: Final = Scribe("tool_planning", "tool_list", usable, draw)
