"""The root folder of an instance: where its lake, runs, reviews and Dagster history lie."""

import json
import os
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from resources.lake import Lake

CHECKOUT = Path(__file__).parents[1]


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
        self._note.write_text(json.dumps(self._noted() | said, indent=1), encoding="utf-8")
        return self

    def existing(self) -> "Root":
        """The root, if something was run there.

        Raises:
            LookupError: Nothing was.
        """
        if not self._note.exists():
            raise LookupError(f"nothing was run under {self.path}: `agentar run` first, or --root")
        return self

    def lake(self) -> Lake:
        """The lake of this root."""
        return Lake(root=str(self.path.resolve() / "lake"))

    def variables(self) -> dict[str, str]:
        """Environment variables that point every door, and Dagster, at this root."""
        noted, path = self._noted(), self.path.resolve()
        return {
            "AGENTAR_LAKE": str(path / "lake"),
            "AGENTAR_RUNS": str(path / "runs"),
            "AGENTAR_REVIEWS": str(path / "reviews"),
            "AGENTAR_NOTICES": str(path / "notices.log"),
            "AGENTAR_RECIPE": str(noted["recipe"]),
            "AGENTAR_DOCUMENTS": os.pathsep.join(noted["documents"]),
            "AGENTAR_BENCHMARKS": os.pathsep.join(noted["benchmarks"]),
            "DAGSTER_HOME": str(path / "dagster"),
        }

    @property
    def _note(self) -> Path:
        return self.path / "agentar.json"

    def _noted(self) -> dict[str, Any]:
        default: dict[str, Any] = {
            "documents": [str(CHECKOUT / "samples")],
            "benchmarks": [],
            "recipe": "tiny-cpu",
        }
        return default | (json.loads(self._note.read_text("utf-8")) if self._note.exists() else {})
