"""One document: question and answer side by side, facts marked, everything the record knows."""

from dataclasses import dataclass

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse, Response

from corpus.facts import Bilingual, Facts
from corpus.model import DocumentId, Side
from corpus.register import Commitment
from corpus.store import StoredDocument
from web.alignment import Row, Stretch, align
from web.i18n import Speaker
from web.marking import Mark, Piece, anchor, pieces
from web.reflow import reflowed
from web.render import render, services_of, speaker_of, time_range

router = APIRouter()


@dataclass(frozen=True, slots=True, kw_only=True)
class ShownStretch:
    """A stretch of text as the page shows it."""

    label: str
    address: str
    pieces: tuple[Piece, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ShownRow:
    """A row of the page: questions left, answers right."""

    questions: tuple[ShownStretch, ...]
    answers: tuple[ShownStretch, ...]
    unasked: bool
    unanswered: bool


def _words(speaker: Speaker, text: Bilingual) -> str:
    return text.nl if speaker.language == "nl" else text.en


def _commitment_marks(speaker: Speaker, commitments: tuple[Commitment, ...]) -> list[Mark]:
    title = speaker.say("Commitment")
    return [
        Mark(span=span, kind="commitment", title=f"{title}: {speaker.say(one.kind)}", href=f"/c/{one.id}")
        for one in commitments
        for span in (one.span, *one.also)
    ]


def _fact_marks(speaker: Speaker, facts: Facts) -> list[Mark]:
    times = [
        Mark(span=t.span, kind="time", title=_words(speaker, t.range.explanation) or speaker.say("Time"))
        for t in facts.times
    ]
    figures = [
        Mark(span=f.span, kind="figure", title=f"{speaker.say('Figure')}: {speaker.number(f.value)} {f.unit}")
        for f in facts.figures
    ]
    references = [
        Mark(
            span=r.span,
            kind="reference",
            title=speaker.say("Reference"),
            href=f"/d/{r.candidates[0]}" if len(r.candidates) == 1 else None,
        )
        for r in facts.references
    ]
    claims = [
        Mark(span=c.span, kind="claim", title=f"{speaker.say('Earlier claim')}: {time_range(speaker, c.due)}")
        for c in facts.claims
    ]
    return [*times, *figures, *references, *claims]


def _shown(text: str, stretch: Stretch, marks: list[Mark]) -> ShownStretch:
    """Return a stretch without its label, which the page shows as a heading, and without blanks around it."""
    start, end = stretch.body, stretch.end
    while start < end and text[start].isspace():
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    return ShownStretch(label=stretch.label, address=f"s{start}-{end}", pieces=pieces(text, start, end, marks))


def _rows(document: StoredDocument, marks: list[Mark]) -> tuple[ShownRow, ...]:
    text = reflowed(document.text.text)

    def shown(stretches: tuple[Stretch, ...]) -> tuple[ShownStretch, ...]:
        return tuple(_shown(text, stretch, marks) for stretch in stretches)

    def one(row: Row) -> ShownRow:
        return ShownRow(
            questions=shown(row.questions),
            answers=shown(row.answers),
            unasked=row.unasked,
            unanswered=row.unanswered,
        )

    return tuple(one(row) for row in align(document.record))


def _page(request: Request, document: StoredDocument) -> HTMLResponse:
    speaker, services = speaker_of(request), services_of(request)
    commitments = tuple(c for c in document.commitments if c.attached)
    marks = [*_commitment_marks(speaker, commitments), *_fact_marks(speaker, document.facts)]
    counts = {
        kind: sum(mark.kind == kind for mark in marks)
        for kind in ("commitment", "claim", "time", "figure", "reference")
    }
    return render(
        request,
        "document.html",
        document=document,
        record=document.record,
        rows=_rows(document, marks),
        counts=counts,
        commitments=commitments,
        claims=[(claim, anchor(claim.span), claim.span.quote(document.text.text)) for claim in document.facts.claims],
        versions=services.store.documents.versions(document.id),
        answered=any(section.side is Side.ANSWER for section in document.record.sections),
    )


@router.get("/d/{document_id}")
def show(request: Request, document_id: str) -> HTMLResponse:
    """Show the document as it is held now."""
    return _page(request, services_of(request).store.documents.get(DocumentId(document_id)))


@router.get("/d/{document_id}/v/{version}")
def show_version(request: Request, document_id: str, version: int) -> HTMLResponse:
    """Show an earlier version."""
    return _page(request, services_of(request).store.documents.get(DocumentId(document_id), version))


@router.get("/d/{document_id}/v/{version}/original")
def original(request: Request, document_id: str, version: int) -> Response:
    """Give the bytes as they were read; as a download, so that foreign HTML never runs as a page of this site."""
    raw = services_of(request).store.documents.raw(DocumentId(document_id), version)
    name = "".join(c if c.isascii() and (c.isalnum() or c in "._-") else "_" for c in raw.name)
    return Response(
        raw.content,
        media_type="application/pdf" if raw.content.startswith(b"%PDF-") else "application/octet-stream",
        headers={"Content-Disposition": f'attachment; filename="{name or "document"}"'},
    )
