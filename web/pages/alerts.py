"""Alerts: subscribe, confirm, manage, unsubscribe, and how they stand. Works without scripts and without cookies.

A GET only ever shows a button; what changes something is a POST. Who holds a signed link needs no password.
"""

from collections.abc import Callable
from typing import Annotated

from fastapi import APIRouter, Form, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response

from corpus.alerts import Rhythm, SubscriptionKind
from corpus.errors import NotFound, WrongUse
from tracker.alerts.desk import Desk, Held, Wish
from tracker.alerts.links import LinkKind
from tracker.alerts.matching import Estimate, estimate_hits
from tracker.alerts.matching.targets import PAUSED
from tracker.alerts.naming import subscription_name
from tracker.alerts.service import alerts_status
from tracker.alerts.texts import LANGUAGES, NAMES, spoken, words, written_day
from web.networks import NetworkLimit, network_of
from web.render import render, services_of, speaker_of

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
_FILTERS = (
    "parliament",
    "session",
    "minister",
    "office",
    "asker",
    "party",
    "theme",
    "language",
    "kind",
    "asked_from",
    "asked_to",
    "has_commitment",
)
_PRIVATE = {"Cache-Control": "no-store", "Referrer-Policy": "no-referrer", "X-Robots-Tag": "noindex"}
_BYTES = 100_000


def _desk(request: Request) -> Desk:
    parts = services_of(request)
    return Desk(parts.store, parts.settings, parts.clock)


def _page(
    request: Request, template: str, language: str = "", *, status: int = 200, private: bool = False, **context: object
) -> HTMLResponse:
    """Render a page in the visitor's or subscriber's language; that may be one which the rest of the site lacks."""
    asked = request.query_params.get("lang", "")
    chosen = spoken(asked if asked in LANGUAGES else language or speaker_of(request).language)

    def say(key: str, **values: object) -> str:
        return words(key, chosen, **values)

    context |= {
        "say": say,
        "chosen": chosen,
        "mail_languages": [(code, NAMES[code]) for code in LANGUAGES],
        "day_of": lambda moment: written_day(moment.date(), chosen) if moment else say("status.never"),
    }
    found = render(request, template, status=status, **context)
    if private:
        found.headers.update(_PRIVATE)
    return found


def _target(kind: SubscriptionKind, given: dict[str, str]) -> dict[str, object]:
    """Return what is followed, from the fields of the form or of the page that led here."""
    own = _TARGETS.get(kind, "")
    if kind is SubscriptionKind.SEARCH:
        names = ("q", "mode", *(name for name in _FILTERS if name != "kind"))
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
    given = {name: value for name, value in request.query_params.items() if len(value) < _BYTES}
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
            problem = problem or str(error)
    return _page(
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
        sends=bool(parts.settings.mail_from),
    )


@router.post("/alerts")
async def subscribe(request: Request) -> Response:
    """Take a wish; the answer is the same whether the address is known or not."""
    given = await _fields(request)
    return await _in_thread(_subscribe, request, given)


def _subscribe(request: Request, given: dict[str, str]) -> Response:
    parts = services_of(request)
    kind = _kind(given.get("follow", ""))
    if not limit.allows(network_of(request), parts.clock(), parts.settings.opt_in_per_network_hour):
        return _message(request, "page.title", "page.too_many", status=429)
    try:
        wish = Wish(
            address=given.get("address", ""),
            language=given.get("mail_language", ""),
            kind=kind,
            target=_target(kind, given),
            rhythm=_rhythm(given.get("rhythm", "")),
            name=given.get("name", ""),
        )
        _desk(request).subscribe(wish)
    except WrongUse as error:
        return _form(request, kind, given, problem=str(error), status=400)
    return _message(request, "page.check_title", "page.check")


