"""Subordinate clauses inside a clause: which one holds a time, and whether the promise stands outside it.

Dutch puts the finite verb of a subordinate clause last. So such a clause is over at a comma once its verb was seen, at
a comma before a finite verb, or where a second finite verb begins the main clause again.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from corpus.facts import TimeExpression
from ingest.commitments.features import Clause
from ingest.commitments.governance_rules import GovernanceRules

_TOKEN = re.compile(r"[a-z][\w'-]*|[,;:()]|\d+(?:[.,]\d+)*")


@dataclass(frozen=True, slots=True, kw_only=True)
class Subordinate:
    """A subordinate clause.

    Attributes:
        reason: Id of the reason that it gives: ``condition``, ``cause`` or ``relative``.
        opener: The word that opens it.
        start: Number of its first token.
        end: One past its last.
    """

    reason: str
    opener: str
    start: int
    end: int


def _opens(words: Sequence[str], number: int, rules: GovernanceRules) -> str | None:
    """Return the reason that a clause opened by a word gives, None where the word opens none."""
    word = words[number]
    after = words[number + 1] if number + 1 < len(words) else ""
    if word in rules.weak and (after not in rules.subjects or not rules.comparing.isdisjoint(words[:number])):
        return None
    if word in rules.conditional:
        return None if after in rules.elliptical else "condition"
    if word in rules.causal:
        return "cause"
    if word in rules.relative and number and not _points(words, number, rules):
        return "relative"
    return None


def _points(words: Sequence[str], number: int, rules: GovernanceRules) -> bool:
    """Tell whether a relative word only points to the noun after it ("that waiting time") and opens no clause."""
    before = words[number - 1]
    if before in rules.before_noun or rules.is_finite(before):
        return True
    after = words[number + 1] if number + 1 < len(words) else ""
    opens = after in rules.before_noun or after in rules.subjects or rules.is_finite(after) or before == ","
    return not opens and not any(rules.is_finite(word) for word in words[number + 1 :])


def _end_of(words: Sequence[str], start: int, rules: GovernanceRules) -> int:
    """Return the number of the token at which the clause that begins at ``start`` is over."""
    cluster: int | None = None
    for number in range(start + 1, len(words)):
        word = words[number]
        if word in ",;:)":
            following = words[number + 1] if number + 1 < len(words) else ""
            if following in rules.apposed:
                continue
            resumes = rules.is_finite(following) or following in rules.resuming
            inserted = words[start] in rules.relative and words[start - 1 : start] == [","]
            if cluster is not None or resumes or inserted or words[start] in rules.prepositional:
                return number
        elif rules.is_finite(word):
            if _begins_main(words, start, number, cluster, rules):
                return number
            cluster = number
    return len(words)


def _begins_main(words: Sequence[str], start: int, number: int, cluster: int | None, rules: GovernanceRules) -> bool:
    """Tell whether a finite verb begins the main clause: the second one, or the first after a mere noun phrase."""
    if cluster is not None:
        return number > cluster + 1 and words[number] not in rules.infinitive
    following = words[number + 1] if number + 1 < len(words) else ""
    return words[start] in rules.prepositional and following in rules.subjects


def subordinates(words: Sequence[str], rules: GovernanceRules) -> list[Subordinate]:
    """Return the subordinate clauses of a clause's tokens, none inside another."""
    found: list[Subordinate] = []
    number = 0
    while number < len(words):
        reason = _opens(words, number, rules)
        if reason is None:
            number += 1
            continue
        end = _end_of(words, number, rules)
        found.append(Subordinate(reason=reason, opener=words[number], start=number, end=end))
        number = max(end, number + 1)
    return found


def holder_of(clause: Clause, time: TimeExpression, rules: GovernanceRules) -> str | None:
    """Return why a time that stands in a subordinate clause does not bound the promise, None where it may.

    A condition never bounds it. A reason or what a relative clause tells does not either, where it tells the past or
    where the promise stands outside it; else the promise itself is told there.

    Args:
        clause: The clause.
        time: One of its times.
        rules: The words.

    Returns:
        The id of the reason.
    """
    tokens = list(_TOKEN.finditer(clause.lowered))
    words = [token.group() for token in tokens]
    at = time.span.start - clause.unit.start
    place = next((number for number, token in enumerate(tokens) if token.end() > at), len(tokens))
    for one in subordinates(words, rules):
        if one.start < place < one.end:
            return _reason_of(one, words, rules)
    return None


def _reason_of(one: Subordinate, words: Sequence[str], rules: GovernanceRules) -> str | None:
    if one.reason == "condition":
        return one.reason
    verbs = [word for word in words[one.start : one.end] if rules.is_finite(word)]
    told = rules.past if one.opener in rules.ambiguous else rules.past | rules.perfect
    if verbs and (verbs[0] in told or (one.reason == "cause" and rules.promising.isdisjoint(verbs))):
        return one.reason
    outside = not rules.promising.isdisjoint((*words[: one.start], *words[one.end :]))
    return one.reason if outside and one.opener not in rules.ambiguous else None
