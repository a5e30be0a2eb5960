"""Published benchmark files, read as they are; a file is known by its shape, not by its name."""

import csv
import hashlib
import io
import json
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import polars as pl

from agentar_assets import records

LETTERS: Final = ("A", "B", "C", "D", "E", "F", "G")
"""Columns of options, in the order in which they are shown."""

SPLITS: Final = ("dev", "val", "test")
"""Folder names that tell two files of one name apart."""

FINOVA_FORMS: Final = {
    "agent-意图": "label_set",
    "agent-提槽": "json_spans",
    "agent-策划": "label_set",
    "agent-表达": "exact",
    "合规": "exact",
}
"""Answer form by `from`; the reasoning tasks are told apart by their gold."""

CHOICE: Final = r"^\s*[A-G](?:\s*[;；,，、]?\s*[A-G])*\s*$"
"""Gold that is one option letter or several."""

_BLANK: Final = r"\s*-?(?:\d{1,3}(?:,\d{3})+|\d+)(?:\.\d+)?%?\s*"
NUMBER: Final = rf"^{_BLANK}(?:[;；]{_BLANK})*$"
"""Gold that is one figure or several, one for each blank."""


@dataclass(frozen=True)
class Shape:
    """A published layout: the columns that tell it, and how its rows are read."""

    benchmark: str
    columns: frozenset[str]
    read: Callable[[pl.DataFrame], pl.DataFrame]
    """Gives `question`, `options`, `answer` and `answer_form`, one row a row."""


def items(folders: Iterable[Path]) -> pl.DataFrame:
    """Every row of every file in the folders, as `records.BENCHMARK_ITEMS`.

    A file that cannot be used is one row: null question, and the reason.

    Raises:
        FileNotFoundError: A registered folder does not exist; mend the list of folders.
    """
    empty = pl.DataFrame(schema=records.BENCHMARK_ITEMS)
    return pl.concat([empty, *(_of_file(path) for folder in folders for path in _files(folder))])


def _files(folder: Path) -> list[Path]:
    if not folder.is_dir():
        raise FileNotFoundError(
            f"registered benchmark folder '{folder}' does not exist: bring it back, or take it "
            "out of the `benchmarks` of the door `sources`"
        )
    return sorted(
        path for path in folder.rglob("*") if path.is_file() and not path.name.startswith(".")
    )


def _of_file(path: Path) -> pl.DataFrame:
    try:
        data = path.read_bytes()
    except OSError as error:
        return _refused(path, "", f"unreadable: {error.strerror}")
    sha256 = hashlib.sha256(data).hexdigest()
    try:
        table = _table(path.suffix.lower(), data)
        shape = _shape(table)
        rows = shape.read(table).with_columns(table["cut"])
    except (ValueError, RecursionError, csv.Error) as error:
        return _refused(path, sha256, _one_line(error))
    return _audited(rows, path, shape.benchmark, sha256)


def _table(suffix: str, data: bytes) -> pl.DataFrame:
    """The file's columns, every cell as text (lists joined by `；`).

    Raises:
        ValueError: The file is empty, cut off, or of a format that no benchmark here has.
    """
    if suffix not in {".csv", ".json", ".jsonl"}:
        raise ValueError(f"unrecognised: no benchmark here is a '{suffix or 'bare'}' file")
    text = data.decode("utf-8-sig")
    if not text.strip():
        raise ValueError("unreadable: the file is empty")
    if suffix == ".csv":
        return _of_csv(text)
    return _of_objects(
        json.loads(text)
        if suffix == ".json"
        else [json.loads(line) for line in text.split("\n") if line.strip()]
    )


def _of_csv(text: str) -> pl.DataFrame:
    """A CSV with its header; `cut` says of a row that its fields do not match the header."""
    # not `pl.read_csv`: it fills a row that was cut off with nulls and says nothing
    header, *rows = csv.reader(io.StringIO(text, newline=""), strict=True)
    whole = [row for row in rows if row]
    cells = [[row[at] if at < len(row) else "" for row in whole] for at in range(len(header))]
    table = pl.DataFrame(
        dict(zip(header, cells, strict=True)), schema=dict.fromkeys(header, pl.String)
    )
    fields = pl.Series("fields", [len(row) for row in whole], dtype=pl.Int64)
    told = pl.format("truncated: {} of {} fields", fields, pl.lit(len(header)))
    return table.with_columns(
        pl.when(pl.all() != "").then(pl.all()),
        cut=pl.when(fields != len(header)).then(told),
    )


def _of_objects(parsed: object) -> pl.DataFrame:
    if not isinstance(parsed, list) or not all(isinstance(row, dict) for row in parsed):
        raise ValueError("unrecognised: expected a list of objects")
    names = list(parsed[0]) if parsed else []
    return pl.DataFrame(
        {name: [_cell(row.get(name)) for row in parsed] for name in names},
        schema=dict.fromkeys(names, pl.String),
    ).with_columns(cut=pl.lit(None, dtype=pl.String))


