"""``rappel alerts``: run, status and list; ``sending`` adds send, bounces and webhooks."""

from contextlib import suppress
from typing import TYPE_CHECKING, Annotated, Any

import typer

from tracker.alerts.sending.commands import sending_commands

if TYPE_CHECKING:
    from collections.abc import Callable

    from corpus.alerts import Subscription
    from tracker.alerts.service import AlertsStatus, RunReport

Json = Annotated[bool, typer.Option("--json", help="Print JSON instead of text.")]

alerts = typer.Typer(
    name="alerts", help="Tell subscribers what is new: match, compose, send, and how that stands.", no_args_is_help=True
)
"""The commands; the program that adds them puts ``services``, ``show`` and ``now`` into the context."""

alerts.registered_commands += sending_commands.registered_commands


@alerts.command()
def run(
    context: typer.Context,
    send: Annotated[bool, typer.Option(help="Send what waits too.")] = True,
    clock_is_right: Annotated[
        bool, typer.Option("--clock-is-right", help="The clock was looked at and is right, after a long rest too.")
    ] = False,
    json: Json = False,
) -> None:
    """Look for news, match it with the subscriptions, compose and send; one such run at a time, wherever it runs."""
    from corpus.errors import StoreBusy
    from corpus.store.holding import holding, new_holder
    from tracker.alerts.service import LEASE

    with context.obj.services() as parts:
        if clock_is_right:
            parts.store.timekeeping.confirm()
        with holding(parts.store.leases, LEASE, new_holder()) as lost:
            if lost is None:
                raise StoreBusy("another process runs the alerts just now, and does what there is to do")
            report = _ran(parts, lost, send=send)
        context.obj.show(report, as_json=json, text=lambda: _print_run(report))
    if report.sent is not None and report.sent.failed:
        raise typer.Exit(1)


def _ran(parts: Any, stop: "Callable[[], bool]", *, send: bool) -> "RunReport":  # noqa: ANN401 - web's services
    """Run the alerts, and write down how it went: a timer without the service is watched in the same places.

    Where sending was not asked for nothing is written, as whoever watches asks whether news leaves.
    """
    from corpus.errors import RappelError, StoreError
    from tracker.alerts.service import LEASE, run_alerts, why_unsent

    store, settings = parts.store, parts.settings
    try:
        report = run_alerts(store, settings, parts.clock, send=send, stop=stop)
    except RappelError as error:
        if send:
            with suppress(StoreError):
                store.leases.ran(LEASE, str(error))
        raise
    if report.sent is not None:
        store.leases.ran(LEASE, why_unsent(store, settings, report.sent))
    return report


@alerts.command()
def status(context: typer.Context, json: Json = False) -> None:
    """Show what was last checked and sent, what waits, and why messages were given up."""
    from tracker.alerts.service import alerts_status

    with context.obj.services() as parts:
        found = alerts_status(parts.store)
        context.obj.show(found, as_json=json, text=lambda: _print_status(found))


@alerts.command("list")
def list_(
    context: typer.Context,
    address: Annotated[str | None, typer.Option(help="Only of this mail address.")] = None,
    json: Json = False,
) -> None:
    """List the subscriptions: whose, of what, how often, and what is wrong with them."""
    from corpus.errors import NotFound

    with context.obj.services() as parts:
        store, owner = parts.store, None
        if address is not None:
            owner = store.subscribers.by_address(address)
            if owner is None:
                raise NotFound(f"nobody with the address {address!r} is subscribed")
        found = store.subscriptions.list(None if owner is None else owner.id)
        addresses = {one.id: one.address for one in store.subscribers.list()}
        language = parts.settings.language
        context.obj.show(found, as_json=json, text=lambda: _print_list(found, addresses, language))


def _print_run(report: "RunReport") -> None:
    events, matched, composed = report.events, report.matched, report.composed
    if matched.first:
        print("first look: nothing that happened before it is announced")
    print(f"events written: {events.missed} missed, {events.near} near, {events.other} other")
    if events.waiting:
        print(f"left to the next run: {events.waiting}")
    print(f"events looked at: {matched.events}; deliveries: {matched.deliveries}; broken: {matched.broken}")
    if matched.overtaken:
        print("another run was faster and does the rest")
    print(f"messages composed: {composed.messages}, with {composed.deliveries} deliveries")
    if report.sent is not None:
        from tracker.alerts.sending.commands import print_sent

        print_sent(report.sent)


def _print_status(found: "AlertsStatus") -> None:
    held = found.outbox
    for name, value in (
        ("last checked", held.last_check),
        ("last match", held.last_match),
        ("last sent", held.last_sent),
    ):
        print(f"{name}: {value.isoformat(timespec='minutes') if value else 'never'}")
    print(f"events not checked yet: {found.behind}")
    print(f"deliveries that wait for their message: {held.unbundled}")
    print(f"messages waiting: {held.waiting}; given up: {held.failed}")
    for reason, count in found.failures:
        print(f"  {count} x {reason}")
    print(f"subscriptions: {held.subscriptions}; broken: {held.broken}; suspended addresses: {held.suspended}")


def _print_list(found: "tuple[Subscription, ...]", addresses: dict[int | None, str], language: str) -> None:
    from tracker.alerts.naming import subscription_name

    for one in found:
        state = one.broken or ("" if one.confirmed else "not confirmed")
        parts = (
            str(one.id),
            addresses.get(one.subscriber, ""),
            subscription_name(one, language),
            one.rhythm.value,
            state,
        )
        print("\t".join(parts))
