"""How replies are drawn."""

import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, kw_only=True)
class Sampling:
    """How replies are drawn; part of what a call is, so all of it is recorded."""

    temperature: float = 0.7
    """0 is the one most likely reply."""
    top_p: float | None = None
    """Share of the probability that is sampled from; null: as the server does."""
    max_tokens: int | None = None
    """Longest reply, its thinking included; null: as long as the server allows."""
    seed: int | None = None
    """The same seed draws the same replies where the server keeps to it."""
    samples: int = 1
    """Replies to each prompt."""
    schema: Mapping[str, Any] | None = None
    """JSON schema of the reply; null: free text."""
    stop: tuple[str, ...] = ()
    """Texts that end a reply."""

    def __post_init__(self) -> None:
        """Refuse what no server takes."""
        if not (math.isfinite(self.temperature) and self.temperature >= 0):
            raise ValueError(f"temperature {self.temperature}: expected a number from 0 up")
        if self.samples < 1:
            raise ValueError(f"{self.samples} samples: expected at least 1")

    def parameters(self) -> dict[str, Any]:
        """What a request says beside its messages, samples and schema; nothing that is not set."""
        said = {
            "temperature": float(self.temperature),
            "top_p": None if self.top_p is None else float(self.top_p),
            "max_tokens": self.max_tokens,
            "seed": self.seed,
            "stop": list(self.stop) or None,
        }
        return {name: value for name, value in said.items() if value is not None}
