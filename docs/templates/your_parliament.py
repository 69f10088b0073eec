"""Your Parliament: what its services list, and how a question with its answer is fetched.

Say here what is particular to it: what names a question for ever, what the services leave out, what cannot be believed.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from urllib.parse import quote

from corpus.errors import SourceChanged
from corpus.model import SourceFields
from ingest.dossier import Dossier
from ingest.sources.web.client import PoliteClient
from ingest.sources.web.connector import Listed, Listing, Slice
from ingest.sources.web.fetcher import Fetcher, entries, inside, parsed
from ingest.sources.web.reading import RecordReading, is_withdrawn, stated_kind
from ingest.sources.web.ruled import RuledConnector


@dataclass(frozen=True, kw_only=True)
class YourParliament(RuledConnector):
    """The services of Your Parliament."""

    name = "your-parliament"

    def pages(self, days: Slice, client: PoliteClient) -> Iterator[Listing]:
        """Yield what was asked on some days, page after page.

        Raises:
            SourceUnavailable: If the services cannot be called.
            SourceChanged: If what they answer is not what is known of them.
        """
        for number in range(-(-self.most_listed // self.page_size)):
            query = self.word("listed.query").format(first=days.first, last=days.last, page=number, size=self.page_size)
            given = parsed(client.get(f"{self.address('questions')}?{query}", accept="application/json"))
            total = inside(given, self.word("listed.total"))
            if not isinstance(total, int):
                raise SourceChanged(f"{self.name}: the list of questions has no count")
            found = [self.reading(one) for one in entries(inside(given, self.word("listed.entries")))]
            yield Listing(total=total, listed=tuple(map(self._listed, found)))
            if (number + 1) * self.page_size >= total or not found:
                return

    def fetch(self, one: Listed, fetcher: Fetcher) -> Dossier:
        """Fetch a question with its answer and attachments.

        Raises:
            SourceUnavailable: If its record or a file cannot be fetched.
            SourceChanged: If its record is none.
        """
        alone = f"{self.address('questions')}/{quote(one.key, safe='')}"
        # What ``together`` brought needs no call of its own.
        record = self.reading(fetcher.known or fetcher.record(alone))
        if record.text("id") != one.key:
            raise SourceChanged(f"{self.name}: the record of question {one.key} is none: {str(record.record)[:200]}")
        return Dossier(
            fields=self._fields(record),
            files=(*self.texts(record), *self.attachments(record, fetcher)),
            page=f"{self.address('page')}/{quote(one.key, safe='')}",
            stated=record.stated(("kind", "due", "status")),
        )

    def together(self, some: Sequence[Listed], client: PoliteClient) -> Mapping[str, object]:
        """Return the records of several questions by their keys; leave this out where each must be asked for alone.

        A record that is missing here, or lacks a part, is left out and then fetched alone.

        Raises:
            SourceUnavailable: If the services cannot be called.
            SourceChanged: If what they answer is no list of records.
        """
        keys = ",".join(quote(one.key, safe="") for one in some)
        given = parsed(client.get(f"{self.address('questions')}?{self.word('detail.together').format(keys=keys)}"))
        found = [self.reading(one) for one in entries(inside(given, self.word("listed.entries")))]
        return {key: record.record for record in found if (key := record.text("id")) is not None}

    def _listed(self, record: RecordReading) -> Listed:
        key = record.text("id")
        if key is None:
            raise SourceChanged(f"{self.name}: an entry of the list has no id: {str(record.record)[:200]}")
        # The stamp leaves out what changes though the question does not: listed.changing of the rules.
        return Listed(key=key, stamp=self.stamp(record.record), day=record.day("asked"))

    def _fields(self, record: RecordReading) -> SourceFields:
        return SourceFields(
            doc_id=f"yours-{record.text('id')}",
            parliament=self.parliament,
            number=record.number("number"),
            asked=record.day("asked"),
            answered=record.day("answered"),
            asker=record.text("asker"),
            party=record.text("party"),
            minister=record.text("minister"),
            office=record.text("office"),
            language=self.word("language"),
            title=record.text("title"),
            answer_kind=stated_kind(self.rules, record.text("kind") or ""),
            due=record.day("due"),
            # No answer is awaited any more: the question is looked at no more, and counts as neither late nor open.
            withdrawn=is_withdrawn(self.rules, (record.text("status"),)),
            asker_id=record.text("member_id"),
        )
