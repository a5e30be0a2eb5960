"""The door to the people who review: a spreadsheet goes out, finished sheets come back."""

import csv
import hashlib
import io
from abc import ABC, abstractmethod
from collections.abc import Iterator
from pathlib import Path

import dagster as dg
import polars as pl

MARKS = ("accuracy", "relevance", "fluency", "domain_fit")
"""What a reviewer marks, each in [0, 1]."""

FINISHED = pl.Schema(
    {
        "item_id": pl.String,
        "reviewer": pl.String,
        **dict.fromkeys(MARKS, pl.Float64),
        "file": pl.String,
        "line": pl.Int64,
        "problem": pl.String,
    }
)
"""One row a line of a finished sheet; `problem` says why a line cannot be used, null = usable."""

_SHOWN = ("item_id", "stratum", "question", "thinking", "answer")
_BOM = "\ufeff"
_LARGEST = 64 * 2**20


class ReviewDesk(dg.ConfigurableResource[None], ABC):
    """Where people mark items."""

    @abstractmethod
    def ask(self, batch: pl.DataFrame) -> str | None:
        """Hand a batch out, once however often it is asked; says where it lies, if anywhere."""

    @abstractmethod
    def finished(self) -> pl.DataFrame:
        """Every line that came back, as `FINISHED`; a bad line is a row with a `problem`."""


class ReviewFolder(ReviewDesk):
    """CSV sheets in a folder: `review_<hash>.csv` goes out, `*.done.csv` comes back."""

    folder: str
    """Where sheets lie; made when missing."""

    def ask(self, batch: pl.DataFrame) -> str | None:
        """Write the sheet of a batch; a sheet that is out already is left as it is.

        Raises:
            ValueError: The batch lacks a column that reviewers need to see.
        """
        if missing := sorted({*_SHOWN} - {*batch.columns}):
            raise ValueError(f"review batch: columns {missing} are missing, expected {_SHOWN}")
        if batch.is_empty():
            return None
        sheet = _BOM + batch.select(
            *(_harmless(name) for name in _SHOWN),
            *(pl.lit("").alias(name) for name in ("reviewer", *MARKS)),
        ).write_csv(quote_style="always")
        name = f"review_{hashlib.sha256(sheet.encode()).hexdigest()[:12]}"
        folder = Path(self.folder)
        folder.mkdir(parents=True, exist_ok=True)
        _written_once(folder / f".{name}.ids", "\n".join(batch["item_id"]) + "\n")
        if not (folder / f"{name}.done.csv").exists():
            _written_once(folder / f"{name}.csv", sheet)
        return str(folder / f"{name}.csv")

    def finished(self) -> pl.DataFrame:
        """Every line of every `*.done.csv`, by file name and line."""
        folder = Path(self.folder)
        asked = {i for ids in folder.glob(".review_*.ids") for i in ids.read_text().split()}
        lines = [line for path in sorted(folder.glob("*.done.csv")) for line in _lines(path)]
        frame = pl.DataFrame(lines, schema=FINISHED, orient="row")
        unknown, twice = (
            ~pl.col("item_id").is_in(asked),
            ~pl.struct("item_id", "reviewer").is_first_distinct(),
        )
        usable = frame.filter(pl.col("problem").is_null()).with_columns(
            problem=pl.coalesce(
                pl.when(unknown).then(pl.lit("item_id was never sent out for review")),
                pl.when(twice).then(pl.lit("this reviewer marked the item on an earlier line")),
            )
        )
        spoilt = frame.filter(pl.col("problem").is_not_null())
        return pl.concat([usable, spoilt]).sort("file", "line")


def _harmless(column: str) -> pl.Expr:
    """A cell that no spreadsheet takes for a formula: a leading quote mark makes it text."""
    cell = pl.col(column).fill_null("")
    risky = cell.str.contains(r"^\s*[=+\-@＝＋－＠\t\r]")
    return pl.when(risky).then(pl.lit("'") + cell).otherwise(cell).alias(column)


def _written_once(path: Path, text: str) -> None:
    if path.exists():
        return
    partial = path.with_suffix(".partial")
    partial.write_text(text, encoding="utf-8", newline="")
    partial.replace(path)


def _lines(path: Path) -> Iterator[tuple[object, ...]]:
    """The lines of one sheet as rows of `FINISHED`; an unreadable sheet is one row."""
    try:
        reader = _reader(path)
        for row in reader:
            yield _line(row, path.name, reader.line_num)
    except (OSError, ValueError, csv.Error) as error:
        yield (None, None, *(None for _ in MARKS), path.name, 1, f"sheet cannot be read: {error}")


def _reader(path: Path) -> "csv.DictReader[str]":
    if path.stat().st_size > _LARGEST:
        raise ValueError(f"larger than {_LARGEST} bytes")
    text = _decoded(path.read_bytes())
    delimiter = max(",;\t", key=text.partition("\n")[0].count)
    reader = csv.DictReader(io.StringIO(text, newline=""), delimiter=delimiter, restval="")
    names = {(name or "").strip() for name in reader.fieldnames or ()}
    if missing := [name for name in ("item_id", *MARKS) if name not in names]:
        raise ValueError(f"columns are missing: {', '.join(missing)}")
    return reader


def _decoded(content: bytes) -> str:
    """The text of a sheet: UTF-8, or GB 18030 as a Chinese Excel saves it."""
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return content.decode("gb18030")


def _line(row: dict[str | None, str], file: str, line: int) -> tuple[object, ...]:
    cells = {(name or "").strip(): (cell or "") for name, cell in row.items() if name is not None}
    item = cells["item_id"].strip().removeprefix("'")
    reviewer = cells.get("reviewer", "").strip() or file.removesuffix(".done.csv")
    marks: list[float | None] = []
    problem = None if any(cells[name].strip() for name in MARKS) else "no mark was given"
    for name in MARKS:
        mark, wrong = _mark(cells[name].strip())
        marks.append(mark)
        problem = problem or (wrong and f"{name} {wrong}")
    return item, reviewer, *marks, file, line, problem


def _mark(cell: str) -> tuple[float | None, str | None]:
    """A mark and what is wrong with it; an empty cell is no mark and nothing wrong."""
    if not cell:
        return None, None
    try:
        mark = float(cell)
    except ValueError:
        return None, f"is {cell[:20]!r}: expected a number from 0 to 1"
    if not 0 <= mark <= 1:
        return None, f"is {cell[:20]}: expected a number from 0 to 1"
    return mark, None
