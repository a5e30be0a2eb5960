"""Made-up documents: Chinese rules and manuals of finance, the same for a number every time."""

import io
import random
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from html import escape
from pathlib import Path

_TABLE = tomllib.loads(Path(__file__).with_suffix(".toml").read_text(encoding="utf-8"))
WORDS = {name: words.split() for name, words in _TABLE.items()}
SEED = 2507


def sentence(rng: random.Random) -> str:
    how = rng.choice(WORDS["how"]).format(
        d=rng.randint(2, 90),
        m=rng.randint(1, 900),
        p=rng.randint(1, 999) / 100,
        y=rng.randint(1, 30),
    )
    words = (
        rng.choice(choice)
        for choice in (
            WORDS["when"],
            WORDS["who"],
            WORDS["must"],
            WORDS["do"],
            WORDS["what"],
            ("", "和"),
            WORDS["what"],
        )
    )
    when, who, must, do, what, also, other = words
    return f"{when}，{who}{must}{do}{what}{also}{other if also else ''}{how}。"


def body(rng: random.Random, characters: int) -> Iterator[tuple[str, str]]:
    """Headings with the paragraphs under them."""
    number, written = 0, 0
    article = rng.random() < 0.5
    while written < characters:
        number += 1
        text = "".join(sentence(rng) for _ in range(rng.randint(1, 5)))
        written += len(text)
        yield (
            f"第{number}条"
            if article
            else f"{rng.choice(WORDS['topics'])}{rng.choice(WORDS['do'])}",
            text,
        )


@dataclass(frozen=True)
class Written:
    title: str
    day: date
    parts: tuple[tuple[str, str], ...]

    @property
    def articles(self) -> bool:
        return self.parts[0][0] == "第1条"

    def markdown(self) -> str:
        head = f"---\ndate: {self.day}\n---\n# {self.title}\n\n"
        mark = "" if self.articles else "## "
        gap = "　" if self.articles else "\n\n"
        return head + "".join(f"{mark}{name}{gap}{text}\n\n" for name, text in self.parts)

    def text(self) -> str:
        return f"{self.title}\n\n" + "".join(f"{name}　{text}\n\n" for name, text in self.parts)

    def html(self) -> str:
        parts = "".join(f"<h2>{escape(n)}</h2>\n<p>{escape(t)}</p>\n" for n, t in self.parts)
        title = escape(self.title)
        return (
            f"<!doctype html><html><head><meta charset=utf-8><title>{title}</title></head><body>"
            f"<nav><a href=/>首页</a></nav><h1>{title}</h1>\n{parts}</body></html>"
        )


def written(number: int, characters: int | None = None) -> Written:
    """The text of a number: some are a new version, a copy or a near-copy of the one before."""
    change = {0: "version", 13: "copy", 27: "near"}.get(number % 40) if number else None
    source = number - 1 if change else number
    rng = random.Random(SEED * 1_000_003 + source)
    size = characters or int(rng.triangular(300, 3000, 900))
    house, topic, kind = (rng.choice(WORDS[name]) for name in ("houses", "topics", "kinds"))
    title = f"{house}{topic}{source}号{kind}"
    day = date(2015, 1, 1) + timedelta(days=rng.randint(0, 3000))
    parts = tuple(body(rng, size))
    if change == "version":
        day += timedelta(days=400)
        parts = (*parts[:-1], (parts[-1][0], sentence(random.Random(number))))
    if change == "near":
        parts = ((parts[0][0], parts[0][1].replace("，", "、", 1)), *parts[1:])
    return Written(title, day, parts)


def stream(folder: Path, numbers: range) -> None:
    """Files of a library: mostly Markdown, some text and HTML, a thousand in a folder."""
    for number in numbers:
        document = written(number)
        form = {3: "txt", 7: "html"}.get(number % 10, "md")
        text = {"md": document.markdown, "txt": document.text, "html": document.html}[form]()
        place = folder / f"{number // 1000:04}"
        if number % 1000 == 0 or not place.exists():
            place.mkdir(parents=True, exist_ok=True)
        (place / f"{number:07}.{form}").write_text(text, encoding="utf-8")


def pdf(document: Written) -> bytes:
    from reportlab.lib.styles import ParagraphStyle  # noqa: PLC0415 only the makers need these
    from reportlab.pdfbase import pdfmetrics  # noqa: PLC0415
    from reportlab.pdfbase.cidfonts import UnicodeCIDFont  # noqa: PLC0415
    from reportlab.platypus import Paragraph, SimpleDocTemplate  # noqa: PLC0415

    pdfmetrics.registerFont(UnicodeCIDFont("STSong-Light"))
    song = {"fontName": "STSong-Light", "wordWrap": "CJK"}
    styles = [ParagraphStyle("h", fontSize=s, leading=s * 1.6, **song) for s in (20, 14, 10.5)]
    story = [Paragraph(document.title, styles[0])]
    for name, text in document.parts:
        story += [Paragraph(name, styles[1]), Paragraph(text, styles[2])]
    file = io.BytesIO()
    SimpleDocTemplate(file).build(story)
    return file.getvalue()


def word(document: Written) -> bytes:
    import docx  # noqa: PLC0415

    made = docx.Document()
    made.add_heading(document.title, 0)
    for name, text in document.parts:
        made.add_heading(name, 1)
        made.add_paragraph(text)
    file = io.BytesIO()
    made.save(file)
    return file.getvalue()


def workbook(document: Written) -> bytes:
    import openpyxl  # noqa: PLC0415

    made = openpyxl.Workbook()
    made.active.append(["条款", "主体", "内容"])
    for number, (name, text) in enumerate(document.parts):
        made.active.append([name, WORDS["who"][number % len(WORDS["who"])], text])
    file = io.BytesIO()
    made.save(file)
    return file.getvalue()
