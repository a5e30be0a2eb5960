"""vLLM's own server on the CPU, for real, asked through the door; and killed in the middle."""

import os
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from contextlib import suppress

import polars as pl
import pytest

from resources.llm import Sampling, Server, ServerLlm

pytest.importorskip("vllm", reason="vllm is not installed: pip install '.[serve]'")
pytestmark = pytest.mark.slow

PATIENCE = 240
VERDICT = {
    "type": "object",
    "properties": {"holds": {"type": "boolean"}},
    "required": ["holds"],
    "additionalProperties": False,
}


class VllmServer:
    """`vllm serve` in a process group of its own."""

    def __init__(self, folder, port, log):
        self.port, self.log = port, log
        options = f"--port {port} --served-model-name tiny --max-model-len 500 --dtype float32"
        command = [sys.executable, "-m", "vllm.entrypoints.openai.api_server", "--model", folder]
        self.process = subprocess.Popen(
            [*map(str, command), *options.split(), "--enforce-eager"],
            stdout=log.open("ab"),
            stderr=subprocess.STDOUT,
            start_new_session=True,
            env={**os.environ, "VLLM_CPU_KVCACHE_SPACE": "1", "OMP_NUM_THREADS": "1"},
        )
        self.wait()

    def wait(self):
        until = time.monotonic() + PATIENCE
        while time.monotonic() < until and self.process.poll() is None:
            with suppress(OSError):
                self.got("health")
                return
            time.sleep(0.5)
        self.kill()
        pytest.fail(f"vllm did not start: {self.log.read_text()[-2000:]}")

    def got(self, what):
        url = f"http://127.0.0.1:{self.port}/{what}"
        with urllib.request.urlopen(url, timeout=5) as response:
            return response.read().decode()

    def answered(self):
        """How many samples it has finished."""
        lines = self.got("metrics").splitlines()
        return sum(
            float(line.split()[-1])
            for line in lines
            if line.startswith("vllm:request_success_total")
        )

    def kill(self):
        with suppress(ProcessLookupError):
            os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait()


def free_port():
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        return taken.getsockname()[1]


@pytest.fixture(scope="module")
def served(tiny, tmp_path_factory):
    made = VllmServer(tiny, free_port(), tmp_path_factory.mktemp("vllm") / "log")
    yield made
    made.kill()


@pytest.fixture
def door(served, tmp_path):
    def made(**said):
        at = Server(base_url=f"http://127.0.0.1:{served.port}/v1", attempts=2, backoff=0.05)
        said = {"server": at, "calls": str(tmp_path)} | said
        return ServerLlm(model="tiny", **said)

    return made


def test_replies_come_with_their_thinking_apart_and_their_tokens_counted(door, asked):
    rows = door().replies(asked("a", "b"), Sampling(samples=3, seed=1))
    assert rows["error"].null_count() == 6
    assert rows["reply"].str.contains(r"^[1-8]+$").all()
    assert rows["thinking"].str.contains(r"^[abc]$").all()
    assert set(rows["finish_reason"]) == {"stop"}
    assert set(rows["model"]) == {"tiny"}
    assert rows["prompt_tokens"].sum() == 2 * len("user: a\n>")
    assert rows["completion_tokens"].sum() == rows["reply"].str.len_chars().sum() + 4 * 6
    assert rows["reply"].n_unique() > 1


def test_the_same_seed_draws_the_same_also_of_samples_asked_for_later(door, asked, tmp_path):
    whole = door(calls=str(tmp_path / "2")).replies(asked("a"), Sampling(samples=5, seed=3))
    door().replies(asked("a"), Sampling(samples=2, seed=3))
    more = door().replies(asked("a"), Sampling(samples=5, seed=3))
    assert more["stored"].to_list() == [True, True, False, False, False]
    assert more["reply"].to_list() == whole["reply"].to_list()


def test_without_chance_all_samples_are_the_most_likely_one(door, asked):
    rows = door().replies(asked("a"), Sampling(samples=3, temperature=0.0))
    assert rows.select("reply", "thinking").rows() == [("1", "a")] * 3


def test_a_reply_keeps_to_its_schema(door, asked):
    rows = door().replies(asked("a", "b"), Sampling(schema=VERDICT, samples=4, seed=1))
    assert rows["error"].null_count() == 8
    assert set(rows["reply"].str.json_path_match("$.holds")) == {"true", "false"}


def test_a_reply_ends_at_a_stop_text_and_where_its_room_ends(door, asked):
    rows = door().replies(asked("a"), Sampling(samples=20, seed=1, stop=("3", "45")))
    assert not rows["reply"].str.contains("3|45").any()
    cut = door().replies(asked("a"), Sampling(samples=20, seed=1, max_tokens=5))
    assert "length" in set(cut["finish_reason"])


def test_a_prompt_longer_than_the_context_is_a_row_and_the_rest_goes_on(door, asked):
    rows = door().replies(asked("x" * 600, "a"), Sampling(seed=1))
    assert rows["error"][0].startswith("too long: ")
    assert rows["reply"][1]


def test_what_every_call_says_besides_reaches_the_server(door, asked):
    rows = door(extra='{"top_k": 1}').replies(asked("a"), Sampling(samples=5))
    assert rows["reply"].n_unique() == 1


def test_another_model_than_the_served_one_is_told(door, asked, tmp_path):
    other = ServerLlm(model="other", calls=str(tmp_path), server=door().server)
    rows = other.replies(asked("a"), Sampling())
    assert "status 404" in rows["error"][0]


def test_a_server_that_is_killed_costs_no_answer_twice(tiny, asked, tmp_path):
    port, log = free_port(), tmp_path / "log"
    at = Server(base_url=f"http://127.0.0.1:{port}/v1", attempts=2, backoff=0.05, in_flight=8)
    llm = ServerLlm(
        model="tiny",
        calls=str(tmp_path / "calls"),
        server=at,
        extra='{"ignore_eos": true, "min_tokens": 60}',
    )
    prompts, sampling = asked(*[f"p{n}" for n in range(300)]), Sampling(seed=1, max_tokens=60)
    server = VllmServer(tiny, port, log)
    frames = []
    try:
        for frame in llm.stream([prompts], sampling):
            frames.append(frame)
            server.kill()
    finally:
        server.kill()
    first = pl.concat(frames).sort("asked")
    came = first.filter(pl.col("error").is_null())
    assert 0 < came.height < 300
    assert first.height == 300
    server = VllmServer(tiny, port, log)
    try:
        second = llm.replies(prompts, sampling)
        asked_again = server.answered()
    finally:
        server.kill()
    assert second["error"].null_count() == 300
    assert second["stored"].sum() >= came.height
    assert asked_again == 300 - second["stored"].sum()
    kept = second.filter(pl.col("asked").is_in(came["asked"].implode()))
    assert kept["reply"].to_list() == came["reply"].to_list()
