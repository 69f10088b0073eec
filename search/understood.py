"""How a query was read, for people: its parts as chips that can be taken away, and what it may have meant instead."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from search.conditions import Condition
from search.dates import may_say_days, read_days
from search.query import Atom, Node, ParsedQuery
from search.remarks import QueryRemark
from search.tree import AllOf, Not, OneOf

_MOST_CHIPS = 40  # a longer query is a draft: nobody takes it apart word by word
_LONGEST_DATE = 5
_SHORTEST_DATE = 2


CHIP_KINDS = ("word", "prefix", "phrase", "choice", "group", "condition", "excluded")
"""What a part of a query can be."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Chip:
    """A part of the query, as it was read.

    Attributes:
        kind: One of ``CHIP_KINDS``.
        text: The part in the query language.
        without: The query without it.
        field: The field that a condition is about; empty for others.
        detail: The days that a condition on a day means, as ``2024-01-01..2024-12-31``; else empty.
        value: The value of a condition as typed, without its field; empty for others.
        low: Smallest number, or amount in cents, that a condition allows; None where open.
        high: Largest number, or amount in cents; None where open.
    """

    kind: str
    text: str
    without: str
    field: str = ""
    detail: str = ""
    value: str = ""
    low: int | None = None
    high: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Suggestion:
    """Another query that may have been meant; it is never searched unasked.

    Attributes:
        kind: ``spelling`` or ``date``.
        typed: What was typed.
        instead: What it may mean.
        query: The whole query with it.
    """

    kind: str
    typed: str
    instead: str
    query: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Understood:
    """How the query was read.

    Attributes:
        words: The words searched for, as typed; alternatives are joined by ``|``.
        phrases: Phrases that must occur literally.
        excluded: Words and phrases that must not occur.
        conditions: Field conditions, as (field, value); the field's name starts with ``-`` where excluded.
        required: Prefixes and groups that must hold, in the query language.
        remarks: What was not read as it may have been meant.
        chips: All parts in order, each with the query without it; empty for a query of more than 40 parts.
        suggestions: What may have been meant instead.
        text: The whole query as it was read, in the query language.
    """

    words: tuple[str, ...] = ()
    phrases: tuple[str, ...] = ()
    excluded: tuple[str, ...] = ()
    conditions: tuple[tuple[str, str], ...] = ()
    required: tuple[str, ...] = ()
    remarks: tuple[QueryRemark, ...] = ()
    chips: tuple[Chip, ...] = ()
    suggestions: tuple[Suggestion, ...] = ()
    text: str = ""


def understood(query: ParsedQuery, today: date | None = None) -> Understood:
    """Say how a query was read.

    Args:
        query: The query.
        today: The day from which words such as "last year" count.
    """
    typed = [written(node) for node in query.nodes]
    return Understood(
        words=tuple(_shown(group) for group in query.groups if not _is_phrase(group)),
        phrases=tuple(group[0].text for group in query.groups if _is_phrase(group)),
        excluded=tuple(_shown((atom,)) for atom in query.excluded),
        conditions=tuple((f"{'-' if c.excluded else ''}{c.field}", c.value) for c in query.conditions),
        required=tuple(written(node) for node in query.required),
        remarks=query.remarks,
        chips=tuple(_chips(query.nodes, typed)),
        suggestions=tuple(_dates(query.nodes, typed, today)),
        text=" ".join(typed),
    )


def written(node: Node, *, inside: bool = False) -> str:
    """Return a part of a query in the query language; reading it again gives the same part.

    Args:
        node: The part.
        inside: Whether it stands within another part.
    """
    match node:
        case AllOf(parts=parts):
            return f"({' '.join(written(part, inside=True) for part in parts)})"
        case OneOf(parts=parts):
            joined = " OR ".join(written(part, inside=True) for part in parts)
            return f"({joined})" if inside else joined
        case Not(part=part):
            return f"-{written(part, inside=True)}"
        case _:
            return node.typed


def _chips(nodes: tuple[Node, ...], typed: list[str]) -> Iterator[Chip]:
    if len(nodes) > _MOST_CHIPS:
        return
    for place, node in enumerate(nodes):
        without = " ".join((*typed[:place], *typed[place + 1 :]))
        condition = _condition(node)
        yield Chip(
            kind=_kind(node),
            text=typed[place],
            without=without,
            field=condition.field if condition else "",
            detail=condition.days if condition else "",
            value=condition.value if condition else "",
            low=condition.low if condition else None,
            high=condition.high if condition else None,
        )


def _condition(node: Node) -> Condition | None:
    inner = node.part if isinstance(node, Not) else node
    return inner if isinstance(inner, Condition) else None


def _kind(node: Node) -> str:
    match node:
        case Not():
            return "excluded"
        case Condition():
            return "condition"
        case OneOf():
            return "choice"
        case AllOf():
            return "group"
        case Atom(literal=True):
            return "phrase"
        case Atom(prefix=True):
            return "prefix"
        case _:
            return "word"


def _dates(nodes: tuple[Node, ...], typed: list[str], today: date | None) -> Iterator[Suggestion]:
    """Yield the words that could be a condition on a day: they are searched as words unless that is chosen."""
    if today is None or len(nodes) > _MOST_CHIPS:
        return
    place = 0
    while place < len(nodes):
        length = _date_at(nodes, typed, place, today)
        if length:
            words = " ".join(typed[place : place + length])
            condition = f'datum:"{words}"'
            whole = " ".join((*typed[:place], condition, *typed[place + length :]))
            yield Suggestion(kind="date", typed=words, instead=condition, query=whole)
        place += length or 1


def _date_at(nodes: tuple[Node, ...], typed: list[str], place: int, today: date) -> int:
    """Return how many words from ``place`` on say a day; 0 for none."""
    longest = 0
    for node in nodes[place : place + _LONGEST_DATE]:
        if not (isinstance(node, Atom) and not node.literal and not node.prefix and may_say_days(node.text)):
            break
        longest += 1
    for length in range(longest, _SHORTEST_DATE - 1, -1):
        if read_days(" ".join(typed[place : place + length]), today) is not None:
            return length
    return 0


def _is_phrase(group: tuple[Atom, ...]) -> bool:
    return len(group) == 1 and group[0].literal


def _shown(group: tuple[Atom, ...]) -> str:
    return " | ".join(atom.typed for atom in group)
