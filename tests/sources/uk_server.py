"""A server that speaks as the written questions service of the UK Parliament does: cut lists, numbers used again."""

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from tests.sources.flemish_questions import Question, attachment_of
from tests.sources.local_server import NOT_HERE, REFUSED, LocalServer, Reply, marked

_PATH = "/api/writtenquestions/questions"
_MOST = 100
_CUT = 60


@dataclass(kw_only=True)
class UKServer(LocalServer):
    """The state of the service; the numbers (``uin``) of its questions come again and again."""

    def addresses(self) -> dict[str, str]:
        """Return the addresses of the service and of its files."""
        return {"questions": f"{self.address}{_PATH}", "page": f"{self.address}/written-questions/detail"}

    def reply(self, path: str, query: dict[str, list[str]], headers: Mapping[str, str]) -> Reply:
        """Answer with a page of the list, a record or a file."""
        if path == _PATH:
            return self._list(query)
        if found := re.fullmatch(rf"{_PATH}/(\d+)", path):
            one = self.questions.get(int(found[1]))
            if one is None or one.gone or not one.written:
                return NOT_HERE
            members = query.get("expandMember") == ["true"]
            return _json({"value": self.value(one, members=members), "links": []})
        if found := re.fullmatch(r"/files/(\d+)/sheet.csv", path):
            one = self.questions[int(found[1])]
            return marked(attachment_of(one), "application/octet-stream", f'"{one.key}-{one.revision}"', headers)
        return NOT_HERE

    def _list(self, query: dict[str, list[str]]) -> Reply:
        take, skip = int(query["take"][0]), int(query["skip"][0])
        if take > _MOST:
            return REFUSED
        first, last = (date.fromisoformat(query[f"tabledWhen{side}"][0]) for side in ("From", "To"))
        held = [one for one in self.questions.values() if one.written and first <= one.asked <= last]
        held.sort(key=lambda one: (one.asked, one.key), reverse=True)
        shown = [self._cut(self.value(one, members=False)) for one in held[skip : skip + take]]
        return _json({"totalResults": len(held), "results": [{"value": one, "links": []} for one in shown]})

    def _cut(self, value: dict[str, object]) -> dict[str, object]:
        """Return a record as the list gives it, with its long texts cut."""
        texts = {name: str(value[name] or "") for name in ("questionText", "answerText")}
        return {**value, **{name: f"{text[:_CUT]}..." if len(text) > _CUT else text for name, text in texts.items()}}

    def value(self, one: Question, *, members: bool) -> dict[str, object]:
        """Return the record of a question; ``members`` says whether people are told, who are null else."""
        return {
            "id": one.key,
            "askingMemberId": one.asker_id,
            "askingMember": {"id": one.asker_id, "name": " ".join(one.asker), "party": "Reform"} if members else None,
            "house": "Lords" if one.key % 6 == 5 else "Commons",
            "dateTabled": f"{one.asked}T00:00:00",
            "dateForAnswer": f"{one.asked + timedelta(days=7)}T00:00:00",
            "uin": f"HL{one.key % 5}" if one.key % 6 == 5 else str(one.key % 5),
            "questionText": f"<p>To ask the Secretary of State, how many chargers &amp; {one.key}.</p>",
            "answeringBodyId": 27,
            "answeringBodyName": "Department for Transport",
            "isWithdrawn": one.withdrawn,
            "isNamedDay": one.key % 2 == 0,
            "groupedQuestions": [],
            **self._answer(one, members=members),
            "heading": f"{one.title}: England",
            "attachmentCount": one.attachments,
            "attachments": [
                {"title": "Sheet.csv", "url": f"{self.address}/files/{one.key}/sheet.csv", "fileType": "text/csv"}
            ]
            * one.attachments,
        }

    def _answer(self, one: Question, *, members: bool) -> dict[str, object]:
        text = "<p>It has not proved possible to respond in time.</p>" if one.holding else self._substance(one)
        return {
            "answerIsHolding": one.holding if one.answered else None,
            "answerIsCorrection": one.revision > 1,
            "answeringMemberId": one.minister_id if one.answered else None,
            "answeringMember": {"id": one.minister_id, "name": " ".join(one.minister[:2])}
            if members and one.answered
            else None,
            "dateAnswered": f"{one.answered}T00:00:00" if one.answered else None,
            "answerText": text if one.answered else "",
            "dateHoldingAnswer": f"{one.answered}T00:00:00" if one.holding else None,
        }

    def _substance(self, one: Question) -> str:
        year = one.asked.year + one.revision
        return f"<p>There are {one.key % 900 + 100}.</p><ul><li>A plan will follow by the end of {year}.</li></ul>"


def _json(value: object) -> Reply:
    return Reply(body=json.dumps(value).encode(), kind="application/json; charset=utf-8")
