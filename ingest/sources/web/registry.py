"""The sources on the web that this program knows, and what an instance says of them in ``sources.toml``.

``sources.toml`` in the data folder is optional. A table a source::

    [vlaams-parlement]
    follow = true                 # the running service follows it; else only 'rappel sync' does
    every_minutes = 60
    pause = 1.0                   # seconds between two calls
    begin = 2019-09-23            # nothing older is fetched
    lists_days = 1                # so old may its lists of members and legislatures become
    [vlaams-parlement.addresses]  # other addresses than the source's own: a mirror, or a server of tests
    search = "http://127.0.0.1:9000/api/search/query/"
"""

import tomllib
from collections.abc import Callable, Mapping
from datetime import date
from importlib import import_module
from importlib.metadata import version
from pathlib import Path
from time import sleep
from urllib.parse import urlsplit

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from corpus.errors import NotFound, RulesError
from corpus.settings import Settings
from ingest.sources.web.client import Manners, PoliteClient
from ingest.sources.web.connector import Connector

FILE = "sources.toml"
_KNOWN = {
    "vlaams-parlement": ("vlaams_parlement", "FlemishParliament"),
    "dekamer": ("dekamer", "BelgianChamber"),
    "tweede-kamer": ("tweede_kamer", "TweedeKamer"),
    "uk-parliament": ("uk_parliament", "UKParliament"),
}
"""Name of each source, with the module and the class of its connector; loaded on use."""


class SourceOptions(BaseModel):
    """What an instance says of one source.

    Attributes:
        follow: Whether the running service follows it.
        every_minutes: Minutes between two looks of the running service.
        pause: Seconds between two calls.
        begin: Nothing older is fetched; None for the connector's own first day.
        lists_days: Days after which its lists of members and legislatures are asked for again.
        addresses: Addresses that replace the source's own, by their names in its rules.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    follow: bool = False
    every_minutes: int = Field(default=60, ge=1)
    pause: float = Field(default=1.0, ge=0)
    begin: date | None = None
    lists_days: float = Field(default=1.0, gt=0)
    addresses: Mapping[str, str] = Field(default_factory=dict)


def known_sources() -> tuple[str, ...]:
    """Return the names of the sources that this program knows."""
    return tuple(_KNOWN)


def load_options(data: Path) -> dict[str, SourceOptions]:
    """Return what ``sources.toml`` says, by source; the defaults for a source that it does not name.

    Raises:
        RulesError: If it cannot be read, names a source that is not known, or says something that cannot be; the text
            names the table and the entry.
    """
    path = data / FILE
    try:
        given = tomllib.loads(path.read_text(encoding="utf-8")) if path.is_file() else {}
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise RulesError(f"{path}: {error}") from error
    if unknown := sorted(set(given) - set(_KNOWN)):
        raise RulesError(f"{path}: '{unknown[0]}' is no source; known are {', '.join(_KNOWN)}")
    try:
        return {name: SourceOptions.model_validate(given.get(name, {})) for name in _KNOWN}
    except ValidationError as error:
        first = error.errors()[0]
        raise RulesError(f"{path}: {'.'.join(map(str, first['loc']))}: {first['msg']}") from error


def open_connector(name: str, options: SourceOptions) -> Connector:
    """Return the connector of a source.

    Raises:
        NotFound: If there is none of that name.
    """
    if name not in _KNOWN:
        raise NotFound(f"no source '{name}'; known are {', '.join(_KNOWN)}")
    module, kind = _KNOWN[name]
    made: Connector = getattr(import_module(f"ingest.sources.parliaments.{module}"), kind)(
        addresses=options.addresses, since=options.begin
    )
    return made


def open_client(
    connector: Connector, options: SourceOptions, settings: Settings, *, wait: Callable[[float], None] = sleep
) -> PoliteClient:
    """Return a client that may call the hosts of a source.

    Args:
        connector: The source.
        options: What the instance says of it.
        settings: The settings; the User-Agent names who runs the instance.
        wait: Waits some seconds; another than the clock's for tests.
    """
    manners = Manners(agent=agent(settings), pause=options.pause, most_bytes=settings.max_document_bytes)
    # A server of one's own, as those of tests are, needs no encryption; a parliament's is called with it only.
    plain = any(urlsplit(address).scheme == "http" for address in options.addresses.values())
    return PoliteClient(connector.hosts, manners, plain=plain, wait=wait)


def agent(settings: Settings) -> str:
    """Return who calls: the program, and where the people who run it can be reached."""
    contact = settings.base_url or "no contact given"
    return f"Rappel/{version('rappel')} ({contact})"
