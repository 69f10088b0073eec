"""To what a document points, and which documents its family holds, as links of its page."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from corpus.facts import Reference, ReferenceKind
from corpus.model import DocumentId
from corpus.store import DocumentFilter, DocumentSummary, Store, StoredDocument
from corpus.store.names import slug
from web.marking import Anchor, anchor

_WEB = ("http://", "https://")


@dataclass(frozen=True, slots=True, kw_only=True)
class Pointer:
    """What a document points to.

    Attributes:
        kind: Question, law, link, body or attachment.
        words: The words that point.
        anchor: Where they stand in the page.
        held: The held documents that a question reference may mean; more than one means that it is not certain.
        href: Address outside, for a link.
        target: What is meant, where it says more than the words.
    """

    kind: ReferenceKind
    words: str
    anchor: Anchor
    held: tuple[DocumentSummary, ...] = ()
    href: str | None = None
    target: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Relative:
    """A minister to whom the same question was put, with the held document where there is exactly one."""

    minister: str
    number: int | None
    document: DocumentId | None


def _address(reference: Reference) -> str | None:
    """Return a link's address where it is one of the web; anything else is shown as words only."""
    target = reference.target or ""
    return target if reference.kind is ReferenceKind.LINK and target.lower().startswith(_WEB) else None


def _once(references: Sequence[Reference], text: str) -> Iterator[tuple[Reference, str]]:
    """Leave out what points to the same a second time."""
    seen = set[object]()
    for one in references:
        words = " ".join(one.span.quote(text).split())
        key = (one.kind, one.candidates or one.target or words)
        if key not in seen:
            seen.add(key)
            yield one, words


def pointers(store: Store, document: StoredDocument) -> tuple[Pointer, ...]:
    """Return what a document points to, each once, in reading order."""
    references = document.facts.references
    wanted = tuple({candidate for one in references for candidate in one.candidates})
    held = {one.id: one for one in store.documents.list(DocumentFilter(ids=wanted))} if wanted else {}
    return tuple(
        Pointer(
            kind=one.kind,
            words=words,
            anchor=anchor(one.span),
            held=tuple(held[candidate] for candidate in one.candidates if candidate in held),
            href=_address(one),
            target=one.target if one.target != words else None,
        )
        for one, words in _once(references, document.text.text)
    )


def relatives(store: Store, document: StoredDocument) -> tuple[Relative, ...]:
    """Return the other ministers to whom the same question was put."""
    record = document.record
    found = []
    for one in record.family:
        if slug(one.minister) == slug(record.minister or ""):
            continue
        ids: tuple[DocumentId, ...] = ()
        if one.number is not None:
            ids = store.documents.resolve(
                one.number, session=record.session, asker=record.asker, parliament=record.parliament
            )
        alone = ids[0] if len(ids) == 1 and ids[0] != document.id else None
        found.append(Relative(minister=one.minister, number=one.number, document=alone))
    return tuple(found)
