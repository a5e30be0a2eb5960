import itertools
import json
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from agentar_assets.documents.citing import references
from agentar_assets.documents.structure import ordinals

GOLDEN = Path(__file__).parents[3] / "golden" / "references.jsonl"
ROWS = [json.loads(line) for line in GOLDEN.read_text(encoding="utf-8").splitlines()]
FIELDS = ("text", "title", "first", "last", "paragraph", "item")
ITEMS = {"（一）": 1, "（二）": 2, "（三）": 3}
PARAGRAPHS = [
    "甲方应当办理下列事项：",
    "（一）登记；",
    "（二）备案；",
    "（三）公告。",
    "乙方协助。",
]


def section(name, heading, start, parts):
    end = parts[-1]["end"]
    kind = {"section": name, "heading": heading, "kind": "article", "page": None}
    return kind | {"start": start, "end": end, "parts": parts}


def part(paragraph, item, start, end):
    return {"paragraph": paragraph, "item": item, "subitem": None, "start": start, "end": end}


def law(sentence):
    """Forty articles in four chapters; the sentence ends the fifth, after two paragraphs."""
    text, sections = "", []
    for number in range(1, 41):
        name = ordinals.article(number)
        heading = f"第{ordinals.chinese((number + 9) // 10)}章 规则"
        text += f"{name} "
        start, parts = len(text), []
        for line in [*PARAGRAPHS, *sentence.split("\n")] if number == 5 else PARAGRAPHS:
            item = ITEMS.get(line[:3])
            paragraph = parts[-1]["paragraph"] + (item is None) if parts else 1
            parts.append(part(paragraph, item, len(text), len(text) + len(line)))
            text += line + "\n\n"
        sections.append(section(name, heading, start, parts))
    return text, sections


def english_law(sentence):
    """Ten articles; the sentence is the second paragraph of the fifth."""
    text, sections = "", []
    for number in range(1, 11):
        text += f"Article {number} "
        start, parts = len(text), []
        for line in ["The bank keeps a list.", *([sentence] if number == 5 else [])]:
            parts.append(part(len(parts) + 1, None, len(text), len(text) + len(line)))
            text += line + "\n\n"
        sections.append(section(f"Article {number}", "", start, parts))
    return text, sections


def found(text, sections):
    rows = references.mentions(text, sections, "中华人民共和国某法")
    assert all(text[row["start"] : row["end"]] == row["text"] for row in rows)
    spans = sorted({(row["start"], row["end"]) for row in rows})
    assert all(one[1] <= other[0] for one, other in itertools.pairwise(spans))
    return [{name: row[name] for name in FIELDS} for row in rows]


@pytest.mark.parametrize("row", ROWS, ids=[row["text"][:24] for row in ROWS])
def test_a_sentence_speaks_of_what_a_reader_finds_in_it(row):
    frame = law if row["language"] == "zh" else english_law
    assert found(*frame(row["text"])) == row["mentions"]


def test_headings_of_articles_and_chapters_are_no_mentions():
    assert found(*law("没有引用。")) == []
    assert found("目录\n第一章 总则\n第二章 附则\n第一条 目的", []) == []


def test_a_range_of_articles_has_no_paragraph_and_one_of_paragraphs_has_each():
    (whole,) = found(*law("违反本法第三条第二款至第七条第一款规定的，处以罚款。"))
    assert (whole["first"], whole["last"]) == ("第三条", "第七条")
    assert (whole["paragraph"], whole["item"]) == (None, None)
    each = found(*law("违反本法第三条第一款至第三款规定的，处以罚款。"))
    assert [row["paragraph"] for row in each] == [1, 2, 3]
    assert {row["text"] for row in each} == {"本法第三条第一款至第三款"}


PLACES = st.lists(
    st.tuples(st.integers(1, 40), st.none() | st.integers(1, 2), st.none() | st.integers(1, 3)),
    min_size=1,
    max_size=5,
)
JOINTS = st.lists(st.sampled_from(["、", "和", "或者", "以及", "，"]), min_size=5, max_size=5)
LAWS = st.sampled_from([(None, "本法"), ("保险法", "保险法"), ("贷款通则", "《贷款通则》")])


@given(places=PLACES, joints=JOINTS, named=LAWS)
@settings(max_examples=60, deadline=None)
def test_a_sentence_with_k_references_gives_back_exactly_these(places, joints, named):
    title, head = named
    said, expected = "违反", []
    for (number, paragraph, item), joint in zip(places, joints, strict=False):
        name = ordinals.article(number)
        text = (head if not expected else "") + name
        text += f"第{ordinals.chinese(paragraph)}款" if paragraph else ""
        text += f"第（{ordinals.chinese(item)}）项" if item else ""
        said += (joint if expected else "") + text
        expected.append(dict(zip(FIELDS, (text, title, name, name, paragraph, item), strict=True)))
    assert found(*law(said + "规定的，处以罚款。")) == expected


@given(st.text(alphabet="第一二十百条款项章节本前法《》“”、至和（）.，。\n 该同之", max_size=80))
@settings(max_examples=150, deadline=None)
def test_any_text_is_read_and_no_mentions_overlap(sentence):
    found(*law(sentence))


def test_a_range_of_a_million_items_is_not_counted_out():
    rows = found(*law("依照本法第三条第一项至第1000000项办理。"))
    assert [row["item"] for row in rows] == [1, 1_000_000]


@given(st.integers(1, 9_999), st.integers(0, 99))
@settings(max_examples=100)
def test_an_article_has_one_name_however_it_is_written(number, added):
    name = ordinals.article(number, added)
    assert ordinals.value(ordinals.chinese(number)) == number
    assert ordinals.canonical(f"第{number}条" + (f"之{added}" if added else "")) == name
    assert ordinals.place(name) == number + added / 100
