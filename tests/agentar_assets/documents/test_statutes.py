import re
from datetime import date
from pathlib import Path

import polars as pl
import pytest

from agentar_assets import records
from agentar_assets.documents import standing
from agentar_assets.documents.citing import references

SNAPSHOT = date(2025, 4, 19)
LAWS = Path(__file__).parents[4] / "shared" / "data" / "laws"

pytestmark = pytest.mark.skipif(not LAWS.is_dir(), reason="../shared/data/laws is absent")

_DIGITS = {sign: value for value, sign in enumerate("零一二三四五六七八九")}
_TENS = {"十": 10, "百": 100, "千": 1000}


@pytest.fixture(scope="module")
def shelf_of_laws(new_shelf):
    shelf = new_shelf()
    shelf.read(LAWS / "in_force", LAWS / "traps", as_of=SNAPSHOT)
    return shelf


@pytest.fixture(scope="module")
def laws(shelf_of_laws):
    texts = shelf_of_laws.texts().select("text_id", "text", "sections").collect()
    held = shelf_of_laws.documents.filter(pl.col("path").str.starts_with("in_force/"))
    return held.join(texts, on="text_id", maintain_order="left")


@pytest.fixture(scope="module")
def all_laws(shelf_of_laws):
    return {row["path"]: row for row in shelf_of_laws.documents.to_dicts()}


def article(number):
    total = digit = 0
    for sign in re.fullmatch(r"第(.+)条", number)[1]:
        if sign in _TENS:
            total, digit = total + (digit or 1) * _TENS[sign], 0
        else:
            digit = _DIGITS[sign]
    return total + digit


def test_the_statutes_give_2417_articles_numbered_without_a_gap(laws):
    assert laws["articles"].sum() == 2417
    assert set(laws["state"]) == {"in_force"}
    assert set(laws["kind"]) == {"statute"}
    for row in laws.to_dicts():
        parts = [part["section"] for part in row["sections"] if part["section"].startswith("第")]
        numbers = [article(part) for part in parts]
        assert numbers == list(range(numbers[0], numbers[0] + row["articles"])), row["path"]


def test_the_body_of_an_article_is_exact_and_whole(laws):
    for row in laws.to_dicts():
        raw = (LAWS / row["path"]).read_text(encoding="utf-8")
        body = re.sub(r"(?m)^#.*$|<!--.*?-->", "", raw)
        wanted = re.split(r"(?m)^第[一二三四五六七八九十百千零]+条\s", body)[1:]
        parts = [part for part in row["sections"] if part["section"].startswith("第")]
        for part, text in zip(parts, wanted, strict=True):
            found = row["text"][part["start"] : part["end"]]
            assert found == found.strip()
            assert re.sub(r"\s", "", found) == re.sub(r"\s", "", text), (row["path"], part)


def test_chapter_dates_and_authority_come_from_the_text(laws):
    rows = {row["path"].rpartition("/")[2]: row for row in laws.to_dicts()}
    contract = rows["合同编.md"]
    assert contract["title"] == "中华人民共和国民法典 合同编"
    assert (contract["published"], contract["valid_from"]) == (date(2020, 5, 28), date(2021, 1, 1))
    assert contract["sections"][0]["heading"] == "第一分编 通则 / 第一章 一般规定"
    central = rows["中国人民银行法(2003-12-27).md"]
    assert central["valid_from"] == central["published"] == date(2003, 12, 27)
    assert central["authority"] == "全国人民代表大会常务委员会"
    deposit = rows["存款保险条例(2015-02-17).md"]
    assert deposit["valid_from"] == date(2015, 5, 1)
    assert deposit["authority"] == "国务院"
    assert rows["个人信息保护法(2021-08-20).md"]["sections"][0]["heading"] == "第一章 总则"


def test_an_older_version_is_superseded_and_linked(all_laws):
    old = all_laws["traps/反洗钱法(2006-10-31).md"]
    new = all_laws["in_force/反洗钱法(2024-11-08).md"]
    assert (old["state"], old["superseded_by"]) == ("superseded", new["path"])
    assert old["valid_to"] == date(2025, 1, 1)
    assert old["reason"] == "superseded: by in_force/反洗钱法(2024-11-08).md"
    assert (new["state"], new["reason"]) == ("in_force", None)


def test_two_versions_with_the_same_head_are_told_apart_by_date(all_laws):
    old = all_laws["traps/证券公司风险处置条例(2016-02-06).md"]
    new = all_laws["traps/证券公司风险处置条例(2023-07-20).md"]
    assert (old["state"], new["state"]) == ("superseded", "in_force")
    assert old["superseded_by"] == new["path"]
    assert old["valid_to"] == date(2023, 7, 20)


def test_a_repealed_regulation_names_what_repealed_it(all_laws):
    row = all_laws["traps/非法金融机构和非法金融业务活动取缔办法(2011-01-08).md"]
    by = all_laws["in_force/防范和处置非法集资条例(2021-01-26).md"]
    assert (row["state"], row["superseded_by"]) == ("repealed", by["path"])
    assert row["valid_to"] == date(2021, 5, 1)
    assert row["reason"].startswith("repealed: by 防范和处置非法集资条例 第四十条 (")


def test_a_copy_is_a_duplicate_of_the_first(all_laws):
    row = all_laws["traps/反电信网络诈骗法(2022-09-02).md"]
    assert row["state"] == "duplicate"
    assert row["copy_of"] == "in_force/反电信网络诈骗法(2022-09-02).md"
    assert all_laws["in_force/反电信网络诈骗法(2022-09-02).md"]["state"] == "in_force"


def test_the_order_of_the_folders_changes_no_state_and_reading_twice_changes_nothing(shelf_of_laws):
    forth = shelf_of_laws.documents
    back = shelf_of_laws.read(LAWS / "traps", LAWS / "in_force", as_of=SNAPSHOT)
    assert forth.equals(back)
    records.audited("documents", forth)
    assert forth["path"].to_list() == sorted(forth["path"])
    assert forth.filter(pl.col("state") == "in_force").height == 26


@pytest.mark.parametrize(
    ("day", "old", "new"),
    [
        (date(2006, 12, 31), "pending", "pending"),
        (date(2007, 1, 1), "in_force", "pending"),
        (date(2024, 12, 31), "in_force", "pending"),
        (date(2025, 1, 1), "superseded", "in_force"),
    ],
)
def test_the_version_that_held_on_a_day_is_told(shelf_of_laws, day, old, new):
    rows = standing.on(shelf_of_laws.documents, shelf_of_laws.texts(), day)
    states = dict(rows.select("path", "state").iter_rows())
    assert states["traps/反洗钱法(2006-10-31).md"] == old
    assert states["in_force/反洗钱法(2024-11-08).md"] == new


def test_every_citation_of_a_law_by_itself_finds_its_article(shelf_of_laws):
    documents = shelf_of_laws.documents
    texts = shelf_of_laws.texts().select("text_id", "sections", "mentions").collect()
    found = references.citations(documents, texts)
    records.audited("citations", found)
    own = found.filter(pl.col("title").is_null() & (pl.col("relation") == "cites"))
    assert own.height >= 600
    assert own["reason"].null_count() / own.height >= 0.995
    assert set(own["target"].drop_nulls()) <= set(documents["path"])
