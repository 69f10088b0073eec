"""Two processes at once on one data folder: both end well, or one is told why not; nothing is lost or double."""

import multiprocessing
import shutil
import signal
import time
from collections import Counter
from collections.abc import Callable, Iterator
from multiprocessing.synchronize import Barrier
from pathlib import Path

import pytest
from typer.testing import CliRunner

import rappel
from corpus.alerts import SubscriptionKind
from corpus.errors import StoreBusy
from corpus.register import EventKind
from corpus.samples import sample_folder
from corpus.settings import Settings
from corpus.store import Store
from corpus.store.backup import back_up, restore
from corpus.store.holding import holding, new_holder
from ingest.console import run_ingest
from search.service import SearchService
from tests.conftest import clock
from tests.faults.following import following_of
from tests.faults.killing import KILLS, Work, index_state, store_is_sound, store_state, survives
from tests.running.test_upgrading import older_store
from tests.sources.flemish_questions import invented
from tests.sources.flemish_server import FlemishServer
from tests.sources.local_server import serving
from tests.tracker.alerts.building import OFFICE, Clock, follow, follower, put
from tracker.alerts.service import LEASE, run_alerts
from web.running.jobs import alerts_job
from web.services import Services

pytestmark = [
    pytest.mark.skipif(not hasattr(signal, "SIGKILL"), reason="processes of their own are forked"),
    pytest.mark.timeout(900),
]

_LONGEST = 240.0
_QUESTIONS = 24
Act = Callable[[Settings], object]


def _settings(folder: Path) -> Settings:
    return Settings(data=folder, model="lexical", lock_wait_seconds=120)


def _together(settings: Settings, *acts: Act) -> float:
    """Let processes do these at the same moment; return the seconds until the last is done."""
    context = multiprocessing.get_context("fork")
    gate = context.Barrier(len(acts))
    began = time.monotonic()
    children = [context.Process(target=_after_the_gate, args=(gate, act, settings)) for act in acts]
    for child in children:
        child.start()
    for child in children:
        child.join(_LONGEST)
    assert [child.exitcode for child in children] == [0] * len(acts)
    return time.monotonic() - began


def _after_the_gate(gate: Barrier, act: Act, settings: Settings) -> None:
    gate.wait(_LONGEST)
    act(settings)


def _read(settings: Settings) -> None:
    with Store.open(settings, clock=clock) as store:
        report = run_ingest(store, settings, clock, [sample_folder()], backfill=False, quiet=True)
        assert report.problems == ()


def _index(settings: Settings) -> None:
    with Store.open(settings, clock=clock) as store:
        SearchService.open(settings, store).update()


def _rebuild(settings: Settings) -> None:
    with Store.open(settings, clock=clock) as store:
        SearchService.open(settings, store).rebuild()


@pytest.fixture(scope="module")
def sync() -> Iterator[Act]:
    """Return what follows a local parliament to its end."""
    with serving(FlemishServer(questions=invented(_QUESTIONS))) as server:
        yield following_of(server)


@pytest.fixture(scope="module")
def one_after_the_other(tmp_path_factory: pytest.TempPathFactory, sync: Act) -> tuple[object, object]:
    """Return what an ingest leaves, and what an ingest and a sync leave, without anybody beside them."""
    settings = _settings(tmp_path_factory.mktemp("quiet"))
    _read(settings)
    alone = store_state(settings)
    sync(settings)
    return alone, store_state(settings)


def test_two_ingests(tmp_path: Path, one_after_the_other: tuple[object, object]) -> None:
    """Both read everything: the second waits for the first, and finds it held."""
    settings = _settings(tmp_path / "data")
    seconds = _together(settings, _read, _read)
    store_is_sound(settings)
    assert store_state(settings) == one_after_the_other[0]
    print(f"\ntwo ingests of the same {len(list(sample_folder().iterdir()))} files: {seconds:.1f} s, nothing double")


def test_sync_and_ingest(tmp_path: Path, sync: Act, one_after_the_other: tuple[object, object]) -> None:
    """A source is followed while files are read: each waits for the other's pages only."""
    settings = _settings(tmp_path / "data")
    seconds = _together(settings, sync, _read)
    store_is_sound(settings)
    assert store_state(settings) == one_after_the_other[1]
    print(f"\nsync of {_QUESTIONS} and ingest together: {seconds:.1f} s, as one after the other")


def test_rebuild_and_ingest(tmp_path: Path, sample_data: Path, sync: Act) -> None:
    """An index that is built while documents come holds what was there, and after an update all."""
    shutil.copytree(sample_data, tmp_path / "data")
    settings = _settings(tmp_path / "data")
    _together(settings, _rebuild, sync, _rebuild)
    _index(settings)
    found = index_state(settings)
    _rebuild(settings)
    # What is built at once weighs its words by all documents: the scores differ, the documents do not.
    assert found[:5] == index_state(settings)[:5]


def test_two_runs_of_the_alerts(tmp_path: Path) -> None:
    """Two processes run the alerts while news comes, without the lease: everything reaches everybody once."""
    settings = Settings(data=tmp_path / "data", mail_from="a@rappel.example")
    now = Clock()
    with Store.open(settings, clock=now) as store:
        store.outbox.record((), since=0, upto=0)
        for number in range(3):
            follow(store, follower(store, f"lezer{number}@example.org"), SubscriptionKind.OFFICE, {"office": OFFICE})
        for number in range(12):
            put(store, now, number + 1)

    def run(settings: Settings) -> None:
        with Store.open(settings, clock=now) as store:
            for _ in range(4):
                run_alerts(store, settings, now, send=False)

    def news(settings: Settings) -> None:
        with Store.open(settings, clock=now) as store:
            for number in range(12):
                put(store, now, 100 + number)

    seconds = _together(settings, run, run, news)
    run(settings)
    with Store.open(settings, clock=now) as store:
        deliveries, messages = store.outbox.deliveries(), store.outbox.messages()
        added = store.register.events(kinds=[EventKind.DOCUMENT_ADDED])
    pairs = Counter((one.event, one.subscription) for one in deliveries)
    assert set(pairs.values()) == {1}
    assert {event for event, _ in pairs} >= {event.id for event in added}
    assert {one.message for one in deliveries} == {one.id for one in messages}
    print(f"\ntwo runs of the alerts: {len(deliveries)} deliveries, none lost or double ({seconds:.1f} s)")


