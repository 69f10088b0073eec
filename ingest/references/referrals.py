"""Sentences that send the reader to another answer: which question's answer is meant."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from functools import cache

from corpus.facts import ReferenceKind, ReferenceRole
from corpus.model import Mandate, QuestionRecord
from ingest.layout.rule_table import any_of, rules, whole_words
from ingest.references.finder import Finder, finder
from ingest.references.found import Found

_RULES = "nl_references"
_STOP = re.compile(r"[.?!](?=\s+[A-Z\d]|\s*\Z)|\n\s*\n")
_LONGEST = 600
_MOST = 50


def with_roles(text: str, found: Iterable[Found], start: int, end: int) -> Iterator[Found]:
    """Yield what was found in an answer, with its role where a sentence refers to the answer to a question.

    Args:
        text: The document's text.
        found: References of ``[start, end)``.
        start: Where the answer begins.
        end: Where it ends.
    """
    sentences = _sentences(text, start, end)
    for one in found:
        named = one.kind is ReferenceKind.QUESTION
        sent = named and any(low <= one.start < high for low, high in sentences)
        yield replace(one, role=ReferenceRole.ANSWER) if sent else one


def family_referrals(
    text: str, record: QuestionRecord, found: Sequence[Found], start: int, end: int
) -> Iterator[Found]:
    """Yield the questions that an answer sends to by a minister's name only.

    The line of the question that names all ministers asked gives the number of this minister's question; a sentence
    that names a question by its number is passed over.
    """
    others = [mandate for mandate in record.family if mandate.number not in (None, record.number)]
    for low, high in _sentences(text, start, end) if others else ():
        if any(one.kind is ReferenceKind.QUESTION and low <= one.start < high for one in found):
            continue
        for mandate in others:
            match = _name(mandate).search(text, low, high)
            if match is not None and mandate.number is not None:
                yield Found(
                    start=match.start(),
                    end=match.end(),
                    kind=ReferenceKind.QUESTION,
                    rule="referral",
                    numbers=(mandate.number,),
                    asker=record.asker,
                    session=record.session,
                    role=ReferenceRole.ANSWER,
                )


def tie(record: QuestionRecord) -> Found | None:
    """Return the reference of an answer to its own question where the question's text is not in the document."""
    evidence = dict(record.evidence)
    if record.number is None or "number" not in evidence:
        return None
    spans = [evidence[name] for name in ("number", "asked", "asker") if name in evidence]
    return Found(
        start=min(span.start for span in spans),
        end=max(span.end for span in spans),
        kind=ReferenceKind.QUESTION,
        rule="tie",
        numbers=(record.number,),
        asker=record.asker,
        session=record.session,
        role=ReferenceRole.TIE,
    )


def _sentences(text: str, start: int, end: int) -> list[tuple[int, int]]:
    """Return the sentences that refer to an answer."""
    found: list[tuple[int, int]] = []
    for match in _verbs().matches(text, start, end):
        if found and match.start() < found[-1][1]:
            continue
        low, high = _sentence(text, match.start(), start, end)
        if _words("answers").search(text, low, high) and not _words("unless").search(text, low, high):
            found.append((low, high))
        if len(found) == _MOST:
            break
    return found


def _sentence(text: str, position: int, start: int, end: int) -> tuple[int, int]:
    low, high = max(start, position - _LONGEST), min(end, position + _LONGEST)
    before = [match.end() for match in _STOP.finditer(text, low, position)]
    after = _STOP.search(text, position, high)
    return (before[-1] if before else low), (after.end() if after else high)


@cache
def _verbs() -> Finder:
    return finder(_words("verbs"), rules(_RULES).words("referrals.verbs"))


@cache
def _words(name: str) -> re.Pattern[str]:
    return whole_words(rules(_RULES).words(f"referrals.{name}"))


def _name(mandate: Mandate) -> re.Pattern[str]:
    """Return the pattern of a minister's name: whole, or without the first name, with a capital."""
    words = mandate.minister.split()
    names = [mandate.minister, *([" ".join(words[1:])] if len(words) > 1 else [])]
    return re.compile(rf"(?<!\w){any_of(names)}(?!\w)")
