"""The UK Parliament: written questions of both Houses from its questions service, text and answer in one record.

The service numbers questions anew in every session, so its ``uin`` names nothing and is only stated; its ``id`` is the
name. The day on which an answer is due is the source's own (``dateForAnswer``) and kept beside what is computed. The
texts of the list are cut, those of a question's record are whole.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from urllib.parse import quote

from corpus.errors import SourceChanged
from corpus.model import AnswerKind, SourceFields
from ingest.dossier import Dossier
from ingest.sources.web.client import PoliteClient
from ingest.sources.web.connector import Listed, Listing, Slice
from ingest.sources.web.fetcher import Fetcher, entries, inside, parsed
from ingest.sources.web.reading import RecordReading
from ingest.sources.web.ruled import RuledConnector

_STATED = ("number", "house", "due", "named_day", "holding", "held", "corrected", "withdrawn")


@dataclass(frozen=True, kw_only=True)
class UKParliament(RuledConnector):
    """The written questions service of the UK Parliament."""

    name = "uk-parliament"

    def pages(self, days: Slice, client: PoliteClient) -> Iterator[Listing]:
        """Yield the pages of the questions tabled on some days.

        Raises:
            SourceUnavailable: If the service cannot be called.
            SourceChanged: If what it answers is not what is known of it.
        """
        form, size = self.word("listed.query"), self.page_size
        for skip in range(0, self.most_listed, size):
            query = form.format(first=days.first, last=days.last, size=size, skip=skip)
            page = self._listing(parsed(client.get(f"{self.address('questions')}?{query}", accept="application/json")))
            yield page
            if skip + size >= page.total or not page.listed:
                return

    def fetch(self, one: Listed, fetcher: Fetcher) -> Dossier:
        """Fetch a question with its answer and attachments.

        Raises:
            SourceUnavailable: If its record or an attachment cannot be fetched.
            SourceChanged: If its record is none.
        """
        given = fetcher.record(f"{self.address('questions')}/{quote(one.key, safe='')}?{self.word('detail.query')}")
        record = self.reading(inside(given, self.word("listed.value")))
        if record.text("id") != one.key:
            raise SourceChanged(f"{self.name}: the record of question {one.key} is none: {str(given)[:200]}")
        return Dossier(
            fields=self._fields(record),
            files=(*self.texts(record), *self.attachments(record, fetcher)),
            page=self._page(record),
            stated=record.stated(_STATED),
        )

    def _listing(self, given: object) -> Listing:
        total = given.get(self.word("listed.total")) if isinstance(given, Mapping) else None
        if not isinstance(total, int):
            raise SourceChanged(f"{self.name}: the list of questions has no count")
        found = [inside(one, self.word("listed.value")) for one in entries(inside(given, self.word("listed.results")))]
        return Listing(total=total, listed=tuple(self._listed(self.reading(one)) for one in found))

    def _listed(self, record: RecordReading) -> Listed:
        key = record.text("id")
        if key is None:
            raise SourceChanged(f"{self.name}: an entry of the list has no id: {str(record.record)[:200]}")
        waits = record.day("answered") is None and record.of("withdrawn") is not True
        return Listed(key=key, stamp=self.stamp(record.record), day=record.day("asked"), open=waits)

    def _fields(self, record: RecordReading) -> SourceFields:
        asker, minister = record.part("asker"), record.part("minister")
        return SourceFields(
            doc_id=f"{self.word('prefix')}{record.text('id')}",
            parliament=self.parliament,
            asked=record.day("asked"),
            answered=record.day("answered"),
            asker=asker.text("name"),
            party=asker.text("party"),
            minister=minister.text("name"),
            office=record.text("office"),
            language=self.word("language"),
            title=record.text("title"),
            answer_kind=AnswerKind.PROVISIONAL.value if record.of("holding") is True else None,
            due=record.day("due"),
            withdrawn=True if record.of("withdrawn") is True else None,
            asker_id=asker.text("person_id"),
            minister_id=minister.text("person_id"),
        )

    def _page(self, record: RecordReading) -> str:
        asked, number = record.day("asked"), record.text("number")
        return f"{self.address('page')}/{asked}/{quote(number)}" if asked and number else ""
