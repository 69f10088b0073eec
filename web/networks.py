"""How often one network may ask for something, kept in memory alone: no address of a visitor is written down."""

import hashlib
import ipaddress
import secrets
import threading
from collections import OrderedDict, deque
from datetime import datetime, timedelta

from fastapi import Request

_HOUR = timedelta(hours=1)
_KEY = secrets.token_bytes(32)
_MOST_NETWORKS = 10_000
_BITS = {4: 24, 6: 56}


def network_of(request: Request) -> str:
    """Return the network that a request comes from: a house or a small office, not one machine."""
    host = request.client.host if request.client is not None else ""
    try:
        address = ipaddress.ip_address(host)
    except ValueError:
        return host
    return str(ipaddress.ip_network((address, _BITS[address.version]), strict=False))


def mailbox_of(address: str) -> str:
    """Return a name for the mailbox that an address leads to, of which it cannot be told.

    What stands behind a plus, and the size of letters, is the same person to most mail servers (RFC 5233).
    """
    local, _, domain = address.strip().casefold().rpartition("@")
    plain = f"{local.partition('+')[0]}@{domain}".encode()
    return hashlib.blake2b(plain, key=_KEY, digest_size=16).hexdigest()


class NetworkLimit:
    """Counts requests by network over the last hour; the networks longest silent are forgotten first."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._seen: OrderedDict[str, deque[datetime]] = OrderedDict()

    def allows(self, network: str, now: datetime, most: int) -> bool:
        """Tell whether one more request is within the limit, and count it if so."""
        with self._lock:
            moments = self._seen.setdefault(network, deque())
            self._seen.move_to_end(network)
            while len(self._seen) > _MOST_NETWORKS:
                self._seen.popitem(last=False)
            while moments and moments[0] <= now - _HOUR:
                moments.popleft()
            if len(moments) >= most:
                return False
            moments.append(now)
            return True
