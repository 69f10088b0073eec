"""How an instance is doing, for who runs it: the program, its sizes, its jobs, what waits, how long a rebuild takes."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from importlib.metadata import version

from corpus.errors import RappelError
from corpus.store import DocumentFilter
from corpus.store.leases import Lease
from corpus.store.schema import VERSION
from web.running.jobs import Job, jobs_of
from web.running.log_setup import Concealing, secrets_of
from web.running.metrics import resident_bytes, waiting
from web.running.sizes import Sizes, sizes
from web.running.worker import due_in
from web.services import Services

_PASSAGES_PER_SECOND = 970.0
"""Passages that a rebuild takes in with the built-in model, of a processor as in ``docs/operating.md``."""
_FOLLOWING = "sync"
"""Kind of the jobs that this instance does only where it wants them."""
_SELDOM = 60.0
"""Seconds between two runs from which on a job has a moment; others run when there is something to do."""


@dataclass(frozen=True, slots=True, kw_only=True)
class JobView:
    """How a job stands.

    Attributes:
        name: Its name.
        running: Whether somebody does it now.
        last_try: When it last ran; None for never.
        last_success: When it last went well; None for never.
        next_try: When it is due again; None while it runs, where this instance does not do it, and for a job that runs
            when there is something to do.
        failures: Runs in a row that failed.
        message: Why the last one failed, without secrets.
    """

    name: str
    running: bool = False
    last_try: datetime | None = None
    last_success: datetime | None = None
    next_try: datetime | None = None
    failures: int = 0
    message: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Overview:
    """How an instance is doing.

    Attributes:
        version: Of the program.
        schema: Of the tables.
        documents: Documents that are held.
        passages: Passages in the index.
        model: Its embedding model.
        index_message: What is wrong with the index; empty where nothing is.
        memory: Bytes of memory of the process that answers; None where the platform does not say.
        sizes: Bytes on disk; None where they cannot be measured.
        rebuild_seconds: Seconds of a processor that a rebuild takes, about.
        jobs: Each job that this instance does or that ever ran.
        waiting: How much waits, by queue.
    """

    version: str
    schema: str
    documents: int
    passages: int
    model: str
    index_message: str
    memory: int | None
    sizes: Sizes | None
    rebuild_seconds: float
    jobs: tuple[JobView, ...]
    waiting: Mapping[str, int]


def overview(parts: Services) -> Overview:
    """Look at every part.

    Raises:
        StoreError: If the store does not answer.
        SearchIndexError: If the index cannot even be looked at.
    """
    index = parts.search.status()
    return Overview(
        version=version("rappel"),
        schema=VERSION,
        documents=parts.store.documents.count(DocumentFilter()),
        passages=index.passages,
        model=index.model,
        index_message=index.message,
        memory=resident_bytes(),
        sizes=_sizes(parts),
        rebuild_seconds=index.passages / _PASSAGES_PER_SECOND,
        jobs=job_views(parts),
        waiting=waiting(parts),
    )


def job_views(parts: Services) -> tuple[JobView, ...]:
    """Return each job that this instance does or that ever ran, by name."""
    known = {one.name: one for one in _jobs(parts) if one.kind != _FOLLOWING or one.wanted()}
    held = {one.name: one for one in parts.store.leases.list()}
    now = parts.clock()
    running = {one.name for one in parts.store.leases.held()}
    concealing = Concealing(secrets_of(parts.settings))
    return tuple(
        _view(
            held.get(name, Lease(name=name)), _next(held.get(name), known.get(name), now), name in running, concealing
        )
        for name in sorted(known.keys() | held.keys())
    )


def _view(held: Lease, next_try: datetime | None, running: bool, concealing: Concealing) -> JobView:
    return JobView(
        name=held.name,
        running=running,
        last_try=held.last_try,
        last_success=held.last_success,
        next_try=None if running else next_try,
        failures=held.failures,
        message=concealing.text(held.message),
    )


def _next(held: Lease | None, job: Job | None, now: datetime) -> datetime | None:
    if job is None or job.seconds < _SELDOM:
        return None
    return now + timedelta(seconds=due_in(job, held, now))


def _jobs(parts: Services) -> tuple[Job, ...]:
    try:
        return jobs_of(parts)
    except RappelError:  # sources.toml was made wrong since; the doctor says how
        return ()


def _sizes(parts: Services) -> Sizes | None:
    try:
        return sizes(parts.settings)
    except OSError:
        return None
