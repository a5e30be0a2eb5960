import math

from hypothesis import given, settings
from hypothesis import strategies as st

from resources.calling.pacing import Bucket, Pacing, Window


class Clock:
    now = 100.0

    def __call__(self):
        return self.now


def round_trip(window, capacity):
    """Fill the window; the server accepts so many. How many it refused."""
    sent = [window.sent() for _ in range(window.limit - window.in_flight)]
    for one in sent[capacity:]:
        window.refused(one)
    for one in sent[:capacity]:
        window.answered(one)
    return max(0, len(sent) - capacity)


events = st.lists(st.sampled_from(["send", "answer", "refuse", "end"]), max_size=300)


@settings(max_examples=200, deadline=None)
@given(st.integers(1, 100), events)
def test_the_window_stays_between_one_and_the_most_whatever_happens(most, happened):
    window, flying = Window(most), []
    for event in happened:
        if event == "send":
            flying.append(window.sent())
        elif flying:
            sent = flying.pop(0)
            if event == "end":
                window.ended()
            else:
                {"answer": window.answered, "refuse": window.refused}[event](sent)
        assert 1 <= window.limit <= most
        assert window.in_flight == len(flying)


def test_an_easy_server_gets_the_whole_window_soon():
    window = Window(64)
    for _ in range(5):
        assert round_trip(window, 1000) == 0
    assert window.limit == 64


@settings(max_examples=50, deadline=None)
@given(st.integers(1, 100), st.integers(1, 100))
def test_a_cut_goes_to_what_was_accepted(most, capacity):
    window = Window(most)
    refused = 0
    while not refused and window.limit < most:
        refused = round_trip(window, capacity)
    assert refused == 0 or window.limit == capacity


def test_a_burst_of_refusals_cuts_once():
    window = Window(16)
    sent = [window.sent() for _ in range(16)]
    for one in sent[10:]:
        window.refused(one)
    assert window.limit == 10
    for one in sent[:10]:
        window.answered(one)
    assert window.limit == 10


def test_refusals_are_rare_and_the_slots_are_used():
    window = Window(64)
    limits, refused = [], 0
    for _ in range(60):
        refused += round_trip(window, 32)
        limits.append(window.limit)
    assert refused < 30
    assert sum(limits[5:]) / len(limits[5:]) > 0.9 * 32


def test_a_server_that_recovers_gets_its_window_back():
    window = Window(64)
    for _ in range(20):
        round_trip(window, 4)
    assert window.limit <= 5
    trips = 0
    while window.limit < 64:
        round_trip(window, 1000)
        trips += 1
    assert trips < 40


def test_a_server_that_refuses_everything_is_asked_by_one():
    window = Window(64)
    for _ in range(40):
        round_trip(window, 0)
    assert window.limit == 1


def test_a_pause_holds_everybody_back():
    clock = Clock()
    pacing = Pacing(8, clock=clock)
    pacing.refused(pacing.sent(0), 2.5)
    assert pacing.delay(0) == 2.5
    clock.now += 2.5
    assert pacing.delay(0) == 0


def test_a_server_that_refuses_a_lone_call_is_left_alone_longer_each_time():
    clock = Clock()
    pacing, pauses = Pacing(1, clock=clock), []
    for _ in range(12):
        pacing.refused(pacing.sent(0), 0.0)
        pauses.append(pacing.delay(0))
        clock.now += pauses[-1]
    assert pauses[:4] == [0.25, 0.5, 1.0, 2.0]
    assert pauses[-1] == 30.0
    pacing.answered(pacing.sent(0), None)
    pacing.refused(pacing.sent(0), 0.0)
    assert pacing.delay(0) == 0.25


def test_a_full_window_waits_for_an_end():
    pacing = Pacing(1, clock=Clock())
    sent = pacing.sent(0)
    assert pacing.delay(0) is None
    pacing.answered(sent, None)
    assert pacing.delay(0) == 0


@settings(max_examples=100, deadline=None)
@given(
    rate=st.floats(6, 6000),
    amounts=st.lists(st.floats(0.1, 300), min_size=1, max_size=60),
    idle=st.lists(st.floats(0, 5), min_size=1, max_size=5),
)
def test_a_bucket_never_gives_more_than_flowed_in(rate, amounts, idle):
    clock = Clock()
    bucket, begun, taken = Bucket(rate, clock), clock.now, 0.0
    for turn, amount in enumerate(amounts):
        clock.now += idle[turn % len(idle)]
        clock.now += bucket.delay(amount)
        assert bucket.delay(amount) < 1e-6
        assert taken <= (clock.now - begun + 10) * rate / 60 + 1e-6
        bucket.take(amount)
        taken += amount


def test_a_bucket_without_a_rate_never_waits():
    bucket = Bucket(None, Clock())
    bucket.take(1e9)
    assert bucket.delay(1e9) == 0


def test_tokens_that_were_not_used_are_given_back():
    clock = Clock()
    pacing = Pacing(8, clock=clock, tokens_per_minute=6000)
    sent = pacing.sent(1000)
    assert math.isclose(pacing.delay(500), 5.0)
    pacing.answered(sent, 100)
    assert pacing.delay(500) == 0
