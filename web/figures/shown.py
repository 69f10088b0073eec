"""A figure as a page shows it: in its sentence, with the age of its document."""

from dataclasses import dataclass
from datetime import date

from corpus.store import FigureInContext, StoredFigure
from tracker.comparison.statements import Statement, sentence_around
from tracker.comparison.words import subject_words

_REACH = 150


@dataclass(frozen=True, slots=True, kw_only=True)
class ShownFigure:
    """A figure in its sentence.

    Attributes:
        stored: The figure with its document.
        before: What stands before it in its sentence, shortened.
        after: What stands behind it, shortened.
        age_days: Days since its document's day; None where that is unknown.
    """

    stored: StoredFigure
    before: str
    after: str
    age_days: int | None

    @property
    def href(self) -> str:
        """Address of the passage: the figure marked in its document."""
        return passage(self.stored)

    @property
    def quote(self) -> str:
        """Number and unit as printed, on one line."""
        return " ".join(self.stored.quote.split())

    @property
    def age_years(self) -> int | None:
        """Whole years since its document's day; 0 in the first one."""
        return None if self.age_days is None else max(0, self.age_days) * 4 // 1461


def passage(stored: StoredFigure) -> str:
    """Return the address of a figure in its document."""
    place = f"s{stored.figure.span.start}-{stored.figure.span.end}"
    return f"/d/{stored.document}?s={place[1:]}#{place}"


def in_sentence(one: FigureInContext, today: date) -> ShownFigure:
    """Return a figure in its sentence."""
    before, after = sentence_around(one, subject_words())
    return _shown(one.stored, before, after, today)


def of_statement(one: Statement, today: date) -> ShownFigure:
    """Return a compared figure in its sentence."""
    quote = " ".join(one.stored.quote.split())
    before, _, after = one.sentence.partition(quote)
    return _shown(one.stored, before, after, today)


def _shown(stored: StoredFigure, before: str, after: str, today: date) -> ShownFigure:
    return ShownFigure(
        stored=stored,
        before=_cut(_line(before)[::-1])[::-1],
        after=_cut(_line(after)),
        age_days=None if stored.day is None else (today - stored.day).days,
    )


def _line(text: str) -> str:
    """Return a text on one line; a blank at an end stays, as it parts the words from the figure."""
    return " ".join(text.split()).join((" " * text[:1].isspace(), " " * (text.strip() != "" and text[-1:].isspace())))


def _cut(text: str) -> str:
    """Return the beginning of a text, up to a blank where it is long."""
    if len(text) <= _REACH:
        return text
    return f"{text[:_REACH].rpartition(' ')[0]} …"
