"""Feeds: missed deadlines as Atom (RFC 4287), with ids that stay the same wherever the feed is made."""

from datetime import UTC, datetime, time
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


def site(request: Request) -> str:
    """Return the public address of the site, without a slash at its end."""
    return (services_of(request).settings.base_url or str(request.base_url)).rstrip("/")


def _moment(entry: MissedDeadline, zone: ZoneInfo) -> datetime:
    """Return when the deadline was missed: the beginning of the first day on which it was overdue."""
    return datetime.combine(entry.day, time(), tzinfo=zone).astimezone(UTC)


@router.get("/feeds/missed.atom")
def missed(request: Request, office: str | None = None, as_of: str | None = None) -> Response:
    """Give the missed deadlines, the latest first; ``office`` (a slug) narrows them."""
    parts, speaker = services_of(request), speaker_of(request)
    found = parts.tracker.missed(reckoned(as_of, parts))
    if office:
        known = parts.store.people.office(office)
        found = tuple(
            one for one in found if one.commitment.office and office_slug(one.commitment.office) == known.slug
        )
    zone = ZoneInfo(parts.settings.timezone)
    newest = sorted(found, key=lambda one: (one.day, one.key), reverse=True)[:_ENTRIES]
    entries = [
        {
            "id": one.tag,
            "title": one.title(speaker.language),
            "summary": one.summary(speaker.language),
            "quote": " ".join(one.commitment.quote.split()),
            "office": one.commitment.office,
            "moment": _moment(one, zone).strftime("%Y-%m-%dT%H:%M:%SZ"),
            "page": f"{site(request)}/c/{one.commitment.id}",
            "source": f"{site(request)}/d/{one.commitment.document}#{anchor(one.commitment.span)}",
        }
        for one in newest
    ]
    body = (
        environment()
        .get_template("missed.atom")
        .render(
            _=speaker.say,
            language=speaker.language,
            entries=entries,
            site=site(request),
            address=str(request.url),
            updated=entries[0]["moment"] if entries else "1970-01-01T00:00:00Z",
        )
    )
    return Response(body, media_type="application/atom+xml")
