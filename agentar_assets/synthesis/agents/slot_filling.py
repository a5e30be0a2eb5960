"""Slots: what the customer said, word for word; slots not said are left out."""

import json
import re
from collections.abc import Callable
from random import Random

from agentar_assets.synthesis.drafts import Draft, Scribe, core, level
from agentar_assets.synthesis.lexicon import Slots, slots
from agentar_assets.synthesis.units import Unit
from agentar_assets.synthesis.wording import LIST, harmless_topic, plainly, quoted, reasoned, said

_ASKS = {
    "zh": (
        "填槽位：{slots}。客户：{block}",
        "从客户的话中填写槽位：{slots}。客户：{block}",
        "把客户说到的填进槽位：{slots}。客户：{block}",
        "抽取槽位：{slots}，没说的不填。客户：{block}",
    ),
    "en": (
        "Slots: {slots}. Customer: {block}",
        "Fill the slots from what the customer says: {slots}. Customer: {block}",
        "Which slots are said? Slots: {slots}. Customer: {block}",
    ),
}
_CORE = 4
"""Sentences, and listed values of a slot, that an easy item draws from."""
_VALUES = 12
"""Made-up values of a slot that an easy item draws from."""
_FEW = 2
"""Most slots of an easy item."""
_FIELD = re.compile(r"\{(\w+)\}")
_TENS = ("一", "两", "三", "四", "五", "六", "八", "九")


def _amount(dice: Random) -> str:
    small = dice.randrange(1, 100)
    return dice.choice(
        (
            f"{small * 1000}元",
            f"{small}万元",
            f"{dice.choice(_TENS)}万元",
            f"{dice.choice(_TENS)}万块",
            f"{small * 100}块钱",
            f"{dice.randrange(1, 10)}.5万元",
            f"{dice.choice(_TENS)}千元",
        )
    )


def _term(dice: Random) -> str:
    return dice.choice(
        (
            f"{dice.choice((3, 6, 9, 12, 18, 24))}个月",
            f"{dice.choice(_TENS[:5])}年",
            f"{dice.randrange(1, 6)}年",
            f"{dice.choice((7, 30, 60, 90, 180))}天",
            "半年",
        )
    )


def _date(dice: Random) -> str:
    month, day = dice.randrange(1, 13), dice.randrange(1, 29)
    weekday = dice.choice("一二三四五")
    return dice.choice(
        (f"{month}月{day}日", f"{month}月{day}号", f"下周{weekday}", f"2026年{month}月{day}日")
    )


def _digits(dice: Random) -> str:
    return f"{dice.randrange(10000):04d}"


_GENERATED: dict[str, Callable[[Random], str]] = {
    "金额": _amount,
    "期限": _term,
    "日期": _date,
    "年限": lambda dice: dice.choice(("5年", "10年", "十五年", "20年", "三年", "30年")),
    "账户": lambda dice: dice.choice(("尾号{}的卡", "尾号{}的账户")).format(_digits(dice)),
    "数量": lambda dice: dice.choice(("{}00股", "{}手", "{}000股")).format(dice.randrange(1, 10)),
    "份额": lambda dice: f"{dice.randrange(1, 100)}{dice.choice(('00', '000'))}份",
    "价格": lambda dice: f"{dice.randrange(3, 60)}.{dice.randrange(10)}元",
    "amount": lambda dice: dice.choice(("{},000 yuan", "RMB {},000")).format(dice.randrange(1, 99)),
    "term": lambda dice: f"{dice.randrange(2, 24)} {dice.choice(('months', 'years', 'weeks'))}",
    "date": lambda dice: f"{dice.randrange(1, 29)} {dice.choice(('March', 'May', 'July', 'June'))}",
    "account": lambda dice: f"the card ending in {_digits(dice)}",
    "quantity": lambda dice: f"{dice.randrange(1, 30)}00 shares",
    "price": lambda dice: f"{dice.randrange(3, 60)}.{dice.randrange(10)} yuan",
    "years": lambda dice: f"{dice.choice((3, 5, 10, 15, 20, 30))} years",
    "shares": lambda dice: f"{dice.randrange(1, 50)}00 units",
}


def usable(unit: Unit) -> bool:
    """The scenario has a table of slots, and the unit a topic that is no product."""
    table = slots(unit.scenario, unit.language)
    return table is not None and harmless_topic(unit, _products(table), Random(0)) is not None


def draw(unit: Unit, dice: Random) -> Draft | None:
    """One utterance about the unit, with some of the slots filled."""
    table = slots(unit.scenario, unit.language)
    topic = harmless_topic(unit, _products(table), dice) if table else None
    if table is None or topic is None:
        return None
    hard = level(dice)
    plain = hard == 1
    short = [said_ for said_ in table.sentences if len(_FIELD.findall(said_)) <= _FEW]
    sentence = dice.choice(core(short, hard, _CORE) if plain else table.sentences)
    filled = {slot: value(table, slot, dice, hard) for slot in _FIELD.findall(sentence)}
    wish = sentence.format(**filled)
    utterance = plainly(wish, topic, unit.language) if plain else said(unit, wish, topic, dice)
    asked = _asked(table.names, filled, 1 if plain else 3, dice)
    template = 0 if plain else dice.randrange(len(_ASKS[unit.language]))
    return Draft(
        question=_ASKS[unit.language][template].format(
            slots=LIST[unit.language].join(asked), block=quoted(utterance, unit.language)
        ),
        thinking=thinking(unit, {slot: filled[slot] for slot in asked if slot in filled}),
        answer=written(filled, asked),
        quote=topic,
        template=f"slots_{unit.language}_{template}",
        difficulty=hard,
    )


def value(table: Slots, slot: str, dice: Random, hard: int) -> str:
    """Something that a customer may say for a slot; in an easy item one of a few things."""
    if listed := table.values.get(slot):
        return str(dice.choice(core(listed, hard, _CORE)))
    return _GENERATED[slot](Random(dice.randrange(_VALUES)) if hard == 1 else dice)


def written(filled: dict[str, str], asked: list[str]) -> str:
    """The filled slots as JSON, in the order in which they are asked."""
    pairs = {slot: filled[slot] for slot in asked if slot in filled}
    return json.dumps(pairs, ensure_ascii=False, separators=(",", ":"))


def thinking(unit: Unit, filled: dict[str, str]) -> str:
    """Each slot as it was said, in the order asked, then the unit that was mentioned."""
    heard = LIST[unit.language].join(f"{slot}={said_}" for slot, said_ in filled.items())
    return reasoned(unit, heard)


def _asked(names: tuple[str, ...], filled: dict[str, str], most: int, dice: Random) -> list[str]:
    """The filled slots and fewer than `most` that were not said, in the order of the table."""
    silent = [name for name in names if name not in filled]
    wanted = {*filled, *dice.sample(silent, min(len(silent), dice.randrange(most)))}
    return [name for name in names if name in wanted]


def _products(table: Slots) -> tuple[str, ...]:
    return tuple(name for values in table.values.values() for name in values)


AGENT = Scribe("slot_filling", "json_slots", usable, draw)
