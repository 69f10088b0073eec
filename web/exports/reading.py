"""Reads what is held a piece at a time, so that an export of any size needs the memory of one piece."""

from collections.abc import Iterator
from dataclasses import replace
from itertools import islice

from corpus.store import DocumentSummary
from tracker import figures_outline
from tracker.filters import TrackerFilter
from tracker.tracked import TrackedCommitment
from web.commitment import rows as commitment_rows
from web.services import Services

Row = tuple[object, ...]
_AT_ONCE = 1000


def summaries(parts: Services) -> Iterator[DocumentSummary]:
    """Yield every document, the newest first; what is added meanwhile shifts nothing."""
    held = parts.store.documents
    page = held.list(limit=_AT_ONCE)
    while page:
        yield from page
        page = held.list(limit=_AT_ONCE, after=held.place(page[-1].id)) if len(page) == _AT_ONCE else ()


def documents(parts: Services) -> Iterator[Row]:
    """Yield the rows of the table of documents."""
    waiting = summaries(parts)
    while page := list(islice(waiting, _AT_ONCE)):
        said = parts.store.documents.stated([one.id for one in page])
        for one in page:
            yield (
                one.id, one.version, one.name, one.title, one.parliament, one.session, one.number, one.minister,
                one.office, one.asker, one.party, one.asked, one.answered, one.published, one.day, one.language,
                one.answer_kind.value, one.commitments, one.figures, dict(said.get(one.id, ())) or None,
            )  # fmt: skip


def texts(parts: Services) -> Iterator[Row]:
    """Yield the rows of the table of whole documents."""
    for summary in summaries(parts):
        one = parts.store.documents.get(summary.id)
        yield (
            one.id, one.version, one.name, one.source, one.uri, one.sha256, one.fetched, one.text.text, one.record,
            one.facts, one.commitments, dict(one.text.fields.stated) or None,
        )  # fmt: skip


def figures(parts: Services) -> Iterator[Row]:
    """Yield the rows of the table of figures."""
    store = parts.store
    page = store.figures.list(limit=_AT_ONCE)
    while page:
        yield from map(figures_outline.cells, page)
        if len(page) < _AT_ONCE:
            return
        place = replace(store.documents.place(page[-1].document), position=page[-1].position)
        page = store.figures.list(limit=_AT_ONCE, after=place)


def tracked(parts: Services) -> tuple[TrackedCommitment, ...]:
    """Return the commitments as the list shows them today; the site holds them in memory for all its pages."""
    return parts.standing.list(TrackerFilter(), parts.today())


def commitments(parts: Services) -> Iterator[Row]:
    """Yield the rows of the table of commitments."""
    for one in tracked(parts):
        yield from commitment_rows.cells(one)


def events(parts: Services) -> Iterator[Row]:
    """Yield the rows of the log, without the words of editors and their names."""
    last = 0
    while page := parts.store.register.events(since_id=last, limit=_AT_ONCE):
        for one in page:
            yield (
                one.id, one.kind.value, one.occurred, one.recorded, one.cause.value, one.commitment, one.milestone,
                one.document, dict(one.data),
            )  # fmt: skip
        last = page[-1].id or 0


def count_events(parts: Services) -> int:
    """Return how many lines the log has."""
    return parts.store.register.count_events()


def offices(parts: Services) -> Iterator[Row]:
    """Yield the rows of the table of offices."""
    for one in parts.store.people.offices():
        yield (one.slug, one.office, one.ministers, one.documents, one.commitments)
