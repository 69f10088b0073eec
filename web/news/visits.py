"""When a visitor last looked at what is new: two moments in a cookie, and nothing else.

The second moment is the last look, the first the look before that sitting began; so that a page opened again, or a
detail looked at, does not make what is new disappear.
"""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Final

COOKIE: Final = "rappel-visit"
OFF: Final = "off"
DAYS_KEPT: Final = 180
_SITTING = timedelta(minutes=60)
_FORM = "%Y%m%dT%H%MZ"
_PARTS = 2


@dataclass(frozen=True, slots=True, kw_only=True)
class Visit:
    """What the cookie says.

    Attributes:
        since: The look before this sitting; None on a first visit, or where the visitor wants none remembered.
        remembered: Whether the visitor lets visits be remembered.
        value: What the cookie says from now on.
    """

    since: datetime | None
    remembered: bool
    value: str


def visit_of(cookie: str | None, now: datetime) -> Visit:
    """Read the cookie of a visitor who looks now; one that cannot be read counts as none.

    Args:
        cookie: Its value; None where there is none.
        now: The moment, in UTC.
    """
    if cookie == OFF:
        return Visit(since=None, remembered=False, value=OFF)
    since, last = _moments(cookie or "", now)
    if last is not None and now - last > _SITTING:
        since = last
    return Visit(since=since, remembered=True, value=f"{_written(since)}.{_written(now)}")


def _moments(cookie: str, now: datetime) -> tuple[datetime | None, datetime | None]:
    parts = cookie.split(".")
    found = [_read(part, now) for part in parts] if len(parts) == _PARTS else [None, None]
    return found[0], found[1]


def _read(text: str, now: datetime) -> datetime | None:
    try:
        moment = datetime.strptime(text, _FORM).replace(tzinfo=UTC)
    except ValueError:
        return None
    return moment if moment <= now else None


def _written(moment: datetime | None) -> str:
    return "" if moment is None else moment.astimezone(UTC).strftime(_FORM)
