"""A server that speaks as the open data of the Tweede Kamer do: pages that lead on, limits, letters, a register."""

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta

from tests.sources.flemish_questions import Question, docx_of, lines, pdf_of
from tests.sources.local_server import NOT_HERE, REFUSED, LocalServer, Reply, marked

_BASE = "/OData/v4/2.0"
_MOST = 250
_DAYS = re.compile(r"GestartOp ge (\S+?)T00:00:00Z and GestartOp lt (\S+?)T00:00:00Z")
_SINCE = re.compile(r"GewijzigdOp ge (\S+)")
_GUID = "{kind:08x}-0000-4000-8000-{key:012d}"
_QUESTION, _ANSWER, _NOTICE = 1, 2, 3


@dataclass(slots=True, kw_only=True)
class Promise:
    """A commitment in the parliament's register."""

    key: int
    text: str
    said: date
    status: str = "Openstaand"
    settled: date | None = None
    office: str = "minister van Infrastructuur en Waterstaat"
    removed: bool = False
    changed: str = "2026-01-01T00:00:00Z"


@dataclass(kw_only=True)
class TweedeKamerServer(LocalServer):
    """The state of the service.

    Attributes:
        promises: Its register of commitments.
        page: How many entries it gives at once.
    """

    promises: list[Promise] = field(default_factory=list)
    page: int = 20

    def addresses(self) -> dict[str, str]:
        """Return the addresses of the service and of its pages."""
        return {"data": f"{self.address}{_BASE}", "page": f"{self.address}/kamervragen/detail"}

    def reply(self, path: str, query: dict[str, list[str]], headers: Mapping[str, str]) -> Reply:
        """Answer a query, or give a record or a file."""
        if int(query.get("$top", ["0"])[0]) > _MOST or "$skip" in query:
            return REFUSED
        if path == f"{_BASE}/Zaak":
            return self._page("Zaak", [self.case(one) for one in self._asked(query)], query)
        if path == f"{_BASE}/Toezegging":
            return self._page("Toezegging", self._register(query), query)
        if found := re.fullmatch(rf"{_BASE}/Zaak\(00000000-0000-4000-8000-(\d+)\)", path):
            one = self.questions.get(int(found[1]))
            return NOT_HERE if one is None or one.gone or not one.written else _json(self.case(one, actors=True))
        if found := re.fullmatch(rf"{_BASE}/Document\(0000000(\d)-0000-4000-8000-(\d+)\)/resource", path):
            return self._letter(int(found[1]), self.questions[int(found[2])], headers)
        return NOT_HERE

    def _asked(self, query: dict[str, list[str]]) -> list[Question]:
        days = _DAYS.search(query["$filter"][0])
        assert days is not None
        first, after = (date.fromisoformat(day) for day in days.groups())
        held = [one for one in self.questions.values() if one.written and first <= one.asked < after]
        return sorted(held, key=lambda one: (one.asked, one.key))

    def _page(self, name: str, held: list[dict[str, object]], query: dict[str, list[str]]) -> Reply:
        start = int(query.get("$skiptoken", ["0"])[0])
        answer: dict[str, object] = {"@odata.context": f"{self.address}{_BASE}/$metadata#{name}"}
        if query.get("$count") == ["true"]:
            answer["@odata.count"] = len(held)
        answer["value"] = held[start : start + self.page]
        if start + self.page < len(held):
            more = "&".join(f"{key}={value[0]}" for key, value in query.items() if key != "$skiptoken")
            following = f"{self.address}{_BASE}/{name}?{more}&$skiptoken={start + self.page}"
            answer["@odata.nextLink"] = following.replace(" ", "%20")
        return _json(answer)

    def case(self, one: Question, *, actors: bool = False) -> dict[str, object]:
        """Return the case of a question."""
        case: dict[str, object] = {
            "Id": _GUID.format(kind=0, key=one.key),
            "Nummer": f"{one.asked.year}Z{one.key % 100_000:05d}",
            "Soort": "Schriftelijke vragen",
            "Titel": None,
            "Onderwerp": f"Het bericht over {one.title}",
            "GestartOp": f"{one.asked}T00:00:00+01:00",
            "Vergaderjaar": one.session,
            "Afgedaan": one.answered is not None,
            "Status": "Ingetrokken" if one.withdrawn else "Vrijgegeven",
            "GewijzigdOp": "2024-01-01T10:00:00Z",
            "Verwijderd": False,
            "Document": [self._document(one, kind) for kind in self._kinds(one)],
        }
        if actors:
            case["ZaakActor"] = [
                {"ActorNaam": "B. Too", "ActorFractie": "Klein", "Functie": "lid", "Relatie": "Medeindiener"},
                {
                    "ActorNaam": " ".join(one.asker),
                    "ActorFractie": "GROOT",
                    "Functie": "lid",
                    "Relatie": "Indiener",
                    "Persoon_Id": _GUID.format(kind=7, key=one.asker_id),
                },
                {
                    "ActorNaam": " ".join(one.minister[:2]),
                    "ActorFractie": None,
                    "Functie": f"{one.minister[2].lower()}",
                    "Relatie": "Gericht aan",
                },
            ]
        return case

    def _kinds(self, one: Question) -> list[int]:
        return [_QUESTION, *([_NOTICE] * one.holding), *([_ANSWER] * (one.answered is not None))]

    def _document(self, one: Question, kind: int) -> dict[str, object]:
        names = {
            _QUESTION: "Schriftelijke vragen",
            _ANSWER: "Antwoord schriftelijke vragen",
            _NOTICE: "Mededeling",
        }
        day = {_QUESTION: one.asked, _ANSWER: one.answered, _NOTICE: one.asked + timedelta(days=21)}[kind]
        return {
            "Id": _GUID.format(kind=kind, key=one.key),
            "Soort": names[kind],
            "DocumentNummer": f"{one.asked.year}D{one.key % 1000:03d}{kind}",
            "Titel": None,
            "Datum": f"{day}T00:00:00+01:00",
            "ContentType": "application/pdf",
            "GewijzigdOp": f"2024-01-0{one.revision}T10:00:00Z",
        }

    def _letter(self, kind: int, one: Question, headers: Mapping[str, str]) -> Reply:
        asked, answered = lines(one)
        asked, answered = asked[-2:], answered[-2:]
        pages = {
            _QUESTION: [one.title, "", *(f"{number}. {line[3:]}" for number, line in enumerate(asked, 1))],
            _NOTICE: ["Uitstel", "", "De vragen kunnen niet binnen de termijn worden beantwoord."],
            _ANSWER: [one.title, "", *_in_turn(asked, answered)],
        }
        body, form = (docx_of(pages[kind]), "octet-stream") if one.kind == "docx" else (pdf_of(pages[kind]), "pdf")
        if one.kind == "doc":
            body, form = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600, "msword"
        return marked(body, f"application/{form}", f'"{kind}-{one.key}-{one.revision}"', headers)

    def _register(self, query: dict[str, list[str]]) -> list[dict[str, object]]:
        since = _SINCE.search(query["$filter"][0])
        assert since is not None
        held = [one for one in self.promises if one.changed >= since[1]]
        return [self._promise(one) for one in sorted(held, key=lambda one: one.changed)]

    def _promise(self, one: Promise) -> dict[str, object]:
        return {
            "Id": _GUID.format(kind=9, key=one.key),
            "Nummer": f"TZ{one.said:%Y%m}-{one.key:03d}",
            "Aanmaakdatum": f"{one.said}T12:00:00+02:00",
            "ActiviteitNummer": "2024A01234",
            "Naam": None,
            "Functie": one.office,
            "Ministerie": "Infrastructuur en Waterstaat",
            "Status": one.status,
            "DatumNakoming": f"{one.settled or date(1, 1, 1)}T00:00:00Z",
            "KamerbriefNakoming": [],
            "Tekst": one.text,
            "GewijzigdOp": one.changed,
            "Verwijderd": one.removed,
        }


def _in_turn(asked: list[str], answered: list[str]) -> list[str]:
    found: list[str] = []
    for number, (question, answer) in enumerate(zip(asked, answered, strict=True), 1):
        found += [f"Vraag {number}", question[3:], "", f"Antwoord {number}", answer[3:], ""]
    return found


def _json(value: object) -> Reply:
    return Reply(body=json.dumps(value).encode(), kind="application/json; odata.metadata=minimal")
