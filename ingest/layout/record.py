"""The record of a document: header fields with their evidence, sides, items, kind, language and remarks."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date

from corpus.model import AnswerKind, DocumentText, Item, QuestionRecord, Remark, Side, Span
from ingest.layout.dates import latest_past_date
from ingest.layout.division import Division, divide
from ingest.layout.head import Head
from ingest.layout.items import find_items
from ingest.layout.kinds import answer_kind, language_of, refuses
from ingest.layout.parliaments import parliament_of

_HEAD_FIELDS = ("number", "asked", "answered", "asker", "minister", "office", "title")
_SOURCE_FIELDS = (*_HEAD_FIELDS, "parliament", "session", "published", "party", "language")


_BY_ITEMS = (AnswerKind.SUBSTANTIVE, AnswerKind.REFUSAL)
_GROUPS = {
    "in_term": Remark(code="answered_in_term", text="The bulletin lists it among the questions answered in time."),
    "late": Remark(code="answered_late", text="The bulletin lists it among the questions answered after the term."),
    "provisional": Remark(code="listed_provisional", text="The bulletin lists it among the provisional answers."),
    "unanswered": Remark(code="listed_unanswered", text="The bulletin lists it among the questions without answer."),
}


@dataclass(slots=True)
class _Header:
    """Fields as they are gathered: the source's own, then the heads', then what is computed."""

    values: dict[str, object] = field(default_factory=dict)
    evidence: dict[str, Span] = field(default_factory=dict)
    inferred: list[str] = field(default_factory=list)

    def infer(self, name: str, value: object) -> None:
        """Take a computed value, unless there is one that was read."""
        if value is not None and self.values.get(name) is None:
            self.values[name] = value
            self.inferred.append(name)


def parse(text: DocumentText, *, parliament: str) -> QuestionRecord:
    """Read the record of a written question.

    Header fields that the source gives beside the text win over those printed in it. A head that is lost stays None:
    what follows from the rest of the text is named in ``inferred``.

    Args:
        text: The document.
        parliament: Parliament assumed where the source does not name one.

    Returns:
        The record; its sections hold neither heads, nor title, nor the line that names several ministers, except where
        the source itself states the sections.
    """
    division = divide(text)
    items = find_items(text, division.bodies, division.turns)
    header = _header(text, division, parliament)
    return QuestionRecord(
        **header.values,  # type: ignore[arg-type]
        answer_kind=_kind(text, division, items),
        themes=text.fields.themes,
        family=division.family.mandates if division.family else (),
        items=items,
        sections=division.sections,
        evidence=tuple(sorted(header.evidence.items(), key=lambda entry: entry[1])),
        inferred=tuple(header.inferred),
        remarks=_remarks(division, items),
    )


def _header(text: DocumentText, division: Division, parliament: str) -> _Header:
    header = _Header()
    for name in _SOURCE_FIELDS:
        header.values[name] = getattr(text.fields, name)
    for head in (division.question, division.answer):
        if head is not None:
            _take_head(header, text, head)
    if division.title is not None:
        _take(header, text, "title", division.title.text, (division.title.start, division.title.end))
    header.values["parliament"] = header.values["parliament"] or parliament
    if header.values["language"] is None:
        header.infer("language", language_of(text.text))
    _infer_dates(header, text)
    return header


def _take_head(header: _Header, text: DocumentText, head: Head) -> None:
    for name in _HEAD_FIELDS:
        place = head.evidence.get(name)
        if place is not None:
            _take(header, text, name, getattr(head, name), place)


def _take(header: _Header, text: DocumentText, name: str, value: object, place: tuple[int, int]) -> None:
    """Take a value read in the text where none is known yet; the text also proves a value given by the source."""
    known = header.values.get(name)
    if known is None:
        header.values[name] = known = value
    if known == value:
        header.evidence.setdefault(name, text.span(*place))


def _infer_dates(header: _Header, text: DocumentText) -> None:
    asked = header.values["asked"]
    calendar = parliament_of(str(header.values["parliament"]))
    if isinstance(asked, date) and calendar is not None:
        header.infer("session", calendar.session_of(asked))
    if asked is None and header.values["answered"] is None:
        found = latest_past_date(text.text)
        if found is not None:
            header.infer("not_before", found.day)
            header.evidence["not_before"] = text.span(found.start, found.end)


def _kind(text: DocumentText, division: Division, items: Sequence[Item]) -> AnswerKind:
    parts = [text.text[section.start : section.end] for section in division.sections if section.side is Side.ANSWER]
    kind = answer_kind("\n".join(parts))
    if division.group == "provisional" and kind is AnswerKind.SUBSTANTIVE:
        return AnswerKind.PROVISIONAL
    read = _kind_by_items(text, items) or kind if kind in _BY_ITEMS else kind
    # An answer without any cue is substantive by default: then the source knows better.
    return _stated_kind(text.fields.answer_kind) or read if read is AnswerKind.SUBSTANTIVE else read


def _stated_kind(stated: str | None) -> AnswerKind | None:
    """Return the kind that the source states; None for none, and for a word that is none."""
    return next((kind for kind in AnswerKind if kind.value == stated and kind is not AnswerKind.NONE), None)


def _kind_by_items(text: DocumentText, items: Sequence[Item]) -> AnswerKind | None:
    """An answer that refuses some of its items is partial, one that refuses all is a refusal."""
    refused: list[bool] = []
    end = 0
    for item in items:
        if item.side is Side.ANSWER and item.span.start >= end:
            refused.append(refuses(item.span.quote(text.text)))
            end = item.span.end
    if len(refused) < 2 or not any(refused):
        return None
    return AnswerKind.REFUSAL if all(refused) else AnswerKind.PARTIAL


def _remarks(division: Division, items: tuple[Item, ...]) -> tuple[Remark, ...]:
    found = (*_lost_heads(division), _differs(division), _without_question(items), _GROUPS.get(division.group))
    return tuple(remark for remark in found if remark)


def _lost_heads(division: Division) -> tuple[Remark, ...]:
    if division.divided_by_source:
        return ()
    answered = any(section.side is Side.ANSWER for section in division.sections)
    remarks = []
    if division.question is None and answered and len(division.sections) == 1:
        remarks.append(_question_elsewhere(division))
    elif division.question is None:
        remarks.append(Remark(code="head_lost", text="The head of the question is lost.", labels=("question",)))
    if division.answer is None and answered and not division.turns:
        remarks.append(Remark(code="head_lost", text="The head of the answer is lost.", labels=("answer",)))
    return tuple(remarks)


def _question_elsewhere(division: Division) -> Remark:
    number = division.answer.number if division.answer is not None else None
    which = "" if number is None else f": it answers question {number}"
    return Remark(code="question_elsewhere", text=f"The text of the question is not in this document{which}.")


def _differs(division: Division) -> Remark | None:
    asked, answered = division.question, division.answer
    if asked is None or answered is None or answered.number is None or asked.number in (None, answered.number):
        return None
    return Remark(
        code="number_differs",
        text=f"The question is number {asked.number}, but the answer says that it answers number {answered.number}.",
    )


def _without_question(items: tuple[Item, ...]) -> Remark | None:
    asked = [item for item in items if item.side is Side.QUESTION]
    labels = [item.label for item in items if item.side is Side.ANSWER and not item.answers]
    if not asked or not labels:
        return None
    return Remark(
        code="answer_without_question",
        text=f"No question item stands for the answer's {', '.join(labels)}.",
        labels=tuple(labels),
    )
