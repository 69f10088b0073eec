"""How the commitments of one document hang together: said twice, added to, part of another."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace

from corpus.facts import CommitmentFact, CommitmentKind, TimeExpression
from corpus.model import Span
from ingest.commitments.features import Clause
from ingest.commitments.rules import Rules, fold, lower
from ingest.commitments.segments import WORD

_SAME_WORDS = 0.75
_FEWEST_WORDS = 3
_RETOLD_WORDS = 0.5
_SHARED_WORDS = 2


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """A clause judged to be a commitment, before it is related to others.

    Attributes:
        clause: The clause.
        fact: What it says, without relations.
        words: Its words of content.
        introduction: Begin of the clause that introduces it as a list item, None where none does.
    """

    clause: Clause
    fact: CommitmentFact
    words: frozenset[str]
    introduction: int | None = None


def content_words(text: str, rules: Rules) -> frozenset[str]:
    """Return the words of a text that say what it is about: no stop words, no numbers, longer than two letters."""
    words = (word.group() for word in WORD.finditer(lower(fold(text))))
    return frozenset(word for word in words if len(word) > 2 and word not in rules.stop_words and not word[0].isdigit())


def likeness(one: frozenset[str], other: frozenset[str]) -> float:
    """Return the share of words that two sets have in common, 0 where either has too few to tell."""
    if min(len(one), len(other)) < _FEWEST_WORDS:
        return 0.0
    return len(one & other) / len(one | other)


def _retells(one: Found, other: Found) -> bool:
    """Tell whether two statements with the same day promise the same thing in other words.

    They do where one names most of what the other names; a different deliverable by the same day shares few words.
    """
    if one.fact.due is None or other.fact.due is None or one.fact.due.latest is None:
        return False
    if one.fact.due.latest != other.fact.due.latest or one.introduction is not None or other.introduction is not None:
        return False
    fewer = min(len(one.words), len(other.words))
    return fewer >= _FEWEST_WORDS and len(one.words & other.words) >= max(_SHARED_WORDS, _RETOLD_WORDS * fewer)


def _agree(one: CommitmentFact, other: CommitmentFact) -> bool:
    """Tell whether the times of two statements allow them to be one commitment."""
    return one.due is None or other.due is None or one.due.latest == other.due.latest


def without_repeats(found: Sequence[Found]) -> list[Found]:
    """Merge statements of the same commitment: the fuller one stays and names the other in ``also``.

    Args:
        found: Commitments in reading order.

    Returns:
        Those that stay, in reading order.
    """
    leads = {one.introduction for one in found}
    kept: list[Found] = []
    others: list[list[Span]] = []
    by_word: dict[str, list[int]] = {}
    for one in found:
        twin = _twin(kept, by_word, one)
        if twin is None:
            for word in one.words:
                by_word.setdefault(word, []).append(len(kept))
            kept.append(one)
            others.append(list(one.fact.also))
            continue
        first = kept[twin]
        stays, goes = (one, first) if _is_fuller(one, first, leads) else (first, one)
        kept[twin] = stays
        others[twin] += [goes.fact.span, *(one.fact.also)]
    merged = [replace(one, fact=replace(one.fact, also=tuple(also))) for one, also in zip(kept, others, strict=True)]
    return sorted(merged, key=lambda one: one.fact.span.start)


def _twin(kept: Sequence[Found], by_word: dict[str, list[int]], one: Found) -> int | None:
    """Return the place of a kept statement of the same commitment; only those that share a rare word are compared."""
    if len(one.words) < _FEWEST_WORDS:
        return None
    rare = sorted(one.words, key=lambda word: len(by_word.get(word, ())))
    for place in {place for word in rare[: len(rare) // 2 + 1] for place in by_word.get(word, ())[-8:]}:
        other = kept[place]
        if likeness(one.words, other.words) >= _SAME_WORDS and _agree(one.fact, other.fact):
            return place
        if _retells(one, other):
            return place
    return None


def _is_fuller(one: Found, first: Found, leads: Collection[int | None]) -> bool:
    """Tell whether a later statement says more: it has the time, it introduces a list, or it has more words."""
    if (one.fact.due is None) != (first.fact.due is None):
        return one.fact.due is not None
    return one.clause.unit.start in leads or len(one.words) > len(first.words)


def with_addition(one: Found, due: TimeExpression | None, vague: str | None, span: Span) -> Found:
    """Return a commitment with the time that the next sentence gives it.

    Args:
        one: The commitment, still without a time.
        due: The time, None where it is vague.
        vague: The vague time as printed.
        span: Where the added sentence stands.

    Returns:
        The commitment with time, and with the sentence among its other places.
    """
    fact = replace(one.fact, also=(*one.fact.also, span), vague=one.fact.vague or vague)
    if due is not None:
        kind = CommitmentKind.MILESTONE if fact.kind is CommitmentKind.PROMISE else fact.kind
        fact = replace(fact, due=due.range, due_span=due.span, kind=kind, vague=None)
    return replace(one, fact=fact)


def related(found: Sequence[Found]) -> tuple[CommitmentFact, ...]:
    """Return the facts with their parents: the commitment that introduces a list is the parent of its items.

    Args:
        found: Commitments in reading order, repeats merged.

    Returns:
        The facts in the same order; a parent always stands before its parts.
    """
    places = {one.clause.unit.start: place for place, one in enumerate(found)}
    facts: list[CommitmentFact] = []
    for place, one in enumerate(found):
        parent = places.get(one.introduction) if one.introduction is not None else None
        facts.append(replace(one.fact, parent=parent if parent is not None and parent < place else None))
    return tuple(facts)
