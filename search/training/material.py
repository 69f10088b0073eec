"""Reads the texts that the shipped models are trained on, and makes pairs of them; what is tested on is left out."""

import gzip
import hashlib
import json
import zlib
from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import combinations, pairwise
from pathlib import Path
from typing import Any

import regex

from corpus.errors import WrongUse
from search.embed.lexicon import french_stop_words
from search.training.alignment import paired
from search.training.examples import Example, published_example, without_copies
from search.training.pairs import Collector
from search.training.passages import passages

QUESTIONS = "federal-qa-2017.jsonl.gz"
PARALLEL = "federal-questions-2020-nl-fr.jsonl.gz"
ORAL = "federal-oral-2024-2025.jsonl.gz"
REPORTS = ("federal-oral-leg56-paragraphs.jsonl.gz", "federal-oral-leg55-plenary-paragraphs.jsonl.gz")

TEST, DEV = 3, 4
"""Remainders of the hash of a document's id by 10: tests, and what choices are made on."""

_BILINGUAL = regex.compile(r'(?:\bover|\bsur) ["“](.+)["”] \((\d{8}[CP])\)')
_SUBJECT = regex.compile(r'["“](.+)["”]')
_DUTCH = regex.compile(r'\baan\b.*\bover ["“]')
_LEAST_PARAGRAPH = 120  # characters
_PART_WORDS = 50
_MOST_PARTS = 5

Record = Mapping[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class HeldOut:
    """Documents that are not trained on.

    Attributes:
        names: Documents that judged queries are about.
        remainders: Remainders of hashes.
    """

    names: frozenset[str]
    remainders: Collection[int] = (TEST, DEV)

    def holds(self, name: str) -> bool:
        """Whether the document of that id is left out."""
        return name in self.names or remainder(name) in self.remainders


def remainder(name: str) -> int:
    """Return the remainder by 10 of the SHA-1 of a document's id."""
    return int(hashlib.sha1(name.encode(), usedforsecurity=False).hexdigest(), 16) % 10


def records(folder: Path, name: str) -> Iterator[Record]:
    """Yield the records of one file.

    Raises:
        WrongUse: If the file is missing or is not lines of JSON.
    """
    try:
        with gzip.open(folder / name, "rt", encoding="utf-8") as lines:
            for line in lines:
                yield json.loads(line)
    except (OSError, EOFError, ValueError, zlib.error) as error:
        raise WrongUse(f"{folder / name} cannot be read for training: {error}") from error


def judged_documents(queries: Path) -> frozenset[str]:
    """Return the documents that a file of judged queries names.

    Raises:
        WrongUse: If it cannot be read.
    """
    try:
        lines = queries.read_text(encoding="utf-8").splitlines()
        return frozenset(name for line in lines if line for name in json.loads(line)["judgments"])
    except (OSError, ValueError, KeyError) as error:
        raise WrongUse(f"{queries} cannot be read as judged queries: {error}") from error


def bilingual(folder: Path, held: HeldOut) -> Iterator[tuple[str, str]]:
    """Yield Dutch and French sentences that translate each other, then titles of oral questions."""
    for record in records(folder, PARALLEL):
        if not held.holds(record["doc_id"]):
            yield from paired(record["text_nl"], record["text_fr"])
    titles: defaultdict[str, dict[bool, str]] = defaultdict(dict)
    for name in REPORTS:
        for paragraph in records(folder, name):
            if match := _BILINGUAL.search(paragraph["text"]):
                titles[match[2]].setdefault(bool(_DUTCH.search(paragraph["text"])), match[1])
    yield from ((sides[True], sides[False]) for sides in titles.values() if len(sides) == 2)


def examples(folder: Path) -> list[Example]:
    """Return the published questions that have an answer."""
    return [published_example(record) for record in records(folder, QUESTIONS) if record["answer"]]


def trained_examples(published: Iterable[Example], held: HeldOut) -> Iterator[Example]:
    """Yield the examples that are trained on: not held out, and no copies of those that are."""
    listed = list(published)
    left_out = [example for example in listed if held.holds(example.name)]
    yield from without_copies((example for example in listed if not held.holds(example.name)), left_out)


def add_oral(into: Collector, folder: Path, held: HeldOut) -> None:
    """Add titles, questions and replies of oral questions, across languages too."""
    for group, record in enumerate(records(folder, ORAL), 1_000_000):
        if held.holds(record["id"]) or not record["questions"] or not record["answers"]:
            continue
        asked = into.text(record["questions"][0]["text"])
        told = into.text(" ".join(turn["text"] for turn in record["answers"][:2]))
        into.pair("oral question and reply", 2.0, asked, told, group)
        for title in record["titles"][:3]:
            if match := _SUBJECT.search(title):
                head = into.text(match[1])
                into.pair("oral title and text", 2.0, head, asked, group)
                into.pair("oral title and text", 2.0, head, told, group)


def add_reports(into: Collector, folder: Path) -> None:
    """Add neighbouring paragraphs of reports."""
    for name in REPORTS:
        held = [p for p in records(folder, name) if len(p["text"]) >= _LEAST_PARAGRAPH and p["tag"] == "p"]
        for group, (left, right) in enumerate(pairwise(held), 2_000_000):
            if left["m"] == right["m"] and right["i"] - left["i"] == 1:
                into.pair("neighbours", 2.0, into.text(left["text"]), into.text(right["text"]), group // 4)


def add_parts(into: Collector, folder: Path, held: HeldOut) -> None:
    """Add parts of questions that have no answer here, in both languages: what follows what, and across languages."""
    for group, record in enumerate(records(folder, PARALLEL), 4_000_000):
        if held.holds(record["doc_id"]):
            continue
        dutch, french = (
            [into.text(part) for part in passages(record[key], _PART_WORDS)[:_MOST_PARTS]]
            for key in ("text_nl", "text_fr")
        )
        for left, right in combinations(dutch, 2):
            into.pair("parts of a question", 1.0, left, right, group)
        for place, left in enumerate(french):
            for right in dutch[place + 1 :]:
                into.pair("parts of a question", 1.0, left, right, group)


def add_translations(into: Collector, pairs: Collection[tuple[str, str]]) -> None:
    """Add sentences and titles in both languages."""
    for group, (dutch, french) in enumerate(pairs, 10_000_000):
        into.pair("translations", 3.0, into.text(french), into.text(dutch), group)


def terms_for_training(index_terms: Callable[[str], list[str]]) -> Callable[[str], list[str]]:
    """Return what gives the terms of Dutch and French text: French function words are left out too."""
    stop_words = french_stop_words()

    def terms(text: str) -> list[str]:
        return [term for term in index_terms(text) if term not in stop_words and len(term) > 1]

    return terms