def test_alerts_by_one_at_a_time(tmp_path: Path) -> None:
    """The command and the service hold the same lease, and write down there that it went well; the second is told."""
    settings = Settings(data=tmp_path / "data")
    with Store.open(settings, clock=rappel.now) as store, holding(store.leases, LEASE, new_holder()) as lost:
        assert lost is not None
        environment = {"RAPPEL_DATA": str(settings.data)}
        refused = CliRunner().invoke(rappel.app, ["alerts", "run", "--no-send"], env=environment)
        assert isinstance(refused.exception, StoreBusy)
        parts = Services(settings=settings, store=store, clock=rappel.now, open_search=lambda: pytest.fail("unused"))
        assert alerts_job(parts).name == LEASE
        before = store.leases.get(LEASE)
        assert before is not None
        assert before.last_success is None
    done = CliRunner().invoke(rappel.app, ["alerts", "run"], env={"RAPPEL_DATA": str(settings.data)})
    assert done.exit_code == 0, done.output
    with Store.open(settings, clock=rappel.now) as store:
        after = store.leases.get(LEASE)
        assert after is not None
        assert (after.last_success is not None, after.message) == (True, "")


def test_backups_during_a_sync(tmp_path: Path, sync: Act) -> None:
    """Each of ten backups that are taken while a source is followed is whole, and holds what was stored by then."""
    settings = _settings(tmp_path / "data")
    Store.open(settings, clock=clock).close()

    def back_up_often(settings: Settings) -> None:
        for number in range(10):
            back_up(settings, tmp_path / f"{number}.backup", clock)
            time.sleep(0.05)

    _together(settings, sync, back_up_often)
    with Store.open(settings, clock=clock) as store:
        everything = {one.id for one in store.documents.list()}
    counts = []
    for number in range(10):
        back = _settings(tmp_path / f"back {number}")
        restore(back, tmp_path / f"{number}.backup", clock)
        store_is_sound(back)
        with Store.open(back, clock=clock) as store:
            found = {one.id for one in store.documents.list()}
        assert found <= everything
        counts.append(len(found))
    assert counts == sorted(counts)
    print(f"\nten backups during a sync of {len(everything)} questions, each sound, with {counts} documents")


def test_no_restore_under_a_site(tmp_path: Path, sample_data: Path) -> None:
    """A site that only reads holds no lease, and is seen all the same: the store that it serves is not put aside."""
    shutil.copytree(sample_data, tmp_path / "data")
    settings = _settings(tmp_path / "data")
    back_up(settings, tmp_path / "x.backup", clock)
    context = multiprocessing.get_context("fork")
    opened, ended = context.Event(), context.Event()

    def serve() -> None:
        with Store.open(settings, clock=clock) as store:
            store.documents.list()
            opened.set()
            ended.wait(_LONGEST)
            assert store.documents.list()

    site = context.Process(target=serve)
    site.start()
    assert opened.wait(_LONGEST)
    before = store_state(settings)
    with pytest.raises(StoreBusy, match=r"has .* open: stop the service first; nothing was changed"):
        restore(settings, tmp_path / "x.backup", clock, force=True)
    assert store_state(settings) == before
    ended.set()
    site.join()
    assert site.exitcode == 0
    assert restore(settings, tmp_path / "x.backup", clock, force=True).replaced is not None
    assert store_state(settings) == before


def test_many_open_an_older_store(tmp_path: Path, sample_data: Path) -> None:
    """Five processes open a store of the schema before at once: one brings it up to date, all can use it."""
    older_store(sample_data, tmp_path / "data", "0004")
    settings = _settings(tmp_path / "data")

    def use(settings: Settings) -> None:
        with Store.open(settings, clock=clock) as store:
            assert store.is_current()
            assert store.documents.list()

    seconds = _together(settings, *[use] * 5)
    store_is_sound(settings)
    print(f"\nfive processes opened an older store at once: {seconds:.1f} s, one migration")


@pytest.mark.slow
def test_a_killed_restore_is_run_again(tmp_path: Path, sample_data: Path) -> None:
    """Whenever a restore is killed, the same command brings the backup back, and no store that was there is lost."""
    whole = _settings(Path(shutil.copytree(sample_data, tmp_path / "whole")))
    back_up(whole, tmp_path / "x.backup", clock)

    def before(folder: Path) -> None:
        shutil.copytree(sample_data, folder)
        (folder / "mark.toml").write_text("", encoding="utf-8")

    def run(settings: Settings) -> None:
        restore(settings, tmp_path / "x.backup", clock, force=True)

    def sound(settings: Settings) -> None:
        stores = [settings.data / "rappel.sqlite", *settings.data.glob("replaced-*/rappel.sqlite")]
        assert any(path.exists() for path in stores)

    def state(settings: Settings) -> object:
        assert not list(settings.data.glob(".restore-*"))
        return store_state(settings)

    assert survives(Work(before=before, run=run, state=state, sound=sound), tmp_path).kills >= KILLS
