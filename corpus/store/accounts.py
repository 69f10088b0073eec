"""Accounts of editors and their sign-ins."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

from sqlalchemy import Select, delete, insert, select, update

from corpus.accounts import Account, Role, SignIn
from corpus.errors import NotFound, WrongUse
from corpus.store.alert_tables import accounts, sign_ins
from corpus.store.database import Database
from corpus.store.tables import AnyRow


class Accounts:
    """Who may sign in.

    Args:
        database: The database.
    """

    def __init__(self, database: Database) -> None:
        self._database = database

    def add(self, new: Account) -> Account:
        """Keep an account.

        Raises:
            WrongUse: If there is one of that name, whatever its capitals.
        """
        with self._database.changing() as connection:
            if connection.execute(_of(new.name)).first() is not None:
                raise WrongUse(f"there is an account '{new.name}' already")
            connection.execute(insert(accounts), [{"name_folded": _folded(new.name), **_values(new)}])
        return new

    def get(self, name: str) -> Account:
        """Return the account of a name, whatever its capitals.

        Raises:
            NotFound: If there is none.
        """
        with self._database.reading() as connection:
            row = connection.execute(_of(name)).first()
        if row is None:
            raise NotFound(f"there is no account '{name}'")
        return _account(row)

    def list(self) -> tuple[Account, ...]:
        """Return all accounts by name."""
        with self._database.reading() as connection:
            return tuple(_account(row) for row in connection.execute(select(accounts).order_by(accounts.c.name_folded)))

    def change(self, account: Account) -> Account:
        """Write an account's password, role, failures and whether it is closed.

        Raises:
            NotFound: If there is none of that name.
        """
        statement = update(accounts).where(accounts.c.name_folded == _folded(account.name)).values(_values(account))
        with self._database.changing() as connection:
            if not connection.execute(statement).rowcount:
                raise NotFound(f"there is no account '{account.name}'")
        return account

    def failed(self, name: str, locked_until: Callable[[int], datetime | None]) -> int:
        """Count a wrong password in one transaction, so that no attempt is lost among several at once.

        Args:
            name: Whose.
            locked_until: Says for a number of failures until when the account is locked, None for not at all.

        Returns:
            How many there are now since the last right one; 0 where there is no such account.
        """
        with self._database.changing() as connection:
            row = connection.execute(_of(name)).first()
            if row is None:
                return 0
            failures = int(row.failures) + 1
            values = {"failures": failures, "locked_until": locked_until(failures)}
            connection.execute(update(accounts).where(accounts.c.name_folded == _folded(name)).values(values))
        return failures

    def succeeded(self, name: str, password: str | None = None) -> None:
        """Forget the wrong passwords of an account, and keep its password's hash anew where one is given."""
        values: dict[str, object] = {"failures": 0, "locked_until": None}
        if password is not None:
            values["password"] = password
        with self._database.changing() as connection:
            connection.execute(update(accounts).where(accounts.c.name_folded == _folded(name)).values(values))

    def remove(self, name: str) -> None:
        """Delete an account and its sign-ins; what the person decided keeps the name as its author.

        Raises:
            NotFound: If there is none of that name.
        """
        with self._database.changing() as connection:
            if not connection.execute(delete(accounts).where(accounts.c.name_folded == _folded(name))).rowcount:
                raise NotFound(f"there is no account '{name}'")

    def sign_in(self, new: SignIn) -> SignIn:
        """Keep a sign-in.

        Raises:
            NotFound: If its account does not exist.
        """
        with self._database.changing() as connection:
            if connection.execute(_of(new.account)).first() is None:
                raise NotFound(f"there is no account '{new.account}'")
            row = {"token": new.token, "account": _folded(new.account), "created": new.created}
            connection.execute(insert(sign_ins), [row | {"seen": new.seen, "expires": new.expires}])
        return new

    def signed_in(self, token: str) -> SignIn | None:
        """Return the sign-in of a token's hash, ended or not; None where there is none."""
        query = select(sign_ins, accounts.c.name.label("account_name")).join(accounts)
        with self._database.reading() as connection:
            row = connection.execute(query.where(sign_ins.c.token == token)).first()
        if row is None:
            return None
        return SignIn(
            token=row.token, account=row.account_name, created=row.created, seen=row.seen, expires=row.expires
        )

    def seen(self, token: str, moment: datetime) -> None:
        """Write down that a sign-in was used."""
        with self._database.changing() as connection:
            connection.execute(update(sign_ins).where(sign_ins.c.token == token).values(seen=moment))

    def sign_out(self, token: str) -> None:
        """End a sign-in; nothing happens where there is none."""
        with self._database.changing() as connection:
            connection.execute(delete(sign_ins).where(sign_ins.c.token == token))

    def sign_out_everywhere(self, name: str) -> int:
        """End all sign-ins of an account and return how many there were."""
        with self._database.changing() as connection:
            return connection.execute(delete(sign_ins).where(sign_ins.c.account == _folded(name))).rowcount

    def clear_ended(self, now: datetime) -> int:
        """Delete the sign-ins that have ended by themselves and return how many there were."""
        with self._database.changing() as connection:
            return connection.execute(delete(sign_ins).where(sign_ins.c.expires <= now)).rowcount


def _folded(name: str) -> str:
    return name.strip().casefold()


def _of(name: str) -> Select[tuple[Any, ...]]:
    return select(accounts).where(accounts.c.name_folded == _folded(name))


def _values(account: Account) -> dict[str, object]:
    return {
        "name": account.name,
        "password": account.password,
        "role": account.role.value,
        "created": account.created,
        "failures": account.failures,
        "locked_until": account.locked_until,
        "disabled": account.disabled,
    }


def _account(row: AnyRow) -> Account:
    return Account(
        name=row.name,
        password=row.password,
        role=Role(row.role),
        created=row.created,
        failures=row.failures,
        locked_until=row.locked_until,
        disabled=row.disabled,
    )
