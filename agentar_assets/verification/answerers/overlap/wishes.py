"""What customers with a wish might say: the sentences of `wishes.toml`, by label."""

import tomllib
from pathlib import Path

_FILE = Path(__file__).with_suffix(".toml")

EXAMPLES: dict[str, list[str]] = tomllib.loads(_FILE.read_text(encoding="utf-8"))
"""Label and sentences of our own that a customer with that wish might say."""
