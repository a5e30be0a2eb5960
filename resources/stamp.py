"""The lake's stamp: one small file at its root that names the format it is laid out in."""

import json
import os
import time
from pathlib import Path
from typing import Final

import polars as pl
from deltalake.exceptions import TableNotFoundError
from deltalake.fs import DeltaStorageHandler

FORMAT: Final = 1
"""Layout of the lake that this program writes, and the newest that it reads."""

_FILE: Final = "_lake.json"


def checked(root: str) -> bool:
    """Whether the lake was begun; refuses one that this program does not know.

    Raises:
        RuntimeError: A newer program wrote it.
        OSError: The root cannot be read, or is no folder.
        ValueError: The stamp is damaged.
    """
    try:
        found = json.loads(_read(root))["format"]
    except (FileNotFoundError, TableNotFoundError):
        return False
    except OSError as error:
        raise OSError(
            f"cannot read {root}: {error}: make it a folder that may be read, or name another root"
        ) from error
    except (ValueError, KeyError, TypeError) as error:
        raise ValueError(
            f"{root}/{_FILE} is damaged: {error}: restore it; this program writes "
            f'{{"format": {FORMAT}}}'
        ) from error
    if found > FORMAT:
        raise RuntimeError(
            f"the lake {root} has format {found}, this program reads up to {FORMAT}: update the "
            "program, or name another root"
        )
    return True


def put(root: str) -> None:
    """Begin the lake: make its root and stamp it, whole or not at all."""
    content = {"format": FORMAT}
    if "://" in root:
        pl.DataFrame([content]).write_ndjson(f"{root}/{_FILE}")
        return
    partial = Path(root) / f".{_FILE}.{os.getpid()}.{time.monotonic_ns()}"
    Path(root).mkdir(parents=True, exist_ok=True)
    partial.write_text(json.dumps(content), encoding="utf-8")
    partial.replace(Path(root) / _FILE)


def _read(root: str) -> bytes:
    if "://" in root:
        return bytes(DeltaStorageHandler(root).open_input_file(_FILE).read())
    return (Path(root) / _FILE).read_bytes()
