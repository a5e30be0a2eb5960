"""A Qwen3 made on the spot: one that writes what is known, and one that reads all it is given."""

import torch
from transformers import Qwen3Config, Qwen3ForCausalLM

from training.config import BaseConfig
from training.tokens import tokenizer

TEMPLATE = (
    "{% for m in messages %}{{ m.role }}: {{ m.content }}\n{% endfor %}"
    "{% if add_generation_prompt %}>{% endif %}"
)
CONTEXT = 512
SIZE = 320


def save(folder):
    """Write a model of `<think>`, one of abc, `</think>`, some digits, and the end.

    Its layers add nothing: what comes next hangs on the last token alone, by weights set by hand.
    """
    tokens = reading()
    model = Qwen3ForCausalLM(shape(tokens))
    with torch.no_grad():
        for layer in model.model.layers:
            layer.self_attn.o_proj.weight.zero_()
            layer.mlp.down_proj.weight.zero_()
        model.model.embed_tokens.weight.zero_().fill_diagonal_(1.0)
        model.lm_head.weight.zero_()
        number = tokens.convert_tokens_to_ids
        for before, after in follows(tokens.eos_token).items():
            for token, logit in after.items():
                model.lm_head.weight[number(token), number(before)] = logit / SIZE**0.5
    model.save_pretrained(folder)
    tokens.save_pretrained(folder)


def save_wild(folder):
    """Write a model whose every token hangs on all before it, by weights drawn at random."""
    tokens = reading()
    torch.manual_seed(0)
    model = Qwen3ForCausalLM(shape(tokens))
    with torch.no_grad():
        for weights in model.parameters():
            if weights.dim() > 1:
                weights.normal_(std=0.3)
    model.save_pretrained(folder)
    tokens.save_pretrained(folder)


def reading():
    tokens = tokenizer(["the quick brown fox"], BaseConfig(vocabulary=300, positions=CONTEXT))
    tokens.chat_template = TEMPLATE
    return tokens


def follows(end):
    """Logits of what may follow a token, all others having 0."""
    digits = {digit: 20.0 - place / 50 for place, digit in enumerate("12345678")}
    letters = {letter: 20.0 for letter in "abc"}
    logits = {">": {"<think>": 20.0}, "<think>": letters, "</think>": digits}
    logits |= {letter: {"</think>": 20.0} for letter in letters}
    return logits | {digit: digits | {end: 20.6} for digit in digits}


def shape(tokens):
    return Qwen3Config(
        vocab_size=len(tokens),
        hidden_size=SIZE,
        intermediate_size=32,
        num_hidden_layers=2,
        num_attention_heads=2,
        num_key_value_heads=1,
        head_dim=32,
        max_position_embeddings=CONTEXT,
        tie_word_embeddings=False,
        eos_token_id=tokens.eos_token_id,
        pad_token_id=tokens.pad_token_id,
        bos_token_id=None,
    )
