"""What the pages of the alerts have in common: their language, their links, and the fields of their forms."""

from collections.abc import Callable
from datetime import datetime
from zoneinfo import ZoneInfo

from fastapi import Request
from fastapi.responses import HTMLResponse, Response

from corpus.alerts import Rhythm
from corpus.errors import NotFound, WrongUse
from tracker.alerts.desk import Desk, Held
from tracker.alerts.naming import subscription_name
from tracker.alerts.texts import LANGUAGES, NAMES, spoken, words, written_day
from web.i18n import clock_time
from web.render import render, services_of, speaker_of

PRIVATE = {"Cache-Control": "no-store", "Referrer-Policy": "no-referrer", "X-Robots-Tag": "noindex"}
"""Headers of pages that a signed link opens: kept by nobody, told to nobody."""

MOST_BYTES = 100_000
"""Characters of a field that are read."""


def desk_of(request: Request) -> Desk:
    """Return the desk at which a visitor is served."""
    parts = services_of(request)
    return Desk(parts.store, parts.settings, parts.clock)


def alert_page(
    request: Request, template: str, language: str = "", *, status: int = 200, private: bool = False, **context: object
) -> HTMLResponse:
    """Render a page in the visitor's or subscriber's language; that may be one which the rest of the site lacks."""
    asked = request.query_params.get("lang", "")
    chosen = spoken(asked if asked in LANGUAGES else language or speaker_of(request).language)

    zone = ZoneInfo(services_of(request).settings.timezone)

    def told(key: str, **values: object) -> str:
        return words(key, chosen, **values)

    def here(moment: datetime) -> datetime:
        return moment.astimezone(zone)

    context |= {
        "told": told,
        "chosen": chosen,
        "mail_languages": [(code, NAMES[code]) for code in LANGUAGES],
        "day_of": lambda moment: written_day(here(moment).date(), chosen) if moment else told("status.never"),
        "time_of": lambda moment: clock_time(here(moment)),
    }
    found = render(request, template, status=status, **context)
    if private:
        found.headers.update(PRIVATE)
    return found


def names_of(request: Request, held: Held) -> list[str]:
    """Return what the subscriptions of a link are called, in their owner's language."""
    store = services_of(request).store
    return [subscription_name(one, spoken(held.subscriber.language), store) for one in held.limited]


def guarded(request: Request, page: Callable[[], Response]) -> Response:
    """Show a page, or that the link does not work: whatever is wrong with it, the answer is the same."""
    try:
        return page()
    except (WrongUse, NotFound):
        return message(request, "page.bad_link_title", "page.bad_link", status=404, private=True)


def message(
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
    """Show a page of one sentence; arguments are keys of the texts."""
    return alert_page(
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


def rhythm_of(value: str) -> Rhythm:
    """Return a rhythm as a form names it; daily where it names none.

    Raises:
        WrongUse: If there is no such rhythm.
    """
    try:
        return Rhythm(value or Rhythm.DAILY)
    except ValueError as error:
        raise WrongUse(f"'{value}' is no rhythm") from error


async def fields_of(request: Request) -> dict[str, str]:
    """Return the fields of a form that are text of a reasonable length."""
    form = await request.form(max_files=0, max_fields=50)
    return {name: value for name, value in form.items() if isinstance(value, str) and len(value) < MOST_BYTES}


async def in_thread(work: Callable[..., Response], *given: object) -> Response:
    """Do the work of a page where it does not hold up the others."""
    from fastapi.concurrency import run_in_threadpool

    return await run_in_threadpool(work, *given)
