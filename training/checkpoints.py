"""Checkpoints on disk: opened with a clear word on what is wrong, saved as safetensors alone."""

import json
from pathlib import Path

import torch
from safetensors import SafetensorError
from transformers import AutoModelForCausalLM, AutoTokenizer

from training.untyped import Network, Tokenizer


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
