"""Pointers in the text: to other questions, laws, web pages, attachments and public bodies that control or advise.

What is found is only described here; which document is meant is resolved by the store.
"""

from bisect import bisect_right
from collections.abc import Iterator, Sequence

from corpus.facts import Reading, Reference
from corpus.model import DocumentText, QuestionRecord, Section, Side
from ingest.layout.parliaments import parliament_of
from ingest.layout.rule_table import rules
from ingest.references.found import Found
from ingest.references.laws import laws
from ingest.references.links import links
from ingest.references.phrases import attachments, bodies
from ingest.references.places import Places
from ingest.references.questions import questions
from ingest.references.referrals import family_referrals, tie, with_roles

__all__ = ["read_references"]


def read_references(text: DocumentText, record: QuestionRecord) -> tuple[Reference, ...]:
    """Return every reference of a document's two sides in reading order, without overlaps.

    Args:
        text: The document.
        record: Its record, whose sections are read and whose items name the place.
    """
    found: list[Reference] = []
    places = {side: Places(record.items_of(side)) for side in Side}
    labels = frozenset(int(item.label) for item in record.items if item.label.isdigit())
    for section in record.sections:
        inside = list(_found(text, record, section, places[section.side], labels))
        if section.side is Side.ANSWER:
            inside += family_referrals(text.text, record, inside, section.start, section.end)
            inside = list(with_roles(text.text, inside, section.start, section.end))
        found.extend(_reference(text, section.side, places[section.side], one) for one in inside)
    if (own := _own_question(record)) is not None:
        found.append(_reference(text, Side.ANSWER, places[Side.ANSWER], own))
    return tuple(sorted(found, key=lambda reference: reference.span))


def _own_question(record: QuestionRecord) -> Found | None:
    sides = {section.side for section in record.sections}
    return tie(record) if sides == {Side.ANSWER} else None


def _found(
    text: DocumentText, record: QuestionRecord, section: Section, places: Places, labels: frozenset[int]
) -> Iterator[Found]:
    """Where two readings overlap, the earlier in this list wins; a body is named once an item."""
    whole, start, end = text.text, section.start, section.end
    taken: list[tuple[int, int]] = []
    named: set[tuple[str, str]] = set()
    for reader in (
        links(text, start, end),
        questions(whole, start, end, item_numbers=labels, calendar=parliament_of(record.parliament or "")),
        laws(whole, start, end),
        attachments(whole, start, end),
    ):
        for one in reader:
            place = bisect_right(taken, (one.start, one.start))
            if not _overlaps(taken[max(0, place - 1) : place + 1], one):
                taken.insert(place, (one.start, one.end))
                yield one
    for one in bodies(whole, start, end):
        key = (one.target or "", places.item_at(one.start))
        if key not in named:
            named.add(key)
            yield one


def _overlaps(taken: Sequence[tuple[int, int]], one: Found) -> bool:
    return any(low < one.end and one.start < high for low, high in taken)


def _reference(text: DocumentText, side: Side, places: Places, one: Found) -> Reference:
    table = rules("nl_references")
    return Reference(
        span=text.span(one.start, one.end),
        side=side,
        item=places.item_at(one.start),
        kind=one.kind,
        numbers=one.numbers,
        asker=one.asker,
        session=one.session,
        target=one.target,
        role=one.role,
        reading=Reading(
            rule=f"references.{one.rule}", version=table.version, certainty=table.number(f"certainty.{one.rule}")
        ),
    )
