"""Has the C library of Linux (glibc) give back what a long-running process no longer needs.

It keeps a pool of memory for every few threads, up to eight times as many as there are processors, and gives none back
while a little of it is in use. The threads here, which answer pages and do jobs, need much for a moment and leave each
pool as large as it ever was. With few pools, what one thread has freed another uses; and large pieces, with a mapping
of their own, go back at once (mallopt(3)).
"""

import ctypes
import os
import sys

SET_BY_HAND = ("MALLOC_ARENA_MAX", "GLIBC_TUNABLES", "LD_PRELOAD")
"""Variables by which it is set from outside, which counts."""
_ARENA_MAX, _MMAP_THRESHOLD, _TRIM_THRESHOLD = -8, -3, -1
_POOLS = 2
_LARGE = 256 * 1024
_KEPT_FREE = 4 * 1024 * 1024


def can_be_told() -> bool:
    """Return whether this is a platform whose library can be told."""
    return sys.platform == "linux" and hasattr(ctypes.CDLL(None), "mallopt")


def keep_few_pools() -> bool:
    """Have freed memory kept in few pools; called before threads start, and nothing where it was set by hand.

    Returns:
        Whether it was said.
    """
    if not can_be_told() or any(name in os.environ for name in SET_BY_HAND):
        return False
    mallopt = ctypes.CDLL(None).mallopt
    said = ((_ARENA_MAX, _POOLS), (_MMAP_THRESHOLD, _LARGE), (_TRIM_THRESHOLD, _KEPT_FREE))
    return all(mallopt(name, value) for name, value in said)


def give_back() -> bool:
    """Have free memory between pieces in use given back too, as when a job is done that needed much (malloc_trim(3)).

    Without it an index that was replaced leaves its memory to the process: used again by the next one, but never less.

    Returns:
        Whether it was said.
    """
    if not can_be_told() or any(name in os.environ for name in SET_BY_HAND):
        return False
    ctypes.CDLL(None).malloc_trim(0)
    return True
