"""A kill at any moment of any long work loses nothing and doubles nothing: the rerun ends as if never killed.

``RAPPEL_TEST_KILLS`` says how many kills each test deals out.
"""

import os
import shutil
import subprocess
from pathlib import Path

import pytest
from sqlalchemy import create_engine, text

from corpus.samples import sample_folder
from corpus.settings import Settings
from corpus.store import Store
from corpus.store.documents import Documents
from corpus.store.source_items import SourceItems
from ingest import batches
from ingest.console import run_ingest
from ingest.sources.web import sync as following
from ingest.sources.web.sync import Sync
from search.service import SearchService
from tests.conftest import clock
from tests.faults.following import following_of
from tests.faults.killing import KILLS, Work, index_state, killed, store_is_sound, store_state, survives
from tests.running.test_upgrading import older_store
from tests.sources.conftest import NAME
from tests.sources.flemish_questions import invented
from tests.sources.flemish_server import FlemishServer
from tests.sources.local_server import serving
from tests.tracker.sending.conftest import nursery  # noqa: F401 - a fixture
from tests.tracker.sending.test_kills import check_alerts, head, kill, proving, settle

_QUESTIONS = 24  # stored twenty at a time: a kill can fall between
_EVENTFUL = 20  # fewer kills leave too few events in between to say anything

pytestmark = [
    pytest.mark.skipif(not hasattr(os, "fork"), reason="processes are killed after a fork"),
    pytest.mark.timeout(3600),
    pytest.mark.slow,
]


def _nothing(folder: Path) -> None:
    folder.mkdir()


def _synced(settings: Settings) -> object:
    with Store.open(settings, clock=clock) as store:
        items = sorted((key, stamp) for key, stamp in store.source_items.stamps(NAME).items())
        health = store.health.get(NAME)
    assert health is not None
    return items, health.read_until, health.failures, store_state(settings), index_state(settings)


def test_sync(tmp_path: Path) -> None:
    """Following the Flemish Parliament, with reading and index, ends in the same questions whenever it is killed."""
    with serving(FlemishServer(questions=invented(_QUESTIONS))) as server:
        follow = following_of(server)

        def sync(settings: Settings) -> None:
            follow(settings)
            with Store.open(settings, clock=clock) as store:
                SearchService.open(settings, store).update()

        stages = {
            "list": (following, "whole_list"),
            "fetch": (Sync, "_fetch"),
            "read": (batches, "attempt"),
            "store": (Documents, "put"),
            "mark": (SourceItems, "fetched"),
            "index": (SearchService, "update"),
        }
        work = Work(before=_nothing, run=sync, state=_synced, sound=store_is_sound, stages=stages)
        assert survives(work, tmp_path).kills >= KILLS


def test_ingest(tmp_path: Path) -> None:
    """Reading the sample documents, PDF, HTML, text and records, and indexing them."""

    def read(settings: Settings) -> None:
        with Store.open(settings, clock=clock) as store:
            assert run_ingest(store, settings, clock, [sample_folder()], backfill=False, quiet=True).problems == ()
            SearchService.open(settings, store).update()

    def state(settings: Settings) -> object:
        return store_state(settings), index_state(settings)

    stages = {"read": (batches, "attempt"), "store": (Documents, "put"), "index": (SearchService, "update")}
    work = Work(before=_nothing, run=read, state=state, sound=store_is_sound, stages=stages)
    assert survives(work, tmp_path).kills >= KILLS


def test_index_build(tmp_path: Path, sample_data: Path) -> None:
    """A rebuild of the index: what is served meanwhile is the old one, whole, and nothing is left lying."""
    old = index_state(_rebuilt(_copy(sample_data, tmp_path / "old")))

    def before(folder: Path) -> None:
        shutil.copytree(tmp_path / "old", folder)

    def sound(settings: Settings) -> None:
        assert index_state(settings) == old

    def state(settings: Settings) -> object:
        folders = [path for path in settings.index_folder.glob("g*") if path.is_dir()]
        return len(folders), index_state(settings), store_state(settings)

    survives(Work(before=before, run=_rebuilt, state=state, sound=sound), tmp_path)


def _copy(data: Path, folder: Path) -> Settings:
    shutil.copytree(data, folder)
    return Settings(data=folder, model="lexical")


def _rebuilt(settings: Settings) -> Settings:
    with Store.open(settings, clock=clock) as store:
        SearchService.open(settings, store).rebuild()
    return settings


def _tables(settings: Settings) -> list[tuple[object, ...]]:
    engine = create_engine(settings.database_url)
    with engine.connect() as connection:
        rows = connection.execute(text("SELECT type, name, sql FROM sqlite_master ORDER BY type, name"))
        found = [tuple(row) for row in rows]
    engine.dispose()
    return found


def test_migration(tmp_path: Path, sample_data: Path) -> None:
    """A store of the schema before: after a kill it is of the one or the other, and opening it finishes the change."""
    older_store(sample_data, tmp_path / "old", "0004")
    versions = set()

    def before(folder: Path) -> None:
        shutil.copytree(tmp_path / "old", folder)

    def migrate(settings: Settings) -> None:
        Store.open(settings, clock=clock).close()

    def sound(settings: Settings) -> None:
        engine = create_engine(settings.database_url)
        with engine.connect() as connection:
            versions.add(connection.execute(text("SELECT version_num FROM alembic_version")).scalar_one())
            assert connection.execute(text("PRAGMA integrity_check")).scalar_one() == "ok"
        engine.dispose()

    def state(settings: Settings) -> object:
        return _tables(settings), store_state(settings)

    survives(Work(before=before, run=migrate, state=state, sound=sound), tmp_path)
    # The new one only where a kill fell between the end of the change and that of the process.
    assert "0004" in versions
    assert versions <= {"0004", "0005"}


def test_alert_run(tmp_path: Path, nursery: "subprocess.Popen[str]") -> None:  # noqa: F811 - the fixture
    """The run of alerts, at lines and at moments: every event reaches everybody, twice only what was on the wire."""
    with proving(tmp_path, nursery, alerts=True) as proof:
        proof.happen(1)
        proof.run()  # the first look announces nothing
        first = head(proof)
        kills = max(KILLS, _EVENTFUL)
        kill(proof, kills // 2, kills - kills // 2, tmp_path / "lines")
        settle(proof)
        assert proof.kills >= kills
        check_alerts(proof, first)


def test_work_that_fails_is_not_taken_for_killed() -> None:
    """The tests above would see a run that ends with an error."""

    def fail() -> None:
        raise SystemExit(3)

    with pytest.raises(AssertionError, match="failed: 3"):
        killed(fail, 10)
