"""Pages that are pictures: read by the extra `ocr` where it is installed, and not otherwise."""

import functools
import importlib.util
from collections.abc import Callable
from pathlib import Path
from typing import Any, Final

from pypdfium2 import PdfPage

from agentar_assets.documents.readers.glyphs import Run

REASON: Final = "scanned: no page holds text, only pictures perhaps: install the extra 'ocr'"
_SCALE = 200 / 72  # dots a point: what recognisers are trained on


def runs(page: PdfPage) -> list[Run]:
    """The text that is recognised on a page; nothing where the extra is not installed."""
    if not _is_installed():
        return []
    seen = _engine()(page.render(scale=_SCALE).to_numpy())
    found = []
    for box, text in zip(seen.boxes, seen.txts, strict=True) if seen.txts else ():
        across, down = [point[0] / _SCALE for point in box], [point[1] / _SCALE for point in box]
        top, bottom = min(down), max(down)
        found.append(Run(text, min(across), max(across), top, bottom, size=bottom - top))
    return found


@functools.cache
def _is_installed() -> bool:
    """Whether the recogniser is there with its models: without them it would call for them."""
    found = importlib.util.find_spec("rapidocr")
    if found is None or found.origin is None:
        return False
    return any((Path(found.origin).parent / "models").glob("*.onnx"))


@functools.cache
def _engine() -> Callable[[Any], Any]:
    engine: Callable[[Any], Any] = importlib.import_module("rapidocr").RapidOCR()
    return engine
