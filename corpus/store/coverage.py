"""What is held of each session, counted: the ground under every statement of completeness."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date
from itertools import groupby, pairwise
from typing import Any

from sqlalchemy import Connection, Select, case, func, select

from corpus.store.catalogue import CURRENT, conditions
from corpus.store.filters import DocumentFilter
from corpus.store.tables import documents, problems, records

_Session = tuple[str | None, str | None]


@dataclass(frozen=True, slots=True, kw_only=True)
class NumberSeries:
    """The numbers of the questions put to one office in one session.

    Attributes:
        office: Title of the office; None where the documents name none.
        numbers: The numbers that are held, in order, each once.
    """

    office: str | None
    numbers: tuple[int, ...]

    @property
    def missing(self) -> tuple[tuple[int, int], ...]:
        """The stretches of numbers, first and last, that are not held between the lowest and the highest."""
        # Numbers that run on differ from their places by the same amount (a known idiom for runs).
        runs = [
            [number for _, number in run] for _, run in groupby(enumerate(self.numbers), lambda pair: pair[1] - pair[0])
        ]
        return tuple((before[-1] + 1, after[0] - 1) for before, after in pairwise(runs))

    @property
    def missing_count(self) -> int:
        """How many numbers are missing between the lowest and the highest."""
        return sum(last - first + 1 for first, last in self.missing)


@dataclass(frozen=True, slots=True, kw_only=True)
class SessionCoverage:
    """What is held of one session of one parliament.

    Attributes:
        parliament: The parliament; None where the documents name none.
        session: The parliamentary year; None where the documents name none.
        documents: Number of documents.
        unanswered: Those whose answer is not held, in another document either, and that were not withdrawn.
        answered: Those whose answer is held.
        undated: Those without any day of their own.
        with_commitments: Those in which a commitment was read.
        figures: Figures read from them.
        first: The earliest day of a document.
        last: The latest day.
        series: The numbers, by office.
    """

    parliament: str | None
    session: str | None
    documents: int
    unanswered: int
    answered: int
    undated: int
    with_commitments: int
    figures: int
    first: date | None
    last: date | None
    series: tuple[NumberSeries, ...] = ()

    @property
    def withdrawn(self) -> int:
        """Number of questions that were withdrawn and have no answer."""
        return self.documents - self.answered - self.unanswered

    @property
    def numbered(self) -> int:
        """How many different numbers are held."""
        return sum(len(one.numbers) for one in self.series)

    @property
    def missing(self) -> int:
        """How many numbers are missing between the lowest and the highest of each office."""
        return sum(one.missing_count for one in self.series)


def sessions(connection: Connection) -> tuple[SessionCoverage, ...]:
    """Count what is held of each session, the latest first, documents without a session last."""
    columns = records.c
    counted: Select[Any] = select(
        columns.parliament,
        columns.session,
        func.count().label("documents"),
        func.sum(case((columns.day.is_(None), 1), else_=0)).label("undated"),
        func.sum(case((columns.commitments > 0, 1), else_=0)).label("with_commitments"),
        func.sum(columns.figures).label("figures"),
        func.min(columns.day).label("first"),
        func.max(columns.day).label("last"),
    )
    query = counted.join_from(records, documents, CURRENT).group_by(columns.parliament, columns.session)
    answered, unanswered = (_counted(connection, DocumentFilter(unanswered=asked)) for asked in (False, True))
    numbers = _numbers(connection)
    found = [
        SessionCoverage(
            **row._mapping,
            unanswered=unanswered.get((row.parliament, row.session), 0),
            answered=answered.get((row.parliament, row.session), 0),
            series=tuple(numbers.get((row.parliament, row.session), ())),
        )
        for row in connection.execute(query)
    ]
    found.sort(key=lambda one: one.parliament or "")
    return tuple(sorted(found, key=lambda one: one.session or "", reverse=True))


def refusals(connection: Connection) -> tuple[tuple[str, int], ...]:
    """Count the files and lines that could not be read, by reason, the most frequent first."""
    counted: Select[Any] = select(problems.c.reason, func.count().label("total"))
    query = counted.group_by(problems.c.reason).order_by(func.count().desc(), problems.c.reason)
    return tuple((row.reason, row.total) for row in connection.execute(query))


def _counted(connection: Connection, filter_: DocumentFilter) -> dict[_Session, int]:
    columns = records.c
    counted: Select[Any] = select(columns.parliament, columns.session, func.count().label("total"))
    query = counted.join_from(records, documents, CURRENT).where(*conditions(filter_))
    rows = connection.execute(query.group_by(columns.parliament, columns.session))
    return {(row.parliament, row.session): row.total for row in rows}


def _numbers(connection: Connection) -> dict[_Session, list[NumberSeries]]:
    """Return the numbers held: they run on within a session for each office to which questions are put."""
    columns = records.c
    held: Select[Any] = select(columns.parliament, columns.session, columns.office_slug, columns.office, columns.number)
    query = held.join_from(records, documents, CURRENT).where(columns.number.is_not(None))
    names: dict[str | None, str | None] = {}
    grouped: dict[_Session, dict[str | None, set[int]]] = defaultdict(lambda: defaultdict(set))
    for row in connection.execute(query):
        names.setdefault(row.office_slug, row.office)
        grouped[row.parliament, row.session][row.office_slug].add(row.number)
    return {
        session: [
            NumberSeries(office=names[office], numbers=tuple(sorted(numbers)))
            for office, numbers in sorted(offices.items(), key=lambda pair: pair[0] or "")
        ]
        for session, offices in grouped.items()
    }
