"""How long to wait between two tries, and after how many of them a message is given up.

The waits double from one minute to one day. Giving up counts tries, not days since the message was made: a machine
that was off for a month, or whose clock was wrong, still tries as often as one that ran.
"""

from datetime import timedelta
from itertools import count
from random import Random

SHORTEST = timedelta(minutes=1)
LONGEST = timedelta(days=1)
HOLD = timedelta(hours=1)
"""How long a message rests that must not be sent now, such as one to a suspended address."""
_SPREAD = 0.25


def wait(tries: int, chance: Random) -> timedelta:
    """Return how long to wait after so many tries, spread at random so that not all come back at once.

    Args:
        tries: Tries so far, the last one included; at least 1.
        chance: Source of chance.
    """
    doubled = _nominal(tries)
    if doubled == LONGEST:
        return LONGEST * chance.uniform(1 - _SPREAD, 1)
    return min(LONGEST, doubled * chance.uniform(1, 1 + _SPREAD))


def most_tries(days: int) -> int:
    """Return after how many tries a message is given up, when their waits add up to so many days."""
    spent = timedelta()
    for tries in count(1):
        spent += _nominal(tries)
        if spent >= timedelta(days=days):
            return tries + 1
    raise AssertionError  # pragma: no cover - the waits grow without end


def _nominal(tries: int) -> timedelta:
    return min(LONGEST, timedelta(minutes=2 ** min(tries - 1, 20)))
