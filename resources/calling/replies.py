"""What comes back from a model: the table of replies, and its summary."""

from typing import Final

import polars as pl

from resources.calling.sampling import Sampling

__all__ = ["ADVICE", "REPLIES", "Sampling", "kind", "summary"]

REPLIES: Final = pl.Schema(
    {
        "asked": pl.UInt32,
        "sample": pl.UInt32,
        "reply": pl.String,
        "thinking": pl.String,
        "error": pl.String,
        "finish_reason": pl.String,
        "prompt_tokens": pl.Int64,
        "completion_tokens": pl.Int64,
        "latency": pl.Float64,
        "attempts": pl.Int64,
        "cost": pl.Float64,
        "model": pl.String,
        "call": pl.String,
        "stored": pl.Boolean,
    }
)
"""One row for each (prompt, sample): `reply` without its thinking, or `error`; one is null.

`asked` counts the prompts of the whole stream from 0; `latency` is in seconds; `model` is as the
server names it; `call` is the hash of the call; `cost` is what it cost when it was made, null where
no price is known; `stored` says that it was paid before, and costs nothing now.
"""

ADVICE: Final = {
    "budget": "raise the budget, or run again tomorrow",
    "shut": "mend what the message names, then run again",
    "connect": "start the server, or mend base_url",
    "cut": "the server drops connections: look at its log, then run again",
    "timeout": "raise silence_timeout, or ask for shorter replies",
    "status": "look at the server's log, then run again",
    "garbled": "base_url may name a web page or a proxy instead of a model server",
    "too long": "shorten or split the prompt, or serve a longer context",
    "too big": "raise most_bytes, or lower max_tokens",
    "memory": "lower at_once or max_tokens, or take a smaller model",
    "empty": "raise max_tokens where the model spends them on thinking",
    "tool call": "serve the model without tools",
    "model": "mend `model`, or name what the server says in `aliases`",
    "declined": "change the prompt: the model refuses it",
    "invalid": "mend the prompt or the schema, or take a stronger model",
    "no prompt": "leave rows without a prompt out",
    "not recorded": "ask the server once with the same call store",
}
"""What to do about an error, by its kind: what stands before the colon."""


def kind(error: str) -> pl.Expr:
    """Kind of an error: what stands before its colon; null where there is none.

    Args:
        error: The column that holds the errors.
    """
    return pl.col(error).str.split(":").list.first()


def summary(replies: pl.DataFrame) -> str:
    """What a person should know of these replies: how many came, failed and why, what they cost."""
    paid = replies.filter(~pl.col("stored"))
    tokens = paid.select(pl.col("prompt_tokens", "completion_tokens").sum()).row(0)
    answered = replies["error"].null_count()
    kinds = replies.drop_nulls("error").group_by(kind("error").alias("kind"))
    failed = kinds.agg(rows=pl.len(), first=pl.col("error").first()).sort("rows", descending=True)
    lines = [
        f"{answered:,} of {replies.height:,} answered, {replies['stored'].sum():,} from the store; "
        f"now {tokens[0]:,} + {tokens[1]:,} tokens, {_money(paid['cost'])}"
    ]
    lines += [
        f"{row['rows']:,} failed: {row['kind']} ({row['first']}): "
        f"{ADVICE.get(row['kind'], 'run again')}"
        for row in failed.to_dicts()
    ]
    return "\n".join(lines)


def _money(costs: pl.Series) -> str:
    known = f"cost {costs.sum():,.4f}"
    return known if costs.null_count() == 0 else f"{known} where the price is known"
