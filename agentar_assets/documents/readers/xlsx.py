"""XLSX to blocks: each sheet a heading and the rows of its table; formulas are never evaluated."""

import io
import zipfile
from collections.abc import Iterator
from itertools import groupby, islice
from typing import Final

import openpyxl
from lxml import etree
from openpyxl.utils import range_boundaries
from openpyxl.worksheet._read_only import ReadOnlyWorksheet

from agentar_assets.documents.blocks import Block, Page
from agentar_assets.documents.readers import packed, pairs, tables
from agentar_assets.documents.readers.numbers import shown

ROWS_AT_MOST: Final = 1_048_576
"""Rows of a sheet, as many as the format knows."""
_SPREADSHEET = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
_STYLES = "xl/styles.xml"
_FORM_AT_MOST = (
    1_000  # characters of a number format: Excel writes 255, a parser takes their square
)
_MERGED_AT_MOST = 100_000
_FAULTS = frozenset({"#REF!", "#DIV/0!", "#VALUE!", "#N/A", "#NAME?", "#NUM!", "#NULL!"})


def page(data: bytes) -> Page:
    """The sheets of a workbook by the values that are stored in it.

    A merged cell's value stands in each row and column it spans. Hidden sheets are left out.

    Raises:
        ValueError: The file is no workbook, needs a password, or unpacks to too much.
    """
    packed.checked(data, "xl/workbook.xml", ".xlsx")
    _check_formats(data)
    workbook = openpyxl.load_workbook(io.BytesIO(data), read_only=True, data_only=True)
    blocks: list[Block] = []
    notes: list[str] = []
    for sheet in workbook.worksheets:
        if sheet.sheet_state != "visible":
            notes.append(f"sheet '{sheet.title}': hidden, left out")
            continue
        found = list(_sheet(sheet, notes))
        blocks += [Block(sheet.title, level=2), *found] if found else []
    stated = (workbook.properties.title or "").strip()
    return Page(blocks, title=stated or None, notes=tuple(notes))


def _check_formats(data: bytes) -> None:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        if _STYLES not in archive.namelist():
            return
        with archive.open(_STYLES) as file:
            tag = _SPREADSHEET + "numFmt"
            for _, form in etree.iterparse(file, tag=tag, resolve_entities=False):
                if len(form.get("formatCode", "")) > _FORM_AT_MOST:
                    raise ValueError("damaged: a number format without end: save it again")


def _sheet(sheet: ReadOnlyWorksheet, notes: list[str]) -> Iterator[Block]:
    merged, unstored = _surveyed(sheet)
    measure = tables.Measure()
    rows, widest = _rows(sheet, measure)
    for first_column, first_row, last_column, last_row in merged:
        _fill(rows[first_row - 1 : last_row], first_column - 1, last_column, measure)
    begun = sum(tables.formulas(row) for row in rows)
    faults = sum(cell in _FAULTS for row in rows for cell in row)
    for count, what in (
        (unstored, "formulas without a stored value"),
        (begun, "cells begin like formulas: kept as text, never evaluated"),
        (faults, "cells hold an error in place of a value"),
        (max(0, widest - tables.WIDEST), f"columns beyond the first {tables.WIDEST}: left out"),
    ):
        if count:
            notes.append(f"sheet '{sheet.title}': {count} {what}")
    for holds_text, part in groupby(rows, key=lambda row: any(map(str.strip, row))):
        if holds_text:  # a blank row parts two tables
            yield from pairs.rows(list(part), level=3)


def _surveyed(sheet: ReadOnlyWorksheet) -> tuple[list[tuple[int, int, int, int]], int]:
    """The merged ranges of a sheet, and how many of its formulas have no stored value.

    Read from its XML: openpyxl gives neither where it reads row by row.
    """
    merged: list[tuple[int, int, int, int]] = []
    unstored = 0
    computed: list[etree._Element] = []
    tags = [_SPREADSHEET + name for name in ("f", "row", "mergeCell")]
    with sheet._get_source() as source:
        for _, element in etree.iterparse(source, tag=tags, resolve_entities=False):
            if element.tag == tags[0]:
                computed.append(element.getparent())
            elif element.tag == tags[1]:
                unstored += sum(not cell.findtext(_SPREADSHEET + "v") for cell in computed)
                computed = []
                element.clear()
            elif len(merged) < _MERGED_AT_MOST:
                merged.append(range_boundaries(element.get("ref")))
    return merged, unstored


def _rows(sheet: ReadOnlyWorksheet, measure: tables.Measure) -> tuple[list[list[str]], int]:
    """The rows of a sheet as far as they are read, and how many columns it has."""
    sheet.reset_dimensions()  # those that a file states are often wrong
    rows: list[list[str]] = []
    widest = 0
    for cells in islice(sheet.iter_rows(), ROWS_AT_MOST):
        rows.append([shown(cell.value, cell) for cell in cells[: tables.WIDEST]])
        measure.add(rows[-1])
        widest = max(widest, len(cells))
    return rows, widest


def _fill(rows: list[list[str]], first: int, last: int, measure: tables.Measure) -> None:
    """Write the first cell of a merged range into all of it, as far as the rows reach."""
    value = rows[0][first] if rows and first < len(rows[0]) else ""
    wanted = min(last, tables.WIDEST)
    for row in rows if value else ():
        measure.add([value] * (wanted - first))
        row.extend([""] * (wanted - len(row)))
        row[first:wanted] = [value] * (wanted - first)