def _cell(value: object) -> str | None:
    if value is None or isinstance(value, str):
        return value
    if isinstance(value, list) and all(isinstance(part, str) for part in value):
        return "；".join(value)
    return json.dumps(value, ensure_ascii=False)


def _shape(table: pl.DataFrame) -> Shape:
    for shape in SHAPES:
        if shape.columns <= set(table.columns):
            return shape
    raise ValueError(f"unrecognised: no published layout has the columns {table.columns}")


def _finova(table: pl.DataFrame) -> pl.DataFrame:
    """Rows of Finova; spans are named `text` as the graders have it, no label at all is `[]`."""
    gold = pl.col("ground_truth")
    by_gold = (
        pl.when(gold.str.contains(CHOICE))
        .then(pl.lit("choice"))
        .when(gold.str.contains(NUMBER))
        .then(pl.lit("number"))
        .otherwise(pl.lit("exact"))
    )
    return table.select(
        question="prompt",
        options=pl.lit(None, dtype=pl.List(pl.String)),
        answer=gold.str.replace_all('"content"', '"text"', literal=True).replace("", "[]"),
        answer_form=pl.coalesce(
            pl.col("from").replace_strict(FINOVA_FORMS, default=None, return_dtype=pl.String),
            by_gold,
        ),
    )


def _fineva(table: pl.DataFrame) -> pl.DataFrame:
    """Rows of Fin-Eva 1.0; a held-out answer is null, a context stands before its question."""
    letters = [letter for letter in LETTERS if letter in table.columns]
    context = [pl.col("context")] if "context" in table.columns else []
    answer = pl.col("answer") if "answer" in table.columns else pl.lit(None, dtype=pl.String)
    told = pl.concat_str([*context, pl.col("question")], separator="\n", ignore_nulls=True)
    return table.select(
        question=pl.when(pl.col("question").is_not_null()).then(told),
        options=_options(letters),
        answer=answer,
        answer_form=pl.lit("choice" if letters else "exact"),
    )


def _financeiq(table: pl.DataFrame) -> pl.DataFrame:
    return _fineva(table.rename({"Question": "question", "Answer": "answer"}))


def _math500(table: pl.DataFrame) -> pl.DataFrame:
    return table.select(
        question="problem",
        options=pl.lit(None, dtype=pl.List(pl.String)),
        answer="answer",
        answer_form=pl.lit("exact"),
    )


def _options(letters: Sequence[str]) -> pl.Expr:
    if not letters:
        return pl.lit(None, dtype=pl.List(pl.String))
    return pl.concat_list(letters).list.drop_nulls()


SHAPES: Final = (
    Shape("finova", frozenset({"prompt", "ground_truth", "from"}), _finova),
    Shape("financeiq", frozenset({"Question", "A", "B", "C", "D", "Answer"}), _financeiq),
    Shape("math500", frozenset({"problem", "solution", "answer", "unique_id"}), _math500),
    Shape("fineva", frozenset({"id", "question"}), _fineva),
)
"""Known layouts; the first one that fits is taken."""


def _audited(rows: pl.DataFrame, path: Path, benchmark: str, sha256: str) -> pl.DataFrame:
    asked = pl.col("question").fill_null("").str.strip_chars() != ""
    why = pl.coalesce(pl.col("cut"), pl.when(~asked).then(pl.lit("no question")))
    return (
        rows.with_row_index("index")
        .with_columns(
            benchmark=pl.lit(benchmark),
            task=pl.lit(_task(path)),
            question=pl.when(why.is_null()).then(pl.col("question")),
            sha256=pl.lit(sha256),
            reason=why,
        )
        .select(records.BENCHMARK_ITEMS.names())
        .cast(records.BENCHMARK_ITEMS)
    )


def _task(path: Path) -> str:
    """The file's stem; with its split, where only the folder tells `dev` from `test`."""
    split = path.parent.name
    told = split not in SPLITS or path.stem.endswith(f"_{split}")
    return path.stem if told else f"{path.stem}_{split}"


def _refused(path: Path, sha256: str, reason: str) -> pl.DataFrame:
    return pl.DataFrame(
        [
            {
                "benchmark": path.parent.name,
                "task": path.name,
                "index": 0,
                "sha256": sha256,
                "reason": reason,
            }
        ],
        schema=records.BENCHMARK_ITEMS,
    )


def _one_line(error: Exception) -> str:
    told = " ".join(str(error).split())[:200]
    known = told.startswith(("unrecognised", "truncated", "unreadable"))
    return told if known else f"unreadable: {told}"
