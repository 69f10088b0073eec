"""Commitments at hand by document, office and person, as they stand on a day."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TypeVar

from corpus.model import DocumentId
from corpus.register import RecordState
from corpus.store.names import slug
from corpus.store.people_heads import QuestionHead
from corpus.store.people_names import person_key
from tracker.desk import Desk
from tracker.mandates import load_mandates
from tracker.succession import Succession
from tracker.tracked import TrackedCommitment
from web.people.roll import Person
from web.reports import desk_over
from web.services import Services

_LIVE = (RecordState.CANDIDATE, RecordState.CONFIRMED)
Tracked = tuple[TrackedCommitment, ...]
_Key = TypeVar("_Key", bound=str)


@dataclass(frozen=True, slots=True, kw_only=True)
class Promised:
    """The commitments of a day that count: those that a document still states and nobody rejected, merged or split.

    Attributes:
        by_document: By the document that states them.
        by_office: By slug of the office that answers for them: their own, or one that took its portfolios over beyond
            doubt.
        by_minister: By key of the name of who promised them.
    """

    by_document: Mapping[DocumentId, Tracked]
    by_office: Mapping[str, Tracked]
    by_minister: Mapping[str, Tracked]

    def of(self, heads: Iterable[QuestionHead]) -> Tracked:
        """Return the commitments that the answers to some questions state."""
        return tuple(one for head in heads for one in self.by_document.get(head.summary.id, ()))

    def of_person(self, person: Person) -> Tracked:
        """Return what a person promised as minister, wherever it is written."""
        return self.by_minister.get(person.key, ())


def promised_on(parts: Services, today: date) -> Promised:
    """Return the commitments of a day by whom they concern; the same object until something changes."""
    return parts.standing.derived(("people", "promised", today), lambda: _gathered(parts, today))


def succession_of(parts: Services) -> Succession:
    """Return who answers for what; the offices of the documents are read once until something changes."""
    offices = parts.standing.derived(("people", "offices"), parts.store.people.offices)
    return Succession.of(load_mandates(parts.settings.data, parts.settings.parliament), offices)


def _gathered(parts: Services, today: date) -> Promised:
    live = [one for one in parts.standing.everything(today) if one.record in _LIVE and one.commitment.attached]
    return Promised(
        by_document=_by((one.commitment.document, one) for one in live),
        by_office=_by(_offices(desk_over(parts), live, today)),
        by_minister=_by((person_key(one.commitment.minister), one) for one in live if one.commitment.minister),
    )


def _by(named: Iterable[tuple[_Key, TrackedCommitment]]) -> dict[_Key, Tracked]:
    found: dict[_Key, list[TrackedCommitment]] = {}
    for key, one in named:
        found.setdefault(key, []).append(one)
    return {key: tuple(held) for key, held in found.items()}


def _offices(desk: Desk, live: Sequence[TrackedCommitment], today: date) -> Iterable[tuple[str, TrackedCommitment]]:
    """Yield each commitment under its own office, and under one that certainly took it over: as ``Desk.of_office``."""
    heirs = _heirs(desk, today)
    inherited = [one for one in live if slug(one.commitment.office or "") in heirs]
    answerable = desk.row_sources(inherited).answerable
    for one in live:
        own = slug(one.commitment.office or "")
        yield own, one
        if own in heirs:
            now = answerable(one)
            if now.certain and slug(now.office or "") == heirs[own]:
                yield heirs[own], one


def _heirs(desk: Desk, today: date) -> dict[str, str]:
    """Return which office certainly took over the portfolios of another, both as slugs."""
    now = {one.slug: desk.succession.of_office(one.office, today) for one in desk.store.people.offices()}
    return {key: slug(one.office or "") for key, one in now.items() if one.certain and slug(one.office or "") != key}
