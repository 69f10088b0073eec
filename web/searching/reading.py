"""Reads a search from an address as people type and cut them: what cannot be is left out and told, never refused."""

from collections.abc import Mapping
from dataclasses import dataclass

from pydantic import ValidationError

from web.searching.asked import SearchQuestion

_DAYS = frozenset({"asked_from", "asked_to"})
_NUMBERS = frozenset({"limit", "offset"})
_SHOWN = 40  # characters of a wrong value


@dataclass(frozen=True, slots=True, kw_only=True)
class Mistake:
    """Something in an address that was left out.

    Attributes:
        field: The parameter.
        code: ``date``, ``number``, ``long``, ``choice``, ``backwards`` (a first day after the last one) or ``cursor``.
        value: What stood there, cut after 40 characters.
    """

    field: str
    code: str
    value: str


def read_question(given: Mapping[str, str]) -> tuple[SearchQuestion, tuple[Mistake, ...]]:
    """Read a search.

    Args:
        given: The parameters of an address.

    Returns:
        The search without what cannot be, and what was left out. Days that run backwards stay: nothing is found.
    """
    try:
        asked, mistakes = SearchQuestion.model_validate(dict(given)), []
    except ValidationError as error:
        wrong = {str(one["loc"][0]): str(one["type"]) for one in error.errors()}
        mistakes = [
            Mistake(field=name, code=_code(name, kind), value=given[name][:_SHOWN]) for name, kind in wrong.items()
        ]
        asked = SearchQuestion.model_validate({name: value for name, value in given.items() if name not in wrong})
    if asked.asked_from and asked.asked_to and asked.asked_from > asked.asked_to:
        mistakes.append(Mistake(field="asked_from", code="backwards", value=given["asked_from"][:_SHOWN]))
    return asked, tuple(mistakes)


def _code(name: str, kind: str) -> str:
    if name in _DAYS:
        return "date"
    if name in _NUMBERS:
        return "number"
    return "long" if kind == "string_too_long" else "choice"
