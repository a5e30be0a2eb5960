"""Folders read for real: in processes of their own, once for each content."""

import os
import signal
import subprocess
import sys
from datetime import UTC, date, datetime
from pathlib import Path

import polars as pl
import psutil
import pytest

from agentar_assets import records
from agentar_assets.documents import files, listing, reading
from resources.lake import Lake

ROOT = Path(__file__).parents[3]
TEXT = "# 云汀银行账户规则\n\n## 开户\n\n客户开立账户应当出示身份证件，银行应当核对身份。\n"
LONG_AGO = datetime(2025, 1, 1, tzinfo=UTC).timestamp()


def put(folder, **contents):
    folder.mkdir(exist_ok=True)
    for name, text in contents.items():
        path = folder / name.replace("__", ".")
        path.write_text(text, encoding="utf-8")
        os.utime(path, (LONG_AGO, LONG_AGO))
    return folder


def told(documents):
    records.audited("documents", documents)
    return {row["path"].rpartition("/")[2]: row for row in documents.to_dicts()}


def test_what_cannot_be_read_is_a_row_with_its_reason_and_the_rest_goes_on(tmp_path, shelf):
    outside = tmp_path / "outside.md"
    outside.write_text(TEXT)
    folder = put(tmp_path / "docs", good__md=TEXT, empty__md="", cut__pdf="%PDF-1.7 and no more")
    (folder / "link.md").symlink_to(outside)
    (folder / "gone.md").symlink_to(folder / "nowhere.md")
    (folder / "picture.png").write_bytes(b"\x89PNG")
    os.mkfifo(folder / "pipe.txt")
    with (folder / "big.txt").open("wb") as file:
        file.truncate(files.LARGEST + 1)
    rows = told(shelf.read(folder))
    assert {name: row["state"] for name, row in rows.items() if name != "good.md"} == dict.fromkeys(
        ["big.txt", "cut.pdf", "empty.md", "gone.md", "link.md", "picture.png", "pipe.txt"],
        "rejected",
    )
    assert rows["good.md"]["state"] == "in_force"
    assert all(": " in row["reason"] for row in rows.values() if row["state"] == "rejected")


def test_the_order_in_which_files_were_written_changes_nothing(tmp_path, new_shelf):
    contents = {
        "a__md": TEXT,
        "b__md": TEXT.replace("客户", "顾客"),
        "c__md": TEXT,
        "d__txt": "短文。",
    }
    forth, back = (
        new_shelf().read(put(tmp_path / str(place) / "docs", **dict(items)))
        for place, items in enumerate([contents.items(), reversed(contents.items())])
        if (tmp_path / str(place)).mkdir() is None
    )
    assert forth.equals(back)
    assert forth["path"].to_list() == ["docs/a.md", "docs/b.md", "docs/c.md", "docs/d.txt"]
    assert forth["state"].to_list() == ["in_force", "in_force", "duplicate", "in_force"]


def test_only_what_changed_is_read_again(tmp_path, shelf):
    folder = put(tmp_path / "docs", a__md=TEXT, b__md=TEXT.replace("客户", "顾客"))
    first = shelf.read(folder)
    assert len(shelf.frames) == 2
    assert shelf.read(folder).equals(first)
    assert len(shelf.frames) == 2
    put(folder, b__md=TEXT.replace("客户", "存款人"))
    second = shelf.read(folder)
    assert [frame["text"].to_list() for frame in shelf.frames[2:]] == [
        ["云汀银行账户规则\n\n开户\n\n存款人开立账户应当出示身份证件，银行应当核对身份。"]
    ]
    assert second.head(1).equals(first.head(1))
    assert second["text_id"][1] != first["text_id"][1]


def test_a_file_that_is_only_written_anew_changes_no_document_and_no_text(tmp_path, shelf):
    folder = put(tmp_path / "docs", a__md=TEXT, b__png="no document")
    first, later = shelf.read(folder), LONG_AGO + 86_400
    for file in folder.iterdir():
        os.utime(file, (later, later))
    assert shelf.read(folder).equals(first) and len(shelf.frames) == 2
    assert first["retrieved"].to_list() == [date(2025, 1, 1)] * 2
    assert shelf.lay["modified"].to_list() == [datetime.fromtimestamp(later, UTC)] * 2


def test_a_document_was_retrieved_when_its_bytes_were_first_seen_there(tmp_path, shelf):
    folder = put(tmp_path / "docs", a__md=TEXT)
    shelf.read(folder)
    (folder / "a.md").write_text(TEXT.replace("客户", "顾客"), encoding="utf-8")
    os.utime(folder / "a.md", (LONG_AGO + 86_400, LONG_AGO + 86_400))
    assert shelf.read(folder)["retrieved"].to_list() == [date(2025, 1, 2)]


def test_a_folder_is_unchanged_where_all_that_could_be_read_was_and_lies_as_it_lay(tmp_path, shelf):
    folder = put(tmp_path / "docs", a__md=TEXT, b__png="no document", c__md="")

    def unchanged():
        return listing.unchanged(listing.listed([folder]), shelf.lay)

    assert not unchanged()
    shelf.read(folder)
    assert unchanged()
    shelf.lay = shelf.lay.with_columns(sha256=pl.lit(None, pl.String))
    assert not unchanged(), "what could not be opened is tried again"
    shelf.read(folder)
    os.utime(folder / "a.md", (LONG_AGO + 1, LONG_AGO + 1))
    assert not unchanged()
    shelf.read(folder)
    (folder / "b.png").unlink()
    assert not unchanged()


