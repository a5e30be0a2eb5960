"""The partitions of every asset that is made tag by tag."""

import os
from pathlib import Path

import dagster as dg

from agentar_assets.tags import taxonomy

# Partitions are fixed when the code location loads, so this module alone reads its variable then.
_path = os.environ.get("AGENTAR_TAXONOMY")

TAXONOMY = taxonomy.load(Path(_path) if _path else None)
"""The taxonomy that the graph was loaded with."""

TAGS = dg.StaticPartitionsDefinition(list(TAXONOMY.tags))
"""Every valid tag, sorted: one scenario's tags are one contiguous range."""
