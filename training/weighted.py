"""Weighted fine-tuning on TRL: each token's loss counts as much as the weight of its tag.

The divisor is taken over the whole window of accumulated batches and over all processes, never
over one batch: a mean over a batch of one item would cancel its weight.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import torch
from datasets import Dataset
from torch import Tensor
from torch.utils.data import Sampler
from trl import SFTConfig as Arguments
from trl import SFTTrainer, pack_dataset
from trl.trainer.sft_trainer import DataCollatorForLanguageModeling
from trl.trainer.utils import pad

from training import losses
from training.batches import Batches, length_groups
from training.config import SftConfig
from training.metrics import Log, TagLosses, finite
from training.optimizers import Muon
from training.report import Reporter
from training.trainers import rested
from training.untyped import Network, Rest

EXTRA = {"loss_weights": torch.float32, "tag_ids": torch.long}
"""Columns beside the trainer's own, one entry a token, by their type."""


@dataclass
class WeightCollator(DataCollatorForLanguageModeling):  # type: ignore[misc]
    """Pads weights and tags as the tokens are padded."""

    def torch_call(self, examples: list[dict[str, Any]]) -> dict[str, Any]:
        """One batch of tensors, (batch, time)."""
        out: dict[str, Any] = super().torch_call(examples)
        for name, kind in EXTRA.items():
            rows = [torch.tensor(example[name], dtype=kind) for example in examples]
            rows = [torch.cat(rows)] if self.padding_free else rows
            out[name] = pad(rows, padding_side="right", pad_to_multiple_of=self.pad_to_multiple_of)
        return out


class LengthGroups(Sampler[int]):
    """Items in batches of like length; the order hangs on seed and epoch alone."""

    def __init__(self, lengths: list[int], batch: int, seed: int) -> None:
        """Order items of these lengths in batches of this size."""
        self._lengths, self._batch, self._seed, self._epoch = lengths, batch, seed, 0

    def set_epoch(self, epoch: int) -> None:
        """Another epoch, another order."""
        self._epoch = epoch

    def __iter__(self) -> Iterator[int]:
        """Indices of the items."""
        return iter(length_groups(self._lengths, self._batch, f"{self._seed}-{self._epoch}"))

    def __len__(self) -> int:
        """How many items there are."""
        return len(self._lengths)


