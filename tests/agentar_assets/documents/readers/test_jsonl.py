import json

import pytest

from agentar_assets.documents import blocks
from agentar_assets.documents.readers import READERS
from agentar_assets.documents.structure.sections import sections


def read(*objects):
    lines = [o if isinstance(o, str) else json.dumps(o, ensure_ascii=False) for o in objects]
    return READERS["jsonl"]("\n".join(lines).encode())


@pytest.mark.parametrize(
    ("asked", "answered"),
    [("question", "answer"), ("instruction", "output"), ("问题", "答案")],
)
def test_pairs_become_questions_with_their_answers(asked, answered):
    page = read(
        {asked: "可以提前支取吗？", answered: "可以。\n\n按活期计息。"},
        {asked: "解释存款保险", answered: "限额偿付。"},
    )
    _, placed = blocks.laid_out(page.blocks)
    text, _ = blocks.laid_out(page.blocks)
    found = [(part.section, text[part.start : part.end]) for part in sections(placed, "问答")]
    assert found == [
        ("可以提前支取吗？", "可以提前支取吗？\n\n可以。\n\n按活期计息。"),
        ("解释存款保险", "问：解释存款保险\n\n限额偿付。"),
    ]


def test_titled_texts_and_other_objects_keep_all_that_they_say():
    page = read(
        {"title": "公告", "content": "第一段。\n\n第二段。", "date": "2025-03-01"},
        {"代码": "600000", "利率": 1.10, "标签": ["甲", "乙"], "空": None},
    )
    assert [(block.level, block.tight, block.text) for block in page.blocks] == [
        (2, False, "公告"),
        (0, False, "第一段。"),
        (0, False, "第二段。"),
        (0, False, "date: 2025-03-01"),
        (0, False, "代码: 600000"),
        (0, True, "利率: 1.1"),
        (0, True, "标签: 甲、乙"),
    ]
    (amount,) = READERS["jsonl"](b'{"amount": 1.10}').blocks
    assert amount.text == "amount: 1.10"


def test_objects_in_objects_are_named_by_both_and_lists_of_them_are_tables():
    rates = [{"term": "一年", "rate": 1.35}, {"term": "三年", "rate": 1.90, "note": {"zh": "新"}}]
    page = read({"product": {"name": "汀稳", "issuer": {"city": "上海"}}, "rates": rates})
    assert [(block.row, block.text) for block in page.blocks] == [
        ("", "product.name: 汀稳"),
        ("", "product.issuer.city: 上海"),
        ("", "rates:"),
        ("head", "term | rate | note.zh"),
        ("body", "一年 | 1.35 |"),
        ("body", "三年 | 1.9 | 新"),
    ]
    (many,) = read({"a": [{f"key{place}": place} for place in range(99)]}).blocks
    assert many.text.startswith('a: [{"key0": "0"}')
    deep = READERS["jsonl"](b'{"a":' * 99 + b"1" + b"}" * 99).blocks
    assert [block.text.count("a") for block in deep] == [99]


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "utf-16-le", "gb18030"])
def test_each_encoding_is_read(encoding):
    data = '{"标题": "公告", "正文": "利率为1.35%。"}\r\n{"正文": "另一行。"}\r\n'.encode(encoding)
    texts = [block.text for block in READERS["jsonl"](data).blocks]
    assert texts == ["公告", "利率为1.35%。", "另一行。"]


def test_a_bad_line_is_a_note_and_a_file_of_such_is_rejected():
    page = read(
        {"text": "好的一行。"}, "{broken", "[1, 2]", "[" * 100_000, '{"text": "另一行\\ud800。"}'
    )
    assert [block.text for block in page.blocks] == ["好的一行。", "另一行。"]
    assert [note.partition(":")[0] for note in page.notes] == ["line 2", "line 3", "line 4"]
    with pytest.raises(ValueError, match=r"^jsonl: no line holds a JSON object \(line 1: "):
        read("nothing", "of it")
