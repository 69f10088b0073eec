"""What is counted while the service runs, for Prometheus: requests, jobs, what waits, and how old the sources are."""

import os
from collections.abc import Iterable, Iterator, Mapping
from datetime import UTC, date, datetime
from importlib.metadata import version

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, generate_latest
from prometheus_client.core import GaugeMetricFamily
from prometheus_client.multiprocess import MultiProcessCollector
from prometheus_client.process_collector import ProcessCollector
from prometheus_client.registry import Collector

from corpus.errors import RappelError
from web.running.sizes import sizes
from web.services import Services

CONTENT_TYPE = "text/plain; version=0.0.4; charset=utf-8"
_SECONDS = (0.005, 0.01, 0.025, 0.06, 0.12, 0.25, 0.5, 1.0, 2.5, 10.0)


class Metrics:
    """The figures of one process, or of the several that serve together.

    Args:
        services: Where what waits is counted when the figures are asked for.
    """

    def __init__(self, services: Services) -> None:
        self.registry = CollectorRegistry()
        self._requests = Counter(
            "rappel_requests", "Requests answered.", ["method", "route", "status"], registry=self.registry
        )
        self._seconds = Histogram(
            "rappel_request_seconds",
            "Time to the end of an answer.",
            ["route"],
            buckets=_SECONDS,
            registry=self.registry,
        )
        self.in_flight = Gauge(
            "rappel_requests_in_flight",
            "Requests that are being answered.",
            registry=self.registry,
            multiprocess_mode="livesum",
        )
        # No label is called job: Prometheus has its own of that name, and would rename ours.
        self._runs = Counter(
            "rappel_job_runs",
            "Runs of the jobs of a kind, by how they went.",
            ["kind", "result"],
            registry=self.registry,
        )
        self._job_seconds = Counter(
            "rappel_job_seconds", "Time that jobs of a kind took.", ["kind"], registry=self.registry
        )
        self._done = Counter("rappel_job_items", "What jobs of a kind did.", ["kind", "item"], registry=self.registry)
        self._waiting = _Waiting(services)
        self.registry.register(self._waiting)
        ProcessCollector(registry=self.registry)

    def answered(self, method: str, route: str, status: int, seconds: float) -> None:
        """Count a request.

        Args:
            method: Its method.
            route: The pattern of its address, never the address.
            status: Of the answer.
            seconds: How long it took.
        """
        self._requests.labels(method, route, str(status)).inc()
        self._seconds.labels(route).observe(seconds)

    def ran(self, job: str, result: str, seconds: float, counts: Mapping[str, int]) -> None:
        """Count a run of a job.

        Args:
            job: Its kind.
            result: ``ok``, ``failed`` or ``stopped``.
            seconds: How long it took.
            counts: How many of what it did.
        """
        self._runs.labels(job, result).inc()
        self._job_seconds.labels(job).inc(seconds)
        for item, number in counts.items():
            self._done.labels(job, item).inc(number)

    def text(self) -> bytes:
        """Return the figures as Prometheus reads them: of all processes together, where several answer requests."""
        if "PROMETHEUS_MULTIPROC_DIR" not in os.environ:
            return generate_latest(self.registry)
        together = CollectorRegistry()
        MultiProcessCollector(together)  # type: ignore[no-untyped-call]
        together.register(self._waiting)
        return generate_latest(together)


class _Waiting(Collector):
    """What waits at this moment; a part that cannot be asked is left out, so that its absence can be alerted on."""

    def __init__(self, services: Services) -> None:
        self._services = services

    def describe(self) -> Iterable[GaugeMetricFamily]:
        """Describe nothing, so that registering asks no store."""
        return ()

    def collect(self) -> Iterator[GaugeMetricFamily]:
        """Yield the figures of each part that answers."""
        for look in (_program, _sizes, _queues, _documents, _sources, _jobs):
            try:
                found = list(look(self._services))
            except (RappelError, OSError):
                continue
            yield from found


def _gauge(name: str, text: str, values: Iterable[tuple[str, float]], label: str) -> GaugeMetricFamily:
    family = GaugeMetricFamily(f"rappel_{name}", text, labels=[label])
    for key, value in values:
        family.add_metric([key], value)
    return family


def waiting(parts: Services) -> dict[str, int]:
    """Return how much waits, by queue; that of the index only once the index was opened.

    Raises:
        StoreError: If the store does not answer.
    """
    box = parts.store.outbox.status()
    found = {
        "events": max(0, box.head - box.cursor),
        "deliveries": box.unbundled,
        "messages": box.waiting,
        "uploads": len(parts.store.uploads.waiting()),
        "quarantine": len(parts.store.problems.list()),
    }
    # Asking how the index stands opens it: that is left to the first search.
    if "search" in vars(parts):
        found["index"] = parts.search.status().behind
    return found


def resident_bytes() -> int | None:
    """Return the memory of this process; None where the platform does not say."""
    families = ProcessCollector(registry=None).collect()
    return next((int(one.samples[0].value) for one in families if one.name == "process_resident_memory_bytes"), None)


def _queues(parts: Services) -> Iterator[GaugeMetricFamily]:
    yield _gauge("waiting", "What waits to be worked off.", waiting(parts).items(), "queue")
    failed = parts.store.outbox.status().failed
    yield GaugeMetricFamily("rappel_messages_given_up", "Messages that nobody took.", value=failed)


def _documents(parts: Services) -> Iterator[GaugeMetricFamily]:
    head = parts.store.feed.head()
    yield GaugeMetricFamily("rappel_feed_head", "Last line of the feed of changes.", value=head)


def _sources(parts: Services) -> Iterator[GaugeMetricFamily]:
    health = parts.store.health.list()
    looked = [(one.source, one.last_checked.timestamp()) for one in health]
    until = [(one.source, _midnight(one.read_until)) for one in health if one.read_until is not None]
    failures = [(one.source, one.failures) for one in health]
    yield _gauge("source_last_look_timestamp_seconds", "When a source was last looked at.", looked, "source")
    yield _gauge(
        "source_read_until_timestamp_seconds",
        "Last day of a source that was read whole, its midnight.",
        until,
        "source",
    )
    yield _gauge("source_failures", "Looks in a row that failed.", failures, "source")


def _midnight(day: date) -> float:
    return datetime(day.year, day.month, day.day, tzinfo=UTC).timestamp()


def _jobs(parts: Services) -> Iterator[GaugeMetricFamily]:
    jobs = parts.store.leases.list()
    since = [(one.name, one.last_success.timestamp()) for one in jobs if one.last_success]
    failures = [(one.name, one.failures) for one in jobs]
    yield _gauge("job_last_success_timestamp_seconds", "When a job last went well.", since, "name")
    yield _gauge("job_failures", "Runs in a row that failed.", failures, "name")


def _program(_parts: Services) -> Iterator[GaugeMetricFamily]:
    yield _gauge("build_info", "The program that answers; always 1.", [(version("rappel"), 1)], "version")


def _sizes(parts: Services) -> Iterator[GaugeMetricFamily]:
    found = sizes(parts.settings)
    if found.store is not None:
        yield GaugeMetricFamily("rappel_store_bytes", "Size of the database with its log.", value=found.store)
    yield GaugeMetricFamily("rappel_index_bytes", "Size of the search index, all generations.", value=found.index)
    yield GaugeMetricFamily("rappel_disk_free_bytes", "What is left on the disk of the data.", value=found.free)
