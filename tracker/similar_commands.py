"""The command that says whether a draft question was asked before."""

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from corpus.errors import WrongUse
from tracker.commands import Json
from tracker.searching_face import Face

if TYPE_CHECKING:
    from tracker.already_asked import AskedBefore, EarlierQuestion

similar = typer.Typer()
"""The command; the program that adds it puts its ``Face`` into the context."""

_STANDARD_INPUT = "-"


@similar.command("similar")
def compare(
    context: typer.Context,
    draft: Annotated[str, typer.Argument(metavar="FILE|-|TEXT", help="A text file, - for standard input, or words.")],
    limit: Annotated[int, typer.Option(min=1, max=20, help="Earlier questions shown of each part.")] = 3,
    json: Json = False,
) -> None:
    """Say whether a draft question was asked before, part by part, and what was answered."""
    text = draft_text(draft)
    from search.similar import SimilarQuestions
    from tracker.already_asked import already_asked

    face: Face = context.obj
    with face.services() as parts:
        questions = SimilarQuestions(parts.search)
        found = already_asked(text, questions, parts.store.documents, today=parts.today(), limit=limit)
    face.show(found, as_json=json, text=lambda: print_asked(found))


def draft_text(given: str) -> str:
    """Return the draft that an argument means: standard input for ``-``, a file of that name, else its own words.

    Raises:
        WrongUse: If the file is no readable text.
    """
    if given == _STANDARD_INPUT:
        return sys.stdin.read()
    try:
        path = Path(given)
        if not path.is_file():
            return given
    except (OSError, ValueError):  # words too long, or otherwise no name of a file
        return given
    try:
        return path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise WrongUse(
            f"{path} is no readable text in UTF-8: {error}; read a PDF with 'rappel extract' first"
        ) from error


def print_asked(found: "AskedBefore") -> None:
    """Print what was found for people."""
    if found.message:
        print(found.message)
    for part in found.parts:
        words = {"asked": "very likely asked before", "related": "related", "nothing": "nothing found"}
        print(f"{part.label + '. ' if part.label else ''}{part.text[:300]}\n  {words[part.closeness]}")
        for one in part.questions:
            _print_earlier(one)


def _print_earlier(one: "EarlierQuestion") -> None:
    question = one.question
    number = f"no. {question.number}" if question.number else str(question.document_id)
    about = " · ".join(str(p) for p in (question.title, number, question.asker, question.minister, question.asked) if p)
    print(f"  {question.probability:.2f}  {about}{f' · question {question.item}' if question.item else ''}")
    print(f"        {' '.join(question.text.split())[:300]}")
    age = "" if one.days_since is None else f", asked {one.days_since} days ago"
    also = f", also put to {len(question.also)} others" if question.also else ""
    print(f"        answer: {question.kind}{age}{also}  /d/{question.document_id}")
    if one.answer is not None:
        print(f"        {one.answer.item + ' ' if one.answer.item else ''}{one.answer.text[:400]}")
        for figure in one.answer.figures:
            old = "" if figure.age_days is None else f" ({figure.age_days} days old)"
            print(f"          {figure.quote} {figure.figure.subject or ''}{old}")
