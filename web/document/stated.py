"""What the source of a document states itself, shown beside what is computed, and where the two differ."""

from dataclasses import dataclass
from datetime import date

from corpus.store import StoredDocument
from ingest.dossier import DOSSIER_MEDIA_TYPE, Role
from ingest.originals import files
from ingest.sources.web.stating import StatedFact, stated_facts
from tracker.answer_times import AnswerNumber
from web.document.clock import AnswerClock
from web.i18n import Speaker
from web.services import Services


@dataclass(frozen=True, slots=True, kw_only=True)
class StatedView:
    """A fact that the source states, in words.

    Attributes:
        label: What it is, in the visitor's language; the source's own name where that is not known.
        own_label: Whether it is the source's own name.
        lines: What is stated, a line each: words of the visitor's language, or days with the source's own words.
        own_words: Whether the words are the source's own.
        name: The source's own name of it.
    """

    label: str
    own_label: bool
    lines: tuple[str, ...]
    own_words: bool
    name: str


@dataclass(frozen=True, slots=True, kw_only=True)
class FileView:
    """A file of the source.

    Attributes:
        number: Its place among the files, counted from 1.
        name: Its name.
        role: What it holds.
        size: Number of bytes.
    """

    number: int
    name: str
    role: Role
    size: int


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceSays:
    """What the source of a document states and gives.

    Attributes:
        facts: What it states.
        differences: Where that differs from what is computed, a sentence each.
        withdrawn: Whether it says that no answer will come any more.
        page: Its own page of the question; None where it names none on the web.
        files: Its files.
    """

    facts: tuple[StatedView, ...]
    differences: tuple[str, ...]
    withdrawn: bool
    page: str | None
    files: tuple[FileView, ...]


def source_says(
    services: Services, speaker: Speaker, document: StoredDocument, clock: AnswerClock | None
) -> SourceSays:
    """Return what the source of a document states and gives.

    Args:
        services: Holds the bytes.
        speaker: Speaks the visitor's language.
        document: The document.
        clock: Its answer clock; None where none is shown.
    """
    fields = document.text.fields
    return SourceSays(
        facts=tuple(_view(one, speaker) for one in stated_facts(document.source, fields.stated)),
        differences=tuple(_differences(fields.in_time, fields.due, clock, speaker)),
        withdrawn=fields.withdrawn is True,
        page=web_address(fields.page),
        files=files_of(services, document),
    )


def web_address(page: str | None) -> str | None:
    """Return an address of a source if it is one of the web: what it names may be anything."""
    return page if page and page.lower().startswith(("https://", "http://")) else None


def files_of(services: Services, document: StoredDocument) -> tuple[FileView, ...]:
    """Return the files of a document that a source gave in several, in its order; none of any other."""
    several = document.media_type == DOSSIER_MEDIA_TYPE
    found = files(services.store.documents.raw(document.id, document.version)) if several else ()
    return tuple(
        FileView(number=number, name=one.name, role=one.role or Role.WHOLE, size=len(one.content))
        for number, one in enumerate(found, start=1)
    )


def _view(one: StatedFact, speaker: Speaker) -> StatedView:
    lines = tuple(
        ": ".join(filter(None, (speaker.date(line.day) if line.day else "", line.words))) for line in one.lines
    )
    return StatedView(
        label=one.label.said_in(speaker.language) if one.label else one.name,
        own_label=one.label is None,
        lines=(one.said.said_in(speaker.language),) if one.said else lines,
        own_words=one.said is None and any(line.words for line in one.lines),
        name=one.name,
    )


def _differences(in_time: bool | None, due: date | None, clock: AnswerClock | None, speaker: Speaker) -> list[str]:
    found, state = [], clock.state if clock is not None else None
    if in_time is True and state is AnswerNumber.LATE:
        found.append(speaker.say("By the days that are known the answer came late; the source states: in time."))
    if in_time is False and state is AnswerNumber.IN_TIME:
        found.append(speaker.say("By the days that are known the answer came in time; the source states: late."))
    if clock is not None and due is not None and due != clock.term.last_day:
        said = speaker.say("The term as computed here ends on {computed}; the source states {stated}.")
        found.append(said.format(computed=speaker.date(clock.term.last_day), stated=speaker.date(due)))
    return found
