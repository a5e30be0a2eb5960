import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from agentar_assets import titles


def plain(*written):
    return (
        pl.Series("title", written, pl.String)
        .to_frame()
        .select(titles.plain(pl.col("title")))["title"]
        .to_list()
    )


@pytest.mark.parametrize(
    "other",
    [
        "《中华人民共和国反洗钱法》",
        "反 洗 钱 法",
        "反洗钱法（2024年修订）",
        "反洗钱法（2024-11-08）",
        "反洗钱法(2024)",
        "反洗钱法（修订版）",
        "反洗钱法（试行）",
        "反洗钱法（2006年第二次修正）",
        "反洗钱法2024年版",
        "反洗钱法（2024年11月8日修订）",
        "反洗钱法（2024年11月修订）",
        "反洗钱法（2024最新版）",
        "反洗钱法（第二次修正）",
        "反洗钱法（现行有效）",
        "反洗钱法（已废止）",
        "反洗钱法（20241108）",
    ],
)
def test_two_titles_alike_but_for_state_brackets_trial_and_version_are_one(other):
    assert plain(other) == plain("反洗钱法")


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("保险法司法解释（二）", "保险法司法解释（三）"),
        ("存款管理办法", "存款管理暂行办法"),
        ("保险法", "社会保险法"),
        ("2023年年度报告", "2024年年度报告"),
        ("运营报告（2023年5月）", "运营报告（2023年6月）"),
        ("会议纪要（第一次）", "会议纪要（第二次）"),
        ("Fee schedule A", "Fee schedule B"),
    ],
)
def test_titles_of_two_documents_stay_apart(one, other):
    assert len(set(plain(one, other))) == 2


@given(st.text(max_size=30))
def test_nothing_is_left_of_blanks_and_brackets(title):
    (found,) = plain(title)
    assert not set(found) & set(" \u3000《》()（）〔〕“”")
