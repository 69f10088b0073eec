"""Is the clock to be believed? A machine whose clock jumped ahead would call promises broken that are not yet due.

The store keeps the last moment at which somebody relied on the clock. Where the clock stands much later than that, or a
source on the web says that it is another day, nobody relies on it until the two agree or a person has said that the
clock is right. A clock that is believed to be early only keeps something unsaid for a while: it is not doubted by
itself, and the moment that is kept never moves back by itself.
"""

from collections.abc import Callable
from contextlib import suppress
from datetime import datetime, timedelta

from sqlalchemy import Connection, delete, insert, select, update

from corpus.errors import ClockDoubted, StoreBusy, StoreUnavailable
from corpus.store.alert_tables import marks
from corpus.store.database import Database

_BELIEVED = "clock_believed"
_DENIED = "clock_denied"
_OFTEN = timedelta(hours=1)
"""The moment is not written more often."""
_APART = timedelta(days=1)
"""What a clock of another may be apart from this one."""


class Timekeeping:
    """What is known of the clock.

    Args:
        database: The database.
        clock: Now, in UTC.
    """

    def __init__(self, database: Database, clock: Callable[[], datetime]) -> None:
        self._database = database
        self._clock = clock

    def last(self) -> datetime | None:
        """Return the last moment at which the clock was relied on; None where there is none yet."""
        with self._database.reading() as connection:
            return _moment(connection, _BELIEVED)

    def doubt(self, longest_days: int) -> str:
        """Say in a sentence why the clock is not believed; empty where it is.

        Args:
            longest_days: Days since the last moment after which it is not; 0: it is always believed.
        """
        if not longest_days:
            return ""
        now = self._clock()
        with self._database.reading() as connection:
            last, denied = _moment(connection, _BELIEVED), _moment(connection, _DENIED)
        if denied is not None:
            return _contradicted(now, denied, "at its last look a source said")
        if last is None or now - last <= timedelta(days=longest_days):
            return ""
        return (
            f"the clock says {_said(now)}, {(now - last).days} days after this store was last at work ({_said(last)}): "
            "until a person says that it is right, nothing is called missed and nothing sent; set the clock right, or "
            "run 'rappel alerts run --clock-is-right'"
        )

    def rely(self, longest_days: int) -> None:
        """Rely on the clock, and remember that.

        Args:
            longest_days: As for ``doubt``.

        Raises:
            ClockDoubted: If it is not believed.
        """
        if doubt := self.doubt(longest_days):
            raise ClockDoubted(doubt)
        last, now = self.last(), self._clock()
        if last is None or now - last >= _OFTEN:
            # Where nothing can be written, nothing is called missed or sent either.
            with suppress(StoreUnavailable, StoreBusy):
                self._remember(now)

    def compare(self, stated: datetime | None, longest_days: int) -> None:
        """Rely on the clock if another clock agrees with it, however long this store has been at rest.

        Args:
            stated: What the other clock says at this moment, in UTC; None where nothing is known of it.
            longest_days: As for ``doubt``.

        Raises:
            ClockDoubted: If the two are more than a day apart, or nothing is known and it is not believed.
        """
        now = self._clock()
        if stated is None or not longest_days:
            self.rely(longest_days)
        elif abs(now - stated) <= _APART:
            last = self.last()
            if last is None or abs(now - last) >= _OFTEN or self.doubt(longest_days):
                self._remember(now)
        else:
            with self._database.changing() as connection:
                _set(connection, _DENIED, stated)
            raise ClockDoubted(_contradicted(now, stated, "the source says"))

    def confirm(self) -> None:
        """Take a person's word that the clock is right, also where it stands earlier than the moment that is kept."""
        self._remember(self._clock())

    def _remember(self, moment: datetime) -> None:
        with self._database.changing() as connection:
            _set(connection, _BELIEVED, moment)
            connection.execute(delete(marks).where(marks.c.name == _DENIED))


def _contradicted(now: datetime, stated: datetime, who: str) -> str:
    return (
        f"the clock says {_said(now)}, and {who} {_said(stated)}: until they agree, nothing is fetched, called missed "
        "or sent; set the clock right, or, if the source is wrong, RAPPEL_CLOCK_JUMP_DAYS=0"
    )


def _said(moment: datetime) -> str:
    return f"{moment:%Y-%m-%d %H:%M} UTC"


def _moment(connection: Connection, name: str) -> datetime | None:
    found: datetime | None = connection.execute(select(marks.c.moment).where(marks.c.name == name)).scalar()
    return found


def _set(connection: Connection, name: str, moment: datetime) -> None:
    if not connection.execute(update(marks).where(marks.c.name == name).values(moment=moment)).rowcount:
        connection.execute(insert(marks).values(name=name, number=0, moment=moment))
