"""Which sources are in doubt, and why: nothing that would have stood in them may be concluded to be missing."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from corpus.register import SourceHealth
from corpus.settings import Settings
from ingest.sources.web.rhythm import Rhythm, rhythm_of

if TYPE_CHECKING:
    from corpus.store import Store

_FAILING = timedelta(days=2)
"""So long may a source not be read whole before that is announced."""


class Reason(StrEnum):
    """Why a source is in doubt.

    ``failing``: it could not be read whole for two days, because it does not answer or has changed. ``behind``: it was
    read no further than the setting allows. ``quiet``: it answers, but has had nothing new for longer than it ever
    takes.
    """

    FAILING = "failing"
    BEHIND = "behind"
    QUIET = "quiet"


@dataclass(frozen=True, slots=True, kw_only=True)
class Doubt:
    """Why a source is in doubt.

    Attributes:
        reason: Why.
        message: The same in a sentence, for operators and the log.
        rhythm: How often it has something new; None where too little is known.
    """

    reason: Reason
    message: str
    rhythm: Rhythm | None = None


def source_doubts(store: "Store", settings: Settings, now: datetime) -> dict[str, Doubt]:
    """Return the sources in doubt, by name; local files, which have no day up to which they were read, never are.

    Args:
        store: The store.
        settings: How long a source may be read no further; the time zone.
        now: The moment, in UTC.
    """
    zone = ZoneInfo(settings.timezone)
    found: dict[str, Doubt] = {}
    for one in store.health.list():
        if one.read_until is not None:
            learnt = rhythm_of(store, one.source, now.astimezone(zone).date(), zone)
            doubt = _doubt(store, one, one.read_until, learnt, now, settings)
            found |= {one.source: doubt} if doubt else {}
    return found


def _doubt(
    store: "Store", health: SourceHealth, until: date, learnt: Rhythm | None, now: datetime, settings: Settings
) -> Doubt | None:
    behind = (now.astimezone(ZoneInfo(settings.timezone)).date() - until).days
    whole = store.source_looks.last_whole(health.source)
    if health.failures and whole is not None and now - whole > _FAILING:
        return Doubt(reason=Reason.FAILING, message=health.message, rhythm=learnt)
    if learnt is not None and learnt.quiet:
        sentence = (
            f"nothing new for {learnt.waited} weekdays, since {learnt.last}; "
            f"{learnt.usual} are usual and {learnt.expected} no silence"
        )
        return Doubt(reason=Reason.QUIET, message=sentence, rhythm=learnt)
    if behind > settings.silent_after_days:
        sentence = health.message or f"read no further than {until}, {behind} days ago"
        return Doubt(reason=Reason.BEHIND, message=sentence, rhythm=learnt)
    return None
