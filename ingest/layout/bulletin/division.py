"""A file divided into its questions, and what belongs to none of them."""

import hashlib
import re
import unicodedata
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace

from corpus.model import DocumentText, Remark, Span
from ingest.layout.bulletin.cutting import Piece, cut, pieces_without
from ingest.layout.bulletin.headings import Mark, MarkKind, marks_of
from ingest.layout.bulletin.patterns import answer_lines, group_named, nothing_lines, question_heads
from ingest.layout.bulletin.running import RunningHeads, running_heads
from ingest.layout.labels import number_labels
from ingest.layout.rule_table import rules

_LONGEST_NOTE = 200
_NOT_IN_NAME = re.compile(r"[^a-z0-9]+")


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """One question of a file.

    Attributes:
        name: Its name within the file, fit for an address and unique there: ``vraag-42-jan-peeters``.
        text: Its own text: the headings above it, head, question and answer.
        place: Where it stands in the file's text, headings left out.
        remarks: What a reader must know, beside what its own text says.
    """

    name: str
    text: DocumentText
    place: Span
    remarks: tuple[Remark, ...] = ()

    @property
    def identity(self) -> str:
        """Hash of its words in hexadecimal: the same wherever it stands in whichever file."""
        return hashlib.sha256(" ".join(self.text.text.split()).encode("utf-8", "surrogatepass")).hexdigest()


@dataclass(frozen=True, slots=True, kw_only=True)
class Orphan:
    """A stretch that belongs to no question: the head above it is lost.

    Attributes:
        text: Its words.
        place: Where it stands in the file's text.
    """

    text: str
    place: Span


@dataclass(frozen=True, slots=True, kw_only=True)
class Bulletin:
    """A file of several questions.

    Attributes:
        parts: The questions in reading order.
        orphans: What belongs to none of them, contents and registers left out.
        issue: The bulletin's number and month as printed, None where there is none.
    """

    parts: tuple[Part, ...]
    orphans: tuple[Orphan, ...]
    issue: str | None = None


@dataclass(slots=True)
class _Walk:
    """What stands above the question at hand, and what was found so far."""

    minister: Mark | None = None
    group: Mark | None = None
    notes: list[Span] = field(default_factory=list)
    parts: list[Part] = field(default_factory=list)
    orphans: list[Span] = field(default_factory=list)
    names: Counter[str] = field(default_factory=Counter)


def divide_file(text: DocumentText) -> Bulletin | None:
    """Divide a file of several questions.

    Nothing is lost: every character of the text stands in a part, in an orphan, in a running head, or in a stretch that
    a remark of the next or the last part names with its place.

    Args:
        text: The file's text.

    Returns:
        Its questions; None where the file holds one record, whatever its layout.
    """
    if text.sections:
        return None
    heads = running_heads(text)
    marks = marks_of(text.text, heads.places)
    questions = sum(mark.kind is MarkKind.QUESTION for mark in marks)
    if questions < 2 and not (questions and heads.issue):
        return None
    return _Divider(text, heads, marks).divide()


