"""What connections to mail servers of either kind have in common.

The one rule: one that went well is ended with a goodbye, any other at once: what it would say is worth no wait.
"""

from abc import ABC, abstractmethod
from types import TracebackType
from typing import Self

SLOWEST = 20_000
"""Bytes per second that a line is expected to carry at least."""


class Connection(ABC):
    """A connection that ends itself."""

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if kind is None:
            self.close()
        else:
            self.drop()

    @abstractmethod
    def close(self) -> None:
        """Say goodbye; how the server takes it changes nothing."""

    @abstractmethod
    def drop(self) -> None:
        """End it without a word."""
