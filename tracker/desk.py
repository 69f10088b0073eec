"""The desk of an editor: reminder lists, follow-up questions, numbers and succession, over one store and one tracker."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from corpus.errors import NotFound, WrongUse
from corpus.model import CommitmentId, DocumentId, Span
from corpus.settings import Settings
from corpus.store import DocumentFilter, Store
from corpus.store.names import slug
from tracker.filters import TrackerFilter
from tracker.legislature import OpenAtEnd
from tracker.mandates import load_mandates
from tracker.reminders import ReminderReport, ReminderTerms, RowSources, reminder_report
from tracker.slips import Slips, slips_of
from tracker.succession import Answerable, Succession
from tracker.tracked import TrackedCommitment

if TYPE_CHECKING:
    from corpus.store import DocumentSummary
    from tracker.service import Tracker

_DEFAULT_SITE = "http://{host}:{port}"


def passage_address(site: str) -> Callable[[DocumentId, Span], str]:
    """Return what makes the address of a passage on a site."""
    return lambda document, span: f"{site}/d/{document}?s={span.start}-{span.end}#s{span.start}-{span.end}"


def site_of(settings: Settings) -> str:
    """Return the address of the site, for links in what is sent or printed."""
    given = settings.base_url or _DEFAULT_SITE.format(host=settings.host, port=settings.port)
    return given.rstrip("/")


@dataclass(kw_only=True)
class Desk:
    """Everything that reports are made of.

    Attributes:
        store: The store.
        tracker: The tracker over it.
        settings: Data folder, parliament, and the address of the site.
    """

    store: Store
    tracker: "Tracker"
    settings: Settings

    @cached_property
    def succession(self) -> Succession:
        """Who answers for what; read once for the life of the desk."""
        mandates = load_mandates(Path(self.settings.data), self.settings.parliament)
        return Succession.of(mandates, self.store.people.offices())

    @cached_property
    def _promised(self) -> dict[CommitmentId, str | None]:
        """The office that promised each commitment, as ingest found it."""
        return {one.id: one.office for one in self.store.register.list()}

    def office(self, name: str, today: date) -> str:
        """Return the title of the office that is meant.

        Args:
            name: Its title or slug; where no office is called so, a part of it.
            today: The day on which offices of the mandates count.

        Raises:
            NotFound: If there is none.
            WrongUse: If several offices have that part; the text lists them.
        """
        word = slug(name)
        if not word:
            raise WrongUse("--office: give the title of an office, or a part of it")
        held = {slug(office): office for office in self._promised.values() if office}
        held |= {one.slug: one.office for one in self.store.people.offices()}
        mandates = {slug(one.title): one.title for one in self.succession.mandates.on(today)}
        found = _called(word, held) or _called(word, mandates)
        if not found:
            raise NotFound(f"no office is called {name!r}")
        if len(found) > 1:
            raise WrongUse(f"{name!r} is part of {len(found)} offices; choose one: {'; '.join(found)}")
        return found[0]

    def of_office(self, office: str, on: date, known_on: date | None = None) -> tuple[TrackedCommitment, ...]:
        """Return the commitments of an office, and those of earlier offices for which it answers beyond doubt.

        Args:
            office: Its title.
            on: The day asked about.
            known_on: Only what was written down by the end of this day; None for all.
        """
        key = slug(office)
        everything = self.tracker.list(TrackerFilter(), on, known_on)
        inherited = self._inherited(key, on)
        return tuple(
            one
            for one in everything
            if slug(one.commitment.office or "") == key
            or (slug(one.commitment.office or "") in inherited and self._answers(one, key))
        )

    def _inherited(self, key: str, on: date) -> frozenset[str]:
        """Return the slugs of the offices of which one certainly took the portfolios over."""
        offices = {office for office in self._promised.values() if office}
        found = {office: self.succession.of_office(office, on) for office in offices}
        return frozenset(
            slug(office) for office, now in found.items() if now.certain and slug(now.office or "") == key
        )

    def _answers(self, one: TrackedCommitment, key: str) -> bool:
        now = self.answerable(one)
        return now.certain and slug(now.office or "") == key

    def answerable(self, one: TrackedCommitment, about: str = "") -> Answerable:
        """Say who answers for a commitment on its day, and why."""
        return self.succession.answerable(one.state, self._promised.get(one.id), one.today, about)

    def reminders(self, name: str, terms: ReminderTerms) -> ReminderReport:
        """Make the reminder list of an office.

        Args:
            name: Its title or slug, or a part of it.
            terms: Day and periods.

        Raises:
            NotFound: If there is no such office.
            WrongUse: If several offices have that part.
        """
        office = self.office(name, terms.on)
        tracked = self.of_office(office, terms.on, terms.known_on)
        now = self.succession.of_office(office, terms.on)
        same = now.office is not None and slug(now.office) == slug(office)
        return reminder_report(
            office,
            tracked,
            terms,
            self.row_sources(tracked),
            holder=now.person if same else None,
            mandates_problem=self.succession.mandates.problem,
        )

    def row_sources(self, tracked: Sequence[TrackedCommitment]) -> RowSources:
        """Return where the rows of these commitments find the rest."""
        heads = self.heads([one.commitment.document for one in tracked])

        def answerable(one: TrackedCommitment) -> Answerable:
            head = heads.get(one.commitment.document)
            return self.answerable(one, (head.title if head else None) or "")

        return RowSources(
            heads=_Heads(self, heads),
            evidence=self.store.register.evidence,
            answerable=answerable,
            address=passage_address(site_of(self.settings)),
        )

    def heads(self, documents: Sequence[DocumentId]) -> dict[DocumentId, "DocumentSummary"]:
        """Return the heads of documents, by id."""
        wanted = tuple(dict.fromkeys(documents))
        return {one.id: one for one in self.store.documents.list(DocumentFilter(ids=wanted))}

    def slips(self, one: TrackedCommitment) -> Slips:
        """Tell how a commitment slipped."""
        held = self.store.documents.get(one.commitment.document)
        return slips_of(one.state, held, self.store.register.evidence(one.id), one.today)

    def open_at_end(self, undecided: Sequence[TrackedCommitment]) -> tuple[OpenAtEnd, ...]:
        """Return commitments of an ended legislature with who answers for them now."""
        sources = self.row_sources(undecided)
        return tuple(OpenAtEnd(tracked=one, now=sources.answerable(one)) for one in undecided)


def _called(word: str, titles: Mapping[str, str]) -> list[str]:
    """Return the title of that slug, else those of whose slug it is a part."""
    return [titles[word]] if word in titles else sorted(title for key, title in titles.items() if word in key)


class _Heads(dict[DocumentId, "DocumentSummary"]):
    """Heads of documents; one that is missing is looked up when a row first names it."""

    def __init__(self, desk: Desk, held: dict[DocumentId, "DocumentSummary"]) -> None:
        super().__init__(held)
        self._desk = desk

    def get(self, key: DocumentId, default: object = None) -> "DocumentSummary | None":  # type: ignore[override]  # noqa: ARG002
        if key not in self:
            self.update(self._desk.heads([key]))
        return super().get(key)
