"""Names made comparable, and the ids made from them.

Folding takes accents, capitals and line wraps away, so that ``JO BROUNS`` and ``Jo Brouns`` are one person. Ids are
readable, safe in an address, and the same after everything was read again from nothing.
"""

import hashlib
import re
import unicodedata
from collections.abc import Callable, Sequence
from functools import lru_cache
from pathlib import PurePath

from corpus.model import CommitmentId, DocumentId, MilestoneId, QuestionRecord, RawDocument, SourceFields

_URL_SAFE = re.compile(r"(?!\.{1,2}$)[A-Za-z0-9._~-]{1,120}")
_NOT_IN_SLUG = re.compile(r"[^a-z0-9]+")
_STEM_LIMIT = 80


@lru_cache(maxsize=20_000)
def fold(text: str) -> str:
    """Return ``text`` without accents and capitals, its white space folded to single blanks."""
    decomposed = unicodedata.normalize("NFKD", text)
    plain = "".join(character for character in decomposed if not unicodedata.combining(character))
    return " ".join(plain.casefold().split())


@lru_cache(maxsize=20_000)
def slug(text: str) -> str:
    """Return ``text`` as a word fit for an address; a text without Latin letters or digits becomes a hash of it."""
    made = _NOT_IN_SLUG.sub("-", fold(text)).strip("-")
    return made or (f"x-{_digest(fold(text))[:8]}" if text.strip() else "")


def slug_or_none(text: str | None) -> str | None:
    """Return the slug of ``text``; None for None and for white space only."""
    return (slug(text) or None) if text else None


def family_name(person: str) -> str:
    """Return the family name: before the comma, else everything after the first word, else the only word."""
    if "," in person:
        return person.split(",", 1)[0].strip()
    first, _, rest = person.strip().partition(" ")
    return rest.strip() or first


def document_id(
    raw: RawDocument, fields: SourceFields, record: QuestionRecord, taken: Callable[[str], bool]
) -> DocumentId:
    """Choose the id of a new document.

    Args:
        raw: Where it comes from.
        fields: What the source states; its ``doc_id`` is used where it is safe in an address.
        record: Its record; session, number and a name make an id such as ``sv-2022-2023-710-brouns``.
        taken: Whether an id is already used by another document.

    Returns:
        The first of these ids that is free; where taken, with the first digits of the hash of the uri.
    """
    base = fields.doc_id if fields.doc_id and _URL_SAFE.fullmatch(fields.doc_id) else _id_of_record(record)
    base = base or slug(PurePath(raw.name).stem)[:_STEM_LIMIT].strip("-") or "document"
    if not taken(base):
        return DocumentId(base)
    digest = _digest(raw.uri)
    lengths = range(6, len(digest) + 1)
    return DocumentId(next(name for length in lengths if not taken(name := f"{base}-{digest[:length]}")))


def _id_of_record(record: QuestionRecord) -> str | None:
    person = record.minister or record.asker
    if record.session is None or record.number is None or person is None:
        return None
    return slug(f"sv {record.session} {record.number} {family_name(person)}")[:_STEM_LIMIT].strip("-")


def commitment_ids(
    document: DocumentId, quotes: Sequence[str], taken: Callable[[str], bool] = lambda _: False
) -> tuple[CommitmentId, ...]:
    """Make the ids of a document's commitments from their words.

    Args:
        document: The document that states them.
        quotes: Their words, in the order of the text.
        taken: Whether an id is used by another document; the hash is then taken longer (10 digits are 40 bits).

    Returns:
        One id for each quote; the same words twice give two ids, by their occurrence.
    """
    seen: dict[str, int] = {}
    made: list[CommitmentId] = []
    for quote in quotes:
        words = normalised(quote)
        occurrence = seen[words] = seen.get(words, -1) + 1
        digest = _digest(f"{document}\n{words}\n{occurrence}")
        lengths = range(10, len(digest) + 1)
        candidates = (CommitmentId(f"c-{digest[:length]}") for length in lengths)
        made.append(next(name for name in candidates if name not in made and not taken(name)))
    return tuple(made)


def milestone_id(commitment: CommitmentId, position: int) -> MilestoneId:
    """Return the id of the milestone at ``position``, counted from 1."""
    return MilestoneId(f"{commitment}.{position}")


def normalised(quote: str) -> str:
    """Return a quote as it is compared between versions: white space folded, lower case."""
    return " ".join(quote.lower().split())


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()
