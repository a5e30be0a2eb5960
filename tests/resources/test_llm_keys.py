import pytest

from resources.llm import Sampling

SECRET = "very/secret-value-0123456789"


def test_a_missing_key_is_named_and_nothing_is_sent(door, server, one, monkeypatch):
    monkeypatch.delenv("SOME_KEY", raising=False)
    row = one(door(key_variable="SOME_KEY"))
    assert row["error"] == "shut: variable SOME_KEY is not set"
    assert server.seen == []


@pytest.fixture
def kept(tmp_path):
    """All bytes that the call store left on disk."""
    return lambda: b"".join(path.read_bytes() for path in tmp_path.iterdir())


def test_a_key_is_sent_and_kept_nowhere(door, server, asked, monkeypatch, kept, says):  # noqa: PLR0913, PLR0917
    monkeypatch.setenv("SOME_KEY", f"{SECRET}\n")
    server.say = lambda asked: (
        says.chat(f"you sent {SECRET}") if asked.turn == 0 else says.status(400, f"bad {SECRET}")
    )
    rows = door(key_variable="SOME_KEY", in_flight=1).replies(asked("a", "b"), Sampling())
    assert server.headers[0]["Authorization"] == f"Bearer {SECRET}"
    assert rows["reply"][0] == "you sent [key]"
    assert rows["error"][1] == "status 400: bad [key]"
    assert SECRET.encode() not in kept()


def test_a_key_is_not_shown_where_a_reply_is_cut_off(door, server, says, one, monkeypatch):
    monkeypatch.setenv("SOME_KEY", SECRET)
    server.say = says.body(SECRET.encode() * 1000)
    row = one(door(key_variable="SOME_KEY", most_bytes=5000))
    assert "[key]" in row["error"]
    assert "secret" not in row["error"]


def test_a_key_that_was_changed_meanwhile_is_read_again(door, server, says, one, tmp_path):
    file = tmp_path / "key"
    file.write_text("old-key-0000")

    def say(asked):
        if server.headers[asked.turn]["Authorization"] == "Bearer new-key-1111":
            return "fine"
        file.write_text("new-key-1111")
        return says.status(401, "expired")

    server.say = say
    assert one(door(key_file=str(file)))["reply"] == "fine"


def test_a_key_that_is_refused_shuts_the_door(door, server, says, asked, tmp_path):
    file = tmp_path / "key"
    file.write_text("old-key-0000")
    server.say = says.status(401, "invalid")
    rows = door(key_file=str(file), in_flight=1).replies(asked("b", "c", "d"), Sampling())
    assert set(rows["error"]) == {f"shut: 401: invalid: set the file {file} to a key that is valid"}
    assert len(server.seen) == 1


@pytest.mark.parametrize(("code", "said"), [(402, "pay"), (429, "insufficient_quota")])
def test_a_spent_quota_shuts_the_door(door, server, says, asked, code, said):  # noqa: PLR0913, PLR0917
    server.say = says.status(code, said)
    rows = door(in_flight=1).replies(asked("a", "b", "c"), Sampling())
    assert len(server.seen) == 1
    assert rows["error"].str.starts_with("shut: ").all()
    assert "pay, or take another key" in rows["error"][2]
