"""What went wrong in the words of the visitor's language; the English detail is for programs and for the log."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from corpus.errors import (
    Busy,
    DocumentError,
    EditConflict,
    ModelUnavailable,
    NotFound,
    RappelError,
    SearchIndexError,
    StoreBusy,
    StoreError,
    WrongUse,
)
from web.i18n import Speaker

_KINDS: tuple[tuple[type[RappelError], str], ...] = (
    (NotFound, "not_found"),
    (WrongUse, "wrong_use"),
    (EditConflict, "edit_conflict"),
    (StoreBusy, "store_busy"),
    (Busy, "busy"),
    (StoreError, "store"),
    (ModelUnavailable, "model"),
    (SearchIndexError, "index"),
    (DocumentError, "document"),
)
"""What each kind of error is called, the narrower before the wider."""
# The names that Pydantic gives to what is wrong with a value, by their first word.
_FAULTS = {
    "missing": "missing",
    "date": "date",
    "datetime": "date",
    "time": "date",
    "int": "number",
    "float": "number",
    "decimal": "number",
    "greater": "range",
    "less": "range",
    "enum": "choice",
    "literal": "choice",
    "bool": "choice",
    "extra": "unknown",
}
_LONGEST_SHOWN = 60


@dataclass(frozen=True, slots=True, kw_only=True)
class WrongValue:
    """A value that could not be read.

    Attributes:
        name: Name of the parameter or field.
        given: What was given, cut; empty where nothing was.
        words: What is wrong with it, in the visitor's language.
    """

    name: str
    given: str
    words: str


def error_words(speaker: Speaker, error: RappelError) -> str:
    """Say an error in the visitor's language: in the words of its code, else of its kind.

    Args:
        speaker: The visitor's language.
        error: The error.
    """
    if isinstance(error, WrongUse) and error.code:
        code = f"wrong: {error.code}"
        said = speaker.say(code)
        if said != code:
            return said.format(**error.values)
    kind = next((name for wider, name in _KINDS if isinstance(error, wider)), "other")
    return speaker.say(f"error: {kind}")


def wrong_values(speaker: Speaker, found: Sequence[Mapping[str, object]]) -> tuple[WrongValue, ...]:
    """Say what is wrong with each value of a request.

    Args:
        speaker: The visitor's language.
        found: The errors of Pydantic, as ``RequestValidationError.errors()`` gives them.
    """
    return tuple(_wrong_value(speaker, one) for one in found)


def _wrong_value(speaker: Speaker, one: Mapping[str, object]) -> WrongValue:
    location, kind, given = one.get("loc"), str(one.get("type", "")), one.get("input")
    steps = [str(step) for step in location][1:] if isinstance(location, list | tuple) else []
    fault = _FAULTS.get(kind.partition("_")[0], "long" if kind.endswith("too_long") else "form")
    shown = given if isinstance(given, str) and fault != "missing" else ""
    cut = shown if len(shown) <= _LONGEST_SHOWN else f"{shown[:_LONGEST_SHOWN]}…"
    return WrongValue(name=".".join(steps), given=cut, words=speaker.say(f"fault: {fault}"))
