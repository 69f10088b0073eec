"""Plans that the asker quotes, compared with what the answer promises."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from corpus.facts import CommitmentFact, EarlierClaim, Reading, TimeExpression
from corpus.model import QuestionRecord, Side
from ingest.commitments.features import Clause
from ingest.commitments.relations import content_words
from ingest.commitments.rules import Rules
from ingest.commitments.traits import trimmed

_PLAIN = 0.6
_ANNOUNCED = 0.85
_SHARED_WORDS = 2


def is_claim(clause: Clause, rules: Rules) -> bool:
    """Tell whether a clause of the question quotes a plan.

    Args:
        clause: The clause.
        rules: The language's rules.

    Returns:
        True for a plan: worded as one, not asked about, not merely supposed.
    """
    dated = any(time.range.expected is not None for time in clause.times)
    # The cheapest questions first: most clauses have neither a day nor a word that announces.
    if clause.unit.asks or not (dated or rules.claims["announced"].search(clause.lowered)):
        return False
    if rules.claims["hypothetical"].search(clause.lowered):
        return False
    planned = rules.claims["plan"].search(clause.lowered) is not None
    return planned or (dated and rules.claims["future"].search(clause.lowered) is not None)


def claim_of(clause: Clause, due: TimeExpression | None, rules: Rules) -> EarlierClaim:
    """Read one claim.

    Args:
        clause: A clause for which ``is_claim`` holds.
        due: The time that bounds it, None where no time to come does.
        rules: The language's rules.

    Returns:
        The claim, not yet compared.
    """
    due = due or _planned_time(clause.times)
    sure = due is not None or rules.claims["announced"].search(clause.lowered) is not None
    return EarlierClaim(
        span=trimmed(clause, due, rules),
        item=clause.unit.item,
        due=due.range if due else None,
        due_span=due.span if due else None,
        reading=Reading(rule="claim.plan", version=rules.version, certainty=_ANNOUNCED if sure else _PLAIN),
    )


def _planned_time(times: Sequence[TimeExpression]) -> TimeExpression | None:
    """Return the last dated time of a clause: a plan of the past may lie in the past."""
    return next((time for time in reversed(times) if time.range.expected is not None), None)


def compared(
    claim: EarlierClaim, commitments: Sequence[CommitmentFact], record: QuestionRecord, text: str, rules: Rules
) -> EarlierClaim:
    """Compare a claim with the commitments about the same matter.

    The same matter is an answer item that answers the claim's question item, or two shared words of content.

    Args:
        claim: The claim.
        commitments: All commitments of the document, in order.
        record: The document's division.
        text: The whole text.
        rules: The language's rules.

    Returns:
        The claim with the commitment that moves furthest beyond it and by how many days; unchanged where none compares.
    """
    answering = {item.label for item in record.items_of(Side.ANSWER) if claim.item and claim.item in item.answers}
    words = content_words(claim.span.quote(text), rules)

    def same_matter(fact: CommitmentFact) -> bool:
        if any(fact.item == label or fact.item.startswith(f"{label}.") for label in answering):
            return True
        own = content_words(f"{fact.subject or ''} {fact.span.quote(text)}", rules)
        return len(words & own) >= _SHARED_WORDS

    same = [(place, fact) for place, fact in enumerate(commitments) if same_matter(fact)]
    dated = [(day, place) for place, fact in same if (day := _day(fact)) is not None]
    if not dated:
        return replace(claim, compared=same[0][0]) if same else claim
    day, place = max(dated, key=lambda pair: (pair[0], -pair[1]))
    expected = claim.due.expected if claim.due else None
    return replace(claim, compared=place, moved_days=(day - expected).days if expected else None)


def _day(fact: CommitmentFact) -> date | None:
    return (fact.due.expected or fact.due.latest) if fact.due else None
