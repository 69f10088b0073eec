"""The sitemap: every lasting page with the day it last changed, in parts that each stay under the protocol's 50,000."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from math import ceil
from urllib.parse import quote
from xml.sax.saxutils import escape

from web.exports.describing import local_day
from web.services import Services

PART = 20_000
"""Addresses in a part (sitemaps.org allows 50,000, and 50 MB)."""
_FIXED = (
    "/", "/commitments", "/figures", "/offices", "/persons", "/subjects", "/news", "/methods", "/sources", "/quality",
    "/data", "/api/docs", "/imprint", "/privacy", "/accessibility",
)  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """A page.

    Attributes:
        path: Its address on the site.
        changed: The day it last changed; None where that is not known.
    """

    path: str
    changed: date | None = None


def how_many(parts: Services) -> int:
    """Return how many parts the sitemap has: the lists, then documents, then commitments."""
    return 1 + _documents(parts) + ceil(parts.store.register.count() / PART)


def entries(parts: Services, number: int) -> Iterator[Entry]:
    """Yield the pages of a part, counted from 1."""
    documents = _documents(parts)
    if number == 1:
        yield from (Entry(path=path) for path in _FIXED)
        yield from (Entry(path=f"/offices/{one.slug}") for one in parts.store.people.offices())
    elif number <= 1 + documents:
        found = parts.store.documents.recorded(PART, (number - 2) * PART)
        yield from (_entry(f"/d/{quote(name, safe='')}", moment, parts) for name, moment in found)
    else:
        changes = parts.store.register.last_changes(PART, (number - 2 - documents) * PART)
        yield from (_entry(f"/c/{quote(name, safe='')}", moment, parts) for name, moment in changes)


def element(site: str, entry: Entry) -> str:
    """Return a page as the sitemap names it."""
    changed = f"<lastmod>{entry.changed.isoformat()}</lastmod>" if entry.changed else ""
    return f"<url><loc>{escape(site + entry.path)}</loc>{changed}</url>\n"


def _documents(parts: Services) -> int:
    return ceil(parts.store.documents.count() / PART)


def _entry(path: str, moment: datetime, parts: Services) -> Entry:
    return Entry(path=path, changed=local_day(moment, parts))
