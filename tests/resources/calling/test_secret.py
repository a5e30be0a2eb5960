import pytest
from hypothesis import given
from hypothesis import strategies as st

from resources.calling.secret import Key, NoKey, shown


def test_no_key_is_needed_where_none_is_named():
    assert Key("", "").read() is None


def test_a_key_that_cannot_be_is_named_without_its_value(monkeypatch, tmp_path):
    monkeypatch.setenv("BAD", "ключ secret")
    for key, said in (
        (Key("BAD", ""), "variable BAD holds characters"),
        (Key("sk-secret-in-place", ""), "key_variable is no name of a variable"),
        (Key("UNSET_9", ""), "variable UNSET_9 is not set"),
        (Key("", str(tmp_path / "none")), "none cannot be read: FileNotFoundError"),
    ):
        with pytest.raises(NoKey, match=said) as caught:
            key.read()
        assert "secret" not in str(caught.value)


def test_every_key_that_was_read_is_hidden(tmp_path):
    file = tmp_path / "key"
    key = Key("", str(file))
    for value in ("first-key-1", "second-key-2"):
        file.write_text(value)
        key.read()
    assert key.hidden(b"first-key-1 second-key-2 third") == b"[key] [key] third"


def test_a_word_that_keeps_nothing_secret_is_not_hidden(monkeypatch):
    monkeypatch.setenv("WORD", "EMPTY")
    key = Key("WORD", "")
    assert key.read() == "EMPTY"
    assert key.hidden(b"EMPTY") == b"EMPTY"


@given(st.text())
def test_what_is_shown_is_short_and_printable(text):
    said = shown(text)
    assert len(said) <= 80
    assert said.isprintable()


def test_what_looks_like_a_key_is_not_shown():
    assert shown("Incorrect API key: sk-abcdef123456.") == "Incorrect API key: [key]."
    assert shown("header was: Bearer abc.def") == "header was: Bearer [key]"
