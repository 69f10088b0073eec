"""What a subscription follows, read from what the store keeps of it.

``search``: ``{"q": "...", "mode": "hybrid", "minister": "...", ...}``, the fields of the search page; ``subject``:
``{"theme": "..."}`` or ``{"q": "..."}``; ``question``: ``{"document": id}``; ``commitment``: ``{"commitment": id}``;
``office``: ``{"office": slug}``; ``person``: ``{"person": slug}``; ``deadlines`` and ``reminders``: nothing, or
``{"office": slug}``.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from corpus.alerts import SubscriptionKind
from corpus.errors import WrongUse
from corpus.model import DocumentId
from corpus.store.names import slug
from search.query import LONGEST_QUERY
from search.request import Filters, Mode

PAUSED = "paused"
"""Key of a target under which the day stands from which its owner wants to hear nothing."""

_NAMES = ("parliament", "session", "minister", "office", "asker", "party", "theme", "language", "kind", "family")
_DAYS = ("asked_from", "asked_to")
_QUERIES = (SubscriptionKind.SEARCH, SubscriptionKind.SUBJECT)
_NAMED = {
    SubscriptionKind.QUESTION: "document",
    SubscriptionKind.COMMITMENT: "commitment",
    SubscriptionKind.OFFICE: "office",
    SubscriptionKind.PERSON: "person",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class SearchTarget:
    """A query that is followed.

    Attributes:
        text: In the query language of the search.
        filters: The search's filters.
        mode: By word (all of its words), by meaning, or either.
        key: Equal for equal queries, so that the same query of several people is asked once.
    """

    text: str
    filters: Filters
    mode: Mode
    key: str


def search_target(target: Mapping[str, object]) -> SearchTarget:
    """Read the query of a subscription to a search or a subject.

    Raises:
        WrongUse: If it asks nothing, or a value cannot be read; the text says which.
    """
    text = target.get("q", "")
    if not isinstance(text, str) or len(text) > LONGEST_QUERY:
        raise WrongUse(f"the query is no text of at most {LONGEST_QUERY} characters", code="long_query")
    given: dict[str, object] = {name: _name(target, name) for name in _NAMES}
    given |= {name: _day(target, name) for name in _DAYS}
    given["has_commitment"] = True if target.get("has_commitment") in (True, "true") else None
    filters = Filters(**given)  # type: ignore[arg-type]
    if not any(char.isalnum() for char in text) and filters == Filters():
        raise WrongUse("the query asks for nothing", code="no_query")
    mode = _mode(target.get("mode", Mode.LEXICAL))
    asked = {name: str(value) for name, value in given.items() if value is not None}
    key = json.dumps([" ".join(text.split()), mode.value, sorted(asked.items())], ensure_ascii=False)
    return SearchTarget(text=text, filters=filters, mode=mode, key=key)


def check_target(kind: SubscriptionKind, target: Mapping[str, object]) -> None:
    """Refuse a target that cannot be followed.

    Raises:
        WrongUse: If something is missing or cannot be read.
    """
    if kind in _QUERIES:
        search_target(target)
    elif kind in _NAMED and not named(kind, target):
        raise WrongUse(f"the subscription does not name its {_NAMED[kind]}", code="no_name")


def named(kind: SubscriptionKind, target: Mapping[str, object]) -> str:
    """Return the id or slug that a subscription follows, empty where it names none."""
    field = _NAMED.get(kind, "office")
    value = target.get(field)
    if not isinstance(value, str) or not value.strip():
        return ""
    return slug(value) if field in ("office", "person") else value.strip()


def _name(target: Mapping[str, object], name: str) -> str | DocumentId | None:
    value = target.get(name)
    if value in (None, ""):
        return None
    if not isinstance(value, str):
        raise WrongUse(f"'{name}' is no text")
    return DocumentId(value) if name == "family" else value


def _day(target: Mapping[str, object], name: str) -> date | None:
    value = target.get(name)
    if value in (None, ""):
        return None
    try:
        return date.fromisoformat(str(value))
    except ValueError as error:
        raise WrongUse(f"'{name}' is no date like 2024-07-01: {value!r}", code="no_date") from error


def _mode(value: object) -> Mode:
    try:
        return Mode(str(value))
    except ValueError as error:
        raise WrongUse(f"'{value}' is no way to search: {', '.join(Mode)}") from error
