"""What the hosts of a source ask of programs in ``robots.txt`` (RFC 9309), told to an operator before it is followed.

A source is called at the addresses that it publishes for programs, and no link is followed: this is no crawler, and a
file that keeps search engines away from documents does not bind it. Whether a source may be followed is for the
operator to decide, who has read its licence and terms; a dry run says what the file asks.
"""

from urllib.parse import urlsplit
from urllib.robotparser import RobotFileParser

from corpus.errors import SourceUnavailable
from ingest.sources.web.client import PoliteClient

_GONE = (400, 401, 403, 404, 410)
_NAME = "Rappel"


def robots_notes(addresses: frozenset[str], client: PoliteClient) -> tuple[str, ...]:
    """Return what the hosts of some addresses ask of this program, a sentence for each that asks for anything.

    Args:
        addresses: Addresses that are called.
        client: Calls the hosts.
    """
    by_host: dict[str, list[str]] = {}
    for address in sorted(addresses):
        parts = urlsplit(address)
        by_host.setdefault(f"{parts.scheme}://{parts.netloc}", []).append(address)
    return tuple(note for host, places in by_host.items() for note in _notes(host, places, client))


def _notes(host: str, places: list[str], client: PoliteClient) -> list[str]:
    place = f"{host}/robots.txt"
    try:
        text = client.get(place, accept="text/plain").content.decode("utf-8", "replace")
    except SourceUnavailable as error:
        return [] if error.status in _GONE else [f"{place} could not be read: {error}"]
    rules = RobotFileParser(place)
    rules.parse(text.splitlines())
    kept = [one for one in places if not rules.can_fetch(_NAME, one)]
    found = [f"{place} asks programs to stay away from {one}" for one in kept]
    delay = rules.crawl_delay(_NAME)
    return [*found, f"{place} asks for {delay} seconds between two calls"] if delay else found
