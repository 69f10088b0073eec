"""A document divided: the heads that were found, and the sides between them."""

from dataclasses import dataclass

from corpus.model import DocumentText, Section, Side
from ingest.layout.bulletin.head import BulletinHead, read_bulletin_answer, read_bulletin_head
from ingest.layout.family import FamilyLine, read_family
from ingest.layout.head import Head, read_answer_head, read_question_head
from ingest.layout.interleaved import Turn, read_turns
from ingest.layout.sides import answer_start
from ingest.layout.title import Title, read_title


@dataclass(frozen=True, slots=True, kw_only=True)
class Division:
    """What stands where.

    Attributes:
        question: The question's head; None where lost or where a source gave the fields beside the text.
        answer: The answer's head; None likewise, or where nothing was answered.
        title: A title that was read outside a head.
        family: The line that names several ministers.
        sections: The sides, without heads, title and family line.
        bodies: The sides without a title that the source put inside its section: where items are looked for.
        divided_by_source: Whether the source itself stated the sides.
        turns: The stretches where the sides take turns, each with its labels; empty elsewhere.
        group: Group of questions under which a bulletin prints it, such as ``late``; empty elsewhere.
    """

    question: Head | None
    answer: Head | None
    title: Title | None
    family: FamilyLine | None
    sections: tuple[Section, ...]
    bodies: tuple[Section, ...]
    divided_by_source: bool
    turns: tuple[Turn, ...] = ()
    group: str = ""


def divide(text: DocumentText) -> Division:
    """Find the heads and the sides of a document."""
    if text.sections:
        return _divided_by_source(text)
    whole = text.text
    question, printed = _question_head(whole)
    alone = None if question is not None else read_answer_head(whole, 0)
    if alone is not None and not whole[: alone.start].strip():
        return _answer_alone(whole, alone)
    title = None if question is not None and question.title else _lost_title(text, question)
    start = title.end if title else question.end if question else 0
    turns = read_turns(whole, start, opened_by=Side.QUESTION if question else Side.ANSWER)
    if turns:
        return _taking_turns(question, title, turns)
    answer = (read_bulletin_answer(whole, start) if printed else None) or read_answer_head(whole, start)
    if answer is None:
        boundary = answer_start(text, start)
        question_end, answer_begin = (len(whole), None) if boundary is None else (boundary, boundary)
    else:
        question_end, answer_begin = answer.start, answer.end
    family = read_family(whole, start, question_end)
    sections = _sections(whole, start, family.start if family else question_end, answer_begin)
    return Division(
        question=question,
        answer=answer,
        title=title,
        family=family,
        sections=sections,
        bodies=sections,
        divided_by_source=False,
        group=printed.group if printed else "",
    )


def _taking_turns(question: Head | None, title: Title | None, turns: tuple[Turn, ...]) -> Division:
    sections = tuple(turn.section for turn in turns)
    return Division(
        question=question,
        answer=None,
        title=title,
        family=None,
        sections=sections,
        bodies=sections,
        divided_by_source=False,
        turns=turns,
    )


def _answer_alone(text: str, answer: Head) -> Division:
    """The question stands in another file: the head of the answer names it."""
    sections = _sections(text, 0, 0, answer.end)
    return Division(
        question=None,
        answer=answer,
        title=None,
        family=None,
        sections=sections,
        bodies=sections,
        divided_by_source=False,
    )


def _question_head(text: str) -> tuple[Head | None, BulletinHead | None]:
    """Return the first head of a question, and the same again where it is one as bulletins print them."""
    plain, printed = read_question_head(text), read_bulletin_head(text)
    if printed is None or (plain is not None and plain.start < printed.head.start):
        return plain, None
    return printed.head, printed


def _lost_title(text: DocumentText, question: Head | None) -> Title | None:
    if question is not None:
        return None
    return read_title(text.text, 0, len(text.text))


def _sections(text: str, start: int, question_end: int, answer_begin: int | None) -> tuple[Section, ...]:
    sections: list[Section] = []
    if text[start:question_end].strip():
        sections.append(Section(side=Side.QUESTION, start=start, end=question_end))
    if answer_begin is not None and text[answer_begin:].strip():
        sections.append(Section(side=Side.ANSWER, start=answer_begin, end=len(text)))
    return tuple(sections)


def _divided_by_source(text: DocumentText) -> Division:
    first = next((section for section in text.sections if section.side is Side.QUESTION), None)
    title = None if first is None else _title_inside(text, first)
    bodies = tuple(
        Section(side=section.side, start=title.end, end=section.end) if title and section is first else section
        for section in text.sections
    )
    family = read_family(text.text, first.start, first.end) if first else None
    return Division(
        question=None,
        answer=None,
        title=title,
        family=family,
        sections=text.sections,
        bodies=bodies,
        divided_by_source=True,
    )


def _title_inside(text: DocumentText, section: Section) -> Title | None:
    """A record's question may begin with its title and an empty line, whether the title is also given apart or not."""
    title = read_title(text.text, section.start, section.end, stop_allowed=True)
    if title is None:
        return None
    below = text.text[title.end : section.end]
    blank_line = below[: len(below) - len(below.lstrip())].count("\n") > 1
    given = text.fields.title
    same = given is not None and _folded(given) == _folded(title.text)
    return title if same or (given is None and blank_line) else None


def _folded(title: str) -> str:
    return " ".join(title.split()).rstrip(".").lower()
