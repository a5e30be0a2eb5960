"""The partitions of every asset that is made tag by tag."""

import dagster as dg

from agentar_assets.tags import taxonomy

# Partitions are fixed when the code location loads: no other module reads a variable then.
TAXONOMY = taxonomy.current()
"""The taxonomy that the graph was loaded with."""

TAGS = dg.StaticPartitionsDefinition(list(TAXONOMY.tags))
"""Every valid tag, sorted: one scenario's tags are one contiguous range."""
