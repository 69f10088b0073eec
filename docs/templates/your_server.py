"""A server that speaks as the services of Your Parliament do: copy what they answer, with all that is odd in it."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from tests.sources.flemish_questions import Question, attachment_of
from tests.sources.local_server import NOT_HERE, LocalServer, Reply, marked


@dataclass(kw_only=True)
class YourServer(LocalServer):
    """The state of the services."""

    def addresses(self) -> dict[str, str]:
        """Return the addresses of the services, by their names in the rules."""
        return {"questions": f"{self.address}/questions", "page": f"{self.address}/page"}

    def reply(self, path: str, query: dict[str, list[str]], headers: Mapping[str, str]) -> Reply:
        """Answer with a page of the list, a record or a file."""
        if path == "/questions" and "ids" in query:
            asked = [self.questions.get(int(key)) for key in query["ids"][0].split(",")]
            given = [self.record(one) for one in asked if one is not None and one.written and not one.gone]
            return Reply(body=json.dumps({"items": given}).encode(), kind="application/json")
        if path == "/questions":
            first, last = (date.fromisoformat(query[side][0]) for side in ("from", "to"))
            held = [one for one in self.questions.values() if one.written and first <= one.asked <= last]
            page, size = int(query["page"][0]), int(query["size"][0])
            shown = [self.record(one) for one in held[page * size : (page + 1) * size]]
            return Reply(body=json.dumps({"total": len(held), "items": shown}).encode(), kind="application/json")
        _, kind, key = path.split("/")
        one = self.questions.get(int(key))
        if one is None or one.gone or not one.written:
            return NOT_HERE
        if kind == "files":
            return marked(attachment_of(one), "text/csv", f'"{key}-{one.revision}"', headers)
        return Reply(body=json.dumps(self.record(one)).encode(), kind="application/json")

    def record(self, one: Question) -> dict[str, object]:
        """Return the record of a question."""
        return {
            "id": str(one.key),
            "number": one.number,
            "subject": one.title,
            "views": len(self.calls),
            "asked": one.asked.isoformat(),
            "answered": one.answered.isoformat() if one.answered else None,
            "member": " ".join(one.asker),
            "department": "Department for Transport",
            "question": f"<p>How many chargers are there in county {one.key}?</p>",
            "answer": f"<p>There are {one.key % 900 + one.revision}.</p>" if one.answered else None,
            "status": "Withdrawn" if one.withdrawn else "Open" if one.answered is None else "Answered",
            "answerType": "Holding answer" if one.holding else "Answer",
            "files": [{"url": f"{self.address}/files/{one.key}"}] * one.attachments,
        }
