"""What a run is told: names, types and vetted values; the numbers stand in `recipes/`."""

import dataclasses
import math
import tomllib
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal, Self, get_args, get_type_hints

Normaliser = Literal["tokens", "weights", "sequence"]
"""What a weighted sum of losses is divided by; see `training.reference`."""


_COUNTS = ("layers", "heads", "near", "batch_size", "accumulation", "steps", "prompts", "samples")
_SIZES = ("max_length", "max_new_tokens", "save_every", "log_every", "hidden_size", "positions")
_LEAST = dict.fromkeys((*_COUNTS, *_SIZES), 1) | {"max_steps": -1}
"""Least value of a number; 0 where none is given."""


@dataclass(frozen=True, kw_only=True)
class Config:
    """A recipe, read and checked."""

    threads: int = 2
    """Threads of the CPU; 0: torch decides."""

    @classmethod
    def load(cls, recipe: Path | None, **override: object) -> Self:
        """Read a recipe and lay the overrides on top; an override that is null is none.

        Raises:
            ValueError: A key that the config does not have, a value of another type, a file that
                is no TOML, or a number below the least that makes sense.
        """
        name = "the command line" if recipe is None else str(recipe)
        values = {} if recipe is None else _parsed(recipe)
        values |= {key: value for key, value in override.items() if value is not None}
        known = {field.name for field in dataclasses.fields(cls)}
        if unknown := sorted(values.keys() - known):
            raise ValueError(f"{name}: unknown key {unknown}: {cls.__name__} knows {sorted(known)}")
        hints = get_type_hints(cls)
        read: dict[str, Any] = {
            key: _fitted(name, key, value, hints[key]) for key, value in values.items()
        }
        return cls(**read)


@dataclass(frozen=True, kw_only=True)
class BaseConfig(Config):
    """A student: an existing checkpoint, or a Qwen3 of our own size built from nothing."""

    model: str = ""
    """Hugging Face folder that is taken as it is; empty: a new one is built."""
    vocabulary: int = 4096
    """Tokens at most, byte alphabet and special tokens among them."""
    token_bytes: int = 0
    """Bytes at most of one token; 0: no limit."""
    split_han: bool = False
    """Each Han character a token of its own: longer texts, but a span reads alike anywhere."""
    hidden_size: int = 192
    """Width of the residual stream."""
    layers: int = 4
    """Transformer blocks."""
    heads: int = 4
    """Attention heads."""
    key_value_heads: int = 2
    """Heads that keys and values are shared by."""
    head_size: int = 48
    """Width of one head."""
    feed_forward: int = 512
    """Width of the feed-forward part."""
    positions: int = 1024
    """Tokens at most of prompt and completion together."""
    rope_theta: float = 10_000.0
    """Base of the rotary wavelengths; smaller looks nearer."""
    near_layers: int = 0
    """Lowest layers that see the last few tokens alone: copying is then learned much sooner."""
    near: int = 2
    """Tokens that such a layer sees, its own among them."""
    seed: int = 0
    """Seed of the weights."""


@dataclass(frozen=True, kw_only=True)
class TrainingConfig(Config):
    """What every way of training is told; where ways differ, each has its own default."""

    model: str = ""
    """Checkpoint to begin with."""
    learning_rate: float
    """Peak rate, after warm-up."""
    clip: float
    """Largest norm of the gradient."""
    max_length: int = 512
    """Tokens at most of an item, or of a prompt; a longer one is dropped, and counted."""
    save_every: int
    """Optimizer steps between checkpoints; what a kill costs at most."""
    bf16: bool = False
    """Compute in bfloat16."""
    gradient_checkpointing: bool = False
    """Recompute activations to save memory."""
    deepspeed: str = ""
    """DeepSpeed configuration file; empty: none."""
    report_to: str = "none"
    """Trackers, comma separated, as transformers names them."""
    seed: int = 0
    """Seed of the order of items, the choice of prompts and the sampling."""