@router.post("/alerts/link")
def send_link(request: Request, address: Annotated[str, Form()] = "") -> Response:
    """Send the link of the manage page to an address, if it is held; the answer does not tell."""
    parts = services_of(request)
    if not limit.allows(network_of(request), parts.clock(), parts.settings.opt_in_per_network_hour):
        return _message(request, "page.title", "page.too_many", status=429)
    try:
        _desk(request).send_manage_link(address)
    except WrongUse as error:
        return _form(request, SubscriptionKind.SEARCH, {}, problem=str(error), status=400)
    return _message(request, "page.check_title", "page.check")


@router.get("/alerts/confirm/{token}")
def ask_confirm(request: Request, token: str) -> Response:
    """Show what would be confirmed, with a button."""
    return _ask(request, token, LinkKind.CONFIRM)


@router.post("/alerts/confirm/{token}")
def confirm(request: Request, token: str) -> Response:
    """Confirm."""
    return _guarded(request, lambda: _confirmed(request, token))


def _confirmed(request: Request, token: str) -> Response:
    desk = _desk(request)
    held = desk.confirm(token)
    return _message(
        request,
        "page.confirmed_title",
        "page.confirmed",
        held.subscriber.language,
        private=True,
        name=", ".join(_names(request, held)),
        manage=f"/alerts/manage/{desk.links.token(LinkKind.MANAGE, held.subscriber)}",
    )


@router.get("/alerts/unsubscribe/{token}")
def ask_unsubscribe(request: Request, token: str) -> Response:
    """Show what would end, with a button: a mail program that looks at every link ends nothing."""
    return _ask(request, token, LinkKind.UNSUBSCRIBE)


@router.post("/alerts/unsubscribe/{token}")
def unsubscribe(request: Request, token: str) -> Response:
    """End it: the button, and the one click of a mail program (RFC 8058), which sends no cookie."""
    return _guarded(request, lambda: _unsubscribed(request, token))


def _unsubscribed(request: Request, token: str) -> Response:
    desk = _desk(request)
    language = desk.open(LinkKind.UNSUBSCRIBE, token).subscriber.language
    desk.unsubscribe(token)
    return _message(request, "page.unsubscribed_title", "page.unsubscribed", language, private=True)


@router.get("/alerts/manage/{token}")
def manage(request: Request, token: str) -> Response:
    """Show everything that is kept of an address, and what can be done with it."""
    return _guarded(request, lambda: _managed(request, token))


@router.post("/alerts/manage/{token}")
async def act(request: Request, token: str) -> Response:
    """Do one thing of the manage page and go back to it."""
    given = await _fields(request)
    return await _in_thread(_act, request, token, given)


def _act(request: Request, token: str, given: dict[str, str]) -> Response:
    return _guarded(request, lambda: _acted(request, token, given))


def _acted(request: Request, token: str, given: dict[str, str]) -> Response:
    desk, action = _desk(request), given.get("action", "")
    number = int(given["number"]) if given.get("number", "").isdecimal() and len(given["number"]) < 10 else 0
    language = desk.open(LinkKind.MANAGE, token).subscriber.language
    if action == "forget":
        desk.forget(token)
        return _message(request, "page.forgotten_title", "page.forgotten", language, private=True)
    if action == "ping":
        return _pinged(request, desk, token, number)
    endpoint = given.get("endpoint", "")
    actions: dict[str, Callable[[], object]] = {
        "change": lambda: desk.change(
            token,
            number,
            rhythm=_rhythm(given.get("rhythm", "")),
            endpoint=int(endpoint) if endpoint.isdecimal() else None,
        ),
        "pause": lambda: desk.pause(token, number),
        "resume": lambda: desk.resume(token, number),
        "remove": lambda: desk.remove(token, number),
        "language": lambda: desk.speak(token, given.get("mail_language", "")),
        "activate": lambda: desk.reactivate(token),
        "add_endpoint": lambda: desk.add_endpoint(token, given.get("url", "")),
        "remove_endpoint": lambda: desk.remove_endpoint(token, number),
        "rotate": lambda: desk.rotate(token, number),
        "enable": lambda: desk.enable(token, number),
    }
    if action not in actions:
        raise WrongUse(f"'{action}' is nothing that can be done")
    try:
        actions[action]()
    except NotFound:
        raise
    except WrongUse as error:
        return _managed(request, token, problem=str(error), status=400)
    return RedirectResponse(f"/alerts/manage/{token}", status_code=303, headers=_PRIVATE)


