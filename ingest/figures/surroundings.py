"""What stands around a figure: what it is about, and whether it was planned or realised."""

from ingest.figures.units import Row
from ingest.numbers import TokenKind
from ingest.times.clauses import Clauses, any_inside


def subject_of(row: Row, after: int, noun: str, text: str) -> str | None:
    """Return the words that say what is counted: the noun with what it is of or for."""
    at = after
    if row.has("subjects.links", at):
        end = at + 1
        while end < min(len(row.tokens), at + row.rules.longest_subject) and _belongs(row, end):
            end += 1
        while end > at + 1 and row.has("subjects.not_last", end - 1):
            end -= 1
        timed = any(
            row.has("subjects.no_subject", place) or row.fold(place) in row.rules.months for place in range(at, end)
        )
        if end > at + 1 and not timed:
            words = " ".join(text[row.tokens[at].start : row.tokens[end - 1].end].split())
            return f"{noun} {words}".strip()
    return noun or None


def _belongs(row: Row, at: int) -> bool:
    token = row.tokens[at]
    if token.kind is TokenKind.SIGN:
        return token.text == "-" and not token.spaced
    return token.kind is TokenKind.WORD and not row.has("subjects.ends", at)


class Plans:
    """Tells of figures whether they are planned.

    Args:
        row: The text.
        clauses: Its sentences.
    """

    def __init__(self, row: Row, clauses: Clauses) -> None:
        words = row.rules.words["plans.words"]
        self._places = [at for at, token in enumerate(row.tokens) if token.fold in words]
        self._clauses = clauses

    def planned(self, first: int) -> bool | None:
        """Tell whether a figure is part of a plan, was realised (False), or the words do not say.

        The clause decides before the sentence. A verb such as "can" or "must" makes no plan of a figure. A stretch
        without a verb, such as an item of a list, is told by the two sentences before.
        """
        clause, sentence = self._clauses.clause(first), self._clauses.sentence(first)
        told, both = self._told(clause)
        if both or told is not None:
            return both or told
        for _ in range(3):
            told, both = self._told(sentence)
            if both or told is not None or sentence[0] == 0 or self._clauses.has_finite_verb(sentence):
                return None if both else told
            sentence = self._clauses.sentence(sentence[0] - 1)
        return None

    def _told(self, stretch: tuple[int, int]) -> tuple[bool | None, bool]:
        """Return whether a stretch speaks of a plan, and whether it speaks of the past as well."""
        plans, past = any_inside(self._places, *stretch), self._clauses.is_past(stretch)
        return (plans if plans or past else None), plans and past
