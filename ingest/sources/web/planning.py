"""Which days of a source a run lists: what came since the last whole run, and by turns what lies before."""

from dataclasses import replace
from datetime import date, timedelta

from corpus.errors import WrongUse
from ingest.sources.web.connector import Connector, Slice
from ingest.sources.web.report import SyncRequest

_OVERLAP = timedelta(days=14)
# A source is listed anew from its first day once in so many days: an old answer may have been corrected.
_ROUND = 30


def days_to_list(connector: Connector, asked: SyncRequest, read_until: date | None, today: date) -> tuple[Slice, ...]:
    """Return the stretches of days that a run lists, the one that counts for its health first.

    Args:
        connector: The source.
        asked: What is asked.
        read_until: Last day up to which the source was read; None where it never was to the end.
        today: The calendar day.

    Raises:
        WrongUse: If the parliamentary year is none, or the first day lies after today.
    """
    if asked.session is not None:
        days = connector.slice_of(asked.session)
        return (replace(days, last=min(days.last, today)) if days.first <= today else days,)
    held = read_until - _OVERLAP if read_until is not None and connector.by_days else connector.begin
    first = asked.since or max(held, connector.begin)
    if first > today:
        raise WrongUse(f"since: {first} is after today, {today}", code="since_future")
    newest = Slice(first=first, last=today)
    older = (
        None if asked.since or read_until is None or first <= connector.begin else _turn(connector.begin, first, today)
    )
    return (newest, older) if older else (newest,)


def _turn(begin: date, first: date, today: date) -> Slice | None:
    """Return the part of the days before the first one whose turn it is today; None where there is none."""
    count, turn = (first - begin).days, today.toordinal() % _ROUND
    start, end = count * turn // _ROUND, count * (turn + 1) // _ROUND
    if start == end:
        return None
    return Slice(first=begin + timedelta(days=start), last=begin + timedelta(days=end - 1))
