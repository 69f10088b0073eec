"""When a digest leaves. Its window comes from the deliveries that wait, never from when this last ran."""

from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

from corpus.alerts import Rhythm
from corpus.settings import Settings

_WEEK = 7


def closes(rhythm: Rhythm, now: datetime, settings: Settings) -> datetime:
    """Return the last moment up to which deliveries travel in a message that is composed now.

    Live ones all do. Those of a day are collected until the last time it was ``alerts_hour``, those of a week until the
    last time it was so on ``alerts_weekday``. Whatever was recorded before, however long ago, travels; what comes later
    waits for the next digest. A day of 23 or 25 hours has its hour as the clock on the wall shows it.

    Args:
        rhythm: How often.
        now: The moment, in UTC.
        settings: Hour, day of the week and time zone.
    """
    if rhythm is Rhythm.LIVE:
        return now
    zone = ZoneInfo(settings.timezone)
    local = now.astimezone(zone)
    back = (local.isoweekday() - settings.alerts_weekday) % _WEEK if rhythm is Rhythm.WEEKLY else 0
    step = _WEEK if rhythm is Rhythm.WEEKLY else 1
    day = local.date() - timedelta(days=back)
    last = datetime.combine(day, time(settings.alerts_hour), tzinfo=zone).astimezone(UTC)
    if last > now:
        day -= timedelta(days=step)
        last = datetime.combine(day, time(settings.alerts_hour), tzinfo=zone).astimezone(UTC)
    return last
