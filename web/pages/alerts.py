"""Alerts: subscribe, confirm, manage, unsubscribe, and how they stand. Works without scripts and without cookies.

A GET only ever shows a button; what changes something is a POST. Who holds a signed link needs no password.
"""

from typing import Annotated

from fastapi import APIRouter, Form, Request
from fastapi.responses import HTMLResponse, Response

from corpus.alerts import Rhythm, SubscriptionKind
from corpus.errors import NotFound, WrongUse
from tracker.alerts.desk import Wish
from tracker.alerts.links import LinkKind
from tracker.alerts.matching import Estimate, estimate_hits
from tracker.alerts.service import alerts_status
from web.alert_pages import MOST_BYTES, alert_page, desk_of, fields_of, guarded, in_thread, message, names_of, rhythm_of
from web.error_words import error_words
from web.networks import NetworkLimit, mailbox_of, network_of
from web.render import services_of, speaker_of
from web.searching.asked import FILTERS
from web.sign_in_gate import must_be_own

router = APIRouter()
limit = NetworkLimit()

_TARGETS = {
    SubscriptionKind.QUESTION: "document",
    SubscriptionKind.COMMITMENT: "commitment",
    SubscriptionKind.OFFICE: "office",
    SubscriptionKind.PERSON: "person",
    SubscriptionKind.SUBJECT: "theme",
    SubscriptionKind.DEADLINES: "office",
    SubscriptionKind.REMINDERS: "office",
}
_NOT_FOLLOWED = frozenset({"kind", "family", "overdue"})
"""Filters of a search that a subscription to it leaves out; its own kind stands under the first one's name."""


def _target(kind: SubscriptionKind, given: dict[str, str]) -> dict[str, object]:
    """Return what is followed, from the fields of the form or of the page that led here."""
    own = _TARGETS.get(kind, "")
    if kind is SubscriptionKind.SEARCH:
        names = ("q", "mode", *(name for name in FILTERS if name not in _NOT_FOLLOWED))
        found: dict[str, object] = {name: given[name] for name in names if given.get(name)}
        return found | ({"kind": given["answer_kind"]} if given.get("answer_kind") else {})
    typed = given.get("target", "").strip() or given.get(own, "").strip()
    if kind is SubscriptionKind.SUBJECT and not given.get("theme"):
        query = given.get("target", "").strip() or given.get("q", "").strip()
        return {"q": query} if query else {}
    return {own: typed} if typed else {}


def _kind(value: str) -> SubscriptionKind:
    try:
        return SubscriptionKind(value or SubscriptionKind.SEARCH)
    except ValueError as error:
        raise WrongUse(f"'{value}' cannot be followed") from error


@router.get("/alerts")
def show(request: Request) -> HTMLResponse:
    """Show the form; with something to follow, how much that would have been lately."""
    given = {name: value for name, value in request.query_params.items() if len(value) < MOST_BYTES}
    kind = _kind(given.get("follow", ""))
    return _form(request, kind, given)


def _form(
    request: Request, kind: SubscriptionKind, given: dict[str, str], *, problem: str = "", status: int = 200
) -> HTMLResponse:
    parts = services_of(request)
    target = _target(kind, given)
    estimate: Estimate | None = None
    if target or kind in (SubscriptionKind.DEADLINES, SubscriptionKind.REMINDERS):
        try:
            estimate = estimate_hits(parts.store, parts.settings, parts.clock, kind, target)
        except WrongUse as error:
            problem = problem or error_words(speaker_of(request), error)
    return alert_page(
        request,
        "alerts_form.html",
        status=status,
        kind=kind.value,
        kinds=[one.value for one in SubscriptionKind],
        rhythms=[one.value for one in Rhythm],
        given=given,
        target=target,
        typed=str(target.get("q" if "q" in target else _TARGETS.get(kind, ""), "")),
        filters={name: value for name, value in target.items() if name not in ("q", "mode")},
        estimate=estimate,
        problem=problem,
        offices=parts.store.people.offices(),
        sends=bool(parts.settings.mail_from),
    )


