"""The error tree."""

import inspect
import pickle

import pytest

from corpus import errors
from corpus.errors import DocumentError, IncompleteRecord, RappelError, UnreadableDocument

KINDS = [kind for _, kind in inspect.getmembers(errors, inspect.isclass) if kind.__module__ == errors.__name__]


@pytest.mark.parametrize("kind", KINDS)
def test_every_error_is_drawn_and_described(kind: type[Exception]) -> None:
    """Every error is one of Rappel's, stands in the picture of the tree, and says what it means."""
    assert issubclass(kind, RappelError)
    assert kind.__name__ in (errors.__doc__ or "")
    assert kind.__doc__


@pytest.mark.parametrize("kind", [DocumentError, UnreadableDocument, IncompleteRecord])
def test_an_error_of_a_document_crosses_processes(kind: type[DocumentError]) -> None:
    """A worker's error arrives whole: class, text and reason."""
    error = pickle.loads(pickle.dumps(kind("It needs a password.", reason="encrypted")))  # noqa: S301
    assert type(error) is kind
    assert (str(error), error.reason) == ("It needs a password.", "encrypted")
