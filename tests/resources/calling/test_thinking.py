import pytest
from hypothesis import given
from hypothesis import strategies as st

from resources.calling.thinking import parted

plain = st.text().filter(lambda text: "think>" not in text)


@given(plain, plain)
def test_thinking_and_reply_come_apart_as_they_were_put_together(thinking, reply):
    for whole in (f"<think>{thinking}</think>{reply}", f"\n<think>\n{thinking}</think>\n\n{reply}"):
        assert parted(whole) == (reply.strip(), thinking.strip() or None)


@given(plain)
def test_a_reply_without_thinking_stays_as_it_is(reply):
    assert parted(reply) == (reply, None)
    assert parted(reply, "apart") == (reply, "apart")


@pytest.mark.parametrize(
    ("whole", "expected"),
    [
        (None, (None, None)),
        ("so</think>42", ("42", "so")),
        ("<think>never ends", ("", "never ends")),
        ("<think></think>42", ("42", None)),
        ("put it into <think> and </think>", ("put it into <think> and </think>", None)),
        ("<think>a</think>b</think>c", ("b</think>c", "a")),
    ],
)
def test_odd_replies(whole, expected):
    assert parted(whole) == expected
