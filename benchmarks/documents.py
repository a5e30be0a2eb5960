"""What documents cost to read: `python benchmarks/documents.py [--documents 100000] [--files 60]`.

Speed beside a plain pass of a reader library over the same files, memory while the number grows,
and runs over unchanged and little changed folders. The texts are made up here, from a seed.
"""

import argparse
import io
import json
import os
import platform
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from importlib.metadata import version
from itertools import pairwise
from pathlib import Path

import psutil
import texts
from memory import resident

ROOT = Path(__file__).parents[1]
sys.path.insert(0, str(ROOT))
LAWS = ROOT.parent / "shared" / "data" / "laws"
PACKAGES = (
    *("polars", "deltalake", "dagster", "lxml", "markdown-it-py", "pypdfium2", "pdfplumber"),
    *("python-docx", "openpyxl", "rensa"),
)
LONG = 10_000
SHARES = 10, 3, 1


def plain_markdown(data: bytes) -> int:
    from markdown_it import MarkdownIt  # noqa: PLC0415

    tokens = MarkdownIt("commonmark").enable("table").parse(data.decode())
    return sum(len(token.content) for token in tokens if token.type == "inline")


def plain_html(data: bytes) -> int:
    from lxml import html  # noqa: PLC0415

    return len(html.document_fromstring(data).text_content())


def plain_pdf(data: bytes) -> int:
    import pypdfium2  # noqa: PLC0415

    document = pypdfium2.PdfDocument(data)
    return sum(len(page.get_textpage().get_text_range()) for page in document)


def plain_word(data: bytes) -> int:
    import docx  # noqa: PLC0415

    return sum(len(paragraph.text) for paragraph in docx.Document(io.BytesIO(data)).paragraphs)


def plain_workbook(data: bytes) -> int:
    import openpyxl  # noqa: PLC0415

    sheets = openpyxl.load_workbook(io.BytesIO(data), read_only=True, data_only=True).worksheets
    return sum(
        len(str(cell))
        for sheet in sheets
        for row in sheet.iter_rows(values_only=True)
        for cell in row
    )


FORMATS: dict[str, tuple[Callable[[texts.Written], bytes], Callable[[bytes], int]]] = {
    "md": (lambda document: document.markdown().encode(), plain_markdown),
    "html": (lambda document: document.html().encode(), plain_html),
    "pdf": (texts.pdf, plain_pdf),
    "docx": (texts.word, plain_word),
    "xlsx": (texts.workbook, plain_workbook),
}


def apart(what: str, folders: list[Path], root: Path) -> dict[str, float]:
    """What a process of its own tells, and the most memory that it and its children held."""
    command = [sys.executable, __file__, what, *map(str, folders), "--root", str(root)]
    peak = 0
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        watched = psutil.Process(process.pid)
        while process.poll() is None:
            peak = max(peak, resident(watched))
            time.sleep(0.2)
        said = process.stdout.read() if process.stdout else ""
    if process.returncode:
        sys.exit(f"failed: {' '.join(command)}")
    return {**json.loads(said.splitlines()[-1]), "peak": peak}


def plainly(read: Callable[[bytes], int], paths: list[Path]) -> tuple[float, float]:
    """Seconds, and those of computing, in which a library alone reads files in this process."""
    read(paths[0].read_bytes())
    start, worked = time.perf_counter(), time.process_time()
    for path in paths:
        read(path.read_bytes())
    return time.perf_counter() - start, time.process_time() - worked


def speed(folder: Path, files: int) -> None:
    print("characters a second: documents (read and settled), passages (cut and looked into),")
    print("both, a plain pass of a library over the same files, and both by the plain pass: of")
    print("what is measured on the clock, and of processor time, where others compute too")
    for form, (make, plain) in FORMATS.items():
        place = folder / form
        place.mkdir()
        for number in range(files):
            data = make(texts.written(100 + number * 40 + 1, LONG))
            (place / f"{number}.{form}").write_bytes(data)
        told(form, [place], plain)
    if LAWS.is_dir():
        told("statutes (md)", [LAWS / "in_force"], plain_markdown)


