"""transformers in this process: replies drawn in padded batches, a seed for each."""

import random
from collections.abc import Mapping, Sequence
from typing import Any, Final

import torch
from transformers import AutoModelForCausalLM, AutoTokenizer, GenerationConfig, LogitsProcessorList
from transformers import StoppingCriteriaList as Criteria
from transformers.generation import logits_process as warpers

from resources.calling.calls import Call
from resources.calling.sampling import Sampling
from resources.calling.writing import Writer, Written

_SHAPING: Final = ("top_k", "top_p", "min_p", "repetition_penalty")
"""What shapes the probabilities beside the temperature, as transformers names it."""

Model = tuple[Any, Any]
"""A causal language model and its tokenizer."""


def opened(path: str, device: str, dtype: str) -> Model:
    """A model from a Hugging Face folder; nothing in it is executed.

    Args:
        path: The folder.
        device: As torch names it; empty: the GPU where there is one.
        dtype: As torch names it; `auto`: as the weights are stored.

    Raises:
        OSError: It is not whole.
        ValueError: It is none that transformers knows.
    """
    where = device or ("cuda" if torch.cuda.is_available() else "cpu")
    asked = {"local_files_only": True, "trust_remote_code": False}
    tokenizer = AutoTokenizer.from_pretrained(path, **asked)
    model = AutoModelForCausalLM.from_pretrained(path, dtype=dtype, use_safetensors=True, **asked)
    return model.to(where).eval(), tokenizer


class GeneratingWriter(Writer):
    """A model of transformers that writes in one manner."""

    def __init__(
        self, model: Model, sampling: Sampling, extra: Mapping[str, Any], *, at_once: int
    ) -> None:
        """Take on a manner.

        Raises:
            ValueError: `extra` names what is not known here.
        """
        super().__init__(sampling, extra, in_words=True)
        self._model, self.tokenizer = model
        self._at_once = at_once
        self.context = _context(self._model.config, self.tokenizer)
        self._ends = _ids(self._model.generation_config.eos_token_id, self.tokenizer.eos_token_id)
        if unknown := sorted(self._further.keys() - set(_SHAPING)):
            raise ValueError(f"extra names {unknown}: transformers takes {list(_SHAPING)} here")
        own = self._model.generation_config.to_diff_dict()
        self._shape = {name: own[name] for name in _SHAPING if own.get(name)} | self._further
        if sampling.top_p is not None:
            self._shape["top_p"] = sampling.top_p

    def written(self, calls: Sequence[Call]) -> list[list[Written]]:
        """The texts of each call."""
        rows: list[tuple[list[int], int]] = []
        for call in calls:
            ids, seed = self._read(call), self._seed(call)
            for place in range(len(call.samples)):
                rows.append((ids, random.getrandbits(48) if seed is None else seed + place))
        texts: list[Written] = []
        for start in range(0, len(rows), self._at_once):
            texts += self._batch(rows[start : start + self._at_once])
        came = iter(texts)
        return [[next(came) for _ in call.samples] for call in calls]

    @torch.inference_mode()
    def _batch(self, rows: Sequence[tuple[list[int], int]]) -> list[Written]:
        """One text for each row: the tokens of a prompt, and a seed."""
        most = self._sampling.max_tokens or self.context
        rooms = [min(most, self.context - len(ids)) for ids, _ in rows]
        width = max(len(ids) for ids, _ in rows)
        ids = torch.tensor([[0] * (width - len(ids)) + ids for ids, _ in rows])
        mask = torch.tensor([[0] * (width - len(ids)) + [1] * len(ids) for ids, _ in rows])
        ends = _Ends(rooms, self._ends, self._sampling.stop, self.tokenizer)
        config = GenerationConfig(
            do_sample=False,  # chance comes from the seeds of the rows, see Draws
            num_beams=1,
            max_new_tokens=max(rooms),
            eos_token_id=self._ends or None,
            pad_token_id=self._ends[0] if self._ends else 0,
            repetition_penalty=self._shape.get("repetition_penalty"),
        )
        out = self._model.generate(
            input_ids=ids.to(self._model.device),
            attention_mask=mask.to(self._model.device),
            generation_config=config,
            logits_processor=self._processors([seed for _, seed in rows]),
            stopping_criteria=Criteria([ends]),
        )
        return ends.written(out[:, width:].tolist())

    def _processors(self, seeds: Sequence[int]) -> Any:  # noqa: ANN401 - of transformers
        """What makes the most likely token a drawn one."""
        made, shape = LogitsProcessorList(), self._shape
        if self._sampling.temperature == 0:
            return made
        made.append(warpers.TemperatureLogitsWarper(max(self._sampling.temperature, 1e-2)))
        if shape.get("top_k"):
            made.append(warpers.TopKLogitsWarper(top_k=shape["top_k"]))
        if shape.get("top_p", 1.0) < 1:
            made.append(warpers.TopPLogitsWarper(top_p=shape["top_p"]))
        if shape.get("min_p"):
            made.append(warpers.MinPLogitsWarper(min_p=shape["min_p"]))
        made.append(Draws(seeds, self._model.device))
        return made