def _pinged(request: Request, desk: Desk, token: str, number: int) -> Response:
    from tracker.alerts.sending.service import ping

    parts = services_of(request)
    held = desk.endpoint(token, number)
    outcome = ping(parts.store, parts.settings, parts.clock, held.id or 0)
    if outcome.verdict == "taken":
        return _managed(request, token, said=("page.ping_taken", ""))
    return _managed(request, token, said=("page.ping_failed", outcome.text))


def _managed(
    request: Request, token: str, *, problem: str = "", said: tuple[str, str] = ("", ""), status: int = 200
) -> Response:
    from tracker.alerts.sending.signing import newest

    held = _desk(request).open(LinkKind.MANAGE, token)
    store = services_of(request).store
    language = spoken(held.subscriber.language)
    return _page(
        request,
        "alerts_manage.html",
        language,
        status=status,
        private=True,
        held=held,
        action=f"/alerts/manage/{token}",
        rows=[
            (one, subscription_name(one, language, store), str(one.target.get(PAUSED, ""))[:10])
            for one in held.subscriptions
        ],
        secrets={one.id: newest(one.secret) for one in held.endpoints},
        rhythms=[one.value for one in Rhythm],
        problem=problem,
        said=said,
    )


@router.get("/alerts/status")
def status(request: Request) -> HTMLResponse:
    """Show how the alerts stand: no address stands on it."""
    return _page(request, "alerts_status.html", found=alerts_status(services_of(request).store))


def _ask(request: Request, token: str, kind: LinkKind) -> Response:
    def page() -> Response:
        held = _desk(request).open(kind, token)
        if not held.limited:
            raise NotFound("nothing of this is left")
        return _page(
            request,
            "alerts_ask.html",
            held.subscriber.language,
            private=True,
            title=f"page.{kind.value}_title",
            ask=f"page.{kind.value}_ask",
            address=held.subscriber.address,
            names=_names(request, held),
            confirming=kind is LinkKind.CONFIRM,
        )

    return _guarded(request, page)


def _names(request: Request, held: Held) -> list[str]:
    store = services_of(request).store
    return [subscription_name(one, spoken(held.subscriber.language), store) for one in held.limited]


def _guarded(request: Request, page: Callable[[], Response]) -> Response:
    """Show a page, or that the link does not work: whatever is wrong with it, the answer is the same."""
    try:
        return page()
    except (WrongUse, NotFound):
        return _message(request, "page.bad_link_title", "page.bad_link", status=404, private=True)


def _message(
    request: Request,
    title: str,
    text: str,
    language: str = "",
    *,
    status: int = 200,
    private: bool = False,
    manage: str = "",
    **values: object,
) -> HTMLResponse:
    return _page(
        request,
        "alerts_message.html",
        language,
        status=status,
        private=private,
        title=title,
        text=text,
        values=values,
        manage=manage,
    )


def _rhythm(value: str) -> Rhythm:
    try:
        return Rhythm(value or Rhythm.DAILY)
    except ValueError as error:
        raise WrongUse(f"'{value}' is no rhythm") from error


async def _fields(request: Request) -> dict[str, str]:
    """Return the fields of a form that are text of a reasonable length."""
    form = await request.form(max_files=0, max_fields=50)
    return {name: value for name, value in form.items() if isinstance(value, str) and len(value) < _BYTES}


async def _in_thread(work: Callable[..., Response], *given: object) -> Response:
    """Do the work of a page where it does not hold up the others."""
    from fastapi.concurrency import run_in_threadpool

    return await run_in_threadpool(work, *given)
