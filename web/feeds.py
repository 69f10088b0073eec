"""Feeds as Atom (RFC 4287): missed deadlines, with ids that stay the same wherever the feed is made, and events."""

import hashlib
import json
import re
from collections.abc import Iterator
from datetime import UTC, datetime, time
from html import escape
from itertools import islice
from typing import Annotated
from zoneinfo import ZoneInfo

from fastapi import APIRouter, Query, Request
from fastapi.responses import Response

from corpus.alerts import Subscription, SubscriptionKind
from corpus.errors import WrongUse
from corpus.register import Event, EventKind
from corpus.store import DocumentFilter
from corpus.store.names import slug as office_slug
from search.request import SearchRequest, Sort
from tracker.alerts.composing.lines import Narrator
from tracker.alerts.matching import check_target, search_target
from tracker.alerts.matching.occasions import TOLD
from tracker.alerts.matching.targets import named
from tracker.alerts.naming import subscription_name
from tracker.alerts.texts import spoken
from tracker.missed import MissedDeadline, event_tag
from web.limits import MOST
from web.marking import anchor
from web.render import environment, services_of, speaker_of, with_query
from web.render import site as site
from web.services import Services
from web.views import reckoned

router = APIRouter(include_in_schema=False)
_ENTRIES = 100
_AT_ONCE = 200
Limit = Annotated[int, Query(ge=1, le=500)]
_NOT_IN_XML = re.compile(r"[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


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
def missed(request: Request, office: str | None = None, as_of: str | None = None, limit: Limit = _ENTRIES) -> Response:
    """Give the missed deadlines, the latest first; ``office`` (a slug) narrows them."""
    parts, speaker = services_of(request), speaker_of(request)
    known = parts.store.people.office(office) if office else None
    found = parts.standing.missed(reckoned(as_of, parts))
    if known is not None:
        found = tuple(one for one in found if office_slug(one.commitment.office or "") == known.slug)
    newest = sorted(found, key=lambda one: (one.day, one.key), reverse=True)[:limit]
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


_FEED_TAG = "tag:rappel.invalid,2024:events"
_SEARCHED = 100  # newest documents of a search whose events are given
_PAGING = ("follow", "limit", "before", "lang")


@router.get("/feeds/events.atom")
def events(
    request: Request,
    follow: str = "deadlines",
    limit: Limit = _ENTRIES,
    before: Annotated[int | None, Query(ge=1, le=MOST)] = None,
) -> Response:
    """Give what a subscription of that kind is told of, the latest first; the parameters are those of the alerts.

    An entry has the same id as in a webhook and in the feed of missed deadlines. ``before`` (the number of an event)
    gives the page behind it, to which the feed links (RFC 5005).
    """
    parts, speaker = services_of(request), speaker_of(request)
    try:
        kind = SubscriptionKind(follow)
    except ValueError as error:
        raise WrongUse(f"'{follow}' cannot be followed") from error
    target = {name: value for name, value in request.query_params.items() if name not in _PAGING}
    check_target(kind, target)
    newest = list(islice(_events(parts, kind, target, before), limit + 1))
    narrator = Narrator(parts.store, site(request), spoken(speaker.language))
    digest = hashlib.sha256(json.dumps([kind, sorted(target.items())]).encode()).hexdigest()[:16]
    page, given = newest[:limit], dict[str, object](request.query_params)
    narrator.prepare(page)
    following = with_query(request.url.path, given, before=page[-1].id) if len(newest) > limit else ""
    body = (
        environment()
        .get_template("events.atom")
        .render(
            language=narrator.language,
            entries=[(event_tag(one), one, narrator.line(one, {})) for one in page],
            title=subscription_name(_followed(kind, target, parts), narrator.language, parts.store),
            site=site(request),
            identity=f"{_FEED_TAG}/{digest}",
            address=f"{site(request)}{with_query(request.url.path, given)}",
            following=f"{site(request)}{following}" if following else "",
        )
    )
    return Response(xml_safe(body), media_type="application/atom+xml", headers={"Vary": "Cookie"})


def _followed(kind: SubscriptionKind, target: dict[str, str], parts: Services) -> Subscription:
    return Subscription(subscriber=0, kind=kind, target=target, created=parts.clock())


def _events(parts: Services, kind: SubscriptionKind, target: dict[str, str], before: int | None) -> Iterator[Event]:
    """Yield the events of a kind of subscription, the latest first, from the whole log before a line."""
    log, name, told = parts.store.register, named(kind, target), sorted(TOLD[kind])
    if kind is SubscriptionKind.COMMITMENT:
        found = log.events(name, kinds=told)
    elif kind is SubscriptionKind.QUESTION:
        found = log.events(kinds=told, document_id=name)
    elif kind in (SubscriptionKind.SEARCH, SubscriptionKind.SUBJECT):
        found = tuple(one for document in _found(parts, target) for one in log.events(kinds=told, document_id=document))
    else:
        documents = _documents(parts, kind, name) if name and kind is not SubscriptionKind.REMINDERS else None
        yield from (one for one in _backwards(parts, told, before) if documents is None or one.document in documents)
        return
    known = (one for one in found if before is None or (one.id or 0) < before)
    yield from sorted(known, key=lambda one: one.id or 0, reverse=True)


def _backwards(parts: Services, told: list[EventKind], before: int | None) -> Iterator[Event]:
    """Yield lines of the log, the last first, read some at a time: a feed seldom needs more than the first."""
    while page := parts.store.register.latest_events(told, before_id=before, limit=_AT_ONCE):
        yield from page
        before = page[-1].id


def _documents(parts: Services, kind: SubscriptionKind, name: str) -> frozenset[str]:
    listed = parts.store.documents.list
    if kind is SubscriptionKind.PERSON:
        found = (*listed(DocumentFilter(minister=name)), *listed(DocumentFilter(asker=name)))
    else:
        found = listed(DocumentFilter(office=name))
    return frozenset(one.id for one in found)


def _found(parts: Services, target: dict[str, str]) -> Iterator[str]:
    """Yield the newest documents that hold every word of a query and obey its filters."""
    asked = search_target(target)
    request = SearchRequest(
        text=asked.text,
        filters=asked.filters,
        mode=asked.mode,
        sort=Sort.NEWEST,
        limit=_SEARCHED,
        grouped=False,
        today=parts.today(),
    )
    yield from (hit.document_id for hit in parts.search.search(request).hits)
