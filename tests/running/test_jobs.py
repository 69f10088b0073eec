"""What each job does: follow a source, bring the index up to date, write the events of the clock."""

import threading
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from time import monotonic, sleep

import pytest

from corpus.errors import RunStopped, SourceUnavailable, StoreBusy, WrongUse
from corpus.register import EventKind
from corpus.settings import Settings
from corpus.store import Store
from ingest.sources.console import run_sync
from ingest.sources.web.registry import FILE
from ingest.sources.web.report import SyncRequest
from search.service import SearchService
from tests.corpus.building import made, plain
from tests.running.conftest import Time
from tests.sources.conftest import Following
from tests.sources.flemish_server import FlemishServer
from tracker.evidence.proposing import propose_evidence
from web.running.jobs import KINDS, Job, jobs_of
from web.running.metrics import Metrics
from web.running.readiness import State, readiness
from web.running.stopping import Stop
from web.running.worker import Workers, pause_after
from web.services import Services

GO_ON = Stop(threading.Event())


def services_over(store: Store, settings: Settings, time: Callable[[], object]) -> Services:
    """Return the services over a store."""
    return Services(
        settings=settings,
        store=store,
        clock=time,  # type: ignore[arg-type]
        open_search=lambda: SearchService.open(settings, store),
    )


def the(jobs: tuple[Job, ...]) -> Job:
    """Return the only job."""
    (found,) = jobs
    return found


def wanted(parts: Services) -> tuple[Job, ...]:
    """Return the jobs of the sources that are followed."""
    return tuple(job for job in jobs_of(parts, "sync") if job.wanted())


def test_the_jobs_of_an_instance(store: Store, settings: Settings, time: Time) -> None:
    """Uploads, index and alerts always; a source only where it is followed, as often as is said."""
    parts = services_over(store, settings, time)
    kinds = [job.kind for job in jobs_of(parts) if job.kind != "sync" or job.wanted()]
    assert kinds == ["folder", "index", "alerts"]
    with pytest.raises(WrongUse, match="follow = true"):
        jobs_of(parts, "sync")
    (settings.data / FILE).write_text("[vlaams-parlement]\nfollow = true\nevery_minutes = 7\n")
    assert [(job.name, job.pause) for job in jobs_of(parts, "sync") if job.wanted()] == [("sync vlaams-parlement", 420)]
    assert {job.kind for job in jobs_of(parts)} == set(KINDS)


def test_a_source_can_be_followed_and_left_while_the_service_runs(
    store: Store, settings: Settings, time: Time, caplog: pytest.LogCaptureFixture
) -> None:
    """The file is read again when it changes; a wrong one is logged, and what it said before holds."""
    jobs = {job.name: job for job in jobs_of(services_over(store, settings, time)) if job.kind == "sync"}
    flemish, dutch = jobs["sync vlaams-parlement"], jobs["sync tweede-kamer"]
    assert (flemish.wanted(), dutch.wanted(), dutch.pause) == (False, False, 3600)
    (settings.data / FILE).write_text("[tweede-kamer]\nfollow = true\nevery_minutes = 5\n")
    assert (flemish.wanted(), dutch.wanted(), dutch.pause) == (False, True, 300)
    assert pause_after(dutch, 2) == 600
    (settings.data / FILE).write_text("[tweede-kamer]\nfollow = perhaps\n")
    assert (dutch.wanted(), dutch.pause) == (True, 300)
    assert "sources.toml is wrong, what it said before holds" in caplog.text
    (settings.data / FILE).unlink()
    assert not dutch.wanted()


def test_the_index_follows_the_feed(store: Store, settings: Settings, time: Time) -> None:
    """It is wanted only while there is something to do, is searched afterwards, and can be stopped."""
    parts = services_over(store, settings, time)
    index = the(jobs_of(parts, "index"))
    assert not index.wanted()
    made().put(store)
    assert index.wanted()
    ended = threading.Event()
    ended.set()
    with pytest.raises(RunStopped):
        index.run(Stop(ended))
    done = index.run(GO_ON)
    assert (done.counts["changes"], done.problem) == (1, "")
    assert not index.wanted()


