from datetime import date
from pathlib import Path

import polars as pl
import pytest

from agentar_assets import records
from agentar_assets.documents.citing import references
from agentar_assets.documents.structure import ordinals

LAWS = Path(__file__).parents[5] / "shared" / "data" / "laws" / "in_force"
NEVER = (None, None)


def statute(*bodies, first=1):
    """Text and sections of a law whose articles have these bodies, of one paragraph each line."""
    text, sections = "", []
    for number, body in enumerate(bodies, first):
        name = ordinals.article(number)
        text += f"{name} "
        start, parts = len(text), []
        for line in body.split("\n"):
            item = "一二三".index(line[1]) + 1 if line.startswith("（") else None
            count = (parts[-1]["paragraph"] if parts else 0) + (item is None)
            span = {"start": len(text), "end": len(text) + len(line)}
            parts.append({"paragraph": count, "item": item, "subitem": None, **span})
            text += line + "\n"
        place = {"heading": "", "kind": "article", "page": None, "start": start, "end": len(text)}
        sections.append({"section": name, "parts": parts, **place})
    return text, sections


def lake(*laws):
    """The tables of some laws: (path, title, (from, to), state, (text, sections), what it ends)."""
    texts, documents = [], []
    for path, title, (since, until), state, (text, sections), *acts in laws:
        told = references.mentions(text, sections, title) + [act(text, *one) for one in acts]
        texts.append({"text_id": path, "sections": sections, "mentions": told})
        row = {"path": path, "text_id": path, "title": title, "state": state, "published": since}
        documents.append(row | {"valid_from": since, "valid_to": until, "superseded_by": None})
    schema = {name: records.TEXTS[name] for name in ("text_id", "sections", "mentions")}
    names = list(documents[0])
    return (
        pl.DataFrame(documents, schema={name: records.DOCUMENTS[name] for name in names}),
        pl.DataFrame(texts, schema=schema),
    )


def act(text, relation, words, title):
    start = text.index(words)
    empty = dict.fromkeys(("first", "last", "paragraph", "item"))
    span = {"text": words, "start": start, "end": start + len(words)}
    return {"relation": relation, "title": title, **span, **empty}


def cited(*laws):
    graph = references.citations(*lake(*laws))
    assert graph.schema == records.CITATIONS
    return graph


def day(year):
    return date(year, 1, 1)


BANKS = ("银行法.md", "中华人民共和国银行法", NEVER, "in_force", statute("总则。", "甲。\n乙。"))


def test_an_article_is_found_by_the_short_title_of_its_law():
    law = ("条例.md", "贷款条例", NEVER, "in_force", statute("依照《银行法》第二条第二款办理。"))
    (row,) = cited(BANKS, law).to_dicts()
    assert (row["path"], row["section"], row["target"]) == ("条例.md", "第一条", "银行法.md")
    assert (row["first"], row["paragraph"], row["reason"]) == ("第二条", 2, None)


def test_an_english_law_is_found_without_the_name_of_the_state():
    law = {"section": "Article 1", "heading": "", "kind": "article", "page": None, "parts": []}
    body = ("Article 1 Article 1 of the Trust Law applies.", [law | {"start": 10, "end": 45}])
    trust = ("trust.md", "Trust Law of the People's Republic of China", NEVER, "in_force", body)
    assert cited(trust, ("rules.md", "Rules", NEVER, "in_force", body))["target"].to_list() == [
        "trust.md",
        "trust.md",
    ]


def test_what_is_not_here_keeps_its_reason():
    said = "依照《银行法》第九条、《票据法》第二条和《银行法》第二条第七款办理。"
    rows = cited(BANKS, ("条例.md", "贷款条例", NEVER, "in_force", statute(said))).rows(named=True)
    assert [row["target"] for row in rows] == [None, None, "银行法.md"]
    assert [row["reason"].partition(":")[0] for row in rows] == [
        "unknown_article",
        "unknown_title",
        "unknown_part",
    ]


def test_a_range_needs_both_its_ends():
    law = ("条例.md", "贷款条例", NEVER, "in_force", statute("依照银行法第一条至第三条办理。"))
    known = (*law[:4], statute("依照《银行法》第一条至第二条办理。"))
    assert cited(BANKS, known)["target"].to_list() == ["银行法.md"]
    assert cited(BANKS, law)["target"].to_list() == [None]


def test_the_version_is_cited_that_held_when_the_citing_text_did():
    old = ("旧.md", "银行法", (day(2000), day(2010)), "superseded", statute("总则。"))
    new = ("新.md", "银行法", (day(2010), None), "in_force", statute("总则。"))
    said = statute("依照《银行法》第一条办理。")
    early = ("早.md", "甲条例", (day(2001), day(2005)), "expired", said)
    late = ("晚.md", "乙条例", (day(2012), None), "in_force", said)
    rows = {row["path"]: row for row in cited(old, new, early, late).to_dicts()}
    assert (rows["早.md"]["target"], rows["晚.md"]["target"]) == ("旧.md", "新.md")
    assert (rows["早.md"]["valid_from"], rows["早.md"]["valid_to"]) == (day(2001), day(2005))


