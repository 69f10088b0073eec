"""The draft of a written question that follows a commitment up: what was promised, what is known, what is asked.

The draft adapts to how the commitment stands. It quotes and asks; it draws no conclusion, and what only the program
proposed (evidence that nobody accepted) is not in it.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from corpus.register import Evidence, Fulfilment, RecordState, Relation
from tracker.follow_up_facts import (
    joined,
    knowledge,
    move_lines,
    parted,
    promise_lines,
    question_named,
    source_named,
)
from tracker.letters import LANGUAGE, fill
from tracker.reminder_rows import Head, ReminderRow
from tracker.reports.blocks import Block, Heading, Look, Paragraph, Point, Report
from tracker.reports.wording import tied
from tracker.state import DROPPED
from tracker.succession import Reason, same_person
from tracker.texts import phrase
from tracker.timeliness import OVERDUE, UNDATED, TimelinessState
from tracker.tracked import TrackedCommitment


@dataclass(frozen=True, slots=True, kw_only=True)
class Proven:
    """Evidence that a person accepted, with the head of its document."""

    evidence: Evidence
    head: Head | None


@dataclass(frozen=True, slots=True, kw_only=True)
class FollowUpCase:
    """Everything that a draft is made of.

    Attributes:
        tracked: The commitment as it stands on the day of the draft.
        row: The same as a reminder quotes it.
        accepted: Evidence that a person accepted, the oldest first.
        figures: Figures of the quoted sentence, as printed.
        asker: Who will ask; empty leaves a place for the name.
    """

    tracked: TrackedCommitment
    row: ReminderRow
    accepted: tuple[Proven, ...] = ()
    figures: tuple[str, ...] = ()
    asker: str = ""

    @property
    def today(self) -> date:
        """The day of the draft."""
        return self.tracked.today

    def proven(self, relation: Relation) -> tuple[Proven, ...]:
        """Return the accepted evidence of a relation."""
        return tuple(one for one in self.accepted if one.evidence.relation is relation)

    @property
    def succeeded(self) -> bool:
        """Whether somebody else than the minister who promised is asked."""
        return self.row.now.succeeded(self.row.minister_then)


@dataclass(frozen=True, slots=True, kw_only=True)
class FollowUp:
    """A draft.

    Attributes:
        title: Its title.
        blocks: Its parts in order.
        remarks: What its editor must look at, keys under ``follow_up`` of the texts; not part of the letter.
    """

    title: str
    blocks: tuple[Block, ...]
    remarks: tuple[str, ...]

    def report(self) -> Report:
        """Return the draft as a report that can be written in every form."""
        return Report(title=self.title, language=LANGUAGE, blocks=self.blocks)

    def remarked(self, language: str) -> tuple[str, ...]:
        """Return the remarks in words."""
        return tuple(phrase(f"follow_up.{key}", language) for key in self.remarks)


def follow_up(case: FollowUpCase) -> FollowUp:
    """Draft a follow-up question.

    Args:
        case: What it is made of.

    Returns:
        The draft; its questions are numbered, and fit how the commitment stands on that day.
    """
    title = fill("head.title", title=case.row.title) if case.row.title else fill("head.untitled")
    questions = tuple(_questions(case))
    blocks: tuple[Block, ...] = (
        *_head(case),
        Heading(text=tied(title), level=2),
        *_account(case),
        *(Point(label=f"{number}.", text=tied(text)) for number, text in enumerate(questions, start=1)),
    )
    return FollowUp(title=title, blocks=blocks, remarks=tuple(_remarks(case)))


def _head(case: FollowUpCase) -> Iterator[Block]:
    now = case.row.now
    yield Heading(text=fill("head.kind"), level=1)
    asker = case.asker.upper() or fill("head.unknown_asker")
    minister = now.person.upper() if now.person else fill("head.unknown_minister")
    office = now.office.upper() if now.office else fill("head.unknown_office")
    lines = (fill("head.number"), fill("head.from", asker=asker), fill("head.date", day=case.today))
    yield Paragraph(text="\n".join(lines), look=Look.HEAD)
    yield Paragraph(text=f"{fill('head.to', minister=minister)}\n{office}", look=Look.HEAD)


def _account(case: FollowUpCase) -> Iterator[Block]:
    """Return what was promised and what is known, before the questions."""
    yield Paragraph(text=tied(_introduction(case)))
    yield Paragraph(text=fill("intro.quote", quote=case.row.quote), look=Look.QUOTE)
    yield from parted(promise_lines(case.tracked, case.row))
    yield from parted(move_lines(case.tracked))
    for line in (*_done(case), *_contradictions(case), knowledge(case.tracked, case.row), _responsibility(case)):
        if line:
            yield Paragraph(text=tied(line))


def _introduction(case: FollowUpCase) -> str:
    row = case.row
    place = [fill("intro.item", item=row.item)] if row.item else []
    place += [fill("intro.page", page=row.span.page)] if row.span.page else []
    return fill(
        _speaker(case),
        question=question_named(row, case.asker),
        minister=row.minister_then or "",
        answered=fill("intro.answered", answered=row.answered) if row.answered else "",
        place=fill("intro.place", place=", ".join(place)) if place else "",
    )


def _speaker(case: FollowUpCase) -> str:
    then, now = case.row.minister_then, case.row.now
    if then is None:
        return "intro.nobody"
    if now.person is None:
        return "intro.minister"
    if same_person(now.person, then):
        return "intro.you"
    return "intro.predecessor" if now.certain or now.reason is Reason.DOCUMENTS else "intro.minister"


def _done(case: FollowUpCase) -> Iterator[str]:
    if case.row.done:
        form = "one" if len(case.row.done) == 1 else "other"
        yield fill(f"done.{form}", parts=joined(case.row.done))
        return
    if case.tracked.fulfilment is not Fulfilment.PARTLY:
        return
    proven = case.proven(Relation.PARTLY)
    if not proven:
        yield fill("done.partly_bare")
        return
    last = proven[-1]
    quote = "" if last.evidence.document is None else " ".join(last.evidence.quote.split())
    key = "done.partly_quoted" if quote else "done.partly"
    yield fill(key, source=source_named(last.evidence, last.head), quote=quote)


def _contradictions(case: FollowUpCase) -> Iterator[str]:
    for one in case.proven(Relation.CONTRADICTS):
        quote = " ".join(one.evidence.quote.split()) if one.evidence.document is not None else ""
        key = "contradiction.quoted" if quote else "contradiction.bare"
        yield fill(key, source=source_named(one.evidence, one.head), quote=quote)


def _responsibility(case: FollowUpCase) -> str:
    now = case.row.now
    if not case.succeeded:
        return ""
    if now.certain and now.since is not None:
        return fill("succession.certain", since=now.since)
    return "" if now.reason is Reason.DOCUMENTS else fill("succession.likely")


def _questions(case: FollowUpCase) -> Iterator[str]:
    """Yield what is asked, in the order of a question: state, reason, date, then what is particular."""
    state, moved = case.tracked.timeliness.state, len(case.row.moves)
    if state in (TimelinessState.WITHDRAWN, TimelinessState.CLOSED):
        yield fill("ask.instead")
        return
    if case.tracked.fulfilment is Fulfilment.FULFILLED:
        yield fill("ask.confirm")
        yield from _figures(case.figures)
        return
    yield _state_asked(case)
    if state in (*OVERDUE, TimelinessState.CANNOT_TELL, TimelinessState.IN_GRACE):
        yield fill("ask.delay")
    if moved and not case.tracked.timeliness.original.latest:
        moved -= 1  # the first date of an undated promise is no delay
    if moved:
        yield fill("ask.moved_one" if moved == 1 else "ask.moved_other")
    yield fill(_date_asked(state, moved))
    if case.row.condition:
        yield fill("ask.condition")
    yield from _figures(case.figures)
    if case.proven(Relation.CONTRADICTS):
        yield fill("ask.contradiction")
    if case.succeeded:
        yield fill("ask.takeover")


def _state_asked(case: FollowUpCase) -> str:
    row = case.row
    if row.done and row.awaited:
        form = "one" if len(row.awaited) == 1 else "other"
        return fill(f"ask.state_rest_{form}", parts=joined(row.awaited))
    if case.tracked.fulfilment is Fulfilment.PARTLY:
        return fill("ask.state_rest")
    awaited = [one for one in case.tracked.state.milestones if one.fulfilment not in DROPPED]
    return fill("ask.state_parts" if len(awaited) > 1 else "ask.state")


def _date_asked(state: TimelinessState, moved: int) -> str:
    if state in UNDATED:
        return "ask.undated"
    if state in (*OVERDUE, TimelinessState.CANNOT_TELL, TimelinessState.IN_GRACE):
        return "ask.new_date"
    return "ask.still_moved" if moved else "ask.still"


def _figures(figures: Sequence[str]) -> Iterator[str]:
    quoted = tuple(fill("ask.figure", figure=figure) for figure in figures)
    if len(quoted) == 1:
        yield fill("ask.figure_one", figure=quoted[0])
    elif quoted:
        yield fill("ask.figure_other", figures=joined(quoted))


def _remarks(case: FollowUpCase) -> Iterator[str]:
    now = case.row.now
    if case.tracked.record is not RecordState.CONFIRMED:
        yield "not_confirmed"
    if now.reason is Reason.SEVERAL:
        yield "several_ministers"
    elif now.person is None:
        yield "minister_unknown"
    elif not now.certain and not now.decided:
        yield "minister_likely"
    if case.tracked.state.proposed:
        yield "evidence_waits"
    if not case.asker:
        yield "asker_missing"
