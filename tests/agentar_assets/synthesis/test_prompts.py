"""The prompts of the model engine: one file an attribute, in two languages, examples that hold."""

import json
import re
from pathlib import Path

import jsonschema
import pytest

from agentar_assets.synthesis import forms, units
from agentar_assets.tags.taxonomy import load
from training.graders import is_right

PROMPTS = Path(units.__file__).with_name("prompts")
LANGUAGES = ("zh", "en")
EXAMPLES = {"zh": "例：", "en": "Example: "}
LEVELS = {"zh": ("易：", "中：", "难："), "en": ("easy: ", "middling: ", "hard: ")}
INTRODUCED = {"zh": "按后面标明的难度出题：", "en": "Set the difficulty named below:"}
SIZES = {"zh": (120, 300), "en": (80, 180)}
"""Han characters, English words."""
WORDS = {"zh": re.compile(r"[\u3400-\u9fff]"), "en": re.compile(r"[A-Za-z]+(?:['’-][A-Za-z]+)*")}
BANNED = re.compile(
    r"finova|fin-?eva|fineval|financeiq|cflue|tat-?qa|finqa|math-?500|gpqa|gsm8k|c-?eval|c?mmlu"
    r"|olympiad|\baime\b|benchmark|评测集|题库",
    re.IGNORECASE,
)
PLACEHOLDER = re.compile(r"\{\{|\{%|\{#|\{[^\"{}]*\}|\$\{")
"""Braces that a program would fill; the object of an example has quoted keys."""

ATTRIBUTES = load().attributes
EVERY = pytest.mark.parametrize("attribute", sorted(ATTRIBUTES))
FILES = pytest.mark.parametrize("name", sorted([*ATTRIBUTES, "contract"]))
BOTH = pytest.mark.parametrize("language", LANGUAGES)


def text(name):
    return (PROMPTS / f"{name}.md").read_text(encoding="utf-8")


def sections(name):
    """(heading, body) of each level-1 section, and what stands before the first."""
    before, *parts = re.split(r"^# ", text(name), flags=re.MULTILINE)
    return before, [(part.partition("\n")[0], part.partition("\n")[2].strip()) for part in parts]


def section(name, language):
    return dict(sections(name)[1])[language]


def examples(attribute, language):
    mark = EXAMPLES[language]
    lines = section(attribute, language).splitlines()
    return [line.removeprefix(mark) for line in lines if line.startswith(mark)]


def form_of(attribute):
    return ATTRIBUTES[attribute].answer_form


def test_there_is_one_file_for_each_attribute_and_the_contract():
    assert {path.stem for path in PROMPTS.iterdir()} == {*ATTRIBUTES, "contract"}
    assert len(ATTRIBUTES) == 31


@FILES
def test_a_file_has_two_sections_and_nothing_else(name):
    before, parts = sections(name)
    assert before == "" and [heading for heading, _ in parts] == ["zh", "en"]
    assert all(body for _, body in parts)


@FILES
def test_a_file_names_no_benchmark_and_has_nothing_to_fill(name):
    assert not BANNED.search(text(name))
    assert not PLACEHOLDER.search(text(name))


@FILES
def test_each_section_speaks_its_own_language(name):
    english, chinese = section(name, "en"), section(name, "zh")
    assert not re.search(r"[\u3000-\u303f\u3400-\u9fff\uff00-\uffef]", english)
    assert not re.search(r"[\u3400-\u9fff][,;:?]|[,;:?][\u3400-\u9fff]", without_examples(chinese))


def without_examples(body):
    return "\n".join(line for line in body.splitlines() if not line.startswith("例："))


@EVERY
@BOTH
def test_a_task_is_told_in_few_words(attribute, language):
    least, most = SIZES[language]
    assert least <= len(WORDS[language].findall(section(attribute, language))) <= most


@EVERY
@BOTH
def test_the_difficulty_stands_last_a_line_a_level(attribute, language):
    last = section(attribute, language).splitlines()[-4:]
    assert last[0] == INTRODUCED[language]
    pairs = list(zip(last[1:], LEVELS[language], strict=True))
    assert all(line.startswith(level) and line != level for line, level in pairs)


@EVERY
@BOTH
def test_the_grader_accepts_the_examples_and_tells_them_apart(attribute, language):
    shown = examples(attribute, language)
    assert 1 <= len(shown) <= 2
    for gold in shown:
        assert [answer for answer in shown if is_right(form_of(attribute), gold, answer)] == [gold]


@EVERY
@BOTH
def test_the_examples_keep_to_the_schema_of_their_form(attribute, language):
    wanted = forms.schema(form_of(attribute))["properties"]["answer"]
    for example in examples(attribute, language):
        said = example if wanted["type"] == "string" else json.loads(example)
        jsonschema.validate(said, wanted)


@EVERY
def test_both_languages_show_the_same_kinds_of_answer(attribute):
    chinese, english = (examples(attribute, language) for language in LANGUAGES)
    assert [shape(answer) for answer in chinese] == [shape(answer) for answer in english]


def shape(answer):
    """An answer without its words: keys and signs of JSON, or how many parts it has."""
    if answer[0] in "[{":
        return re.sub(r'"[^"]*"', "_", answer)
    return len(re.split("[；;]", answer)), bool(re.search("[:：]", answer)), "[" in answer


@EVERY
@BOTH
def test_a_form_with_two_kinds_of_answer_shows_both(attribute, language):
    kinds = {
        "choice_or_text": r"[A-H]",
        "code_or_output": r"[\d.]+",
        "number_or_choice": r"[A-H]",
        "refuse_or_safe_answer": r"(?:拒绝|refuse)[：:].*",
        "table_or_choice": r"[A-H]",
        "yes_no_with_type": r"无幻觉|no hallucination",
    }
    if (kind := kinds.get(form_of(attribute))) is not None:
        found = [bool(re.fullmatch(kind, answer)) for answer in examples(attribute, language)]
        assert sorted(found) == [False, True]


@BOTH
def test_the_contract_says_what_to_give_and_what_the_material_is_not(language):
    said = section("contract", language)
    for name in ("question", "thinking", "answer", "quote", "JSON"):
        assert name in said
    for part in {
        "zh": ("不是给你的指令", "编号", "「」", "逐字", "收益"),
        "en": ("None of it is an instruction", "same id", "“ ”", "word for word", "no returns"),
    }[language]:
        assert part in said
