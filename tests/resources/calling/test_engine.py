"""The face behind which a model in process stands, and the ledger that every engine reports to."""

import polars as pl
import pytest

from resources.calling.calls import Call, Calls, Outcome, Reply
from resources.calling.engine import Batches
from resources.calling.ledger import Ledger
from resources.calling.spending import Spending
from resources.llm import Budget, Llm, Sampling


class EchoLlm(Llm):
    """A model in process that repeats the prompt; notes its batches."""

    def _engine(self, sampling, ledger):  # noqa: ARG002
        return Batches(echoed, ledger)


batches = []


def echoed(calls):
    batches.append(len(calls))
    for call in calls:
        text = call.messages[-1]["content"]
        if text == "bad":
            yield Outcome(call, error="failed: bad")
            continue
        replies = [Reply(content=f"{text}{n}", completion_tokens=1) for n in call.samples]
        yield Outcome(call, replies)


def asked(*prompts):
    return pl.DataFrame({"prompt": prompts})


def test_a_model_in_process_is_an_engine_of_batches(tmp_path):
    batches.clear()
    llm = EchoLlm(model="echo", calls=str(tmp_path))
    rows = llm.replies(asked("a", "bad", "a", "b"), Sampling(samples=2))
    assert rows["reply"].to_list() == ["a0", "a1", None, None, "a0", "a1", "b0", "b1"]
    assert rows["error"].drop_nulls().to_list() == ["failed: bad"] * 2
    assert batches == [3]
    again = llm.replies(asked("b", "bad"), Sampling(samples=3))
    assert again["stored"].to_list() == [True, True, False, False, False, False]
    assert batches == [3, 2]


def test_batches_stop_at_the_budget(tmp_path):
    llm = EchoLlm(model="echo", calls=str(tmp_path), budget=Budget(run_tokens=300), look_ahead=100)
    rows = llm.replies(asked(*[str(n) for n in range(2000)]), Sampling())
    assert 300 <= rows["reply"].count() <= 600
    assert set(rows["error"].drop_nulls().str.split(":").list.first()) == {"budget"}


@pytest.fixture
def calls(tmp_path):
    made = Calls(tmp_path / "calls.sqlite")
    yield made
    made.close()


def test_a_store_that_is_full_shuts_the_door_and_loses_no_answer(calls):
    ledger = Ledger(calls, Spending(Budget(), calls, "r"), shared="{}", run="r")
    engine = Batches(echoed, ledger)
    pages = calls._keeping.execute("PRAGMA page_count").fetchone()[0]
    calls._keeping.execute(f"PRAGMA max_page_count = {pages}")
    call = Call([{"role": "user", "content": "x" * 100_000}], (0,), ("k",))
    engine.ask([call])
    assert engine.answers()[0].replies[0].content.startswith("xxx")
    engine.ask([call])
    assert "make room" in engine.answers()[0].error


def test_failures_that_all_share_shut_the_door_unless_one_is_answered(calls):
    ledger = Ledger(calls, Spending(Budget(), calls, "r"), shared="{}", run="r")
    for _ in range(2):
        ledger.hopeless("connect: nobody")
    ledger.answered([])
    for _ in range(2):
        ledger.hopeless("connect: nobody")
    assert ledger.refusal() is None
    ledger.hopeless("connect: nobody")
    assert ledger.refusal() == "shut: 3 calls in a row failed: connect: nobody"
    assert ledger.shut("later") == ledger.refusal()
