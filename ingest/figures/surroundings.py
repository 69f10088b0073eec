"""What stands around a figure: what it is about, the period it belongs to, whether it was planned or realised."""

from bisect import bisect_left
from collections.abc import Sequence
from operator import itemgetter

from corpus.facts import TimeRange
from ingest.figures.units import Row
from ingest.numbers import TokenKind
from ingest.times import TimeKind, TimeMatch
from ingest.times.clauses import Clauses, Tense


def subject_of(row: Row, after: int, noun: str, text: str) -> str | None:
    """Return the words that say what is counted: the noun with what it is of or for."""
    at = after
    if row.has("subjects.links", at):
        end = at + 1
        while end < min(len(row.tokens), at + row.rules.longest_subject) and _belongs(row, end):
            end += 1
        if end > at + 1:
            words = " ".join(text[row.tokens[at].start : row.tokens[end - 1].end].split())
            return f"{noun} {words}".strip()
    return noun or None


def _belongs(row: Row, at: int) -> bool:
    token = row.tokens[at]
    if token.kind is TokenKind.SIGN:
        return token.text == "-" and not token.spaced
    return token.kind is TokenKind.WORD and not row.has("subjects.ends", at)


def period_of(clauses: Clauses, first: int, times: Sequence[tuple[int, TimeMatch]]) -> TimeRange | None:
    """Return the dates of the nearest time of the sentence, one before the figure preferred.

    Args:
        clauses: The sentences of the text.
        first: Index of the figure's first token.
        times: The times of the text with the index of their first token.
    """
    low, high = clauses.sentence(first)
    near = times[bisect_left(times, low, key=itemgetter(0)) : bisect_left(times, high, key=itemgetter(0))]
    inside = [(at, time) for at, time in near if time.kind is TimeKind.DATE]
    dated = [(at, time) for at, time in inside if time.range.earliest or time.range.expected]
    if not dated:
        return None
    clause = clauses.clause(first)

    def distance(entry: tuple[int, TimeMatch]) -> tuple[bool, int]:
        at, _ = entry
        return not clause[0] <= at < clause[1], first - at if at < first else 2 * (at - first)

    return min(dated, key=distance)[1].range


def planned_of(clauses: Clauses, first: int) -> bool | None:
    """Tell whether the sentence speaks of a plan, of what was realised (False), or does not say."""
    tense = clauses.tense(first)
    return None if tense is Tense.UNSAID else tense is Tense.FUTURE
