"""``rappel alerts send``, ``bounces`` and ``webhooks``: the sending by hand, for cron, and its care."""

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from corpus.errors import WrongUse

if TYPE_CHECKING:
    from corpus.alerts import Endpoint
    from tracker.alerts.sending.bounces import BounceCount
    from tracker.alerts.sending.outcomes import SendReport

Json = Annotated[bool, typer.Option("--json", help="Print JSON instead of text.")]

sending_commands = typer.Typer()
"""The commands; the program that adds them puts ``services``, ``show`` and ``now`` into the context."""


@sending_commands.command()
def send(context: typer.Context, json: Json = False) -> None:
    """Send what waits, and nothing else; 'rappel alerts run' does this too."""
    from tracker.alerts.sending.service import send_waiting

    with context.obj.services() as parts:
        report = send_waiting(parts.store, parts.settings, parts.clock)
        context.obj.show(report, as_json=json, text=lambda: print_sent(report))
    if report.failed:
        raise typer.Exit(1)


@sending_commands.command()
def bounces(
    context: typer.Context,
    mailbox: Annotated[
        Path | None, typer.Argument(metavar="MAILBOX", help="Maildir, mbox or file; else one mail on standard input.")
    ] = None,
    json: Json = False,
) -> None:
    """Read mail that came back: count it, and suspend addresses that do not work."""
    from tracker.alerts.sending.bouncereports import LONGEST_MAIL
    from tracker.alerts.sending.bounces import read_bounces, read_mailbox

    with context.obj.services() as parts:
        path = mailbox or (parts.settings.bounce_mailbox if sys.stdin.isatty() else None)
        if path is not None:
            count = read_mailbox(parts.store, parts.settings, parts.clock, path)
        elif sys.stdin.isatty():
            raise WrongUse("name a mailbox, set bounce_mailbox, or give a mail on standard input")
        else:
            mail = sys.stdin.buffer.read(LONGEST_MAIL)
            count = read_bounces(parts.store, parts.settings, parts.clock, [mail] if mail else [])
        context.obj.show(count, as_json=json, text=lambda: print_bounces(count))


@sending_commands.command()
def webhooks(
    context: typer.Context,
    ping: Annotated[int | None, typer.Option(metavar="NUMBER", help="Post a test message to this one.")] = None,
    enable: Annotated[int | None, typer.Option(metavar="NUMBER", help="Switch this one on again.")] = None,
    rotate: Annotated[int | None, typer.Option(metavar="NUMBER", help="Make a new secret; the old signs on.")] = None,
    json: Json = False,
) -> None:
    """List the web addresses that are posted to; test one, switch it on again, or change its secret."""
    from tracker.alerts.sending import service, signing

    with context.obj.services() as parts:
        if enable is not None:
            parts.store.sending.enable(enable)
        if rotate is not None:
            held = parts.store.endpoints.get(rotate).secret
            parts.store.sending.set_secret(rotate, signing.rotated(held, parts.clock()))
        if ping is not None:
            outcome = service.ping(parts.store, parts.settings, parts.clock, ping)
            context.obj.show(outcome, as_json=json, text=lambda: print(f"{outcome.verdict}: {outcome.text}"))
            raise typer.Exit(0 if outcome.verdict == "taken" else 1)
        listed = [_shown(one) for one in parts.store.endpoints.list()]
        context.obj.show(listed, as_json=json, text=lambda: print_webhooks(listed))


def print_sent(report: "SendReport") -> None:
    """Print what a run of the sending came to."""
    print(f"{report.accepted} taken, {report.retried} to be tried again, {report.failed} given up, {report.held} held")
    if report.unknown:
        print(f"{report.unknown} of those to be tried again may have been taken: they can arrive twice")
    if report.disabled or report.suspended:
        print(f"{report.disabled} webhooks switched off, {report.suspended} addresses suspended")
    if report.mail:
        print(report.mail)


def print_bounces(count: "BounceCount") -> None:
    """Print what was read from a mailbox."""
    print(f"{count.read} mails: {count.hard} hard, {count.soft} soft, {count.known} known already")
    print(f"{count.unknown} about no mail of ours, {count.ignored} no bounces; {count.suspended} addresses suspended")


def print_webhooks(listed: list[dict[str, Any]]) -> None:
    """Print the web addresses, one a line."""
    for one in listed:
        state = f"off since {one['disabled']:%Y-%m-%d %H:%M}" if one["disabled"] else f"{one['failures']} failures"
        print(f"{one['id']}\t{one['url']}\t{state}\t{one['message']}".rstrip())


def _shown(endpoint: "Endpoint") -> dict[str, Any]:
    """Return what is shown of a web address: never its secret."""
    names = ("id", "subscriber", "url", "created", "failures", "disabled", "message")
    return {name: getattr(endpoint, name) for name in names}
