from datetime import date, timedelta
from itertools import pairwise
from pathlib import Path

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from agentar_assets import records
from agentar_assets.documents import dates, near, repeals, validity
from agentar_assets.documents.blocks import laid_out
from agentar_assets.documents.readers import READERS
from agentar_assets.documents.structure.sections import sections

LAWS = Path(__file__).parents[4] / "shared" / "data" / "laws"
TODAY = date(2025, 4, 19)
statutes = pytest.mark.skipif(not LAWS.is_dir(), reason="../shared/data/laws is absent")


def document(path, title, published=None, **other):
    day = date.fromisoformat(published) if published else None
    row = dict.fromkeys(validity.NEEDED.names()) | {
        "path": path,
        "doc_id": path,
        "title": title,
        "kind": "statute",
        "language": "zh",
        "published": day,
        "valid_from": day,
        "essence": path,
        "repeals": [],
    }
    return row | other


def repeal(title, section="第九条", day=None):
    return {"title": title, "section": section, "day": day}


def settled(*rows, as_of=TODAY):
    schema = dict(validity.NEEDED) | {"near": pl.String, "copy_of": pl.String}
    frame = pl.DataFrame(list(rows), schema=schema)
    return {row["path"]: row for row in validity.settled(frame, as_of).to_dicts()}


def states(*rows, as_of=TODAY):
    return {path: row["state"] for path, row in settled(*rows, as_of=as_of).items()}


def test_an_older_version_is_superseded_on_the_day_on_which_the_newer_holds():
    old = document("old", "反洗钱法", "2006-10-31")
    new = document("new", "《中华人民共和国反洗钱法》（2024年修订）", "2024-11-08")
    new["valid_from"] = date(2025, 1, 1)
    assert states(old, new, as_of=date(2024, 12, 31)) == {"old": "in_force", "new": "pending"}
    found = settled(old, new, as_of=date(2025, 1, 1))
    assert (found["old"]["state"], found["old"]["superseded_by"]) == ("superseded", "new")
    assert found["old"]["valid_to"] == found["new"]["valid_from"] == date(2025, 1, 1)
    assert found["old"]["reason"] == "superseded: by new"
    assert (found["new"]["state"], found["new"]["reason"]) == ("in_force", None)


def test_in_a_chain_of_three_each_is_ended_by_the_next():
    chain = [document(year, "办法", f"{year}-01-01") for year in ("2001", "2011", "2021")]
    found = settled(*chain)
    assert [found[year]["superseded_by"] for year in ("2001", "2011", "2021")] == [
        "2011",
        "2021",
        None,
    ]
    assert states(*chain, as_of=date(2015, 1, 1)) == {
        "2001": "superseded",
        "2011": "in_force",
        "2021": "pending",
    }


def test_a_version_that_was_overtaken_before_it_held_ended_nothing():
    first = document("1", "办法", "2019-01-01")
    second = document("2", "办法", "2020-01-01", valid_from=date(2025, 1, 1))
    third = document("3", "办法", "2021-01-01", valid_from=date(2022, 1, 1))
    assert states(first, second, third, as_of=date(2021, 6, 1))["1"] == "in_force"
    found = settled(first, second, third)
    assert (found["1"]["superseded_by"], found["1"]["valid_to"]) == ("3", date(2022, 1, 1))
    assert found["2"]["state"] == "superseded"


def test_an_amended_version_takes_over_when_it_was_made_and_keeps_its_stated_day_alone():
    old = document("old", "保险法", "2009-02-28", valid_from=date(2009, 10, 1))
    new = document("new", "保险法", "2015-04-24", valid_from=date(2009, 10, 1))
    found = settled(old, new)
    assert found["old"]["valid_to"] == found["new"]["valid_from"] == date(2015, 4, 24)
    assert settled(new)["new"]["valid_from"] == date(2009, 10, 1)
    then = settled(new, as_of=date(2012, 1, 1))["new"]
    assert (then["state"], then["valid_from"]) == ("pending", date(2009, 10, 1))
    assert then["reason"] == "pending: this version was made on 2015-04-24"


