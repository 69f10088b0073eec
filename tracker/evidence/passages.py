"""The passages of an answer: its sentences and list items, with the words that introduce them."""

from collections.abc import Iterator
from dataclasses import dataclass

from corpus.model import DocumentText, QuestionRecord, Side, Span
from ingest.commitments.regions import regions_of
from ingest.commitments.rules import load_rules
from ingest.commitments.segments import cut

_FEWEST_WORDS = 4
_LONGEST = 1200


@dataclass(frozen=True, slots=True, kw_only=True)
class Passage:
    """A sentence or list item of an answer.

    Attributes:
        span: Where it stands.
        quote: Its words.
        heading: The words that introduce the list in which it stands; empty outside lists.
    """

    span: Span
    quote: str
    heading: str = ""


def passages_of(text: DocumentText, record: QuestionRecord, language: str = "nl") -> Iterator[Passage]:
    """Yield the passages of the answer in reading order; questions and fragments are left out.

    Args:
        text: The document.
        record: Its division into sides and items.
        language: Two-letter code of the rules by which sentences end.
    """
    seen: set[tuple[int, int]] = set()
    boundaries = load_rules(language).boundaries
    for unit in cut(text.text, regions_of(text, record, Side.ANSWER), boundaries, []):
        start, end = unit.sentence
        if unit.sentence in seen or unit.asks:
            continue
        seen.add(unit.sentence)
        quote = text.text[start:end]
        if len(quote.split()) >= _FEWEST_WORDS and len(quote) <= _LONGEST:
            heading = text.text[slice(*unit.heading)] if unit.heading and not unit.introduces else ""
            yield Passage(span=text.span(start, end), quote=quote, heading=heading)
