"""Markdown, HTML and plain text: what the issue asks of tables and of hostile pages."""

import pytest

from agentar_assets.documents.readers import READERS


def shown(kind, text):
    return [(block.level, block.row, block.text) for block in READERS[kind](text.encode()).blocks]


def test_tables_of_markdown_are_rows_with_their_head():
    table = "| 期限 | 利率 |\n|---|--:|\n| 1年 | **1.3%** |\n| 2年 | a\\|b |\n| 3年 |\n"
    text = f"# 利率\n\n下表：\n{table}"
    assert shown("markdown", text) == [
        (1, "", "利率"),
        (0, "", "下表："),
        (0, "head", "期限 | 利率"),
        (0, "body", "1年 | 1.3%"),
        (0, "body", "2年 | a｜b"),
        (0, "body", "3年 |"),
    ]


def test_tables_of_html_are_rows_with_their_head_and_spans_are_filled():
    text = """<h1>费率</h1><table><caption>表一</caption><thead><tr><th rowspan=2>种类<th colspan=2>
    利率</tr></thead><tr><th>一年<th>三年</tr><tr><td>定期<td>1.35%<td>1.9%<br>（上浮）</tr></table>
    <table><tr><td>甲<td>10</tr><tr><td>乙<td>20</tr></table>
    <table><tr><td><h2>排版</h2><p>不是表格。</table>"""
    assert shown("html", text) == [
        (1, "", "费率"),
        (0, "", "表一"),
        (0, "head", "种类 | 利率 一年 | 利率 三年"),
        (0, "body", "定期 | 1.35% | 1.9% （上浮）"),
        (0, "body", "甲 | 10"),
        (0, "body", "乙 | 20"),
        (2, "", "排版"),
        (0, "", "不是表格。"),
    ]


def test_a_table_in_a_cell_stays_in_its_row_and_one_in_a_layout_is_a_table():
    rates = "<table><tr><td>A股<td>0.025%</tr><tr><td>ETF<td>0.02%</tr></table>"
    outer = f"<table><tr><th>费用<th>标准</tr><tr><td>佣金<td>{rates}</tr></table>"
    assert shown("html", outer) == [
        (0, "head", "费用 | 标准"),
        (0, "body", "佣金 | A股 0.025% ETF 0.02%"),
    ]
    assert shown("html", f"<table><tr><td>导航</td><td>{rates}</td></tr></table>") == [
        (0, "", "导航"),
        (0, "body", "A股 | 0.025%"),
        (0, "body", "ETF | 0.02%"),
    ]


def test_nothing_of_a_page_is_run_loaded_or_followed(tmp_path):
    secret = tmp_path / "secret.txt"
    secret.write_text("绝密")
    text = f"""<!DOCTYPE html [<!ENTITY x SYSTEM "file://{secret}">]>
    <html><head><script src="http://127.0.0.1:9/x.js"></script><link rel=stylesheet
    href="http://127.0.0.1:9/x.css"></head><body onload="x()"><p>正文&x;在此。</p>
    <iframe src="file://{secret}"></iframe><img src=x onerror="alert(1)"></body></html>"""
    page = READERS["html"](text.encode())
    joined = "".join(block.text for block in page.blocks)
    assert "正文" in joined
    assert "绝密" not in joined
    assert "alert" not in joined


def test_front_matter_and_facts_reach_the_page():
    page = READERS["markdown"]("---\ntitle: 费率表\ndate: 2025-03-01\n---\n正文。".encode())
    assert page.meta == {"title": "费率表", "published": "2025-03-01"}
    page = READERS["text"]("收费标准\n发布机构：云汀银行\n\n1. 账户\n每年10元。".encode())
    assert (page.title, page.meta) == ("收费标准", {"authority": "云汀银行"})
    assert [(b.level, b.text) for b in page.blocks][:2] == [(1, "收费标准"), (2, "1. 账户")]


@pytest.mark.parametrize("kind", ["markdown", "text", "html"])
def test_a_file_without_text_is_rejected(kind):
    for data in (b"", b" \n\n", "\u200b\ufeff".encode(), b"<!-- -->" if kind != "text" else b"\n"):
        with pytest.raises(ValueError, match=r"^empty: "):
            READERS[kind](data)
