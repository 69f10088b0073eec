"""Cuts a draft question into its title and its sub-questions, as the documents are cut."""

from collections.abc import Iterable
from dataclasses import dataclass

from corpus.errors import WrongUse
from corpus.model import DocumentText, Item, Section, Side
from ingest.layout import parse
from search.similar.service import MOST_LETTERS

_TITLE_LETTERS = 200
_INTRODUCTION_LETTERS = 400
_SHORTEST_PART = 12


@dataclass(frozen=True, slots=True, kw_only=True)
class CutDraft:
    """A draft as it was cut.

    Attributes:
        title: Its title, else the beginning of its introduction.
        parts: Label and words of each part.
    """

    title: str
    parts: tuple[tuple[str, str], ...]


def cut_draft(text: str) -> CutDraft:
    """Cut a draft into its sub-questions, by the rules that cut the documents.

    Args:
        text: The draft as pasted.

    Returns:
        The numbered sub-questions that hold no others; the whole text as one part where there are none.

    Raises:
        WrongUse: If it is empty or longer than 50,000 characters.
    """
    if not text.strip():
        raise WrongUse("the draft is empty: give the text of a question")
    if len(text) > MOST_LETTERS:
        raise WrongUse(f"the draft has {len(text)} characters; at most {MOST_LETTERS} are compared")
    side = Section(side=Side.QUESTION, start=0, end=len(text))
    record = parse(DocumentText(text=text, sections=(side,)), parliament="")
    items = [item for item in record.items_of(Side.QUESTION) if item.label]
    smallest = [item for item in items if not any(_inside(other, item) for other in items if other is not item)]
    cut = [(item.label, " ".join(item.span.quote(text).split())) for item in smallest]
    parts = tuple((label, words) for label, words in cut if len(words) >= _SHORTEST_PART)
    whole = " ".join(text.split())
    if not parts:
        return CutDraft(title=_title(record.title, text) if "\n" in text.strip() else "", parts=(("", whole),))
    return CutDraft(title=_title(record.title, text[: _beginning(smallest)]), parts=parts)


def _inside(inner: Item, outer: Item) -> bool:
    return outer.span.start <= inner.span.start and inner.span.end <= outer.span.end


def _beginning(items: Iterable[Item]) -> int:
    return min((item.label_span or item.span).start for item in items)


def _title(found: str | None, before: str) -> str:
    """Return the title, or the first line where it is short and something follows, or where the text begins."""
    if found:
        return found
    first, _, rest = before.strip().partition("\n")
    if first and (rest.strip() or len(first) <= _TITLE_LETTERS):
        return first[:_TITLE_LETTERS]
    return " ".join(before.split())[:_INTRODUCTION_LETTERS]