def told(name: str, folders: list[Path], plain: Callable[[bytes], int]) -> None:
    paths = [path for folder in folders for path in sorted(folder.iterdir())]
    before = plainly(plain, paths)
    with tempfile.TemporaryDirectory() as root:
        found = apart("ingest", folders, Path(root))
    after = plainly(plain, paths)
    seconds, worked = ((one + other) / 2 for one, other in zip(before, after, strict=True))
    characters, both = found["characters"], found["read"] + found["cut"]
    print(
        f"  {name:14} {characters / found['read']:>11,.0f} {characters / found['cut']:>11,.0f} "
        f"{characters / both:>11,.0f} {characters / seconds:>13,.0f}  ratio {seconds / both:.4f}, "
        f"of processor time {worked / found['processor']:.4f}   "
        f"({len(paths)} files, {characters:,.0f} characters, {found['rejected']:.0f} rejected)"
    )


def growing(folder: Path, documents: int) -> None:
    """A tenth, a third and all of a library, each read by a new process into a new lake."""
    peaks: dict[int, float] = {}
    made = 0
    for share in SHARES:
        number = documents // share
        texts.stream(folder / "docs", range(made, number))
        made = number
        found = apart("ingest", [folder / "docs"], folder / f"lake{number}")
        peaks[number] = found["peak"]
        seconds = found["read"] + found["cut"]
        print(
            f"{number:,} documents, {found['characters']:,.0f} characters: {seconds:.1f} s (read "
            f"{found['read']:.1f}, cut {found['cut']:.1f}), {found['characters'] / seconds:,.0f} "
            f"characters a second, {found['passages']:,.0f} passages, {found['duplicate']:.0f} "
            f"duplicates, {found['superseded']:.0f} superseded, {found['rejected']:.0f} rejected"
        )
        print(
            f"  peak resident memory of all processes: {found['peak'] / 2**20:,.0f} MiB, "
            f"{found['peak'] / number:,.0f} bytes a document, {len(os.sched_getaffinity(0))} cores"
        )
    sizes = [*peaks]
    for less, more in pairwise(sizes):
        grown = (peaks[more] - peaks[less]) / (more - less)
        print(f"  from {less:,} to {more:,}: {grown:,.0f} further bytes for each further document")
    again(folder, documents, seconds)


def again(folder: Path, documents: int, first: float) -> None:
    """Runs over the folder as it was, and with one file changed."""
    place = next(path for path in sorted((folder / "docs").rglob("*.md")))
    for what, further in (
        ("unchanged", ""),
        ("one file changed", "\n新增一款，自公布之日起施行。\n"),
    ):
        if further:
            place.write_text(place.read_text(encoding="utf-8") + further, encoding="utf-8")
        found = apart("ingest", [folder / "docs"], folder / f"lake{documents}")
        seconds = found["read"] + found["cut"]
        print(
            f"{what}: {seconds:.2f} s (read {found['read']:.2f}, cut {found['cut']:.2f}), first by "
            f"this {first / seconds:.0f}, peak {found['peak'] / 2**20:,.0f} MiB"
        )
    print("asked: first by unchanged at least 50")


def jobs(folder: Path, documents: int) -> None:
    """The whole job over a smaller library, twice."""
    texts.stream(folder / "few", range(documents))
    first, second = (apart("job", [folder / "few"], folder / "root") for _ in range(2))
    ratio = first["seconds"] / second["seconds"]
    print(
        f"job `ingest`, {documents:,} documents: {first['seconds']:.1f} s, again "
        f"{second['seconds']:.1f} s: ratio {ratio:.0f}; peaks {first['peak'] / 2**20:,.0f} and "
        f"{second['peak'] / 2**20:,.0f} MiB"
    )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--documents", type=int, default=100_000)
    parser.add_argument(
        "--files", type=int, default=60, help="of each format, of 10,000 characters"
    )
    parser.add_argument(
        "--job", type=int, default=2_000, help="documents of the whole job; 0: none"
    )
    parser.add_argument("what", nargs="?", default="all", choices=("all", "ingest", "job"))
    parser.add_argument("folders", nargs="*", type=Path)
    parser.add_argument("--root", type=Path)
    args = parser.parse_args()
    if args.what != "all":
        import ingesting  # noqa: PLC0415 the processes that read must not load what this does

        print(json.dumps(getattr(ingesting, args.what)(args.folders, args.root)))
        return
    print(f"python {platform.python_version()},", ", ".join(f"{p} {version(p)}" for p in PACKAGES))
    with tempfile.TemporaryDirectory() as folder:
        place = Path(folder)
        if args.files:
            speed(place, args.files)
        if args.documents:
            growing(place, args.documents)
        if args.job:
            jobs(place, args.job)


if __name__ == "__main__":
    main()
