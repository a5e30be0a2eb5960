"""A tokenizer from nothing: byte-level BPE over the corpus, figures digit by digit."""

from collections.abc import Iterable
from typing import Final

from training.config import BaseConfig
from training.untyped import Tokenizer as Fast

PAD: Final = "<pad>"
END: Final = "<|endoftext|>"
THINK: Final = ("<think>", "</think>")
"""Plain tokens, not special ones: decoding must keep them, for the answer stands behind them."""
MARKS: Final = r"[\u3000-\u303f\uff00-\uffef“”‘’]"
"""Full-width marks and quotes: no token reaches over one, so a quoted span begins with its own."""
HAN: Final = r"[\u3400-\u9fff]"
"""Han characters."""


def tokenizer(texts: Iterable[str], config: BaseConfig) -> Fast:
    """A fast tokenizer whose vocabulary is learned from the texts; the same texts give the same.

    Figures are read digit by digit, and no token reaches over a full-width mark or a quote.
    """
    from tokenizers import AddedToken, Regex, Tokenizer, decoders, models  # noqa: PLC0415
    from tokenizers import pre_tokenizers as pre  # noqa: PLC0415
    from tokenizers.trainers import BpeTrainer  # noqa: PLC0415
    from transformers import PreTrainedTokenizerFast  # noqa: PLC0415

    bpe = Tokenizer(models.BPE())
    bpe.pre_tokenizer = pre.Sequence(
        [
            pre.Digits(individual_digits=True),
            pre.Split(Regex(MARKS), "isolated"),
            *([pre.Split(Regex(HAN), "isolated")] if config.split_han else []),
            pre.ByteLevel(add_prefix_space=False),
        ]
    )
    bpe.decoder = decoders.ByteLevel()
    trainer = BpeTrainer(
        vocab_size=config.vocabulary - len(THINK),
        special_tokens=[PAD, END],
        initial_alphabet=sorted(pre.ByteLevel.alphabet()),
        show_progress=False,
        max_token_length=config.token_bytes or None,
    )
    bpe.train_from_iterator(texts, trainer)
    bpe.add_tokens([AddedToken(mark, special=False, normalized=False) for mark in THINK])
    return PreTrainedTokenizerFast(
        tokenizer_object=bpe,
        pad_token=PAD,
        eos_token=END,
        model_max_length=config.positions,
        clean_up_tokenization_spaces=False,
    )
