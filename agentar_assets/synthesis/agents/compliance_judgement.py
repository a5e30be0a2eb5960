"""Compliance: a clause with a threshold or a duty, a situation made from it, and a verdict.

The situation is written from the clause and the verdict alike, so that it is right by
construction: a figure on the right or the wrong side of the bound, a duty done or left undone,
a forbidden act left alone or done. "Not" in the situation does not give the verdict away.
"""

import re
from dataclasses import replace
from decimal import Decimal
from random import Random

from agentar_assets.synthesis.clauses import NUMERAL
from agentar_assets.synthesis.drafts import Draft, Scribe, level
from agentar_assets.synthesis.lexicon import person, shared
from agentar_assets.synthesis.rules import Rule, rules
from agentar_assets.synthesis.units import Unit
from agentar_assets.synthesis.wording import quoted, reasoned
from training.graders import plain_numerals, tidy, written

VERDICTS = {"zh": ("不合规", "合规"), "en": ("non-compliant", "compliant")}
"""Verdicts by language: broken, kept."""
_ASKS = {
    "zh": (
        "规定：{block}情形：{case}。是否合规？",
        "规定：{block}情形：{case}。是否合规？写出结论和依据。",
        "按下面的规定判断。规定：{block}情形：{case}。是否合规？",
    ),
    "en": (
        "Rule: {block} Situation: {case}. Is it compliant?",
        "Judge by the rule. Rule: {block} Situation: {case}. Is it compliant?",
    ),
}
_LEADS = {
    "zh": (
        "",
        "{city}分部{month}月检查发现，",
        "{city}营业部的{who}反映，",
        "{month}月{day}日的台账显示，",
        "据{city}分部{who}的工单，",
        "{who}{month}月{day}日经办时，",
        "{month}月回访{city}客户得知，",
        "内审{month}月{day}日记录：",
    ),
    "en": (
        "",
        "The {city} audit of {day}/{month} found that ",
        "{who} in {city} reports that ",
        "In a check on {day}/{month}, ",
        "On a visit to {city} on {day}/{month}, ",
        "By the file of {who}, ",
    ),
}
_PLAIN_LEADS = {"zh": ("", "{month}月，", "{city}分部，"), "en": ("", "In {city}, ")}
_SHORT = {"zh": 40, "en": 90}
"""Longest clause of an easy item, in characters."""
_DONE = {"zh": ("已经", "已"), "en": ("did",)}
_UNDONE = {"zh": ("没有", "未"), "en": ("did not",)}
_HALF = 0.5


def usable(unit: Unit) -> bool:
    """Some clause of the unit can be kept or broken."""
    return bool(rules(unit))


def draw(unit: Unit, dice: Random) -> Draft | None:
    """One situation under one rule of the unit; both verdicts are as likely."""
    hard = level(dice)
    short = [rule for rule in map(_bare, rules(unit)) if len(rule.text) <= _SHORT[unit.language]]
    if hard == 1 and not short:
        hard = 2
    rule = dice.choice(short if hard == 1 else rules(unit))
    return judged(unit, rule, dice, kept=dice.random() < _HALF, hard=hard)


def _bare(rule: Rule) -> Rule:
    """The rule from its subject on, without the clauses before it."""
    return replace(rule, text=rule.text[max(0, rule.text.find(rule.before)) :])


def judged(unit: Unit, rule: Rule, dice: Random, *, kept: bool, hard: int = 2) -> Draft | None:
    """A situation that keeps or breaks the rule; null where its figure has no other side."""
    language = unit.language
    happened, because, difficulty = _situation(rule, language, dice, kept=kept)
    if not happened:
        return None
    plain = hard == 1
    lead = dice.choice((_PLAIN_LEADS if plain else _LEADS)[language]).format(
        who=person(language, dice),
        city=dice.choice(shared("people", f"cities_{language}")),
        month=dice.randrange(1, 13),
        day=dice.randrange(1, 29),
    )
    template = 0 if plain else dice.randrange(len(_ASKS[language]))
    verdict = VERDICTS[language][kept]
    comma, so = ("，", f"{because}，所以{verdict}")
    if language == "en":
        comma, so = ", ", f"{because}, so {verdict}"
    return Draft(
        question=_ASKS[language][template].format(
            block=quoted(f"{_placed(unit)}{rule.text}", language), case=f"{lead}{happened}"
        ),
        thinking=reasoned(unit, so),
        answer=f"{verdict}{comma}{unit.place}",
        quote=rule.text,
        template=f"compliance_{language}_{rule.kind}_{template}",
        difficulty=hard if plain else max(hard, difficulty),
    )