def test_a_file_that_is_taken_away_is_no_row_and_its_text_stays(tmp_path, shelf):
    folder = put(tmp_path / "docs", a__md=TEXT, b__md=TEXT.replace("客户", "顾客"))
    shelf.read(folder)
    (folder / "a.md").unlink()
    assert shelf.read(folder)["path"].to_list() == ["docs/b.md"]
    assert shelf.texts().collect().height == 2


def test_what_repeals_another_text_ends_it_on_the_day_it_names(tmp_path, shelf):
    old = "---\ndate: 2020-01-01\n---\n# 旧反洗钱细则\n\n第一条 客户身份资料保存五年。\n"
    new = (
        "---\ndate: 2024-06-01\n---\n# 反洗钱管理细则\n\n第一条 客户身份资料保存十年。\n\n"
        "第二条 本细则自2024年7月1日起施行，《旧反洗钱细则》同时废止。\n"
    )
    folder = put(tmp_path / "docs", old__md=old, new__md=new)
    before, after = (
        told(shelf.read(folder, as_of=day)) for day in (date(2024, 6, 30), date(2024, 7, 1))
    )
    assert (before["old.md"]["state"], before["new.md"]["state"]) == ("in_force", "pending")
    assert (after["old.md"]["state"], after["new.md"]["state"]) == ("repealed", "in_force")
    assert after["old.md"]["valid_to"] == date(2024, 7, 1)
    assert after["old.md"]["superseded_by"] == "docs/new.md"
    assert "第二条" in after["old.md"]["reason"]


def test_folders_that_are_missing_empty_or_files_are_errors_that_say_what_to_do(tmp_path, shelf):
    with pytest.raises(ValueError, match="no folder was named: pass one"):
        shelf.read()
    with pytest.raises(FileNotFoundError, match="nowhere does not exist: create it"):
        shelf.read(tmp_path / "nowhere")
    with pytest.raises(ValueError, match=r"holds no file: put \.md"):
        shelf.read(tmp_path)
    (tmp_path / "one.md").write_text(TEXT)
    with pytest.raises(NotADirectoryError, match="is a file: name the folder"):
        shelf.read(tmp_path / "one.md")


READER = """
import sys
from datetime import date
from pathlib import Path
from agentar_assets import records
from agentar_assets.documents import library
from resources.lake import Lake

lake = Lake(root=sys.argv[2])

class Shelf:
    def texts(self):
        return lake.scan("texts", schema=records.TEXTS)
    def add(self, texts):
        lake.add("texts", texts, key=["text_id"], reason="read", run_id="run")
        print(texts.height, flush=True)
    def files(self):
        return lake.scan("files", schema=records.FILES).collect()
    def note(self, files):
        lake.write("files", files, tags=None, reason="read", run_id="run")

if __name__ == "__main__":
    nothing = records.DOCUMENTS.to_frame()
    found = library.read([Path(sys.argv[1])], Shelf(), nothing, date(2026, 11, 23))
    found.write_ndjson(sys.argv[3])
"""


@pytest.mark.slow
def test_after_a_kill_nothing_is_lost_and_only_what_is_left_is_read(tmp_path):
    script = tmp_path / "reader.py"
    script.write_text(READER)
    contents = {f"n{number}__md": f"{TEXT}\n第{number}号。\n" for number in range(3_000)}
    folder = put(tmp_path / "docs", **contents)

    def started(name):
        command = [sys.executable, script, folder, tmp_path / name, tmp_path / f"{name}.json"]
        where = {**os.environ, "PYTHONPATH": str(ROOT)}
        return subprocess.Popen(command, stdout=subprocess.PIPE, text=True, env=where)

    with started("killed") as process:
        assert process.stdout.readline() == "2000\n"
        children = psutil.Process(process.pid).children(recursive=True)
        process.kill()
    assert psutil.wait_procs(children, timeout=10)[1] == []
    assert not (tmp_path / "killed.json").exists()
    with started("killed") as process:
        assert process.stdout.read().split() == ["1000"]
    with started("whole") as process:
        assert process.stdout.read().split() == ["2000", "1000"]
    both = [Path(tmp_path / f"{name}.json").read_bytes() for name in ("killed", "whole")]
    assert both[0] == both[1] and both[0].count(b"\n") == 3_000
    texts = Lake(root=str(tmp_path / "killed")).scan("texts").collect()
    assert texts["text_id"].n_unique() == texts.height == 3_000


def ended(_source):
    os.kill(os.getpid(), signal.SIGKILL)


def test_a_file_whose_process_the_system_ended_is_told_and_tried_again(
    tmp_path, shelf, monkeypatch
):
    folder = put(tmp_path / "docs", a__md=TEXT)
    with monkeypatch.context() as patch:
        patch.setattr(reading, "text", ended)
        (row,) = told(shelf.read(folder)).values()
    assert row["state"] == "rejected" and row["reason"].startswith("killed: ")
    assert shelf.texts().collect().is_empty()
    assert shelf.read(folder)["state"].to_list() == ["in_force"]
