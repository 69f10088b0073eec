"""Where a webhook may go: to the public internet over https, never into the network that Rappel runs in.

The name is resolved once, every address it has is judged, and the connection is made to an address that was judged:
a name that answers otherwise the second time (DNS rebinding) gains nothing.
"""

import ipaddress
import socket
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from urllib.parse import SplitResult, urlsplit

from corpus.errors import WrongUse

LONGEST_URL = 2000
_HTTPS, _FIRST_FREE_PORT = 443, 1024
_NAT64 = ipaddress.ip_network("64:ff9b::/96")
_TRANSLATED = (_NAT64, ipaddress.ip_network("64:ff9b:1::/48"), ipaddress.ip_network("2002::/16"))
_ISATAP = (0x0000_5EFE, 0x0200_5EFE)
"""What stands before an IPv4 address in an interface's part of an IPv6 one (RFC 5214, 6.1)."""
_INSIDE = tuple(
    ipaddress.ip_network(one)
    for one in ("168.63.129.16/32", "192.0.0.0/24", "192.88.99.0/24", "3fff::/20", "5f00::/16")
)
"""What the library calls public, all of it or in some of its releases, but is no other's: Azure's own address of every
machine, what stands for gateways and metadata (RFC 6890, RFC 7526), for examples (RFC 9637) and segments (RFC 9602)."""

Resolve = Callable[[str], Sequence[str]]
"""Gives the addresses of a host; raises ``OSError`` where it has none."""


class Forbidden(WrongUse):
    """Nothing is posted to this web address; the text says why."""

    def __init__(self, message: str) -> None:
        super().__init__(message, code="forbidden_address")


@dataclass(frozen=True, slots=True, kw_only=True)
class Target:
    """A web address that may be posted to.

    Attributes:
        scheme: ``https``, or ``http`` where that is allowed.
        host: Name or literal address, in ASCII, as it stands in ``Host`` and in the certificate.
        port: Its port.
        path: Path and query.
    """

    scheme: str
    host: str
    port: int
    path: str

    @property
    def authority(self) -> str:
        """Return host and port as they stand in the header ``Host``."""
        shown = f"[{self.host}]" if ":" in self.host else self.host
        usual = _HTTPS if self.scheme == "https" else 80
        return shown if self.port == usual else f"{shown}:{self.port}"

    def at(self, address: str) -> str:
        """Return the url of this target at one of its addresses."""
        shown = f"[{address}]" if ":" in address else address
        return f"{self.scheme}://{shown}:{self.port}{self.path}"


def target_of(url: str, *, allow_private: bool = False) -> Target:
    """Read a web address that somebody wants events posted to; nothing is looked up.

    Args:
        url: The address.
        allow_private: Allow http, and every port.

    Raises:
        Forbidden: If it is none, not https, names a user or a port of other services.
    """
    parts, port = _split(url)
    if parts.scheme != "https" and not (allow_private and parts.scheme == "http"):
        raise Forbidden("a webhook needs an address that begins with https://")
    if parts.username is not None or parts.password is not None:
        raise Forbidden("a webhook's address must not hold a name or password")
    if port != _HTTPS and port < _FIRST_FREE_PORT and not allow_private:
        raise Forbidden(f"port {port} is not for webhooks: use 443, or one from 1024 on")
    path = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    return Target(scheme=parts.scheme, host=_ascii(parts.hostname or ""), port=port, path=path)


def public_addresses(target: Target, resolve: Resolve, *, allow_private: bool = False) -> tuple[str, ...]:
    """Resolve a target and return its addresses, all of them public.

    Raises:
        Forbidden: If one of them is private, loopback, link-local, multicast, reserved or a way around to one.
        OSError: If the name has no address.
    """
    found = tuple(dict.fromkeys(resolve(target.host)))
    for address in found:
        if not (allow_private or is_public(address)):
            raise Forbidden(f"{target.host} is {address}, which is not an address on the public internet")
    if not found:
        raise OSError(f"{target.host} has no address")
    return found


def is_public(address: str) -> bool:
    """Say whether an address is one on the public internet, looked through every way to write another inside it."""
    try:
        read = ipaddress.ip_address(address.partition("%")[0])
    except ValueError:
        return False
    if "%" in address or read.is_multicast or read.is_reserved or read.is_unspecified or not read.is_global:
        return False
    if any(read in network for network in _INSIDE):
        return False
    if isinstance(read, ipaddress.IPv4Address):
        return True
    if read.ipv4_mapped is not None or read.teredo is not None or read.is_site_local:
        return False
    return (int(read) >> 32) & 0xFFFF_FFFF not in _ISATAP and not any(read in network for network in _TRANSLATED)


def system_addresses(host: str) -> tuple[str, ...]:
    """Resolve a host with the system's resolver."""
    found = socket.getaddrinfo(host, None, type=socket.SOCK_STREAM)
    return tuple(str(one[4][0]) for one in found)


def _split(url: str) -> tuple[SplitResult, int]:
    if len(url) > LONGEST_URL or not url.isprintable() or any(sign.isspace() or sign == "\\" for sign in url):
        raise Forbidden("the webhook's address is none: too long, or with spaces or signs that cannot be printed")
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError as error:
        raise Forbidden(f"the webhook's address is none: {error}") from error
    if not parts.hostname:
        raise Forbidden("the webhook's address names no host")
    usual = _HTTPS if parts.scheme == "https" else 80
    return parts, usual if port is None else port


def _ascii(host: str) -> str:
    if host.isascii():
        return host
    import idna

    try:
        return idna.encode(host, uts46=True).decode("ascii")
    except idna.IDNAError as error:
        raise Forbidden(f"the webhook's address names no host: {error}") from error
