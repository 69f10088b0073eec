"""The Belgian Chamber: its written questions in Dutch and French, text and answer in one record.

The list of a legislature names its questions and nothing else; it cannot be asked for days. A question's name changes
when it is printed in a bulletin (``56--1-0001-...`` becomes ``56-B001-1-0001-...``), its last part, with the
parliamentary years, does not: that is the key here. The Dutch texts are the document, or the French ones where there
are no Dutch ones; those of the other language are attached and searched.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta
from itertools import pairwise

from corpus.errors import RulesError, SourceChanged, SourceUnavailable
from corpus.model import SourceFields
from ingest.dossier import Dossier, DossierFile, Role
from ingest.layout.parliaments import Parliament, parliament_of
from ingest.sources.web.client import PoliteClient
from ingest.sources.web.connector import Listed, Listing, Slice
from ingest.sources.web.fetcher import Fetcher, entries, inside, parsed
from ingest.sources.web.reading import RecordReading, is_withdrawn, markup_of, one_line, page_of, stripped
from ingest.sources.web.ruled import RuledConnector

_NAME = re.compile(r"(?P<legislature>\d+)-[\w-]*-(?P<document>(?P<first>\d{4})(?P<last>\d{4})\d+)")
_NO_YEAR = "0000"
_MEMBER = re.compile(r"\s*\((\d+)\)\s*$")
_STATED = ("status", "author_language", "due", "answer_status", "name")


@dataclass(frozen=True, kw_only=True)
class BelgianChamber(RuledConnector):
    """The open data of the Belgian Chamber."""

    name = "dekamer"
    by_days = False

    def pages(self, days: Slice, client: PoliteClient) -> Iterator[Listing]:
        """Yield the lists of the legislatures that some days touch; questions of other years are passed over.

        Raises:
            SourceUnavailable: If the service cannot be called.
            SourceChanged: If what it answers is not what is known of it.
        """
        firsts = {number: self._page(number, 0, days, client) for number in self._legislatures(days)}
        total = sum(page.total for page in firsts.values())
        for number, page in firsts.items():
            start, count = 0, page.total
            while True:
                yield replace(page, total=total)
                start += len(page.listed) + page.passed_over
                if start >= count or not (page.listed or page.passed_over):
                    break
                page = self._page(number, start, days, client)

    def fetch(self, one: Listed, fetcher: Fetcher) -> Dossier:
        """Fetch a question with its answers.

        Raises:
            SourceUnavailable: If its record cannot be fetched.
            SourceChanged: If its record is none.
        """
        if not one.found.get("name"):
            raise SourceUnavailable(f"{self.name}: question {one.key} is not listed any more")
        # JSON loses where lines end, XML, which the service prefers, does not.
        given = fetcher.record(f"{self.address('questions')}/{one.found['name']}", accept="application/xml")
        record = self.reading(next(iter(entries(inside(given, self.word("detail.items")))), given))
        if record.text("id") != one.key.partition("-")[2]:
            raise SourceChanged(f"{self.name}: the record of question {one.key} is none: {str(given)[:200]}")
        languages = [language for language in self._letters if self._markup(record, "question", language)]
        language = next(iter([*languages, *self._letters]))
        return Dossier(
            fields=self._fields(one, record, language),
            files=tuple(self._files(record, language)),
            page=f"{self.address('questions')}/{one.found['name']}",
            stated=record.stated(_STATED),
        )

    def _page(self, legislature: int, start: int, days: Slice, client: PoliteClient) -> Listing:
        query = self.word("listed.query").format(legislature=legislature, start=start)
        given = parsed(client.get(f"{self.address('questions')}?{query}", accept="application/json"))
        total, items = (inside(given, self.word(f"listed.{name}")) for name in ("total", "items"))
        if not str(total if total is not None else "").isdigit():
            if isinstance(given, Mapping) and self.word("listed.total") in given:
                return Listing(total=0, listed=())
            raise SourceChanged(f"{self.name}: the list of questions has no count")
        found = [self._listed(one, days) for one in entries(inside(items, self.word("listed.item")) or items)]
        listed = tuple(one for one in found if one is not None)
        return Listing(total=int(str(total)), listed=listed, passed_over=len(found) - len(listed))

    def _listed(self, entry: object, days: Slice) -> Listed | None:
        """Return an entry of the list; None where its parliamentary year lies outside some days.

        Raises:
            SourceChanged: If it has no name that is known.
        """
        link = inside(inside(entry, self.word("listed.link")), self.word("listed.href"))
        name = str(inside(entry, self.word("listed.name")) or str(link or "").rsplit("/", 1)[-1])
        parts = _NAME.fullmatch(name)
        if parts is None:
            raise SourceChanged(f"{self.name}: an entry of the list has no name: {str(entry)[:200]}")
        first, last = self._years(parts)
        if last < days.first or days.last < first:
            return None
        return Listed(
            key=f"{parts['legislature']}-{parts['document']}",
            stamp=self.stamp(entry),
            day=max(first, self.begin),
            found={"name": name},
        )

    def _years(self, name: re.Match[str]) -> tuple[date, date]:
        """Return the first and the last day of the parliamentary year in a question's name.

        A session between an election and the usual beginning of the next one has one year only.
        """
        ends = self._calendar.session_start(int(name["last"])) - timedelta(days=1)
        if name["first"] == _NO_YEAR:
            return max((day for day in self._calendar.elections if day <= ends), default=ends), ends
        return self._calendar.session_start(int(name["first"])), ends

    def _legislatures(self, days: Slice) -> list[int]:
        elections = self._calendar.elections
        known = elections.index(date.fromisoformat(self.word("legislatures.election")))
        numbers = range(int(self.rules.number("legislatures.number")) - known, 10_000)
        stretches = zip(numbers, pairwise((*elections, date.max)), strict=False)
        return [number for number, (first, following) in stretches if first <= days.last and days.first < following]

    @property
    def _calendar(self) -> Parliament:
        found = parliament_of(self.parliament)
        if found is None:
            raise RulesError(f"parliaments.toml: {self.parliament!r} is missing")
        return found

    @property
    def _letters(self) -> dict[str, str]:
        table = self.rules.value("languages")
        return {str(code): str(letter) for code, letter in table.items()} if isinstance(table, Mapping) else {}

    def _fields(self, one: Listed, record: RecordReading, language: str) -> SourceFields:
        name = _NAME.fullmatch(str(one.found["name"]))
        session = f"{name['first']}-{name['last']}" if name and name["first"] != _NO_YEAR else None
        author = record.text("author") or ""
        member = _MEMBER.search(author)
        person, _, party = _MEMBER.sub("", author).rpartition(",")
        return SourceFields(
            doc_id=one.key,
            parliament=self.parliament,
            session=session,
            number=record.number("number"),
            asked=record.day("asked"),
            asker=(person or party).strip() or None,
            party=(person and party).strip() or None,
            office=self._line(record, "office", language),
            language=language,
            title=self._line(record, "title", language),
            themes=self._themes(record, language),
            due=record.day("due"),
            withdrawn=is_withdrawn(self.rules, (record.text("status"), record.text("answer_status"))),
            asker_id=member[1] if member else None,
        )

    def _themes(self, record: RecordReading, language: str) -> tuple[str, ...]:
        names = (name.format(self._letters[language]) for name in self.rules.words("detail.theme"))
        said = (str(one) for name in names for one in entries(inside(record.record, name)))
        sign = self.word("detail.between_themes")
        return tuple(
            dict.fromkeys(" ".join(theme.split()) for one in said for theme in one.split(sign) if theme.strip())
        )

    def _files(self, record: RecordReading, own: str) -> Iterator[DossierFile]:
        """Yield the texts of the document's own language as its sides, those of the other one as attachments."""
        for language in (own, *(other for other in self._letters if other != own)):
            answers = range(1, int(self.rules.number("most_answers")) + 1)
            texts = [(Role.QUESTION, "question", 1), *((Role.ANSWER, "answer", number) for number in answers)]
            for role, name, number in texts:
                markup = self._markup(record, name, language, number)
                if markup:
                    yield DossierFile(
                        role=role if language == own else Role.ATTACHMENT,
                        name=f"{self.word(f'files.{name}')}{number if number > 1 else ''}-{language}.html",
                        media_type="text/html",
                        content=page_of(markup, language),
                    )

    def _markup(self, record: RecordReading, name: str, language: str, number: int = 1) -> str:
        markup = markup_of(self._value(record, name, language, number))
        return markup if stripped(markup) else ""

    def _line(self, record: RecordReading, name: str, language: str) -> str | None:
        return one_line(self._value(record, name, language))

    def _value(self, record: RecordReading, name: str, language: str, number: int = 1) -> object:
        return inside(record.record, self.word(f"detail.{name}").format(self._letters[language], number=number))
