"""A server that speaks as the open data of the Belgian Chamber do: records in two languages, names that change."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from xml.sax.saxutils import escape

from tests.sources.flemish_questions import Question
from tests.sources.local_server import NOT_HERE, LocalServer, Reply

_PAGE = 20
_ELECTION = date(2024, 6, 9)
_PARTIES = ("De Gelen", "Les Verts", "Blauw-Rood")


@dataclass(kw_only=True)
class ChamberServer(LocalServer):
    """The state of the service.

    Attributes:
        spoken: The form of every answer: ``xml`` or ``json``; empty for what is asked for, with exceptions.
    """

    spoken: str = ""

    def addresses(self) -> dict[str, str]:
        """Return the address of the service."""
        return {"questions": f"{self.address}/v0/qrva"}

    def document(self, one: Question) -> str:
        """Return the part of a question's name that stays."""
        first = one.asked.year - (one.asked < date(one.asked.year, 10, 8))
        return f"{first}{first + 1}{one.key % 100_000:05d}"

    def name(self, one: Question) -> str:
        """Return a question's name: with a bulletin once it is answered."""
        bulletin = f"B{one.key % 90 + 1:03d}" if one.answered else ""
        return f"{self.legislature(one)}-{bulletin}-{one.key % 9 + 1}-{one.key % 1000 + 1:04d}-{self.document(one)}"

    def legislature(self, one: Question) -> int:
        """Return the number of the legislature in which a question was asked."""
        return 56 if one.asked >= _ELECTION else 55

    def reply(self, path: str, query: dict[str, list[str]], headers: Mapping[str, str]) -> Reply:  # noqa: ARG002
        """Answer with a page of the list, or with a record."""
        if path == "/v0/qrva":
            listed = self._list(int(query["leg"][0]), int(query.get("start", ["0"])[0]))
            if self.spoken != "xml":
                return Reply(body=json.dumps(listed).encode(), kind="text/plain")
            return Reply(body=_list_as_xml(listed).encode(), kind="text/xml")
        found = (one for one in self.questions.values() if path == f"/v0/qrva/{self.name(one)}")
        one = next(found, None)
        if one is None or one.gone or not one.written:
            return NOT_HERE
        # XML is what it prefers; some records come as JSON all the same.
        if (self.spoken or ("json" if one.key % 5 == 0 else "xml")) == "json":
            return Reply(body=json.dumps({"items": [self._as_json(one)]}).encode(), kind="application/xml")
        return Reply(body=self._as_xml(one).encode(), kind="text/html")

    def _status(self, one: Question) -> str:
        if one.withdrawn:
            return "withdrawn"
        return "answerReceived" if one.answered else "questionReceived"

    def _list(self, legislature: int, start: int) -> dict[str, object]:
        held = [one for one in self.questions.values() if one.written and self.legislature(one) == legislature]
        items = [self._item(one) for one in held[start : start + _PAGE]]
        return {"start": start, "total": len(held), "items": items}

    def _item(self, one: Question) -> dict[str, object]:
        link: dict[str, object] = {"link": {"href": f"http://data.dekamer.be/v0/qrva/{self.name(one)}", "rel": "self"}}
        return link if one.key % 4 == 0 else {"SDOCNAME": self.name(one), **link}

    def record(self, one: Question) -> dict[str, str | list[str]]:
        """Return the fields of a question; a text is a list of its lines."""
        given, family = one.asker
        subject = one.title.partition(" - ")[0].lower()
        fields: dict[str, str | list[str]] = {
            "SDOCNAME": self.name(one),
            "ID": str(one.key),
            "STATUSQ": self._status(one),
            "DOCNAME": self.document(one),
            "DEPOTDAT": f"{one.asked:%Y%m%d}",
            "LANG": "F" if one.key % 3 == 0 else "N",
            "TITN": one.title,
            "TITF": f"{one.title} (en français)",
            "DEPTNUM": "1380",
            "DEPTN": one.minister[2].capitalize(),
            "DEPTF": f"Ministre numéro {one.key % 3}",
            "QUESTNUM": str(one.key % 1000 + 1),
            "MAIN_THESAN": one.themes[0].upper(),
            "THESAN": "  |  ".join(one.themes).upper(),
            "TEXTQN": [f"1. Hoeveel {subject} telt de provincie {one.key}?", "2. Wanneer komt het nieuwe plan er?"],
            "TEXTQF": [f"1. Combien de {subject} la province compte-t-elle ({one.key})?", "2. À quand le plan?"],
        }
        if one.key % 7:
            fields["AUT"] = f"{given}\n      {family},\n      {_PARTIES[one.key % 3]} ({one.asker_id:05d})"
        if one.answered:
            fields |= {"STATUSA1": "publicated", "TEXTA1N": self._answer(one)}
            fields |= {"TEXTA1F": [f"1. Nous en avons compté {one.key % 900 + 100}.", "2. Le plan viendra."]}
        if one.key % 13 == 5:
            # A question of which only the French texts are there.
            fields = {name: value for name, value in fields.items() if name not in ("TITN", "TEXTQN", "TEXTA1N")}
        return fields

    def _answer(self, one: Question) -> list[str]:
        subject, year = one.title.partition(" - ")[0].lower(), one.asked.year + one.revision
        return [
            f"1. Op 1 januari telden we {one.key % 900 + 100} {subject} & meer.",
            f"2. Ik zal het nieuwe plan tegen eind {year} aan de regering voorleggen.",
        ]

    def _as_json(self, one: Question) -> dict[str, object]:
        said = {name: {"br": value} if isinstance(value, list) else value for name, value in self.record(one).items()}
        # JSON has numbers for some of what XML has as words.
        return {**said, "LEGISL": self.legislature(one), "QUESTNUM": one.key % 1000 + 1}

    def _as_xml(self, one: Question) -> str:
        link = f'<link rel="self" href="http://data.dekamer.be/v0/qrva/{self.name(one)}"/>'
        return f'<?xml version="1.0" encoding="UTF-8"?>\n<QRVADOC>{link}{_elements(self.record(one))}</QRVADOC>'


def _elements(record: Mapping[str, str | list[str]]) -> str:
    lines = {
        name: "".join(f"\n      <br/>{escape(line)}" for line in value) if isinstance(value, list) else escape(value)
        for name, value in record.items()
    }
    return "\n".join(f"<{name}>{inside}</{name}>" for name, inside in lines.items())


def _list_as_xml(listed: Mapping[str, object]) -> str:
    items = listed["items"]
    assert isinstance(items, list)
    inside = "".join(f'<item><link rel="self" href="{one["link"]["href"]}"/></item>' for one in items)
    return f"<qrva><start>{listed['start']}</start><total>{listed['total']}</total><items>{inside}</items></qrva>"
