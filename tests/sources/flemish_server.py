"""A server that speaks as the services of the Flemish Parliament do, quirks and faults included."""

import json
import re
from collections.abc import Mapping
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from datetime import date

from tests.sources.flemish_people import People, day_of
from tests.sources.flemish_questions import Question, attachment_of, file_of
from tests.sources.local_server import NOT_HERE, LocalServer, Reply, marked, no_fault, serving, xml

__all__ = ["FlemishServer", "flemish_server", "no_fault"]

_CAP = 10_000
_DAYS = re.compile(r"daterange:(\d{4}-\d{2}-\d{2})\.\.(\d{4}-\d{2}-\d{2})")
_SESSION = re.compile(r"zittingsjaar=(\d{4}-\d{4})")


@dataclass(kw_only=True)
class FlemishServer(LocalServer):
    """The state of the services.

    Attributes:
        cap: Most results of a query.
        files: The files that were given, by id, revision and day of the answer.
        people: Members and legislatures.
        restless: Whether every file is made anew at each call, with the moment in it and without a mark.
        touched: Raised to make the search say of every entry that it was modified, though nothing else is.
        robots: Its robots.txt; None for none.
        together: Whether several records are given at once.
    """

    cap: int = _CAP
    people: People = field(default_factory=People)
    restless: bool = False
    touched: int = 0
    robots: str | None = None
    together: bool = True
    files: dict[tuple[int, int, date | None], tuple[bytes, str]] = field(default_factory=dict)

    def addresses(self) -> dict[str, str]:
        """Return the addresses of its services, by their names in the rules."""
        base = self.address
        return {
            "search": f"{base}/api/search/query/",
            "detail": f"{base}/e/opendata/schv/",
            "members": f"{base}/e/opendata/vv/op-datum",
            "members_now": f"{base}/e/opendata/vv/huidige",
            "legislatures": f"{base}/e/opendata/leg/alle",
            "files": f"{base}/pfile",
        }

    def search(self, path: str, query: dict[str, list[str]]) -> dict[str, object]:
        """Answer a search: the oldest first, a page of at most a hundred, nothing beyond the cap."""
        days, session = _DAYS.search(path), _SESSION.search(path)
        found = sorted(self.questions.values(), key=lambda one: (one.published, one.key))
        if days:
            first, last = date.fromisoformat(days[1]), date.fromisoformat(days[2])
            found = [one for one in found if first <= one.published <= last]
        if session:
            found = [one for one in found if one.session == session[1]]
        size, page = min(100, int(query["max"][0])), int(query["page"][0])
        shown = found[: self.cap][(page - 1) * size : page * size]
        return {
            "count": len(found),
            "firstindex": (page - 1) * size + 1,
            "lastindex": (page - 1) * size + len(shown),
            "result": [self._result(one, number) for number, one in enumerate(shown, 1)],
            "facet_category": [],
        }

    def _result(self, one: Question, index: int) -> dict[str, object]:
        tags = [
            ("zittingsjaar", one.session),
            ("nummer", str(one.number)),
            ("aggregaattype", "Schriftelijke vraag" if one.written else "Vraag om uitleg"),
            ("titel", one.title),
            ("publicatiedatum", one.published.isoformat()),
            ("themadatum", one.asked.isoformat()),
            ("minister", f"{one.minister[1]}, {one.minister[0]}"),
            ("vraagsteller", f"{one.asker[1]}, {one.asker[0]}"),
            *(("thema", theme) for theme in one.themes),
            ("last_modified", f"rev-{one.revision}-{self.touched}"),
        ]
        if one.answered:
            tags.append(("statusdatumSchvBeantwoord", one.answered.isoformat()))
        result: dict[str, object] = {"index": index, "rank": 100 - index, "snippet": "...", "title": one.title}
        # The id stands in one of three places.
        match one.key % 3:
            case 0:
                result["url"] = f"https://www.vlaamsparlement.be/nl/parlementaire-documenten/{one.key}"
            case 1:
                tags.append(("opendata", f"https://ws.vlpar.be/e/opendata/schv/{one.key}"))
            case _:
                result["id"] = f"https://ws.vlpar.be/x/{one.key}/pfls"
        listed = [{"name": name, "value": value} for name, value in tags]
        # One tag alone is sent without a list around it.
        return {**result, "metatags": {"metatag": listed}}

    def record(self, one: Question) -> dict[str, object]:
        """Return the record of a question."""
        course = [{"status": "Vraag gesteld aan de minister", "datum": f"{one.asked}T14:00:00+0100"}]
        record: dict[str, object] = {
            "id": one.key,
            "onderwerp": one.title,
            "thema": list(one.themes),
            "zittingsjaar": one.session,
            "vraagsteller": {"id": one.asker_id, "voornaam": one.asker[0], "naam": one.asker[1]},
            "minister": {"id": one.minister_id, "voornaam": one.minister[0], "naam": one.minister[1]},
            "procedureverloop": course,
        }
        if one.withdrawn:
            course.append({"status": "Vraag ingetrokken", "datum": f"{one.asked}T18:00:00+0100"})
        if one.key % 11 == 0:
            del record["vraagsteller"]
        if one.answered:
            said = "Laattijdig beantwoord" if one.late else "Tijdig beantwoord"
            course.append({"status": said, "datum": f"{one.answered}T14:00:00+0100"})
            record["tijdig"] = not one.late
            record["soort-antwoord"] = "Gewoon antwoord"
            places = [
                f"{self.address}/pfile?id={one.key}",
                *([f"{self.address}/pfile?id={one.key - 1_000_000}"] * one.attachments),
            ]
            record["bestand-ordered"] = [{"URL": place} for place in places]
        return record

    def reply(self, path: str, query: dict[str, list[str]], headers: Mapping[str, str]) -> Reply:
        """Answer a search, or give a record or a file."""
        if path.startswith("/api/search/query/"):
            return Reply(body=json.dumps(self.search(path, query)).encode(), kind="application/json")
        if path == "/robots.txt" and self.robots is not None:
            return Reply(body=self.robots.encode(), kind="text/plain")
        if path == "/e/opendata/schv/lijst":
            return self._records([int(key) for key in query["id"][0].split(",")]) if self.together else NOT_HERE
        if found := re.fullmatch(r"/e/opendata/schv/(\d+)", path):
            return self._record(int(found[1]), headers)
        if path == "/e/opendata/leg/alle":
            return self.people.legislatures(headers)
        if path.startswith("/e/opendata/vv/"):
            day = day_of(query["datum"][0]) if path.endswith("op-datum") else self.people.today
            return self.people.sitting(day, headers)
        return self._file(int(query["id"][0]), headers) if path == "/pfile" else NOT_HERE

    def _record(self, key: int, headers: Mapping[str, str]) -> Reply:
        one = self.questions.get(key)
        if one is None or one.gone:
            return NOT_HERE
        if key % 5 == 0 or "json" not in headers.get("Accept", ""):
            # Some records come as XML whatever is asked for, and as whatever type.
            body = "<?xml version='1.0'?>" + xml("schriftelijke-vraag", self.record(one))
            return Reply(body=body.encode(), kind="application/json" if key % 2 else "application/xml")
        return Reply(body=json.dumps(self.record(one)).encode(), kind="text/html")

    def _records(self, keys: list[int]) -> Reply:
        """Return several records at once: in their own order, without those that are gone, now and then as XML."""
        held = [one for key in sorted(keys) if (one := self.questions.get(key)) is not None and not one.gone]
        items = [{"schriftelijke-vraag": self.record(one)} for one in held]
        if sum(keys) % 3 == 0:
            return Reply(body=f"<?xml version='1.0'?>{xml('lijst', {'items': items})}".encode(), kind="text/html")
        # A single one is sent without a list around it.
        return Reply(body=json.dumps({"items": items if len(items) > 1 else next(iter(items), None)}).encode())

    def _kept(self, one: Question) -> tuple[bytes, str]:
        # A file is made once: some forms carry the moment at which they were made.
        edition = (one.key, one.revision, one.answered)
        if edition not in self.files:
            self.files[edition] = file_of(one)
        return self.files[edition]

    def _file(self, key: int, headers: Mapping[str, str]) -> Reply:
        attached = key < 1_000_000
        one = self.questions.get(key + 1_000_000 if attached else key)
        if one is None:
            return NOT_HERE
        body, kind = (attachment_of(one), "text/csv") if attached else self._kept(one)
        if self.restless:
            moment = f"D:2026{len(self.calls):010d}"
            return Reply(body=re.sub(rb"D:\d{14}", moment.encode(), body), kind=kind)
        # Not every file has a mark.
        return marked(body, kind, f'"{key}-{one.revision}"' if key % 4 else "", headers)


def flemish_server(questions: dict[int, Question]) -> AbstractContextManager[FlemishServer]:
    """Serve some questions on a free port of the loopback."""
    return serving(FlemishServer(questions=questions))
