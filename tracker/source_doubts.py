"""Which sources are in doubt, and why: nothing that would have stood in them may be concluded to be missing."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from corpus.facts import Multilingual
from corpus.register import SourceHealth
from corpus.settings import Settings
from ingest.sources.web.rhythm import Rhythm, rhythm_of
from tracker.texts import counted, say

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
        until: The last day up to which the source was read.
        days: Days since then.
        technical: What its last look failed with, in English; empty for nothing.
        rhythm: How often it has something new; None where too little is known.
    """

    reason: Reason
    until: date
    days: int
    technical: str = ""
    rhythm: Rhythm | None = None

    @property
    def data(self) -> dict[str, object]:
        """What ``told`` needs to say it again, fit for the log."""
        found: dict[str, object] = {
            "reason": self.reason.value,
            "read_until": self.until.isoformat(),
            "days": self.days,
        }
        if self.rhythm is not None:
            found |= {name: getattr(self.rhythm, name) for name in ("waited", "usual", "expected")}
            found["last"] = self.rhythm.last.isoformat()
        return found

    @property
    def said(self) -> Multilingual:
        """Why, in a sentence of every language."""
        return told(self.data) or Multilingual(nl="", en="", fr="")

    @property
    def message(self) -> str:
        """The same in English with what the last look failed with, for operators and the log."""
        return " ".join(filter(None, (self.said.en, self.technical)))


def told(data: Mapping[str, object]) -> Multilingual | None:
    """Return why a source is in doubt in a sentence of every language; None where the data do not say.

    Args:
        data: What ``Doubt.data`` gives, as the log keeps it.
    """
    try:
        match data.get("reason"):
            case Reason.FAILING:
                return say("source_doubt.failing")
            case Reason.BEHIND:
                until = date.fromisoformat(str(data["read_until"]))
                return say("source_doubt.behind", until=until, days=int(str(data["days"])))
            case Reason.QUIET:
                weekdays = {name: _weekdays(int(str(data[name]))) for name in ("waited", "usual", "expected")}
                return say("source_doubt.quiet", last=date.fromisoformat(str(data["last"])), **weekdays)
    except (KeyError, ValueError):  # a line of the log that an earlier program wrote
        return None
    return None


def _weekdays(number: int) -> Multilingual:
    return Multilingual.of(lambda language: counted("weekdays", number, language))


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
    reason: Reason | None = None
    if health.failures and whole is not None and now - whole > _FAILING:
        reason = Reason.FAILING
    elif learnt is not None and learnt.quiet:
        reason = Reason.QUIET
    elif behind > settings.silent_after_days:
        reason = Reason.BEHIND
    if reason is None:
        return None
    return Doubt(reason=reason, until=until, days=behind, technical=health.message, rhythm=learnt)
