"""States, events and outcomes as people read them, in the language they choose."""

from corpus.errors import WrongUse
from corpus.facts import Multilingual
from corpus.model import MilestoneId
from corpus.register import Event, EventKind, Fulfilment, RecordState
from tracker.coverage import seen_until
from tracker.ranges import range_from_data, range_of_event
from tracker.state import CommitmentState, days_between
from tracker.texts import LANGUAGES, phrase
from tracker.timeliness import OVERDUE, Timeliness, TimelinessState
from tracker.transitions import Action


def in_language(sentence: Multilingual, language: str) -> str:
    """Return the sentence in one language.

    Raises:
        WrongUse: If the language is not spoken here.
    """
    if language not in LANGUAGES:
        raise WrongUse(f"there are no texts in language {language!r}; choose one of {', '.join(LANGUAGES)}")
    return sentence.said_in(language)


def timeliness_name(state: TimelinessState, language: str) -> str:
    """Return what a timeliness is called."""
    return phrase(f"timeliness.{state.value}", language)


def record_name(state: RecordState, language: str) -> str:
    """Return what a record state is called."""
    return phrase(f"record.{state.value}", language)


def fulfilment_name(verdict: Fulfilment, language: str) -> str:
    """Return what a verdict is called."""
    return phrase(f"fulfilment.{verdict.value}", language)


def action_name(action: Action, language: str) -> str:
    """Return what an action is called."""
    return phrase(f"action.{action.value}", language)


def explanation(timeliness: Timeliness, language: str) -> tuple[str, ...]:
    """Return the computation of a timeliness, one step a line."""
    return tuple(in_language(line, language) for line in timeliness.lines)


def verdict(timeliness: Timeliness, language: str) -> str:
    """Return the sentence that sums a timeliness up.

    Overdue is worded as what is known, that no evidence was found up to a day; it never says that a promise was broken.
    """
    until = seen_until(timeliness.read_until, timeliness.today)
    if timeliness.state in OVERDUE:
        return _until("no_evidence", until, language)
    if timeliness.state is TimelinessState.CANNOT_TELL:
        return _until("silent", until, language)
    return explanation(timeliness, language)[-1]


def _until(key: str, until: object, language: str) -> str:
    return phrase(f"verdict.{key}_unread" if until is None else f"verdict.{key}", language, until=until)


def event_sentence(event: Event, language: str, state: CommitmentState | None = None) -> str:
    """Return what happened, by whom, to which milestone, and the author's words.

    Args:
        event: The event.
        language: ``nl``, ``fr`` or ``en``.
        state: The commitment, to name the milestone where it has several.
    """
    sentence = _bare_sentence(event, language)
    name = _milestone_name(event.milestone, state)
    if name:
        sentence = phrase("event.milestone", language, sentence=sentence, deliverable=name)
    return phrase("event.noted_words", language, sentence=sentence, note=event.note) if event.note else sentence


def _bare_sentence(event: Event, language: str) -> str:
    if event.kind is not EventKind.MOVED:
        return phrase(f"event.{event.kind.value}", language, author=event.author, occurred=event.occurred)
    stored = event.data.get("before")
    before = range_from_data(stored) if isinstance(stored, dict) else None
    after = range_of_event(event)
    none = phrase("event.no_date", language)
    days = days_between(before, after) if before is not None else None
    key = "event.moved" if not days else f"event.moved_days_{'later' if days > 0 else 'earlier'}"
    return phrase(
        key,
        language,
        author=event.author,
        before=(before.latest if before is not None else None) or none,
        after=after.latest or none,
        days=abs(days or 0),
    )


def _milestone_name(milestone: MilestoneId | None, state: CommitmentState | None) -> str:
    if milestone is None or state is None or len(state.milestones) == 1:
        return ""
    held = state.milestone(milestone)
    return held.deliverable if held is not None else ""
