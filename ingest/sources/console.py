"""Sources on the web in the terminal."""

from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from corpus.errors import StoreBusy
from corpus.settings import Settings
from corpus.store.holding import holding, is_held, new_holder
from corpus.store.source_lists import HeldList
from corpus.waiting import stoppable
from ingest.console import print_report
from ingest.progress_bar import ProgressBar
from ingest.sources.web.following import follow, lease_name
from ingest.sources.web.lists import ListsReport
from ingest.sources.web.registry import SourceOptions, known_sources, load_options, open_connector
from ingest.sources.web.report import SyncReport, SyncRequest
from ingest.sources.web.rhythm import rhythm_of

if TYPE_CHECKING:
    from corpus.store import Store

_SHOWN = 10


class SyncBar:
    """Shows how far a run is: first how many are listed, then how many of them are fetched."""

    def __init__(self, bar: ProgressBar) -> None:
        self._bar = bar

    def listing(self, listed: int) -> None:
        """Show how many are listed."""
        self._bar.advance(listed, None, "listed")

    def fetching(self, done: int, total: int, name: str) -> None:
        """Show how many are fetched."""
        self._bar.advance(done, total, name)


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceRow:
    """A source on the web and how it stands.

    Attributes:
        name: Its name.
        parliament: Name of its parliament.
        followed: Whether the running service follows it.
        questions: How many of its questions were fetched.
        last_checked: When it was last looked at, in UTC; None for never.
        read_until: The last day up to which everything was read; None for none yet.
        message: What was wrong at the last look, also with its lists; empty where nothing was.
        usual: Weekdays between two days with something new that 95 of 100 gaps are not longer than; None while too
            little is known.
        waited: Weekdays since the last such day; None likewise.
        quiet: Whether that is longer than is to be expected.
        lists: Its lists of members and legislatures, and when each was last stated.
    """

    name: str
    parliament: str
    followed: bool
    questions: int
    last_checked: datetime | None
    read_until: date | None
    message: str
    usual: int | None = None
    waited: int | None = None
    quiet: bool = False
    lists: tuple[HeldList, ...] = ()


def run_sync(
    store: "Store",
    settings: Settings,
    clock: Callable[[], datetime],
    name: str,
    asked: SyncRequest,
    *,
    quiet: bool = False,
) -> SyncReport:
    """Follow a source with a progress bar.

    While it runs nobody else follows the same source. A dry run writes nothing, so that it works where nothing may be
    written.

    Args:
        store: The store.
        settings: The settings.
        clock: Now, in UTC.
        name: Name of the source.
        asked: What is asked.
        quiet: Whether to show no bar.

    Raises:
        NotFound: If there is no source of that name.
        RulesError: If ``sources.toml`` is wrong.
        StoreBusy: If another process follows the source.
    """
    with _held(store, name, asked) as lost, ProgressBar(quiet=quiet) as bar:
        if lost is None:
            raise StoreBusy(f"another process follows {name} just now; try again when it is done")
        with stoppable(lost, bar.say):
            return follow(store, settings, clock, name, asked=asked, progress=SyncBar(bar), stop=lost)


def _held(store: "Store", name: str, asked: SyncRequest) -> AbstractContextManager[Callable[[], bool] | None]:
    """Hold the source; a dry run, which writes nothing, only looks whether another does."""
    lease = lease_name(name)
    if not asked.dry_run:
        return holding(store.leases, lease, new_holder())
    return nullcontext(None if is_held(store.leases, lease) else lambda: False)


def source_rows(store: "Store", settings: Settings, today: date) -> list[SourceRow]:
    """Return every source that is known, and how it stands.

    Args:
        store: The store.
        settings: The settings.
        today: The day asked about.

    Raises:
        RulesError: If ``sources.toml`` is wrong.
    """
    options = load_options(settings.data)
    return [_row(store, settings, name, options[name], today) for name in known_sources()]


def _row(store: "Store", settings: Settings, name: str, options: SourceOptions, today: date) -> SourceRow:
    health = store.health.get(name)
    learnt = rhythm_of(store, name, today, ZoneInfo(settings.timezone))
    return SourceRow(
        name=name,
        parliament=open_connector(name, options).parliament,
        followed=options.follow,
        questions=store.source_items.count(name),
        last_checked=health.last_checked if health else None,
        read_until=health.read_until if health else None,
        message=health.message if health else "",
        usual=learnt.usual if learnt else None,
        waited=learnt.waited if learnt else None,
        quiet=learnt is not None and learnt.quiet,
        lists=store.source_lists.held(name),
    )


def print_sync(report: SyncReport) -> None:
    """Print what a run did."""
    print(f"{report.source}: listed {report.listed}, unchanged {report.unchanged}, to fetch {report.wanted}", end="")
    print(f", fetched {report.fetched}, gone {report.gone} ({report.calls} calls)")
    print_report(report.ingest)
    for line in _of_lists(report.lists):
        print(f"  {line}")
    if report.register:
        print(f"  {report.register} commitments of its own register new or changed ('rappel register-compare')")
    for one in report.not_fetched[:_SHOWN]:
        print(f"  not fetched: {one.key}: {one.message}")
    if len(report.not_fetched) > _SHOWN:
        print(f"  not fetched: {len(report.not_fetched) - _SHOWN} more (--json lists all)")
    if report.message:
        print(f"  not complete: {report.message}")


def _of_lists(lists: ListsReport) -> list[str]:
    if lists.members is None and lists.legislatures is None:
        return list(lists.notes)
    past = f", {lists.days} days of the past asked for" if lists.days else ""
    return [f"{lists.members or 0} members and {lists.legislatures or 0} legislatures stated{past}", *lists.notes]


def print_sources(rows: Sequence[SourceRow]) -> None:
    """Print the sources."""
    for one in rows:
        followed = "followed" if one.followed else "not followed"
        when = f"last looked at {one.last_checked:%Y-%m-%d %H:%M} UTC" if one.last_checked else "never looked at"
        until = f", read up to {one.read_until}" if one.read_until else ""
        print(f"{one.name} ({one.parliament}): {followed}, {one.questions} questions, {when}{until}")
        if one.usual is not None:
            quiet = ": quiet" if one.quiet else ""
            print(
                f"    something new at least every {one.usual} weekdays as a rule, {one.waited} since the last{quiet}"
            )
        if one.lists:
            stated = (f"{held.entries} {held.kind}, stated {held.fetched:%Y-%m-%d %H:%M} UTC" for held in one.lists)
            print(f"    {'; '.join(stated)}")
        if one.message:
            print(f"    {one.message}")
