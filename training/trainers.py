"""What the trainers share: their arguments, their end, and the time that they took."""

from pathlib import Path
from typing import Any

import torch
from transformers import TrainerCallback

from training import runs
from training.config import TrainingConfig
from training.untyped import Rest, Trainer


def trained(
    trainer: Trainer, output: Path, watch: runs.Stopwatch, **known: object
) -> dict[str, object]:
    """Train to the end, from the last checkpoint if there is one, and save; the run's metrics.

    Args:
        trainer: Knows model, data and recipe.
        output: Folder of the run; the model is left in its `model`.
        watch: Has run since the run began.
        known: What else is known of the run.
    """
    trainer.add_callback(Keeping(watch))
    result = trainer.train(resume_from_checkpoint=runs.begun(output))
    saved(trainer, output / "model")
    return runs.summary(
        output,
        mean_loss=result.training_loss,
        steps=trainer.state.global_step,
        seconds=watch.seconds(),
        **known,
    )


def saved(trainer: Trainer, folder: Path) -> None:
    """Save a trainer's model and tokenizer; what is no part of them is left out."""
    trainer.save_model(str(folder))
    if trainer.accelerator.is_main_process:
        (folder / "training_args.bin").unlink(missing_ok=True)
    trainer.accelerator.wait_for_everyone()


def rested(output: Path, config: TrainingConfig) -> dict[str, Any]:
    """Arguments that every trainer shares: nothing is shuffled, pushed, drawn or shown."""
    return {
        "output_dir": str(output),
        "disable_tqdm": True,
        "save_strategy": "steps",
        "save_steps": config.save_every,
        "save_total_limit": 2,
        "use_cpu": not torch.cuda.is_available(),
        "dataloader_num_workers": 0,
        "dataloader_pin_memory": torch.cuda.is_available(),
        "logging_nan_inf_filter": False,
        "push_to_hub": False,
        "torch_empty_cache_steps": None,
        "max_grad_norm": config.clip,
        "bf16": config.bf16,
        "gradient_checkpointing": config.gradient_checkpointing,
        "deepspeed": config.deepspeed or None,
        "report_to": config.report_to.split(","),
        "seed": config.seed,
        "shuffle_dataset": False,
    }


class Keeping(TrainerCallback):  # type: ignore[misc]
    """Notes the time spent beside every checkpoint, so that a resumed run knows it all."""

    def __init__(self, watch: runs.Stopwatch) -> None:
        """Keep this watch."""
        self._watch = watch

    def on_save(self, args: Rest, *_: Rest, **__: Rest) -> None:
        """A checkpoint was written."""
        if args.should_save:
            self._watch.keep()
