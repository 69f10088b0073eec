"""The figures of a benchmark: latencies, rates, memory."""

import os
import resource
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

_PAGES = Path("/proc/self/statm")
_SHARES = (50, 95, 99)


@dataclass(frozen=True, slots=True, kw_only=True)
class Latency:
    """Milliseconds of one kind of work.

    Attributes:
        count: Times it was done.
        p50: Median of the processor time.
        p95: 95th percentile of it.
        p99: 99th percentile of it.
        wall_p50: Median of the time that passed; on a machine that does other work it says more about that.
        wall_p95: 95th percentile of the time that passed.
    """

    count: int
    p50: float
    p95: float
    p99: float
    wall_p50: float
    wall_p95: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Rate:
    """How long a piece of work took as a whole, in seconds of the clock and of the processor (all threads)."""

    items: int
    wall: float
    processor: float

    @property
    def per_second(self) -> float:
        """Items a second of processor time."""
        return self.items / max(self.processor, 1e-9)


class Stopwatch:
    """Measures single steps, in milliseconds."""

    def __init__(self) -> None:
        self._processor: list[float] = []
        self._wall: list[float] = []

    def run(self, step: Callable[[], object]) -> None:
        """Do a step and remember how long it took."""
        wall, processor = time.perf_counter(), time.process_time()
        step()
        self._processor.append((time.process_time() - processor) * 1000)
        self._wall.append((time.perf_counter() - wall) * 1000)

    def latency(self) -> Latency:
        """Return the figures of all steps."""
        p50, p95, p99 = _percentiles(self._processor)
        wall_p50, wall_p95, _ = _percentiles(self._wall)
        return Latency(count=len(self._wall), p50=p50, p95=p95, p99=p99, wall_p50=wall_p50, wall_p95=wall_p95)


def timed(items: int, work: Callable[[], object]) -> Rate:
    """Do a piece of work on so many items and return how long it took."""
    wall, processor = time.perf_counter(), time.process_time()
    work()
    return Rate(items=items, wall=time.perf_counter() - wall, processor=time.process_time() - processor)


def resident_megabytes() -> float:
    """Return the memory that this process holds now, mapped files included; its peak where that is not told."""
    if _PAGES.is_file():
        return int(_PAGES.read_text().split()[1]) * os.sysconf("SC_PAGE_SIZE") / 1e6
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1e3


def _percentiles(values: Sequence[float]) -> tuple[float, float, float]:
    first, second, third = np.percentile(values or [0.0], _SHARES).tolist()
    return round(first, 2), round(second, 2), round(third, 2)
