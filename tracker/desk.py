"""The desk of an editor: reminder lists, follow-up questions, numbers and succession over one store and tracker."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from corpus.errors import NotFound, WrongUse
from corpus.facts import Figure, FigureKind
from corpus.model import AnswerKind, DocumentId, Span
from corpus.settings import Settings
from corpus.store import DocumentFilter, Store
from corpus.store.names import slug
from corpus.store.results import OfficeSummary
from tracker.answer_times import AnswerTimes, answer_times
from tracker.filters import TrackerFilter
from tracker.follow_up import FollowUp, FollowUpCase, Proven, follow_up
from tracker.legislature import OpenAtEnd
from tracker.mandates import load_mandates
from tracker.office_numbers import OfficeNumber, office_numbers
from tracker.reminder_rows import RowSources, reminder_row
from tracker.reminders import ReminderReport, ReminderTerms, reminder_report
from tracker.slips import Slips, slips_of
from tracker.succession import Answerable, Succession
from tracker.tracked import TrackedCommitment

if TYPE_CHECKING:
    from corpus.store import DocumentSummary
    from tracker.service import Tracker

_AT_ONCE = 5_000  # databases bound how many values one query may hold
_DEFAULT_SITE = "http://{host}:{port}"


def passage_address(site: str) -> Callable[[DocumentId, Span], str]:
    """Return what makes the address of a passage on a site."""
    return lambda document, span: f"{site}/d/{document}?s={span.start}-{span.end}#s{span.start}-{span.end}"


def site_of(settings: Settings) -> str:
    """Return the address of the site, for links in what is sent or printed."""
    given = settings.base_url or _DEFAULT_SITE.format(host=settings.host, port=settings.port)
    return given.rstrip("/")


@dataclass(frozen=True, slots=True, kw_only=True)
class OfficePage:
    """What the page of an office counts.

    Attributes:
        office: Its title.
        on: The day asked about.
        now: Who holds it, or who took its portfolios over.
        tracked: Its commitments as they stand on that day.
        numbers: What is counted of them.
        answers: Its questions against their terms.
    """

    office: str
    on: date
    now: Answerable
    tracked: tuple[TrackedCommitment, ...]
    numbers: tuple[OfficeNumber, ...]
    answers: AnswerTimes


@dataclass(kw_only=True)
class Desk:
    """Everything that reports are made of.

    Attributes:
        store: The store.
        tracker: The tracker over it.
        settings: Data folder, parliament, and the address of the site.
        listed: Lists all commitments of a day where somebody keeps them at hand; the tracker where None.
    """

    store: Store
    tracker: "Tracker"
    settings: Settings
    listed: Callable[[TrackerFilter, date], tuple[TrackedCommitment, ...]] | None = None

    @cached_property
    def _offices(self) -> tuple[OfficeSummary, ...]:
        return self.store.people.offices()

    @cached_property
    def succession(self) -> Succession:
        """Who answers for what; read once for the life of the desk."""
        mandates = load_mandates(Path(self.settings.data), self.settings.parliament)
        return Succession.of(mandates, self._offices)

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
        held = {one.slug: one.office for one in self._offices}
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
        if known_on is None and self.listed is not None:
            everything = self.listed(TrackerFilter(), on)
        else:
            everything = self.tracker.list(TrackerFilter(), on, known_on)
        inherited = self._inherited(key, on)
        others = [one for one in everything if slug(one.commitment.office or "") in inherited]
        answerable = self.row_sources(others).answerable
        taken = {one.id for one in others if _answers(answerable(one), key)}
        return tuple(one for one in everything if slug(one.commitment.office or "") == key or one.id in taken)

    def _inherited(self, key: str, on: date) -> frozenset[str]:
        """Return the slugs of the earlier offices of which one certainly took the portfolios over."""
        found = {one.slug: self.succession.of_office(one.office, on) for one in self._offices if one.slug != key}
        return frozenset(earlier for earlier, now in found.items() if _answers(now, key))

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
        # The register up to the last day written is the whole of it, which somebody may keep at hand.
        known_on = terms.known_on if terms.known_on < terms.written_on else None
        tracked = self.of_office(office, terms.on, known_on)
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

    def page(self, name: str, on: date, known_on: date | None = None) -> OfficePage:
        """Count what an office promised, and how fast it answers.

        Args:
            name: Its title or slug, or a part of it.
            on: The day asked about.
            known_on: Only commitments as written down by the end of this day; None for all.

        Raises:
            NotFound: If there is no such office.
            WrongUse: If several offices have that part.
        """
        office = self.office(name, on)
        tracked = self.of_office(office, on, known_on)
        return OfficePage(
            office=office,
            on=on,
            now=self.succession.of_office(office, on),
            tracked=tracked,
            numbers=office_numbers(tracked),
            answers=self.answers(office, on),
        )

    def answers(self, office: str, on: date) -> AnswerTimes:
        """Judge the questions put to an office against their terms.

        A question whose answer stands in a document of its own is counted there.
        """
        wanted = DocumentFilter(office=office)
        waiting = {one.id for one in self.store.documents.list(DocumentFilter(office=office, unanswered=True))}
        heads = [
            one
            for one in self.store.documents.list(wanted)
            if one.answer_kind is not AnswerKind.NONE or one.id in waiting
        ]
        documents = self.store.documents
        return answer_times(heads, on, documents.stated_in_time(wanted), documents.withdrawn(wanted))

    def answerable_of(self, one: TrackedCommitment) -> Answerable:
        """Say who answers for a commitment, with the title of its document to go by."""
        return self.row_sources([one]).answerable(one)

    def row_sources(self, tracked: Sequence[TrackedCommitment]) -> RowSources:
        """Return where the rows of these commitments find the rest."""
        heads = self.heads([one.commitment.document for one in tracked])
        pieces = self.store.evidence.beside([one.id for one in tracked])

        def answerable(one: TrackedCommitment) -> Answerable:
            head = heads.get(one.commitment.document)
            promised = head.office if head is not None else one.commitment.office
            return self.succession.answerable(one.state, promised, one.today, (head.title if head else None) or "")

        return RowSources(
            heads=_Heads(self, heads),
            evidence=lambda commitment: pieces.get(commitment, ()),
            answerable=answerable,
            address=passage_address(site_of(self.settings)),
        )

    def heads(self, documents: Sequence[DocumentId]) -> dict[DocumentId, "DocumentSummary"]:
        """Return the heads of documents, by id."""
        wanted = tuple(dict.fromkeys(documents))
        pieces = (wanted[start : start + _AT_ONCE] for start in range(0, len(wanted), _AT_ONCE))
        return {one.id: one for piece in pieces for one in self.store.documents.list(DocumentFilter(ids=piece))}

    def slips(self, one: TrackedCommitment) -> Slips:
        """Tell how a commitment slipped."""
        held = self.store.documents.get(one.commitment.document)
        return slips_of(one.state, held, self.store.register.evidence(one.id), one.today)

    def follow_up(self, commitment: str, today: date, asker: str = "") -> FollowUp:
        """Draft the question that follows a commitment up.

        Args:
            commitment: Its id.
            today: The day of the draft.
            asker: Who will ask; empty leaves a place for the name.

        Raises:
            NotFound: If there is no such commitment.
        """
        tracked = self.tracker.get(commitment, today).tracked
        held = self.store.documents.get(tracked.commitment.document)
        heads = self.heads([one.document for one in tracked.state.accepted if one.document is not None])
        case = FollowUpCase(
            tracked=tracked,
            row=reminder_row(tracked, self.row_sources([tracked])),
            accepted=tuple(
                Proven(evidence=one, head=heads.get(one.document) if one.document is not None else None)
                for one in sorted(tracked.state.accepted, key=lambda one: (one.recorded, one.id or 0))
            ),
            figures=figures_within(held.facts.figures, tracked.commitment.span, held.text.text),
            asker=asker.strip(),
        )
        return follow_up(case)

    def open_at_end(self, undecided: Sequence[TrackedCommitment]) -> tuple[OpenAtEnd, ...]:
        """Return commitments of an ended legislature with who answers for them now."""
        sources = self.row_sources(undecided)
        return tuple(OpenAtEnd(tracked=one, now=sources.answerable(one)) for one in undecided)


def figures_within(figures: Sequence[Figure], span: Span, text: str) -> tuple[str, ...]:
    """Return the figures of a sentence as printed, each once; a duration says when, not how much, and is left out."""
    found = (
        " ".join(one.span.quote(text).split())
        for one in figures
        if one.kind is not FigureKind.DURATION and span.start <= one.span.start and one.span.end <= span.end
    )
    return tuple(dict.fromkeys(found))


def _answers(now: Answerable, key: str) -> bool:
    return now.certain and slug(now.office or "") == key


def _called(word: str, titles: Mapping[str, str]) -> list[str]:
    """Return the title of that slug, else those of which it is a part made of whole words, else any part."""
    if word in titles:
        return [titles[word]]
    whole = sorted(title for key, title in titles.items() if f"-{word}-" in f"-{key}-")
    return whole or sorted(title for key, title in titles.items() if word in key)


class _Heads(dict[DocumentId, "DocumentSummary"]):
    """Heads of documents; one that is missing is looked up when a row first names it."""

    def __init__(self, desk: Desk, held: dict[DocumentId, "DocumentSummary"]) -> None:
        super().__init__(held)
        self._desk = desk

    def get(self, key: DocumentId, default: object = None) -> "DocumentSummary | None":  # type: ignore[override]  # noqa: ARG002
        if key not in self:
            self.update(self._desk.heads([key]))
        return super().get(key)
