"""Commitments at hand by document, office and person, as they stand on a day."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property, lru_cache
from typing import TypeVar

from corpus.model import CommitmentId, DocumentId
from corpus.register import RecordState
from corpus.store.names import slug
from corpus.store.people_heads import QuestionHead
from corpus.store.people_names import person_key
from corpus.store.results import PersonSeen
from tracker.desk import Desk
from tracker.mandates import Mandates, load_mandates
from tracker.succession import Succession
from tracker.tracked import TrackedCommitment
from web.people.roll import Person, Roll, seen
from web.reports import desk_over
from web.services import Services
from web.views import tone

_LIVE = (RecordState.CANDIDATE, RecordState.CONFIRMED)
Tracked = tuple[TrackedCommitment, ...]
_Key = TypeVar("_Key", bound=str)


@dataclass(frozen=True, kw_only=True)
class Promised:
    """The commitments of a day that count: those that a document still states and nobody rejected, merged or split.

    Attributes:
        live: All of them.
        desk: Says who answers for one.
        heirs: Which office certainly took over the portfolios of another, both as slugs.
    """

    live: Tracked
    desk: Desk = field(repr=False)
    heirs: Mapping[str, str]

    @cached_property
    def by_document(self) -> Mapping[DocumentId, Tracked]:
        """By the document that states them."""
        return _by((one.commitment.document, one) for one in self.live)

    @cached_property
    def by_office(self) -> Mapping[str, Tracked]:
        """By the slug of the office that answers for them: their own, or one that certainly took it over."""
        return _by(_offices(self.desk, self.live, self.heirs))

    @cached_property
    def by_minister(self) -> Mapping[str, Tracked]:
        """By the key of the name of who promised them."""
        return _by((person_key(one.commitment.minister), one) for one in self.live if one.commitment.minister)

    @cached_property
    def tones(self) -> Mapping[CommitmentId, str]:
        """How each stands, as the signs of the site."""
        return {one.id: tone(one.timeliness.state) for one in self.live}

    def of(self, heads: Iterable[QuestionHead]) -> Tracked:
        """Return the commitments that the answers to some questions state."""
        return tuple(one for head in heads for one in self.by_document.get(head.summary.id, ()))

    def of_person(self, person: Person) -> Tracked:
        """Return what a person promised as minister, wherever it is written."""
        if person.told_by_id:
            return self.of(person.answered)
        found = (one for name in person.names or (person.key,) for one in self.by_minister.get(name, ()))
        return tuple({one.id: one for one in found}.values())


def promised_on(parts: Services, roll: Roll, today: date) -> Promised:
    """Return the commitments of a day by whom they concern; the same object until something changes."""
    return parts.standing.derived(("people", "promised", today, id(roll)), lambda: _gathered(parts, roll, today))


def succession_of(parts: Services, roll: Roll) -> Succession:
    """Return who answers for what, by the list of mandates and by everything held."""
    seen_in = parts.standing.derived(("people", "seen", id(roll)), lambda: _seen(roll))
    return Succession(mandates=load_mandates(parts.settings.data, parts.settings.parliament), seen=seen_in)


def _seen(roll: Roll) -> dict[str, list[PersonSeen]]:
    return {
        office.slug: [
            PersonSeen(
                slug=slug(one.name), name=roll.shown(one.name), first=one.first, last=one.last, documents=one.documents
            )
            for one in seen((head.summary.minister, head) for head in office.heads)
        ]
        for office in roll.offices.values()
    }


def _gathered(parts: Services, roll: Roll, today: date) -> Promised:
    mandates = load_mandates(parts.settings.data, parts.settings.parliament)
    return Promised(
        live=tuple(one for one in parts.standing.everything(today) if one.record in _LIVE and one.commitment.attached),
        desk=desk_over(parts),
        heirs=_heirs(mandates, tuple(one.name for one in roll.offices.values()), today),
    )


@lru_cache(maxsize=16)
def _heirs(mandates: Mandates, offices: tuple[str, ...], today: date) -> Mapping[str, str]:
    """Return which office certainly took another's portfolios over, as slugs; documents alone prove no such thing."""
    succession = Succession(mandates=mandates)
    now = {slug(title): succession.of_office(title, today) for title in offices}
    return {key: slug(one.office or "") for key, one in now.items() if one.certain and slug(one.office or "") != key}


def _by(named: Iterable[tuple[_Key, TrackedCommitment]]) -> dict[_Key, Tracked]:
    found: dict[_Key, list[TrackedCommitment]] = {}
    for key, one in named:
        found.setdefault(key, []).append(one)
    return {key: tuple(held) for key, held in found.items()}


def _offices(
    desk: Desk, live: Sequence[TrackedCommitment], heirs: Mapping[str, str]
) -> Iterable[tuple[str, TrackedCommitment]]:
    """Yield each commitment under its own office, and under one that certainly took it over: as ``Desk.of_office``.

    Args:
        desk: Says who answers for one commitment.
        live: The commitments.
        heirs: Which office certainly took over the portfolios of another, both as slugs.
    """
    inherited = [one for one in live if slug(one.commitment.office or "") in heirs]
    answerable = desk.row_sources(inherited).answerable if inherited else None
    for one in live:
        own = slug(one.commitment.office or "")
        yield own, one
        if answerable is not None and own in heirs:
            now = answerable(one)
            if now.certain and slug(now.office or "") == heirs[own]:
                yield heirs[own], one
