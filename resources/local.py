"""The doors to models that run in this process: vLLM, and transformers."""

import json
from abc import abstractmethod
from collections.abc import Mapping
from typing import Any

from resources.calling import weights
from resources.calling.batched import WritingEngine
from resources.calling.engine import Engine
from resources.calling.ledger import Ledger
from resources.calling.sampling import Sampling
from resources.calling.writing import Writer
from resources.llm import Llm

__all__ = ["LocalLlm", "TransformersLlm", "VllmLlm"]


class LocalLlm(Llm):
    """A model whose weights this process opens, when the first prompt is not in the call store.

    Where `revision` is empty, the content of its folder stands for it: other weights under the
    same name are asked anew; a replay names `weights.fingerprint(path)`. A model that cannot be
    opened shuts the door: rows say why.
    """

    path: str
    """Folder of the model as Hugging Face lays it out; no code in it is run."""
    at_once: int = 64
    """Replies in one batch: bounds the memory, and what a kill can cost."""

    def _engine(self, sampling: Sampling, ledger: Ledger) -> Engine:
        extra = self._extra()
        return WritingEngine(
            lambda: self._opened(sampling, extra),
            ledger,
            budget=self.budget,
            at_once=self.at_once,
        )

    @abstractmethod
    def _opened(self, sampling: Sampling, extra: Mapping[str, Any]) -> Writer:
        """The model, to write in this manner."""

    def _revision(self) -> str:
        return self.revision or weights.fingerprint(self.path)

    def _ahead(self) -> int:
        return max(self.look_ahead, 2 * self.at_once)


class VllmLlm(LocalLlm):
    """A model that vLLM runs in this process; schemas are held to by its grammars."""

    at_once: int = 512
    """Replies handed to vLLM together, which itself runs as many at a time as fit."""
    options: str = ""
    """What `vllm.LLM` takes besides, as JSON: `{"tensor_parallel_size": 4}`; on a CPU
    `{"dtype": "float32", "enforce_eager": true}`."""

    def _opened(self, sampling: Sampling, extra: Mapping[str, Any]) -> Writer:
        from resources.calling import offline  # noqa: PLC0415

        options, folder = self._options(), str(weights.folder(self.path))
        key = ("vllm", weights.fingerprint(folder), self.options)
        model = weights.held(key, lambda: offline.opened(folder, options))
        return offline.OfflineWriter(model, sampling, extra)

    def _options(self) -> dict[str, Any]:
        try:
            options = dict(json.loads(self.options or "{}"))
        except (ValueError, TypeError) as error:
            raise ValueError(f"options {self.options!r}: expected a JSON object") from error
        if barred := sorted({"model", "trust_remote_code"} & options.keys()):
            raise ValueError(f"options name {barred}: `path` names the model, and no code is run")
        return options


class TransformersLlm(LocalLlm):
    """A model that transformers runs in this process; a schema is asked for in words.

    The same seed draws the same replies, whatever stands beside a prompt in its batch, as far as
    sums of floating point numbers allow.
    """

    device: str = ""
    """As torch names it; empty: the GPU where there is one."""
    dtype: str = "auto"
    """Precision, as torch names it; `auto`: as the weights are stored."""

    def _opened(self, sampling: Sampling, extra: Mapping[str, Any]) -> Writer:
        from resources.calling import generating  # noqa: PLC0415 - torch comes with it

        folder = str(weights.folder(self.path))
        key = ("transformers", weights.fingerprint(folder), self.device, self.dtype)
        model = weights.held(key, lambda: generating.opened(folder, self.device, self.dtype))
        return generating.GeneratingWriter(model, sampling, extra, at_once=self.at_once)
