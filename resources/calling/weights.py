"""Weights of models on disk, and those that this process holds in memory."""

import gc
import hashlib
import sys
import threading
from collections.abc import Callable, Hashable
from pathlib import Path
from typing import Any, Final

_HELD: Final[dict[Hashable, Any]] = {}
_LOCK: Final = threading.Lock()
_PRINTS: Final[dict[tuple[Any, ...], str]] = {}


def folder(path: str) -> Path:
    """The folder of a model.

    Raises:
        FileNotFoundError: There is no model in it.
    """
    found = Path(path)
    if not path or not (found / "config.json").is_file():
        raise FileNotFoundError(
            f"expected a model in {path!r}, a Hugging Face folder with config.json and weights, "
            "found none: download it first, for example with `hf download NAME --local-dir DIR`"
        )
    return found


def fingerprint(path: str) -> str:
    """Content hash of a model's files; read again only where one of them has changed.

    Raises:
        FileNotFoundError: There is no model.
    """
    files = sorted(file for file in folder(path).iterdir() if file.is_file())
    stats = [(str(file.resolve()), file.stat()) for file in files]
    known = tuple((name, stat.st_size, stat.st_mtime_ns) for name, stat in stats)
    if known not in _PRINTS:
        digest = hashlib.sha256()
        for file in files:
            digest.update(f"{file.name}\0".encode())
            with file.open("rb") as content:
                digest.update(hashlib.file_digest(content, "sha256").digest())
        _PRINTS[known] = digest.hexdigest()[:16]
    return _PRINTS[known]


def held(key: Hashable, opened: Callable[[], Any]) -> Any:  # noqa: ANN401 - a library's model
    """The model of this key, opened where this process does not hold it.

    One is held at a time: another is let go of first, for two seldom fit.
    """
    with _LOCK:
        if key not in _HELD:
            _emptied()
            _HELD[key] = opened()
        return _HELD[key]


def dropped() -> None:
    """Let go of the model that is held."""
    with _LOCK:
        _emptied()


def _emptied() -> None:
    _HELD.clear()
    gc.collect()
    torch = sys.modules.get("torch")
    if torch is not None and torch.cuda.is_available():
        torch.cuda.empty_cache()  # or the next model finds no room beside what torch keeps
