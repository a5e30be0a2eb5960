from datetime import date

import polars as pl
import pytest

from agentar_assets import records
from agentar_assets.documents import repeals


def told(text, title="办法"):
    rows = repeals.stated_repeals(text, title)
    assert all(text[row["start"] : row["end"]] == row["text"] for row in rows)
    return rows


def ended(text):
    return [row["title"] for row in told(text) if row["relation"] == "repeals" and not row["first"]]


@pytest.mark.parametrize(
    ("text", "titles"),
    [
        (
            "本条例自2021年5月1日起施行。1998年7月13日国务院发布的《取缔办法》同时废止。",
            ["取缔办法"],
        ),
        ("《甲法》、《乙法》和《丙法》同时废止。", ["甲法", "乙法", "丙法"]),
        ("《甲规定》（法释〔2006〕11号）同时废止；此前不一致的，以本解释为准。", ["甲规定"]),
        (
            "1997年3月8日国务院发布的《甲条例》，1991年国务院批准、1992年部发布的《乙办法》，同时废止。",
            ["甲条例", "乙办法"],
        ),
        ("《实施〈种子法〉办法》自本办法施行之日起即行废止。", ["实施〈种子法〉办法"]),
        ("一、废止《甲条例》（1992年9月19日通过）\n\n二、废止《乙条例》", ["甲条例", "乙条例"]),
        (
            "决定废止下列行政法规：\n一、《甲条例》（1992年发布）\n二、《乙办法》\n本决定施行。",
            ["甲条例", "乙办法"],
        ),
        ("根据2018年《关于修改部分法规的决定》修正的《甲条例》同时废止。", ["甲条例"]),
        ("原收费管理办法同时废止。", ["收费管理办法"]),
        ("本制度取代《旧制度》。", ["旧制度"]),
        ("This policy supersedes the “Fee Schedule 2020”.", ["Fee Schedule 2020"]),
        ("“Old Rules” (2019) are hereby repealed.", ["Old Rules"]),
        ("《甲办法》停止实施。《乙办法》都同时废止。", ["甲办法", "乙办法"]),
        ("《甲办法》宣布失效。《乙办法》同步废止。", ["甲办法", "乙办法"]),
        ("《 甲办法 》 同 时 废 止。", [" 甲办法 "]),
        ("《甲办法》（以下简称《办法》）同时废止。", ["甲办法"]),
        ("《甲解释》（法（研）发〔1987〕32号）同时废止。", ["甲解释"]),
        ("《甲办法》及其实施细则同时废止。", ["甲办法"]),
        ("同时废止《甲办法》和1996年发布的《乙规定》。", ["甲办法", "乙规定"]),
        ("废止《甲办法》，《乙规定》继续有效。", ["甲办法"]),
        ("<甲办法>同时废止。“乙规定”同时废止。", ["甲办法", "乙规定"]),
        ("下列法规同时废止：（一）《甲办法》；（二）《乙规定》。", ["甲办法", "乙规定"]),
        (
            "下列文件予以废止：\n\n1. 1995年5月1日发布的《甲办法》\n\n2. 《乙规定》\n\n丙规定。",
            ["甲办法", "乙规定"],
        ),
        (
            "对下列法规予以废止：\n一、甲办法（1995年发布）\n二、关于乙的决定\n本决定自公布之日起施行。",
            ["甲办法", "关于乙的决定"],
        ),
        ("《甲证书》作废。依照《甲办法》停止执行业务的。", []),
        ("《甲办法》除第三条外同时废止。", []),
        ("《甲办法》与本条例不一致的，以本条例为准。", []),
        ("《甲办法》未废止前，继续执行。", []),
        ("根据《立法法》，制定机关应当及时修改或者废止。", []),
        ("依照《行政处罚法》的规定予以取缔。", []),
        ("撤销清算依照《企业破产法》处理。", []),
        ("各地制定的有关办法同时废止。", []),
        ("依照《甲法》，《乙办法》同时废止。", ["乙办法"]),
    ],
)
def test_what_a_text_ends_as_a_whole(text, titles):
    assert ended(text) == titles


def test_a_decision_whose_title_alone_names_what_it_ends_ends_it():
    title = "国务院关于废止《甲办法》的决定"
    text = f"{title}\n\n该办法已被有关法律取代，国务院决定予以废止。"
    assert [row["title"] for row in told(text, title)] == ["甲办法"]
    assert told(text.replace("废止《", "印发《"), title.replace("废止《", "印发《")) == []


