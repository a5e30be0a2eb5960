"""Checkpoints on disk: opened with a clear word on what is wrong, saved as safetensors alone."""

import json
from pathlib import Path
from typing import Any

import torch
from safetensors import SafetensorError
from transformers import AutoModelForCausalLM, AutoTokenizer, TrainerCallback

from training import runs
from training.config import TrainingConfig
from training.untyped import Network, Rest, Tokenizer, Trainer


def opened(model: str, *, threads: int = 0) -> tuple[Network, Tokenizer]:
    """A model and its tokenizer from a Hugging Face folder; nothing of it is executed.

    Args:
        model: The folder.
        threads: Threads of the CPU from here on; 0: torch decides.

    Raises:
        FileNotFoundError: There is no checkpoint.
        ValueError: It is cut short, or its tokenizer cannot end or pad a text.
    """
    folder = Path(model)
    if not model or not (folder / "config.json").exists():
        raise FileNotFoundError(
            f"no checkpoint at {model!r}: expected a folder with config.json and *.safetensors; "
            "name one with --model or in the recipe"
        )
    if threads:
        torch.set_num_threads(threads)
    try:
        network = AutoModelForCausalLM.from_pretrained(
            folder, dtype=torch.float32, use_safetensors=True, local_files_only=True
        )
        tokenizer = AutoTokenizer.from_pretrained(folder, local_files_only=True)
    except (SafetensorError, OSError) as error:
        raise ValueError(f"{folder}: not a whole checkpoint: {error}; make it again") from error
    if tokenizer.eos_token_id is None:
        raise ValueError(f"{folder}: its tokenizer has no end-of-sequence token")
    tokenizer.pad_token = tokenizer.pad_token or tokenizer.eos_token
    return network, tokenizer


def trained_before(model: str) -> bool:
    """Whether a checkpoint comes from a training run, by the manifest beside it."""
    manifest = Path(model).parent / "manifest.json"
    if not manifest.exists():
        return False
    return bool(json.loads(manifest.read_text(encoding="utf-8"))["kind"] != "base")


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