def test_an_amended_version_takes_over_on_the_day_that_its_decision_states():
    old = document("old", "票据法", "1995-05-10")
    new = document("new", "中华人民共和国票据法", "2004-08-28")
    decision = document("decision", "关于修改《中华人民共和国票据法》的决定", "2004-08-28")
    decision["valid_from"] = date(2005, 1, 1)
    given = old, new, decision
    assert settled(*given)["old"]["valid_to"] == settled(*given)["new"]["valid_from"]
    assert settled(*given)["new"]["valid_from"] == date(2005, 1, 1)
    before = settled(*given, as_of=date(2004, 12, 31))
    assert [before[path]["state"] for path in ("old", "new")] == ["in_force", "pending"]
    assert before["new"]["reason"] == "pending: it holds from 2005-01-01"
    assert settled(old, new)["new"]["valid_from"] == date(2004, 8, 28)
    another = decision | {"title": "关于修改《中华人民共和国信托法》的决定"}
    assert settled(old, new, another)["new"]["valid_from"] == date(2004, 8, 28)


def test_of_two_near_texts_of_a_statute_made_on_one_day_the_longer_counts():
    torn = document("a", "广告法", "2021-04-29", characters=9_000, near="b")
    whole = document("b", "中华人民共和国广告法", "2021-04-29", characters=9_300)
    old = document("c", "广告法", "2015-04-24", characters=9_400, near="b")
    found = settled(torn, whole, old)
    assert {path: row["state"] for path, row in found.items()} == {
        "a": "duplicate",
        "b": "in_force",
        "c": "superseded",
    }
    assert found["a"]["reason"] == "duplicate: near-duplicate of b"
    sheets = [row | {"kind": "rules", "authority": "甲银行"} for row in (torn, whole)]
    assert set(states(*sheets).values()) == {"in_force"}


def test_a_repealed_text_names_what_ended_it_and_where():
    old = document("old", "取缔办法", "2011-01-08")
    new = document("new", "防范条例", "2021-01-26", repeals=[repeal("《取缔办法》", "第四十条")])
    new["valid_from"] = date(2021, 5, 1)
    row = settled(old, new)["old"]
    assert (row["state"], row["superseded_by"], row["valid_to"]) == (
        "repealed",
        "new",
        date(2021, 5, 1),
    )
    assert row["reason"] == "repealed: by 防范条例 第四十条 (new)"
    assert states(old, new, as_of=date(2021, 4, 30))["old"] == "in_force"


def test_what_ended_a_document_first_counts():
    old = document("old", "甲", "2001-01-01")
    new = document("new", "甲", "2010-01-01")
    law = document("law", "乙", "2005-01-01", repeals=[repeal("甲")])
    found = settled(old, new, law)
    assert {path: row["state"] for path, row in found.items()} == {
        "old": "repealed",
        "law": "in_force",
        "new": "in_force",
    }
    late = document("law", "乙", "2015-01-01", repeals=[repeal("甲", day=date(2016, 1, 1))])
    found = settled(old, new, late)
    assert (found["old"]["state"], found["new"]["state"]) == ("superseded", "repealed")
    assert found["new"]["valid_to"] == date(2016, 1, 1)


def test_a_text_that_repeals_its_own_title_supersedes_it():
    old = document("old", "甲规定", "2008-08-17")
    new = document("new", "甲规定", "2018-05-01", repeals=[repeal("甲规定")])
    assert states(old, new) == {"old": "superseded", "new": "in_force"}


def test_a_text_ends_only_older_ones_of_its_own_family():
    a = document("a", "收费办法", "2010-01-01", authority="甲银行", kind="rules")
    b = document("b", "收费办法", "2020-01-01", authority="乙银行", kind="rules")
    bank = document("c", "内部规定", "2022-01-01", authority="甲银行", kind="rules")
    bank["repeals"] = [repeal("反洗钱法"), repeal("收费办法")]
    law = document("d", "反洗钱法", "2006-10-31")
    assert states(a, b, law) == dict.fromkeys("abd", "in_force")
    assert states(a, b, bank, law) == {
        "a": "repealed",
        "b": "in_force",
        "c": "in_force",
        "d": "in_force",
    }
    assert states(
        document("x", "甲", "2020-01-01"), document("y", "乙", "2010-01-01", repeals=[repeal("甲")])
    ) == {
        "x": "in_force",
        "y": "in_force",
    }


