"""GRPO on TRL with a weight on the advantage, and a reward that only a right answer earns."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import polars as pl
import torch
from datasets import Dataset
from trl import GRPOConfig as Arguments
from trl import GRPOTrainer

from training import graders, losses
from training.batches import encoded, prompt_text
from training.config import GrpoConfig
from training.metrics import Log, finite
from training.report import Reporter
from training.trainers import rested
from training.untyped import Network, Rest, Tokenizer

TOLD = ("loss", "reward", "reward_std", "frac_reward_zero_std", "kl", "learning_rate", "grad_norm")
"""What of TRL's many numbers goes to metrics.jsonl."""


def right(
    completions: Sequence[str], answer: Sequence[str], answer_form: Sequence[str], **_: Rest
) -> list[float]:
    """1 where the final answer is right, else 0: nothing is paid for form, length or words."""
    said = [graders.final_answer(completion) for completion in completions]
    return [float(verdict) for verdict in graders.verdicts(answer_form, answer, said)]


def chosen(rows: pl.DataFrame, config: GrpoConfig) -> pl.DataFrame:
    """The prompts of a run, in the order in which they are asked; drawn by the recipe's seed.

    Where the mixture has a `pass_rate`, prompts that are sometimes right come first: the others
    teach nothing, because all their completions are paid alike.

    Args:
        rows: The mixture, with `answer` and `answer_form`.
        config: The recipe.

    Raises:
        ValueError: The mixture lacks what a reward needs.
    """
    if missing := [name for name in ("answer", "answer_form") if name not in rows.columns]:
        raise ValueError(f"the mixture lacks {missing}: a reward needs the gold and its form")
    drawn = rows.sample(fraction=1.0, shuffle=True, seed=config.seed)
    if "pass_rate" in rows.columns:
        mixed = (pl.col("pass_rate") > 0) & (pl.col("pass_rate") < 1)
        drawn = drawn.sort(mixed.fill_null(value=False), descending=True, maintain_order=True)
    return drawn.head(config.steps * config.prompts)


def dataset(rows: pl.DataFrame, tokenizer: Tokenizer, config: GrpoConfig) -> Dataset:
    """The chosen prompts as the trainer reads them; those beyond the window are left out.

    Raises:
        ValueError: No prompt fits.
    """
    fits = [len(ids) <= config.max_length for ids in encoded(tokenizer, rows["prompt"].to_list())]
    asked = chosen(rows.filter(pl.Series(fits, dtype=pl.Boolean)), config)
    if asked.is_empty():
        raise ValueError(f"no prompt fits max_length {config.max_length}: raise it in the recipe")
    return Dataset.from_dict(
        {
            "prompt": [prompt_text(tokenizer, prompt) for prompt in asked["prompt"]],
            "answer": asked["answer"].to_list(),
            "answer_form": asked["answer_form"].to_list(),
            "loss_weight": asked["weight"].to_list(),
        }
    )


class WeightedGRPOTrainer(GRPOTrainer):  # type: ignore[misc]
    """TRL's trainer with each completion's advantage times the weight of its tag.

    The weight must not be part of the reward: a group's rewards are divided by their standard
    deviation, which would cancel it.
    """

    def __init__(self, *, reporter: Reporter, **rest: Rest) -> None:
        """A trainer; `rest` is what TRL's takes."""
        super().__init__(**rest)
        path = Path(self.args.output_dir) / "metrics.jsonl"
        self._log = Log(path, reporter, writes=self.args.should_log, steps=self.args.max_steps)

    def create_model_card(self, *_: Rest, **__: Rest) -> None:
        """None: the manifest says what a card would."""

    def _generate_and_score_completions(self, inputs: list[dict[str, Any]]) -> dict[str, Any]:
        out: dict[str, Any] = super()._generate_and_score_completions(inputs)
        weights = torch.tensor([row["loss_weight"] for row in inputs]).to(out["advantages"])
        mean = self.accelerator.gather(weights).mean().clamp(min=1e-6)
        out["advantages"] = losses.weighted_advantages(out["advantages"], weights / mean)
        return out

    def compute_loss(self, model: Network, inputs: Rest, *rest: Rest, **more: Rest) -> torch.Tensor:
        """TRL's loss, if training may go on with it."""
        loss: torch.Tensor = super().compute_loss(model, inputs, *rest, **more)
        return finite(loss, self.state.global_step, self.args.output_dir)

    def log(self, logs: dict[str, float], start_time: float | None = None) -> None:
        """Log, with the numbers that matter to metrics.jsonl."""
        super().log(logs, start_time)
        if "loss" in logs:
            told = {name: logs[name] for name in TOLD if name in logs}
            self._log.line(self.state.global_step, told)


def arguments(config: GrpoConfig, output: Path) -> Arguments:
    """The recipe as TRL names it."""
    return Arguments(
        **rested(output, config),
        max_steps=config.steps,
        learning_rate=config.learning_rate,
        lr_scheduler_type="constant_with_warmup",
        warmup_steps=1,
        per_device_train_batch_size=config.prompts * config.samples,
        num_generations=config.samples,
        max_completion_length=config.max_new_tokens,
        temperature=config.temperature,
        beta=config.kl,
        epsilon=config.clip_low,
        epsilon_high=config.clip_high,
        mask_truncated_completions=True,
        logging_steps=1,
    )
