"""Who may change the register: editors and administrators, with their sign-ins."""

from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum


class Role(StrEnum):
    """What an account may do: read a closed instance; decide on commitments; manage accounts and sources too."""

    READER = "reader"
    EDITOR = "editor"
    ADMIN = "admin"


@dataclass(frozen=True, slots=True, kw_only=True)
class Account:
    """A person who can sign in.

    Attributes:
        name: The name to sign in with, unique whatever its capitals; also the author of the person's decisions.
        password: The password's hash (argon2), never the password.
        role: What the person may do.
        created: Since when, in UTC.
        failures: Wrong passwords since the last right one.
        locked_until: Until when nobody can sign in as this person, after too many wrong passwords.
        disabled: Since when the account is closed; None while it is open.
    """

    name: str
    password: str = field(repr=False)
    role: Role
    created: datetime
    failures: int = 0
    locked_until: datetime | None = None
    disabled: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class SignIn:
    """A signed-in browser.

    Attributes:
        token: Hash (sha256) of the cookie's value, never the value.
        account: Whose.
        created: Since when, in UTC.
        seen: When it was last used.
        expires: When it ends by itself.
    """

    token: str = field(repr=False)
    account: str
    created: datetime
    seen: datetime
    expires: datetime