def test_without_mail_the_clock_is_recorded_all_the_same(store: Store, settings: Settings, time: Time) -> None:
    """Missed deadlines and silent sources stand in the log, for pages and feeds, though nothing is sent."""
    made().put(store)
    store.health.record("parlement", ok=True, read_until=time.now.date() - timedelta(days=30))
    parts = services_over(store, settings, time)
    alerts = the(jobs_of(parts, "alerts"))
    assert alerts.run(GO_ON).counts["events"] >= 1
    assert alerts.run(GO_ON).counts["events"] == 0
    kinds = {one.kind for one in store.register.events()}
    assert EventKind.SOURCE_SILENT in kinds


def test_with_mail_the_alerts_run(store: Store, settings: Settings, time: Time) -> None:
    """Once mail is set up the whole run is done: events are matched with the subscriptions."""
    made().put(store)
    set_up = settings.model_copy(update={"smtp_host": "127.0.0.1", "smtp_port": 9, "mail_from": "a@example.org"})
    alerts = the(jobs_of(services_over(store, set_up, time), "alerts"))
    alerts.run(GO_ON)
    assert store.outbox.status().last_check is not None


def test_a_source_is_followed(follow: Callable[[int], Following[FlemishServer]]) -> None:
    """The job fetches what is new and says how many; a second run finds nothing new; asked to stop, it stops."""
    state = follow(30)
    lines = [f'{name} = "{address}"' for name, address in state.server.addresses().items()]
    said = ["[vlaams-parlement]", "follow = true", "pause = 0", "[vlaams-parlement.addresses]", *lines]
    (state.settings.data / FILE).write_text("\n".join(said))
    parts = services_over(state.store, state.settings, state.clock)
    sync = the(wanted(parts))
    ended = threading.Event()
    ended.set()
    with pytest.raises(RunStopped):
        sync.run(Stop(ended))
    assert state.store.health.get("vlaams-parlement") is None
    done = sync.run(GO_ON)
    assert done.problem == ""
    assert done.counts["new"] == len(state.store.documents.list()) > 0
    state.later(hours=1)
    assert sync.run(GO_ON).counts["new"] == 0
    assert [(one.ok, one.new) for one in state.store.source_looks.list("vlaams-parlement")] == [
        (True, 0),
        (True, done.counts["new"]),
        (False, 0),
    ]


def followed(state: Following[FlemishServer]) -> Job:
    """Return the job that follows a local server."""
    lines = [f'{name} = "{address}"' for name, address in state.server.addresses().items()]
    said = ["[vlaams-parlement]", "follow = true", "pause = 0", "[vlaams-parlement.addresses]", *lines]
    (state.settings.data / FILE).write_text("\n".join(said))
    return the(wanted(services_over(state.store, state.settings, state.clock)))


def test_a_stopped_run_compares_nothing_and_the_next_one_all(follow: Callable[[int], Following[FlemishServer]]) -> None:
    """Comparing what came with open commitments takes long: a stop does not wait for it, and nothing is left out."""
    state = follow(30)
    sync = followed(state)
    with pytest.raises(RunStopped):
        sync.run(Stop(threading.Event(), lambda: sum("/pfile" in call for call in state.server.calls) > 22))
    assert state.store.documents.list()
    assert state.store.evidence.compared_upto() == 0
    sync.run(GO_ON)
    assert state.store.evidence.compared_upto() == state.store.feed.head()


def test_what_a_killed_run_left_uncompared(follow: Callable[[int], Following[FlemishServer]]) -> None:
    """Documents that were stored, and not compared, are compared by the next run though it brings nothing new."""
    state = follow(5)
    state.sync()
    assert state.store.evidence.compared_upto() == 0
    state.later(hours=1)
    assert followed(state).run(GO_ON).counts["new"] == 0
    assert state.store.evidence.compared_upto() == state.store.feed.head()


