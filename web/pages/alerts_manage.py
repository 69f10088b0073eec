"""The manage page of the alerts: everything that is kept of an address, and what its owner can do with it."""

from collections.abc import Callable

from fastapi import APIRouter, Request
from fastapi.responses import RedirectResponse, Response

from corpus.alerts import Rhythm
from corpus.errors import NotFound, WrongUse
from tracker.alerts.desk import Desk
from tracker.alerts.links import LinkKind
from tracker.alerts.matching.targets import PAUSED
from tracker.alerts.naming import subscription_name
from tracker.alerts.texts import spoken
from web.alert_pages import PRIVATE, alert_page, desk_of, fields_of, guarded, in_thread, message, rhythm_of
from web.error_words import error_words
from web.networks import NetworkLimit
from web.render import services_of, speaker_of

router = APIRouter()
PINGS_PER_HOUR = 10
"""Tests of web addresses that one subscriber may ask for in an hour."""


@router.get("/alerts/manage/{token}")
def manage(request: Request, token: str) -> Response:
    """Show everything that is kept of an address, and what can be done with it."""
    return guarded(request, lambda: _managed(request, token))


@router.post("/alerts/manage/{token}")
async def act(request: Request, token: str) -> Response:
    """Do one thing of the manage page and go back to it."""
    given = await fields_of(request)
    return await in_thread(_act, request, token, given)


def _act(request: Request, token: str, given: dict[str, str]) -> Response:
    return guarded(request, lambda: _acted(request, token, given))


def _acted(request: Request, token: str, given: dict[str, str]) -> Response:
    desk, action = desk_of(request), given.get("action", "")
    number = int(given["number"]) if given.get("number", "").isdecimal() and len(given["number"]) < 10 else 0
    language = desk.open(LinkKind.MANAGE, token).subscriber.language
    if action == "forget":
        desk.forget(token)
        return message(request, "page.forgotten_title", "page.forgotten", language, private=True)
    if action == "ping":
        return _pinged(request, desk, token, number)
    endpoint = given.get("endpoint", "")
    actions: dict[str, Callable[[], object]] = {
        "change": lambda: desk.change(
            token,
            number,
            rhythm=rhythm_of(given.get("rhythm", "")),
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
        return _managed(request, token, problem=error_words(speaker_of(request), error), status=400)
    return RedirectResponse(f"/alerts/manage/{token}", status_code=303, headers=PRIVATE)


def _pinged(request: Request, desk: Desk, token: str, number: int) -> Response:
    from tracker.alerts.sending.service import ping

    parts = services_of(request)
    held = desk.endpoint(token, number)
    # Each test is a call to an address that somebody chose, made by this machine.
    pings: NetworkLimit = request.app.state.pings
    if not pings.allows(f"endpoint owner {held.subscriber}", parts.clock(), PINGS_PER_HOUR):
        return message(request, "page.title", "page.too_many", status=429, private=True)
    outcome = ping(parts.store, parts.settings, parts.clock, held.id or 0)
    if outcome.verdict == "taken":
        return _managed(request, token, said=("page.ping_taken", ""))
    return _managed(request, token, said=("page.ping_failed", outcome.text))


def _managed(
    request: Request, token: str, *, problem: str = "", said: tuple[str, str] = ("", ""), status: int = 200
) -> Response:
    from tracker.alerts.sending.signing import newest

    held = desk_of(request).open(LinkKind.MANAGE, token)
    store = services_of(request).store
    language = spoken(held.subscriber.language)
    return alert_page(
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
