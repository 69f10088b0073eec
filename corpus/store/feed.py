"""The change feed: what a follower, such as the search index, has to read again."""

from collections.abc import Callable
from typing import TypeVar, cast

from sqlalchemy import func, select

from corpus.model import DocumentId
from corpus.store.database import Database
from corpus.store.results import Change
from corpus.store.tables import changes, events, evidence, problems, source_health

_Found = TypeVar("_Found")


class Feed:
    """The feed; every document stands in it once, at the place of its last change.

    Args:
        database: The database.
    """

    def __init__(self, database: Database) -> None:
        self._database = database
        self._kept: dict[Callable[[], object], tuple[int, object]] = {}

    @property
    def tells_at_once(self) -> bool:
        """Whether ``head`` and ``mark`` cost microseconds while nothing changes."""
        return self._database.state() is not None

    def changed_since(self, cursor: int, limit: int = 1000) -> tuple[Change, ...]:
        """Return what changed after a line of the feed, in order.

        Args:
            cursor: The last line that the follower handled; 0 for all.
            limit: At most so many lines.

        Returns:
            The lines; none where the follower is up to date. The last one's ``seq`` is the next cursor.
        """
        query = select(changes).where(changes.c.id > cursor).order_by(changes.c.id).limit(limit)
        with self._database.reading() as connection:
            return tuple(
                Change(seq=row.id, document_id=DocumentId(row.document_id), deleted=row.deleted)
                for row in connection.execute(query)
            )

    def head(self) -> int:
        """Return the number of the last line, 0 where there is none."""
        return self._until_changed(self._head)

    def _head(self) -> int:
        with self._database.reading() as connection:
            return int(connection.execute(select(func.max(changes.c.id))).scalar() or 0)

    def mark(self) -> tuple[object, ...]:
        """Return what differs whenever anything that the store tells its readers does.

        That is the last line of the feed and of the log, the last evidence, and the state of quarantine and sources.
        Alerts and accounts are not in it.
        """
        return self._until_changed(self._mark)

    def _until_changed(self, look: Callable[[], _Found]) -> _Found:
        """Return what was read when the store was last changed: every page and every search ask for it."""
        # The state is looked at before reading: what changes meanwhile is seen by the next call.
        state = self._database.state()
        kept = self._kept.get(look)
        if kept is None or state is None or kept[0] != state:
            found = look()
            if state is None:
                return found
            kept = self._kept[look] = (state, found)
        return cast("_Found", kept[1])

    def _mark(self) -> tuple[object, ...]:
        health = source_health.c
        parts = (
            select(func.max(changes.c.id)),
            select(func.max(events.c.id)),
            select(func.max(evidence.c.id)),
            select(func.count(problems.c.uri)),
            select(func.max(problems.c.last_seen)),
            select(func.count(health.source)),
            select(func.max(health.last_checked)),
            select(func.max(health.read_until)),
            select(func.sum(health.failures)),
        )
        with self._database.reading() as connection:
            return tuple(connection.execute(select(*(part.scalar_subquery() for part in parts))).one())
