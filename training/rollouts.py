"""Completions: `python -m training.rollouts --model dir --data prompts.parquet --output dir`."""

import argparse
from collections.abc import Iterator
from pathlib import Path

import polars as pl

from training import batches, report, runs
from training.config import RolloutConfig
from training.untyped import Network, Tokenizer

SCHEMA = pl.Schema({"prompt_id": pl.String, "sample": pl.Int64, "completion": pl.String})
"""What `completions.parquet` holds: one row a (prompt, sample)."""


def completions(
    prompts: pl.DataFrame, config: RolloutConfig, reporter: report.Reporter
) -> pl.DataFrame:
    """What the model writes after each prompt, in the order of the prompts.

    Args:
        prompts: `prompt_id`, each once, and `prompt`.
        config: Model and sampling.
        reporter: Is told how far it is.

    Raises:
        ValueError: A column is missing, or a prompt is empty or too long for the model.
    """
    import torch  # noqa: PLC0415

    from training.checkpoints import opened  # noqa: PLC0415 - torch comes with it

    checked(prompts)
    model, tokenizer = opened(config.model, threads=config.threads)
    tokenizer.padding_side = "left"
    ids = batches.encoded(tokenizer, prompts["prompt"].to_list())
    said: dict[int, list[str]] = {}
    for places in by_length(ids, max(1, config.batch_size // config.samples)):
        # A seed for each batch: under one seed, every batch would draw the same numbers.
        torch.manual_seed(hash((config.seed, places[0])))
        texts = written(model, tokenizer, [ids[place] for place in places], config)
        for number, place in enumerate(places):
            said[place] = texts[number * config.samples : (number + 1) * config.samples]
        reporter.progress(f"{len(said)}/{len(ids)} prompts")
    rows = {
        "prompt_id": prompts["prompt_id"],
        "sample": [[*range(config.samples)]] * len(ids),
        "completion": [said[place] for place in range(len(ids))],
    }
    return (
        pl.DataFrame(rows)
        .explode("sample", "completion")
        .select(pl.col(name).cast(kind) for name, kind in SCHEMA.items())
    )


def checked(prompts: pl.DataFrame) -> None:
    """Hold the prompts to what sampling needs.

    Raises:
        ValueError: A column is missing, there is no prompt, or one is empty or named twice.
    """
    if missing := [name for name in ("prompt_id", "prompt") if name not in prompts.columns]:
        raise ValueError(f"missing columns {missing}: expected prompt_id and prompt")
    if prompts.is_empty():
        raise ValueError("no prompts: expected at least one row")
    empty = prompts.filter(pl.col("prompt").fill_null("").str.strip_chars() == "")["prompt_id"]
    if len(empty):
        raise ValueError(f"empty prompt: {empty.head(3).to_list()}")
    twice = prompts.filter(pl.col("prompt_id").is_duplicated())["prompt_id"]
    if len(twice):
        raise ValueError(f"prompt_id used twice: {twice[0]!r}")


def by_length(ids: list[list[int]], size: int) -> Iterator[list[int]]:
    """Places of prompts of like length, `size` at a time, the longest first.

    So that little is padded, and that a want of memory shows at once.
    """
    order = sorted(range(len(ids)), key=lambda place: (-len(ids[place]), place))
    return (order[start : start + size] for start in range(0, len(order), size))


def written(
    model: Network, tokenizer: Tokenizer, ids: list[list[int]], config: RolloutConfig
) -> list[str]:
    """Completions of one batch of prompts, the samples of a prompt one after another."""
    import torch  # noqa: PLC0415

    padded = tokenizer.pad({"input_ids": ids}, return_tensors="pt").to(model.device)
    sampling = (
        {"do_sample": True, "temperature": config.temperature, "top_k": 0, "top_p": 1.0}
        if config.temperature > 0
        else {"do_sample": False}
    )
    with torch.inference_mode():
        out = model.generate(
            **padded,
            **sampling,
            num_return_sequences=config.samples,
            max_new_tokens=config.max_new_tokens,
            pad_token_id=tokenizer.pad_token_id,
            eos_token_id=tokenizer.eos_token_id,
        )
    fresh = out[:, padded["input_ids"].shape[1] :]
    texts: list[str] = tokenizer.batch_decode(fresh, skip_special_tokens=True)
    return texts


def main(arguments: list[str] | None = None) -> None:
    """Read the command line, sample."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--recipe", type=Path, help="TOML with the numbers")
    parser.add_argument("--data", type=Path, required=True, help="Parquet: prompt_id, prompt")
    parser.add_argument("--output", type=Path, required=True, help="folder to fill")
    for name, kind in (("model", str), ("samples", int), ("temperature", float), ("seed", int)):
        parser.add_argument(f"--{name}", type=kind)
    parser.add_argument("--max-new-tokens", type=int)
    said = vars(parser.parse_args(arguments))
    data, output = said.pop("data"), said.pop("output")
    config = RolloutConfig.load(said.pop("recipe"), **said)
    runs.quiet(config.threads)
    with runs.alone(output), report.reporting() as reporter:
        target = output / "completions.parquet"
        if not target.exists():
            partial = output / "completions.partial"
            completions(pl.read_parquet(data), config, reporter).write_parquet(partial)
            partial.replace(target)


if __name__ == "__main__":
    main()
