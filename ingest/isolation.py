"""What a process that reads documents may do: little time, memory and processor, no file but its program, no network.

A document is hostile until shown otherwise, and its readers are large programs in C. They run in processes of their
own, which give up their rights before they see a document. Limits of resources exist on every Unix; Landlock (files)
and seccomp (calls of the system) are of Linux. Where the platform lacks one, reading goes on without it.
"""

import contextlib
import ctypes
import os
import signal
import sys
from dataclasses import dataclass
from typing import TYPE_CHECKING

from ingest.isolation_calls import calls_can_be_closed, keep_calls_closed
from ingest.isolation_files import files_can_be_closed, keep_files_closed

if TYPE_CHECKING:
    from corpus.settings import Settings

if sys.platform != "win32":  # which has no such limits
    import resource

# The site's own processes go first.
_NICENESS = 5
_OPEN_FILES = 256
# What is mapped and never touched counts in the address space, and not in the data.
_SPACE_PER_MEMORY = 4
_OWN_VARIABLES = "RAPPEL_"
_SIGNAL_OF_PARENTS_DEATH = 1  # of prctl(2)


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """How much reading one document may take.

    Attributes:
        seconds: Seconds on the clock, and of the processor.
        memory: Bytes of data that the process may hold, its program included.
    """

    seconds: float
    memory: int


def limits_of(settings: "Settings") -> Limits:
    """Return the limits that the settings say."""
    return Limits(seconds=settings.document_seconds, memory=settings.document_memory_mb * 1_000_000)


def confine(limits: Limits) -> None:
    """Give up, for good, whatever reading a document does not need; called once, first of all, in a reading process.

    Args:
        limits: Of each document.
    """
    for name in [name for name in os.environ if name.startswith(_OWN_VARIABLES)]:
        # Settings hold passwords, and no reader looks at a setting.
        del os.environ[name]
    _end_with_parent()
    _limit(limits.memory)
    keep_files_closed()
    keep_calls_closed()


def allow_processor(seconds: float) -> None:
    """Let the process use so many more seconds of the processor; beyond them the kernel ends it.

    Args:
        seconds: For one document, the programs that it starts included.
    """
    if sys.platform == "win32":
        return
    used = resource.getrusage(resource.RUSAGE_SELF)
    soft = int(used.ru_utime + used.ru_stime + seconds) + 1
    resource.setrlimit(resource.RLIMIT_CPU, (soft, resource.getrlimit(resource.RLIMIT_CPU)[1]))


def protections() -> dict[str, bool]:
    """Tell which protections this platform has: ``limits``, ``files`` (Landlock) and ``calls`` (seccomp)."""
    return {
        "limits": sys.platform.startswith("linux"),
        "files": files_can_be_closed(),
        "calls": calls_can_be_closed(),
    }


def _end_with_parent() -> None:
    """Let the kernel end this process with the one that started it, whatever document it is reading then (Linux).

    Elsewhere it ends when it next looks at its connection, or when the time of its document is over.
    """
    if sys.platform.startswith("linux"):
        ctypes.CDLL(None).prctl(_SIGNAL_OF_PARENTS_DEATH, signal.SIGKILL, 0, 0, 0)


def _limit(memory: int) -> None:
    if sys.platform == "win32":
        return
    os.nice(_NICENESS)
    wanted = {
        resource.RLIMIT_DATA: memory,
        resource.RLIMIT_AS: memory * _SPACE_PER_MEMORY,
        resource.RLIMIT_FSIZE: 0,  # pipes are no files: results pass
        resource.RLIMIT_NOFILE: _OPEN_FILES,
        resource.RLIMIT_CORE: 0,
    }
    for kind, most in wanted.items():
        held = resource.getrlimit(kind)[1]
        lowest = most if held == resource.RLIM_INFINITY else min(most, held)
        with contextlib.suppress(OSError, ValueError):  # a platform that knows a limit and cannot set it
            resource.setrlimit(kind, (lowest, lowest))
