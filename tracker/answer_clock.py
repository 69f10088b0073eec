"""Until when a government may answer a written question, with the computation shown line by line.

The day on which a question reached the cabinet is not published; the day it was asked is taken instead.
"""

from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache
from itertools import islice

from corpus.facts import Multilingual
from tracker.rules import ParliamentRules, Unit, rules_of
from tracker.texts import say
from tracker.working_days import Pause, count_working_days, holiday, is_weekend, suspension, working_days

_DAYS_A_WEEK = 7


@dataclass(frozen=True, slots=True, kw_only=True)
class AnswerTerm:
    """The term of answer of one question.

    Attributes:
        parliament: Whose rules.
        asked: The day of the question.
        first_day: The day that counts as the first.
        last_day: The last day of the term.
        pauses: Suspensions and holidays on the way, in order; weekends are not listed.
        lines: The computation in words.
    """

    parliament: str
    asked: date
    first_day: date
    last_day: date
    pauses: tuple[Pause, ...]
    lines: tuple[Multilingual, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class AnswerTimeliness:
    """How an answer stands against its term.

    Attributes:
        in_time: Whether it came, or can still come, in time.
        working_days_over: Counted days beyond the term; 0 in time.
        line: The outcome in words.
    """

    in_time: bool
    working_days_over: int
    line: Multilingual


@lru_cache(maxsize=4096)
def answer_term(parliament: str, asked: date) -> AnswerTerm:
    """Compute the term of answer.

    Args:
        parliament: Name of the parliament.
        asked: The day of the question.

    Raises:
        WrongUse: If the parliament's term is not known.
    """
    return term_by(rules_of(parliament), asked)


def term_by(rules: ParliamentRules, asked: date) -> AnswerTerm:
    """Compute the term of answer by given rules; see ``answer_term``."""
    first = _first_day(rules, asked)
    last = _last_day(rules, rules.unit, rules.term, first)
    pauses = _pauses(rules, asked, last)
    lines = (
        say("answer.asked", asked=asked),
        say(f"answer.counted_from_{'week' if rules.starts == 'after_week' else 'day'}", first_day=first),
        say("answer.term", term=_counted(rules.unit, rules.term)),
        *(_pause_line(pause) for pause in pauses),
        say("answer.last_day", last_day=last),
        say("answer.rules", source=rules.source.multilingual),
    )
    return AnswerTerm(parliament=rules.name, asked=asked, first_day=first, last_day=last, pauses=pauses, lines=lines)


def judge(term: AnswerTerm, answered: date | None, today: date) -> AnswerTimeliness:
    """Say how an answer stands against its term on a day.

    Args:
        term: The term.
        answered: The day of the answer, None where none was found; one after ``today`` counts as none.
        today: The day asked about.
    """
    rules = rules_of(term.parliament)
    if answered is not None and answered <= today:
        over = _counted_days(rules, term.last_day, answered)
        line = (
            say("answer.late", answered=answered, working_days=over)
            if over
            else say("answer.in_time", answered=answered)
        )
        return AnswerTimeliness(in_time=not over, working_days_over=over, line=line)
    over = _counted_days(rules, term.last_day, today)
    if over:
        line = say("answer.over", today=today, working_days=over)
    elif today >= term.last_day:
        line = say("answer.last_today", today=today)
    else:
        line = say("answer.running", today=today, working_days=_counted_days(rules, today, term.last_day))
    return AnswerTimeliness(in_time=not over, working_days_over=over, line=line)


def public_from(parliament: str, answered: date) -> tuple[date, Multilingual]:
    """Return the first day on which an answer is public, with the computation.

    Raises:
        WrongUse: If the parliament's term is not known.
    """
    rules = rules_of(parliament)
    if rules.exclusive_term is None:
        return answered, say("answer.public_at_once", public_from=answered)
    start = answered + timedelta(days=1)
    last = _last_day(rules, rules.exclusive_unit, rules.exclusive_term, start, suspended=False)
    day = last + timedelta(days=1)
    term = _counted(rules.exclusive_unit, rules.exclusive_term)
    return day, say("answer.public", public_from=day, term=term, answered=answered)


def _first_day(rules: ParliamentRules, asked: date) -> date:
    if rules.starts == "next_day":
        return asked + timedelta(days=1)
    next_monday = asked + timedelta(days=_DAYS_A_WEEK - asked.weekday())
    return next(working_days(rules, next_monday))


def _last_day(rules: ParliamentRules, unit: Unit, count: int, first: date, *, suspended: bool = True) -> date:
    if unit == "working_days":
        return next(islice(working_days(rules, first, suspended=suspended), count - 1, None))
    return first + timedelta(days=count * (_DAYS_A_WEEK if unit == "weeks" else 1) - 1)


def _counted(unit: Unit, count: int) -> Multilingual:
    return say(f"answer.{unit}", **{unit: count})


def _counted_days(rules: ParliamentRules, after: date, until: date) -> int:
    """Return how many counted days lie after one day, up to and including another."""
    if until <= after:
        return 0
    if rules.unit != "working_days":
        return (until - after).days
    return count_working_days(rules, after + timedelta(days=1), until)


def _pauses(rules: ParliamentRules, asked: date, last: date) -> tuple[Pause, ...]:
    """Return what kept the clock from counting between the question's week and the last day."""
    found: list[Pause] = []
    if rules.unit != "working_days":
        return ()
    day = asked + timedelta(days=_DAYS_A_WEEK - asked.weekday()) if rules.starts == "after_week" else asked
    while day <= last:
        pause = suspension(rules, day)
        name = holiday(rules, day)
        if pause is not None:
            found.append(pause)
            day = pause.last
        elif name is not None and not is_weekend(day):
            found.append(Pause(first=day, last=day, reason=name))
        day += timedelta(days=1)
    return tuple(found)


def _pause_line(pause: Pause) -> Multilingual:
    key = "answer.skipped_holiday" if pause.first == pause.last else "answer.skipped_suspension"
    return say(key, first=pause.first, last=pause.last, reason=pause.reason)
