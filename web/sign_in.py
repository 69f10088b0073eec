"""Who is signed in: sessions by a random cookie of which only the hash is kept, and the way to get one."""

import hashlib
import hmac
import secrets
import threading
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from corpus.accounts import Account, Role, SignIn
from corpus.errors import NotFound
from corpus.settings import Settings
from corpus.store import Store
from web.accounts import fits, hash_of_nobody, hasher
from web.sign_in_devices import Devices, proof_for
from web.sign_in_limits import LONGEST_LOCK, NetworkLimit, locked_until

_SEEN_EVERY = timedelta(minutes=1)
_QUEUE = 8
_BUSY = timedelta(seconds=5)
_AHEAD = timedelta(minutes=10)
"""A session that was used later than this from now was used by a clock that was ahead: it would last too long."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Visitor:
    """A person who is signed in.

    Attributes:
        name: The account's name, the author of what the person decides.
        role: What the person may do.
        token: Hash of the session's cookie.
        csrf: What every form of this session carries, so that no other site can send one.
    """

    name: str
    role: Role
    token: str
    csrf: str

    @property
    def decides(self) -> bool:
        """Whether the person may change the register."""
        return self.role in (Role.EDITOR, Role.ADMIN)


@dataclass(frozen=True, slots=True, kw_only=True)
class Attempt:
    """What came of trying to sign in.

    Attributes:
        cookie: The new session's cookie; None where it was refused.
        device: Proof for later that this browser was signed in with; empty where it was refused.
        wait: How long this network has to wait before it may try again; zero where it need not.
    """

    cookie: str | None = None
    device: str = ""
    wait: timedelta = timedelta(0)


def token_of(cookie: str) -> str:
    """Return the hash under which a session is kept."""
    return hashlib.sha256(cookie.encode()).hexdigest()


def csrf_of(cookie: str) -> str:
    """Return what the forms of a session carry: made from the cookie, which no other site knows."""
    return hmac.new(cookie.encode(), b"rappel form", hashlib.sha256).hexdigest()


def same_text(given: str, expected: str) -> bool:
    """Compare without telling by the time taken how much agrees."""
    return hmac.compare_digest(given.encode(), expected.encode())


class SignIns:
    """Signs people in and out.

    Args:
        store: Accounts and sessions.
        settings: How long a session lasts.
        clock: Gives the present moment, in UTC.
    """

    def __init__(self, store: Store, settings: Settings, clock: Callable[[], datetime]) -> None:
        self._held = store.accounts
        self._clock = clock
        self._lasts = timedelta(hours=settings.session_hours)
        self._idle = timedelta(minutes=settings.session_idle_minutes)
        self._networks = NetworkLimit()
        self._devices = Devices()
        # One password is compared at a time: many at once would all pass before the first is counted.
        self._comparing = threading.Lock()
        self._queue = threading.BoundedSemaphore(_QUEUE)

    def sign_in(self, name: str, password: str, *, network: str, before: str = "", device: str = "") -> Attempt:
        """Try to sign in.

        A wrong name, a wrong password, a closed and a locked account get the same answer after the same work.

        Args:
            name: The account's name.
            password: Its password.
            network: Where the attempt comes from; see ``network_of``.
            before: Cookie of a session that this one takes the place of.
            device: Proof that this browser was signed in with before; for it the locks that strangers cause do not
                hold.
        """
        known = self._is_known(name, device)
        wait = timedelta(0) if known else self._networks.wait(network, self._clock())
        if wait:
            return Attempt(wait=wait)
        if not self._queue.acquire(blocking=False):
            return Attempt(wait=_BUSY)
        try:
            with self._comparing:
                # Asked again: several tries may have waited for this one.
                known = known and self._is_known(name, device)
                account = self._right(name, password, known=known)
                if account is None and known:
                    self._devices.wrong(device, self._clock())
        finally:
            self._queue.release()
        if account is None:
            if not known:
                self._networks.wrong(network, self._clock())
            return Attempt()
        return Attempt(cookie=self._open(account, before), device=proof_for(account))

    def _is_known(self, name: str, device: str) -> bool:
        account = self._account(name) if device else None
        return account is not None and self._devices.knows(account, device, self._clock())

    def visitor(self, cookie: str) -> Visitor | None:
        """Return who a cookie belongs to; None where its session has ended or never was."""
        session = self._held.signed_in(token_of(cookie))
        if session is None:
            return None
        now = self._clock()
        account = self._account(session.account)
        ended = now >= session.expires or now >= session.seen + self._idle or session.seen > now + _AHEAD
        if account is None or account.disabled or ended:
            self._held.sign_out(session.token)
            return None
        if now - session.seen >= _SEEN_EVERY:
            self._held.seen(session.token, now)
        return Visitor(name=account.name, role=account.role, token=session.token, csrf=csrf_of(cookie))

    def sign_out(self, visitor: Visitor, *, everywhere: bool = False) -> None:
        """End a session, or all of its account."""
        if everywhere:
            self._held.sign_out_everywhere(visitor.name)
        else:
            self._held.sign_out(visitor.token)

    def _right(self, name: str, password: str, *, known: bool) -> Account | None:
        """Return the account where the password is its own and it may sign in now, from a browser that is known or not.

        What a known browser does leaves the lock of the account as it is: others may be guessing meanwhile.
        """
        account, now = self._account(name), self._clock()
        right = fits(password, account.password if account else hash_of_nobody())
        if account is None or account.disabled:
            return None
        locked = _locked(account, now)
        if locked and not known:
            return None
        if not right:
            if not known:
                self._held.failed(account.name, lambda failures: locked_until(failures, now))
            return None
        if locked:
            return account
        return self._freed(account, password)

    def _freed(self, account: Account, password: str) -> Account:
        """Forget the wrong passwords of an account, and hash its password as is done today."""
        fresh = hasher().hash(password) if hasher().check_needs_rehash(account.password) else None
        if account.failures or fresh:
            self._held.succeeded(account.name, fresh)
        return replace(account, password=fresh) if fresh else account

    def _open(self, account: Account, before: str) -> str:
        cookie, now = secrets.token_urlsafe(32), self._clock()
        if before:
            self._held.sign_out(token_of(before))
        self._held.clear_ended(now)
        self._held.sign_in(
            SignIn(token=token_of(cookie), account=account.name, created=now, seen=now, expires=now + self._lasts)
        )
        return cookie

    def _account(self, name: str) -> Account | None:
        try:
            return self._held.get(name)
        except NotFound:
            return None


def _locked(account: Account, now: datetime) -> bool:
    """Tell whether an account is locked; a lock longer than any was made by a clock that was ahead, and is none."""
    return account.locked_until is not None and now < account.locked_until <= now + LONGEST_LOCK
