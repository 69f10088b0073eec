"""Pieces of reports in words: times, slips, questions, who answers."""

from datetime import date

from corpus.facts import TimeRange
from tracker.reminder_rows import EvidenceLine, ReminderRow
from tracker.slips import MilestoneSlips, Slip, Slips
from tracker.succession import Answerable
from tracker.texts import phrase

# A number keeps to its noun: the line must not break between "nr." and what follows.
_TIED = ((" nr. ", " nr.\N{NO-BREAK SPACE}"), (" p. ", " p.\N{NO-BREAK SPACE}"), ("nr. ", "nr.\N{NO-BREAK SPACE}"))


def tied(text: str) -> str:
    """Return text in which a number cannot be parted from its abbreviation at a line end."""
    for loose, firm in _TIED:
        text = text.replace(loose, firm)
    return text


def time_words(due: TimeRange, quote: str, language: str) -> str:
    """Return a time as printed with the days that it means."""
    shown = _days(due.earliest, due.latest, language)
    return phrase("time.quoted", language, quote=quote, time=shown) if quote else shown


def _days(earliest: date | None, latest: date | None, language: str) -> str:
    if latest is None:
        return phrase("time.none", language) if earliest is None else phrase("time.since", language, earliest=earliest)
    if earliest is None or earliest > latest:
        return phrase("time.until", language, latest=latest)
    key = "time.on" if earliest == latest else "time.from_until"
    return phrase(key, language, earliest=earliest, latest=latest)


def slip_words(slip: Slip, language: str) -> str:
    """Return one move: when, to which time, by how much, and who says so."""
    parts = [phrase("slips.moved_on", language, on=slip.on, after=time_words(slip.after, slip.quote, language))]
    if slip.days:
        parts.append(phrase("slips.later" if slip.days > 0 else "slips.earlier", language, days=abs(slip.days)))
    parts.append(phrase("slips.by", language, author=slip.author))
    return ", ".join(parts) + (f": {slip.note}" if slip.note else "")


def milestone_words(one: MilestoneSlips, language: str) -> tuple[str, ...]:
    """Return the times of a milestone, the first one and every move, then how much it moved in all."""
    first = phrase("slips.first", language, time=time_words(one.original, one.original_quote, language))
    if not one.slips:
        return (first,)
    days = one.days or 0
    key = "slips.total" if not days else "slips.total_later" if days > 0 else "slips.total_earlier"
    total = phrase(key, language, times=one.times, days=abs(days))
    return (first, *(slip_words(slip, language) for slip in one.slips), total)


def heard_words(slips: Slips, language: str) -> tuple[str, ...]:
    """Return what the asker had heard before against the answer, and how often the promise was stated again."""
    lines: list[str] = []
    for one in slips.heard:
        sentence = phrase("slips.heard", language, quote=one.quote)
        if one.days:
            key = "slips.heard_later" if one.days > 0 else "slips.heard_earlier"
            sentence += f"; {phrase(key, language, days=abs(one.days))}"
        lines.append(sentence)
    if slips.repeated:
        lines.append(phrase("slips.repeated", language, times=slips.repeated))
    return tuple(lines)


def question_words(number: int | None, session: str | None, language: str) -> str:
    """Return how a question is named."""
    if number is None:
        return phrase("reminder.question_unnumbered", language)
    key = "reminder.question" if session else "reminder.question_bare"
    return tied(phrase(key, language, number=number, session=session))


def now_words(now: Answerable, minister: str | None, language: str, *, office_then: str | None = None) -> str:
    """Return who answers now and why."""
    if now.person is None:
        return now.why(language)
    same = minister is not None and not now.succeeded(minister)
    elsewhere = now.office is not None and now.office != office_then
    key = "succession.still" if same else "succession.now_office" if elsewhere else "succession.now"
    sentence = phrase(key, language, person=now.person, office=now.office)
    return phrase("reminder.with_note", language, name=sentence, note=now.why(language))


def holder_words(row: ReminderRow, language: str) -> str:
    """Return who is to be reminded, without the label's own words."""
    if row.now.person is None:
        return row.now.why(language)
    elsewhere = row.now.office is not None and row.now.office != row.office_then
    name = f"{row.now.person}, {row.now.office}" if elsewhere else row.now.person
    return phrase("reminder.with_note", language, name=name, note=row.now.why(language))


def standing_words(row: ReminderRow, language: str) -> str:
    """Return how a commitment stands: its state, with days over or left."""
    state = phrase(f"timeliness.{row.state.value}", language)
    if row.days_over is not None:
        over = (
            phrase("reminder.over", language, days=row.days_over)
            if row.days_over
            else phrase("reminder.over_first", language)
        )
        return f"{state}: {over}"
    if row.days_left is not None:
        left = (
            phrase("reminder.left", language, days=row.days_left)
            if row.days_left
            else phrase("reminder.left_none", language)
        )
        return f"{state}: {left}"
    return state


def evidence_words(found: EvidenceLine | None, until: date | None, language: str) -> str:
    """Return the last evidence, or up to which day none was found."""
    if found is None:
        key = "evidence_unread" if until is None else "evidence_none"
        return phrase(f"reminder.{key}", language, until=until)
    given = {
        "relation": phrase(f"relation.{found.relation.value}", language),
        "decision": phrase(f"decision.{found.decision.value}", language),
        "day": found.day,
        "quote": found.quote,
    }
    return phrase("reminder.evidence" if found.quote else "reminder.evidence_bare", language, **given)
