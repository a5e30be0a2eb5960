"""The root folder of an instance: where its lake, runs, reviews and Dagster history lie."""

import fcntl
import json
import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from resources.lake import Lake

CHECKOUT = Path(__file__).parents[1]
_DEFAULT: Final[dict[str, Any]] = {
    "documents": [str(CHECKOUT / "samples")],
    "benchmarks": [],
    "recipe": "tiny-cpu",
}

_MODEL: Final = {
    "AGENTAR_LLM_URL": "http://127.0.0.1:8000/v1",
    "AGENTAR_LLM_MODEL": "default",
    "AGENTAR_LLM_KEY_VARIABLE": "",
}
"""The model server: its address, the model's name there, and the name of the variable that holds
the key, where it wants one; as the environment says, else one on this machine."""


@dataclass(frozen=True)
class Root:
    """A folder that holds one instance whole, with the sources it was last run on."""

    path: Path

    def settled(
        self,
        *,
        documents: list[Path] | None = None,
        benchmarks: list[Path] | None = None,
        recipe: str | None = None,
    ) -> "Root":
        """The root, made when missing, with what was asked for remembered for the next command.

        Raises:
            OSError: The folder cannot be written.
        """
        asked = {
            "documents": [str(folder.resolve()) for folder in documents] if documents else None,
            "benchmarks": [str(folder.resolve()) for folder in benchmarks] if benchmarks else None,
            "recipe": recipe,
        }
        said = {name: value for name, value in asked.items() if value is not None}
        self.path.mkdir(parents=True, exist_ok=True)
        self._keep(self._noted() | said)
        return self

    def begun(self, *, budget: int | None, seed: int | None, default: int) -> tuple[int, int]:
        """Budget and seed that the loop was begun with here; those asked for, if it begins now.

        It has begun when a first plan was made.

        Args:
            budget: New items of round one; null: as it was begun, or the default.
            seed: Seed of every tag in round one; null: as it was begun, or 0.
            default: Budget of a loop that begins.

        Raises:
            ValueError: The loop was begun with others.
        """
        noted = self._noted()
        if self.lake().head("next_round_plan", None) is None:
            noted = {name: noted[name] for name in noted.keys() - {"budget", "seed"}}
        asked = {"budget": budget, "seed": seed}
        for name, value in asked.items():
            if value is not None and noted.get(name, value) != value:
                raise ValueError(
                    f"the loop under {self.path} was begun with {name} {noted[name]}, not {value}: "
                    "name another --root to begin anew"
                )
        first = {"budget": budget or default, "seed": seed or 0} | noted
        self._keep(first)
        return first["budget"], first["seed"]

    def documents(self) -> list[Path]:
        """The folders of documents, as they were last named."""
        return [Path(folder) for folder in self._noted()["documents"]]

    def on_samples(self) -> bool:
        """Whether the documents are the project's own samples, which nobody minds spoiled."""
        return bool(self._noted()["documents"] == _DEFAULT["documents"])

    @contextmanager
    def held(self) -> Iterator[None]:
        """Hold the root against another `agentar run`, until this process ends or lets go.

        Raises:
            RuntimeError: Another one holds it.
        """
        self.path.mkdir(parents=True, exist_ok=True)
        with (self.path / ".lock").open("w", encoding="utf-8") as lock:
            try:
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError as error:
                raise RuntimeError(
                    f"another `agentar run` works on {self.path}: wait, or name another --root"
                ) from error
            yield

    def existing(self) -> "Root":
        """The root, if something was run there.

        Raises:
            LookupError: Nothing was.
        """
        if not self._note.exists():
            raise LookupError(f"nothing was run under {self.path}: `agentar run` first, or --root")
        return self

    def lake(self) -> "Lake":
        """The lake of this root."""
        from resources.lake import Lake  # noqa: PLC0415 Dagster takes seconds to import

        return Lake(root=str(self.path.resolve() / "lake"))

    def variables(self) -> dict[str, str]:
        """Environment variables that point every door, and Dagster, at this root."""
        noted, path = self._noted(), self.path.resolve()
        return {
            "AGENTAR_LAKE": str(path / "lake"),
            "AGENTAR_RUNS": str(path / "runs"),
            "AGENTAR_REVIEWS": str(path / "reviews"),
            "AGENTAR_NOTICES": str(path / "notices.log"),
            "AGENTAR_CALLS": str(path / "calls"),
            **{name: os.environ.get(name, value) for name, value in _MODEL.items()},
            "AGENTAR_RECIPE": str(noted["recipe"]),
            "AGENTAR_DOCUMENTS": os.pathsep.join(noted["documents"]),
            "AGENTAR_BENCHMARKS": os.pathsep.join(noted["benchmarks"]),
            "DAGSTER_HOME": str(path / "dagster"),
        }

    @property
    def _note(self) -> Path:
        return self.path / "agentar.json"

    def _keep(self, noted: dict[str, Any]) -> None:
        partial = self._note.with_suffix(".partial")
        partial.write_text(json.dumps(noted, indent=1), encoding="utf-8")
        partial.replace(self._note)

    def _noted(self) -> dict[str, Any]:
        if not self._note.exists():
            return _DEFAULT
        try:
            noted: dict[str, Any] = json.loads(self._note.read_text("utf-8"))
        except ValueError as error:
            raise ValueError(
                f"{self._note} is damaged: {error}: mend it, or remove it and name documents anew"
            ) from error
        return _DEFAULT | noted
