"""Asks queries of the new documents, each different query once, and says why a document matches."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING

from search.analysis import fold
from search.clauses import clauses_of
from search.plan import plan_query
from search.query import parse_query
from search.request import Mode
from tracker.alerts.matching.engine import Engine
from tracker.alerts.matching.fresh import Fresh, Piece
from tracker.alerts.matching.meaning import near
from tracker.alerts.matching.targets import SearchTarget

if TYPE_CHECKING:
    from search.arrays import Serials
    from search.clauses import Clause
    from search.lexical.reader import LexicalReader
    from search.plan import Plan

_MOST_WORDS = 12


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What a query found among the new documents.

    Attributes:
        why: The documents, by place, each with the reason; JSON values only.
        broken: Why the query cannot be asked, in words; empty where it was.
    """

    why: Mapping[int, Mapping[str, object]] = field(default_factory=dict)
    broken: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Asked:
    """A query that was read.

    Attributes:
        target: As it is followed.
        plan: As the search plans it.
        clauses: Filters and field conditions.
    """

    target: SearchTarget
    plan: "Plan"
    clauses: "tuple[Clause, ...]"


def answers(targets: Sequence[SearchTarget], fresh: Fresh, engine: Engine, today: date) -> list[Answer]:
    """Ask queries of the new documents.

    Args:
        targets: The queries; equal ones should stand here once.
        fresh: The new documents.
        engine: How words and meaning are read.
        today: The day from which "last year" counts in a condition.
    """
    asked = [_read(target, engine, today) for target in targets]
    meant = [one for one in asked if one.target.mode is not Mode.LEXICAL and one.plan.text.strip()]
    likeness: dict[str, dict[int, float]] = {}
    if fresh.vectors is not None and meant:
        found = near(engine, fresh.vectors, [one.plan.text for one in meant])
        likeness = {one.target.key: held for one, held in zip(meant, found, strict=True)}
    return [_answer(one, fresh, engine, likeness.get(one.target.key, {})) for one in asked]


def _read(target: SearchTarget, engine: Engine, today: date) -> _Asked:
    query = parse_query(target.text, today)
    plan = plan_query(query, engine.analyser, engine.synonyms)
    return _Asked(target=target, plan=plan, clauses=clauses_of(target.filters, query.conditions))


def _answer(asked: _Asked, fresh: Fresh, engine: Engine, likeness: Mapping[int, float]) -> Answer:
    mode = asked.target.mode
    if mode is Mode.SEMANTIC and not engine.has_vectors:
        return Answer(broken=engine.message or "the index has no embedding model: a search by meaning needs one")
    found: dict[int, float | None] = {}
    if mode is not Mode.SEMANTIC or not asked.plan.ranks:
        found = dict.fromkeys(_by_word(asked, fresh))
    if likeness:
        found |= {place: likeness[place] for place in _obeying(asked, fresh, likeness)}
    return Answer(why={place: _why(asked.plan, fresh.pieces[place], found[place]) for place in sorted(found)})


def _by_word(asked: _Asked, fresh: Fresh) -> list[int]:
    """Return the documents that hold all that is asked, by place."""
    plan = asked.plan
    bits = fresh.may_hold(plan)
    if not bits:
        return []
    if not (asked.clauses or plan.demands or _literal(plan)):
        return _places(bits)
    return holding(fresh.lexical, plan, asked.clauses)


def holding(lexical: "LexicalReader", plan: "Plan", clauses: "Sequence[Clause]") -> list[int]:
    """Return the documents of an index that hold every word and phrase and fulfil every condition, by serial."""
    among: Serials | None
    if plan.ranks:
        among = lexical.holding_all(plan)
    else:
        among = lexical.obeying(plan, lexical.serials()) if plan.demands else None
    if not clauses:
        return list((lexical.serials() if among is None else among).tolist())
    return list(lexical.kept(clauses, among).tolist())


def _obeying(asked: _Asked, fresh: Fresh, likeness: Mapping[int, float]) -> list[int]:
    """Return those documents near in meaning that also hold the phrases, exclude what is excluded, and so on."""
    import numpy as np

    places = np.array(sorted(likeness), dtype=np.int64)
    if asked.plan.demands:
        places = fresh.lexical.obeying(asked.plan, places)
    if asked.clauses and len(places):
        places = fresh.lexical.kept(asked.clauses, places)
    return list(places.tolist())


def _literal(plan: "Plan") -> bool:
    """Tell whether words must stand as printed beside one another: bits say which words occur, not where."""
    return any(
        what.prefix or (what.literal and len(what.terms) > 1) for group in plan.groups for what in group.alternatives
    )


def _places(bits: int) -> list[int]:
    found = []
    while bits:
        lowest = bits & -bits
        found.append(lowest.bit_length() - 1)
        bits ^= lowest
    return found


def _why(plan: "Plan", pieces: Sequence[Piece], likeness: float | None) -> dict[str, object]:
    """Return the words and the passage that hold most of them; the first passage where none holds any."""
    best, most = None, -1
    for piece in pieces:
        count = sum(_holds(piece, group.alternatives) for group in plan.groups)
        count += sum(2 for phrase in plan.phrases if piece.words.issuperset(phrase.terms))
        if count > most:
            best, most = piece, count
    why: dict[str, object] = {"words": _words(plan)} if plan.text else {}
    if likeness is not None:
        why["likeness"] = likeness
    if best is not None and (most > 0 or likeness is not None):
        why["passage"] = {"start": best.span.start, "end": best.span.end, "side": best.side.value, "item": best.item}
    return why


def _holds(piece: Piece, alternatives: "Sequence[object]") -> bool:
    return any(
        (piece.words if what.literal else piece.terms).issuperset(what.terms)  # type: ignore[attr-defined]
        for what in alternatives
    )


def _words(plan: "Plan") -> list[str]:
    return list(dict.fromkeys(fold(word) for word in plan.text.split()))[:_MOST_WORDS]
