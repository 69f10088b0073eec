"""Whether what somebody wants to follow is held at all: a name mistyped would be followed in silence for ever."""

from collections.abc import Mapping
from difflib import get_close_matches
from typing import TYPE_CHECKING

from corpus.alerts import SubscriptionKind
from corpus.errors import NotFound, WrongUse
from corpus.store.filters import CommitmentFilter, DocumentFilter
from corpus.store.names import slug_or_none
from tracker.alerts.matching.targets import named

if TYPE_CHECKING:
    from corpus.store import Store

_QUERIES = (SubscriptionKind.SEARCH, SubscriptionKind.SUBJECT)
_MOST = 3
"""Names that are proposed at most."""


def check_known(store: "Store", kind: SubscriptionKind, target: Mapping[str, object]) -> None:
    """Refuse a question, commitment, office or person that is not held; a search may be for what is yet to come.

    Args:
        store: The store.
        kind: What it follows.
        target: What exactly.

    Raises:
        WrongUse: If it is not held; the text names those that may be meant.
    """
    name = named(kind, target)
    if kind in _QUERIES or not name:
        return
    if kind in (SubscriptionKind.QUESTION, SubscriptionKind.COMMITMENT):
        _check_id(store, kind, name)
        return
    person = kind is SubscriptionKind.PERSON
    names = _people(store) if person else {one.slug: one.office for one in store.people.offices()}
    if name not in names and not _named_otherwise(store, name, person=person):
        what = "person" if person else "office"
        near = _near(name, names)
        meant = f"; did you mean {' or '.join(near)}?" if near else ""
        code = "unknown_name_near" if near else "unknown_name"
        said = f"no {what} is called '{name}' in the documents held{meant}"
        raise WrongUse(said, code=code, name=name, near=" / ".join(near))


def _check_id(store: "Store", kind: SubscriptionKind, name: str) -> None:
    try:
        if kind is SubscriptionKind.QUESTION:
            store.documents.get(name)
        else:
            store.register.get(name)
    except NotFound as error:
        raise WrongUse(str(error), code="unknown_name", name=name) from error


def _people(store: "Store") -> dict[str, str]:
    ministers = {slug_or_none(seen.name): seen.name for one in store.people.offices() for seen in one.ministers}
    askers = {one.slug: one.name for one in store.people.askers()}
    return {slug: name for slug, name in (ministers | askers).items() if slug}


def _named_otherwise(store: "Store", name: str, *, person: bool) -> bool:
    """Tell whether documents name a minister without an office, or only a commitment is of an office."""
    if person:
        return bool(store.documents.list(DocumentFilter(minister=name)))
    return bool(store.register.list(CommitmentFilter(office=name)))


def _near(name: str, names: Mapping[str, str]) -> list[str]:
    within = sorted(slug for slug in names if name in slug)
    return [names[slug] for slug in (within or get_close_matches(name, sorted(names), n=_MOST))[:_MOST]]
