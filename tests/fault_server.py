"""A model server on a real socket that errs as a test says."""

import asyncio
import inspect
import json
import threading
from concurrent.futures import Future

from aiohttp import web


class FaultServer:
    """A model server on a real socket that answers as a test says, and notes what it was asked.

    `say` is the text of every reply, or a way to answer, or a function that takes the request's
    body, with its number from 0 as `turn`, and gives either.
    """

    def __init__(self):
        self.say = lambda asked: f"re: {asked['messages'][-1]['content']}"
        self.seen, self.headers, self.peak, self.in_flight = [], [], 0, 0
        ready = Future()
        self.thread = threading.Thread(target=lambda: asyncio.run(self.live(ready)), daemon=True)
        self.thread.start()
        self.url = ready.result()

    async def live(self, ready):
        self.loop, self.over = asyncio.get_running_loop(), asyncio.Event()
        runner = web.ServerRunner(web.Server(self.answer, access_log=None), shutdown_timeout=0.1)
        await runner.setup()
        site = web.TCPSite(runner, "127.0.0.1", 0, backlog=512)
        await site.start()
        ready.set_result(f"http://127.0.0.1:{runner.addresses[0][1]}/v1")
        await self.over.wait()
        await runner.cleanup()

    async def answer(self, request):
        asked = Asked(json.loads(await request.read()))
        asked.turn = len(self.seen)
        self.seen.append(asked)
        self.headers.append(dict(request.headers))
        self.in_flight += 1
        self.peak = max(self.peak, self.in_flight)
        try:
            way = self.say if is_way(self.say) else self.say(asked)
            if isinstance(way, str):
                way = chat(*[way] * asked.get("n", 1), model=asked["model"])
            return await way(request)
        finally:
            self.in_flight -= 1

    def close(self):
        if self.thread.is_alive():
            self.loop.call_soon_threadsafe(self.over.set)
            self.thread.join()


class Asked(dict):
    """The body of a request."""


def is_way(said):
    return isinstance(said, str) or inspect.iscoroutinefunction(said)


def body(said, *, code=200, seconds=0.0, **headers):
    """Whatever bytes or JSON, after some seconds."""
    raw = said if isinstance(said, bytes) else json.dumps(said).encode()
    headers = {name.replace("_", "-"): value for name, value in headers.items()}

    async def way(_request):
        await asyncio.sleep(seconds)
        return web.Response(body=raw, status=code, headers=headers)

    return way


def chat(*texts, model="m", seconds=0.0, **message):
    """A chat completion of these texts; further fields go into each message."""
    messages = [{"role": "assistant", "content": text} | message for text in texts]
    choices = [
        {"index": place, "message": said, "finish_reason": "stop"}
        for place, said in enumerate(messages)
    ]
    usage = {"prompt_tokens": 10, "completion_tokens": 7 * len(texts)}
    return body({"model": model, "choices": choices, "usage": usage}, seconds=seconds)


def status(code, message="no", **headers):
    """An error, as services put it."""
    return body({"error": {"message": message}}, code=code, **headers)


async def cut(request):
    """Cut the connection before a byte is said."""
    request.transport.abort()
    return web.Response()


async def half(request):
    """Promise more than is sent, and cut the connection."""
    response = web.StreamResponse(headers={"Content-Length": "1000"})
    await response.prepare(request)
    await response.write(b'{"choices": [{"mess')
    request.transport.abort()
    return response
