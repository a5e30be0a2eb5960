"""The list of documents is told again from the lake only where nothing at all differs."""

import os
from datetime import date

import pytest

from agentar_assets import program
from agentar_assets.console import remembered
from agentar_assets.documents import listing
from resources.lake import Lake

TODAY = date(2026, 11, 23)
TEXT = "# 云汀银行账户规则\n\n## 开户\n\n客户开立账户应当出示身份证件。\n"


class Folder:
    """A folder that was read into a lake, as `agentar documents` does."""

    def __init__(self, place, shelf):
        self.place, self.shelf = place / "docs", shelf
        self.lake = Lake(root=str(place / "lake"))
        self.place.mkdir()
        (self.place / "a.md").write_text(TEXT, encoding="utf-8")
        (self.place / "b.png").write_bytes(b"\x89PNG")

    def asked(self, day=TODAY, **variables):
        return remembered.Asked.now([self.place], day, variables)

    def read(self, asked):
        self.put(self.shelf.read(self.place), self.shelf.lay)
        return remembered.noted(self.lake, asked)

    def put(self, documents, files):
        for name, rows in (("documents", documents), ("files", files)):
            self.lake.write(name, rows, tags=None, reason="read", run_id="r")

    def told(self, asked=None):
        lay = listing.listed([self.place])
        return remembered.documents(self.lake.root, asked or self.asked(), lay)


@pytest.fixture
def folder(tmp_path, shelf):
    return Folder(tmp_path, shelf)


def test_what_lies_as_it_lay_is_told_as_it_was_read(folder):
    assert folder.told() is None
    read = folder.read(folder.asked())
    assert folder.told().equals(read)
    assert read["state"].to_list() == ["in_force", "rejected"]
    assert read["modified"].null_count() == 0


@pytest.mark.parametrize("what", ["written", "touched", "added", "taken away"])
def test_a_folder_that_changed_is_read_again(folder, what):
    folder.read(folder.asked())
    if what == "written":
        (folder.place / "a.md").write_text(TEXT.replace("客户", "顾客一"), encoding="utf-8")
    elif what == "touched":
        os.utime(folder.place / "a.md", (86_400, 86_400))
    elif what == "added":
        (folder.place / "c.md").write_text(TEXT, encoding="utf-8")
    else:
        (folder.place / "b.png").unlink()
    assert folder.told() is None
    assert folder.told() is None, "asking reads nothing"
    folder.read(folder.asked())
    assert folder.told() is not None


def test_another_day_place_program_or_setting_reads_again(folder, tmp_path, monkeypatch):
    names = tmp_path / "names.toml"
    names.write_text("")
    folder.read(folder.asked(AGENTAR_GAZETTEER=str(names), HOME="/root"))
    assert folder.told(folder.asked(AGENTAR_GAZETTEER=str(names), HOME="/elsewhere")) is not None
    for other in (
        folder.asked(date(2026, 11, 24), AGENTAR_GAZETTEER=str(names)),
        folder.asked(),
        remembered.Asked.now([tmp_path], TODAY, {"AGENTAR_GAZETTEER": str(names)}),
    ):
        assert folder.told(other) is None
    names.write_text("# more")
    assert folder.told(folder.asked(AGENTAR_GAZETTEER=str(names))) is None
    folder.read(folder.asked())
    assert folder.told() is not None
    monkeypatch.setattr(program, "code", lambda *_: "another program")
    assert folder.told() is None


def test_what_others_wrote_since_is_not_told(folder):
    read = folder.read(folder.asked())
    folder.put(read.drop("modified").head(1), folder.shelf.lay)
    assert folder.told() is None


def test_documents_of_other_bytes_than_the_files_are_not_told(folder):
    """A reading that was killed between the two leaves files of one and documents of another."""
    before = folder.shelf.read(folder.place)
    (folder.place / "a.md").write_text(TEXT.replace("客户", "顾客"), encoding="utf-8")
    folder.shelf.read(folder.place)
    folder.put(before, folder.shelf.lay)
    remembered.noted(folder.lake, folder.asked())
    assert folder.told() is None
