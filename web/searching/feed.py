"""The results of a search as an Atom feed (RFC 4287), the newest first."""

import hashlib
from dataclasses import replace
from datetime import UTC, date, datetime, time
from zoneinfo import ZoneInfo

from fastapi import Request
from fastapi.responses import Response

from search.request import Hit, SearchRequest, Sort
from web.feeds import site, xml_safe
from web.render import environment, services_of, speaker_of, with_query
from web.searching.asked import SearchQuestion

_ENTRIES = 50
_TAG = "tag:rappel.invalid,2024"
_NOT_FOLLOWED = ("sort", "limit", "grouped")
_NEVER = "1970-01-01T00:00:00Z"


def followed(asked: SearchQuestion) -> dict[str, object]:
    """Return a search without what only arranges its list: the parameters of its feed."""
    return {name: value for name, value in asked.given().items() if name not in _NOT_FOLLOWED}


def feed(request: Request, asked: SearchQuestion, wanted: SearchRequest) -> Response:
    """Answer with the newest documents of a search; an entry has the id of its document, whatever the search.

    Args:
        request: The request.
        asked: The search, for its addresses.
        wanted: Its own form.
    """
    parts, speaker, given = services_of(request), speaker_of(request), followed(asked)
    found = parts.search.search(
        replace(wanted, sort=Sort.NEWEST, limit=_ENTRIES, offset=0, cursor="", grouped=False, passages=1)
    )
    zone = ZoneInfo(parts.settings.timezone)
    entries = [(one, _moment(one, zone), _passage(one)) for one in found.hits]
    digest = hashlib.sha256(repr(sorted(given.items())).encode()).hexdigest()[:16]
    body = (
        environment()
        .get_template("searching/results.atom")
        .render(
            _=speaker.say,
            language=speaker.language,
            asked=asked,
            entries=entries,
            tag=_TAG,
            identity=f"{_TAG}:search/{digest}",
            updated=max((moment for _, moment, _ in entries), default=_NEVER),
            site=site(request),
            address=site(request) + with_query("/search.atom", given),
            page=site(request) + with_query("/search", given, sort="newest"),
        )
    )
    return Response(xml_safe(body), media_type="application/atom+xml", headers={"Vary": "Cookie"})


def _moment(hit: Hit, zone: ZoneInfo) -> str:
    """Return the beginning of the day of its answer, else of its question, in UTC."""
    day: date | None = hit.answered or hit.asked
    if day is None:
        return _NEVER
    return datetime.combine(day, time(), tzinfo=zone).astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def _passage(hit: Hit) -> str:
    return " ".join("".join(one.text for one in hit.passages[0].snippet).split()) if hit.passages else ""