@dataclass(frozen=True, kw_only=True)
class SftConfig(TrainingConfig):
    """One supervised run."""

    learning_rate: float = 5e-3
    clip: float = 1.0
    save_every: int = 100

    normaliser: Normaliser = "tokens"
    """`tokens`, `weights` or `sequence` (eq. 16)."""
    optimizer: str = "muon"
    """`muon` (matrices; AdamW for the rest), or a name that transformers knows."""
    again_rate: float = 1.0
    """Share of the peak rate that is used where the parent was trained before."""
    again_epochs: float = 4.0
    """Passes where the parent was trained before."""
    weight_decay: float = 0.01
    """Decay of the matrices, per step and unit of rate."""
    warmup_share: float = 0.05
    """Share of the steps in which the rate rises."""
    schedule: str = "linear"
    """How the rate falls after warm-up; a name that transformers knows."""
    epochs: float = 4.0
    """Passes over the mixture."""
    max_steps: int = -1
    """Optimizer steps at most; -1: as the epochs say."""
    batch_size: int = 16
    """Items of one step on one device."""
    accumulation: int = 1
    """Batches that are summed before an optimizer step."""
    log_every: int = 20
    """Optimizer steps between lines of metrics.jsonl."""
    compact_head: bool = True
    """Score completions only, in one process on a CPU; false: the fused head of TRL."""
    group_by_length: bool = True
    """Put items of like length in one batch, so that little is padded."""
    packing: bool = False
    """Several items in one sequence of `max_length`, kept apart by their positions."""


@dataclass(frozen=True, kw_only=True)
class GrpoConfig(TrainingConfig):
    """One run of GRPO with verifiable rewards."""

    learning_rate: float = 2e-5
    """Peak rate of AdamW."""
    clip: float = 0.5
    save_every: int = 5

    steps: int = 10
    """Optimizer steps."""
    prompts: int = 8
    """Prompts of one step."""
    samples: int = 8
    """Completions of each prompt: the group that an advantage is relative to."""
    kl: float = 0.02
    """Weight of the divergence from the model that the run began with."""
    clip_low: float = 0.2
    """How far below 1 a ratio counts."""
    clip_high: float = 0.28
    """How far above 1 a ratio counts."""
    temperature: float = 1.0
    """Sampling temperature."""
    max_new_tokens: int = 96
    """Tokens of a completion at most; one that is cut off is not learned from."""


@dataclass(frozen=True, kw_only=True)
class RolloutConfig(Config):
    """How completions are sampled."""

    model: str = ""
    """Checkpoint to sample from."""
    samples: int = 1
    """Completions of each prompt."""
    temperature: float = 0.0
    """0 is the one most likely completion."""
    max_new_tokens: int = 96
    """Tokens of a completion at most."""
    batch_size: int = 128
    """Completions that are written at once."""
    seed: int = 0
    """The same seed draws the same completions."""


def _parsed(recipe: Path) -> dict[str, object]:
    try:
        return tomllib.loads(recipe.read_text(encoding="utf-8"))
    except tomllib.TOMLDecodeError as error:
        raise ValueError(f"{recipe}: not a TOML file: {error}") from error


def _fitted(name: str, key: str, value: object, hint: object) -> object:
    """The value, if it is of the type that the field names; an integer does for a float."""
    if choices := get_args(hint):
        if value not in choices:
            raise ValueError(f"{name}: {key} is {value!r}: expected one of {list(choices)}")
        return value
    if hint is float and type(value) is int:
        value = float(value)
    if type(value) is not hint:
        wanted = getattr(hint, "__name__", str(hint))
        raise ValueError(f"{name}: {key} is {value!r}: expected {wanted}")
    least = _LEAST.get(key, 0)
    if isinstance(value, int | float) and not least <= value < math.inf:
        raise ValueError(f"{name}: {key} is {value!r}: expected at least {least}")
    return value
