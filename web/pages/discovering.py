"""How machines find the site: robots, sitemap, and the search that a browser can add."""

from typing import Annotated
from xml.sax.saxutils import escape, quoteattr

from fastapi import APIRouter, Path, Query, Request
from fastapi.responses import JSONResponse, PlainTextResponse, Response

from corpus.errors import NotFound
from corpus.store import DocumentFilter
from web.exports import sitemap
from web.feeds import site, xml_safe
from web.render import services_of, speaker_of
from web.serving.guard import unlisted

router = APIRouter()
_AWAY = ("/api/v1/", "/export/", "/search", "/already-asked", "/alerts", "/review", "/sign-in", "/language/", "/*?")
_SUGGESTED = 8
_MAPS = 'xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"'
_SUGGESTIONS = "application/x-suggestions+json"


@router.get("/robots.txt")
def robots(request: Request) -> PlainTextResponse:
    """Say what search engines may read: nothing of an instance that is closed or not to be listed."""
    if unlisted(services_of(request)):
        return PlainTextResponse("User-agent: *\nDisallow: /\n")
    away = "\n".join(f"Disallow: {path}" for path in _AWAY)
    return PlainTextResponse(f"User-agent: *\n{away}\n\nSitemap: {site(request)}/sitemap.xml\n")


@router.get("/sitemap.xml")
def show_parts(request: Request) -> Response:
    """Name the parts of the sitemap."""
    home, count = escape(site(request)), sitemap.how_many(services_of(request))
    named = "".join(f"<sitemap><loc>{home}/sitemap/{number}.xml</loc></sitemap>" for number in range(1, count + 1))
    return _xml(f"<sitemapindex {_MAPS}>{named}</sitemapindex>")


@router.get("/sitemap/{number}.xml")
def show_part(request: Request, number: Annotated[int, Path(ge=1, le=50_000)]) -> Response:
    """Give a part of the sitemap."""
    parts, home = services_of(request), site(request)
    if number > sitemap.how_many(parts):
        raise NotFound(f"the sitemap has {sitemap.how_many(parts)} parts")
    pages = "".join(sitemap.element(home, one) for one in sitemap.entries(parts, number))
    return _xml(f"<urlset {_MAPS}>{pages}</urlset>")


@router.get("/opensearch.xml")
def opensearch(request: Request) -> Response:
    """Describe the search to a browser, which can then be asked from its address bar (OpenSearch 1.1)."""
    speaker, home = speaker_of(request), site(request)
    said = escape(speaker.say("Search questions and answers"))
    addresses = (
        ("text/html", f"{home}/search?q={{searchTerms}}", "results"),
        (_SUGGESTIONS, f"{home}/suggest?q={{searchTerms}}", "suggestions"),
        ("application/opensearchdescription+xml", f"{home}/opensearch.xml", "self"),
    )
    urls = "".join(
        f"<Url type={quoteattr(kind)} template={quoteattr(template)} rel={quoteattr(rel)}/>"
        for kind, template, rel in addresses
    )
    body = (
        f"<ShortName>Rappel</ShortName><Description>{said}</Description>{urls}"
        f'<Image width="16" height="16" type="image/svg+xml">{escape(home)}/static/icon.svg</Image>'
        f"<Language>{speaker.language}</Language><InputEncoding>UTF-8</InputEncoding>"
    )
    text = f'<OpenSearchDescription xmlns="http://a9.com/-/spec/opensearch/1.1/">{body}</OpenSearchDescription>'
    return _xml(text, "application/opensearchdescription+xml")


@router.get("/suggest")
def suggest(request: Request, q: Annotated[str, Query(max_length=200)] = "") -> JSONResponse:
    """Give titles that hold what was typed so far, as browsers ask for them (OpenSearch Suggestions 1.1)."""
    typed, held = " ".join(q.split()), services_of(request).store.documents
    found = held.list(DocumentFilter(title=typed), limit=4 * _SUGGESTED) if len(typed) > 2 else ()
    titles = list(dict.fromkeys(" ".join((one.title or "").split()) for one in found))[:_SUGGESTED]
    return JSONResponse([q, titles], media_type=_SUGGESTIONS)


def _xml(element: str, media_type: str = "application/xml") -> Response:
    return Response(xml_safe(f'<?xml version="1.0" encoding="utf-8"?>\n{element}\n'), media_type=media_type)
