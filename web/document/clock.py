"""The answer clock of one document: until when it could be answered, and how that was reckoned, line by line."""

from dataclasses import dataclass
from datetime import date

from corpus.errors import WrongUse
from corpus.facts import Multilingual
from corpus.store import DocumentSummary
from tracker.answer_clock import AnswerTerm, answer_term, judge
from tracker.answer_times import AnswerNumber, AnswerRow, answer_times
from tracker.texts import say

_TONES = {
    AnswerNumber.IN_TIME: "done",
    AnswerNumber.LATE: "missed",
    AnswerNumber.WAITING: "next",
    AnswerNumber.OVERDUE: "missed",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class AnswerClock:
    """A question against its term of answer.

    Attributes:
        row: How it stands.
        term: The term, with its suspensions and holidays.
        lines: The computation, one step a line; the outcome last where it can be told.
    """

    row: AnswerRow
    term: AnswerTerm
    lines: tuple[Multilingual, ...]

    @property
    def state(self) -> AnswerNumber:
        """How it stands, as a code."""
        return self.row.standing

    @property
    def said(self) -> Multilingual:
        """How it stands, in words."""
        return say(f"answer_number.{self.row.standing}")

    @property
    def tone(self) -> str:
        """Colour family of how it stands."""
        return _TONES.get(self.row.standing, "quiet")


def clock_of(head: DocumentSummary, today: date, *, source_in_time: bool | None = None) -> AnswerClock | None:
    """Return the answer clock of a document on a day; None where its term is not known.

    Args:
        head: The document.
        today: The day asked about.
        source_in_time: Whether its source itself says that it was answered in time.
    """
    stated = {} if source_in_time is None else {head.id: source_in_time}
    row = next(iter(answer_times([head], today, stated).rows), None)
    if row is None or head.asked is None:
        return None
    try:
        term = answer_term(head.parliament or "", head.asked)
    except WrongUse:
        return None
    told = () if row.standing is AnswerNumber.UNKNOWN else (judge(term, head.answered, today).line,)
    return AnswerClock(row=row, term=term, lines=(*term.lines, *told))
