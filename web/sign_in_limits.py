"""How often somebody may try to sign in: per account with growing time, per network whatever the account."""

import threading
from collections import OrderedDict
from dataclasses import dataclass
from datetime import datetime, timedelta
from ipaddress import IPv6Address, ip_address, ip_network

FREE_FAILURES = 5
"""Wrong passwords in a row before an account is locked."""
FIRST_LOCK = timedelta(minutes=1)
LONGEST_LOCK = timedelta(hours=1)
NETWORK_FAILURES = 20
"""Wrong passwords from one network before it has to wait."""
NETWORK_REGAIN = timedelta(seconds=30)
"""After this long a network may try once more."""
_NETWORKS = 10_000
_MOST_DOUBLINGS = 16


def locked_until(failures: int, now: datetime) -> datetime | None:
    """Return until when an account is locked after so many wrong passwords; each further one doubles the time."""
    if failures < FREE_FAILURES:
        return None
    doubled: int = 2 ** min(failures - FREE_FAILURES, _MOST_DOUBLINGS)
    return now + min(FIRST_LOCK * doubled, LONGEST_LOCK)


def network_of(host: str | None) -> str:
    """Return the network of a client: its IPv4 address, or the 64 bits of IPv6 that one household has."""
    try:
        address = ip_address(host or "")
    except ValueError:
        return host or ""
    if isinstance(address, IPv6Address) and address.ipv4_mapped is None:
        return str(ip_network((address, 64), strict=False))
    return str(getattr(address, "ipv4_mapped", None) or address)


@dataclass(slots=True)
class _Tried:
    spent: float
    at: datetime


class NetworkLimit:
    """Counts the wrong passwords of each network; they are forgiven one by one as time goes.

    Kept in memory, for the networks that tried last; several processes each count their own.
    """

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._tried: OrderedDict[str, _Tried] = OrderedDict()

    def wait(self, network: str, now: datetime) -> timedelta:
        """Return how long a network has to wait before it may try; zero where it may now."""
        with self._lock:
            spent = self._spent(network, now)
        return max((spent - NETWORK_FAILURES + 1) * NETWORK_REGAIN, timedelta(0))

    def wrong(self, network: str, now: datetime) -> None:
        """Count a wrong password."""
        with self._lock:
            self._tried[network] = _Tried(self._spent(network, now) + 1, now)
            self._tried.move_to_end(network)
            while len(self._tried) > _NETWORKS:
                self._tried.popitem(last=False)

    def _spent(self, network: str, now: datetime) -> float:
        held = self._tried.get(network)
        if held is None:
            return 0.0
        # A clock that was set back makes nobody wait for the time that it was ahead.
        return max(0.0, held.spent - max(now - held.at, timedelta(0)) / NETWORK_REGAIN)
