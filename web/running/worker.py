"""Does each job again and again, each in a thread of its own, one holder at a time, until it is told to stop.

How a job went is kept in the store, so that the pause before the next run holds over restarts and between processes.
A failure is logged and kept, and the job is tried again after ever longer pauses; nothing that a job does ends the
others or the site.
"""

import threading
from collections.abc import Callable, Sequence
from datetime import datetime
from time import monotonic

import structlog

from corpus.errors import RappelError, RunStopped
from corpus.store import Store
from corpus.store.holding import holding, new_holder
from corpus.store.leases import Lease
from corpus.waiting import stoppable
from web.running.jobs import Done, Job
from web.running.memory import give_back
from web.running.metrics import Metrics
from web.running.stopping import Stop

_LONGEST = 3600.0
"""Longest pause after failures, unless a job runs more seldom anyway."""
_LOOK = 60.0
"""Longest time between two looks at whether a job is due, so that a clock that jumps delays nothing for long."""
_SELDOM = 60.0
"""A job that runs more often than that, and found nothing to do, is worth no line."""
_TOO_LONG = 500
_DOUBLINGS = 20


def pause_after(job: Job, failures: int) -> float:
    """Return the seconds between a run and the next: the job's own, twice as long after each further failure."""
    return min(job.pause * 2.0 ** min(max(0, failures - 1), _DOUBLINGS), max(job.pause, _LONGEST))


def due_in(job: Job, held: Lease | None, now: datetime) -> float:
    """Return the seconds until a job is due, 0 for now.

    Args:
        job: The job.
        held: How its last runs went; None where it never ran.
        now: The moment. A last run after it was written by a clock that was ahead, and counts as none.
    """
    if held is None or held.last_try is None or held.last_try > now:
        return 0.0
    return max(0.0, pause_after(job, held.failures) - (now - held.last_try).total_seconds())


class Workers:
    """Runs jobs in the background.

    Args:
        store: Holds the leases.
        clock: Now, in UTC.
        jobs: What is done.
        metrics: Where runs are counted.
    """

    def __init__(self, store: Store, clock: Callable[[], datetime], jobs: Sequence[Job], metrics: Metrics) -> None:
        self._store, self._clock, self._metrics = store, clock, metrics
        self._holder = new_holder()
        self._ended = threading.Event()
        self._until = 0.0
        self._threads = [threading.Thread(target=self._loop, args=(job,), name=job.name, daemon=True) for job in jobs]
        self._log = structlog.get_logger("rappel.jobs")

    def start(self) -> None:
        """Begin."""
        for thread in self._threads:
            thread.start()

    def ask_to_stop(self, seconds: float) -> None:
        """Ask every job to end at its next safe point.

        Args:
            seconds: How long they get, from the first time that this is asked.
        """
        if not self._ended.is_set():
            self._until = monotonic() + seconds
            self._ended.set()

    def stop(self, seconds: float) -> tuple[str, ...]:
        """Ask every job to end, and wait for it.

        Args:
            seconds: For how long in all, from the first time that this was asked.

        Returns:
            The jobs that had not ended by then; what they were doing is done again by the next run.
        """
        self.ask_to_stop(seconds)
        for thread in self._threads:
            thread.join(max(0.0, self._until - monotonic()))
        late = tuple(thread.name for thread in self._threads if thread.is_alive())
        for name in late:
            self._log.warning("job did not end in time", job=name, seconds=seconds)
        return late

    def _loop(self, job: Job) -> None:
        while not self._ended.is_set():
            try:
                pause = self._when_due(job)
            except Exception as error:  # noqa: BLE001 - whatever fails in one round must not end the later ones
                self._log.warning("job could not be looked at", job=job.name, error=str(error))
                pause = _LOOK
            self._ended.wait(pause)

    def _when_due(self, job: Job) -> float:
        """Do a job if it is due and nobody else does it; return the seconds until the next look."""
        early = due_in(job, self._store.leases.get(job.name), self._clock())
        if early > 0 or not job.wanted():
            return min(early or job.pause, _LOOK)
        with holding(self._store.leases, job.name, self._holder) as lost:
            if lost is None:
                return min(job.pause, _LOOK)
            # Another holder may have done it between the look and the lease.
            if due_in(job, self._store.leases.get(job.name), self._clock()) <= 0:
                self._run(job, Stop(self._ended, lost))
        return min(job.pause, _LOOK)

    def _run(self, job: Job, stop: Stop) -> None:
        began = monotonic()
        try:
            with stoppable(stop, lambda sentence: self._log.info("job waits", job=job.name, reason=sentence)):
                done = job.run(stop)
        except RunStopped:
            self._tell(job, "stopped", began, Done())
            return
        except RappelError as error:
            done = Done(problem=str(error))
        except Exception as error:  # noqa: BLE001 - a fault of one job must not end the others
            self._log.exception("job broke", job=job.name)
            done = Done(problem=f"{type(error).__name__}: {error}")
        self._store.leases.ran(job.name, done.problem[:_TOO_LONG])
        give_back()
        self._tell(job, "failed" if done.problem else "ok", began, done)

    def _tell(self, job: Job, result: str, began: float, done: Done) -> None:
        seconds = monotonic() - began
        self._metrics.ran(job.kind, result, seconds, done.counts)
        idle = job.seconds < _SELDOM and not any(done.counts.values())
        say = self._log.warning if done.problem else self._log.debug if idle else self._log.info
        said = {"error": done.problem} if done.problem else {}
        say(f"job {result}", job=job.name, seconds=round(seconds, 3), **done.counts, **said)
