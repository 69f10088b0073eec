"""Templates: one environment, and everything a template may call."""

import hashlib
from functools import lru_cache
from pathlib import Path
from urllib.parse import urlencode

from fastapi import Request
from fastapi.responses import HTMLResponse
from jinja2 import Environment, FileSystemLoader, StrictUndefined

from corpus.facts import TimeRange
from corpus.store.names import slug
from web import stylesheet
from web.exports.jsonld import question_jsonld
from web.i18n import LANGUAGES, Speaker, choose_language
from web.services import Services
from web.sign_in_gate import sign_in_address, visitor_of

_FOLDER = Path(__file__).parent
_POINTING = frozenset({"s", "h", "back", "utm_source", "utm_medium", "utm_campaign", "fbclid"})
_LANGUAGE_NAMES = {"nl": "Nederlands", "fr": "Français", "en": "English"}


@lru_cache
def asset(name: str) -> str:
    """Return the address of a static file, with its hash, so that it may be cached for ever."""
    if name == stylesheet.NAME:
        return f"/static/{name}?v={stylesheet.digest()}"
    digest = hashlib.sha256((_FOLDER / "static" / name).read_bytes()).hexdigest()[:10]
    return f"/static/{name}?v={digest}"


@lru_cache
def environment() -> Environment:
    """Return the template environment; every value is escaped, and an unknown name is an error."""
    found = Environment(
        loader=FileSystemLoader(_FOLDER / "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        extensions=["jinja2.ext.i18n"],
    )
    found.globals.update(asset=asset, query=with_query, office_slug=slug, question_jsonld=question_jsonld)
    return found


def with_query(path: str, given: dict[str, object], **changes: object) -> str:
    """Return an address with its query changed; None removes a parameter."""
    merged = {**given, **changes}
    kept = {name: value for name, value in merged.items() if value not in (None, "", False)}
    return f"{path}?{urlencode(kept, doseq=True)}" if kept else path


def services_of(request: Request) -> Services:
    """Return the parts behind the application."""
    found: Services = request.app.state.services
    return found


def site(request: Request) -> str:
    """Return the public address of the site, without a slash at its end."""
    return (services_of(request).settings.base_url or str(request.base_url)).rstrip("/")


def canonical(request: Request) -> str:
    """Return the one address of a page: with what chooses its content, without what only points into it or is unknown.

    The languages of a page have an address each (``lang``), as they are pages of their own to a search engine.
    """
    given = dict[str, object]((name, value) for name, value in request.query_params.items() if name not in _POINTING)
    return with_query(request.url.path, given)


def _in_languages(address: str) -> list[tuple[str, str]]:
    """Return the addresses of a page by language, the one that follows the visitor as ``x-default``."""
    path, _, query = address.partition("?")
    kept = [one for one in query.split("&") if one and not one.startswith("lang=")]
    found = [(language, "?".join((path, "&".join([*kept, f"lang={language}"])))) for language in LANGUAGES]
    return [*found, ("x-default", "?".join(filter(None, (path, "&".join(kept)))))]


def speaker_of(request: Request) -> Speaker:
    """Return who speaks to this visitor."""
    settings = services_of(request).settings
    return Speaker(language=choose_language(request, settings.language), zone=settings.timezone)


def time_range(speaker: Speaker, due: TimeRange | None) -> str:
    """Write a time as an interval of days."""
    if due is None:
        return "–"
    last = due.expected or due.latest
    if due.earliest and last and due.earliest != last:
        return f"{speaker.date(due.earliest, 'medium')} – {speaker.date(last, 'medium')}"
    if last:
        prefix = "" if due.earliest == last else speaker.say("by") + " "
        return prefix + speaker.date(last, "medium")
    beginning = speaker.say("from") + " "
    return beginning + speaker.date(due.earliest, "medium") if due.earliest else "–"


def render(request: Request, template: str, *, status: int = 200, **context: object) -> HTMLResponse:
    """Render a page in the visitor's language.

    Args:
        request: The request, for language, path and services.
        template: Name of the template.
        status: HTTP status.
        **context: What the template shows.
    """
    speaker = speaker_of(request)
    here = request.url.path + (f"?{request.url.query}" if request.url.query else "")
    page, address = environment().get_template(template), canonical(request)
    body = page.render(
        _=speaker.say,
        gettext=speaker.say,
        ngettext=speaker.say_many,
        counted=speaker.counted,
        speaker=speaker,
        path=request.url.path,
        here=here,
        site=site(request),
        canonical=address,
        in_languages=_in_languages(address),
        visitor=visitor_of(request),
        sign_in_address=sign_in_address(request),
        languages=[(language, _LANGUAGE_NAMES[language]) for language in LANGUAGES],
        time_range=lambda due: time_range(speaker, due),
        day_is_of_question=lambda document: document in services_of(request).standing.without_answer_day(),
        **context,
    )
    return HTMLResponse(body, status_code=status, headers={"Vary": "Cookie", "Content-Language": speaker.language})
