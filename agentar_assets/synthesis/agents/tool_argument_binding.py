"""Arguments: a call of one tool, its arguments as their types want what the customer said."""

import json
from random import Random
from typing import Final

from agentar_assets.synthesis.agents.wishes import Parameter, heard_from, usable, wish, words
from agentar_assets.synthesis.drafts import HARDEST, Draft, Scribe, level
from agentar_assets.synthesis.sentences import room
from agentar_assets.synthesis.units import Unit
from agentar_assets.synthesis.wording import LIST, quoted, reasoned

_ASKS: Final = {
    "zh": (
        "写出对{tool}的调用（tool、arguments）。参数：{given}。客户：{block}",
        "工具{tool}的参数：{given}；没说的不填。客户：{block}用JSON写调用，键为tool、arguments。",
        "按客户的话调用{tool}，只填说到的参数，写成tool和arguments。参数：{given}。客户：{block}",
        "参数：{given}。客户：{block}请把它变成对{tool}的JSON调用（tool、arguments），不要多填。",
        "把话里的内容绑定到{tool}：{given}。没提到的参数略去，JSON含tool、arguments。客户：{block}",
    ),
    "en": (
        "Call {tool} (tool, arguments). Parameters: {given}. Customer: {block}",
        "Parameters of {tool}: {given}. Fill only what is said; JSON with tool and arguments. "
        "Customer: {block}",
        "Turn this into a JSON call of {tool} (tool, arguments), nothing surplus. Parameters: "
        "{given}. Customer: {block}",
        "Customer: {block} Bind it to {tool}: {given}. JSON: tool, arguments.",
    ),
}


def draw(unit: Unit, dice: Random) -> Draft | None:
    """A tool, what a customer says, and the call with the arguments that it fills."""
    hard, language = level(dice), unit.language
    heard = wish(unit, dice, hard)
    if heard is None:
        return None
    tool = dice.choice(words("names", language))
    bound = list(heard.filled)
    if hard == HARDEST or not room(written(tool, bound), language):
        bound.remove(dice.choice(bound))
    silent = dice.sample(heard.silent, min(len(heard.silent), 0 if hard == 1 else hard - 1))
    given = [*bound, *silent]
    dice.shuffle(given)
    bound = [parameter for parameter in given if parameter in bound]
    text = heard_from(unit, dice, heard.topic, heard.words, hard)
    template = 0 if hard == 1 else dice.randrange(len(_ASKS[language]))
    return Draft(
        question=_ASKS[language][template].format(
            tool=tool, given=described(given, language), block=quoted(text, language)
        ),
        thinking=reasoned(unit, LIST[language].join(map(_step, bound))),
        answer=written(tool, bound),
        quote=heard.topic,
        template=f"call_{language}_{template}_{len(bound)}",
        difficulty=hard,
    )


def described(given: list[Parameter], language: str) -> str:
    """The parameters with their types: `金额（整数，元）、产品（原话）`."""
    if language == "zh":
        return LIST["zh"].join(f"{parameter.name}（{parameter.kind}）" for parameter in given)
    return "; ".join(f"{parameter.name} ({parameter.kind})" for parameter in given)


def written(tool: str, bound: list[Parameter]) -> str:
    """The call as JSON."""
    arguments = {parameter.name: parameter.value for parameter in bound}
    call = {"tool": tool, "arguments": arguments}
    return json.dumps(call, ensure_ascii=False, separators=(",", ":"))


def _step(parameter: Parameter) -> str:
    if parameter.said == parameter.value:
        return f"{parameter.name}={parameter.said}"
    return f"{parameter.name}={parameter.said}={parameter.value}"


AGENT: Final = Scribe("tool_argument_binding", "json_call", usable, draw)
