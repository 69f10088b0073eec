"""Accounts: made, changed and closed; passwords are kept only as argon2 hashes."""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from functools import cache
from typing import TYPE_CHECKING

from corpus.accounts import Account, Role
from corpus.errors import WrongUse
from corpus.store import Store

if TYPE_CHECKING:  # loaded on first use: most commands hash nothing
    from argon2 import PasswordHasher

SHORTEST_PASSWORD, LONGEST_PASSWORD, LONGEST_NAME = 12, 1000, 80
# Authors in the log that are parts of the program: a person must not be taken for one.
_RESERVED = frozenset({"ingest", "rappel", "clock", "tracker", "system", "evidence"})


@cache
def hasher() -> "PasswordHasher":
    """Return the hasher, with the library's parameters (RFC 9106, second recommended option)."""
    from argon2 import PasswordHasher

    return PasswordHasher()


@cache
def hash_of_nobody() -> str:
    """Return a hash that no password has, compared where there is no account, so that both take the same time."""
    import secrets

    return hasher().hash(secrets.token_urlsafe(32))


def fits(password: str, hashed: str) -> bool:
    """Return whether a password is the one of a hash; a damaged hash fits none."""
    from argon2.exceptions import InvalidHashError, VerificationError

    try:
        return hasher().verify(hashed, password[: LONGEST_PASSWORD + 1])
    except (VerificationError, InvalidHashError):
        return False


def hashed(password: str) -> str:
    """Return the hash of a new password.

    Raises:
        WrongUse: If it is too short or too long.
    """
    if not SHORTEST_PASSWORD <= len(password) <= LONGEST_PASSWORD:
        raise WrongUse(f"a password has {SHORTEST_PASSWORD} to {LONGEST_PASSWORD} characters, not {len(password)}")
    return hasher().hash(password)


def checked_name(name: str) -> str:
    """Return a name fit for an account.

    Raises:
        WrongUse: If it is empty, too long, holds signs that cannot be seen, or is the name of a part of the program.
    """
    found = " ".join(name.split())
    if not found or len(found) > LONGEST_NAME or not found.isprintable():
        raise WrongUse(f"the name of an account has 1 to {LONGEST_NAME} visible characters, not {name!r}")
    if found.casefold() in _RESERVED:
        raise WrongUse(f"'{found}' is the name of a part of the program; choose another")
    return found


def role_of(name: str) -> Role:
    """Return the role of a name.

    Raises:
        WrongUse: If there is no such role; the text lists them.
    """
    try:
        return Role(name)
    except ValueError as error:
        raise WrongUse(f"'{name}' is no role; choose one of {', '.join(Role)}") from error


class AccountDesk:
    """Makes accounts and changes them; what ends a right ends the sign-ins that rest on it.

    Args:
        store: Where they are kept.
        clock: Gives the present moment, in UTC.
    """

    def __init__(self, store: Store, clock: Callable[[], datetime]) -> None:
        self._held = store.accounts
        self._clock = clock

    def add(self, name: str, password: str, role: Role) -> Account:
        """Make an account.

        Raises:
            WrongUse: If name or password are not fit, or there is an account of that name.
        """
        new = Account(name=checked_name(name), password=hashed(password), role=role, created=self._clock())
        return self._held.add(new)

    def list(self) -> tuple[Account, ...]:
        """Return all accounts by name."""
        return self._held.list()

    def password(self, name: str, password: str) -> Account:
        """Give an account another password; it is unlocked, and signed out everywhere.

        Raises:
            NotFound: If there is none of that name.
            WrongUse: If the password is not fit.
        """
        fresh = hashed(password)
        changed = replace(self._held.get(name), password=fresh, failures=0, locked_until=None)
        return self._changed(changed, sign_out=True)

    def role(self, name: str, role: Role) -> Account:
        """Give an account another role; it holds from the next request on.

        Raises:
            NotFound: If there is none of that name.
        """
        return self._changed(replace(self._held.get(name), role=role), sign_out=False)

    def disable(self, name: str) -> Account:
        """Close an account and sign it out everywhere; what the person decided stays.

        Raises:
            NotFound: If there is none of that name.
        """
        held = self._held.get(name)
        return self._changed(replace(held, disabled=held.disabled or self._clock()), sign_out=True)

    def enable(self, name: str) -> Account:
        """Open a closed or locked account again.

        Raises:
            NotFound: If there is none of that name.
        """
        opened = replace(self._held.get(name), disabled=None, failures=0, locked_until=None)
        return self._changed(opened, sign_out=False)

    def remove(self, name: str) -> None:
        """Delete an account; its decisions keep its name.

        Raises:
            NotFound: If there is none of that name.
        """
        self._held.sign_out_everywhere(name)
        self._held.remove(name)

    def _changed(self, account: Account, *, sign_out: bool) -> Account:
        found = self._held.change(account)
        if sign_out:
            self._held.sign_out_everywhere(account.name)
        return found
