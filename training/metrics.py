"""What a trainer learns about its run: the loss of each tag, a line for each log, a halt at NaN."""

import json
from pathlib import Path
from typing import Any

import torch
from torch import Tensor

from training.report import Reporter
from training.untyped import Rest


class TagLosses:
    """Loss of each tag since the last log."""

    def __init__(self, tags: list[str]) -> None:
        """Begin with nothing seen."""
        self._tags = tags
        self._sums = torch.zeros(2, len(tags), dtype=torch.float64)

    def add(self, log_probs: Tensor, labels: Tensor, tag_ids: Tensor) -> None:
        """Count a batch.

        Args:
            log_probs: Log-probability of each target token, (batch, time).
            labels: Target tokens, -100 where none is asked, (batch, time).
            tag_ids: Tag of each target token, (batch, time).
        """
        asked = labels.ne(-100)
        ids = tag_ids[asked].cpu()
        spent = -log_probs.detach()[asked].double().cpu()
        self._sums[0].index_add_(0, ids, spent)
        self._sums[1].index_add_(0, ids, torch.ones_like(spent))

    def taken(self, accelerator: Rest) -> dict[str, float]:
        """Mean loss of each tag seen on any rank, nats a token; then begin anew."""
        sums = accelerator.reduce(self._sums.to(accelerator.device), reduction="sum").cpu()
        self._sums.zero_()
        pairs = zip(self._tags, *sums.tolist(), strict=True)
        return {tag: round(spent / tokens, 6) for tag, spent, tokens in pairs if tokens}


class Log:
    """`metrics.jsonl`, and whoever listens."""

    def __init__(self, path: Path, reporter: Reporter, *, writes: bool, steps: int) -> None:
        """Open the log of a run.

        Args:
            path: The file; lines are added.
            reporter: Is told each line in short.
            writes: Whether this process is the one that writes.
            steps: Steps of the whole run, 0 where that is not known.
        """
        self._path, self._reporter, self._writes, self._steps = path, reporter, writes, steps

    def line(self, step: int, values: dict[str, Any]) -> None:
        """Add one line."""
        if not self._writes:
            return
        row = {"step": step} | {k: _rounded(v) for k, v in values.items()}
        with self._path.open("a", encoding="utf-8") as file:
            file.write(json.dumps(row, ensure_ascii=False) + "\n")
        told = (f"{k} {row[k]:.5g}" for k in ("loss", "reward", "learning_rate") if k in row)
        self._reporter.progress(f"step {step}/{self._steps} {' '.join(told)}")


def finite(loss: Tensor, step: int, output: str) -> Tensor:
    """The loss, if training may go on with it.

    Raises:
        FloatingPointError: It is NaN or infinite; the weights are those of the step before.
    """
    if not torch.isfinite(loss).all():
        raise FloatingPointError(
            f"loss is {loss.item()} at step {step + 1}: stopped before it reached the weights; "
            f"the last good checkpoint is in {output}; lower the learning rate and run again"
        )
    return loss


def _rounded(value: object) -> object:
    return round(value, 8) if isinstance(value, float) else value
