"""The Dutch Tweede Kamer: written questions, answers and the register of commitments from its open data (OData 4).

A case (``Zaak``) has documents. The letter that answers repeats every question before its answer, so that it is the
whole document; while there is none, the letter that asks stands for it. A notice of delay is no answer: it is attached.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from urllib.parse import quote, urljoin

from corpus.errors import SourceChanged
from corpus.model import SourceFields
from ingest.dossier import Dossier, DossierFile, Role
from ingest.sources.parliaments.tweede_kamer_register import register_page
from ingest.sources.web.client import PoliteClient
from ingest.sources.web.connector import Listed, Listing, Slice
from ingest.sources.web.fetcher import Fetcher, entries, inside, parsed
from ingest.sources.web.reading import RecordReading, is_withdrawn, stamp_of
from ingest.sources.web.register import RegisterPage
from ingest.sources.web.ruled import RuledConnector

_LONG_AGO = datetime(1815, 1, 1, tzinfo=UTC)  # before anything that a register can hold
_STATED = ("number", "done", "status")


@dataclass(frozen=True, kw_only=True)
class TweedeKamer(RuledConnector):
    """The open data of the Tweede Kamer."""

    name = "tweede-kamer"

    def pages(self, days: Slice, client: PoliteClient) -> Iterator[Listing]:
        """Yield the pages of the written questions that were asked on some days, the oldest first.

        Raises:
            SourceUnavailable: If the service cannot be called.
            SourceChanged: If what it answers is not what is known of it.
        """
        query = self.word("listed.query").format(first=days.first, after=days.last + timedelta(days=1))
        for total, found in self.answers(f"Zaak?{query}", client):
            yield Listing(total=total, listed=tuple(self._listed(self.reading(one)) for one in found))

    def answers(self, asked: str, client: PoliteClient) -> Iterator[tuple[int, tuple[object, ...]]]:
        """Yield the pages of what a query finds: how much all of it is, and the entries of the page.

        Args:
            asked: The set and the query.
            client: Calls the service.

        Raises:
            SourceUnavailable: If the service cannot be called.
            SourceChanged: If it answers without a count, or its pages lead on for ever.
        """
        address, total, seen = f"{self.address('data')}/{asked}", None, set()
        while address not in seen:
            seen.add(address)
            given = parsed(client.get(address, accept="application/json"))
            total = given.get(self.word("listed.total"), total) if isinstance(given, Mapping) else None
            if not isinstance(total, int):
                raise SourceChanged(f"{self.name}: {asked.partition('?')[0]} answers without a count")
            yield total, entries(inside(given, self.word("listed.entries")))
            following = inside(given, self.word("listed.following"))
            if following is None:
                return
            address = urljoin(address, str(following))
        raise SourceChanged(f"{self.name}: the pages of {asked.partition('?')[0]} lead in a circle")

    def fetch(self, one: Listed, fetcher: Fetcher) -> Dossier:
        """Fetch a question with its answer and attachments.

        Raises:
            SourceUnavailable: If its record or a file cannot be fetched.
            SourceChanged: If its record is none.
        """
        given = fetcher.record(f"{self.address('data')}/Zaak({quote(one.key, safe='')})?{self.word('detail.query')}")
        record = self.reading(given)
        if record.text("id") != one.key:
            raise SourceChanged(f"{self.name}: the record of case {one.key} is none: {str(given)[:200]}")
        chosen = self._chosen(record)
        number = record.text("number")
        return Dossier(
            fields=self._fields(record, chosen),
            files=tuple(self._file(document, role, fetcher) for document, role in chosen),
            page=f"{self.address('page')}?id={quote(number)}" if number else "",
            stated=self._stated(record),
        )

    def register(self, since: datetime | None, client: PoliteClient) -> Iterator[RegisterPage]:
        """Yield what changed in the register of commitments since a moment, the oldest change first.

        Raises:
            SourceUnavailable: If the service cannot be called.
            SourceChanged: If what it answers is not what is known of it.
        """
        moment = f"{since or _LONG_AGO:%Y-%m-%dT%H:%M:%SZ}"
        query = self.word("register.query").format(since=moment)
        for _, found in self.answers(f"{self.word('register.set')}?{query}", client):
            yield register_page(self.name, self.rules, found)

    def _listed(self, record: RecordReading) -> Listed:
        key = record.text("id")
        if key is None:
            raise SourceChanged(f"{self.name}: an entry of the list has no id: {str(record.record)[:200]}")
        documents = sorted((str(one.of("id")), str(one.of("changed"))) for one in record.parts("documents"))
        said = stamp_of([record.of("changed"), documents])
        waits = not self._of_kind(record, "answer") and not is_withdrawn(self.rules, (record.text("status"),))
        return Listed(key=key, stamp=said, day=record.day("asked"), open=waits)

    def _of_kind(self, record: RecordReading, kind: str) -> list[RecordReading]:
        """Return the documents of a kind, by the order of the kind's words, then by their days."""
        words = self.rules.words(f"kinds.{kind}")
        found = [one for one in record.parts("documents") if (one.text("kind") or "").casefold() in words]
        return sorted(found, key=lambda one: (words.index((one.text("kind") or "").casefold()), str(one.of("day"))))

    def _chosen(self, record: RecordReading) -> list[tuple[RecordReading, Role]]:
        """Return the documents that are fetched, each with what it holds.

        A question's own letter is left out once an answer repeats it: its words would count twice.
        """
        answers, notices = self._of_kind(record, "answer"), self._of_kind(record, "notice")
        asked = [] if answers else self._of_kind(record, "question")
        attached = [*answers[1:], *notices]
        return [
            *((one, Role.WHOLE) for one in answers[:1]),
            *((one, Role.QUESTION) for one in asked[:1]),
            *((one, Role.ATTACHMENT) for one in attached),
        ]

    def _file(self, document: RecordReading, role: Role, fetcher: Fetcher) -> DossierFile:
        place = f"{self.address('data')}/Document({quote(document.text('id') or '', safe='')})/resource"
        return fetcher.part(place, role=role, name=document.text("file_number") or document.text("id") or "")

    def _fields(self, record: RecordReading, chosen: list[tuple[RecordReading, Role]]) -> SourceFields:
        asker, minister = self._actor(record, "asker"), self._actor(record, "minister")
        number = (record.text("number") or "").rpartition("Z")
        return SourceFields(
            doc_id=record.text("number"),
            parliament=self.parliament,
            session=record.text("session"),
            number=int(number[2]) if number[1] and number[2].isdecimal() else None,
            asked=record.day("asked"),
            answered=next((document.day("day") for document, role in chosen if role is Role.WHOLE), None),
            asker=asker.text("name"),
            party=asker.text("party"),
            minister=minister.text("name"),
            office=minister.text("office"),
            language=self.word("language"),
            title=record.text("title"),
            withdrawn=is_withdrawn(self.rules, (record.text("status"),)),
            asker_id=asker.text("person_id"),
            minister_id=minister.text("person_id"),
        )

    def _actor(self, record: RecordReading, relation: str) -> RecordReading:
        words = self.rules.words(f"relations.{relation}")
        found = (one for one in record.parts("actors") if one.text("relation") in words)
        return next(found, self.reading(None))

    def _stated(self, record: RecordReading) -> dict[str, str]:
        said = record.stated(_STATED)
        too = self.rules.words("relations.asker_too")
        others = [one.text("name") or "" for one in record.parts("actors") if one.text("relation") in too]
        if any(others):
            said[too[0]] = "; ".join(filter(None, others))
        for kind in ("question", "answer", "notice"):
            for one in self._of_kind(record, kind):
                line = " ".join(filter(None, (str(one.day("day") or ""), one.text("file_number"), one.text("title"))))
                name = one.text("kind") or kind
                said[name] = f"{said[name]}\n{line}" if name in said else line
        return said
