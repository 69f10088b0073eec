"""To what a document points outside the questions held: laws, web pages, bodies and attachments, as links of its page.

Other questions are related by ``tracker.relations``.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from corpus.facts import Reference, ReferenceKind
from corpus.model import DocumentText, Link
from corpus.store import StoredDocument
from web.marking import Anchor, anchor

_WEB = ("http://", "https://")


@dataclass(frozen=True, slots=True, kw_only=True)
class Pointer:
    """What a document points to.

    Attributes:
        kind: Law, link, body or attachment.
        words: The words that point.
        anchor: Where they stand in the page.
        href: Address outside, for a link.
        target: What is meant, where it says more than the words.
    """

    kind: ReferenceKind
    words: str
    anchor: Anchor
    href: str | None = None
    target: str | None = None


def _address(reference: Reference) -> str | None:
    """Return a link's address where it is one of the web; anything else is shown as words only."""
    target = reference.target or ""
    return target if reference.kind is ReferenceKind.LINK and target.lower().startswith(_WEB) else None


def pointers(document: StoredDocument) -> Iterator[Pointer]:
    """Yield what a document points to, other questions apart, each once in reading order."""
    seen = set[object]()
    for one in document.facts.references:
        words = " ".join(one.span.quote(document.text.text).split())
        key = (one.kind, one.target or words)
        if one.kind is not ReferenceKind.QUESTION and key not in seen:
            seen.add(key)
            target = one.target if one.target != words else None
            yield Pointer(kind=one.kind, words=words, anchor=anchor(one.span), href=_address(one), target=target)


def web_links(text: DocumentText) -> Iterator[Link]:
    """Yield the hyperlinks that lead to the web, each target once."""
    seen = set[str]()
    for link in text.links:
        if link.target.lower().startswith(_WEB) and link.target not in seen:
            seen.add(link.target)
            yield link
