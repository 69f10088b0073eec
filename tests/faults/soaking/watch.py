"""Looks at a process every few seconds: memory, open files, threads, children, and what it keeps on disk."""

import csv
import re
import threading
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass, fields
from pathlib import Path

import httpx
import psutil  # type: ignore[import-untyped]

_MEGABYTE = 1_000_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Sample:
    """How the service stood at one moment; memory and files in megabytes.

    Attributes:
        seconds: Since the service answered first.
        resident: Memory of the process that is in use, shared parts included.
        own: Memory that only this process has.
        files: Open files, connections included.
        threads: Threads.
        children: Processes that it started, and theirs.
        children_resident: Their memory.
        processor: Seconds of processor used so far, children that have ended included.
        database: Size of the store.
        log: Size of its write-ahead log.
        index: Size of the index.
        index_files: Files of the index.
        feed: Last line of the feed of changes.
        ready: Whether every part was ready.
    """

    seconds: float
    resident: float
    own: float
    files: int
    threads: int
    children: int
    children_resident: float
    processor: float
    database: float
    log: float
    index: float
    index_files: int
    feed: int
    ready: bool


class Watcher(threading.Thread):
    """Takes a sample every few seconds, and keeps it in a file at once.

    Args:
        process: The service.
        data: Its data folder.
        address: Where its site is.
        every: Seconds between two samples.
        file: Where samples are kept.
        until: Set when it must end.
    """

    def __init__(
        self, process: psutil.Process, data: Path, address: str, every: float, file: Path, until: threading.Event
    ) -> None:
        super().__init__(name="watcher", daemon=True)
        self.samples: list[Sample] = []
        self.failed: list[str] = []
        self.metrics = ""
        self._process, self._data, self._address = process, data, address
        self._every, self._file, self._until = every, file, until

    def run(self) -> None:
        """Take samples until told to end."""
        start = time.monotonic()
        with (
            self._file.open("w", encoding="utf-8", newline="") as file,
            httpx.Client(base_url=self._address, timeout=90) as client,
        ):
            writer = csv.DictWriter(file, [one.name for one in fields(Sample)])
            writer.writeheader()
            while not self._until.is_set():
                try:
                    sample = self._look(client, time.monotonic() - start)
                    self.samples.append(sample)
                    writer.writerow(asdict(sample))
                    file.flush()
                except (httpx.HTTPError, psutil.Error, OSError) as error:
                    self.failed.append(f"not looked at: {type(error).__name__}: {error}")
                self._until.wait(self._every)

    def _look(self, client: httpx.Client, seconds: float) -> Sample:
        ready = client.get("/readyz").status_code == httpx.codes.OK
        self.metrics = client.get("/metrics").raise_for_status().text
        memory, times = self._process.memory_full_info(), self._process.cpu_times()
        children = self._process.children(recursive=True)
        index = [path for path in (self._data / "index").rglob("*") if path.is_file()]
        return Sample(
            seconds=round(seconds, 1),
            resident=memory.rss / _MEGABYTE,
            own=memory.uss / _MEGABYTE,
            files=self._process.num_fds(),
            threads=self._process.num_threads(),
            children=len(children),
            children_resident=sum(_resident(one) for one in children) / _MEGABYTE,
            processor=times.user + times.system + times.children_user + times.children_system,
            database=_size(self._data / "rappel.sqlite"),
            log=_size(self._data / "rappel.sqlite-wal"),
            index=sum(_size(path) for path in index),
            index_files=len(index),
            feed=int(figure(self.metrics, "rappel_feed_head")),
            ready=ready,
        )


def _resident(process: psutil.Process) -> int:
    try:
        return int(process.memory_info().rss)
    except psutil.Error:  # it has ended meanwhile
        return 0


def _size(path: Path) -> float:
    try:
        return path.stat().st_size / _MEGABYTE
    except OSError:  # files of the index come and go
        return 0.0


def figure(metrics: str, name: str, **labels: str) -> float:
    """Return the sum of a figure over all labels but those given; 0 where it is not told."""
    total = 0.0
    for found in re.finditer(rf"^{name}(?:\{{(.*)\}})? (\S+)$", metrics, re.MULTILINE):
        held = dict(re.findall(r'(\w+)="([^"]*)"', found[1] or ""))
        if all(held.get(key) == value for key, value in labels.items()):
            total += float(found[2])
    return total


def slope(samples: Sequence[Sample], value: Callable[[Sample], float]) -> float:
    """Return by how much something grows in an hour: the median of the slopes of all pairs (Theil and Sen)."""
    import numpy as np

    x = np.array([one.seconds for one in samples]) / 3600
    y = np.array([value(one) for one in samples])
    first, second = np.triu_indices(len(samples), 1)
    return float(np.median((y[second] - y[first]) / (x[second] - x[first]))) if len(samples) > 1 else 0.0


def middle(samples: Sequence[Sample], value: Callable[[Sample], float]) -> float:
    """Return the median of something."""
    from statistics import median

    return float(median([value(one) for one in samples])) if samples else 0.0


def quarters(samples: Sequence[Sample], value: Callable[[Sample], float]) -> Mapping[str, float]:
    """Return the medians of the four quarters of the time, and the growth in an hour after the first one."""
    end = samples[-1].seconds or 1.0
    parts = [[one for one in samples if number <= one.seconds / end * 4 < number + 1] for number in range(3)]
    parts.append([one for one in samples if one.seconds / end * 4 >= 3])
    named = {f"quarter {number}": round(middle(part, value), 1) for number, part in enumerate(parts, 1)}
    after = [one for one in samples if one.seconds >= end / 4]
    return {**named, "most": round(max(map(value, samples)), 1), "an hour": round(slope(after, value), 2)}
