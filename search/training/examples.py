"""Questions with their answers, the only examples of the search that every parliament has by nature."""

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from corpus.model import Item, Side
from search.analysis import fold
from search.evaluation.tasks import answer_of, question_of
from search.passages import StoredLike
from search.training.pairs import Collector
from search.training.passages import numbered, passages

_LEAST_ANSWER = 60  # characters; a shorter one says nothing of its question
_MOST_PASSAGES = 4
_BLANKS = re.compile(r"\s+")


@dataclass(frozen=True, slots=True, kw_only=True)
class Example:
    """A question with its answer.

    Attributes:
        name: Id of the document.
        title: Its title.
        question: Its words, without the title.
        answer: The words of the answer.
        items: Sub-questions, each with its own answer.
        themes: Subjects by which the publisher filed it.
    """

    name: str
    title: str
    question: str
    answer: str
    items: tuple[tuple[str, str], ...] = ()
    themes: tuple[str, ...] = ()


def published_example(record: Mapping[str, Any]) -> Example:
    """Return the example of a published record: the question is its title, a line end and its text."""
    title, _, body = record["question"].partition("\n")
    asked, told = numbered(body), numbered(record["answer"])
    return Example(
        name=record["doc_id"],
        title=title.strip(),
        question=body.strip(),
        answer=record["answer"],
        items=tuple((asked[number], told[number]) for number in sorted(asked.keys() & told.keys())),
        themes=tuple(theme.lower() for theme in (record.get("question_theme") or "").split(",") if theme),
    )


def stored_examples(documents: Iterable[StoredLike]) -> Iterator[Example]:
    """Yield the examples of documents of a store, those without an answer left out."""
    for stored in documents:
        if answer := answer_of(stored):
            yield Example(
                name=stored.id,
                title=stored.record.title or "",
                question=question_of(stored),
                answer=answer,
                items=tuple(_answered_items(stored)),
            )


def _answered_items(stored: StoredLike) -> Iterator[tuple[str, str]]:
    asked = {item.label: item for item in stored.record.items if item.side is Side.QUESTION and item.label}
    for item in stored.record.items:
        if item.side is Side.ANSWER:
            yield from ((_words(stored, asked[one]), _words(stored, item)) for one in item.answers if one in asked)


def _words(stored: StoredLike, item: Item) -> str:
    return _BLANKS.sub(" ", item.span.quote(stored.text.text)).strip()


def without_copies(examples: Iterable[Example], held: Iterable[Example]) -> Iterator[Example]:
    """Yield the examples whose title and answer none of the held ones has."""
    left_out = list(held)
    titles = {fold(example.title) for example in left_out}
    answers = {example.answer.strip() for example in left_out}
    for example in examples:
        if fold(example.title) not in titles and example.answer.strip() not in answers:
            yield example


def asked_alone(examples: Iterable[Example]) -> Iterator[Example]:
    """Yield the examples whose answer was given to nobody else: only then is there one to find."""
    listed = list(examples)
    times = Counter(example.answer.strip() for example in listed)
    yield from (example for example in listed if times[example.answer.strip()] == 1)


def add_examples(into: Collector, examples: Iterable[Example]) -> int:
    """Add the pairs of written questions: title, text, sub-questions, themes and answer.

    Returns:
        The number of examples.
    """
    number = 0
    for number, example in enumerate(examples, 1):
        _add(into, example, number)
    return number


def _add(into: Collector, example: Example, group: int) -> None:
    head, whole, asked = into.text(example.title), into.text(example.answer), into.text(example.question)
    into.pair("title and text", 2.0, head, asked, group)
    for question, told in example.items:
        into.pair("sub-question and answer", 3.0, into.text(question), into.text(told), group)
    for theme in example.themes:
        subject = into.text(theme)
        into.pair("theme and title", 1.0, subject, head, group)
        into.pair("theme and answer", 1.0, subject, whole, group)
    if len(example.answer) < _LEAST_ANSWER:
        return
    into.pair("title and answer", 4.0, head, whole, group)
    told_parts = [into.text(part) for part in passages(example.answer)[:_MOST_PASSAGES]]
    for part in told_parts:
        into.pair("title and passage", 2.0, head, part, group)
    for left, right in zip(passages(example.question)[:_MOST_PASSAGES], told_parts, strict=False):
        into.pair("text and answer", 2.0, into.text(left), right, group)
    into.pair("text and answer", 2.0, asked, whole, group)
