"""The title of a statute in files that mark none, and of other texts as they say it themselves."""

import io
from pathlib import Path

import docx
import pytest

from agentar_assets.documents import files, reading

BODY = (
    "第一章 总则",
    "第一条 存款保险实行限额偿付。",
    "第二条 本条例自2015年5月1日起施行。",
)
MADE = "2015年2月17日 国务院令第660号公布"
TITLE = "存款保险条例"
PLAIN = "\n\n".join([f"# {TITLE}", MADE, *BODY])


def read(name, content):
    data = content.encode() if isinstance(content, str) else content
    return reading.text(reading.source(name, files.FORMATS[Path(name).suffix], data))


def html(title, *lines):
    body = "".join(f"<p>{line}</p>" for line in lines)
    return f"<html><head><title>{title}</title></head><body>{body}</body></html>"


def word(*lines):
    document = docx.Document()
    for line in lines:
        document.add_paragraph(line)
    file = io.BytesIO()
    document.save(file)
    return file.getvalue()


def lines(*written):
    return "\n\n".join(written)


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("扫描件3.docx", word(TITLE, MADE, *BODY)),
        ("扫描件3.docx", word("附件1", TITLE, MADE, *BODY)),
        ("a.txt", lines("中华人民共和国国务院令", "第660号", TITLE, MADE, *BODY)),
        ("a.txt", lines("第660号", "《存款保险条例》已经通过，现予公布。", TITLE, MADE, *BODY)),
        ("a.txt", lines("2015年2月17日", TITLE, MADE, *BODY)),
        ("a.md", lines("# 国务院令", f"# {TITLE}", MADE, *BODY)),
        ("a.html", html("存款保险条例_百科", TITLE, MADE, *BODY)),
        ("a.html", html("存款保险条例 - 某网站", MADE, *BODY)),
        ("a.html", html("某网-存款保险条例", TITLE, MADE, *BODY)),
        ("a.html", html("首页", TITLE, MADE, *BODY)),
    ],
)
def test_a_statute_is_the_same_one_whatever_stands_where_its_title_should(name, content):
    row, plain = read(name, content), read("plain.md", PLAIN)
    for told in ("title", "kind", "authority", "articles", "published", "valid_from", "essence"):
        assert row[told] == plain[told], told
    articles = [part for part in row["sections"] if part["kind"] == "article"]
    assert [part["section"] for part in articles] == ["第一条", "第二条"]
    assert articles[0]["heading"].endswith("第一章 总则")


@pytest.mark.parametrize(
    ("name", "content", "title"),
    [
        ("说明.docx", word("收费办法", "挂失每次10元。"), "说明"),
        ("公告.md", lines("# 停牌公告", "收费办法", "本基金停牌。"), "停牌公告"),
        (
            "a.html",
            html("存款保险条例 - 问答", "存款保险条例", "有什么用？"),
            "存款保险条例 - 问答",
        ),
        ("a.md", lines("# 信托合同", "收费办法", "第一条 甲方应当付款。"), "信托合同"),
        ("合同.docx", word("依照下列规定：", "第一条 甲方应当付款。"), "合同"),
        ("合同.docx", word("第一条 依照本办法。", "收费办法"), "合同"),
        ("a.html", "<p>首页</p><h1>收费说明</h1><p>有关规定</p><p>第一条 甲。</p>", "收费说明"),
        ("a.md", lines("---\ntitle: 手册\n---\n国务院令", TITLE, *BODY), "手册"),
    ],
)
def test_no_other_text_is_renamed_and_what_marks_its_title_keeps_it(name, content, title):
    assert read(name, content)["title"] == title
