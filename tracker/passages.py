"""Passages that a person can choose from: the sentences around a commitment, its own cut into smaller pieces."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from corpus.model import DocumentText, QuestionRecord, Side, Span
from search.rule_files import load_language
from search.sentences import sentence_spans
from tracker.alike import words_of

REACH = 900
"""Characters before and after a commitment that are shown with it."""
_CLAUSE = re.compile(r";|\n(?=\s*[-•*–])|:(?=\s)")
_COMMA = re.compile(r",(?=\s)")
_SHORTEST = 12


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """A passage that can be chosen.

    Attributes:
        span: Where it stands.
        text: Its words on one line.
        inside: Whether the commitment's own words hold it.
    """

    span: Span
    text: str
    inside: bool


def around(document: DocumentText, record: QuestionRecord, span: Span) -> Span:
    """Return the stretch to show a passage in: the item that holds it, no more than ``REACH`` on either side."""
    holding = [item.span for item in record.items if item.span.start <= span.start and span.end <= item.span.end]
    widest = max(holding, key=lambda held: held.end - held.start, default=Span(start=0, end=len(document.text)))
    start, end = max(widest.start, span.start - REACH), min(widest.end, span.end + REACH)
    return document.span(_word_border(document.text, start, widest.start), _word_border(document.text, end, widest.end))


def choices(document: DocumentText, context: Span, span: Span) -> tuple[Choice, ...]:
    """Return the sentences of a stretch in order; those of the commitment itself are cut at their clauses.

    Args:
        document: The document's text.
        context: The stretch.
        span: The commitment's own words.
    """
    edges = ((context.start, span.start), (span.start, span.end), (span.end, context.end))
    before, inside, after = (list(_sentences(document.text, start, end)) for start, end in edges)
    found = [(one, False) for one in before]
    found += [(one, True) for one in _pieces(document.text, inside)]
    found += [(one, False) for one in after]
    return tuple(
        Choice(span=document.span(*one), text=" ".join(document.text[one[0] : one[1]].split()), inside=own)
        for one, own in found
        if own or one[1] - one[0] >= _SHORTEST
    )


def nearest(document: DocumentText, record: QuestionRecord, quote: str, most: int = 6) -> tuple[Choice, ...]:
    """Return the sentences of a document's answer that share most words with others, to attach a commitment again.

    Args:
        document: The text of the last version.
        record: Its record.
        quote: The words that are gone.
        most: How many.
    """
    answers = [part for part in record.sections if part.side is Side.ANSWER]
    stretches = [(part.start, part.end) for part in answers] or [(0, len(document.text))]
    found = [one for start, end in stretches for one in _sentences(document.text, start, end)]
    gone = words_of(quote)
    ranked = sorted(found, key=lambda one: -_share(gone, words_of(document.text[one[0] : one[1]])))
    chosen = [one for one in ranked[:most] if gone & words_of(document.text[one[0] : one[1]])]
    return tuple(
        Choice(span=document.span(*one), text=" ".join(document.text[one[0] : one[1]].split()), inside=False)
        for one in chosen
    )


def find(document: DocumentText, words: str) -> Span | None:
    """Return where words stand in a document, line ends and blanks apart; None where nowhere or more than once."""
    parts = [re.escape(part) for part in words.split()]
    if not parts:
        return None
    found = list(re.finditer(r"\s+".join(parts), document.text))
    return document.span(*found[0].span()) if len(found) == 1 else None


def _share(mine: frozenset[str], theirs: frozenset[str]) -> float:
    return len(mine & theirs) / max(1, len(mine | theirs))


def _sentences(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    for first, last in sentence_spans(text[start:end], load_language().abbreviations):
        yield start + first, start + last


def _pieces(text: str, sentences: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """Return the parts of a commitment's words: its sentences' clauses, of one single clause its parts at commas."""
    clauses = [one for start, end in sentences for one in _cut(text, start, end, _CLAUSE)]
    return list(_cut(text, *clauses[0], _COMMA)) if len(clauses) == 1 else clauses


def _cut(text: str, start: int, end: int, border: re.Pattern[str]) -> Iterator[tuple[int, int]]:
    place = start
    for edge in (*(match.end() for match in border.finditer(text, start, end)), end):
        piece = text[place:edge]
        if len(piece.strip()) >= _SHORTEST or edge == end:
            first = place + len(piece) - len(piece.lstrip())
            last = place + len(piece.rstrip(" \t\n;,:"))
            if last > first:
                yield first, last
            place = edge


def _word_border(text: str, place: int, limit: int) -> int:
    """Return the next place that cuts no word, unless the stretch ends there anyway."""
    if place == limit:
        return place
    while 0 < place < len(text) and not text[place - 1].isspace():
        place -= 1
    return place
