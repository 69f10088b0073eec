"""The polite client: one connection, a pause between calls, tries that grow rarer, and bounds on everything.

A source is somebody else's machine. Calls to it come one after the other with a pause between them and say who calls
(RFC 9110, 10.1.5); ``Retry-After`` is obeyed (RFC 9110, 10.2.3); what was fetched before is asked for conditionally.
What it answers is foreign: the answer is bounded in size and time, and a redirect is followed only to a host that
belongs to the source.
"""

import gzip
import zlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from io import BytesIO
from time import monotonic, sleep
from typing import Self
from urllib.parse import urljoin, urlsplit

import httpx
from tenacity import RetryCallState, Retrying, retry_if_exception
from tenacity.wait import wait_exponential_jitter

from corpus.errors import SourceUnavailable
from corpus.waiting import tell_of_waiting

_REDIRECTS = (301, 302, 303, 307, 308)
_MOST_REDIRECTS = 5
_PASSING = (408, 425, 429, 500, 502, 503, 504)
_UNCHANGED = 304
_CHUNK = 64 * 1024


@dataclass(frozen=True, slots=True, kw_only=True)
class Manners:
    """How a source is called.

    Attributes:
        agent: The program's name and where its people can be reached, as the User-Agent.
        pause: Seconds between the end of a call and the next one.
        tries: How often a call is made that fails for the moment.
        first_wait: Seconds before the second try; each further wait is twice as long, with chance added.
        longest_wait: The longest wait, and the longest ``Retry-After`` that is obeyed; a longer one ends the call.
        first_tries: How often a call is made that reaches no server, while none was reached before.
        connect_seconds: Seconds after which a server that does not take the call is not reached.
        timeout: Seconds without a byte after which a call has failed.
        call_seconds: Seconds after which a call has failed however busily it sends.
        most_bytes: Largest answer, unpacked.
    """

    agent: str
    pause: float = 1.0
    tries: int = 5
    first_wait: float = 2.0
    longest_wait: float = 300.0
    first_tries: int = 2
    connect_seconds: float = 10.0
    timeout: float = 30.0
    call_seconds: float = 300.0
    most_bytes: int = 50_000_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What a source answered.

    Attributes:
        address: Where it came from, after redirects.
        content: The bytes, unpacked; empty where nothing has changed.
        media_type: What the source claims that they are, without parameters, in small letters.
        etag: Its mark, for the next conditional call; empty for none.
        modified: Its ``Last-Modified``, for the next conditional call; empty for none.
        unchanged: Whether it is as it was at the call whose marks were given (status 304).
    """

    address: str
    content: bytes = field(repr=False)
    media_type: str = ""
    etag: str = ""
    modified: str = ""
    unchanged: bool = False


class PoliteClient:
    """Calls the hosts of one source, one call at a time.

    Attributes:
        calls: How many were made.
        reached: Whether any server answered yet.
        stated: The latest moment at which the source says that it answered, in UTC; None where it never said.

    Args:
        hosts: The hosts that belong to the source, with their ports where these are not the scheme's own.
        manners: How it is called.
        wait: Waits some seconds.
        transport: Another transport than the network, for tests.
        plain: Whether calls without encryption are allowed: for servers of one's own only.
    """

    def __init__(
        self,
        hosts: frozenset[str],
        manners: Manners,
        *,
        wait: Callable[[float], None] = sleep,
        transport: httpx.BaseTransport | None = None,
        plain: bool = False,
    ) -> None:
        self._hosts = hosts
        self._manners = manners
        self._wait = wait
        self._schemes = ("https", "http") if plain else ("https",)
        self._free_at = 0.0
        self._unreached = 0
        self.calls = 0
        self.reached = False
        self.stated: datetime | None = None
        self._client = httpx.Client(
            headers={"User-Agent": manners.agent, "Accept-Encoding": "gzip, deflate"},
            limits=httpx.Limits(max_connections=1, max_keepalive_connections=1),
            timeout=httpx.Timeout(manners.timeout, connect=min(manners.timeout, manners.connect_seconds)),
            follow_redirects=False,
            trust_env=transport is None,
            transport=transport,
        )

    def __enter__(self) -> Self:
        """Return the client."""
        return self

    def __exit__(self, *_: object) -> None:
        """Close its connection."""
        self._client.close()

    def get(self, address: str, *, accept: str = "*/*", etag: str = "", modified: str = "") -> Answer:
        """Fetch an address.

        Args:
            address: The whole address.
            accept: Media types that are understood.
            etag: Mark of what is held already.
            modified: Its ``Last-Modified``.

        Raises:
            SourceUnavailable: If the host is not the source's, it does not answer or refuses after all tries, or the
                answer is larger or slower than is allowed; the text says which and where.
        """
        headers = {"Accept": accept, "If-None-Match": etag, "If-Modified-Since": modified}
        given = {name: value for name, value in headers.items() if value}
        retrying = Retrying(
            stop=self._enough,
            retry=retry_if_exception(self._passes),
            wait=self._before_next,
            before_sleep=self._tell,
            sleep=self._wait,
            reraise=True,
        )
        try:
            return retrying(self._follow, address, given)
        except _TryAgain as error:
            raise SourceUnavailable(str(error), status=error.status) from error

    def _follow(self, address: str, headers: dict[str, str]) -> Answer:
        for _ in range(_MOST_REDIRECTS + 1):
            self._check(address)
            with self._call(address, headers) as response:
                if response.status_code not in _REDIRECTS:
                    return self._answer(address, response)
                address = urljoin(address, response.headers.get("Location", ""))
        raise SourceUnavailable(f"{address}: more than {_MOST_REDIRECTS} redirects")

    def _check(self, address: str) -> None:
        parts = urlsplit(address)
        if parts.scheme not in self._schemes or parts.netloc.lower() not in self._hosts:
            raise SourceUnavailable(
                f"{address!r} leads outside the source (its hosts are {', '.join(sorted(self._hosts))})"
            )

    @contextmanager
    def _call(self, address: str, headers: dict[str, str]) -> Iterator[httpx.Response]:
        """Make one call when it is polite to."""
        early = self._free_at - monotonic()
        if early > 0:
            self._wait(early)
        self.calls += 1
        try:
            with self._client.stream("GET", address, headers=headers) as response:
                self.reached = True
                self.stated = max(filter(None, (self.stated, _stated(response))), default=None)
                yield response
        except (httpx.ConnectError, httpx.ConnectTimeout) as error:
            raise _TryAgain(self._not_reached(address, error)) from error
        except httpx.TransportError as error:
            raise _TryAgain(f"{address}: {type(error).__name__}: {error}") from error
        except (httpx.HTTPError, httpx.InvalidURL) as error:
            raise SourceUnavailable(f"{address}: {type(error).__name__}: {error}") from error
        finally:
            self._free_at = monotonic() + self._manners.pause

    def _not_reached(self, address: str, error: httpx.TransportError) -> str:
        said = f"{address}: {type(error).__name__}: {error}"
        if self.reached:
            return said
        self._unreached += 1
        return f"{said}; no server of the source was reached: check the network"

    def _answer(self, address: str, response: httpx.Response) -> Answer:
        status = response.status_code
        if status in _PASSING:
            raise _TryAgain(f"{address}: status {status}", status=status, after=_retry_after(response))
        if status not in (200, _UNCHANGED):
            raise SourceUnavailable(f"{address}: status {status}", status=status)
        return Answer(
            address=address,
            content=b"" if status == _UNCHANGED else self._body(address, response),
            media_type=response.headers.get("Content-Type", "").partition(";")[0].strip().lower(),
            etag=response.headers.get("ETag", ""),
            modified=response.headers.get("Last-Modified", ""),
            unchanged=status == _UNCHANGED,
        )

    def _body(self, address: str, response: httpx.Response) -> bytes:
        """Return the body, bounded before and after it is unpacked.

        The bytes are unpacked here: an answer of a few kilobytes may hold gigabytes.
        """
        until, most = monotonic() + self._manners.call_seconds, self._manners.most_bytes
        packed, unpacked = bytearray(), _unpacker(response.headers.get("Content-Encoding", ""), most)
        for chunk in response.iter_raw(_CHUNK):
            packed += chunk
            if len(packed) > most:
                raise SourceUnavailable(f"{address}: the answer is larger than {most} bytes")
            if monotonic() > until:
                raise _TryAgain(f"{address}: the answer took longer than {self._manners.call_seconds:g} seconds")
        try:
            body = unpacked(bytes(packed))
        except (OSError, EOFError, zlib.error) as error:
            raise _TryAgain(f"{address}: the answer breaks off: {error}") from error
        if len(body) > most:
            raise SourceUnavailable(f"{address}: the answer is larger than {most} bytes")
        return body

    def _passes(self, error: BaseException) -> bool:
        """Tell whether another try may help, and is not put off for longer than can be waited."""
        return isinstance(error, _TryAgain) and (error.after or 0.0) <= self._manners.longest_wait

    def _tries(self) -> int:
        """Return how often the call at hand is made: seldom where there is no network, which more waiting mends not."""
        return self._manners.first_tries if self._unreached and not self.reached else self._manners.tries

    def _enough(self, state: RetryCallState) -> bool:
        """Tell whether a call was tried often enough; without a network the later calls of a run are made once."""
        made = state.attempt_number if self.reached else max(state.attempt_number, self._unreached)
        return made >= self._tries()

    def _tell(self, state: RetryCallState) -> None:
        """Tell whoever follows the run what is waited for: a person who sees nothing takes it for stuck."""
        error = state.outcome.exception() if state.outcome else None
        tries = f"try {state.attempt_number + 1} of {self._tries()} in {state.upcoming_sleep:.0f} seconds"
        tell_of_waiting(f"waiting, {tries}: {error}")

    def _before_next(self, state: RetryCallState) -> float:
        """Return the seconds before the next try: what the source asks for, else ever longer."""
        error = state.outcome.exception() if state.outcome else None
        asked = error.after if isinstance(error, _TryAgain) else None
        if asked is not None:
            return asked
        first, longest = self._manners.first_wait, self._manners.longest_wait
        return wait_exponential_jitter(multiplier=first, max=longest, jitter=first)(state)


class _TryAgain(Exception):
    """A call failed for the moment.

    Attributes:
        status: The HTTP status; None without an answer.
        after: Seconds that the source asks to wait; None where it says nothing.
    """

    def __init__(self, message: str, *, status: int | None = None, after: float | None = None) -> None:
        super().__init__(message)
        self.status = status
        self.after = after


def _retry_after(response: httpx.Response) -> float | None:
    """Return the seconds of a ``Retry-After``, given as a number or as a date; None for none."""
    given = response.headers.get("Retry-After", "").strip()
    if given.isascii() and given.isdigit():
        return float(given)
    try:
        at = parsedate_to_datetime(given)
    except ValueError:
        return None
    return max(0.0, (at - datetime.now(UTC)).total_seconds()) if at.tzinfo else None


def _stated(response: httpx.Response) -> datetime | None:
    """Return when an answer was given, by the clock of who gave it: what it was kept for on the way is added."""
    try:
        at = parsedate_to_datetime(response.headers.get("Date", ""))
        age = timedelta(seconds=int(response.headers.get("Age", "0")))
        return at.astimezone(UTC) + age if at.tzinfo else None
    except (ValueError, OverflowError):
        return None


def _unpacker(encoding: str, most: int) -> Callable[[bytes], bytes]:
    """Return what unpacks a body, no further than one byte more than is allowed."""
    match encoding.strip().lower():
        case "gzip" | "x-gzip":
            return lambda body: gzip.GzipFile(fileobj=BytesIO(body)).read(most + 1)
        case "deflate":
            return lambda body: _inflated(body, most)
        case _:
            return lambda body: body


def _inflated(body: bytes, most: int) -> bytes:
    """Unpack ``deflate``, which some servers send without the header that it should have."""
    try:
        return zlib.decompressobj().decompress(body, most + 1)
    except zlib.error:
        return zlib.decompressobj(-zlib.MAX_WBITS).decompress(body, most + 1)
