"""Pages that are pictures: read by the extra `ocr` where it is installed, and not otherwise.

Its models come with it, so nothing is fetched. A page takes a second or two, and a file at most
the time that any file may: a long one must be split.
"""

import functools
import importlib.util
import math
from collections.abc import Callable
from itertools import islice
from pathlib import Path
from typing import Any, Final

import pypdfium2.raw as pdfium
from pypdfium2 import PdfPage

from agentar_assets.documents.readers.glyphs import Run

REASON: Final = "scanned: no page holds text, only pictures perhaps: install the extra 'ocr'"
UNREAD: Final = "scanned: no page holds text, and none was recognised in its pictures: scan it anew"
PIXELS_AT_MOST: Final = 25_000_000
"""Of a page as it is seen: A3 at 200 dots an inch has eight million."""
_LIBRARIES: Final = ("rapidocr", "onnxruntime")
_PICTURES_AT_MOST = 1000
_MOST = 0.5  # of a page, that a picture takes which is a scan of it
_SCALE = 200 / 72  # dots a point: what recognisers are trained on
_SETTINGS = {
    "Global.log_level": "critical",
    # Files are read side by side already, each in a process that may take so much memory.
    "EngineConfig.onnxruntime.intra_op_num_threads": 1,
    "EngineConfig.onnxruntime.inter_op_num_threads": 1,
}


def runs(page: PdfPage) -> list[Run]:
    """The text that is recognised on a page; nothing where the extra is not installed."""
    if not is_installed():
        return []
    scale = min(_SCALE, math.sqrt(PIXELS_AT_MOST / (page.get_width() * page.get_height())))
    seen = _engine()(page.render(scale=scale).to_numpy())
    found = []
    for box, text in zip(seen.boxes, seen.txts, strict=True) if seen.txts else ():
        across, down = [point[0] / scale for point in box], [point[1] / scale for point in box]
        top, bottom = min(down), max(down)
        found.append(Run(text, min(across), max(across), top, bottom, size=bottom - top))
    return found


def fills(page: PdfPage) -> bool:
    """Whether a picture takes most of a page."""
    paper = page.get_width() * page.get_height()
    pictures = page.get_objects(filter=[pdfium.FPDF_PAGEOBJ_IMAGE], max_depth=3)
    for drawn in islice(pictures, _PICTURES_AT_MOST):
        left, bottom, right, top = drawn.get_bounds()
        if (right - left) * (top - bottom) > _MOST * paper:
            return True
    return False


@functools.cache
def is_installed() -> bool:
    """Whether the recogniser is there with its models: without them it would call for them."""
    found, runtime = map(importlib.util.find_spec, _LIBRARIES)
    if runtime is None or found is None or found.origin is None:
        return False
    return any((Path(found.origin).parent / "models").glob("*.onnx"))


def libraries() -> tuple[str, ...]:
    """The distributions that pictures are read with; none where the extra is not installed."""
    return _LIBRARIES if is_installed() else ()


@functools.cache
def _engine() -> Callable[[Any], Any]:
    recogniser = importlib.import_module("rapidocr").RapidOCR
    engine: Callable[[Any], Any] = recogniser(params=_SETTINGS)
    return engine
