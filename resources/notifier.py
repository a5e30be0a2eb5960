"""The door to the operator: one line for each thing a person should know."""

from abc import ABC, abstractmethod
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import dagster as dg


class Notifier(dg.ConfigurableResource[Any], ABC):
    """Tells the operator what happened and what to do."""

    @abstractmethod
    def tell(self, message: str) -> None:
        """Deliver one message; it holds no key and no row of data."""


class NoticeFile(Notifier):
    """Appends to a file that the operator watches."""

    path: str
    """The file; its folder is created when missing."""

    def tell(self, message: str) -> None:
        """Append one line, with the time in UTC."""
        path = Path(self.path)
        path.parent.mkdir(parents=True, exist_ok=True)
        with path.open("a", encoding="utf-8") as notices:
            notices.write(f"{datetime.now(UTC):%Y-%m-%dT%H:%M:%SZ} {' '.join(message.split())}\n")
