"""One call to a model server, with its retries."""

import asyncio
import random
import ssl
import time
from typing import Final

import aiohttp
from pydantic import BaseModel
from yarl import URL

from resources.calling.calls import Call, Outcome, Reply
from resources.calling.completions import Completions
from resources.calling.ledger import Ledger
from resources.calling.pacing import Pacing, Sent
from resources.calling.secret import Key, NoKey, shown
from resources.calling.turnstile import Turnstile
from resources.calling.verdicts import Failure, failure

_WELL: Final = range(200, 300)
_ASKED_OTHERWISE: Final = {"schema", "key", "singly"}
"""Failures after which the next attempt is another request, and so the first of its kind."""
_FINAL: Final = {"stop", "unsent"}
_CHARACTERS: Final = 2
"""Characters of a token, guessed on the safe side, until the server has counted."""
_REPLY: Final = 512
"""Tokens of a reply, guessed where `max_tokens` says nothing."""


class Server(BaseModel):
    """A server that speaks `/chat/completions`: vLLM, Ollama, a service; and how to treat it."""

    base_url: str
    """Where its API begins, such as `http://localhost:8000/v1`."""
    in_flight: int = 64
    """Most calls at once; fewer where the server refuses so many."""
    key_variable: str = ""
    """Environment variable that holds the key; empty: it needs none."""
    key_file: str = ""
    """File that holds the key, read again when the key is refused; goes before the variable."""
    attempts: int = 6
    """Most attempts at one call."""
    backoff: float = 0.5
    """Longest wait before the second attempt, in seconds; doubled for each further one."""
    longest_pause: float = 60.0
    """Longest wait, in seconds, whatever the server asks for."""
    connect_timeout: float = 10.0
    """Seconds to connect in."""
    silence_timeout: float = 1800.0
    """Seconds without a byte before a call is given up: a slow server is not an error."""
    most_bytes: int = 4 * 1024 * 1024
    """Longest response."""
    requests_per_minute: float | None = None
    """Most calls by the minute, where the service says so."""
    tokens_per_minute: float | None = None
    """Most tokens by the minute, where the service says so."""
    through_proxy: bool = False
    """Whether to go through the proxy that the environment names."""

    def url(self) -> URL:
        """Where calls are sent.

        Raises:
            ValueError: `base_url` is no web address, or holds a password or a key.
        """
        url = URL(self.base_url.rstrip("/"))
        if url.scheme not in {"http", "https"} or not url.host:
            raise ValueError(f"base_url {shown(self.base_url)!r}: expected http://host:port/v1")
        if url.user or url.password or url.query:
            raise ValueError("base_url holds more than an address: put the key into key_variable")
        return url if url.path.endswith("/chat/completions") else url / "chat" / "completions"


