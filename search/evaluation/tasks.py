"""What is asked when the search is measured: judged queries, and questions whose own answers are known."""

import hashlib
import json
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from corpus.errors import WrongUse
from corpus.model import Item, Side
from search.passages import StoredLike

HELD_BUCKET = 3
"""Documents with this value of ``bucket`` are asked for, and no model is trained on them."""

_SHORTEST_ANSWER = 200  # characters; a shorter one ("see my answer to ...") holds nothing to be found
_SHORTEST_ITEM = 30


@dataclass(frozen=True, slots=True, kw_only=True)
class Query:
    """A query with the documents that it ought to find.

    Attributes:
        qid: Its name.
        type: Its kind, under which scores are told.
        text: What is typed.
        judged: Grade of each relevant document, 1 or 2.
        cluster: Queries made from one document share it.
    """

    qid: str
    type: str
    text: str
    judged: Mapping[str, int]
    cluster: str


def bucket(document: str) -> int:
    """Return to which tenth of all documents one belongs: ``sha1(id) % 10``."""
    return int(hashlib.sha1(document.encode(), usedforsecurity=False).hexdigest(), 16) % 10


def judged_queries(path: Path) -> tuple[Query, ...]:
    """Read judged queries, one JSON object a line.

    Raises:
        WrongUse: If the file cannot be read or holds something else.
    """
    try:
        lines = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines() if line.strip()]
        return tuple(
            Query(
                qid=line["qid"],
                type=line["type"],
                text=line["query"],
                judged={name: int(grade) for name, grade in line["judgments"].items()},
                cluster=line["qid"],
            )
            for line in lines
        )
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
        raise WrongUse(f"{path} holds no judged queries: {error}") from error


def answer_of(stored: StoredLike) -> str:
    """Return the answer side of a document, empty where it has none."""
    text = stored.text.text
    return "\n".join(text[s.start : s.end] for s in stored.record.sections if s.side is Side.ANSWER).strip()


def question_of(stored: StoredLike) -> str:
    """Return the question side of a document."""
    text = stored.text.text
    return "\n".join(text[s.start : s.end] for s in stored.record.sections if s.side is Side.QUESTION).strip()


def asked_documents(documents: Iterable[StoredLike], buckets: frozenset[int]) -> tuple[StoredLike, ...]:
    """Return the documents whose answers can be asked for: long enough, and given to nobody else.

    Args:
        documents: The whole corpus.
        buckets: Tenths of the documents that are asked for.
    """
    held = list(documents)
    times = Counter(answer_of(document) for document in held)
    return tuple(
        document
        for document in held
        if bucket(document.id) in buckets
        and len(answer_of(document)) >= _SHORTEST_ANSWER
        and times[answer_of(document)] == 1
    )


def title_queries(documents: Iterable[StoredLike], buckets: frozenset[int]) -> tuple[Query, ...]:
    """Return one query a document: its title, which ought to find its answer.

    Args:
        documents: The whole corpus.
        buckets: Tenths of the documents that are asked for.
    """
    held = tuple(documents)
    same = _sharing((document.record.title or "", document.id) for document in held)
    return tuple(
        _query("title", document, document.record.title, same[document.record.title])
        for document in asked_documents(held, buckets)
        if document.record.title
    )


def question_queries(documents: Iterable[StoredLike], buckets: frozenset[int]) -> tuple[Query, ...]:
    """Return one query a document: its whole question, which ought to find its answer."""
    held = tuple(documents)
    same = _sharing((question_of(document), document.id) for document in held)
    return tuple(
        _query("question", document, question_of(document), same[question_of(document)])
        for document in asked_documents(held, buckets)
        if question_of(document)
    )


def item_queries(documents: Iterable[StoredLike], buckets: frozenset[int]) -> tuple[Query, ...]:
    """Return one query a smallest item of a question, which ought to find the answer to that question."""
    held = tuple(documents)
    same = _sharing((item, document.id) for document in held for item in smallest_items(document))
    return tuple(
        _query("sub-question", document, item, same[item], place)
        for document in asked_documents(held, buckets)
        for place, item in enumerate(smallest_items(document))
    )


def smallest_items(stored: StoredLike) -> tuple[str, ...]:
    """Return the words of the numbered question items that hold no other item."""
    items = [item for item in stored.record.items if item.side is Side.QUESTION and item.label]
    texts = (" ".join(item.span.quote(stored.text.text).split()) for item in items if not _holds_another(item, items))
    return tuple(dict.fromkeys(text for text in texts if len(text) >= _SHORTEST_ITEM))


def _holds_another(item: Item, items: Iterable[Item]) -> bool:
    inner = (other for other in items if other is not item)
    return any(item.span.start <= o.span.start and o.span.end <= item.span.end for o in inner)


def _query(kind: str, document: StoredLike, text: str, same: frozenset[str], place: int = 0) -> Query:
    return Query(
        qid=f"{kind}-{document.id}-{place}",
        type=kind,
        text=text,
        judged=dict.fromkeys(sorted(same), 2),
        cluster=document.id,
    )


def _sharing(pairs: Iterable[tuple[str, str]]) -> dict[str, frozenset[str]]:
    """Return the documents that share a text: a question put to several ministers has an answer of each."""
    found: defaultdict[str, set[str]] = defaultdict(set)
    for text, document in pairs:
        found[text].add(document)
    return {text: frozenset(names) for text, names in found.items()}


def of_type(queries: Iterable[Query], kind: str) -> Iterator[Query]:
    """Yield the queries of one kind."""
    return (query for query in queries if query.type == kind)
