"""Alive, ready, and the figures: for machines that watch, and for nobody else more than needed."""

import re
import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from datetime import timedelta
from importlib.metadata import version
from pathlib import Path

import pytest
from fastapi.testclient import TestClient

from corpus.settings import Settings
from corpus.store import Store
from search.service import SearchService
from tests.conftest import clock
from tests.corpus.building import made
from web.app import create_app
from web.running.metrics import Metrics
from web.running.readiness import State, readiness
from web.services import Services

HERE = ("127.0.0.1", 4000)


@contextmanager
def site(data: Path, address: tuple[str, int] = HERE, **given: object) -> Iterator[tuple[TestClient, Services]]:
    """Give a client of a site over a data folder, at a network address."""
    settings = Settings(data=data, model="lexical", **given)  # type: ignore[arg-type]
    with Store.open(settings, clock=clock) as store:
        parts = Services(
            settings=settings, store=store, clock=clock, open_search=lambda: SearchService.open(settings, store)
        )
        with TestClient(create_app(parts), raise_server_exceptions=False, client=address) as client:
            yield client, parts


def states(client: TestClient) -> dict[str, str]:
    """Return how the parts stand."""
    return {one["name"]: one["state"] for one in client.get("/readyz").json()["parts"]}


def test_alive_and_ready(tmp_path: Path) -> None:
    """An empty site is ready; one with documents once they can be searched; jobs are named with their state."""
    with site(tmp_path) as (client, parts):
        assert client.get("/healthz").json() == {"status": "ok"}
        assert client.get("/readyz").status_code == 200
        made().put(parts.store)
        assert (client.get("/readyz").status_code, states(client)["index"]) == (503, "unusable")
        parts.search.update()
        assert (client.get("/readyz").status_code, states(client)) == (200, {"store": "ready", "index": "ready"})
        parts.store.leases.take("alerts", "x", timedelta(minutes=1))
        parts.store.leases.ran("alerts", "the mail server of an@example.org said no")
        answer = client.get("/readyz")
        assert (answer.status_code, states(client)["alerts"]) == (200, "failing")
        assert "example.org" not in answer.text
        assert answer.headers["cache-control"] == "no-store"


def test_not_ready_where_the_store_is_gone(tmp_path: Path) -> None:
    """Alive, but not ready: tables of another program, or none; what is said names no path."""
    with site(tmp_path) as (client, parts):
        with closing(sqlite3.connect(tmp_path / "rappel.sqlite")) as other:
            other.execute("UPDATE alembic_version SET version_num = '0099'")
            other.commit()
        answer = client.get("/readyz")
        assert (answer.status_code, states(client)) == (503, {"store": "unusable"})
        assert answer.headers["Retry-After"] == "5"
        assert str(tmp_path) not in answer.text
        with closing(sqlite3.connect(tmp_path / "rappel.sqlite")) as other:
            other.execute("UPDATE alembic_version SET version_num = '0001'")
            other.commit()
        assert readiness(parts).parts[0].state is State.UNUSABLE
        assert client.get("/healthz").status_code == 200


def test_not_ready_where_the_index_cannot_be_read(own_sample_data: Path) -> None:
    """A damaged index is told before a search is tried."""
    shutil.rmtree(own_sample_data / "index")
    (own_sample_data / "index").write_text("no folder")
    with site(own_sample_data) as (client, _):
        assert (client.get("/readyz").status_code, states(client)["index"]) == (503, "unusable")


def test_open_on_a_closed_site(tmp_path: Path) -> None:
    """Watching needs no account, also where reading does."""
    with site(tmp_path, reading="closed") as (client, _):
        for path in ("/healthz", "/readyz", "/metrics"):
            assert client.get(path, follow_redirects=False).status_code == 200, path


