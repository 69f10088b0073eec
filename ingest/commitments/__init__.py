"""Reading commitments out of answers, and the plans that a question quotes.

A commitment is what a public actor says that it or another public actor under its responsibility will do, finish,
decide, publish, evaluate or keep doing. See ``docs/commitments.md`` for what counts and how it is read.
"""

from collections.abc import Sequence

from corpus.facts import CommitmentFact, EarlierClaim, Figure, TimeExpression
from corpus.model import DocumentText, QuestionRecord, Side
from ingest.commitments.claims import claim_of, compared, is_claim
from ingest.commitments.model import load_model
from ingest.commitments.reading import Source, clauses_of, commitments_of
from ingest.commitments.rules import load_rules

__all__ = ["read_commitments"]

_LANGUAGE = "nl"


def read_commitments(
    text: DocumentText, record: QuestionRecord, times: Sequence[TimeExpression], figures: Sequence[Figure]
) -> tuple[tuple[CommitmentFact, ...], tuple[EarlierClaim, ...]]:
    """Read what an answer promises, and the earlier plans that its question quotes.

    Args:
        text: The document.
        record: Its division into sides and items, with its dates.
        times: The times read in it, both sides.
        figures: The figures read in it; a planned number is part of its commitment, which needs nothing of them today.

    Returns:
        The commitments of the answer in reading order (a parent stands before its parts), and the claims of the
        question in reading order, each compared with the commitments about the same matter.

    Raises:
        corpus.errors.RulesError: If the rules or the model file is missing or wrong.
    """
    del figures
    source = Source.of(text, record, load_rules(_LANGUAGE), load_model(_LANGUAGE))
    commitments = commitments_of(source, times)
    return commitments, _claims_of(source, times, commitments)


def _claims_of(
    source: Source, times: Sequence[TimeExpression], commitments: Sequence[CommitmentFact]
) -> tuple[EarlierClaim, ...]:
    text, rules = source.text.text, source.rules
    claims = []
    for clause in clauses_of(source, Side.QUESTION, times):
        if is_claim(clause, rules):
            read = claim_of(clause, source.due_of(clause).time, rules)
            claims.append(compared(read, commitments, source.record, text, rules))
    return tuple(claims)
