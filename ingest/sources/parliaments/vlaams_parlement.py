"""The Flemish Parliament: its search lists written questions, its open data and its files give them.

The names of fields and addresses stand in ``rules/source_vlaams_parlement.toml``, as public programs read them; the
services state no schema. What they give is taken as it comes: by its bytes, not by the type it claims; a field that is
missing is missing, and never a reason to lose a question.
"""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from urllib.parse import quote, urlsplit

from corpus.errors import SourceChanged
from corpus.store.source_lists import SourceList
from ingest.dossier import Dossier
from ingest.layout.rule_table import RuleTable
from ingest.sources.parliaments.flemish_lists import legislatures_of, members_of
from ingest.sources.parliaments.flemish_reading import FlemishReading, first_of, tags_of
from ingest.sources.web.client import PoliteClient
from ingest.sources.web.connector import Listed, Listing, Slice
from ingest.sources.web.fetcher import Fetcher, entries, inside, parsed
from ingest.sources.web.lists import Given
from ingest.sources.web.reading import day_of, stamp_of
from ingest.sources.web.ruled import RuledConnector

_TRAILING = re.compile(r"(\d+)\D*$")
_IN_ID = re.compile(r"/(\d+)/pfls")


@dataclass(frozen=True, kw_only=True)
class FlemishParliament(RuledConnector):
    """The services of the Flemish Parliament."""

    name = "vlaams-parlement"

    def pages(self, days: Slice, client: PoliteClient) -> Iterator[Listing]:
        """Yield the pages of the search for a slice, the oldest entries first.

        Raises:
            SourceUnavailable: If the search cannot be called.
            SourceChanged: If what it answers is not what is known of it.
        """
        size = self.page_size
        for number in range(1, -(-self.most_listed // size) + 1):
            page = self._listing(parsed(client.get(self._query(days, number, size), accept="application/json")))
            yield page
            if number * size >= page.total or not (page.listed or page.passed_over):
                return

    def fetch(self, one: Listed, fetcher: Fetcher) -> Dossier:
        """Fetch a question with its answer and attachments.

        Raises:
            SourceUnavailable: If its record or a file cannot be fetched.
            SourceChanged: If its record is none.
        """
        given = fetcher.known or fetcher.record(self.address("detail") + quote(one.key))
        record = self._record(given, one)
        reading = FlemishReading(rules=self.rules, tags=tags_of(one.found), record=record)
        return Dossier(
            fields=reading.fields(),
            files=tuple(reading.files(fetcher)),
            page=reading.tag("page"),
            stated=reading.stated(),
        )

    def together(self, some: Sequence[Listed], client: PoliteClient) -> Mapping[str, object]:
        """Return records that the open data gives at once, by id; one that lacks the files of its answer is left out.

        Raises:
            SourceUnavailable: If the open data cannot be called.
            SourceChanged: If what it answers is neither JSON nor XML.
        """
        wanted, found = {one.key: one for one in some}, {}
        place = f"{self.address('detail')}{self.word('detail.together')}{','.join(map(quote, wanted))}"
        given = parsed(client.get(place, accept="application/json"))
        listed = inside(given, *self.rules.words("detail.items")) or given
        for outer in entries(listed):
            for record in entries(inside(outer, *self.rules.words("detail.root")) or outer):
                one = wanted.get(str(inside(record, "id")))
                if one is not None and (one.open or inside(record, *self.rules.words("detail.files"))):
                    found[one.key] = record
        return found

    def members(self, day: date | None, client: PoliteClient, held: SourceList | None = None) -> Given:
        """Return who sat on a day, or sits now.

        Raises:
            SourceUnavailable: If the open data cannot be called.
            SourceChanged: If what it answers is no list of members.
        """
        place = self.address("members_now")
        if day is not None:
            place = f"{self.address('members')}?{self.word('members.query').format(day=day)}"
        return self._given(place, client, held, members_of)

    def legislatures(self, client: PoliteClient, held: SourceList | None = None) -> Given:
        """Return all legislatures; see ``members``."""
        return self._given(self.address("legislatures"), client, held, legislatures_of)

    def _given(
        self,
        place: str,
        client: PoliteClient,
        held: SourceList | None,
        read: Callable[[object, RuleTable], tuple[Mapping[str, str], ...]],
    ) -> Given:
        marks = {"etag": held.etag, "modified": held.modified} if held else {}
        answer = client.get(place, accept="application/json", **marks)
        if answer.unchanged:
            return Given(unchanged=True)
        return Given(entries=read(parsed(answer), self.rules), etag=answer.etag, modified=answer.modified)

    def _query(self, days: Slice, page: int, size: int) -> str:
        """Return the address of a page of the search; the query stands in the path, with a ``&`` of its own."""
        given = {"first": days.first, "last": days.last, "session": days.session}
        form = "session" if days.session else "days"
        query = str(self.rules.value(f"query.{form}")).format(**given)
        more = "" if days.session else f"&requiredfields={self.rules.value('query.days_fields')}"
        collection = self.rules.value("query.collection")
        tail = f"collection={collection}&page={page}&max={size}&sort=date&order=asc{more}"
        return f"{self.address('search')}{query}?{tail}"

    def _listing(self, given: object) -> Listing:
        total, results = (inside(given, str(self.rules.value(f"listed.{name}"))) for name in ("total", "results"))
        if not str(total if total is not None else "").isdigit():
            if isinstance(given, Mapping) and str(self.rules.value("listed.total")) in given:
                return Listing(total=0, listed=())
            raise SourceChanged(f"{self.name}: the search answers without a count of its results")
        listed = [self._listed(one) for one in entries(results)]
        return Listing(
            total=int(str(total)),
            listed=tuple(one for one in listed if one is not None),
            passed_over=sum(one is None for one in listed),
        )

    def _listed(self, result: object) -> Listed | None:
        """Return a result of the search; None where it is no written question.

        Raises:
            SourceChanged: If it has no id that is known.
        """
        if not isinstance(result, Mapping):
            raise SourceChanged(f"{self.name}: a result of the search is no record")
        tags = self._tags_of(result)
        kinds = [value.casefold() for name in self.rules.words("listed.kind") for value in tags.get(name, ())]
        if kinds and not set(kinds) & set(self.rules.words("listed.kinds")):
            return None
        key = self._key(result, tags)
        if key is None:
            raise SourceChanged(f"{self.name}: a result of the search has no id: {str(result)[:200]}")
        answered = first_of(tags, str(self.rules.value("listed.answered")))
        return Listed(
            key=key,
            stamp=self._stamp(result, tags),
            day=day_of(first_of(tags, str(self.rules.value("listed.published"))) or inside(result, "date")),
            open=not answered,
            found=tags,
        )

    def _tags_of(self, result: Mapping[str, object]) -> dict[str, list[str]]:
        """Return the tags of a result; a name can stand several times."""
        found: dict[str, list[str]] = {}
        tags = inside(result, str(self.rules.value("listed.tags")))
        for one in entries(inside(tags, str(self.rules.value("listed.tag"))) or tags):
            name, value = inside(one, "name"), inside(one, "value")
            if name is not None and value is not None:
                found.setdefault(str(name), []).append(str(value).strip())
        return found

    def _key(self, result: Mapping[str, object], tags: Mapping[str, Sequence[str]]) -> str | None:
        """Return a question's id: it stands in three places, of which none is always there."""
        url, data = str(inside(result, "url") or ""), first_of(tags, str(self.rules.value("listed.opendata")))
        places = ((_TRAILING, urlsplit(url).path), (_TRAILING, data), (_IN_ID, str(inside(result, "id") or "")))
        found = (pattern.search(place) for pattern, place in places if place)
        return next((match.group(1) for match in found if match), None)

    def _stamp(self, result: Mapping[str, object], tags: Mapping[str, Sequence[str]]) -> str:
        """Return a hash of what the search says of a question, without what changes with every search."""
        passing = set(self.rules.words("listed.changing"))
        lasting = {name: value for name, value in result.items() if name not in passing | {"metatags"}}
        return stamp_of([lasting, {name: sorted(those) for name, those in tags.items()}])

    def _record(self, given: object, one: Listed) -> Mapping[str, object]:
        """Return the record of a question out of what wraps it.

        Raises:
            SourceChanged: If there is none, or it is another question's.
        """
        wrapped = inside(given, *self.rules.words("detail.root")) or given
        record = next(iter(entries(wrapped)), None)
        if not isinstance(record, Mapping):
            raise SourceChanged(f"{self.name}: the record of question {one.key} is none: {str(given)[:200]}")
        said = str(inside(record, "id") or one.key)
        if said != one.key:
            raise SourceChanged(f"{self.name}: asked for question {one.key}, the record is of {said}")
        return record
