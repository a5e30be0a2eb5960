import contextlib
import re

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from agentar_assets.documents.readers import LONGEST, READERS

TEXTS = {
    "markdown": "---\ntitle: a\n---\n# 规则\n\n| 期限 | 利率 |\n|---|---|\n| 1 | 2 |\n\n- 一\n",
    "text": "规则\n发布机构：甲\n\n一、总则\n客户应当出示证件。\n",
    "html": "<h1>规则</h1><table><tr><th colspan=2>a<tr><td>b<td>c</table><ul><li>x</ul>",
    "csv": '期限,利率\n一年,"1,35%"\n',
    "jsonl": '{"question": "吗？", "answer": "是"}\n{"a": 1.0}\n',
}
CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff\u200b-\u200f\u202a-\u202e\ufeff]")
quietly = settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)


def tried(kind, data):
    """Read bytes: only ValueError may come of it, and only printable text of a bounded size."""
    with contextlib.suppress(ValueError):
        page = READERS[kind](data)
        written = [*(block.text for block in page.blocks), page.title or "", *page.notes]
        written += [*page.meta, *page.meta.values()]
        assert page.blocks
        assert all(block.text == block.text.strip() != "" for block in page.blocks)
        assert not any(CONTROL.search(text) for text in written)
        assert sum(map(len, written)) <= LONGEST
        "".join(written).encode()


def mutated(data, cuts):
    """A file in which some bytes are others, or gone."""
    made = bytearray(data)
    for place, length, put in cuts:
        at = place % max(1, len(made))
        made[at : at + length] = put
    return bytes(made)


cuts = st.lists(
    st.tuples(st.integers(0, 2**20), st.integers(0, 40), st.binary(max_size=8)), max_size=6
)


@pytest.mark.parametrize("kind", sorted(READERS))
@quietly
@given(st.binary(max_size=300))
def test_any_bytes_are_read_or_rejected(kind, data):
    tried(kind, data)
    tried(kind, b"%PDF-1.7\n" + data + b"\n%%EOF" if kind == "pdf" else b"PK\x03\x04" + data)


@pytest.mark.parametrize("kind", sorted(READERS))
@quietly
@given(cuts)
def test_any_damage_to_a_file_is_read_or_rejected(kind, samples, cuts):
    tried(kind, mutated(samples.get(kind) or TEXTS[kind].encode(), cuts))


@pytest.mark.parametrize("kind", sorted(TEXTS))
@quietly
@given(
    text=st.text(
        st.sampled_from('第一条章？: |-#<>table td/"{}[],\n\t\x00\x0b\u2028\ud800='), max_size=300
    )
)
def test_any_text_is_read_or_rejected(kind, text):
    tried(kind, text.encode("utf-8", "surrogatepass"))
    tried(kind, (TEXTS[kind] + text).encode("utf-8", "ignore"))


@pytest.mark.parametrize("kind", sorted(TEXTS))
@pytest.mark.parametrize("part", ["存款保险", "a,", "| a ", "<td>", '{"a":', '"', "=1 ", "第一条 "])
def test_one_endless_line_is_read_in_time_or_rejected(kind, part):
    tried(kind, (part * (2_000_000 // len(part.encode()))).encode())
