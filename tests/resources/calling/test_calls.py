import hashlib
import json
import multiprocessing
import sqlite3

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from resources.calling.calls import Calls, Keys, Reply, canonical

texts = st.text(st.characters(exclude_categories=["Cs"]), max_size=20)
values = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats(allow_nan=False, allow_infinity=False)
    | texts,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(texts, inner, max_size=3),
    max_leaves=8,
)


@pytest.fixture
def calls(tmp_path):
    made = Calls(tmp_path / "deep" / "calls.sqlite")
    yield made
    made.close()


def keep(calls, **replies):
    calls.keep(replies, shared="{}", run="r")


def messages(text):
    return [{"role": "user", "content": text}]


@settings(max_examples=100, deadline=None)
@given(texts, texts, st.dictionaries(texts, values, max_size=4), texts)
def test_a_key_is_the_hash_of_the_canonical_json(model, revision, parameters, text):
    whole = {
        "messages": messages(text),
        "model": model,
        "parameters": parameters,
        "revision": revision,
        "sample": 3,
    }
    key = Keys(model, revision, parameters).of(messages(text), [3])[0]
    assert key == hashlib.sha256(canonical(whole).encode()).hexdigest()
    assert json.loads(canonical(whole)) == whole


@settings(max_examples=100, deadline=None)
@given(texts, texts, st.integers(0, 5), st.integers(0, 5))
def test_other_calls_have_other_keys(one, other, first, second):
    named = Keys("m", "", {"temperature": 0.0})
    same = named.of(messages(one), [first]) == named.of(messages(other), [second])
    assert same == (one == other and first == second)


@settings(max_examples=30, deadline=None)
@given(st.dictionaries(texts, values, min_size=2, max_size=5))
def test_the_order_of_parameters_is_nothing(parameters):
    backward = dict(reversed(parameters.items()))
    assert Keys("m", "", parameters).of(messages("x"), [0]) == Keys("m", "", backward).of(
        messages("x"), [0]
    )


def test_what_is_kept_is_found_as_it_was(calls):
    reply = Reply(
        content="存款\x00\n", reasoning="so", fault="f", finish_reason="stop", prompt_tokens=1,
        completion_tokens=2, cost=0.1, latency=0.25, attempts=2, model="m",
    )  # fmt: skip
    keep(calls, a=reply, b=Reply(content=None))
    assert calls.found(["a", "b", "c"]) == {"a": reply, "b": Reply(content=None)}
    assert len(calls.found([str(n) for n in range(3000)])) == 0


def test_the_first_answer_stands_and_both_were_paid(calls):
    keep(calls, a=Reply(content="1", prompt_tokens=5, cost=0.5))
    keep(calls, a=Reply(content="2", prompt_tokens=5, cost=0.5))
    assert calls.found(["a"])["a"].content == "1"
    assert calls.spent() == calls.spent(run="r") == (10, 1.0)
    assert calls.spent(run="another") == (0, 0.0)


def test_another_opening_sees_it(calls):
    keep(calls, a=Reply(content="1"))
    other = Calls(calls.path)
    assert other.found(["a"])["a"].content == "1"
    other.close()


def hammered(path, name, together):
    together.wait()
    calls = Calls(path)
    for turn in range(100):
        keep(calls, **{f"{name}-{turn}": Reply(content="x", prompt_tokens=1)})
    calls.close()


def test_processes_share_a_store(tmp_path):
    path = tmp_path / "calls.sqlite"
    fork = multiprocessing.get_context("fork")
    together = fork.Barrier(4)
    workers = [fork.Process(target=hammered, args=(path, name, together)) for name in "abcd"]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    calls = Calls(path)
    assert len(calls.found([f"{name}-{turn}" for name in "abcd" for turn in range(100)])) == 400
    assert calls.spent()[0] == 400
    calls.close()


def test_a_damaged_file_is_named(tmp_path):
    path = tmp_path / "calls.sqlite"
    path.write_bytes(b"this is no database, whatever its name says" * 100)
    with pytest.raises(ValueError, match=r"calls\.sqlite is damaged, or is none"):
        Calls(path)
    assert path.read_bytes().startswith(b"this is no")


def test_a_foreign_database_is_left_alone(tmp_path):
    path = tmp_path / "calls.sqlite"
    with sqlite3.connect(path) as file:
        file.execute("CREATE TABLE theirs(x)")
    with pytest.raises(ValueError, match="another program's file"):
        Calls(path)
    with sqlite3.connect(path) as file:
        names = [name for (name,) in file.execute("SELECT name FROM sqlite_master")]
    assert names == ["theirs"]


def test_a_damaged_page_is_named(calls):
    keep(calls, **{str(n): Reply(content="x" * 3000) for n in range(50)})
    calls.close()
    raw = bytearray(calls.path.read_bytes())
    raw[4096:] = b"\xff" * (len(raw) - 4096)
    calls.path.write_bytes(raw)
    with pytest.raises(ValueError, match="damaged"):
        Calls(calls.path).found([str(n) for n in range(50)])


def test_a_place_that_cannot_be_written_is_named(tmp_path):
    (tmp_path / "file").write_text("")
    with pytest.raises(OSError, match="file"):
        Calls(tmp_path / "file" / "calls.sqlite")


def test_a_full_disk_keeps_nothing_half_and_says_so(calls):
    keep(calls, a=Reply(content="1"))
    pages = calls._keeping.execute("PRAGMA page_count").fetchone()[0]
    calls._keeping.execute(f"PRAGMA max_page_count = {pages}")
    with pytest.raises(OSError, match="full: make room"):
        keep(calls, b=Reply(content="x" * 100_000), c=Reply(content="y"))
    assert set(calls.found(["a", "b", "c"])) == {"a"}