class Attempts:
    """Asks one server for one stream, inside one event loop."""

    def __init__(
        self, server: Server, wire: Completions, ledger: Ledger, session: aiohttp.ClientSession
    ) -> None:
        """Read the key; where it is missing, the door is shut.

        Raises:
            ValueError: `base_url` is of no use.
        """
        self._server, self._wire, self._ledger, self._session = server, wire, ledger, session
        self._url = server.url()
        self._key = Key(server.key_variable, server.key_file)
        self._pacing = Pacing(
            server.in_flight,
            clock=time.monotonic,
            requests_per_minute=server.requests_per_minute,
            tokens_per_minute=server.tokens_per_minute,
        )
        self._turns = Turnstile(self._pacing)
        self._in_words = self._singly = False
        self._reply_tokens = wire.sampling.max_tokens or _REPLY
        try:
            self._key.read()
        except NoKey as error:
            ledger.shut(str(error))

    @property
    def under_way(self) -> int:
        """Requests that were sent, and not answered yet."""
        return self._pacing.window.in_flight

    def stop(self, reason: str) -> None:
        """Send nothing more; requests under way go on."""
        self._ledger.shut(reason)
        self._turns.clear()

    def parts(self, call: Call) -> list[Call]:
        """A call as the server takes it: whole, or a call for each sample."""
        if not self._singly:
            return [call]
        samples = zip(call.samples, call.keys, strict=True)
        return [Call(call.messages, (sample,), (key,)) for sample, key in samples]

    async def made(self, call: Call) -> Outcome:
        """What becomes of a call, after as many attempts as it is worth."""
        attempt, most = 0, self._server.attempts
        asked = call
        while True:
            attempt += 1
            came = await self._attempt(asked, attempt)
            if not isinstance(came, Failure):
                self._singly = self._singly or len(asked.samples) < len(call.samples)
                return Outcome(call, came)
            most += came.then in _ASKED_OTHERWISE
            asked = _first(call) if came.then == "singly" else asked
            if came.then in _FINAL or attempt >= most:
                return self._given_up(call, came, attempt)
            if came.then not in _ASKED_OTHERWISE:
                await asyncio.sleep(self._wait(attempt, came))

    async def _attempt(self, call: Call, attempt: int) -> list[Reply] | Failure:
        """One attempt, when it may be made."""
        sent = await self._turns.entered(self._tokens(call), first=attempt > 1)
        if refusal := self._ledger.refusal():
            came = Failure(refusal, "unsent")
            self._ended(sent, came)
            return came
        key, in_words = self._key.value, self._in_words
        call = _first(call) if self._singly else call
        reply = await self._once(call, in_words=in_words, attempt=attempt)
        self._ended(sent, reply)
        if isinstance(reply, Failure):
            if reply.then == "singly" and len(call.samples) == 1:
                return Failure(reply.error)
            return self._understood(reply, key, in_words=in_words)
        self._ledger.answered(reply)
        return reply

    def _given_up(self, call: Call, came: Failure, attempt: int) -> Outcome:
        if came.hopeless:
            self._ledger.hopeless(came.error)
        if self._ledger.refusal():
            self._turns.clear()
        made = attempt - (came.then == "unsent")
        return Outcome(call, error=came.error, attempts=made)

    async def _once(self, call: Call, *, in_words: bool, attempt: int) -> list[Reply] | Failure:
        """One request: replies, or what went wrong."""
        body = self._wire.request(call, in_words=in_words)
        start = time.perf_counter()
        try:
            async with self._session.post(
                self._url, data=body, headers=self._headers(), allow_redirects=False
            ) as response:
                raw = self._key.hidden(await self._body(response))
        except _TooBig as error:
            return Failure(f"too big: more than {self._server.most_bytes:,} bytes: {error}")
        except (aiohttp.ClientConnectorError, aiohttp.ConnectionTimeoutError) as error:
            return Failure(f"connect: {self._url.origin()}: {_said(error)}", "again", hopeless=True)
        except TimeoutError:
            silence = f"{self._server.silence_timeout:g} seconds"
            return Failure(f"timeout: the server was silent for {silence}", "again")
        except (aiohttp.ClientError, OSError, ssl.SSLError) as error:
            return Failure(f"cut: {_said(error)}", "again")
        if response.status not in _WELL:
            return failure(response.status, response.headers, raw)
        latency = time.perf_counter() - start
        return self._wire.read(raw, len(call.samples), latency=latency, attempts=attempt)

    async def _body(self, response: aiohttp.ClientResponse) -> bytes:
        body = bytearray()
        async for chunk in response.content.iter_any():
            body += chunk
            if len(body) > self._server.most_bytes:
                start = self._key.hidden(bytes(body[:400])).decode("utf-8", "replace")
                response.close()
                raise _TooBig(shown(start))
        return bytes(body)

    def _headers(self) -> dict[str, str]:
        headers = {"Content-Type": "application/json"}
        if self._key.value:
            headers["Authorization"] = f"Bearer {self._key.value}"
        return headers

    def _ended(self, sent: Sent, came: list[Reply] | Failure) -> None:
        """Tell the pacing how an attempt ended."""
        if not isinstance(came, Failure):
            counts = [(r.prompt_tokens, r.completion_tokens) for r in came]
            known = [count for pair in counts for count in pair if count is not None]
            self._pacing.answered(sent, sum(known) if known else None)
        elif came.then == "refused":
            self._pacing.refused(sent, min(came.pause, self._server.longest_pause))
        else:
            self._pacing.window.ended()
        self._turns.move()

    def _understood(self, came: Failure, key: str | None, *, in_words: bool) -> Failure:
        """A failure as it stands for this call, after what it teaches about all others."""
        if came.then == "schema":
            taken = self._wire.sampling.schema is None or in_words
            self._in_words = self._in_words or not taken
            return Failure(came.error) if taken else came
        if came.then == "shut":
            return Failure(self._ledger.shut(came.error))
        if came.then == "key":
            return came if self._rotated(key) else Failure(self._ledger.shut(self._no_key(came)))
        return came

    def _rotated(self, refused: str | None) -> bool:
        """Whether there is another key by now than the one that was refused."""
        try:
            return self._key.value != refused or self._key.read() != refused
        except NoKey:
            return False

    def _no_key(self, came: Failure) -> str:
        return f"{came.error.removeprefix('status ')}: set {self._key.where} to a key that is valid"

    def _wait(self, attempt: int, came: Failure) -> float:
        """Seconds before the next attempt: full jitter, and what the server asks for."""
        most = self._server.longest_pause
        asked = came.pause if came.then == "again" else 0.0  # a refusal pauses everybody
        backoff = min(most, self._server.backoff * 2 ** (attempt - 1))
        return min(most, asked) + random.uniform(0.0, backoff)

    def _tokens(self, call: Call) -> int:
        """Tokens that a call will use, guessed; only counted where they are limited."""
        if self._server.tokens_per_minute is None:
            return 0
        said = sum(len(message["content"]) for message in call.messages) // _CHARACTERS
        return said + self._reply_tokens * len(call.samples)


def _first(call: Call) -> Call:
    return Call(call.messages, call.samples[:1], call.keys[:1])


class _TooBig(Exception):
    """The response is longer than we read."""


def _said(error: Exception) -> str:
    return shown(f"{type(error).__name__} {error}".strip())