@pytest.mark.parametrize(
    "words",
    [
        "《甲》自2012年1月1日起废止。",
        "《甲》自二〇一二年一月一日起废止。",
        "自2012年1月1日起，《甲》废止。",
        "自2012年1月1日起，1995年国务院发布的《甲》废止。",
    ],
)
def test_the_day_of_a_repeal_is_read_before_and_behind_the_title(words):
    row = {"text_id": "x", "sections": [], "mentions": told(words)}
    schema = {name: records.TEXTS[name] for name in ("text_id", "sections", "mentions")}
    (found,) = repeals.orders(pl.DataFrame([row], schema))["repeals"].to_list()
    assert found == [{"title": "甲", "section": None, "day": date(2012, 1, 1)}]


def test_the_day_on_which_another_text_began_is_none_of_a_repeal():
    row = {"text_id": "x", "sections": [], "mentions": told("自1995年1月1日起施行的《甲》废止。")}
    schema = {name: records.TEXTS[name] for name in ("text_id", "sections", "mentions")}
    (found,) = repeals.orders(pl.DataFrame([row], schema))["repeals"].to_list()
    assert found[0]["day"] is None


def test_a_part_that_is_ended_leaves_the_rest_in_force():
    (row,) = told("《反倾销和反补贴条例》中关于反倾销的规定同时废止。")
    assert (row["relation"], row["title"]) == ("amends", "反倾销和反补贴条例")
    (row,) = told("《甲条例》第12条同时废止。")
    assert (row["relation"], row["first"], row["last"]) == ("repeals", "第十二条", "第十二条")


def test_a_mention_holds_who_issued_what_it_ends_and_when():
    (row,) = told("本办法施行。1998年7月13日国务院发布的《取缔办法》同时废止。")
    assert row["text"] == "1998年7月13日国务院发布的《取缔办法》"
    assert list(row) == [field.name for field in records.MENTION.fields]


def test_an_amending_decision_names_each_article_that_it_changes():
    text = (
        "关于修改《甲办法》的决定\n\n一、将第五条第二款修改为：“罚款。”\n\n"
        "二、删去第七条。第九条第（三）项修改为。"
    )
    rows = repeals.stated_amendments(text, "关于修改《甲办法》的决定")
    assert {row["title"] for row in rows} == {"甲办法"}
    assert [(row["first"], row["paragraph"], row["item"]) for row in rows] == [
        (None, None, None),
        ("第五条", 2, None),
        ("第九条", None, 3),
    ]
    assert all(text[row["start"] : row["end"]] == row["text"] for row in rows)
    assert repeals.stated_amendments(text, "甲办法") == []


def test_a_decision_on_several_texts_changes_each_under_its_own_heading():
    title = "关于修改《甲规定》等二件解释的决定"
    text = (
        f"{title}\n\n一、修改《甲规定》\n\n1.将第一条修改为：\n\n"
        "二、修改《乙规定》\n\n1.将第九条修改为："
    )
    rows = repeals.stated_amendments(text, title)
    assert {(row["title"], row["first"]) for row in rows} == {
        ("甲规定", None),
        ("乙规定", None),
        ("甲规定", "第一条"),
        ("乙规定", "第九条"),
    }


def test_orders_tell_the_section_and_the_day_of_each_repeal():
    text = "第一条 甲。第二条 《乙》同时废止。《丙》自2024年1月1日起废止。《丁》第三条同时废止。"
    cut = text.index("第二条")
    sections = [
        {
            "section": name,
            "heading": "",
            "kind": "article",
            "page": None,
            "start": a,
            "end": b,
            "parts": [],
        }
        for name, a, b in (("第一条", 0, cut), ("第二条", cut, len(text)))
    ]
    rows = [
        {"text_id": "x", "sections": sections, "mentions": told(text)},
        {"text_id": "y", "sections": [], "mentions": told("《戊》同时废止。")},
        {"text_id": "z", "sections": [], "mentions": []},
        {"text_id": "rejected", "sections": None, "mentions": None},
    ]
    schema = {name: records.TEXTS[name] for name in ("text_id", "sections", "mentions")}
    found = dict(repeals.orders(pl.DataFrame(rows, schema)).rows())
    assert found == {
        "x": [
            {"title": "乙", "section": "第二条", "day": None},
            {"title": "丙", "section": "第二条", "day": date(2024, 1, 1)},
        ],
        "y": [{"title": "戊", "section": None, "day": None}],
    }


@pytest.mark.parametrize(
    "part",
    [
        "《",
        "》",
        "《甲》、",
        "1998年1月1日",
        "废止",
        "（",
        "《甲》修正的",
        "及其",
        "自2012年1月1日起",
        "和《甲》",
    ],
)
def test_hostile_text_is_read_in_linear_time(part):
    text = part * 20_000 + "同时废止。"
    assert isinstance(repeals.stated_repeals(text, ""), list)
