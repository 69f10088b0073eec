"""The same figure in question and answer of one document."""

from collections.abc import Iterator
from dataclasses import dataclass

from corpus.facts import Facts, Figure, FigureKind, TimeRange
from corpus.model import Side
from tracker.comparison.words import SubjectWords, subject_words

_SMALL = 10
"""Below this, equal counts of the same unit are chance: they are linked only if subject or period agree too."""


@dataclass(frozen=True, slots=True, kw_only=True, order=True)
class Repeated:
    """An answer that states a figure of its question.

    Attributes:
        question: Index of the asker's figure in ``Facts.figures``.
        answer: Index of the minister's figure there.
    """

    question: int
    answer: int


def repeated_figures(facts: Facts, language: str = "nl") -> tuple[Repeated, ...]:
    """Link the figures of the answer with those of the question that they repeat.

    Two figures are the same if value, ends of a range, kind and unit are equal and their periods can be the same. Each
    figure of the answer is linked with at most one: of the same item if there is one, then with the same subject,
    then the first.

    Args:
        facts: The facts of one document.
        language: Two-letter code of the rules.

    Returns:
        Pairs of indexes in ``facts.figures``, in the order of the answer's figures.
    """
    return tuple(_pairs(facts, subject_words(language)))


def _pairs(facts: Facts, words: SubjectWords) -> Iterator[Repeated]:
    asked = [(index, one) for index, one in enumerate(facts.figures) if one.side is Side.QUESTION]
    for index, answer in enumerate(facts.figures):
        if answer.side is Side.ANSWER:
            same = [(at, one) for at, one in asked if _same(one, answer, words)]
            if same:
                best = min(same, key=lambda pair: _distance(pair[1], answer, words))
                yield Repeated(question=best[0], answer=index)


def _same(asked: Figure, answer: Figure, words: SubjectWords) -> bool:
    equal = (asked.value, asked.low, asked.high, asked.kind) == (answer.value, answer.low, answer.high, answer.kind)
    if not equal or words.unit(asked.unit) != words.unit(answer.unit):
        return False
    if not _compatible(asked.period, answer.period):
        return False
    if abs(asked.value) >= _SMALL or asked.kind in (FigureKind.MONEY, FigureKind.PERCENT):
        return True
    return _said_equal(asked, answer, words)


def _said_equal(asked: Figure, answer: Figure, words: SubjectWords) -> bool:
    """Tell whether subject or period are said by both and agree."""
    subjects = words.stems(asked.subject or ""), words.stems(answer.subject or "")
    bare = {words.unit(asked.unit)}
    if (subjects[0] - bare) and subjects[0] == subjects[1]:
        return True
    return asked.period is not None and answer.period is not None


def _compatible(one: TimeRange | None, other: TimeRange | None) -> bool:
    """Tell whether two periods can be the same: one is unsaid, or they have days in common; an open side has all."""
    if one is None or other is None:
        return True
    ends = (one.expected or one.latest), (other.expected or other.latest)
    after = one.earliest is not None and ends[1] is not None and one.earliest > ends[1]
    before = other.earliest is not None and ends[0] is not None and other.earliest > ends[0]
    return not after and not before


def _distance(asked: Figure, answer: Figure, words: SubjectWords) -> tuple[bool, bool]:
    return (
        asked.item != answer.item,
        words.stems(asked.subject or "") != words.stems(answer.subject or ""),
    )
