"""The command that measures when a figure is shown as the answer to a question."""

import gzip
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Annotated, Any

import typer

from corpus.errors import WrongUse
from tracker.commands import Json
from tracker.searching_face import Face

_QUESTIONS = Path("data") / "federal-questions-2020-nl-fr.jsonl.gz"


def add_figure_evaluation(evaluate: typer.Typer) -> None:
    """Add ``figure-answers`` to the commands that measure.

    Args:
        evaluate: The commands that measure.
    """

    @evaluate.command("figure-answers")
    def figure_answers(
        context: typer.Context,
        shared: Annotated[Path, typer.Option(metavar="FOLDER", help="Folder of data/.")] = Path("../shared"),
        fit: Annotated[bool, typer.Option("--fit", help="Print weights fitted anew, and what they reach.")] = False,
        as_json: Json = False,
    ) -> None:
        """Measure answers with a figure on the documents of the data folder; fails below .95 on unseen questions."""
        from tracker import figure_evaluation as evaluation
        from tracker.figure_search import FigureSearch
        from tracker.rules.figure_answers import answer_weights

        face: Face = context.obj
        others = evaluation.other_questions(sentences(shared / _QUESTIONS))
        with face.services() as parts:
            asked = [*evaluation.made_questions(parts.store), *others]
            lists = list(evaluation.judged(FigureSearch(parts.store, parts.search), asked))
        now = evaluation.reached(lists, answer_weights())
        new = evaluation.fitted(lists) if fit else None

        def text() -> None:
            print_reached(now)
            if new is not None:
                print(f"bias = {new.bias}\nvalues = {list(new.values)}\nshown = {new.shown}")
                print_reached(evaluation.reached(lists, new))

        face.show(now, as_json=as_json, text=text)
        if now[1].precision < evaluation.FLOOR:
            raise typer.Exit(1)


def sentences(path: Path) -> Iterator[str]:
    """Yield the sentences of the Dutch questions of a file of records.

    Raises:
        WrongUse: If the file cannot be read.
    """
    from search.rule_files import load_language
    from search.sentences import sentence_spans

    abbreviations = load_language().abbreviations
    try:
        with gzip.open(path, "rt", encoding="utf-8") as lines:
            texts = [json.loads(line)["text_nl"] or "" for line in lines]
    except (OSError, ValueError, KeyError, EOFError) as error:
        raise WrongUse(f"{path} holds no questions: {error}") from error
    for text in texts:
        for start, end in sentence_spans(text, abbreviations):
            yield " ".join(text[start:end].split())


def print_reached(halves: tuple[Any, ...]) -> None:
    """Print what was reached on each half."""
    for half in halves:
        print(
            f"{'fitted' if half.fitted else 'unseen'}  {half.answerable} with an answer, {half.unanswerable} without: "
            f"{half.shown} shown, {half.right} right, {half.invented} invented; "
            f"precision {half.precision:.3f}, recall {half.recall:.3f}"
        )
