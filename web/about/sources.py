"""How the sources are doing, in the terms in which a page and the API say it."""

from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from enum import StrEnum

from corpus.facts import Multilingual
from corpus.register import SourceHealth
from corpus.store.source_lists import HeldList
from tracker.source_doubts import Doubt, Reason, source_doubts
from web.services import Services


class Standing(StrEnum):
    """How a source stands, the gravest first."""

    FAILING = "failing"
    SILENT = "silent"
    QUIET = "quiet"
    SPEAKS = "speaks"
    LOCAL = "local"


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceView:
    """How a source is doing.

    Attributes:
        source: Its name, such as ``files``.
        standing: ``failing`` where the last look failed; ``silent`` where it was read no further for longer than the
            setting allows; ``quiet`` where it answers but has had nothing new for longer than it ever takes;
            ``local`` where it is a folder that somebody fills by hand; else ``speaks``.
        last_checked: When it was last looked at, in UTC.
        last_item: When it last had something new.
        read_until: The last day up to which everything it published was read; None for local files.
        days_behind: Days between that day and today; None for local files.
        failures: Looks in a row that failed.
        message: Why the last one failed, and what could not be read beside the documents, in English.
        why: Why it is in doubt, in every language; None where it is not.
        quiet_days: Weekdays since its last new document, where it is quiet.
        parliament: The parliament whose services it follows; None for files.
        credit: Who is to be named as the source of its documents.
        licence: The licence under which they are given.
        lists: Its lists of members and legislatures, and when each was last stated.
    """

    source: str
    standing: Standing
    last_checked: datetime
    last_item: datetime | None
    read_until: date | None
    days_behind: int | None
    failures: int
    message: str
    quiet_days: int | None = None
    why: Multilingual | None = None
    parliament: str | None = None
    credit: str | None = None
    licence: str | None = None
    lists: tuple[HeldList, ...] = ()


def source_views(parts: Services) -> tuple[SourceView, ...]:
    """Return how each source is doing, the gravest first."""
    today, after = parts.today(), parts.settings.silent_after_days
    doubts = source_doubts(parts.store, parts.settings, parts.clock())
    views = [
        replace(_view(one, today, after, doubts.get(one.source)), lists=parts.store.source_lists.held(one.source))
        for one in parts.store.health.list()
    ]
    return tuple(sorted(views, key=lambda one: list(Standing).index(one.standing)))


def _view(health: SourceHealth, today: date, silent_after: int, doubt: Doubt | None) -> SourceView:
    from ingest.sources.web.credits import credit_of

    given = credit_of(health.source)
    quiet = doubt.rhythm if doubt is not None and doubt.reason is Reason.QUIET else None
    behind = None if health.read_until is None else max(0, (today - health.read_until).days)
    return SourceView(
        source=health.source,
        standing=Standing.QUIET if quiet and not health.failures else _standing(health, today, silent_after),
        last_checked=health.last_checked,
        last_item=health.last_item,
        read_until=health.read_until,
        days_behind=behind,
        failures=health.failures,
        message=health.message,
        quiet_days=quiet.waited if quiet else None,
        why=doubt.said if doubt is not None else None,
        parliament=given.parliament if given else None,
        credit=given.credit if given else None,
        licence=given.licence if given else None,
    )


def _standing(health: SourceHealth, today: date, silent_after: int) -> Standing:
    if health.failures:
        return Standing.FAILING
    if health.read_until is None:
        return Standing.LOCAL
    return Standing.SILENT if health.read_until < today - timedelta(days=silent_after) else Standing.SPEAKS
