"""The commands with which the owner of an instance manages its accounts."""

import sys
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Annotated, Any

import typer

from corpus.errors import WrongUse

if TYPE_CHECKING:
    from corpus.accounts import Account
    from web.accounts import AccountDesk

Name = Annotated[str, typer.Argument(metavar="NAME", help="Name to sign in with, and author of what is decided.")]
Json = Annotated[bool, typer.Option("--json", help="Print JSON instead of text.")]
RoleName = Annotated[str, typer.Option("--role", help="reader, editor or admin.")]

accounts_commands = typer.Typer(
    no_args_is_help=True,
    help="Accounts of readers, editors and administrators. A password is asked for twice, or read from standard input.",
)
"""The commands; the program that adds them puts its ``Face`` into the context."""


@dataclass(frozen=True, slots=True, kw_only=True)
class AccountRow:
    """An account as it is listed: everything but the password's hash."""

    name: str
    role: str
    created: datetime
    locked_until: datetime | None
    disabled: datetime | None


def _row(account: "Account") -> AccountRow:
    return AccountRow(
        name=account.name,
        role=account.role,
        created=account.created,
        locked_until=account.locked_until,
        disabled=account.disabled,
    )


def _line(row: AccountRow) -> str:
    remarks = [f"closed since {row.disabled:%Y-%m-%d}"] if row.disabled else []
    remarks += [f"locked until {row.locked_until:%Y-%m-%d %H:%M} UTC"] if row.locked_until else []
    return "  ".join([row.name, row.role, f"since {row.created:%Y-%m-%d}", *remarks])


def _with_desk(context: typer.Context, json: bool, act: "Callable[[AccountDesk], list[AccountRow]]") -> None:
    from web.accounts import AccountDesk

    face: Any = context.obj
    with face.services() as parts:
        rows = act(AccountDesk(parts.store, face.now))
        face.show(rows, as_json=json, text=lambda: print("\n".join(map(_line, rows)) or "there are no accounts"))


def _at_keyboard() -> bool:
    return sys.stdin.isatty()


def _password() -> str:
    """Ask for a password twice without showing it, or read one line where nobody sits at the keyboard.

    Raises:
        WrongUse: If the two differ.
    """
    if not _at_keyboard():
        return sys.stdin.readline().rstrip("\r\n")
    from getpass import getpass

    first = getpass("Password: ")
    if getpass("Once more: ") != first:
        raise WrongUse("the two passwords differ; nothing was changed")
    return first


@accounts_commands.command("list")
def show_all(context: typer.Context, json: Json = False) -> None:
    """List the accounts."""
    _with_desk(context, json, lambda desk: [_row(one) for one in desk.list()])


@accounts_commands.command()
def add(context: typer.Context, name: Name, role: RoleName = "editor", json: Json = False) -> None:
    """Make an account."""
    from web.accounts import checked_name, role_of

    checked, chosen = checked_name(name), role_of(role)
    password = _password()
    _with_desk(context, json, lambda desk: [_row(desk.add(checked, password, chosen))])


@accounts_commands.command()
def password(context: typer.Context, name: Name, json: Json = False) -> None:
    """Give an account another password; it is signed out everywhere."""
    fresh = _password()
    _with_desk(context, json, lambda desk: [_row(desk.password(name, fresh))])


@accounts_commands.command("role")
def change_role(
    context: typer.Context,
    name: Name,
    role: Annotated[str, typer.Argument(metavar="ROLE", help="reader, editor or admin.")],
    json: Json = False,
) -> None:
    """Give an account another role."""
    from web.accounts import role_of

    chosen = role_of(role)
    _with_desk(context, json, lambda desk: [_row(desk.role(name, chosen))])


@accounts_commands.command()
def disable(context: typer.Context, name: Name, json: Json = False) -> None:
    """Close an account and sign it out everywhere."""
    _with_desk(context, json, lambda desk: [_row(desk.disable(name))])


@accounts_commands.command()
def enable(context: typer.Context, name: Name, json: Json = False) -> None:
    """Open a closed or locked account again."""
    _with_desk(context, json, lambda desk: [_row(desk.enable(name))])


@accounts_commands.command()
def remove(context: typer.Context, name: Name, json: Json = False) -> None:
    """Delete an account; its decisions keep its name."""

    def act(desk: "AccountDesk") -> list[AccountRow]:
        desk.remove(name)
        return [_row(one) for one in desk.list()]

    _with_desk(context, json, act)
