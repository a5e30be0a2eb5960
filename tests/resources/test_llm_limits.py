import time

import pytest

from resources.llm import Budget, Sampling


def test_a_budget_stops_cleanly_and_outlives_the_run(door, server, asked):
    budget = Budget(prompt_price=1e6, completion_price=1e6, day_money=17 * 3)
    rows = door(budget, in_flight=1).replies(asked(*"abcdef"), Sampling())
    assert len(server.seen) == 3
    assert rows["reply"].count() == 3
    assert rows["error"].drop_nulls().str.starts_with("budget: day_money reached").all()
    assert rows["cost"].sum() == 51
    again = door(budget, in_flight=1).replies(asked(*"abcdef"), Sampling())
    assert len(server.seen) == 3
    assert again["stored"].sum() == 3


def test_a_budget_of_a_run_is_over_all_its_streams(door, server, asked):
    llm = door(Budget(run_tokens=34), in_flight=1)
    rows = [llm.replies(asked(prompt), Sampling()) for prompt in "abc"]
    assert [row["reply"].count() for row in rows] == [1, 1, 0]
    assert rows[2]["error"][0] == "budget: run_tokens reached: 34 of 34 spent"
    assert door(Budget(run_tokens=34)).replies(asked("c"), Sampling())["reply"].count() == 1
    assert len(server.seen) == 3


def test_tokens_that_the_server_does_not_count_are_guessed(door, server, says, asked):
    server.say = says.body({"choices": [{"message": {"content": "x" * 100}}]})
    rows = door(Budget(run_tokens=60), in_flight=1).replies(asked(*"abcd"), Sampling())
    assert len(server.seen) == 2
    assert rows["completion_tokens"].null_count() == 4


def test_a_budget_of_money_needs_prices(door, one):
    with pytest.raises(ValueError, match="needs prompt_price"):
        one(door(Budget(run_money=1.0, prompt_price=1.0)))


def test_a_price_that_is_unknown_is_no_cost(door, one):
    assert one(door(), "a")["cost"] is None
    assert one(door(Budget(prompt_price=2.0, completion_price=4.0)), "b")["cost"] == 48e-6


def test_refusals_narrow_the_window(door, server, says, asked):
    server.say = lambda _asked: (
        says.status(429) if server.in_flight > 5 else says.chat("fine", seconds=0.01)
    )
    prompts = asked(*[str(n) for n in range(300)])
    rows = door(in_flight=40, attempts=10).replies(prompts, Sampling())
    assert rows["reply"].count() == 300
    assert len(server.seen) - 300 < 60


def test_a_rate_that_nobody_told_of_is_found(door, server, says, asked):
    begun, given = time.monotonic(), []

    def say(_asked):
        if len(given) > 10 + 40 * (time.monotonic() - begun):
            return says.status(429)
        given.append(1)
        return "fine"

    server.say = say
    rows = door(backoff=0.2).replies(asked(*[str(n) for n in range(80)]), Sampling())
    assert rows["reply"].count() == 80


def test_the_window_is_used_and_never_passed(door, server, says, asked):
    server.say = says.chat("fine", seconds=0.01)
    door(in_flight=40).replies(asked(*[str(n) for n in range(500)]), Sampling())
    assert 30 <= server.peak <= 40


def test_a_wide_window_is_filled(door, server, says, asked):
    server.say = says.chat("fine", seconds=0.2)
    door(in_flight=400).replies(asked(*[str(n) for n in range(1500)]), Sampling())
    assert server.peak > 300


def test_a_pause_that_the_server_asks_for_is_kept(door, server, says, asked):
    server.say = lambda asked: says.status(429, Retry_After="0.5") if asked.turn == 0 else "fine"
    start = time.monotonic()
    rows = door(in_flight=1).replies(asked("a", "b"), Sampling())
    assert rows["reply"].to_list() == ["fine", "fine"]
    assert 0.5 <= time.monotonic() - start < 5


def test_a_pause_is_bounded(door, server, says, one):
    server.say = lambda asked: says.status(429, Retry_After="3600") if asked.turn == 0 else "fine"
    start = time.monotonic()
    assert one(door(longest_pause=0.1))["reply"] == "fine"
    assert time.monotonic() - start < 5


def test_rates_by_the_minute_are_kept(door, asked):
    start = time.monotonic()
    rows = door(requests_per_minute=600).replies(asked(*[str(n) for n in range(106)]), Sampling())
    assert rows["reply"].count() == 106
    assert 0.5 <= time.monotonic() - start < 5
