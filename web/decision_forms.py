"""How a filled-in form becomes a decision, and what is told where it cannot."""

from dataclasses import dataclass
from http import HTTPStatus

from fastapi import Request
from pydantic import ValidationError
from starlette.datastructures import FormData

from corpus.errors import EditConflict, WrongUse
from corpus.register import Cause
from corpus.store import StoredDocument
from tracker.changes import EDITABLE
from tracker.passages import find
from tracker.tracked import TrackedCommitment
from web.decisions import Decision, DecisionKind, Part, carry_out
from web.error_words import error_words
from web.i18n import Speaker
from web.services import Services
from web.sign_in import Visitor

REASONS = ("past", "no_promise", "other_speaker", "opinion", "condition", "misread")
"""Common reasons of a rejection, as codes of the catalogue."""
_MOST_FIELDS = 400
_PASSAGES = (DecisionKind.SPLIT, DecisionKind.ADD, DecisionKind.REATTACH)


@dataclass(frozen=True, slots=True, kw_only=True)
class Trouble:
    """Why a decision was not recorded.

    Attributes:
        action: What was tried.
        code: What is wrong; ``conflict`` where somebody else was first, empty where only ``text`` says it.
        text: The program's own words, in English.
        events: What others did meanwhile, in the visitor's language.
    """

    action: str
    code: str
    text: str
    events: tuple[str, ...] = ()

    @property
    def status(self) -> HTTPStatus:
        """HTTP status of the page that tells it."""
        return HTTPStatus.CONFLICT if self.code == "conflict" else HTTPStatus.UNPROCESSABLE_ENTITY


async def read_form(request: Request) -> FormData:
    """Return the fields of a form that was sent."""
    return await request.form(max_fields=_MOST_FIELDS, max_files=0)


def decide(
    parts: Services, speaker: Speaker, visitor: Visitor, commitment: str, form: FormData
) -> TrackedCommitment | Trouble:
    """Record what a form says, or return why not; nothing is lost then.

    Raises:
        NotFound: If there is no such commitment.
    """
    known = parts.store.register.get(commitment)
    try:
        decision = decision_of(form, speaker, parts.store.documents.get(known.document))
        return carry_out(parts.tracker, commitment, decision, visitor.name)
    except EditConflict as error:
        events = _news(parts, speaker, commitment, form)
        return Trouble(action=str(form.get("action")), code="conflict", text=error_words(speaker, error), events=events)
    except WrongUse as error:
        return Trouble(action=str(form.get("action")), code=error.code, text=error_words(speaker, error))


def decision_of(form: FormData, speaker: Speaker, document: StoredDocument) -> Decision:
    """Return the decision that a form says.

    Raises:
        WrongUse: If a field has no such form, or the words of a passage are not found in the document.
    """
    given: dict[str, object] = {
        name: text
        for name in ("action", "expected_last", "milestone", "on", "to", "evidence", "proposal", "relation", "office")
        if (text := _text(form, name))
    }
    given["note"] = _note(form, speaker)
    given["other"] = _text(form, "other_id") or _text(form, "other")
    given["fields"] = {name: _text(form, f"field-{name}") for name in EDITABLE if f"field-{name}" in form}
    given["confirm"] = "confirm" in form
    if _text(form, "due") and _text(form, "due") != _text(form, "due_was"):
        given["due"] = _text(form, "due")
    if _text(form, "action") in _PASSAGES:
        given["parts"] = _parts(form, document)
    try:
        return Decision.model_validate(given)
    except ValidationError as error:
        names = [".".join(str(part) for part in one["loc"]) for one in error.errors()]
        said = "; ".join(f"{name}: {one['msg']}" for name, one in zip(names, error.errors(), strict=True))
        raise WrongUse(said, code="no_date" if names == ["on"] else "") from error


def _note(form: FormData, speaker: Speaker) -> str:
    reason = _text(form, "reason")
    chosen = speaker.say(f"reason: {reason}") if reason in REASONS else ""
    return ": ".join(part for part in (chosen, _text(form, "note")) if part)


def _parts(form: FormData, document: StoredDocument) -> list[Part]:
    words = _text(form, "words")
    if words:
        span = find(document.text, words)
        if span is None:
            raise WrongUse("these words do not stand once and exactly so in the document", code="words_not_found")
        return [Part(start=span.start, end=span.end, due=_text(form, "words_due"))]
    return [_part(form, str(value)) for value in form.getlist("part") if _is_place(str(value))]


def _part(form: FormData, place: str) -> Part:
    start, _, end = place.partition("-")
    return Part(start=int(start), end=int(end), due=_text(form, f"due-{place}") or _text(form, "words_due"))


def _is_place(text: str) -> bool:
    start, separator, end = text.partition("-")
    return bool(separator) and all(part.isascii() and part.isdigit() and len(part) < 10 for part in (start, end))


def _text(form: FormData, name: str) -> str:
    value = form.get(name)
    return value.strip() if isinstance(value, str) else ""


def _news(parts: Services, speaker: Speaker, commitment: str, form: FormData) -> tuple[str, ...]:
    """Return what others did to a commitment since the form was shown."""
    seen = _text(form, "expected_last")
    since = int(seen) if seen.isascii() and seen.isdigit() else 0
    history = parts.tracker.get(commitment, parts.today()).history
    return tuple(
        entry.sentence(speaker.language)
        for entry in history
        if (entry.event.id or 0) > since and entry.event.cause in (Cause.PERSON, Cause.INGEST)
    )
