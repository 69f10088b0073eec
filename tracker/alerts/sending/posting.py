"""One webhook: checked, signed, posted to the address that was checked, and nothing of the answer followed or kept."""

import asyncio
import ssl
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from types import TracebackType
from typing import TYPE_CHECKING, Self

from corpus.alerts import Endpoint
from corpus.errors import WrongUse
from corpus.settings import Settings
from tracker.alerts.sending import patience, signing
from tracker.alerts.sending.outcomes import Fault, Outcome, Verdict, one_line
from tracker.alerts.sending.targets import Resolve, Target, public_addresses, system_addresses, target_of

if TYPE_CHECKING:
    import httpx

CONNECT_SECONDS = 3.0
WHOLE_SECONDS = 10.0
"""From looking up the name to the answer's head; the answer's body is never read."""
_GONE = 410


class Poster:
    """Posts webhooks, several at a time, each on a connection of its own.

    Args:
        settings: Says whether private addresses are allowed.
        clock: Now, in UTC.
        resolve: Gives the addresses of a host.
        context: Certificates that are trusted; the system's where None.
    """

    def __init__(
        self,
        settings: Settings,
        clock: Callable[[], datetime],
        *,
        resolve: Resolve = system_addresses,
        context: ssl.SSLContext | None = None,
    ) -> None:
        import httpx

        self._private = settings.webhooks_allow_private
        self._clock = clock
        self._resolve = resolve
        # A connection kept for a second request could belong to another name at the same address.
        limits = httpx.Limits(max_keepalive_connections=0)
        self._client = httpx.AsyncClient(
            verify=context or ssl.create_default_context(),
            timeout=httpx.Timeout(WHOLE_SECONDS, connect=CONNECT_SECONDS),
            follow_redirects=False,
            trust_env=False,
            limits=limits,
        )

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self._client.aclose()

    async def post(self, endpoint: Endpoint, key: str, body: bytes) -> Outcome:
        """Post one message.

        Args:
            endpoint: Where to, and the secret that signs.
            key: Name of the message, the same at every try.
            body: JSON, in UTF-8.

        Returns:
            What became of it; never raises for what the other side or the network did.
        """
        from httpx import ConnectError, ConnectTimeout, HTTPError, InvalidURL, PoolTimeout

        try:
            async with asyncio.timeout(WHOLE_SECONDS):
                return await self._post(endpoint, key, body)
        except (WrongUse, InvalidURL) as error:
            return Outcome(verdict=Verdict.AGAIN, text=one_line(str(error)), fault=Fault.ADDRESS, gone=True)
        except TimeoutError:
            return Outcome(verdict=Verdict.UNKNOWN, text=f"no answer within {WHOLE_SECONDS:.0f} seconds")
        except (ConnectError, ConnectTimeout, PoolTimeout, OSError, UnicodeError) as error:
            return Outcome(verdict=Verdict.AGAIN, text=_why("no connection", error))
        except HTTPError as error:
            return Outcome(verdict=Verdict.UNKNOWN, text=_why("no answer that can be read", error))

    async def _post(self, endpoint: Endpoint, key: str, body: bytes) -> Outcome:
        from anyio import to_thread

        target = target_of(endpoint.url, allow_private=self._private)
        addresses = await to_thread.run_sync(
            lambda: public_addresses(target, self._resolve, allow_private=self._private), abandon_on_cancel=True
        )
        headers = signing.headers(endpoint.secret, key=key, body=body, now=self._clock())
        return await self._first_reached(target, addresses, headers, body)

    async def _first_reached(
        self, target: Target, addresses: tuple[str, ...], headers: dict[str, str], body: bytes
    ) -> Outcome:
        """Post to the first of the addresses that takes a connection."""
        from httpx import ConnectError, ConnectTimeout

        *others, last = addresses
        for address in others:
            try:
                return await self._exchange(target, address, headers, body)
            except (ConnectError, ConnectTimeout):
                continue
        return await self._exchange(target, last, headers, body)

    async def _exchange(self, target: Target, address: str, headers: dict[str, str], body: bytes) -> Outcome:
        known = {"host": target.authority, "content-type": "application/json", "user-agent": "Rappel webhooks"}
        request = self._client.build_request(
            "POST",
            target.at(address),
            content=body,
            headers=known | headers,
            # The connection goes to the address that was checked; the certificate must be the name's.
            extensions={"sni_hostname": target.host},
        )
        response = await self._client.send(request, stream=True)
        try:
            return self._answered(response)
        finally:
            await response.aclose()

    def _answered(self, response: "httpx.Response") -> Outcome:
        code = response.status_code
        if response.is_success:
            return Outcome(verdict=Verdict.TAKEN, text=str(code))
        text = f"the answer was {code}" + ("; redirects are not followed" if response.is_redirect else "")
        wait = _asked_wait(response.headers.get("retry-after", ""), self._clock())
        return Outcome(verdict=Verdict.AGAIN, text=text, wait=wait, gone=code == _GONE)


def _asked_wait(text: str, now: datetime) -> timedelta | None:
    """Read the header Retry-After (RFC 9110, 10.2.3); None where it is missing or none."""
    try:
        if text.isascii() and text.isdigit():
            asked = timedelta(seconds=min(int(text[:9]), patience.LONGEST.total_seconds()))
        else:
            moment = parsedate_to_datetime(text)
            asked = (moment if moment.tzinfo else moment.replace(tzinfo=UTC)) - now
    except (ValueError, OverflowError):
        return None
    return min(max(asked, patience.SHORTEST), patience.LONGEST)


def _why(what: str, error: Exception) -> str:
    return one_line(f"{what}: {error or type(error).__name__}")