class WeightedSFTTrainer(SFTTrainer):  # type: ignore[misc]
    """TRL's trainer with a weight on each token and a choice of what the sum is divided by."""

    loss_is_scaled_for_ga = True
    data_collator: Any
    optimizer: Any
    _signature_columns: list[str] | None

    def __init__(
        self, *, recipe: SftConfig, tags: list[str], reporter: Reporter, **rest: Rest
    ) -> None:
        """A trainer; `rest` is what TRL's takes."""
        super().__init__(**rest)
        if getattr(self.accelerator.parallelism_config, "sp_enabled", False):
            raise ValueError("sequence parallelism is not supported: it would drop the weights")
        # TRL refuses a collator of one's own where it packs, so it is put in afterwards.
        theirs = self.data_collator
        self.data_collator = WeightCollator(
            pad_token_id=theirs.pad_token_id,
            padding_free=theirs.padding_free,
            return_position_ids=theirs.return_position_ids,
            pad_to_multiple_of=theirs.pad_to_multiple_of,
        )
        self._recipe, self._tags = recipe, TagLosses(tags)
        path = Path(self.args.output_dir) / "metrics.jsonl"
        self._log = Log(path, reporter, writes=self.args.should_log, steps=self.args.max_steps)

    def create_optimizer(self, model: Network = None) -> torch.optim.Optimizer:
        """Muon where the recipe says so, else what transformers makes."""
        if self._recipe.optimizer == "muon" and self.optimizer is None:
            named = (model or self.model).named_parameters()
            self.optimizer = muon = Muon(
                ((name, p) for name, p in named if p.requires_grad),
                lr=self.args.learning_rate,
                weight_decay=self.args.weight_decay,
            )
            return muon
        made: torch.optim.Optimizer = super().create_optimizer(model)
        return made

    def create_model_card(self, *_: Rest, **__: Rest) -> None:
        """None: the manifest says what a card would."""

    def _set_signature_columns_if_needed(self) -> None:
        if self._signature_columns is None:
            super()._set_signature_columns_if_needed()
            self._signature_columns = [*(self._signature_columns or ()), *EXTRA]

    def _get_train_sampler(self, train_dataset: Rest = None) -> Rest:
        if not self._recipe.group_by_length or self._recipe.packing:
            return super()._get_train_sampler(train_dataset)
        rows = train_dataset or self.train_dataset
        batch = self.args.train_batch_size * self.args.world_size
        return LengthGroups([len(ids) for ids in rows["input_ids"]], batch, self.args.seed)

    def _get_num_items_in_batch(self, batch_samples: list[Any], device: torch.device) -> Tensor:
        total = torch.stack([self._share(batch).to(device) for batch in batch_samples]).sum()
        if self.args.average_tokens_across_devices and self.args.world_size > 1:
            total = self.accelerator.gather(total).sum()
        return total

    def _share(self, batch: dict[str, Any]) -> Tensor:
        labels, weights = batch["labels"][..., 1:], batch["loss_weights"][..., 1:]
        starts = losses.sample_starts(labels)
        return losses.share(labels, weights, starts, self._recipe.normaliser)

    def compute_loss(
        self,
        model: Network,
        inputs: dict[str, Any],
        return_outputs: bool = False,  # noqa: ARG002 - the face of transformers
        num_items_in_batch: Tensor | None = None,
    ) -> Tensor:
        """This batch's part of the window's weighted loss."""
        total = self._share(inputs) if num_items_in_batch is None else num_items_in_batch
        weights = inputs.pop("loss_weights")[..., 1:]
        tag_ids = inputs.pop("tag_ids")[..., 1:]
        labels = inputs["labels"][..., 1:]
        log_probs = self._scored(model, inputs)
        loss = losses.weighted_sum(log_probs, weights) / torch.as_tensor(total).clamp(min=1e-6)
        if self.args.average_tokens_across_devices and num_items_in_batch is not None:
            loss = loss * self.accelerator.num_processes
        self._tags.add(log_probs, labels, tag_ids)
        return finite(loss, self.state.global_step, self.args.output_dir)

    def _scored(self, model: Network, inputs: dict[str, Any]) -> Tensor:
        """Log-probability of each target token, 0 where none is asked, (batch, time - 1)."""
        if not (self._recipe.compact_head and self.args.device.type == "cpu"):
            scored: Tensor = model(**inputs, use_cache=False, fused_lm_head=True).log_probs
            return scored
        return compact_log_probs(self.accelerator.unwrap_model(model), inputs)

    def log(self, logs: dict[str, float], start_time: float | None = None) -> None:
        """Log, with the loss of each tag beside the whole."""
        by_tag = self._tags.taken(self.accelerator)
        super().log(logs, start_time)
        if "loss" in logs:
            self._log.line(self.state.global_step, {**logs, "tags": by_tag})


def compact_log_probs(model: Network, inputs: dict[str, Any]) -> Tensor:
    """As TRL's fused head gives them, but only the tokens that are asked for meet the vocabulary.

    On a CPU the fused head scores prompts as well. Padding stands on the right, behind causal
    attention, so that no mask is needed. (batch, time - 1)
    """
    body = {k: v for k, v in inputs.items() if k not in {"labels", "attention_mask"}}
    hidden = model.base_model(**body, use_cache=False).last_hidden_state[:, :-1]
    labels = inputs["labels"][:, 1:]
    asked = labels.ne(-100)
    logits = model.get_output_embeddings()(hidden[asked]).float()
    nll = torch.nn.functional.cross_entropy(logits, labels[asked], reduction="none")
    return torch.zeros(labels.shape, dtype=nll.dtype).masked_scatter(asked, -nll)


def dataset(items: Batches, config: SftConfig) -> Dataset:
    """Items as the trainer reads them; packed with their weights where the recipe says so."""
    rows = Dataset.from_dict(items.columns())
    if not config.packing:
        return rows
    shuffled = rows.shuffle(seed=config.seed)
    return pack_dataset(shuffled, config.max_length, "bfd")


def arguments(config: SftConfig, output: Path, *, again: bool) -> Arguments:
    """The recipe as TRL names it.

    Args:
        config: The recipe.
        output: Where checkpoints go.
        again: Whether the model was trained before, in an earlier round.
    """
    return Arguments(
        **rested(output, config),
        num_train_epochs=config.again_epochs if again else config.epochs,
        max_steps=config.max_steps,
        learning_rate=config.learning_rate * (config.again_rate if again else 1.0),
        lr_scheduler_type=config.schedule,
        warmup_steps=config.warmup_share,
        weight_decay=config.weight_decay,
        optim="adamw_torch_fused" if config.optimizer == "muon" else config.optimizer,
        per_device_train_batch_size=config.batch_size,
        gradient_accumulation_steps=config.accumulation,
        logging_steps=config.log_every,
        packing=config.packing,
        max_length=config.max_length,
        dataset_kwargs={"skip_prepare_dataset": True},
    )
