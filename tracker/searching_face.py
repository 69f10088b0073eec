"""What commands that also search need of the program that adds them."""

from contextlib import AbstractContextManager
from datetime import date
from typing import TYPE_CHECKING, Any, Protocol

if TYPE_CHECKING:
    from corpus.store import Store
    from search.service import SearchService


class Parts(Protocol):
    """What these commands need of the program's parts."""

    @property
    def store(self) -> "Store":
        """The store."""
        ...  # pragma: no cover - a protocol

    @property
    def search(self) -> "SearchService":
        """The search."""
        ...  # pragma: no cover - a protocol

    def today(self) -> date:
        """Return the day of the parliament."""
        ...  # pragma: no cover - a protocol


class Face(Protocol):
    """What these commands need of the program that adds them."""

    def services(self) -> AbstractContextManager[Parts]:
        """Open the parts and close them at the end."""
        ...  # pragma: no cover - a protocol

    def show(self, value: object, *, as_json: bool, text: Any) -> None:  # noqa: ANN401 - any function without arguments
        """Print a value as JSON or for people."""
        ...  # pragma: no cover - a protocol
