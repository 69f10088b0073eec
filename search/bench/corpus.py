"""A synthetic store of any size: each document is made anew from its number and the seed, and takes no memory."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np

from corpus.errors import NotFound
from corpus.facts import Facts
from corpus.model import DocumentId, DocumentText, Item, QuestionRecord, Section, Side, Span
from search.bench.words import Vocabulary
from search.rule_files import load_language

PASSAGES_PER_DOCUMENT = 10
"""Items of every document, each of which is one passage."""

ASKERS = 100
"""Members, all equally busy: one of them is a filter that leaves one document in a hundred."""

_QUESTION_ITEMS = 4
_SENTENCE = 13  # words
_PASSAGE = (5, 7)  # least and most sentences: 65 to 91 words
_PARLIAMENTS = ("Vlaams Parlement", "Kamer", "Senaat")
_MINISTERS = 20
_FIRST_DAY = date(2004, 1, 1)
_DAYS = 7_300


@dataclass(frozen=True, slots=True, kw_only=True)
class SyntheticDocument:
    """A document as the index reads it from a store."""

    id: DocumentId
    text: DocumentText
    record: QuestionRecord
    facts: Facts


@dataclass(frozen=True, slots=True, kw_only=True)
class SyntheticChange:
    """A line of the feed of a synthetic store."""

    seq: int
    document_id: DocumentId
    deleted: bool = False


class SyntheticStore:
    """A store of documents that are computed when they are asked for.

    Args:
        documents: Their number.
        seed: Equal seeds give equal documents.

    Attributes:
        size: Number of documents; more of them appear in the feed when it is raised.
    """

    def __init__(self, documents: int, seed: int) -> None:
        self.size = documents
        self.vocabulary = Vocabulary(load_language(), seed)
        self._seed = seed

    @property
    def feed(self) -> "SyntheticStore":
        """The feed is the store itself."""
        return self

    @property
    def documents(self) -> "SyntheticStore":
        """So are the documents."""
        return self

    def changed_since(self, cursor: int, limit: int) -> Sequence[SyntheticChange]:
        """Return the documents from number ``cursor`` on as changes, at most ``limit``."""
        return [
            SyntheticChange(seq=number + 1, document_id=_name(number))
            for number in range(cursor, min(cursor + limit, self.size))
        ]

    def head(self) -> int:
        """Return the last line of the feed."""
        return self.size

    def get(self, document_id: DocumentId, /) -> SyntheticDocument:
        """Make a document.

        Raises:
            NotFound: If it is none of this store.
        """
        number = int(document_id.rpartition("-")[2])
        if not 0 <= number < self.size:
            raise NotFound(f"there is no document {document_id}")
        return self._document(number)

    def _document(self, number: int) -> SyntheticDocument:
        generator = np.random.default_rng([self._seed, 2, number])
        subject = self.vocabulary.subjects[int(generator.integers(len(self.vocabulary.subjects)))]
        title = " ".join(self.vocabulary.prose(generator, subject, 6)).capitalize()
        text = [title, "\n"]
        place = len(title) + 1
        items: list[Item] = []
        for item in range(PASSAGES_PER_DOCUMENT):
            answer = item >= _QUESTION_ITEMS
            label = str(item + 1 - (_QUESTION_ITEMS if answer else 0))
            printed = f"{label}. "
            sentences = int(generator.integers(_PASSAGE[0], _PASSAGE[1] + 1))
            body = _sentences(self.vocabulary.prose(generator, subject, sentences * _SENTENCE))
            start = place + len(printed)
            items.append(
                Item(
                    side=Side.ANSWER if answer else Side.QUESTION,
                    label=label,
                    span=Span(start=start, end=start + len(body)),
                    label_span=Span(start=place, end=start),
                )
            )
            text += [printed, body, "\n"]
            place = start + len(body) + 1
        return SyntheticDocument(
            id=_name(number),
            text=DocumentText(text="".join(text)),
            record=_record(generator, number, title, tuple(items)),
            facts=Facts(),
        )


def _record(generator: np.random.Generator, number: int, title: str, items: tuple[Item, ...]) -> QuestionRecord:
    asked = _FIRST_DAY + timedelta(days=int(generator.integers(_DAYS)))
    minister = int(generator.integers(_MINISTERS)) + 1
    borders = (items[0].label_span, items[_QUESTION_ITEMS].label_span)
    first, second = (span.start if span else 0 for span in borders)
    return QuestionRecord(
        parliament=_PARLIAMENTS[int(generator.integers(len(_PARLIAMENTS)))],
        session=f"{asked.year}-{asked.year + 1}",
        number=number % 1_000 + 1,
        office=f"Minister van domein {minister % 7 + 1}",
        minister=f"Minister Nummer {minister}",
        asker=asker_name(int(generator.integers(ASKERS))),
        title=title,
        asked=asked,
        answered=asked + timedelta(days=30),
        items=items,
        sections=(
            Section(side=Side.QUESTION, start=first, end=second),
            Section(side=Side.ANSWER, start=second, end=items[-1].span.end),
        ),
    )


def asker_name(number: int) -> str:
    """Return the name of a member."""
    return f"Lid Nummer{number + 1:03d}"


def _sentences(words: list[str]) -> str:
    return " ".join(
        " ".join(words[start : start + _SENTENCE]).capitalize() + "." for start in range(0, len(words), _SENTENCE)
    )


def _name(number: int) -> DocumentId:
    return DocumentId(f"synthetic-{number:07d}")
