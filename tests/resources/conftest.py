from types import SimpleNamespace

import polars as pl
import pytest

from resources.llm import Budget, Sampling, Server, ServerLlm
from tests.fault_server import FaultServer, body, chat, cut, half, status


@pytest.fixture
def server():
    made = FaultServer()
    yield made
    made.close()


WAYS = SimpleNamespace(body=body, chat=chat, status=status, cut=cut, half=half)


@pytest.fixture
def says():
    """The ways of a fault server to answer."""
    return WAYS


@pytest.fixture
def door(server, tmp_path):
    """Makes a door to the fault server; options go where they belong."""

    def made(budget=None, **said):
        mine = {name: said.pop(name) for name in ("aliases", "extra", "revision") if name in said}
        treated = {"base_url": server.url, "backoff": 0.01, "in_flight": 8} | said
        mine |= {"budget": budget or Budget(), "server": Server(**treated)}
        return ServerLlm(model="m", calls=str(tmp_path), **mine)

    return made


@pytest.fixture
def one():
    """The only row of one prompt."""

    def row(door, prompt="hi", **sampling):
        frame = pl.DataFrame({"prompt": [prompt]})
        return door.replies(frame, Sampling(**sampling)).row(0, named=True)

    return row


@pytest.fixture
def asked():
    """A frame of prompts."""
    return lambda *prompts: pl.DataFrame({"prompt": prompts}, schema={"prompt": pl.String})


@pytest.fixture(scope="session")
def tiny(tmp_path_factory):
    """Folder of a model that writes `<think>`, one of abc, `</think>`, and digits from 1 to 8."""
    from tests import tiny_model  # noqa: PLC0415 - torch comes with it

    folder = tmp_path_factory.mktemp("tiny")
    tiny_model.save(folder)
    return folder


@pytest.fixture(scope="session")
def wild(tmp_path_factory):
    """Folder of a model whose every token hangs on all before it, at random."""
    from tests import tiny_model  # noqa: PLC0415 - torch comes with it

    folder = tmp_path_factory.mktemp("wild")
    tiny_model.save_wild(folder)
    return folder
