"""Signed links: to confirm, to manage, to unsubscribe. No password, no cookie, and nothing that can be guessed.

The key is made once and kept in the data folder, readable by its owner alone. A link names the subscriber by number and
by the moment of the subscription, so that a number that is given again never opens what was somebody else's.
"""

import hashlib
import hmac
import os
import secrets
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from functools import cached_property
from pathlib import Path
from typing import Any

from corpus.alerts import Subscriber
from corpus.errors import StoreUnavailable, WrongUse
from corpus.settings import Settings

CONFIRM_DAYS = 7
MANAGE_DAYS = 60
_FILE = "alerts.key"
_BYTES = 32


class LinkKind(StrEnum):
    """What a link is for; a link for one thing does not open another."""

    CONFIRM = "confirm"
    MANAGE = "manage"
    UNSUBSCRIBE = "unsubscribe"


_DAYS = {LinkKind.CONFIRM: CONFIRM_DAYS, LinkKind.MANAGE: MANAGE_DAYS}


@dataclass(frozen=True, slots=True, kw_only=True)
class Opened:
    """What a link says.

    Attributes:
        subscriber: Number of the subscriber.
        created: Since when that subscriber is held.
        subscriptions: The subscriptions it is about; none for all.
    """

    subscriber: int
    created: datetime
    subscriptions: tuple[int, ...] = ()


class Links:
    """Makes and opens links.

    Args:
        settings: Public address of the site, and the data folder.
        clock: Now, in UTC.
    """

    def __init__(self, settings: Settings, clock: Callable[[], datetime]) -> None:
        self._folder = settings.data
        self._clock = clock
        self.site = site_address(settings)

    def make(self, kind: LinkKind, subscriber: Subscriber, subscriptions: Sequence[int] = ()) -> str:
        """Return the address of a link."""
        return f"{self.site}/alerts/{kind.value}/{self.token(kind, subscriber, subscriptions)}"

    def manage(self, subscriber: Subscriber) -> str:
        """Return the address of a subscriber's manage page."""
        return self.make(LinkKind.MANAGE, subscriber)

    def token(self, kind: LinkKind, subscriber: Subscriber, subscriptions: Sequence[int] = ()) -> str:
        """Return the signed part of a link."""
        said = [subscriber.id or 0, _seconds(subscriber.created), _seconds(self._clock()), *subscriptions]
        return str(self._serializer(kind).dumps(said))

    def open(self, kind: LinkKind, token: str) -> Opened:
        """Read a link.

        Raises:
            WrongUse: If it was not made here, was changed, is for something else, or has expired.
        """
        from itsdangerous import BadData

        try:
            said = self._serializer(kind).loads(token)
        except BadData as error:
            raise WrongUse("the link is not complete, or was not made here", code="no_link") from error
        number, created, made, *subscriptions = (int(one) for one in said)
        days = _DAYS.get(kind)
        if days is not None and self._clock() > datetime.fromtimestamp(made, UTC) + timedelta(days=days):
            raise WrongUse(f"the link has expired: it worked for {days} days", code="old_link")
        return Opened(
            subscriber=number, created=datetime.fromtimestamp(created, UTC), subscriptions=tuple(subscriptions)
        )

    def key(self, name: str) -> str:
        """Return a name for a message that is the same for the same thing, and that nobody else can guess."""
        return hmac.new(self._secret, f"message:{name}".encode(), hashlib.sha256).hexdigest()[:32]

    def _serializer(self, kind: LinkKind) -> Any:  # noqa: ANN401 - a class of the library, imported late
        from itsdangerous import URLSafeSerializer

        return URLSafeSerializer(
            self._secret, salt=f"rappel.alerts.{kind.value}", signer_kwargs={"digest_method": hashlib.sha256}
        )

    @cached_property
    def _secret(self) -> bytes:
        path = self._folder / _FILE
        with suppress(FileNotFoundError):
            return path.read_bytes()
        return _created(path)


def site_address(settings: Settings) -> str:
    """Return the public address of the site, without a slash at its end."""
    return (settings.base_url or f"http://{settings.host}:{settings.port}").rstrip("/")


def belongs(opened: Opened, subscriber: Subscriber) -> bool:
    """Tell whether a link was made for this subscriber, and not for one who had the number before."""
    return opened.subscriber == subscriber.id and _seconds(opened.created) == _seconds(subscriber.created)


def _created(path: Path) -> bytes:
    """Make the key, whole or not at all, once: of two processes the first one's counts."""
    draft = path.with_name(f"{path.name}.{secrets.token_hex(4)}")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        number = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(number, "wb") as file:
            file.write(secrets.token_bytes(_BYTES))
            file.flush()
            os.fsync(file.fileno())
        with suppress(FileExistsError):
            os.link(draft, path)
        draft.unlink()
        return path.read_bytes()
    except OSError as error:
        raise StoreUnavailable(f"the key of the alerts, {path}, cannot be written: {error.strerror}") from error


def _seconds(moment: datetime) -> int:
    return int(moment.timestamp())
