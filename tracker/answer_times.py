"""How fast an office answers: each question against its term, as computed and as its source says."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from functools import lru_cache
from statistics import median

from corpus.errors import WrongUse
from corpus.model import AnswerKind, DocumentId
from corpus.store.results import DocumentSummary
from tracker.answer_clock import AnswerTerm, answer_term, judge
from tracker.offices import Share
from tracker.rules import Unit, rules_of
from tracker.working_days import count_working_days

_DAYS_A_WEEK = 7


class AnswerNumber(StrEnum):
    """How a question stands against its term; ``differs`` and ``source_in_time`` are beside the others."""

    IN_TIME = "in_time"
    LATE = "late"
    WAITING = "waiting"
    OVERDUE = "overdue"
    UNKNOWN = "unknown"
    SOURCE_IN_TIME = "source_in_time"
    DIFFERS = "differs"


@dataclass(frozen=True, slots=True, kw_only=True)
class AnswerRow:
    """One question against its term.

    Attributes:
        head: Its document.
        standing: How it stands, as computed.
        last_day: Last day of the term; None where it cannot be computed.
        working_days: Counted days from the first day of the term to the answer, both included; None without answer.
        over: Counted days beyond the term.
        source_in_time: What the source says; None where it says nothing.
    """

    head: DocumentSummary
    standing: AnswerNumber
    last_day: date | None = None
    working_days: int | None = None
    over: int = 0
    source_in_time: bool | None = None

    @property
    def differs(self) -> bool:
        """Whether the source says otherwise than the computation."""
        if self.source_in_time is None or self.standing not in (AnswerNumber.IN_TIME, AnswerNumber.LATE):
            return False
        return self.source_in_time is not (self.standing is AnswerNumber.IN_TIME)


@dataclass(frozen=True, slots=True, kw_only=True)
class AnswerTimes:
    """The answers of an office against their terms.

    Attributes:
        rows: The questions, in the order given.
        median_days: Median of the working days to the answer, None without any.
    """

    rows: tuple[AnswerRow, ...]
    median_days: float | None

    def behind(self, number: AnswerNumber) -> tuple[AnswerRow, ...]:
        """Return the questions behind a number: exactly those that it counts."""
        if number is AnswerNumber.DIFFERS:
            return tuple(row for row in self.rows if row.differs)
        if number is AnswerNumber.SOURCE_IN_TIME:
            return tuple(row for row in self.rows if row.source_in_time)
        return tuple(row for row in self.rows if row.standing is number)

    def share(self, number: AnswerNumber) -> Share:
        """Return a count with its denominator.

        In time and late are out of those answered whose term is known; what the source says out of those of which it
        says anything; the others out of all questions.
        """
        if number in (AnswerNumber.IN_TIME, AnswerNumber.LATE):
            of = len(self.behind(AnswerNumber.IN_TIME)) + len(self.behind(AnswerNumber.LATE))
        elif number in (AnswerNumber.SOURCE_IN_TIME, AnswerNumber.DIFFERS):
            of = sum(row.source_in_time is not None for row in self.rows)
        else:
            of = len(self.rows)
        return Share(count=len(self.behind(number)), of=of)


def answer_times(
    heads: Sequence[DocumentSummary],
    today: date,
    stated: Mapping[DocumentId, bool] | None = None,
    withdrawn: Collection[DocumentId] = (),
) -> AnswerTimes:
    """Judge the questions of an office on a day.

    Args:
        heads: Its questions; a question whose answer stands in a document of its own is left out by the caller.
        today: The day asked about; later questions are left out, later answers have not come yet.
        stated: Whether the source itself says that it was answered in time, by document.
        withdrawn: Questions of which the source says that no answer will come: no term runs for them.
    """
    known = stated or {}
    rows = tuple(
        _row(one, today, known.get(one.id), term_runs=one.id not in withdrawn)
        for one in heads
        if one.asked is None or one.asked <= today
    )
    days = [row.working_days for row in rows if row.working_days is not None]
    return AnswerTimes(rows=rows, median_days=median(days) if days else None)


@dataclass(frozen=True, slots=True, kw_only=True)
class Spread:
    """How the days to the answer lie about the term, for answers under one rule.

    Attributes:
        parliament: Whose rule.
        unit: What is counted: working days, calendar days or weeks.
        term: Last counted day of the term.
        days: Counted days to each answer, the quickest first.
        median: Their median.
        others: Answers with a known day that stand under another rule and are not in ``days``.
    """

    parliament: str
    unit: Unit
    term: int
    days: tuple[int, ...]
    median: float
    others: int

    @property
    def in_time(self) -> int:
        """How many of the days lie within the term."""
        return sum(day <= self.term for day in self.days)


def spread(times: AnswerTimes) -> Spread | None:
    """Return how the days to the answer lie about the term; None where no answer has both days.

    Terms of different parliaments cannot be laid on each other: the rule with most answers is taken, the others are
    counted.

    Args:
        times: Questions judged against their terms.
    """
    by_parliament: dict[str, list[int]] = {}
    for row in times.rows:
        if row.working_days is not None:
            by_parliament.setdefault(row.head.parliament or "", []).append(row.working_days)
    if not by_parliament:
        return None
    parliament, days = max(by_parliament.items(), key=lambda pair: (len(pair[1]), pair[0]))
    rules = rules_of(parliament)
    whole = rules.term * (_DAYS_A_WEEK if rules.unit == "weeks" else 1)
    return Spread(
        parliament=parliament,
        unit="calendar_days" if rules.unit == "weeks" else rules.unit,
        term=whole,
        days=tuple(sorted(days)),
        median=median(days),
        others=sum(len(held) for name, held in by_parliament.items() if name != parliament),
    )


def _row(head: DocumentSummary, today: date, source_in_time: bool | None, *, term_runs: bool = True) -> AnswerRow:
    term = _term(head.parliament or "", head.asked) if head.asked is not None and term_runs else None
    if term is None or (head.answered is None and head.answer_kind is not AnswerKind.NONE):
        last = term.last_day if term is not None else None
        return AnswerRow(head=head, standing=AnswerNumber.UNKNOWN, last_day=last, source_in_time=source_in_time)
    answered = head.answered if head.answered is not None and head.answered <= today else None
    in_time, over, used = _judged(term.parliament, term.asked, answered, today)
    if answered is None:
        standing = AnswerNumber.WAITING if in_time else AnswerNumber.OVERDUE
    else:
        standing = AnswerNumber.IN_TIME if in_time else AnswerNumber.LATE
    return AnswerRow(
        head=head,
        standing=standing,
        last_day=term.last_day,
        working_days=used,
        over=over,
        source_in_time=source_in_time,
    )


@lru_cache(maxsize=16_384)
def _judged(parliament: str, asked: date, answered: date | None, today: date) -> tuple[bool, int, int | None]:
    """Return whether it is in time, the counted days beyond the term, and those to the answer."""
    term = answer_term(parliament, asked)
    found = judge(term, answered, today)
    used = _used(term, answered) if answered is not None else None
    return found.in_time, found.working_days_over, used


@lru_cache(maxsize=4096)
def _term(parliament: str, asked: date) -> AnswerTerm | None:
    try:
        return answer_term(parliament, asked)
    except WrongUse:
        return None


def _used(term: AnswerTerm, answered: date) -> int:
    rules = rules_of(term.parliament)
    if rules.unit != "working_days":
        return max(0, (answered - term.first_day).days + 1)
    return count_working_days(rules, term.first_day, answered)