def test_a_stated_end_expires_a_text_unless_another_ended_it_before():
    own = document("own", "通知", "2020-01-01", valid_to=date(2025, 1, 1))
    assert settled(own)["own"]["reason"] == "expired: it held until the day before 2025-01-01"
    assert states(own, as_of=date(2024, 12, 31)) == {"own": "in_force"}
    newer = document("new", "通知", "2023-01-01")
    row = settled(own, newer)["own"]
    assert (row["state"], row["valid_to"]) == ("superseded", date(2023, 1, 1))


def test_a_copy_is_a_duplicate_of_the_first_path_and_ends_nothing():
    one = document("b", "甲", "2010-01-01", essence="same")
    copy = document("c", "甲（副本）", "2020-01-01", essence="same", repeals=[repeal("乙")])
    other = document("a", "乙", "2000-01-01")
    found = settled(copy, one, other)
    assert {path: row["state"] for path, row in found.items()} == {
        "a": "in_force",
        "b": "in_force",
        "c": "duplicate",
    }
    assert (found["c"]["reason"], found["c"]["copy_of"]) == ("duplicate: same text as b", "b")


def test_texts_that_say_nothing_are_no_copies():
    assert set(states(*(document(path, path, essence=None) for path in "abc")).values()) == {
        "in_force"
    }


def test_a_near_copy_is_a_duplicate_but_a_version_of_another_day_is_not():
    one = document("a", "甲", "2010-01-01")
    near_copy = document("b", "甲", "2010-01-01", copy_of="a")
    version = document("c", "甲", "2011-01-01", copy_of="a")
    found = settled(one, near_copy, version)
    assert found["b"]["reason"] == "duplicate: near-duplicate of a"
    assert (found["a"]["state"], found["a"]["superseded_by"]) == ("superseded", "c")
    assert (found["c"]["state"], found["c"]["copy_of"]) == ("in_force", None)


def test_documents_without_a_day_hold_and_are_no_versions():
    assert states(document("a", "甲"), document("b", "甲"), document("c", "甲", "2020-01-01")) == {
        "a": "in_force",
        "b": "in_force",
        "c": "in_force",
    }
    ended = settled(document("a", "甲"), document("b", "乙", repeals=[repeal("甲", None)]))["a"]
    assert (ended["state"], ended["valid_to"], ended["reason"]) == (
        "repealed",
        None,
        "repealed: by 乙 (b)",
    )


