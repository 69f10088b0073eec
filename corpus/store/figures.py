"""Figures over all documents, as a table."""

from datetime import date
from typing import TypeVarTuple

from sqlalchemy import Column, ColumnElement, Select, and_, case, func, or_, select

from corpus.model import DocumentId
from corpus.store.catalogue import CURRENT, NEWEST_FIRST, behind, like
from corpus.store.database import Database
from corpus.store.factrows import order
from corpus.store.filters import FigureFilter, FigureOrder, Place
from corpus.store.names import slug
from corpus.store.results import FigureInContext, StoredFigure
from corpus.store.tables import AnyRow, documents, fact_figures, records, versions

_Columns = TypeVarTuple("_Columns")


class Figures:
    """The figures of the current versions.

    Args:
        database: The database.
    """

    def __init__(self, database: Database) -> None:
        self._database = database

    def list(
        self,
        filter: FigureFilter | None = None,  # noqa: A002
        limit: int | None = None,
        offset: int = 0,
        after: Place | None = None,
        order: FigureOrder = FigureOrder.NEWEST,
    ) -> tuple[StoredFigure, ...]:
        """Return the figures that a filter leaves, those of the newest documents first, in reading order.

        Args:
            filter: Which figures.
            limit: At most so many.
            offset: Leave out the first so many.
            after: Only those behind this place, the newest first.
            order: Another order.
        """
        query = _page(filter or FigureFilter(), order, limit, offset, after)
        with self._database.reading() as connection:
            return tuple(_stored(row) for row in connection.execute(query))

    def in_context(
        self,
        filter: FigureFilter | None = None,  # noqa: A002
        limit: int | None = None,
        offset: int = 0,
        *,
        reach: int = 300,
        order: FigureOrder = FigureOrder.NEWEST,
    ) -> tuple[FigureInContext, ...]:
        """Return the figures that a filter leaves with at most ``reach`` characters of text on either side.

        They come in the order of ``list``; the database cuts the texts, so no document is read whole.
        """
        start, stop, text = fact_figures.c.start, fact_figures.c.stop, versions.c.text
        first = case((start > reach, start - reach), else_=0)
        query = _page(filter or FigureFilter(), order, limit, offset).add_columns(
            func.substr(text, first + 1, start - first).label("before"),
            func.substr(text, stop + 1, reach).label("after"),
        )
        same = and_(versions.c.document_id == fact_figures.c.document_id, versions.c.version == fact_figures.c.version)
        query = query.join(versions, same)
        with self._database.reading() as connection:
            return tuple(
                FigureInContext(stored=_stored(row), before=row.before, after=row.after)
                for row in connection.execute(query)
            )

    def places(
        self,
        filter: FigureFilter | None = None,  # noqa: A002
        order: FigureOrder = FigureOrder.NEWEST,
    ) -> tuple[tuple[DocumentId, int], ...]:
        """Return where the figures that a filter leaves stand: document and place among its figures, in order."""
        query = _ordered(select(fact_figures.c.document_id, fact_figures.c.position), filter or FigureFilter(), order)
        with self._database.reading() as connection:
            return tuple((DocumentId(row[0]), row[1]) for row in connection.execute(query))

    def count(self, filter: FigureFilter | None = None) -> int:  # noqa: A002
        """Return how many figures a filter leaves."""
        with self._database.reading() as connection:
            query = _current(select(func.count()), filter or FigureFilter())
            return int(connection.execute(query).scalar_one())

    def units(self, filter: FigureFilter | None = None) -> tuple[tuple[str, int], ...]:  # noqa: A002
        """Return the units of the figures that a filter leaves with their numbers, the most frequent first."""
        unit, number = fact_figures.c.unit, func.count()
        query = _current(select(unit, number), filter or FigureFilter())
        with self._database.reading() as connection:
            rows = connection.execute(query.group_by(unit).order_by(number.desc(), unit))
            return tuple((row[0], row[1]) for row in rows)


_SHOWN: Select[*tuple[object, ...]] = select(
    fact_figures.c.document_id,
    fact_figures.c.version,
    fact_figures.c.position,
    fact_figures.c.quote,
    fact_figures.c.fact,
    records.c.title,
    records.c.session,
    records.c.number,
    records.c.minister,
    records.c.office,
    records.c.day,
)


