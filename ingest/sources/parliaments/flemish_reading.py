"""A question of the Flemish Parliament as its services give it: tags of the search, and the record of the open data."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from urllib.parse import urlsplit

from corpus.errors import SourceUnavailable
from corpus.model import SourceFields
from ingest.dossier import DossierFile, Role
from ingest.layout.rule_table import RuleTable
from ingest.sources.web.fetcher import Fetcher, entries, inside
from ingest.sources.web.reading import day_of, is_withdrawn, one_line, stated_kind

_QUERY_ID = re.compile(r"[?&]id=(\d+)")


@dataclass(frozen=True, slots=True, kw_only=True)
class FlemishReading:
    """Reads one question.

    Attributes:
        rules: Names of fields.
        tags: What the search lists, each name with its values.
        record: The record of the open data.
    """

    rules: RuleTable
    tags: Mapping[str, Sequence[str]]
    record: Mapping[str, object]

    def fields(self) -> SourceFields:
        """Return the header fields: those of the record, else those that the search lists."""
        title = self._text(self.record, "title") or next(
            (first_of(self.tags, name) for name in self.rules.words("listed.title") if first_of(self.tags, name)), ""
        )
        number = self._text(self.record, "number") or self.tag("number")
        themes = [str(one) for entry in entries(self._inside(self.record, "themes")) for one in _theme(entry)]
        return SourceFields(
            parliament=str(self.rules.value("parliament")),
            session=self._text(self.record, "session") or self.tag("session") or None,
            number=int(number) if number.isascii() and number.isdigit() else None,
            asked=self._status_day("asked_words") or day_of(self.tag("asked")),
            answered=self._status_day("answered_words") or day_of(self.tag("answered")),
            published=day_of(self.tag("published")),
            asker=self._person("asker") or _turned(self.tag("asker")),
            minister=self._person("minister") or _turned(self.tag("minister")),
            language=str(self.rules.value("language")),
            title=title or None,
            themes=tuple(dict.fromkeys(themes or self.tags.get(str(self.rules.value("listed.theme")), ()))),
            in_time=self._in_time(),
            answer_kind=stated_kind(self.rules, self._text(self.record, "kind")),
            withdrawn=is_withdrawn(self.rules, [said for said, _ in self._course()]),
            asker_id=self._person_id("asker"),
            minister_id=self._person_id("minister"),
        )

    def files(self, fetcher: Fetcher) -> Iterator[DossierFile]:
        """Yield the answer's file and its attachments, in the order of the record."""
        given = entries(self._inside(self.record, "files"))
        places = [str(self._inside(one, "address") or (one if isinstance(one, str) else "")) for one in given]
        names = [str(self._inside(one, "file_name") or "") for one in given]
        document = self.tag("document")
        if document and not any(places):
            places, names = [document], [""]
        known: set[str] = set()
        for place, name in zip(places, names, strict=True):
            if not place or place in known:
                continue
            role = Role.ATTACHMENT if known else Role.WHOLE
            file = fetcher.part(place, role=role, name=name or _file_name(place))
            if not file.content.strip():
                raise SourceUnavailable(f"{place}: the file is empty")
            yield file
            known.add(place)

    def stated(self) -> dict[str, str]:
        """Return what the source itself says of the answer, to stand beside what is computed."""
        own = {name: self._text(self.record, name) for name in ("kind", "in_time")}
        steps = entries(self._inside(self.record, "course"))
        course = [f"{self._text(one, 'day')} {self._text(one, 'status')}" for one in steps]
        said = {str(self.rules.value(f"detail.{name}")): value for name, value in own.items() if value}
        if course:
            said[str(self.rules.value("detail.course"))] = "\n".join(line.strip() for line in course)
        return said

    def _in_time(self) -> bool | None:
        said = [self._text(self.record, "in_time"), *(status for status, _ in self._course())]
        for text in (one.casefold() for one in said if one):
            if any(word in text for word in self.rules.words("detail.late_words")):
                return False
            if any(word in text for word in self.rules.words("detail.in_time_words")):
                return True
        return None

    def _course(self) -> list[tuple[str, date | None]]:
        steps = entries(self._inside(self.record, "course"))
        return [(self._text(one, "status"), day_of(self._text(one, "day"))) for one in steps]

    def _status_day(self, words: str) -> date | None:
        wanted = self.rules.words(f"detail.{words}")
        days = [day for said, day in self._course() if day and any(word in said.casefold() for word in wanted)]
        return min(days, default=None)

    def _person(self, which: str) -> str | None:
        one = next(iter(entries(self._inside(self.record, which))), None)
        if isinstance(one, str):
            return _turned(one)
        return " ".join(filter(None, (self._text(one, "given"), self._text(one, "family")))) or None

    def _person_id(self, which: str) -> str | None:
        return self._text(next(iter(entries(self._inside(self.record, which))), None), "person_id") or None

    def _inside(self, value: object, name: str) -> object:
        names = self.rules.value(f"detail.{name}")
        return inside(value, *(names if isinstance(names, list) else [str(names)]))

    def _text(self, value: object, name: str) -> str:
        return one_line(self._inside(value, name)) or ""

    def tag(self, name: str) -> str:
        """Return the first value of a tag of the search, by its name in the rules; empty for none."""
        return first_of(self.tags, str(self.rules.value(f"listed.{name}")))


def tags_of(found: Mapping[str, object]) -> dict[str, list[str]]:
    """Return what a list says of a question, each name with its values."""
    return {name: [str(one) for one in entries(value)] for name, value in found.items()}


def first_of(tags: Mapping[str, Sequence[str]], name: str) -> str:
    """Return the first value of a tag; empty for none."""
    return next(iter(tags.get(name, ())), "")


def _turned(name: str) -> str | None:
    """Return a person's name, first name first, also where the family name stands first behind a comma."""
    family, comma, given = name.partition(",")
    return " ".join(f"{given} {family}".split() if comma else name.split()) or None


def _theme(entry: object) -> Iterator[object]:
    yield from entry.values() if isinstance(entry, Mapping) else (entry,)


def _file_name(address: str) -> str:
    found = _QUERY_ID.search(address)
    return f"pfile-{found.group(1)}" if found else urlsplit(address).path.rsplit("/", 1)[-1] or address