@pytest.mark.parametrize(
    ("allowed", "address", "headers", "status"),
    [
        ("loopback", "127.0.0.1", {}, 200),
        ("loopback", "::1", {}, 200),
        ("loopback", "192.0.2.1", {}, 404),
        ("loopback", "not an address", {}, 404),
        ("loopback", "127.0.0.1", {"X-Forwarded-For": "127.0.0.1"}, 404),
        ("loopback", "127.0.0.1", {"Forwarded": "for=127.0.0.1"}, 404),
        ("loopback", "127.0.0.1", {"Via": "1.1 caddy"}, 404),
        ("open", "192.0.2.1", {"X-Forwarded-For": "192.0.2.9"}, 200),
        ("off", "127.0.0.1", {}, 404),
    ],
)
def test_who_reads_the_figures(
    tmp_path: Path, allowed: str, address: str, headers: dict[str, str], status: int
) -> None:
    """This machine itself, everybody, or nobody; what a proxy passes on is a stranger."""
    with site(tmp_path, (address, 4000), metrics=allowed) as (client, _):
        assert client.get("/metrics", headers=headers).status_code == status


def test_the_figures(own_sample_data: Path) -> None:
    """What waits and how old the sources are is counted when it is asked, in the form that Prometheus reads."""
    from prometheus_client.parser import text_string_to_metric_families

    with site(own_sample_data) as (client, parts):
        parts.store.health.record("parlement", ok=False, message="x", read_until=clock().date())
        parts.store.health.record("parlement", ok=True, read_until=clock().date() - timedelta(days=3))
        parts.store.leases.take("alerts", "x", timedelta(minutes=1))
        parts.store.leases.ran("alerts")
        assert parts.search.status().behind == 0
        text = client.get("/metrics").text
        found = {
            (sample.name, *sample.labels.values()): sample.value
            for family in text_string_to_metric_families(text)
            for sample in family.samples
        }
        assert found["rappel_feed_head",] == parts.store.feed.head()
        behind = clock().timestamp() - found["rappel_source_read_until_timestamp_seconds", "parlement"]
        assert int(behind / 86_400) == 3
        assert found["rappel_job_last_success_timestamp_seconds", "alerts"] == clock().timestamp()
        assert found["rappel_build_info", version("rappel")] == 1
        store = (own_sample_data / "rappel.sqlite").stat().st_size
        assert store <= found["rappel_store_bytes",] <= store + 10_000_000
        assert found["rappel_index_bytes",] > 100_000
        assert found["rappel_disk_free_bytes",] > 0
        assert found["rappel_waiting", "index"] == 0
        assert found["rappel_waiting", "messages"] == 0
        assert ("process_open_fds",) in found
        parts.store.close()
        shutil.rmtree(own_sample_data)
        gone = client.get("/metrics").text
        assert "rappel_feed_head" not in gone
        assert "rappel_disk_free_bytes" not in gone


def test_names_that_prometheus_takes(sample_services: Services) -> None:
    """Names and labels follow its customs: one prefix, base units at the end, and no label that it sets itself."""
    from prometheus_client.parser import text_string_to_metric_families

    metrics = Metrics(sample_services)
    metrics.answered("GET", "/", 200, 0.01)
    metrics.ran("sync", "ok", 1.0, {"new": 2})
    families = list(text_string_to_metric_families(metrics.text().decode()))
    ours = [one for one in families if not one.name.startswith("process_")]
    assert {one.name.split("_")[0] for one in ours} == {"rappel"}
    assert all(one.documentation.endswith(".") for one in ours if not one.name.endswith("_created"))
    labels = {label for one in families for sample in one.samples for label in sample.labels}
    assert labels & {"job", "instance"} == set()
    units = re.compile(r"_(minutes|hours|days|ms|mb|kb)(_total)?$")
    assert [one.name for one in families if units.search(one.name)] == []
    times = [one for one in ours if "timestamp" in one.name or "last" in one.name]
    assert times
    assert all(one.name.endswith("_timestamp_seconds") for one in times)