_BY_VALUE = {
    FigureOrder.LARGEST: fact_figures.c.value_order.desc(),
    FigureOrder.SMALLEST: fact_figures.c.value_order,
}


def _ordered(
    query: Select[*_Columns], filter_: FigureFilter, order_: FigureOrder = FigureOrder.NEWEST
) -> Select[*_Columns]:
    first = () if order_ is FigureOrder.NEWEST else (_BY_VALUE[order_],)
    return _current(query, filter_).order_by(*first, NEWEST_FIRST, records.c.document_id, fact_figures.c.position)


def _page(
    filter_: FigureFilter, order_: FigureOrder, limit: int | None, offset: int, after: Place | None = None
) -> Select[*tuple[object, ...]]:
    """Ask for a part of a list; its places are found first, so that what is passed over is not carried along."""
    columns = fact_figures.c
    key = (columns.document_id, columns.version, columns.position)
    found = _ordered(select(*key), filter_, order_).where(*behind(after, columns.position)).limit(limit).offset(offset)
    page = found.subquery("page")
    chosen = and_(*(column == page.c[column.name] for column in key))
    return _ordered(_SHOWN, FigureFilter(), order_).join(page, chosen)


def _current(query: Select[*_Columns], filter_: FigureFilter) -> Select[*_Columns]:
    same = and_(records.c.document_id == fact_figures.c.document_id, records.c.version == fact_figures.c.version)
    joined = query.select_from(fact_figures).join(records, same).join(documents, CURRENT)
    return joined.where(*_conditions(filter_))


def _conditions(filter_: FigureFilter) -> list[ColumnElement[bool]]:
    columns = fact_figures.c
    equal: dict[Column[str], object] = {
        columns.document_id: filter_.document,
        columns.unit: filter_.unit,
        columns.kind: filter_.kind,
        records.c.office_slug: None if filter_.office is None else slug(filter_.office),
        records.c.minister_slug: None if filter_.minister is None else slug(filter_.minister),
    }
    found: list[ColumnElement[bool]] = [column == value for column, value in equal.items() if value is not None]
    if filter_.documents is not None:
        found.append(columns.document_id.in_(filter_.documents))
    if filter_.subject is not None:
        found.append(columns.subject_folded.like(like(filter_.subject), escape="\\"))
    if filter_.at_least is not None:
        found.append(columns.value_order >= order(filter_.at_least))
    if filter_.at_most is not None:
        found.append(columns.value_order <= order(filter_.at_most))
    if filter_.year is not None:
        found += _about(date(filter_.year, 1, 1), date(filter_.year, 12, 31))
    if filter_.begins is not None or filter_.ends is not None:
        found += _touches(filter_.begins, filter_.ends)
    return found


def _about(first: date, last: date) -> list[ColumnElement[bool]]:
    """Ask for figures about a stretch of time; a period without a first day counts by its last day only.

    "Until the end of 2024" says nothing of 2016, though 2016 lies before it; "since 2023" does hold in 2024.
    """
    begins, ends = fact_figures.c.period_from, fact_figures.c.period_to
    return [func.coalesce(begins, ends) <= last, or_(and_(begins.is_not(None), ends.is_(None)), ends >= first)]


def _touches(first: date | None, last: date | None) -> list[ColumnElement[bool]]:
    """Ask for figures whose period touches a stretch of time; a side that is open reaches for ever."""
    begins, ends = fact_figures.c.period_from, fact_figures.c.period_to
    found: list[ColumnElement[bool]] = [or_(begins.is_not(None), ends.is_not(None))]
    if last is not None:
        found.append(or_(begins.is_(None), begins <= last))
    if first is not None:
        found.append(or_(ends.is_(None), ends >= first))
    return found


def _stored(row: AnyRow) -> StoredFigure:
    return StoredFigure(
        figure=row.fact,
        quote=row.quote,
        document=DocumentId(row.document_id),
        version=row.version,
        position=row.position,
        title=row.title,
        session=row.session,
        number=row.number,
        minister=row.minister,
        office=row.office,
        day=row.day,
    )
