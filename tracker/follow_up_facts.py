"""What a follow-up question says of a commitment before it asks: the promise, its times, its moves, what is known."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from corpus.facts import TimeRange
from corpus.register import Evidence
from tracker.letters import LANGUAGE, fill
from tracker.reminder_rows import Head, ReminderRow
from tracker.reports.blocks import Block, Paragraph, Point
from tracker.reports.wording import tied
from tracker.state import MilestoneState, Revision
from tracker.succession import same_person
from tracker.texts import counted, written_date
from tracker.timeliness import OVERDUE, UNDATED, TimelinessState
from tracker.tracked import TrackedCommitment

_MONTH = 30.4375
_LETTERS = "abcdefghijklmnopqrstuvwxyz"


@dataclass(frozen=True, slots=True, kw_only=True)
class Lines:
    """A sentence, and the points that follow it where it announces some."""

    sentence: str
    points: tuple[str, ...] = ()


def parted(lines: Sequence[Lines]) -> Iterator[Block]:
    """Yield sentences as paragraphs, with their points lettered."""
    for one in lines:
        yield Paragraph(text=tied(one.sentence))
        for number, text in enumerate(one.points):
            label = f"{_LETTERS[number]}." if number < len(_LETTERS) else "-"
            yield Point(label=label, text=tied(text))


def joined(parts: Sequence[str]) -> str:
    """Return names as a list in words."""
    *most, last = parts
    return fill("ask.figure_joint").join((", ".join(most), last)) if most else last


def question_named(row: ReminderRow, asker: str) -> str:
    """Return how the earlier question is named: whose, which number, of when."""
    mine = bool(asker and row.asker and same_person(asker, row.asker))
    pieces = [fill("question.mine" if mine else "question.other")]
    pieces += [fill("question.number", number=row.number)] if row.number is not None else []
    pieces += [fill("question.asked", asked=row.asked)] if row.asked is not None else []
    pieces += [fill("question.asker", asker=row.asker)] if row.asker and not mine else []
    if row.number is None and row.title:
        pieces.append(fill("question.about", title=row.title))
    return "".join(pieces)


def time_named(due: TimeRange, quote: str) -> str:
    """Return a time as it was worded, with the days that it means where the words do not say them."""
    if due.latest is None:
        if due.earliest is None:
            return fill("time.vague", quote=quote) if quote else fill("time.none")
        return _named("since", quote, earliest=due.earliest)
    if quote and (written_date(due.latest, LANGUAGE) in quote or due.latest.isoformat() == quote):
        return fill("time.named", quote=quote) if not quote[:4].isdigit() else fill("time.by_bare", latest=due.latest)
    if due.earliest is None or due.earliest >= due.latest:
        return _named("by", quote, latest=due.latest)
    return _named("window", quote, earliest=due.earliest, latest=due.latest)


def _named(key: str, quote: str, **days: date) -> str:
    return fill(f"time.{key}", quote=quote, **days) if quote else fill(f"time.{key}_bare", **days)


def promise_lines(tracked: TrackedCommitment, row: ReminderRow) -> tuple[Lines, ...]:
    """Return what was promised for when, the first times."""
    milestones = tracked.state.milestones
    lines = [_several(milestones) if len(milestones) > 1 else _only(milestones[0])]
    if row.condition:
        lines.append(Lines(sentence=fill("promise.condition", condition=" ".join(row.condition.split()))))
    return tuple(lines)


def _several(milestones: Sequence[MilestoneState]) -> Lines:
    points = tuple(
        fill("promise.part", deliverable=one.deliverable, time=time_named(one.original, one.original_quote))
        for one in milestones
    )
    return Lines(sentence=fill("promise.several"), points=points)


def _only(one: MilestoneState) -> Lines:
    if one.original.latest is None and one.original.earliest is None and not one.original_quote:
        return Lines(sentence=fill("promise.none"))
    return Lines(sentence=fill("promise.dated", time=time_named(one.original, one.original_quote)))


def move_lines(tracked: TrackedCommitment) -> tuple[Lines, ...]:
    """Return how each milestone moved up to the day of the draft, and by how much in all."""
    milestones = [one.on(tracked.today) for one in tracked.state.milestones]
    return tuple(line for one in milestones for line in _moves(one, alone=len(milestones) == 1))


def _moves(one: MilestoneState, *, alone: bool) -> Iterator[Lines]:
    moves = list(one.revisions)
    if moves and one.original.latest is None and one.original.earliest is None:
        first = moves.pop(0)
        yield Lines(sentence=fill("moves.first_date", on=first.occurred, time=_time_of(first)))
    if not moves:
        return
    given = {"n": len(moves), "deliverable": one.deliverable, "on": moves[0].occurred, "time": _time_of(moves[0])}
    if len(moves) == 1:
        yield Lines(sentence=fill("moves.one" if alone else "moves.several", **given))
    else:
        points = tuple(fill("moves.step", time=_time_of(move), on=move.occurred) for move in moves)
        yield Lines(sentence=fill("moves.other" if alone else "moves.several_other", **given), points=points)
    days = one.days_moved
    if days:
        key = "moves.later" if days > 0 else "moves.earlier"
        yield Lines(sentence=fill(key, days=counted("days", abs(days), LANGUAGE)))


def _time_of(move: Revision) -> str:
    return time_named(move.after, move.quote)


def source_named(evidence: Evidence, head: Head | None) -> str:
    """Return how the document of a piece of evidence is named."""
    if evidence.document is None:
        return fill("source.outside")
    day = (head.answered or head.asked) if head is not None else None
    if head is None or day is None:
        return fill("source.undated")
    if head.number is None:
        return fill("source.document", day=day)
    return fill("source.question", number=head.number, day=day)


def knowledge(tracked: TrackedCommitment, row: ReminderRow) -> str:
    """Return what is known of how the commitment stands, in words that accuse nobody; empty where that is said."""
    now = tracked.timeliness
    settled = _settled(tracked)
    if settled:
        return settled
    if now.state in OVERDUE:
        if row.seen_until is None:
            return fill("known.overdue_unread")
        key = "known.overdue_parts" if len(tracked.milestones) > 1 else "known.overdue"
        return fill(key, until=row.seen_until)
    if now.state is TimelinessState.CANNOT_TELL:
        return fill("known.cannot_tell", latest=now.due.latest)
    if now.state is TimelinessState.IN_GRACE:
        return fill("known.passed", latest=now.due.latest)
    if now.state in UNDATED:
        return _undated(tracked, row)
    return "" if len(tracked.milestones) > 1 else fill("known.running")


def _settled(tracked: TrackedCommitment) -> str:
    now = tracked.timeliness
    if now.state is TimelinessState.WITHDRAWN:
        return fill("known.withdrawn", settled=now.settled) if now.settled else fill("known.closed")
    if now.state is TimelinessState.CLOSED:
        return fill("known.closed")
    if now.state in (TimelinessState.MET, TimelinessState.MET_IN_TIME, TimelinessState.MET_LATE):
        return fill("known.done", settled=now.settled) if now.settled else fill("known.done_undated")
    return ""


def _undated(tracked: TrackedCommitment, row: ReminderRow) -> str:
    stated = tracked.commitment.stated
    if row.seen_until is None:
        return fill("known.undated_unread")
    months = int((tracked.today - stated).days / _MONTH) if stated is not None else 0
    if months < 1:
        return fill("known.undated_recent", until=row.seen_until)
    key = "known.undated_one" if months == 1 else "known.undated_other"
    return fill(key, months=counted("months", months, LANGUAGE), until=row.seen_until)
