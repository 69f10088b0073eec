"""The jobs of the running service: following the sources, reading what is brought in, the index, and the alerts."""

import hashlib
import socket
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

import structlog

from corpus.errors import RunStopped, SourceUnavailable, WrongUse
from web.running.stopping import Stop
from web.services import Services

if TYPE_CHECKING:
    from ingest.sources.folder import FolderReport
    from ingest.sources.web.live_options import LiveOptions

_MINUTE = 60.0
_INDEX_SECONDS = 5.0
_UPLOADS_SECONDS = 5.0
KINDS = ("sync", "folder", "index", "alerts")
"""The kinds of jobs, as the command line names them."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Done:
    """What a run of a job did.

    Attributes:
        counts: How many of each kind.
        problem: Why it is not whole, in words; empty where it is. It is tried again later.
    """

    counts: Mapping[str, int] = field(default_factory=dict)
    problem: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Job:
    """Something that is done again and again.

    Attributes:
        kind: One of ``KINDS``.
        name: Its name, which is that of its lease.
        seconds: Seconds between two runs, as the service was started.
        run: Does it once; asked to stop, it does so at a safe point and raises ``RunStopped``, or is done sooner.
        wanted: Whether there is anything to do.
        changing: Says how many seconds hold now, where that can change while the service runs.
    """

    kind: str
    name: str
    seconds: float
    run: Callable[[Stop], Done]
    wanted: Callable[[], bool] = lambda: True
    changing: Callable[[], float] | None = None

    @property
    def pause(self) -> float:
        """Seconds between two runs, as of now."""
        return self.changing() if self.changing is not None else self.seconds


def jobs_of(parts: Services, *kinds: str) -> tuple[Job, ...]:
    """Return the jobs of some kinds; all where none is named.

    Raises:
        RulesError: If ``sources.toml`` is wrong.
        WrongUse: If only sync is asked for, and no source is followed.
    """
    makers: dict[str, Callable[[Services], tuple[Job, ...]]] = {
        "sync": sync_jobs,
        "folder": folder_jobs,
        "index": lambda given: (index_job(given),),
        "alerts": lambda given: (alerts_job(given),),
    }
    found = tuple(job for kind in kinds or KINDS for job in makers[kind](parts))
    if not any(job.wanted() or job.kind != "sync" for job in found):
        raise WrongUse("no source is followed: say 'follow = true' in sources.toml in the data folder")
    return found


def sync_jobs(parts: Services) -> tuple[Job, ...]:
    """Return a job for each source that is known; it is wanted while ``sources.toml`` says that it is followed.

    The file is read again whenever it changed, so that a source can be followed, or left, while the service runs.

    Raises:
        RulesError: If ``sources.toml`` is wrong.
    """
    from ingest.sources.web.following import lease_name
    from ingest.sources.web.live_options import LiveOptions

    live = LiveOptions(parts.settings.data)
    return tuple(_sync_job(parts, live, name, lease_name(name)) for name in live.read())


def _sync_job(parts: Services, live: "LiveOptions", name: str, lease: str) -> Job:
    def seconds() -> float:
        return live.read()[name].every_minutes * _MINUTE

    return Job(
        kind="sync",
        name=lease,
        seconds=seconds(),
        run=partial(_sync, parts, name),
        wanted=lambda: live.read()[name].follow,
        changing=seconds,
    )


def _sync(parts: Services, source: str, stop: Stop) -> Done:
    from ingest.sources.web.following import follow
    from tracker.evidence.proposing import propose_evidence

    report = follow(parts.store, parts.settings, parts.clock, source, stop=stop, wait=stop.wait)
    if report.stopped:
        raise RunStopped(report.message)
    # Whatever this run brought: one that was stopped or killed may have left its documents uncompared.
    propose_evidence(parts.store, parts.clock, check=stop.check)
    if report.ingest.documents:
        parts.tracker.record_missed(parts.today())
    counts = {
        "listed": report.listed,
        "fetched": report.fetched,
        "new": report.ingest.new,
        "changed": report.ingest.changed,
        "refused": len(report.ingest.problems),
        "failed": len(report.not_fetched),
        "calls": report.calls,
    }
    return Done(counts=counts, problem=report.message)


def of_this_machine(kind: str, folder: Path) -> str:
    """Return the name of a job over a folder of this machine, unlike the store, which several machines may share."""
    place = f"{socket.gethostname()} {folder.resolve()}"
    return f"{kind} {hashlib.sha256(place.encode()).hexdigest()[:12]}"


def folder_jobs(parts: Services) -> tuple[Job, ...]:
    """Return the job that reads uploads that were not read yet, and that of the watched folder where there is one."""
    folder = parts.settings.watch_folder
    return (uploads_job(parts), *(() if folder is None else (watched_job(parts, folder),)))


def uploads_job(parts: Services) -> Job:
    """Return the job that reads the uploads which the site could not read at once, or not to the end."""
    from web.uploading.reading import read_waiting

    def run(stop: Stop) -> Done:
        return Done(counts=read_waiting(parts, stop))

    name = of_this_machine("uploads", parts.uploads.spool.folder)
    return Job(kind="folder", name=name, seconds=_UPLOADS_SECONDS, run=run, wanted=parts.uploads.waits)


def watched_job(parts: Services, folder: Path) -> Job:
    """Return the job that reads the watched folder."""
    from ingest.sources.folder import WatchedFolder

    watched = WatchedFolder(folder, parts.store, parts.settings, parts.clock)
    told: set[str] = set()

    def run(stop: Stop) -> Done:
        from tracker.evidence.proposing import propose_evidence

        try:
            report = watched.run(stop)
        except SourceUnavailable as error:
            # The public page of the sources does not say where the folder is; the log does.
            raise SourceUnavailable(f"{error} ({folder})") from error
        propose_evidence(parts.store, parts.clock, check=stop.check)
        if report.documents:
            parts.tracker.record_missed(parts.today())
        counts = {
            "new": report.new,
            "changed": report.changed,
            "same": report.same,
            "refused": len(report.problems),
            "incomplete": report.waiting,
            "links": _tell(report, told),
        }
        return Done(counts=counts, problem=report.message)

    seconds = parts.settings.watch_seconds
    return Job(kind="folder", name=of_this_machine("folder", folder), seconds=seconds, run=run)


def _tell(report: "FolderReport", told: set[str]) -> int:
    """Write into the log what was refused, and links that were not told of; return how many those are."""
    log = structlog.get_logger("rappel.folder")
    for problem in report.problems:
        log.warning("in quarantine", file=problem.name, line=problem.line, reason=problem.reason)
    links = [one for one in report.skipped if one.uri not in told]
    for one in links:
        told.add(one.uri)
        log.warning("link not followed", file=one.name)
    return len(links)


def index_job(parts: Services) -> Job:
    """Return the job that brings this data folder's index up to date after changes in the feed."""
    name = of_this_machine("index", parts.settings.index_folder)

    def run(stop: Stop) -> Done:
        before = parts.search.status().behind

        def progress(_stage: str, _done: int, _of: int) -> None:
            stop.check()

        status = parts.search.update(progress)
        return Done(counts={"changes": max(0, before - status.behind)}, problem=status.message)

    def wanted() -> bool:
        return parts.store.feed.head() > 0 and parts.search.status().behind > 0

    return Job(kind="index", name=name, seconds=_INDEX_SECONDS, run=run, wanted=wanted)


def alerts_job(parts: Services) -> Job:
    """Return the job that writes the events of the clock, and tells subscribers where anything can be sent."""

    def run(stop: Stop) -> Done:
        from tracker.alerts.events.recording import record_source_events
        from tracker.alerts.service import can_send, run_alerts

        if doubt := parts.tracker.clock_doubt():
            return Done(problem=doubt)
        if not can_send(parts.store, parts.settings):
            missed = parts.tracker.record_missed(parts.today())
            told = record_source_events(parts.store, parts.settings, parts.clock)
            return Done(counts={"events": len(missed) + told})
        report = run_alerts(parts.store, parts.settings, parts.clock, stop=stop)
        events = report.events
        sent = report.sent.accepted if report.sent else 0
        return Done(counts={"events": events.missed + events.near + events.other, "sent": sent})

    return Job(kind="alerts", name="alerts", seconds=parts.settings.alerts_every_minutes * _MINUTE, run=run)
