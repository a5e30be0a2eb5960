"""The samples that are no plain text: they read cleanly, and their script writes them again."""

import importlib.util
from pathlib import Path

import pytest

from agentar_assets import personal
from agentar_assets.documents import files
from agentar_assets.documents.readers import READERS

ROOT = Path(__file__).parents[4]
SAMPLES = sorted(path for path in (ROOT / "samples").iterdir() if path.suffix in files.FORMATS)


def read(path):
    return READERS[files.FORMATS[path.suffix]](path.read_bytes())


def test_every_format_has_a_sample():
    assert {files.FORMATS[path.suffix] for path in SAMPLES} == set(READERS)
    assert len(SAMPLES) == 24


@pytest.mark.parametrize("path", SAMPLES, ids=lambda path: path.name)
def test_a_sample_reads_without_a_note_and_names_nobody(path):
    page = read(path)
    assert page.notes == ()
    assert not personal.masks("\n".join(block.text for block in page.blocks))


def test_the_script_writes_the_samples_again(tmp_path):
    spec = importlib.util.spec_from_file_location("samples", ROOT / "docs" / "samples.py")
    script = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(script)
    script.write(tmp_path)
    written = {path.name: read(path) for path in tmp_path.iterdir()}
    assert len(written) == 3
    assert written == {name: read(ROOT / "samples" / name) for name in written}
    (table,) = (block for block in written["senior_deposit.pdf"].blocks if block.row == "head")
    assert (table.page, table.text) == (2, "存期 | 整存整取年利率 | 存本取息年利率 | 存单补发费")
