"""Names for what transformers and its kin leave untyped, so that a reader knows what is meant."""

from typing import Any, TypeAlias

Network: TypeAlias = Any
"""A causal language model of transformers."""
Tokenizer: TypeAlias = Any
"""A fast tokenizer of transformers."""
Trainer: TypeAlias = Any
"""A trainer of transformers or TRL."""
Rest: TypeAlias = Any
"""Arguments that are passed on as they come."""
