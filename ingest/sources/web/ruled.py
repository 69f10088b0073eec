"""What every connector has in common: its addresses, days and calendar come from its rules."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from typing import ClassVar
from urllib.parse import urlsplit

from ingest.dossier import DossierFile, Role
from ingest.layout.parliaments import parliament_of
from ingest.layout.rule_table import RuleTable, rules
from ingest.sources.web.connector import Slice, session_slice
from ingest.sources.web.fetcher import Fetcher
from ingest.sources.web.reading import RecordReading, markup_of, page_of, stamp_of, stripped


@dataclass(frozen=True, kw_only=True)
class RuledConnector:
    """A connector whose rules stand in ``rules/source_<name>.toml``.

    The rules have ``parliament``, ``begin``, ``page_size``, ``most_listed``, the table ``addresses`` and in it
    ``hosts``: further hosts that files may come from.

    Attributes:
        name: Name of the source.
        by_days: Whether it can be asked for the questions of some days; one that cannot is listed whole by every run.
        addresses: Addresses that replace those of the rules, by their names there.
        since: The first day that is listed unless another is asked for; None for that of the rules.
    """

    name: ClassVar[str]
    by_days: ClassVar[bool] = True
    addresses: Mapping[str, str] = field(default_factory=dict)
    since: date | None = None

    @cached_property
    def rules(self) -> RuleTable:
        """Its rules."""
        return rules(f"source_{self.name.replace('-', '_')}")

    @property
    def parliament(self) -> str:
        """Name of the parliament."""
        return str(self.rules.value("parliament"))

    @property
    def hosts(self) -> frozenset[str]:
        """The hosts of its services and files."""
        table = self.rules.value("addresses")
        named = set(table) - {"hosts"} if isinstance(table, Mapping) else set()
        own = {urlsplit(self.address(name)).netloc for name in named}
        return frozenset(
            own | (set() if self.addresses else set(self.rules.words("addresses.hosts", may_be_empty=True)))
        )

    @property
    def called(self) -> frozenset[str]:
        """The addresses that are called; pages for people are only linked."""
        table = self.rules.value("addresses")
        named = set(table) - {"hosts", "page"} if isinstance(table, Mapping) else set()
        return frozenset(map(self.address, named))

    @property
    def begin(self) -> date:
        """The first day that is listed unless another is asked for."""
        return self.since or date.fromisoformat(str(self.rules.value("begin")))

    @property
    def page_size(self) -> int:
        """How many entries of a list are asked for at once."""
        return int(self.rules.number("page_size"))

    @property
    def most_listed(self) -> int:
        """How many entries the source lists of one slice at most."""
        return int(self.rules.number("most_listed"))

    def slice_of(self, session: str) -> Slice:
        """Return a parliamentary year.

        Raises:
            WrongUse: If it is none, as ``2023-2024`` is one.
        """
        return session_slice(session, parliament_of(self.parliament))

    def address(self, name: str) -> str:
        """Return an address by its name in the rules.

        Raises:
            RulesError: If the rules have none of that name.
        """
        return self.addresses.get(name) or str(self.rules.value(f"addresses.{name}"))

    def reading(self, record: object) -> RecordReading:
        """Return what reads a record by these rules."""
        return RecordReading(rules=self.rules, record=record)

    def stamp(self, entry: object) -> str:
        """Return a hash of what a list says of a question, without the fields that change though the question does not.

        These are named in ``listed.changing`` of the rules.
        """
        passing = set(self.rules.words("listed.changing", may_be_empty=True))
        if isinstance(entry, Mapping):
            entry = {name: value for name, value in entry.items() if name not in passing}
        return stamp_of(entry)

    def word(self, path: str) -> str:
        """Return an entry of the rules as a text, such as the name of a field."""
        return str(self.rules.value(path))

    def texts(self, record: RecordReading) -> Iterator[DossierFile]:
        """Yield question and answer that stand in a record as text or markup, each as a page of its own.

        Args:
            record: The record, with ``question`` and ``answer`` in the table ``detail`` of the rules.
        """
        for role, name in ((Role.QUESTION, "question"), (Role.ANSWER, "answer")):
            markup = markup_of(record.of(name))
            if stripped(markup):
                content = page_of(markup, self.word("language"))
                yield DossierFile(role=role, name=f"{name}.html", media_type="text/html", content=content)

    def attachments(self, record: RecordReading, fetcher: Fetcher) -> Iterator[DossierFile]:
        """Fetch and yield the files that a record lists beside its texts.

        Args:
            record: The record, with ``attachments``, and in each ``attachment`` (its address) and ``attachment_name``.
            fetcher: Fetches them.

        Raises:
            SourceUnavailable: If one cannot be fetched.
        """
        for one in record.parts("attachments"):
            place = one.text("attachment")
            if place:
                name = one.text("attachment_name") or place.rsplit("/", 1)[-1]
                yield fetcher.part(place, role=Role.ATTACHMENT, name=name)
