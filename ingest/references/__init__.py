"""Pointers in the text: to other questions, laws, web pages, attachments and public bodies that control or advise.

What is found is only described here; which document is meant is resolved by the store.
"""

from collections.abc import Iterator

from corpus.facts import Reading, Reference
from corpus.model import DocumentText, QuestionRecord, Section
from ingest.layout.rule_table import rules
from ingest.references.found import Found
from ingest.references.laws import laws
from ingest.references.links import links
from ingest.references.phrases import attachments, bodies
from ingest.references.places import item_at
from ingest.references.questions import questions

__all__ = ["read_references"]


def read_references(text: DocumentText, record: QuestionRecord) -> tuple[Reference, ...]:
    """Return every reference of a document's two sides in reading order, without overlaps.

    Args:
        text: The document.
        record: Its record, whose sections are read and whose items name the place.
    """
    found = [
        _reference(text, record, section, one) for section in record.sections for one in _found(text, record, section)
    ]
    return tuple(sorted(found, key=lambda reference: reference.span))


def _found(text: DocumentText, record: QuestionRecord, section: Section) -> Iterator[Found]:
    """Where two readings overlap, the earlier in this list wins."""
    whole, start, end = text.text, section.start, section.end
    labels = frozenset(int(item.label) for item in record.items if item.label.isdigit())
    taken: list[tuple[int, int]] = []
    named: set[tuple[str, str]] = set()
    for reader in (
        links(text, start, end),
        questions(whole, start, end, item_numbers=labels),
        laws(whole, start, end),
        attachments(whole, start, end),
    ):
        for one in reader:
            if all(one.end <= low or one.start >= high for low, high in taken):
                taken.append((one.start, one.end))
                yield one
    for one in bodies(whole, start, end):
        key = (one.target or "", item_at(record, section.side, one.start))
        if key not in named:
            named.add(key)
            yield one


def _reference(text: DocumentText, record: QuestionRecord, section: Section, one: Found) -> Reference:
    table = rules("nl_references")
    return Reference(
        span=text.span(one.start, one.end),
        side=section.side,
        item=item_at(record, section.side, one.start),
        kind=one.kind,
        numbers=one.numbers,
        asker=one.asker,
        session=one.session,
        target=one.target,
        reading=Reading(
            rule=f"references.{one.rule}", version=table.version, certainty=table.number(f"certainty.{one.rule}")
        ),
    )
