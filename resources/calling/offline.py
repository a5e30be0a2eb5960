"""vLLM in this process: `LLM.chat`, the samples of a prompt sharing what it read."""

import os
import threading
from collections.abc import Mapping, Sequence
from typing import Any, Final

from resources.calling import weights
from resources.calling.calls import Call
from resources.calling.sampling import Sampling
from resources.calling.secret import shown
from resources.calling.writing import Gone, Writer, Written

_INSTALL: Final = (
    "for a GPU: pip install vllm; for a CPU: pip install 'agentar-fin[serve]', "
    "then pip uninstall torchvision torchaudio torchcodec, which are built for GPUs"
)
_ALONE: Final = threading.Lock()
"""Held by who asks: vLLM would hand one caller's replies to another."""


def opened(path: str, options: Mapping[str, Any]) -> Any:  # noqa: ANN401 - vllm.LLM
    """A model of vLLM from a Hugging Face folder; nothing in it is executed.

    Args:
        path: The folder.
        options: What `vllm.LLM` takes besides.

    Raises:
        ImportError: vLLM is not installed, or something that it needs.
    """
    # One process: nothing is spawned that would import the caller's program anew, and the order
    # in which replies are written is the same each time.
    os.environ.setdefault("VLLM_ENABLE_V1_MULTIPROCESSING", "0")
    try:
        from vllm import LLM  # noqa: PLC0415
    except (ImportError, RuntimeError) as error:  # the latter of libraries for another machine
        raise ImportError(f"vllm cannot be loaded ({error}): {_INSTALL}") from error
    return LLM(model=path, **options, trust_remote_code=False)


class OfflineWriter(Writer):
    """A model of vLLM that writes in one manner."""

    def __init__(self, model: Any, sampling: Sampling, extra: Mapping[str, Any]) -> None:  # noqa: ANN401
        """Take on a manner.

        Raises:
            ValueError: `extra` names what vLLM does not know.
        """
        super().__init__(sampling, extra, in_words=False)
        self._model, self.tokenizer = model, model.get_tokenizer()
        self.context = int(model.model_config.max_model_len)
        self._manner()

    def written(self, calls: Sequence[Call]) -> list[list[Written]]:
        """The texts of each call."""
        from vllm.exceptions import VLLMClientError  # noqa: PLC0415

        try:
            outputs = self._chatted(calls)
        except (VLLMClientError, ValueError) as error:
            if self._sampling.schema is None or self._in_words or not _of_schema(error):
                raise
            self._in_words = True
            return self.written(calls)
        return [self._texts(call, out) for call, out in zip(calls, outputs, strict=True)]

    def _chatted(self, calls: Sequence[Call]) -> list[Any]:
        messages = [self._messages(call) for call in calls]
        asked = [self._asked(call) for call in calls]
        with _ALONE:
            try:
                outputs: list[Any] = self._model.chat(
                    messages,
                    asked,
                    use_tqdm=False,
                    chat_template=self._template(),
                    chat_template_content_format="string",
                    chat_template_kwargs=self._templating or None,
                )
            except BaseException as error:
                self._spoiled(error)
                raise
        return outputs

    def _spoiled(self, error: BaseException) -> None:
        """Let go of a model in which calls are left: it would give their replies to later ones.

        Raises:
            Gone: It is let go of, and nobody interrupted it.
        """
        if not self._model.llm_engine.has_unfinished_requests():
            return
        weights.dropped()
        if isinstance(error, Exception):
            raise Gone(f"vllm stopped: {type(error).__name__}: {shown(str(error))}") from error

    def _asked(self, call: Call) -> Any:  # noqa: ANN401 - vllm.SamplingParams
        made = self._manner()
        made.n = 1 if self._sampling.temperature == 0 else len(call.samples)
        made.seed = self._seed(call)
        return made

    def _manner(self) -> Any:  # noqa: ANN401 - vllm.SamplingParams
        """How a text is drawn: as the model's folder says, and as the sampling does."""
        from vllm import SamplingParams  # noqa: PLC0415
        from vllm.sampling_params import StructuredOutputsParams  # noqa: PLC0415

        said = {"max_tokens": None, **self._sampling.parameters()}
        said.pop("seed", None)
        own = self._model.model_config.get_diff_sampling_param()
        own.pop("max_tokens", None)
        schema = self._sampling.schema
        if schema is not None and not self._in_words:
            said["structured_outputs"] = StructuredOutputsParams(json=dict(schema))
        try:
            return SamplingParams(**{**own, **self._further, **said})
        except TypeError as error:
            raise ValueError(f"extra {self._further}: {error}") from error

    def _texts(self, call: Call, output: Any) -> list[Written]:  # noqa: ANN401 - RequestOutput
        """What was written; without chance, all samples are the same."""
        texts = [
            Written(one.text, one.finish_reason or "stop", len(one.token_ids))
            for one in sorted(output.outputs, key=lambda one: one.index)
        ]
        return texts * (len(call.samples) // len(texts))


def _of_schema(error: Exception) -> bool:
    said = str(error).lower()
    return any(word in said for word in ("schema", "grammar", "structured"))
