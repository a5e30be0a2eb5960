import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from agentar_assets.documents.readers.decoding import decoded

HAN = "存款保险实行限额偿付，最高偿付限额为人民币五十万元。"
TEXT = f"第一条 {HAN}\n第二条 Banks pay 0.016%.\n"
ENCODINGS = ["utf-8", "utf-8-sig", "gb18030", "utf-16", "utf-16-le", "utf-16-be", "utf-32"]


@pytest.mark.parametrize("encoding", ENCODINGS)
@pytest.mark.parametrize("text", [TEXT, HAN])
def test_chinese_text_is_read_in_each_encoding_with_and_without_mark(encoding, text):
    assert decoded(text.encode(encoding)) == text


@pytest.mark.parametrize("order", ["utf-16-le", "utf-16-be"])
@pytest.mark.parametrize(
    "text", ["<p>正文</p>", '{"a":"甲"}', "一\n", "a;①；×\n", "Banks.", "證券商應揭露風險。\n"]
)
def test_a_short_text_in_utf16_is_read_in_its_order_of_bytes(order, text):
    assert decoded(text.encode(order)) == text


def test_a_text_in_two_encodings_is_rejected_with_the_place():
    lines = [TEXT] * 5
    for first, other in (("utf-8", "gb18030"), ("gb18030", "utf-8")):
        data = b"".join(line.encode(first) for line in lines) + f"其他机构：{HAN}\n".encode(other)
        with pytest.raises(
            ValueError, match=r"^encoding: mixed: line \d+ is UTF-8, byte \d+ in line"
        ):
            decoded(data + TEXT.encode(first))
    broken = TEXT.encode() + b"\xff\xfe" + TEXT.encode()
    with pytest.raises(ValueError, match="line 1 is UTF-8, byte 117 in line 3 is not"):
        decoded(broken)


def test_what_is_neither_is_rejected_with_a_guess():
    japanese = "これは日本語の文章です。銀行口座を開設します。" * 4
    with pytest.raises(
        ValueError, match=r"^encoding: byte 0 in line 1 .*, perhaps \w+: save it as UTF-8"
    ):
        decoded(japanese.encode("shift_jis"))
    for data, reason in (
        (bytes(range(256)), "binary"),
        (b"%PDF\0\xff\xee", "binary"),
        (b" ", "empty"),
    ):
        with pytest.raises(ValueError, match=f"^{reason}: "):
            decoded(data)
    with pytest.raises(ValueError, match=r"^encoding: the mark says utf-8-sig"):
        decoded(b"\xef\xbb\xbf\xff\xff")


@settings(max_examples=200)
@given(st.binary(max_size=200))
def test_any_bytes_are_text_or_rejected(data):
    try:
        assert isinstance(decoded(data), str)
    except ValueError as error:
        assert str(error).split(":")[0] in {"empty", "encoding", "binary"}


@given(st.text(st.sampled_from(HAN + "0123ab，\n"), min_size=4, max_size=100).filter(str.strip))
def test_chinese_text_in_utf8_is_always_itself(text):
    assert decoded(text.encode()) == text