class _Divider:
    """Walks over the marks of a file."""

    def __init__(self, text: DocumentText, heads: RunningHeads, marks: Sequence[Mark]) -> None:
        read = text.fields if heads.parliament is None else replace(text.fields, parliament=heads.parliament)
        self._text = replace(text, pages=heads.pages, fields=read)
        self._heads = heads
        self._marks = marks
        # What attached files hold stands behind the text, and belongs to no question in particular.
        spans = [one.span.start for one in text.attachments if one.span is not None]
        self._end = min([len(text.text), *spans])
        self._walk = _Walk()

    def divide(self) -> Bulletin:
        """Return the parts and what is left."""
        walk = self._walk
        self._leave(0, self._marks[0].start, known=True)
        for place, mark in enumerate(self._marks):
            end = self._marks[place + 1].start if place + 1 < len(self._marks) else self._end
            if mark.kind is MarkKind.QUESTION:
                self._question(mark, end)
                continue
            if mark.kind is MarkKind.MINISTER:
                walk.minister = mark
            elif mark.kind is MarkKind.GROUP:
                walk.group = mark
            self._leave(mark.end, end, known=mark.kind is MarkKind.END)
        self._leave(self._end, len(self._text.text), known=True)
        self._remark_last()
        return Bulletin(
            parts=tuple(walk.parts),
            orphans=tuple(Orphan(text=span.quote(self._text.text), place=span) for span in walk.orphans),
            issue=self._heads.issue,
        )

    def _leave(self, start: int, end: int, *, known: bool) -> None:
        """Note a stretch that stands in no question: to be remarked on, or an orphan if an answer may be lost."""
        for piece in self._pieces(start, end):
            words = self._text.text[piece.start : piece.end]
            if nothing_lines().fullmatch(words):
                continue
            short = len(words) <= _LONGEST_NOTE and answer_lines().search(words) is None
            span = self._text.span(piece.start, piece.end)
            (self._walk.notes if known or short else self._walk.orphans).append(span)

    def _question(self, mark: Mark, end: int) -> None:
        walk = self._walk
        cut_at = self._second_answer(mark.end, end)
        pieces = [*self._above(), *self._pieces(mark.start, cut_at or end)]
        remarks = [self._note(span) for span in walk.notes]
        walk.notes.clear()
        if cut_at is not None:
            remarks.append(_cut_remark(self._text.span(cut_at, end)))
            walk.orphans += [self._text.span(piece.start, piece.end) for piece in self._pieces(cut_at, end)]
        walk.parts.append(
            Part(
                name=self._name(mark),
                text=cut(self._text, pieces),
                place=self._text.span(mark.start, cut_at or end),
                remarks=tuple(remarks),
            )
        )

    def _above(self) -> Iterator[Piece]:
        above = [mark for mark in (self._walk.group, self._walk.minister) if mark is not None]
        for mark in sorted(above, key=lambda one: one.start):
            yield from self._pieces(mark.start, mark.end)

    def _pieces(self, start: int, end: int) -> Iterator[Piece]:
        return pieces_without(self._text.text, start, end, self._heads.places)

    def _second_answer(self, start: int, end: int) -> int | None:
        """Return where a second answer begins that goes with no head; None where there is none.

        An answer given item by item repeats the word above each item: its numbers go up, they do not begin again.
        """
        whole = self._text.text
        plain = [match for match in answer_lines().finditer(whole, start, end) if match["plain"]]
        if len(plain) < 2:
            return None
        labels = number_labels(whole, plain[1].end(), end)
        goes_on = bool(labels) and labels[0].first > 1 and not whole[plain[1].end() : labels[0].start].strip()
        return None if goes_on else plain[1].start()

    def _name(self, mark: Mark) -> str:
        """Name a question by its number and the people, or by what is known of them."""
        head = question_heads().match(self._text.text, mark.start)
        groups = [] if head is None else [group_named(head, name) for name in ("number", "asker")]
        number, asker = [head[group] if head and group else None for group in groups] or (None, None)
        above = "" if self._walk.minister is None else self._first_line(self._walk.minister)
        words = (str(rules("nl_layout").value("bulletin.word")), number, above, asker)
        name = "-".join(part for word in words if word and (part := _slug(word)))
        taken = self._walk.names[name]
        self._walk.names[name] += 1
        return f"{name}-again-{taken}" if taken else name

    def _first_line(self, mark: Mark) -> str:
        return self._text.text[mark.start : mark.end].partition("\n")[0]

    def _note(self, span: Span) -> Remark:
        quote = " ".join(span.quote(self._text.text).split())
        shown = quote if len(quote) <= _LONGEST_NOTE else f"{quote[:_LONGEST_NOTE]}..."
        return Remark(
            code="outside_questions", text=f"{_place(span)} of the file belong to no question; they begin: {shown}"
        )

    def _remark_last(self) -> None:
        if self._walk.notes:
            last = self._walk.parts[-1]
            notes = tuple(self._note(span) for span in self._walk.notes)
            self._walk.parts[-1] = replace(last, remarks=last.remarks + notes)


def _cut_remark(span: Span) -> Remark:
    return Remark(
        code="second_answer",
        text=f"A second answer stands at {_place(span)} of the file: the head of its question is lost, and that "
        "question's text may stand at the end of this answer.",
    )


def _place(span: Span) -> str:
    page = f" (page {span.page})" if span.page is not None else ""
    return f"characters {span.start} to {span.end}{page}"


def _slug(words: str) -> str:
    plain = unicodedata.normalize("NFKD", words).encode("ascii", "ignore").decode().lower()
    return _NOT_IN_NAME.sub("-", plain).strip("-")
