"""Holding a lease while something runs: renewed in the background, given back at the end, and lost in the open."""

import os
import secrets
import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from datetime import timedelta
from pathlib import Path

from corpus.errors import StoreError
from corpus.store.leases import Leases

LASTING = timedelta(minutes=2)
"""How long a lease lasts from its last renewal: so long does a job rest whose holder's machine is gone."""
_RENEWALS = 4


def new_holder() -> str:
    """Return a name for who holds leases: machine, process, and a number by chance, as process numbers come again."""
    return f"{_machine()}:{os.getpid()}:{secrets.token_hex(4)}"


def _machine() -> str:
    """Return what process numbers are unique in: a host, and there the container."""
    try:
        space = Path("/proc/self/ns/pid").readlink().name
    except OSError:
        space = ""
    return f"{socket.gethostname()}:{space}"


def _is_dead(holder: str) -> bool:
    """Tell whether a holder was a process of this machine that is no more."""
    machine, _, process = holder.rpartition(":")[0].rpartition(":")
    if machine != _machine() or not process.isdigit():
        return False
    try:
        os.kill(int(process), 0)
    except ProcessLookupError:
        return True
    except PermissionError:
        return False
    return False


def _take(leases: Leases, name: str, holder: str, lasting: timedelta) -> bool:
    """Take a lease; at once too from a process of this machine that was killed."""
    if leases.take(name, holder, lasting):
        return True
    other = leases.get(name)
    if other is None or other.holder is None or not _is_dead(other.holder):
        return False
    leases.release(name, other.holder)
    return leases.take(name, holder, lasting)


def is_held(leases: Leases, name: str) -> bool:
    """Tell, without writing, whether somebody holds a lease who was not killed on this machine."""
    return any(one.name == name and one.holder and not _is_dead(one.holder) for one in leases.held())


@contextmanager
def holding(
    leases: Leases, name: str, holder: str, *, lasting: timedelta = LASTING
) -> Iterator[Callable[[], bool] | None]:
    """Hold a lease while the block runs.

    Args:
        leases: The leases of the store.
        name: Name of the job.
        holder: Who holds it.
        lasting: How long it lasts from each renewal.

    Yields:
        What tells whether the lease was lost, because it could not be renewed in time: the block must then end. None
        where another holder has it: the block must do nothing.
    """
    if not _take(leases, name, holder, lasting):
        yield None
        return
    ended, lost = threading.Event(), threading.Event()
    beat = threading.Thread(
        target=_renew, args=(leases, name, holder, lasting, ended, lost), name=f"lease {name}", daemon=True
    )
    beat.start()
    try:
        yield lost.is_set
    finally:
        ended.set()
        beat.join()
        # Where the store does not answer, the lease ends by itself.
        with suppress(StoreError):
            leases.release(name, holder)


def _renew(
    leases: Leases, name: str, holder: str, lasting: timedelta, ended: threading.Event, lost: threading.Event
) -> None:
    missed = 0
    while not ended.wait(lasting.total_seconds() / _RENEWALS):
        try:
            kept = leases.take(name, holder, lasting)
        except StoreError:
            missed += 1
            kept = missed < _RENEWALS - 1
        else:
            missed = 0
        if not kept:
            lost.set()
            return