@router.post("/alerts")
async def subscribe(request: Request) -> Response:
    """Take a wish; the answer is the same whether the address is known or not."""
    must_be_own(request)
    given = await fields_of(request)
    return await in_thread(_subscribe, request, given)


def _subscribe(request: Request, given: dict[str, str]) -> Response:
    parts = services_of(request)
    kind = _kind(given.get("follow", ""))
    if not limit.allows(network_of(request), parts.clock(), parts.settings.opt_in_per_network_hour):
        return message(request, "page.title", "page.too_many", status=429)
    try:
        wish = Wish(
            address=given.get("address", ""),
            language=given.get("mail_language", ""),
            kind=kind,
            target=_target(kind, given),
            rhythm=rhythm_of(given.get("rhythm", "")),
            name=given.get("name", ""),
        )
        mailboxes: NetworkLimit = request.app.state.mailboxes
        if mailboxes.allows(mailbox_of(wish.address), parts.clock(), 2 * parts.settings.opt_in_per_hour):
            desk_of(request).subscribe(wish)
    except WrongUse as error:
        return _form(request, kind, given, problem=error_words(speaker_of(request), error), status=400)
    return message(request, "page.check_title", "page.check")


@router.post("/alerts/link")
def send_link(request: Request, address: Annotated[str, Form()] = "") -> Response:
    """Send the link of the manage page to an address, if it is held; the answer does not tell."""
    must_be_own(request)
    parts = services_of(request)
    if not limit.allows(network_of(request), parts.clock(), parts.settings.opt_in_per_network_hour):
        return message(request, "page.title", "page.too_many", status=429)
    try:
        desk_of(request).send_manage_link(address)
    except WrongUse as error:
        return _form(request, SubscriptionKind.SEARCH, {}, problem=error_words(speaker_of(request), error), status=400)
    return message(request, "page.check_title", "page.check")


@router.get("/alerts/confirm/{token}")
def ask_confirm(request: Request, token: str) -> Response:
    """Show what would be confirmed, with a button."""
    return _ask(request, token, LinkKind.CONFIRM)


@router.post("/alerts/confirm/{token}")
def confirm(request: Request, token: str) -> Response:
    """Confirm."""
    return guarded(request, lambda: _confirmed(request, token))


def _confirmed(request: Request, token: str) -> Response:
    desk = desk_of(request)
    held = desk.confirm(token)
    return message(
        request,
        "page.confirmed_title",
        "page.confirmed",
        held.subscriber.language,
        private=True,
        name=", ".join(names_of(request, held)),
        manage=f"/alerts/manage/{desk.links.token(LinkKind.MANAGE, held.subscriber)}",
    )


@router.get("/alerts/unsubscribe/{token}")
def ask_unsubscribe(request: Request, token: str) -> Response:
    """Show what would end, with a button: a mail program that looks at every link ends nothing."""
    return _ask(request, token, LinkKind.UNSUBSCRIBE)


@router.post("/alerts/unsubscribe/{token}")
def unsubscribe(request: Request, token: str) -> Response:
    """End it: the button, and the one click of a mail program (RFC 8058), which sends no cookie."""
    return guarded(request, lambda: _unsubscribed(request, token))


def _unsubscribed(request: Request, token: str) -> Response:
    desk = desk_of(request)
    language = desk.open(LinkKind.UNSUBSCRIBE, token).subscriber.language
    desk.unsubscribe(token)
    return message(request, "page.unsubscribed_title", "page.unsubscribed", language, private=True)


@router.get("/alerts/status")
def status(request: Request) -> HTMLResponse:
    """Show how the alerts stand: no address stands on it."""
    return alert_page(request, "alerts_status.html", found=alerts_status(services_of(request).store))


def _ask(request: Request, token: str, kind: LinkKind) -> Response:
    def page() -> Response:
        held = desk_of(request).open(kind, token)
        if not held.limited:
            raise NotFound("nothing of this is left")
        return alert_page(
            request,
            "alerts_ask.html",
            held.subscriber.language,
            private=True,
            title=f"page.{kind.value}_title",
            ask=f"page.{kind.value}_ask",
            address=held.subscriber.address,
            names=names_of(request, held),
            confirming=kind is LinkKind.CONFIRM,
        )

    return guarded(request, page)
