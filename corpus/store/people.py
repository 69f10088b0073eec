"""Who answers and who asks, in all documents held."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from sqlalchemy import func, select

from corpus.errors import NotFound
from corpus.model import DocumentId
from corpus.store.catalogue import CURRENT, best_spelling
from corpus.store.database import Database
from corpus.store.names import slug as slug_of
from corpus.store.people_heads import QuestionHead, heads
from corpus.store.results import AskerSummary, OfficeSummary, PersonSeen
from corpus.store.tables import AnyRow, documents, records, versions


class People:
    """Offices, ministers and askers, as the current versions of the documents name them.

    Args:
        database: The database.
    """

    def __init__(self, database: Database) -> None:
        self._database = database

    def offices(self) -> tuple[OfficeSummary, ...]:
        """Return every office with the ministers who held it, by title."""
        rows = self._counted("office", "minister")
        grouped: dict[str, list[AnyRow]] = {}
        for row in rows:
            grouped.setdefault(row.key, []).append(row)
        made = (_office(key, group) for key, group in grouped.items())
        return tuple(sorted(made, key=lambda office: office.slug))

    def office(self, slug: str) -> OfficeSummary:
        """Return one office.

        Args:
            slug: Its slug, or its title in any spelling.

        Raises:
            NotFound: If no document names it.
        """
        wanted = slug_of(slug)
        for office in self.offices():
            if office.slug == wanted:
                return office
        raise NotFound(f"no document names the office {slug!r}")

    def askers(self) -> tuple[AskerSummary, ...]:
        """Return everybody who asks, the most active first."""
        grouped: dict[str, _Tally] = {}
        for row in self._counted("asker", "party"):
            grouped.setdefault(row.key, _Tally()).add(row.name, row, row.other)
        made = (
            AskerSummary(
                slug=key,
                name=best_spelling(tally.names),
                party=tally.latest_other(),
                documents=tally.documents,
                first=tally.first,
                last=tally.last,
            )
            for key, tally in grouped.items()
        )
        return tuple(sorted(made, key=lambda asker: (-asker.documents, asker.slug)))

    def heads(self, ids: Sequence[DocumentId] | None = None) -> tuple[QuestionHead, ...]:
        """Return the heads of questions with their subjects and what the source says of the term, the newest first.

        Args:
            ids: Of these documents; all where None. One that is not held is left out.
        """
        with self._database.reading() as connection:
            return heads(connection, ids, sqlite=self._database.is_sqlite)

    def recorded(self, ids: Sequence[DocumentId]) -> dict[DocumentId, datetime]:
        """Return when the current versions of documents were stored, in UTC; one that is not held is left out.

        Args:
            ids: The documents; not more than a page shows.
        """
        query = (
            select(documents.c.id, versions.c.recorded)
            .join(versions, (versions.c.document_id == documents.c.id) & (versions.c.version == documents.c.version))
            .where(documents.c.id.in_(ids))
        )
        with self._database.reading() as connection:
            return {DocumentId(row.id): row.recorded for row in connection.execute(query)}

    def _counted(self, name: str, other: str) -> list[AnyRow]:
        """Return documents counted by a person or office and something beside it, with the first and last day."""
        columns = records.c
        key = columns[f"{name}_slug"]
        query = (
            select(
                key.label("key"),
                columns[name].label("name"),
                columns[other].label("other"),
                func.count().label("documents"),
                func.sum(columns.commitments).label("commitments"),
                func.min(columns.day).label("first"),
                func.max(columns.day).label("last"),
            )
            .join(documents, CURRENT)
            .where(key.is_not(None))
            .group_by(key, columns[name], columns[other])
            .order_by(key, columns[name], columns[other])
        )
        with self._database.reading() as connection:
            return [*connection.execute(query)]


@dataclass(slots=True, kw_only=True)
class _Tally:
    """Counts over the spellings of one name."""

    names: dict[str, int] = field(default_factory=dict)
    others: list[tuple[date, str]] = field(default_factory=list)
    documents: int = 0
    first: date | None = None
    last: date | None = None

    def add(self, name: str, row: Any, other: str | None = None) -> None:  # noqa: ANN401 - a row of counts
        """Count one row."""
        self.names[name] = self.names.get(name, 0) + row.documents
        self.documents += row.documents
        self.first = min(_days(self.first, row.first), default=None)
        self.last = max(_days(self.last, row.last), default=None)
        if other is not None:
            self.others.append((row.last or date.min, other))

    def latest_other(self) -> str | None:
        """Return what stood beside the name last."""
        return max(self.others)[1] if self.others else None


def _days(*given: date | None) -> Iterable[date]:
    return (day for day in given if day is not None)


def _office(key: str, rows: list[AnyRow]) -> OfficeSummary:
    titles = _Tally()
    ministers: dict[str, _Tally] = {}
    for row in rows:
        titles.add(row.name, row)
        if row.other and slug_of(row.other):
            ministers.setdefault(slug_of(row.other), _Tally()).add(row.other, row)
    seen = [
        PersonSeen(
            slug=slug,
            name=best_spelling(tally.names),
            first=tally.first,
            last=tally.last,
            documents=tally.documents,
        )
        for slug, tally in ministers.items()
    ]
    return OfficeSummary(
        slug=key,
        office=best_spelling(titles.names),
        ministers=tuple(sorted(seen, key=lambda person: (person.last or date.min, person.slug), reverse=True)),
        documents=titles.documents,
        commitments=sum(row.commitments for row in rows),
    )