def test_a_hundred_thousand_documents_are_settled_in_seconds():
    count = pl.int_range(100_000)
    rows = pl.select(
        path=pl.format("docs/{}.md", count),
        title=pl.format("第{}号办法", count // 3),
        published=pl.date(2000, 1, 1) + pl.duration(days=count % 9_000),
        essence=count.cast(pl.String),
        kind=pl.lit("statute"),
    )
    empty = [pl.lit(None, kind).alias(name) for name, kind in validity.NEEDED.items()]
    documents = rows.with_columns(e for e in empty if e.meta.output_name() not in rows.columns)
    found = validity.settled(documents, TODAY)
    assert found["state"].value_counts().sort("count")["count"].to_list() == [33_334, 66_666]


day = st.integers(0, 40).map(lambda days: date(2020, 1, 1) + timedelta(days=days))
rows = st.lists(
    st.fixed_dictionaries(
        {
            "title": st.sampled_from(["甲法", "《甲法》（试行）", "乙办法"]),
            "kind": st.sampled_from(["statute", "rules"]),
            "authority": st.sampled_from(["甲银行", "乙银行"]),
            "published": st.none() | day,
            "valid_from": st.none() | day,
            "valid_to": st.none() | day,
            "essence": st.none() | st.sampled_from("abcdefgh"),
            "repeals": st.lists(
                st.builds(
                    repeal, st.sampled_from(["甲法", "乙办法"]), st.just("第一条"), st.none() | day
                ),
                max_size=1,
            ),
            "copy_of": st.none() | st.sampled_from(["0", "1", "2"]),
            "near": st.none() | st.sampled_from(["0", "1", "2", "3"]),
            "characters": st.integers(1, 3),
        }
    ),
    max_size=7,
).map(lambda made: [document(str(at), "") | row for at, row in enumerate(made)])
ENDED = {"superseded", "repealed", "expired"}


@settings(max_examples=40, deadline=None)
@given(rows, day, st.randoms())
def test_settling_is_idempotent_and_free_of_order(documents, as_of, chance):
    beside = {"near": pl.String, "copy_of": pl.String}
    frame = pl.DataFrame(documents, schema=dict(validity.NEEDED) | beside)
    once = validity.settled(frame, as_of)
    assert validity.settled(once, as_of).equals(once)
    chance.shuffle(documents)
    assert validity.settled(pl.DataFrame(documents, schema=frame.schema), as_of).equals(once)
    assert once["path"].to_list() == sorted(row["path"] for row in documents)


@settings(max_examples=40, deadline=None)
@given(rows, day, day)
def test_what_has_ended_stays_ended(documents, one, other):
    before, after = (
        settled(*documents, as_of=min(one, other)),
        settled(*documents, as_of=max(one, other)),
    )
    for path, row in before.items():
        assert row["state"] not in ENDED or row["state"] == after[path]["state"]
        assert (row["state"] == "duplicate") == (after[path]["state"] == "duplicate")
        assert (row["valid_from"], row["valid_to"]) == (
            after[path]["valid_from"],
            after[path]["valid_to"],
        )


@settings(max_examples=40, deadline=None)
@given(st.lists(st.tuples(day, day), min_size=1, max_size=6, unique_by=lambda pair: pair[0]), day)
def test_of_the_versions_of_a_title_at_most_one_holds_on_a_day(made, as_of):
    chain = [
        document(str(at), "甲法", str(published), valid_from=since)
        for at, (published, since) in enumerate(made)
    ]
    found = settled(*chain, as_of=as_of)
    assert sum(row["state"] == "in_force" for row in found.values()) <= 1
    held = sorted(
        (row["valid_from"], row["valid_to"] or date.max)
        for row in found.values()
        if row["valid_to"] is None or row["valid_from"] < row["valid_to"]
    )
    assert all(end <= start for (_, end), (start, _) in pairwise(held))


@pytest.fixture(scope="module")
def laws():
    paths = sorted(LAWS.glob("in_force/*.md")) + sorted(LAWS.glob("traps/*.md"))
    names = ("text_id", "text", "signature", "sections", "mentions")
    schema = dict(validity.NEEDED) | {name: records.TEXTS[name] for name in names}
    texts = pl.DataFrame([read(path) for path in paths], schema=schema).drop("repeals")
    orders = repeals.orders(texts.select("text_id", "sections", "mentions"))
    bodies = texts.select("text_id", "text")
    pairs = near.pairs(texts.select("text_id", "signature"))
    for side in ("a", "b"):
        pairs = pairs.join(bodies.rename({"text_id": side, "text": f"text_{side}"}), on=side)
    return near.named(texts.join(orders, on="text_id", how="left"), near.verified(pairs))


def read(path):
    blocks = READERS["markdown"](path.read_bytes()).blocks
    text, placed = laid_out(blocks)
    title = " ".join(block.text for block in blocks if block.level == 1)
    parts = [part.row() for part in sections(placed, title)]
    head = text[: next(part["start"] for part in parts if part["kind"] == "article")]
    public = dates.published(head, path.stem)
    name = f"{path.parent.name}/{path.name}"
    return document(name, title) | {
        "text_id": name,
        "text": text,
        "published": public,
        "valid_from": dates.valid_from(text, head, public),
        "valid_to": dates.valid_to(text, public),
        "essence": near.essence(text),
        "signature": near.signature(text),
        "sections": parts,
        "mentions": repeals.stated_repeals(text, title),
    }


@statutes
def test_all_statutes_hold_from_the_day_that_their_last_article_states(laws):
    found = validity.settled(laws, TODAY).filter(pl.col("path").str.starts_with("in_force/"))
    assert set(found["state"]) == {"in_force"}
    short = pl.col("path").str.extract(r"/([^(/]+?)(?:\(\d|\.md)")
    stated = dict(found.select(short, pl.col("valid_from").cast(pl.String)).rows())
    assert stated == {
        "个人信息保护法": "2021-11-01",
        "中国人民银行法": "2003-12-27",
        "保险法": "2009-10-01",
        "信托法": "2001-10-01",
        "反洗钱法": "2025-01-01",
        "反电信网络诈骗法": "2022-12-01",
        "合同编": "2021-01-01",
        "商业银行法": "2015-10-01",
        "外汇管理条例": "2008-08-05",
        "存款保险条例": "2015-05-01",
        "征信业管理条例": "2013-03-15",
        "最高人民法院关于审理民间借贷案件适用法律若干问题的规定": None,
        "最高人民法院关于适用《保险法》若干问题的解释（三）": "2015-12-01",
        "期货和衍生品法": "2022-08-01",
        "机动车交通事故责任强制保险条例": "2006-07-01",
        "消费者权益保护法": "1994-01-01",
        "票据法": "1996-01-01",
        "私募投资基金监督管理条例": "2023-09-01",
        "融资担保公司监督管理条例": "2017-10-01",
        "证券公司监督管理条例": "2008-06-01",
        "证券投资基金法": "2013-06-01",
        "证券法": "2020-03-01",
        "银行业监督管理法": "2004-02-01",
        "防范和处置非法集资条例": "2021-05-01",
        "非银行支付机构监督管理条例": "2024-05-01",
    }


@statutes
def test_the_traps_are_told_apart_by_what_the_texts_say(laws):
    found = {row["path"]: row for row in validity.settled(laws, TODAY).to_dicts()}
    told = {
        path.partition("/")[2]: (row["state"], row["reason"], str(row["valid_to"]))
        for path, row in found.items()
        if path.startswith("traps/")
    }
    newer = "in_force/反洗钱法(2024-11-08).md"
    version = "证券公司风险处置条例(2023-07-20).md"
    repealing = "防范和处置非法集资条例"
    copied = "反电信网络诈骗法(2022-09-02).md"
    assert told == {
        "反洗钱法(2006-10-31).md": ("superseded", f"superseded: by {newer}", "2025-01-01"),
        "证券公司风险处置条例(2016-02-06).md": (
            "superseded",
            f"superseded: by traps/{version}",
            "2023-07-20",
        ),
        version: ("in_force", None, "None"),
        "非法金融机构和非法金融业务活动取缔办法(2011-01-08).md": (
            "repealed",
            f"repealed: by {repealing} 第四十条 (in_force/{repealing}(2021-01-26).md)",
            "2021-05-01",
        ),
        copied: ("duplicate", f"duplicate: same text as in_force/{copied}", "None"),
    }
    assert found[f"traps/{version}"]["near"] == "traps/证券公司风险处置条例(2016-02-06).md"


@statutes
def test_the_2006_text_held_until_the_2024_one_did(laws):
    on = {row["path"]: row["state"] for row in validity.settled(laws, date(2024, 12, 1)).to_dicts()}
    assert on["traps/反洗钱法(2006-10-31).md"] == "in_force"
    assert on["in_force/反洗钱法(2024-11-08).md"] == "pending"


def test_a_copy_that_lost_the_lines_of_its_head_is_no_version():
    whole = document(
        "b", "征信业管理条例", "2013-01-21", valid_from=date(2013, 3, 15), characters=90
    )
    bare = document("a", "征信业管理条例", valid_from=date(2013, 3, 15), characters=99, near="b")
    found = settled(whole, bare)
    assert (found["b"]["state"], found["a"]["state"]) == ("in_force", "duplicate")
    assert (found["a"]["copy_of"], found["b"]["valid_to"]) == ("b", None)
    none = bare | {"valid_from": None}
    assert states(whole, none) == {"a": "duplicate", "b": "in_force"}
    apart = bare | {"near": None, "valid_from": date(2001, 3, 15)}
    assert states(whole, apart) == {"a": "superseded", "b": "in_force"}


def test_a_text_whose_title_says_that_it_is_over_is_repealed():
    row = settled(document("a", "甲办法（已废止）", "2014-03-01"))["a"]
    assert (row["state"], row["reason"]) == ("repealed", "repealed: its title says so")
    assert (row["valid_to"], row["superseded_by"]) == (None, None)
    newer = document("b", "甲办法", "2020-03-01")
    found = settled(document("a", "甲办法（失效）", "2014-03-01"), newer)
    assert (found["a"]["state"], found["a"]["superseded_by"]) == ("repealed", "b")
    assert states(document("a", "废止甲办法的决定", "2014-03-01")) == {"a": "in_force"}
