"""A question with its answer as linked data (schema.org), for search engines and for who collects such pages."""

import json
from datetime import date

from corpus.model import QuestionRecord, Side
from corpus.store import StoredDocument

_MOST = 1000
"""Letters of question and answer: enough to tell what it is about; the page itself has the whole."""


def question_jsonld(document: StoredDocument, address: str) -> str:
    """Return a document as schema.org ``Question`` with its ``Answer``, safe inside a script element of its page.

    Args:
        document: The document.
        address: Lasting public address of its page.
    """
    record = document.record
    answer = _answer(document, address)
    found = {
        "@context": "https://schema.org",
        "@type": "QAPage",
        "@id": address,
        "url": address,
        "inLanguage": record.language,
        "isPartOf": {"@type": "CreativeWorkSeries", "name": record.parliament} if record.parliament else None,
        "mainEntity": {
            "@type": "Question",
            "@id": f"{address}#question",
            "identifier": " ".join(filter(None, (record.session, str(record.number or "")))) or None,
            "name": record.title or document.name,
            "text": _side(document, Side.QUESTION) or record.title or document.name,
            "author": _person(record.asker, party=record.party),
            "dateCreated": _day(record.asked),
            "answerCount": 1 if answer else 0,
            "acceptedAnswer": answer,
            "keywords": ", ".join(record.themes) or None,
        },
    }
    return escaped(json.dumps(_without_gaps(found), ensure_ascii=False))


def escaped(text: str) -> str:
    """Return JSON that cannot end the script element it stands in, nor begin another or a comment."""
    return text.replace("<", "\\u003c").replace(">", "\\u003e").replace("&", "\\u0026")


def _answer(document: StoredDocument, address: str) -> dict[str, object] | None:
    record, text = document.record, _side(document, Side.ANSWER)
    if not text:
        return None
    return {
        "@type": "Answer",
        "@id": f"{address}#answer",
        "text": text,
        "url": address,
        "dateCreated": _day(record.answered),
        "author": _minister(record),
    }


def _minister(record: QuestionRecord) -> dict[str, object] | None:
    if record.minister:
        return {"@type": "Person", "name": record.minister, "jobTitle": record.office}
    return {"@type": "GovernmentOrganization", "name": record.office} if record.office else None


def _person(name: str | None, *, party: str | None) -> dict[str, object] | None:
    member = {"@type": "Organization", "name": party} if party else None
    return {"@type": "Person", "name": name, "memberOf": member} if name else None


def _side(document: StoredDocument, side: Side) -> str:
    """Return the beginning of a side's text: of its sections, else of its items."""
    record, text = document.record, document.text.text
    places = [(one.start, one.end) for one in record.sections if one.side is side]
    places = places or [(one.span.start, one.span.end) for one in record.items_of(side)]
    words = " ".join(" ".join(text[start:end] for start, end in places).split())
    return words if len(words) <= _MOST else words[: _MOST - 1].rsplit(" ", 1)[0] + "…"


def _day(day: date | None) -> str | None:
    return day.isoformat() if day else None


def _without_gaps(value: object) -> object:
    if isinstance(value, dict):
        return {name: _without_gaps(one) for name, one in value.items() if one is not None}
    return value