def _placed(unit: Unit) -> str:
    """The place before the clause: `第五条 `, or `起存金额：` where it is a heading."""
    if re.match(r"第\S+条|Article \d", unit.place):
        return f"{unit.place} "
    return f"{unit.place}：" if unit.language == "zh" else f"{unit.place}: "


def _situation(rule: Rule, language: str, dice: Random, *, kept: bool) -> tuple[str, str, int]:
    """What happened, why that keeps or breaks the rule, and how hard it is to see."""
    if rule.kind in {"limit", "deadline"}:
        return _measured(rule, language, dice, kept=kept)
    done, difficulty = kept == (rule.kind == "duty"), 2 if rule.kind == "ban" else 1
    how = dice.choice((_DONE if done else _UNDONE)[language])
    if language == "en":
        because = f"this is a {rule.kind}, and it was {'' if done else 'not '}done"
        return _in_english(rule, how, done=done), because, difficulty
    how = "" if done and rule.kind == "ban" else how
    kind = "应当做" if rule.kind == "duty" else "不得做"
    because = f"{kind}，情形中{'做了' if done else '没有做'}"
    return f"{rule.before}{how}{rule.after}", because, difficulty


def _in_english(rule: Rule, how: str, *, done: bool) -> str:
    subject = rule.before[0].lower() + rule.before[1:]
    if rule.after.startswith("be "):
        plural = rule.before.endswith("s") and not rule.before.endswith("ss")
        verb = ("were" if plural else "was") + ("" if done else " not")
        return f"{subject} {verb} {rule.after[3:]}"
    return f"{subject} {how} {rule.after}"


def _measured(rule: Rule, language: str, dice: Random, *, kept: bool) -> tuple[str, str, int]:
    """A figure on one side of the bound; nothing happened where there is no such side."""
    value, before, unit = _figure(rule.figure)
    other = _beside(value, dice, above=kept == rule.least)
    if value <= 0 or other <= 0 or (other == value and not kept):
        return "", "", 0
    said, bound = f"{before}{written(other)}{unit}", f"{before}{written(value)}{unit}"
    difficulty = 3 if other == value else 2
    if language == "en":
        sign = "at least" if rule.least else "at most"
        because = f"{said} against {sign} {bound}, the bound is {'kept' if kept else 'broken'}"
        happened = f"it took {said}" if rule.after == "within" else f"the figure was {said}"
        return happened, because, difficulty
    sign = "不低于" if rule.least else "不超过"
    because = f"界限是{sign}{bound}，实际{said}，{'在' if kept else '不在'}界限内"
    if rule.kind == "deadline":
        return f"{rule.before}第{said}{rule.after}", because, difficulty
    return f"{rule.before}为{said}", because, difficulty


def _figure(text: str) -> tuple[Decimal, str, str]:
    """Value, currency and unit as a situation writes them.

    `百分之五` is 5 and `%`, `五十万元` 50 and `万元`, `RMB 5 million` 5 and ` million`.
    """
    plain = tidy(text)
    currency = plain[:4] if plain.startswith(("RMB ", "CNY ")) else ""
    plain = plain.removeprefix(currency).removeprefix("人民币")
    scaled = re.fullmatch(rf"({NUMERAL}?)([万亿][^\d]+)", plain)
    numeral, unit = scaled.groups() if scaled else (plain, "")
    numeral = plain_numerals(numeral)
    match = re.match(r"[\d.]+", numeral)
    if match is None:
        return Decimal(0), "", ""
    return Decimal(match.group()), currency, unit or numeral[match.end() :]


def _beside(value: Decimal, dice: Random, *, above: bool) -> Decimal:
    """A figure at the bound or some way to one side of it."""
    step = Decimal(1) if value == value.to_integral_value() and value > 1 else value / 10
    far = max(1, int(value // (10 * step)))
    near, wide = dice.randrange(1, 6), dice.randrange(1, 4) * far
    way = step * dice.choice((near, near, wide, wide, 0))
    return value + way if above else value - way


AGENT = Scribe("compliance_judgement", "yes_no_with_article", usable, draw)
