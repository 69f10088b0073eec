"""Feeds: missed deadlines as Atom (RFC 4287), with ids that stay the same wherever the feed is made."""

import re
from datetime import UTC, datetime, time
from html import escape
from zoneinfo import ZoneInfo

from fastapi import APIRouter, Request
from fastapi.responses import Response

from corpus.store.names import slug as office_slug
from tracker.missed import MissedDeadline
from web.marking import anchor
from web.render import environment, services_of, speaker_of
from web.views import reckoned

router = APIRouter(include_in_schema=False)
_ENTRIES = 100
_NOT_IN_XML = re.compile(r"[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def site(request: Request) -> str:
    """Return the public address of the site, without a slash at its end."""
    return (services_of(request).settings.base_url or str(request.base_url)).rstrip("/")


def xml_safe(text: str) -> str:
    """Return a text without the characters that XML 1.0 does not allow (section 2.2), which PDF files do contain."""
    return _NOT_IN_XML.sub("", text)


def _moment(entry: MissedDeadline, zone: ZoneInfo) -> datetime:
    """Return when the deadline was missed: the beginning of the first day on which it was overdue."""
    return datetime.combine(entry.day, time(), tzinfo=zone).astimezone(UTC)


def _entry(one: MissedDeadline, language: str, address: str, zone: ZoneInfo) -> dict[str, str | None]:
    """Return an entry as the template writes it; that escapes the HTML of the content once more, as Atom asks."""
    summary, quote = one.summary(language), " ".join(one.commitment.quote.split())
    return {
        "id": one.tag,
        "title": one.title(language),
        "summary": summary,
        "content": f"<blockquote>{escape(quote)}</blockquote><p>{escape(summary)}</p>",
        "office": one.commitment.office,
        "moment": _moment(one, zone).strftime("%Y-%m-%dT%H:%M:%SZ"),
        "page": f"{address}/c/{one.commitment.id}",
        "source": f"{address}/d/{one.commitment.document}#{anchor(one.commitment.span)}",
    }


@router.get("/feeds/missed.atom")
def missed(request: Request, office: str | None = None, as_of: str | None = None) -> Response:
    """Give the missed deadlines, the latest first; ``office`` (a slug) narrows them."""
    parts, speaker = services_of(request), speaker_of(request)
    known = parts.store.people.office(office) if office else None
    found = parts.standing.missed(reckoned(as_of, parts))
    if known is not None:
        found = tuple(one for one in found if office_slug(one.commitment.office or "") == known.slug)
    newest = sorted(found, key=lambda one: (one.day, one.key), reverse=True)[:_ENTRIES]
    zone = ZoneInfo(parts.settings.timezone)
    entries = [_entry(one, speaker.language, site(request), zone) for one in newest]
    query = f"?{request.url.query}" if request.url.query else ""
    body = (
        environment()
        .get_template("missed.atom")
        .render(
            _=speaker.say,
            language=speaker.language,
            entries=entries,
            site=site(request),
            office=known,
            address=f"{site(request)}{request.url.path}{query}",
            updated=entries[0]["moment"] if entries else "1970-01-01T00:00:00Z",
        )
    )
    return Response(xml_safe(body), media_type="application/atom+xml", headers={"Vary": "Cookie"})
