"""From the mixture's rows to tokens with weights: what is refused, what is dropped and counted."""

import random
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import polars as pl

from training.graders import final_answer
from training.untyped import Tokenizer

COLUMNS: Final = ("item_id", "tag", "prompt", "completion", "weight")
"""What a mixture must have; further columns are kept."""
WINDOW: Final = 20
"""Batches among which items are sorted by length; the order of batches is random."""
MASKED: Final = -100
"""Label of a token that is not learned."""


@dataclass(frozen=True, kw_only=True)
class Batches:
    """A mixture in tokens: parallel lists, one entry an item, in the order of the file."""

    input_ids: list[list[int]]
    """Prompt, completion, end of sequence."""
    labels: list[list[int]]
    """The same, masked over the prompt."""
    loss_weights: list[list[float]]
    """Weight of the item's tag, at every token, so that packing keeps it."""
    tag_ids: list[list[int]]
    """Index into `tags`, at every token."""
    tags: list[str]
    """Tags in alphabetical order."""
    dropped: dict[str, int]
    """Items left out, by reason."""

    def tokens(self) -> int:
        """Tokens of all items, prompts among them."""
        return sum(map(len, self.input_ids))

    def columns(self) -> dict[str, list[Any]]:
        """Columns of the trainer's data set."""
        return {
            "input_ids": self.input_ids,
            "labels": self.labels,
            "loss_weights": self.loss_weights,
            "tag_ids": self.tag_ids,
        }


def prompt_text(tokenizer: Tokenizer, prompt: str) -> str:
    """The text that stands before a completion: the one place where a prompt becomes text.

    The prompt itself, or a user's turn where the tokenizer has a chat template.
    """
    if not tokenizer.chat_template:
        return prompt
    turn = [{"role": "user", "content": prompt}]
    return str(tokenizer.apply_chat_template(turn, tokenize=False, add_generation_prompt=True))


def mixture(path: Path) -> pl.DataFrame:
    """Rows of a training mixture, each fit to be learned from.

    Raises:
        ValueError: A column is missing, there is no row, or a row has no prompt, no answer, or a
            weight that is missing, not finite or negative; the message names the item.
    """
    rows = pl.read_parquet(path)
    if missing := [name for name in COLUMNS if name not in rows.columns]:
        raise ValueError(f"{path}: missing columns {missing}: a mixture has {list(COLUMNS)}")
    if rows.is_empty():
        raise ValueError(f"{path}: no rows: materialize training_mixture first")
    empty = pl.col("completion").is_null() | pl.Series(
        [not _answers(c) for c in rows["completion"]]
    )
    _refused(path, rows, empty, "an empty answer")
    _refused(path, rows, pl.col("prompt").fill_null("").str.strip_chars() == "", "an empty prompt")
    _refused(path, rows, pl.col("tag").is_null(), "no tag")
    fit = pl.col("weight").is_finite() & (pl.col("weight") >= 0)
    _refused(path, rows, ~fit.fill_null(value=False), "a weight that is no number from 0 up")
    return rows


def tokenised(rows: pl.DataFrame, tokenizer: Tokenizer, *, max_length: int) -> Batches:
    """Items in tokens; one that is longer than the window is dropped and counted, never cut.

    Raises:
        ValueError: No item fits.
    """
    prompts = encoded(tokenizer, rows["prompt"].to_list())
    texts = tokenizer(rows["completion"].to_list(), add_special_tokens=False)["input_ids"]
    ends = [[*text, tokenizer.eos_token_id] for text in texts]
    lengths = pl.Series([len(p) + len(c) for p, c in zip(prompts, ends, strict=True)])
    keep = (lengths <= max_length).arg_true().to_list()
    if not keep:
        shortest = min(lengths.to_list(), default=0)
        raise ValueError(f"no item fits max_length {max_length}: the shortest has {shortest}")
    tags = sorted(set(rows["tag"].to_list()))
    index = {tag: number for number, tag in enumerate(tags)}
    weights, ids = rows["weight"].to_list(), [index[tag] for tag in rows["tag"]]
    return Batches(
        input_ids=[prompts[i] + ends[i] for i in keep],
        labels=[[MASKED] * len(prompts[i]) + ends[i] for i in keep],
        loss_weights=[[weights[i]] * lengths[i] for i in keep],
        tag_ids=[[ids[i]] * lengths[i] for i in keep],
        tags=tags,
        dropped={"too_long": rows.height - len(keep)},
    )


def length_groups(lengths: Sequence[int], batch: int, seed: str) -> list[int]:
    """A shuffled order in which every batch holds items of like length; each item comes once.

    Args:
        lengths: Tokens of each item.
        batch: Items of a batch.
        seed: The same seed gives the same order.
    """
    draw = random.Random(seed)
    order = draw.sample(range(len(lengths)), len(lengths))
    window = batch * WINDOW
    windows = [order[start : start + window] for start in range(0, len(order), window)]
    alike = [sorted(part, key=lambda place: -lengths[place]) for part in windows]
    groups = [part[k : k + batch] for part in alike for k in range(0, len(part), batch)]
    last = groups.pop() if groups and len(groups[-1]) < batch else []
    draw.shuffle(groups)
    return [place for group in [*groups, last] for place in group]


def encoded(tokenizer: Tokenizer, prompts: Sequence[str]) -> list[list[int]]:
    """Prompts in tokens, as they stand before a completion."""
    texts = [prompt_text(tokenizer, prompt) for prompt in prompts]
    ids: list[list[int]] = tokenizer(texts, add_special_tokens=False)["input_ids"]
    return ids


def _answers(completion: str | None) -> bool:
    return completion is None or bool(final_answer(completion))


def _refused(path: Path, rows: pl.DataFrame, wrong: pl.Expr, what: str) -> None:
    found = rows.filter(wrong)["item_id"]
    if len(found):
        raise ValueError(
            f"{path}: {len(found)} items have {what}, such as {found.head(3).to_list()}: "
            "mend the mixture; nothing was trained"
        )
