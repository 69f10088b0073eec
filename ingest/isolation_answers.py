"""Answers of reading processes, which are not believed further than they must be.

A document that overcomes its reader commands the whole process. It can then neither write nor call, but it can answer;
so an answer is made only into the values that readers give, and is only about the document that was sent.
"""

import io
import pickle
from dataclasses import replace
from importlib import import_module
from typing import TYPE_CHECKING

from corpus.model import RawDocument
from ingest.sources.found import Divided, Refused

if TYPE_CHECKING:
    from ingest.parts import Result

_VALUES = (
    "corpus.model",
    "corpus.facts",
    "corpus.register",
    "ingest.pipeline",
    "ingest.sources.found",
    "ingest.readers.page_view",
)
_PLAIN = {
    ("datetime", "date"),
    ("datetime", "datetime"),
    ("datetime", "timedelta"),
    ("datetime", "timezone"),
    ("decimal", "Decimal"),
    ("builtins", "frozenset"),
    ("builtins", "set"),
    ("collections", "Counter"),
}


class NotAnAnswer(Exception):
    """What a reading process sent is no answer about the document that it was given."""


class _Values(pickle.Unpickler):
    """Makes values of the domain and nothing else: no function of any module can be named."""

    def find_class(self, module: str, name: str) -> type:
        """Return a class that an answer may hold.

        Raises:
            NotAnAnswer: For everything else.
        """
        if (module, name) in _PLAIN or module in _VALUES:
            found = getattr(import_module(module), name, None)
            if isinstance(found, type) and found.__module__ == module:
                return found
        raise NotAnAnswer(f"it names {module}.{name}")


def values_of(message: bytes) -> object:
    """Return the values that a message holds.

    Raises:
        NotAnAnswer: If it holds anything else, or nothing that can be read.
    """
    try:
        return _Values(io.BytesIO(message)).load()
    except NotAnAnswer:
        raise
    except Exception as error:
        raise NotAnAnswer(f"{type(error).__name__}: {error}"[:300]) from error


def answer_of(message: bytes, raw: RawDocument) -> list["Result"]:
    """Return what a reading process found in a document.

    Args:
        message: What it sent.
        raw: The document that it was given.

    Raises:
        NotAnAnswer: If the message holds anything else, or speaks of another document.
    """
    from ingest.pipeline import ParsedDocument

    results = values_of(message)
    if not isinstance(results, list):
        raise NotAnAnswer("it is no list")
    whole: list[Result] = []
    for one in results:
        if isinstance(one, ParsedDocument) and isinstance(one.raw, RawDocument):
            _must_be_of(one.raw.uri, raw)
            own = replace(raw, uri=one.raw.uri, name=str(one.raw.name), part=str(one.raw.part))
            whole.append(replace(one, raw=own))
        elif isinstance(one, Refused | Divided):
            _must_be_of(one.uri, raw)
            whole.append(one)
        else:
            raise NotAnAnswer(f"it holds a {type(one).__name__}")
    return whole


def _must_be_of(uri: object, raw: RawDocument) -> None:
    if uri != raw.uri and not (isinstance(uri, str) and uri.startswith(f"{raw.uri}#")):
        raise NotAnAnswer("it speaks of another document")
