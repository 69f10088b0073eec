"""Real server processes for a measurement, and what they cost, from the system's own books."""

import os
import re
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from tempfile import NamedTemporaryFile

from corpus.errors import WrongUse

_START_SECONDS = 120.0
_STOP_SECONDS = 60.0
_PROCESSES = Path("/proc")


@dataclass(frozen=True, slots=True, kw_only=True)
class Cost:
    """What processes have cost so far.

    Attributes:
        processor: Seconds of processor time.
        megabytes: Resident memory of all.
        handles: Open files and sockets of all.
    """

    processor: float
    megabytes: float
    handles: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Server:
    """A running service.

    Attributes:
        address: Where it answers.
        process: Its first process; others are its children.
    """

    address: str
    process: "subprocess.Popen[str]"

    def alive(self) -> bool:
        """Tell whether it runs."""
        return self.process.poll() is None

    def cost(self) -> Cost:
        """Return what it has cost so far, its children included; those that ended are left out."""
        pids = [self.process.pid, *_children(self.process.pid)]
        found = [_cost_of(pid) for pid in pids]
        return Cost(
            processor=sum(one.processor for one in found),
            megabytes=sum(one.megabytes for one in found),
            handles=sum(one.handles for one in found),
        )


@contextmanager
def running(data: Path, *, processes: int, settings: dict[str, str] | None = None) -> Iterator[Server]:
    """Serve a data folder on a free port, without jobs, and stop at the end.

    Args:
        data: The folder.
        processes: Processes that answer.
        settings: Further variables.

    Raises:
        WrongUse: If it does not start.
    """
    words = ["serve", "--only-site", "--port", "0", "--processes", str(processes)]
    environment = {**os.environ, "RAPPEL_LOG_LEVEL": "info", **(settings or {}), "RAPPEL_DATA": str(data)}
    with (
        NamedTemporaryFile("w", prefix="rappel-load-", suffix=".log", delete=False) as log,
        subprocess.Popen(  # noqa: S603 - this program itself
            [sys.executable, "-m", "rappel", *words], env=environment, stdout=subprocess.PIPE, stderr=log, text=True
        ) as process,
    ):
        try:
            yield Server(address=_address(process, log.name), process=process)
        finally:
            process.terminate()
            with suppress(subprocess.TimeoutExpired):
                process.wait(_STOP_SECONDS)
            process.kill()
    Path(log.name).unlink()


def _address(process: "subprocess.Popen[str]", log: str) -> str:
    until = time.monotonic() + _START_SECONDS
    while process.stdout is not None and time.monotonic() < until:
        line = process.stdout.readline()
        if found := re.search(r"http://\S+(?=/ )", line):
            return found[0]
        if not line:
            break
    raise WrongUse(f"the service did not start; see {log}")


def _children(pid: int) -> list[int]:
    found = []
    for one in _PROCESSES.glob("[0-9]*/stat"):
        try:
            fields = one.read_text().rpartition(")")[2].split()
        except OSError:
            continue
        if int(fields[1]) == pid:
            found.append(int(one.parent.name))
    return found


def _cost_of(pid: int) -> Cost:
    folder = _PROCESSES / str(pid)
    try:
        fields = (folder / "stat").read_text().rpartition(")")[2].split()
        pages = int((folder / "statm").read_text().split()[1])
        handles = len(list((folder / "fd").iterdir()))
    except OSError:
        return Cost(processor=0.0, megabytes=0.0, handles=0)
    return Cost(
        processor=(int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK"),
        megabytes=pages * os.sysconf("SC_PAGE_SIZE") / 1e6,
        handles=handles,
    )
