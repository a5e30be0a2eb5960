"""What the process that streams tells the one that asks; all of it loads without Dagster."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from resources.calling.attempts import Server
from resources.calling.completions import Completions
from resources.calling.spending import Budget


@dataclass(frozen=True, kw_only=True)
class Errand:
    """All that whoever asks for a stream must know."""

    server: Server
    wire: Completions
    budget: Budget
    store: Path
    shared: str
    run: str
    mark: Path
    """Lock file of the stream."""
    parent: int
    """The process that streams."""
    environment: Mapping[str, str] = field(repr=False)
    """Of that process, now; where keys may be, which go nowhere but through memory."""
