"""Runs every measurement of extraction on the gold."""

import json
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from time import process_time
from typing import Any

from corpus.errors import WrongUse
from corpus.model import RawDocument
from ingest.evaluation.answers import score_answers
from ingest.evaluation.board import Board, Miss, Score, board
from ingest.evaluation.cases import score_cases
from ingest.evaluation.seeds import score_seed
from ingest.pipeline import process
from ingest.predict import prediction
from ingest.readers.record import RECORD_MEDIA_TYPE

DEFAULT_GOLD = Path("../shared/gold")
#: Hand-made cases of other languages, by their code: they are part of the program.
LANGUAGE_CASES = {"fr": Path(__file__).parent / "french_cases.jsonl"}
_NEVER = datetime(1970, 1, 1, tzinfo=UTC)
_PARLIAMENT = "Vlaams Parlement"
Told = Callable[[str], None]


def _lines(path: Path) -> Iterator[dict[str, Any]]:
    with path.open(encoding="utf-8") as lines:
        for line in lines:
            if line.strip():
                yield json.loads(line)


def _raw(name: str, content: bytes, media_type: str) -> RawDocument:
    return RawDocument(
        source="files", uri=f"gold:{name}", name=name, media_type=media_type, content=content, fetched=_NEVER
    )


def _answers(folder: Path) -> tuple[list[Score], list[Miss]]:
    gold = {one["doc_id"]: one for one in _lines(folder / "answers.gold.jsonl")}
    texts = {one["doc_id"]: one for one in _lines(folder / "answers.jsonl")}
    begun = process_time()
    predictions = {name: prediction(process(_record(one), parliament="")) for name, one in texts.items()}
    rate = len(texts) / (process_time() - begun)
    scores, misses = score_answers(gold, texts, predictions)
    return [*scores, Score(name="speed.answers_a_second", value=rate, out_of=len(texts))], misses


def _record(one: dict[str, Any]) -> RawDocument:
    return _raw(one["doc_id"], json.dumps(one, ensure_ascii=False).encode(), RECORD_MEDIA_TYPE)


def _cases(folder: Path) -> tuple[list[Score], list[Miss]]:
    from ingest.figures.cases import extract

    files = ("time_forms.jsonl", "time_figure_cases.jsonl")
    scores, misses = score_cases((case for file in files for case in _lines(folder / file)), extract)
    for language, path in LANGUAGE_CASES.items():
        found, missed = score_cases(_lines(path), partial(extract, language=language))
        scores += found
        misses += missed
    return scores, misses


def _seeds(folder: Path) -> tuple[list[Score], list[Miss]]:
    scores, misses = [], []
    for gold in json.loads((folder / "seeds.json").read_text(encoding="utf-8")):
        path = folder.parent / gold["doc"]
        document = process(_raw(path.name, path.read_bytes(), "text/plain"), parliament=_PARLIAMENT)
        score, found = score_seed(gold, document)
        scores.append(score)
        misses += found
    return scores, misses


def measure(folder: Path = DEFAULT_GOLD, told: Told = lambda _: None) -> Board:
    """Measure extraction on the gold.

    Args:
        folder: The folder of the gold, with the seeds beside it.
        told: Told what is being measured.

    Returns:
        Scores with floors, misses, and what changed since they were pinned.

    Raises:
        WrongUse: If the folder does not hold the gold.
    """
    if not (folder / "answers.gold.jsonl").exists():
        raise WrongUse(f"no annotated texts in {folder}: name their folder with --gold")
    scores: list[Score] = []
    misses: list[Miss] = []
    for name, part in (("answers", _answers), ("single expressions", _cases), ("whole documents", _seeds)):
        told(name)
        found, missed = part(folder)
        scores += found
        misses += missed
    return board(scores, misses)