def test_comparing_is_stopped_between_documents(store: Store, time: Time) -> None:
    """Before each document it is asked whether to end; what was not compared to the end is compared anew."""
    for number in (1, 2, 3):
        plain(f"Antwoord {number}.", f"file:/{number}", doc_id=f"vraag-{number}", number=number).put(store)
    asked = iter([None, RunStopped("end")])

    def check() -> None:
        said = next(asked, None)
        if said is not None:
            raise said

    with pytest.raises(RunStopped):
        propose_evidence(store, time, check=check)
    assert store.evidence.compared_upto() == 0
    assert propose_evidence(store, time, check=check).documents == 3


def test_a_source_that_somebody_follows_is_left_to_them(follow: Callable[[int], Following[FlemishServer]]) -> None:
    """The command of the same source is refused while the lease is held elsewhere, with what to do."""
    state = follow(3)
    state.store.leases.take("sync vlaams-parlement", "elsewhere", timedelta(minutes=1))
    with pytest.raises(StoreBusy, match="another process follows vlaams-parlement"):
        run_sync(state.store, state.settings, state.clock, "vlaams-parlement", SyncRequest(), quiet=True)


def test_the_watched_folder_is_read_and_its_faults_are_said(
    store: Store, settings: Settings, time: Time, tmp_path: Path
) -> None:
    """What comes is read and compared; a folder that is gone fails its job, with its name in the log's words only."""
    folder = tmp_path / "brievenbus"
    folder.mkdir()
    watching = settings.model_copy(update={"watch_folder": folder, "watch_seconds": 7.0})
    uploads, watched = jobs_of(services_over(store, watching, time), "folder")
    assert (uploads.wanted(), watched.seconds, watched.name.startswith("folder ")) == (False, 7.0, True)
    (folder / "a.txt").write_text("SCHRIFTELIJKE VRAAG\n\nnr. 3\n\nVraag: hoeveel zwanen?\n", encoding="utf-8")
    (folder / "b.pdf").write_bytes(b"%PDF-1.7\nkapot")
    (folder / "link.txt").symlink_to("/etc/hostname")
    assert watched.run(GO_ON).counts == {
        "new": 0, "changed": 0, "same": 0, "refused": 0, "incomplete": 2, "links": 1,
    }  # fmt: skip
    assert watched.run(GO_ON).counts == {
        "new": 1, "changed": 0, "same": 0, "refused": 1, "incomplete": 0, "links": 0,
    }  # fmt: skip
    assert store.evidence.compared_upto() == store.feed.head() > 0
    folder.rename(tmp_path / "weg")
    with pytest.raises(SourceUnavailable, match=str(folder)):
        watched.run(GO_ON)
    health = store.health.get("folder")
    assert health is not None
    assert str(folder) not in health.message


def test_two_machines_watch_their_own_folders(store: Store, settings: Settings, time: Time, tmp_path: Path) -> None:
    """A folder of this machine is no other machine's: each has a lease of its own."""
    names = set()
    for place in ("a", "b"):
        watching = settings.model_copy(update={"watch_folder": tmp_path / place})
        names |= {job.name for job in jobs_of(services_over(store, watching, time), "folder")}
    assert len(names) == 3


def test_a_failing_folder_is_seen_from_outside(store: Store, settings: Settings, time: Time, tmp_path: Path) -> None:
    """The service goes on, ready, and says that this job fails; the other jobs run."""
    watching = settings.model_copy(update={"watch_folder": tmp_path / "weg"})
    parts = services_over(store, watching, time)
    jobs = jobs_of(parts, "folder", "alerts")
    workers = Workers(store, time, jobs, Metrics(parts))
    workers.start()
    until = monotonic() + 30
    while any((held := store.leases.get(job.name)) is None or held.last_try is None for job in jobs[1:]):
        assert monotonic() < until
        sleep(0.05)
    workers.stop(10)
    found = readiness(parts)
    states = {one.name.partition(" ")[0]: one.state for one in found.parts}
    assert (found.ready, states["folder"], states["alerts"]) == (True, State.FAILING, State.READY)
