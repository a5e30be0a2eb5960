"""What the model door costs: `python benchmarks/door.py [--prompts 5000]`; about eleven minutes.

A server with 50 ms of latency runs in a process of its own. (a) The door, its store on, against a
bare aiohttp loop; its memory. (b) A server that refuses above 32 in flight. (c) SIGKILL, resumed.
"""

import argparse
import asyncio
import json
import os
import random
import resource
import signal
import statistics
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.metadata import version
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))

import aiohttp
import polars as pl
from aiohttp import web

from resources.calling import serving
from resources.llm import Sampling, Server, ServerLlm

LATENCY, IN_FLIGHT, CAPACITY, CHARACTERS = 0.05, 64, 32, 420
ASKED = Sampling(temperature=0.0)


def prompt(number: int) -> str:
    return f"{number}: " + "请根据条款说明客户在办理业务前应当了解的风险。" * (CHARACTERS // 23)


class Counting:
    """A model server that counts: what it was asked, answered and refused."""

    def __init__(self, capacity: int, log: str) -> None:
        self.capacity, self.in_flight, self.refused = capacity, 0, 0
        self.log = Path(log) if log else None

    async def answer(self, request: web.BaseRequest) -> web.Response:
        if request.method == "GET":
            return web.json_response({"refused": self.refused})
        asked = json.loads(await request.read())
        if self.in_flight >= self.capacity:
            self.refused += 1
            return web.Response(status=429, text='{"error": {"message": "too many"}}')
        self.in_flight += 1
        try:
            await asyncio.sleep(LATENCY)
        finally:
            self.in_flight -= 1
        return web.Response(body=completion(asked), content_type="application/json")

    async def logged(self, request: web.BaseRequest) -> web.Response:
        response = await self.answer(request)
        if self.log and request.method == "POST":
            number = json.loads(await request.read())["messages"][0]["content"].split(":")[0]
            await response.prepare(request)
            await response.write_eof()
            with self.log.open("a") as log:
                log.write(f"{time.time()} {number}\n")
        return response


def completion(asked: dict) -> bytes:
    message = {"role": "assistant", "content": "客户应当了解本金可能受到损失。" * 10}
    choices = [{"index": 0, "message": message, "finish_reason": "stop"}]
    usage = {"prompt_tokens": 300, "completion_tokens": 90}
    return json.dumps({"model": asked["model"], "choices": choices, "usage": usage}).encode()


async def served(port: int, capacity: int, log: str) -> None:
    runner = web.ServerRunner(web.Server(Counting(capacity, log).logged, access_log=None))
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", port, backlog=1024).start()
    await asyncio.Event().wait()


@contextmanager
def server(*, capacity: int = 10**9, log: str = "") -> Iterator[str]:
    port = random.randint(20_000, 30_000)
    said = ["--serve", str(port), "--capacity", str(capacity), "--log", log]
    # Its complaints about clients that were killed are of no interest.
    process = subprocess.Popen([sys.executable, __file__, *said], stderr=subprocess.DEVNULL)
    try:
        asyncio.run(up(port))
        yield f"http://127.0.0.1:{port}/v1"
    finally:
        process.kill()
        process.wait()


async def up(port: int) -> None:
    for _ in range(200):
        try:
            await asyncio.open_connection("127.0.0.1", port)
        except OSError:
            await asyncio.sleep(0.05)
        else:
            return
    raise RuntimeError("the benchmark's server did not start")


async def bare(url: str, count: int, in_flight: int = IN_FLIGHT) -> None:
    """What aiohttp does at best: as many coroutines as calls in flight, nothing kept."""
    numbers = iter(range(count))

    async def worker(session: aiohttp.ClientSession) -> None:
        for number in numbers:
            body = {"model": "mock", "messages": [{"role": "user", "content": prompt(number)}]}
            async with session.post(f"{url}/chat/completions", json=body) as response:
                (await response.json())["choices"][0]["message"]["content"]

    connector = aiohttp.TCPConnector(limit=0)
    async with aiohttp.ClientSession(connector=connector) as session:
        await asyncio.gather(*[worker(session) for _ in range(in_flight)])


def prompts(count: int) -> Iterator[pl.DataFrame]:
    for start in range(0, count, 1000):
        numbers = range(start, min(count, start + 1000))
        yield pl.DataFrame({"prompt": [prompt(number) for number in numbers]})


def door(url: str, folder: str, count: int) -> int:
    """Rows that the door answers."""
    llm = ServerLlm(model="mock", calls=folder, server=Server(base_url=url, in_flight=IN_FLIGHT))
    return sum(frame["reply"].count() for frame in llm.stream(prompts(count), ASKED))


def asked(url: str, folder: str, count: int, log: str) -> subprocess.Popen:
    said = ["--ask", url, "--folder", folder, "--prompts", str(count), "--log", log]
    command = [sys.executable, __file__, *said]
    return subprocess.Popen(command, stdout=subprocess.PIPE, text=True, start_new_session=True)


def ask(url: str, folder: str, count: int, log: str) -> None:
    """In a process of its own: answered rows noted as they are handed out, then the peak memory."""
    llm = ServerLlm(model="mock", calls=folder, server=Server(base_url=url, in_flight=IN_FLIGHT))
    start, rows, cpu = time.perf_counter(), 0, time.process_time()
    with Path(log or os.devnull).open("a", buffering=1) as noted:
        for frame in llm.stream(prompts(count), ASKED):
            rows += frame["reply"].count()
            noted.write("".join(f"{number}\n" for number in frame["asked"]))
    seconds, cpu = time.perf_counter() - start, time.process_time() - cpu
    theirs = max([peak(int(pid)) for pid in children()], default=0.0)
    serving.dismiss()
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    print(f"{rows} {seconds:.2f} {cpu:.2f} {peak(os.getpid()):.0f}", end=" ")
    print(f"{used.ru_utime + used.ru_stime:.2f} {theirs:.0f}")


def children() -> list[str]:
    tasks = Path("/proc/self/task").glob("*/children")
    return [pid for task in tasks for pid in task.read_text().split()]


def peak(pid: int) -> float:
    """Most memory that a process has had, in MiB."""
    lines = Path(f"/proc/{pid}/status").read_text().splitlines()
    return next(int(line.split()[1]) / 1024 for line in lines if line.startswith("VmHWM"))


def against_bare(count: int, pairs: int) -> None:
    """Alternate, so that a busy machine slows both alike."""
    took: dict[str, list[float]] = {"bare": [], "door": []}
    with server() as url, tempfile.TemporaryDirectory() as folder:
        asyncio.run(bare(url, 500))
        for pair in range(pairs):
            start = time.perf_counter()
            asyncio.run(bare(url, count))
            took["bare"].append(count / (time.perf_counter() - start))
            start = time.perf_counter()
            assert door(url, f"{folder}/{pair}", count) == count
            took["door"].append(count / (time.perf_counter() - start))
        start = time.perf_counter()
        assert door(url, f"{folder}/0", count) == count
        again = count / (time.perf_counter() - start)
    ratios = [ours / theirs for ours, theirs in zip(took["door"], took["bare"], strict=True)]
    shown = {name: " ".join(f"{rate:.0f}" for rate in rates) for name, rates in took.items()}
    print(f"(a) {count} prompts, {IN_FLIGHT} in flight: bare {shown['bare']}, door {shown['door']}")
    print(f"    requests/s; ratio {statistics.median(ratios):.2f}; from the store {again:,.0f}/s")


def memory(counts: list[int]) -> None:
    for count in counts:
        with server() as url, tempfile.TemporaryDirectory() as folder:
            figures = asked(url, folder, count, "").communicate()[0].split()
            size = sum(path.stat().st_size for path in Path(folder).iterdir()) / 2**20
        rows, seconds, cpu, most, their_cpu, their_most = figures
        print(
            f"    {rows} rows in {seconds} s: {cpu} s of CPU and a peak of {most} MiB, in the "
            f"process that asks {their_cpu} s and {their_most} MiB; store {size:.0f} MiB",
            flush=True,
        )


async def refusals(url: str) -> int:
    async with aiohttp.ClientSession() as session, session.get(url) as response:
        return (await response.json())["refused"]


def against_refusals(count: int, times: int) -> None:
    for _ in range(times):
        with server(capacity=CAPACITY) as url, tempfile.TemporaryDirectory() as folder:
            start = time.perf_counter()
            rows = door(url, folder, count)
            rate = count / (time.perf_counter() - start)
            refused = asyncio.run(refusals(url))
        with server() as url:
            start = time.perf_counter()
            asyncio.run(bare(url, count, CAPACITY))
            best = count / (time.perf_counter() - start)
        print(
            f"(b) {rows} of {count}: {refused} refusals, {rate:.0f}/s: {rate / best:.2f} of a bare "
            f"loop with {CAPACITY} in flight, {rate / (CAPACITY / LATENCY):.2f} of the slots"
        )


def killed(turn: int, folder: str, count: int, *, group: bool) -> Counter[str]:
    """Kill a run at a random point, resume it at once, and compare what was sent and handed out."""
    log, noted = f"{folder}/server.log", f"{folder}/noted.log"
    with server(log=log) as url:
        process = asked(url, folder, count, noted)
        time.sleep(random.Random(turn).uniform(1.5, 5.0))
        (os.killpg if group else os.kill)(process.pid, signal.SIGKILL)
        process.wait()
        when = time.time()
        handed = set(Path(noted).read_text().split()) if Path(noted).exists() else set()
        rows = asked(url, folder, count, "").communicate()[0].split()[0]
    lines = [line.split() for line in Path(log).read_text().splitlines()]
    sent = {number: float(at) for at, number in lines if float(at) < when}
    twice = {number for number, times in Counter(n for _, n in lines).items() if times > 1}
    return Counter(
        amid=0 < len(sent) < count,
        repeated=len(twice),
        sent=len(twice & sent.keys()),
        handed=len(twice & handed),
        lost=count - int(rows),
    )


def against_kills(count: int, kills: int) -> None:
    for group, whose in ((False, "the process that streams"), (True, "its whole group")):
        total: Counter[str] = Counter()
        for turn in range(kills):
            with tempfile.TemporaryDirectory() as folder:
                total.update(killed(turn, folder, count, group=group))
        print(
            f"(c) {kills} kills of {whose}, {total['amid']} amid its {count} calls: "
            f"{total['repeated']} answered twice, {total['sent']} of them before the kill, "
            f"{total['handed']} handed out before it; {total['lost']} lost",
            flush=True,
        )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    defaults = {"--serve": 0, "--prompts": 5000, "--capacity": 0, "--pairs": 3, "--kills": 20}
    for name, default in defaults.items():
        parser.add_argument(name, type=int, default=default)
    for name in ("--ask", "--folder", "--log"):
        parser.add_argument(name, default="")
    parser.add_argument("--parts", default="ambc")
    said = parser.parse_args()
    if said.serve:
        asyncio.run(served(said.serve, said.capacity, said.log))
    elif said.ask:
        ask(said.ask, said.folder, said.prompts, said.log)
    else:
        names = ("aiohttp", "polars", "dagster")
        print(f"python {sys.version.split()[0]}", *(f"{name} {version(name)}" for name in names))
        parts = {
            "a": lambda: against_bare(said.prompts, said.pairs),
            "m": lambda: memory([5000, 100_000]),
            "b": lambda: against_refusals(2000, said.pairs),
            "c": lambda: against_kills(4000, said.kills),
        }
        for part in said.parts:
            parts[part]()


if __name__ == "__main__":
    main()
