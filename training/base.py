"""The student: `python -m training.base recipe.toml --data corpus.parquet --output dir`.

A Qwen3 of the recipe's size with a tokenizer learned from the corpus, its weights drawn by seed;
or the checkpoint that the recipe names, taken as it is.
"""

import shutil
from pathlib import Path

import polars as pl

from training import report, runs
from training.config import BaseConfig
from training.tokens import tokenizer
from training.untyped import Network, Tokenizer


def build(order: runs.Order, config: BaseConfig, reporter: report.Reporter) -> dict[str, object]:
    """Leave a student in `output/model`; give the run's metrics."""
    watch = runs.Stopwatch(order.output)
    folder = order.output / "model"
    if config.model:
        metrics = _taken(Path(config.model), folder)
    else:
        metrics = _made(order, config, folder, reporter)
    return {**metrics, "seconds": watch.seconds()}


def texts(corpus: Path) -> list[str]:
    """Prompt and completion of every row.

    Raises:
        ValueError: The corpus has no rows or lacks a column.
    """
    rows = pl.read_parquet(corpus)
    if rows.is_empty() or not {"prompt", "completion"} <= set(rows.columns):
        raise ValueError(f"{corpus}: expected rows with prompt and completion: {rows.schema}")
    return (rows["prompt"] + rows["completion"]).drop_nulls().to_list()


def student(config: BaseConfig, tokens: Tokenizer) -> Network:
    """A Qwen3 for causal language modelling, its weights drawn by the recipe's seed."""
    import torch  # noqa: PLC0415
    from transformers import Qwen3Config, Qwen3ForCausalLM  # noqa: PLC0415

    shape = Qwen3Config(
        vocab_size=len(tokens),
        hidden_size=config.hidden_size,
        intermediate_size=config.feed_forward,
        num_hidden_layers=config.layers,
        num_attention_heads=config.heads,
        num_key_value_heads=config.key_value_heads,
        head_dim=config.head_size,
        max_position_embeddings=config.positions,
        use_sliding_window=config.near_layers > 0,
        sliding_window=config.near,
        layer_types=[
            "sliding_attention" if layer < config.near_layers else "full_attention"
            for layer in range(config.layers)
        ],
        rope_parameters={"rope_type": "default", "rope_theta": config.rope_theta},
        tie_word_embeddings=True,
        pad_token_id=tokens.pad_token_id,
        eos_token_id=tokens.eos_token_id,
        bos_token_id=None,
    )
    torch.manual_seed(config.seed)
    return Qwen3ForCausalLM(shape)


def _taken(source: Path, folder: Path) -> dict[str, object]:
    if not (source / "config.json").exists() or not list(source.glob("*.safetensors")):
        raise FileNotFoundError(
            f"no checkpoint at {source}: expected a Hugging Face folder with config.json and "
            "*.safetensors; mend `model` in the recipe, or leave it out to build a student"
        )
    shutil.copytree(source, folder, dirs_exist_ok=True)
    return {"steps": 0, "loss": 0.0}


def _made(
    order: runs.Order, config: BaseConfig, folder: Path, reporter: report.Reporter
) -> dict[str, object]:
    tokens = tokenizer(texts(order.data), config)
    model = student(config, tokens)
    size = sum(parameter.numel() for parameter in model.parameters())
    reporter.progress(f"student: {size:,} parameters, {len(tokens):,} tokens")
    model.save_pretrained(folder)
    tokens.save_pretrained(folder)
    return {"steps": 0, "loss": 0.0, "parameters": size, "vocabulary": len(tokens)}


def main(arguments: list[str] | None = None) -> None:
    """Read the command line, build."""
    runs.carried_out(runs.ordered(__doc__, arguments), "base", BaseConfig, build)


if __name__ == "__main__":
    main()
