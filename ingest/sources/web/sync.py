"""Following a source on the web: what is new or changed is listed, fetched, read and stored; the rest is left alone."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from corpus.errors import ClockDoubted, RunStopped, SourceChanged, SourceError, SourceUnavailable
from corpus.model import AnswerKind, RawDocument
from corpus.register import Cause
from corpus.settings import Settings
from corpus.store.source_items import SourceItem
from ingest.dossier import DOSSIER_MEDIA_TYPE, Dossier, Role, pack, unpack
from ingest.service import Ingest, IngestReport
from ingest.sources.web.client import PoliteClient
from ingest.sources.web.connector import Connector, FetchesTogether, Listed, Slice
from ingest.sources.web.fetcher import Fetcher, Mark
from ingest.sources.web.listing import WholeList, due, whole_list
from ingest.sources.web.lists import ListsReport
from ingest.sources.web.looking import Looks
from ingest.sources.web.planning import days_to_list
from ingest.sources.web.report import NotFetched, Silent, SyncProgress, SyncReport, SyncRequest, together

if TYPE_CHECKING:
    from corpus.store import Store

# A question that waits for its answer is looked at again after so long.
_PATIENCE = timedelta(hours=20)
_AT_ONCE = 20
_GONE = (404, 410)
# So many in a row without one success mean that the source, not a question, is at fault.
_IN_A_ROW = 5


# After so many runs a question that cannot be fetched holds up no verdict any more; it stands among the problems.
_GIVEN_UP = 3
_NO_LISTS = ListsReport()
EVERYTHING = SyncRequest()
"""Whatever is new since the last whole run."""


@dataclass(slots=True, kw_only=True)
class _Fetching:
    """How the fetching goes."""

    fetched: int = 0
    gone: int = 0
    in_a_row: int = 0
    blocking: int = 0
    failed: list[NotFetched] = field(default_factory=list)
    ingest: IngestReport = field(default_factory=IngestReport)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Got:
    """A question that was fetched."""

    listed: Listed
    raw: RawDocument
    open: bool
    marks: dict[str, Mark]


class Sync:
    """Follows one source into a store.

    The store's writer waits for nobody while the source is called: fetched questions are stored some at a time. A run
    that is stopped at any moment goes on where it ended: what was stored is not fetched again.

    Args:
        connector: The source.
        store: The store.
        settings: The settings.
        clock: Now, in UTC.
        client: Calls the source.
        ingest: Reads what was fetched; made from the settings where left out, and then reading is apart.
        stop: Asked between calls; where it says yes, what was fetched is stored and the run ends.
    """

    def __init__(
        self,
        connector: Connector,
        store: "Store",
        settings: Settings,
        clock: Callable[[], datetime],
        client: PoliteClient,
        ingest: Ingest | None = None,
        stop: Callable[[], bool] = lambda: False,
    ) -> None:
        self._connector = connector
        self._store = store
        self._clock = clock
        self._client = client
        self._zone = ZoneInfo(settings.timezone)
        self._jump_days = settings.clock_jump_days
        self._looks = Looks(store, connector, clock, self._zone)
        self._ingest = ingest or Ingest(store, settings, clock, apart=True)
        self._stop = stop

    def run(
        self,
        asked: SyncRequest = EVERYTHING,
        progress: SyncProgress | None = None,
        *,
        lists: ListsReport = _NO_LISTS,
    ) -> SyncReport:
        """Bring the store up to date with the source.

        A source that cannot be called or has changed is no error of this function: the report and the source's health
        say so, and what was stored before stays.

        Args:
            asked: What is asked.
            progress: Told how far it is.
            lists: What the same run did with the source's lists; its health says what of them could not be read.

        Returns:
            What was done.

        Raises:
            WrongUse: If a day or a parliamentary year cannot be.
            StoreBusy: If another process is writing to the store for too long.
            StoreUnavailable: If the store cannot be written to.
        """
        began, calls = self._clock(), self._client.calls
        days = self._days(asked)
        report = SyncReport(source=self._connector.name)
        try:
            with self._ingest:
                report = self._followed(asked, days, progress or Silent(), began)
        except ClockDoubted as error:
            # What would be written down of this look would stand on the wrong day.
            return replace(report, complete=False, message=str(error), calls=self._client.calls - calls)
        except (SourceError, RunStopped) as error:
            report = replace(report, complete=False, message=str(error), stopped=isinstance(error, RunStopped))
        seconds = (self._clock() - began).total_seconds()
        report = replace(report, lists=lists, calls=self._client.calls - calls, seconds=seconds)
        if not asked.dry_run:
            self._looks.write(report, began)
        if not asked.dry_run and not report.stopped:
            self._looks.write_health(asked, days[0], report, began)
        return report

    def _days(self, asked: SyncRequest) -> tuple[Slice, ...]:
        health = self._store.health.get(self._connector.name)
        read_until = health.read_until if health is not None else None
        return days_to_list(self._connector, asked, read_until, self._clock().astimezone(self._zone).date())

    def _followed(
        self, asked: SyncRequest, days: tuple[Slice, ...], progress: SyncProgress, began: datetime
    ) -> SyncReport:
        name, whole = self._connector.name, WholeList()
        for slice_ in days:
            self._go_on()
            known = self._store.source_items.count(name, slice_.first, slice_.last)
            whole.join(whole_list(self._connector, slice_, self._client, progress.listing), known, name)
        if not asked.dry_run:  # it would be kept
            self._store.timekeeping.compare(self._client.stated, self._jump_days)
        stamps = self._store.source_items.stamps(name)
        wanted = due(whole, stamps, () if asked.session else self._waiting(began))
        chosen = wanted[: asked.limit]
        lacking = [*whole.lacking, *([f"only {asked.limit} were asked for"] if len(chosen) < len(wanted) else [])]
        report = SyncReport(
            source=name,
            listed=len(whole.found),
            unchanged=sum(stamps.get(key) == one.stamp for key, one in whole.found.items()),
            wanted=len(wanted),
            complete=not lacking,
            message="; ".join(lacking),
        )
        return report if asked.dry_run else self._all_fetched(report, chosen, progress)

    def _waiting(self, began: datetime) -> Iterator[SourceItem]:
        """Yield the questions to look at again though the list says nothing new of them."""
        for one in self._store.source_items.waiting(self._connector.name):
            # One that was fetched later than now was fetched by a clock that was ahead.
            if one.failures or not began - _PATIENCE <= one.fetched <= began:
                yield one

    def _all_fetched(self, report: SyncReport, wanted: list[Listed], progress: SyncProgress) -> SyncReport:
        state, message, stopped = _Fetching(), report.message, False
        cause = self._looks.cause()
        try:
            for start in range(0, len(wanted), _AT_ONCE):
                self._take(wanted[start : start + _AT_ONCE], state, cause, progress, len(wanted))
        except (SourceError, RunStopped) as error:
            message, stopped = str(error), isinstance(error, RunStopped)
        if state.blocking and not message:
            message = f"{state.blocking} questions could not be fetched; they are tried again at the next run"
        return replace(
            report,
            fetched=state.fetched,
            gone=state.gone,
            ingest=state.ingest,
            not_fetched=tuple(state.failed),
            complete=report.complete and not message,
            message=message,
            stopped=stopped,
        )

    def _go_on(self) -> None:
        """Go on, unless the run is asked to stop.

        Raises:
            RunStopped: If it is.
        """
        if self._stop():
            raise RunStopped("stopped; the next run goes on from here")

    def _take(self, some: list[Listed], state: _Fetching, cause: Cause, progress: SyncProgress, total: int) -> None:
        """Fetch some questions, then store them in one go; what was fetched before an error is stored too."""
        got: list[_Got] = []
        try:
            ahead = self._ahead(some)
            for one in some:
                self._go_on()
                found = self._fetch(one, state, ahead.get(one.key))
                got.extend([found] if found else [])
                done = state.fetched + state.gone + len(state.failed)
                progress.fetching(done, total, found.raw.name if found else one.key)
        finally:
            self._store_fetched(got, state, cause)

    def _ahead(self, some: list[Listed]) -> Mapping[str, object]:
        """Return the records that the source gives at once; the others are fetched alone and say what is wrong."""
        if not isinstance(self._connector, FetchesTogether) or len(some) < 2:
            return {}
        self._go_on()
        try:
            return self._connector.together(some, self._client)
        except SourceError:
            return {}

    def _store_fetched(self, got: list[_Got], state: _Fetching, cause: Cause) -> None:
        if not got:
            return
        name = self._connector.name
        report = self._ingest.take((one.raw for one in got), cause=cause, source=name)
        state.ingest = together(state.ingest, report)
        # Only now: a run that is killed before fetches these again, and finds them held already.
        for one in got:
            self._store.source_items.fetched(self._item(one.listed, open=one.open, marks=one.marks))

    def _item(self, one: Listed, *, open: bool, marks: Mapping[str, Mark]) -> SourceItem:  # noqa: A002 - the field's name
        return SourceItem(
            source=self._connector.name,
            key=one.key,
            stamp=one.stamp,
            day=one.day,
            open=open,
            fetched=self._clock(),
            marks={place: [mark.etag, mark.modified] for place, mark in marks.items()},
            found=one.found if open else {},
        )

    def _fetch(self, one: Listed, state: _Fetching, known: object) -> _Got | None:
        marks = self._store.source_items.marks(self._connector.name, one.key)
        fetcher = Fetcher(
            client=self._client,
            held=self._held(one),
            marks={place: Mark(etag=etag, modified=modified) for place, (etag, modified) in marks.items()},
            known=known,
        )
        try:
            dossier = self._connector.fetch(one, fetcher)
        except (SourceUnavailable, SourceChanged) as error:
            self._failed(one, error, state)
            return None
        state.fetched += 1
        state.in_a_row = 0
        places = {file.address for file in dossier.files}
        own = {place: mark for place, mark in fetcher.marks.items() if place in places}
        lacking = dossier.fields.answered is None and not dossier.of(Role.WHOLE, Role.ANSWER)
        held_up = lacking or dossier.fields.answer_kind == AnswerKind.PROVISIONAL.value
        waits = held_up and not dossier.fields.withdrawn
        return _Got(listed=one, raw=self._raw(one, dossier), open=waits, marks=own)

    def _held(self, one: Listed) -> Dossier | None:
        """Return the dossier of a question as it was stored last; None where it is not held as one."""
        content = self._store.documents.last_bytes(self._uri(one))
        return unpack(content) if content is not None else None

    def _failed(self, one: Listed, error: SourceError, state: _Fetching) -> None:
        """Note a question that could not be fetched; give up where the source itself is at fault."""
        name = self._connector.name
        if isinstance(error, SourceUnavailable) and error.status in _GONE:
            state.gone += 1
            self._store.source_items.fetched(self._item(one, open=False, marks={}))
            return
        state.failed.append(NotFetched(key=one.key, message=str(error)))
        if self._store.source_items.failed(name, one.key, str(error)) < _GIVEN_UP:
            state.blocking += 1
        else:
            self._store.problems.put(self._uri(one), one.key, None, "not_fetched", str(error), b"")
        state.in_a_row += 1
        if state.in_a_row >= _IN_A_ROW:
            raise type(error)(f"{_IN_A_ROW} questions in a row could not be fetched, the last one because: {error}")

    def _uri(self, one: Listed) -> str:
        return f"{self._connector.name}:{one.key}"

    def _raw(self, one: Listed, dossier: Dossier) -> RawDocument:
        return RawDocument(
            source=self._connector.name,
            uri=self._uri(one),
            name=dossier.fields.title or one.key,
            media_type=DOSSIER_MEDIA_TYPE,
            content=pack(dossier),
            fetched=self._clock(),
        )
