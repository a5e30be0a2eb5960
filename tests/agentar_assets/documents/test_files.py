import os
import socket
import threading

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from agentar_assets.documents import files


def reasons(*folders):
    return {f.path: (f.reason or "").partition(":")[0] for f in files.listed(folders)}


@pytest.fixture
def docs(tmp_path):
    folder = tmp_path / "docs"
    folder.mkdir()
    (folder / "a.md").write_text("甲")
    return folder


def test_files_are_listed_in_the_order_of_their_paths_with_format_size_and_time(docs):
    for name in ("b/c.pdf", "b-c.csv", "b.xlsx", "B.TXT", "读我", ".hidden/x.md", ".x.md"):
        (docs / name).parent.mkdir(exist_ok=True)
        (docs / name).write_bytes(b"12345")
    found = list(files.listed([docs]))
    assert [f.path for f in found] == sorted(f.path for f in found)
    assert [(f.path, f.format) for f in found] == [
        ("docs/B.TXT", "text"),
        ("docs/a.md", "markdown"),
        ("docs/b-c.csv", "csv"),
        ("docs/b.xlsx", "xlsx"),
        ("docs/b/c.pdf", "pdf"),
        ("docs/读我", "text"),
    ]
    assert found[0].size == 5
    assert found[0].modified.timestamp() == pytest.approx(found[0].place.stat().st_mtime, abs=1e-5)
    assert files.data(found[0]) == b"12345"


def test_links_out_loops_pipes_sockets_and_old_formats_are_rows_and_never_opened(docs, tmp_path):
    (tmp_path / "out.md").write_text("外")
    (docs / "out.md").symlink_to(tmp_path / "out.md")
    (docs / "in.md").symlink_to(docs / "a.md")
    (docs / "loop.md").symlink_to(docs / "loop.md")
    (docs / "gone.md").symlink_to(docs / "nowhere.md")
    (docs / "round").symlink_to(docs, target_is_directory=True)
    (docs / "up").symlink_to(tmp_path, target_is_directory=True)
    (docs / "old.doc").write_bytes(b"x")
    os.mkfifo(docs / "pipe.txt")
    with socket.socket(socket.AF_UNIX) as server:
        here = os.open(docs, os.O_RDONLY)
        server.bind(f"/proc/self/fd/{here}/s.txt")
        os.close(here)
    with (docs / "big.txt").open("wb") as file:
        file.truncate(200 * 2**20)
    assert reasons(docs) == {
        "docs/a.md": "",
        "docs/big.txt": "oversized",
        "docs/gone.md": "unreadable",
        "docs/in.md": "",
        "docs/loop.md": "unreadable",
        "docs/old.doc": "format",
        "docs/out.md": "symlink",
        "docs/pipe.txt": "unreadable",
        "docs/round": "symlink",
        "docs/s.txt": "unreadable",
        "docs/up": "symlink",
    }
    old = next(f for f in files.listed([docs]) if f.path == "docs/old.doc")
    assert old.reason == "format: .doc is not read: save it as .docx"


def test_a_file_that_becomes_a_link_or_a_pipe_or_grows_is_not_read(docs, tmp_path):
    secret = tmp_path / "secret"
    secret.mkdir()
    (secret / "a.md").write_text("密")
    (docs / "sub").mkdir()
    (docs / "sub" / "a.md").write_text("甲")
    found = {f.path: f for f in files.listed([docs])}
    (docs / "a.md").unlink()
    (docs / "a.md").symlink_to(secret / "a.md")
    (docs / "sub").rename(docs / "was")
    (docs / "sub").symlink_to(secret, target_is_directory=True)
    for path in ("docs/a.md", "docs/sub/a.md"):
        with pytest.raises(ValueError, match=r"^unreadable: "):
            files.data(found[path])
    (docs / "a.md").unlink()
    os.mkfifo(docs / "a.md")
    with pytest.raises(ValueError, match="unreadable: a regular file was expected"):
        files.data(found["docs/a.md"])
    (docs / "was" / "a.md").write_text("更长的内容")
    (docs / "sub").unlink()
    (docs / "was").rename(docs / "sub")
    with pytest.raises(ValueError, match=r"^changed: "):
        files.data(found["docs/sub/a.md"])


def test_a_folder_that_changes_while_it_is_listed_ends_the_listing_of_nothing(docs):
    for number in range(300):
        (docs / f"{number}.md").write_text("文")
    (docs / "z").mkdir()
    (docs / "z" / "last.md").write_text("末")
    listing = files.listed([docs])
    next(listing)
    threads = [
        threading.Thread(target=lambda: [p.unlink() for p in docs.glob("1*.md")]),
        threading.Thread(
            target=lambda: [(docs / f"new{n}.md").write_text("新") for n in range(99)]
        ),
    ]
    for thread in threads:
        thread.start()
    rest = list(listing)
    for thread in threads:
        thread.join()
    assert rest[-1].path == "docs/z/last.md"
    assert {f.reason for f in rest} <= {None, rest[0].reason} | {
        "unreadable: no such file or directory: check the file and its permissions"
    }


names = st.text(
    st.sampled_from("a\n\"'\\ \t\x1b\u202e\u2028存\udcff\udcfex0"), min_size=1, max_size=12
).filter(lambda name: not name.startswith("."))


@settings(max_examples=30, deadline=None)
@given(st.sets(names, min_size=1, max_size=6))
def test_labels_can_be_printed_and_no_two_files_share_one(tmp_path_factory, names):
    folder = tmp_path_factory.mktemp("docs")
    for name in names:
        (folder / f"{name}.md").write_text("文")
    found = list(files.listed([folder]))
    assert len({f.path for f in found}) == len(names)
    for one in found:
        one.path.encode()
        assert all(char.isprintable() or char == "\u3000" for char in one.path)
        assert files.data(one) == "文".encode()


def test_names_of_the_greatest_length_are_read(docs):
    deep = docs / ("名" * 80) / ("n" * 200)
    deep.mkdir(parents=True)
    (deep / f"{'长' * 80}.md").write_text("文")
    (found,) = [f for f in files.listed([docs]) if "长" in f.path]
    assert len(found.path) > 300
    assert files.data(found) == "文".encode()


def test_a_folder_inside_another_is_listed_once_whatever_their_order(docs):
    (docs / "sub").mkdir()
    (docs / "sub" / "b.md").write_text("乙")
    once = {"docs/a.md": "", "docs/sub/b.md": ""}
    assert reasons(docs, docs / "sub") == reasons(docs / "sub", docs) == reasons(docs, docs) == once
    (docs / ".kept").mkdir()
    (docs / ".kept" / "c.md").write_text("丙")
    assert reasons(docs, docs / ".kept") == {".kept/c.md": "", "docs/a.md": "", "docs/sub/b.md": ""}


def test_folders_of_one_name_have_labels_of_their_own(tmp_path):
    folders = [tmp_path / name for name in ("x/docs", "y/docs-2", "z/docs")]
    for folder in folders:
        folder.mkdir(parents=True)
        (folder / "a.md").write_text("文")
    assert list(reasons(*folders)) == ["docs-2/a.md", "docs-3/a.md", "docs/a.md"]


@pytest.mark.skipif(os.geteuid() == 0, reason="root reads every file")
def test_what_may_not_be_read_is_a_row(docs):
    (docs / "shut").mkdir(mode=0)
    (docs / "a.md").chmod(0)
    found = list(files.listed([docs]))
    assert found[1].reason.startswith("unreadable: permission denied")
    with pytest.raises(ValueError, match="unreadable: permission denied"):
        files.data(found[0])