class Draws:
    """Adds Gumbel noise, a generator for each row, so that the largest score is a fair draw.

    What a row draws depends on its own seed alone, not on the rows beside it in the batch.
    """

    def __init__(self, seeds: Sequence[int], device: torch.device) -> None:
        self._sources = [torch.Generator(device).manual_seed(seed) for seed in seeds]

    def __call__(self, _ids: torch.Tensor, scores: torch.Tensor) -> torch.Tensor:
        """Noisy scores, (row, token)."""
        noise = torch.empty_like(scores, dtype=torch.float32)
        for row, source in zip(noise, self._sources, strict=True):
            row.exponential_(generator=source)
        return scores.float() - noise.log_()


class _Ends:
    """Ends each row for itself: at an end token, a stop text, or where its room ends."""

    def __init__(
        self,
        rooms: Sequence[int],
        ends: Sequence[int],
        stops: Sequence[str],
        tokenizer: Any,  # noqa: ANN401 - of transformers
    ) -> None:
        self._rooms, self._end_ids, self._stops = rooms, set(ends), stops
        self._tokenizer = tokenizer
        self._tail = max((len(stop.encode()) for stop in stops), default=0) + 1
        self._length = 0
        self._ended: dict[int, tuple[int, str]] = {}

    def __call__(self, ids: torch.Tensor, _scores: object, **_rest: object) -> torch.Tensor:
        """Which rows end with the token that was just drawn, (row,)."""
        self._length += 1
        tails = ids[:, -min(self._tail, self._length) :].tolist()
        for row, tail in enumerate(tails):
            if row not in self._ended and (reason := self._reason(row, tail)):
                self._ended[row] = (self._length, reason)
        done = [row in self._ended for row in range(len(tails))]
        return torch.tensor(done, device=ids.device)

    def _reason(self, row: int, tail: list[int]) -> str | None:
        if tail[-1] in self._end_ids:
            return "stop"
        if self._stops:
            text = self._tokenizer.decode(tail, skip_special_tokens=True)
            if any(stop in text for stop in self._stops):
                return "stop"
        return "length" if self._length >= self._rooms[row] else None

    def written(self, fresh: Sequence[Sequence[int]]) -> list[Written]:
        """What was written, out of the tokens after the prompts, (row, token)."""
        made = []
        for row, ids in enumerate(fresh):
            length, reason = self._ended[row]
            text = self._tokenizer.decode(ids[:length], skip_special_tokens=True)
            if reason == "length":
                text = text.rstrip("�")  # a character that was cut in two
            places = [text.find(stop) for stop in self._stops if stop in text]
            made.append(Written(text[: min(places, default=None)], reason, length))
        return made


def _context(config: Any, tokenizer: Any) -> int:  # noqa: ANN401 - of transformers
    """Most tokens that a model was made for."""
    told = getattr(config.get_text_config(), "max_position_embeddings", None)
    return int(told or tokenizer.model_max_length)


def _ids(*said: int | Sequence[int] | None) -> list[int]:
    """End tokens, however they are said."""
    for one in said:
        if one is not None:
            return [one] if isinstance(one, int) else list(one)
    return []