def test_of_versions_the_one_counts_that_has_what_is_named():
    old = ("旧.md", "银行法", (day(2000), day(2010)), "superseded", statute("甲。\n乙。"))
    new = ("新.md", "银行法", (day(2010), None), "in_force", statute("甲。"))
    law = ("令.md", "令", (day(2001), None), "in_force", statute("依照《银行法》第一条第二款。"))
    assert cited(old, new, law)["target"].to_list() == ["旧.md"]


def test_two_ends_that_never_hold_together_make_an_empty_interval():
    old = ("旧.md", "银行法", (day(2000), day(2010)), "repealed", statute("总则。"))
    law = ("令.md", "甲令", (day(2012), None), "in_force", statute("依照《银行法》第一条办理。"))
    (row,) = cited(old, law).to_dicts()
    assert (row["target"], row["valid_from"], row["valid_to"]) == ("旧.md", day(2012), day(2012))


def test_the_book_of_a_code_holds_its_article():
    books = [
        ("总则.md", "中华人民共和国民法典 总则", NEVER, "in_force", statute("甲。", "乙。")),
        (
            "合同.md",
            "中华人民共和国民法典 合同编",
            NEVER,
            "in_force",
            statute("适用本法第二条。", first=3),
        ),
        ("解释.md", "某解释", NEVER, "in_force", statute("民法典第三条和民法典第一编的规定。")),
    ]
    assert cited(*books).select("path", "target", "first").rows() == [
        ("合同.md", "总则.md", "第二条"),
        ("解释.md", "合同.md", "第三条"),
        ("解释.md", "总则.md", None),
    ]


def test_what_a_text_repeals_it_does_not_cite_and_the_older_one_is_meant():
    old = ("旧.md", "取缔办法", (day(1998), day(2021)), "repealed", statute("甲。"))
    said = statute("自公布之日起施行。《取缔办法》同时废止。")
    new = ("新.md", "处置条例", (day(2021), None), "in_force", said)
    graph = cited(old, (*new, ("repeals", "《取缔办法》", "取缔办法")))
    (row,) = graph.to_dicts()
    assert (row["relation"], row["path"], row["target"]) == ("repeals", "新.md", "旧.md")
    assert (row["valid_from"], row["valid_to"]) == (day(2021), None)


def test_a_newer_version_supersedes_the_one_before_it():
    old = ("旧.md", "银行法", (day(2000), day(2010)), "superseded", statute("甲。"))
    new = ("新.md", "银行法", (day(2010), None), "in_force", statute("甲。"))
    documents, texts = lake(old, new)
    newer = pl.when(pl.col("path") == "旧.md").then(pl.lit("新.md"))
    (row,) = references.citations(documents.with_columns(superseded_by=newer), texts).to_dicts()
    assert (row["path"], row["relation"], row["target"]) == ("新.md", "supersedes", "旧.md")
    assert (row["valid_from"], row["valid_to"]) == (day(2010), None)


def test_copies_and_rejected_files_are_no_ends_of_the_graph():
    said = statute("依照《银行法》第一条办理。")
    copy = ("抄.md", "中华人民共和国银行法", NEVER, "duplicate", said)
    law = ("令.md", "甲令", NEVER, "in_force", said)
    assert cited(copy, law).select("path", "target").rows() == [("令.md", None)]


def test_no_documents_make_an_empty_graph():
    documents = pl.DataFrame(schema=records.DOCUMENTS)
    texts = pl.DataFrame(schema=records.TEXTS)
    assert references.citations(documents, texts).is_empty()


@pytest.mark.skipif(not LAWS.is_dir(), reason="../shared/data/laws/in_force is absent")
def test_all_that_25_statutes_say_of_themselves_is_there():
    from agentar_assets.documents import blocks  # noqa: PLC0415
    from agentar_assets.documents.readers import READERS  # noqa: PLC0415
    from agentar_assets.documents.structure.sections import sections  # noqa: PLC0415

    laws = []
    for file in sorted(LAWS.iterdir()):
        page = READERS["markdown"](file.read_bytes())
        text, placed = blocks.laid_out(page.blocks)
        title = " ".join(block.text for block in page.blocks if block.level == 1)
        parts = [section.row() for section in sections(placed, title)]
        laws.append((file.name, title, NEVER, "in_force", (text, parts)))
    own = cited(*laws).filter(pl.col("title").is_null())
    assert own.height >= 600
    assert own["reason"].drop_nulls().to_list() == []
