"""The query language: words, "phrases", prefix*, -exclusions, OR, parentheses and field:value. It never fails.

What cannot be read as meant is searched as text, and a remark says so. ``OR`` binds more tightly than a blank:
``a OR b c`` asks for c and for one of a and b.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date

import regex

from search.conditions import Condition, read_condition
from search.dates import read_days
from search.pasted import is_pasted, plain_words
from search.remarks import QueryRemark, remark
from search.rule_files import QueryFieldRules, load_query_fields
from search.tree import AllOf, Not, OneOf, Tree, choices, leaves, simplified, wanted

_QUOTES = '"“”„«»'
_TOKEN = regex.compile(
    rf"""(?P<minus>(?<![^\s(])-(?=[^\s)-]))?
        (?: (?P<field>\p{{L}}+):(?P<value>[{_QUOTES}][^{_QUOTES}]*[{_QUOTES}]|[^\s(){_QUOTES}]+)
          | [{_QUOTES}](?P<phrase>[^{_QUOTES}]*)[{_QUOTES}]
          | (?P<open>\()
          | (?P<close>\))
          | (?P<text>[^\s(){_QUOTES}]+)
          | (?P<quote>[{_QUOTES}]) )""",
    regex.VERBOSE,
)

LONGEST_QUERY = 20_000
"""Characters of a query that are read."""

_DEEPEST = 20  # parentheses within one another; deeper ones only hold words together
_SHORTEST_PREFIX = 3
MOST_PREFIXES = 30
"""Beginnings of words that are looked up; each goes through all words of the index."""
_MOST_INSIDE = 5  # fields within the value of another, as in a:b:c


@dataclass(frozen=True, slots=True)
class Atom:
    """A word as typed, a phrase that must be literal, or the beginning of a word."""

    text: str
    literal: bool = False
    prefix: bool = False

    @property
    def typed(self) -> str:
        """The atom in the query language."""
        return f'"{self.text}"' if self.literal else f"{self.text}{'*' if self.prefix else ''}"


Node = Tree[Atom | Condition]
"""A part of a query."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ParsedQuery:
    """A query as it was read: all of its parts must hold; plain words only as far as ranking says.

    Attributes:
        nodes: The parts, in order.
        groups: Words and phrases among them; the atoms of one group are alternatives.
        excluded: What must not occur.
        conditions: Field conditions.
        required: What cannot be said so: prefixes, and groups with structure.
        remarks: What was not read as it may have been meant.
    """

    nodes: tuple[Node, ...] = ()
    groups: tuple[tuple[Atom, ...], ...] = ()
    excluded: tuple[Atom, ...] = ()
    conditions: tuple[Condition, ...] = ()
    required: tuple[Node, ...] = ()
    remarks: tuple[QueryRemark, ...] = ()

    @property
    def ranking(self) -> tuple[Atom, ...]:
        """What is asked for inside the required parts: it adds to the score."""
        return tuple(leaf for node in self.required for leaf in wanted(node) if isinstance(leaf, Atom))


def parse_query(text: str, today: date | None = None) -> ParsedQuery:
    """Read a query.

    Args:
        text: Anything a person may type.
        today: The day from which words such as "last year" count in a condition; without it these are text.

    Returns:
        The query as read; its remarks name what was searched as text instead.
    """
    text = storable(text)
    reader = _Reader(load_query_fields(), today)
    if len(text) > LONGEST_QUERY:
        reader.remarks.append(remark("shortened", text[:40], f"Only the first {LONGEST_QUERY:,} characters were read."))
    return reader.read(text[:LONGEST_QUERY])


def storable(text: str) -> str:
    """Return the text with half surrogates, which no index can hold, replaced by question marks."""
    return text.encode("utf-8", "replace").decode("utf-8")


@dataclass(slots=True)
class _Group:
    """A parenthesis while it is being read.

    Attributes:
        excluded: Whether it stands behind a minus.
        parts: What stands in it; each list holds alternatives.
        pending: The *or* that waits for its second part.
    """

    excluded: bool = False
    parts: list[list[Node]] = field(default_factory=list)
    pending: str | None = None


class _Reader:
    """Builds the tree of one query."""

    def __init__(self, rules: QueryFieldRules, today: date | None) -> None:
        self._rules = rules
        self._today = today
        self._signs = frozenset((*rules.or_words, *rules.and_words))
        self._open: list[_Group] = [_Group()]
        self._deeper = 0
        self._inside = 0
        self._prefixes = 0
        self.remarks: list[QueryRemark] = []

    def read(self, text: str) -> ParsedQuery:
        """Read a whole query."""
        for token in _tokens(text):
            self._token(token)
        if len(self._open) > 1 or self._deeper:
            self._unbalanced("(")
        self._deeper = 0
        while len(self._open) > 1:
            self._close()
        self._finish(self._open[0])
        tree = simplified(_tree(self._open[0]))
        nodes = tree.parts if isinstance(tree, AllOf) else (tree,)
        return _sorted(self._as_text(text) if _is_text(nodes) else nodes, tuple(self.remarks))

    def _as_text(self, text: str) -> tuple[Node, ...]:
        self.remarks = [made for made in self.remarks if made.code == "shortened"]
        self._say(
            "read_as_text", text[:40], "This is a text, not a query: its quotes, dashes and brackets ask nothing."
        )
        return tuple(Atom(word) for word in plain_words(text, self._signs))

    def _token(self, token: "regex.Match[str]") -> None:
        excluded = token["minus"] is not None
        if token["quote"] is not None:
            self._say("unclosed_quote", token["quote"], "A quotation mark has no partner; its words are words.")
        elif token["open"] is not None:
            self._begin(excluded=excluded)
        elif token["close"] is not None:
            self._end()
        elif token["phrase"] is not None:
            self._atom(Atom(token["phrase"].strip(), literal=True), excluded=excluded)
        elif token["field"] is not None:
            self._field(token["field"], token["value"], excluded=excluded)
        else:
            self._text(token["text"], excluded=excluded)

    def _begin(self, *, excluded: bool) -> None:
        if len(self._open) > _DEEPEST:
            self._deeper += 1
        else:
            self._open.append(_Group(excluded=excluded))

    def _end(self) -> None:
        if self._deeper:
            self._deeper -= 1
        elif len(self._open) == 1:
            self._unbalanced(")")
        else:
            self._close()

    def _close(self) -> None:
        group = self._open.pop()
        self._finish(group)
        if group.parts:
            self._add(_tree(group), excluded=group.excluded)

    def _finish(self, group: _Group) -> None:
        if group.pending is not None:
            self._lonely(group, group.pending)

    def _text(self, text: str, *, excluded: bool) -> None:
        atom = self._bounded(_word(text))
        text = text if atom.prefix else atom.text
        if text in self._rules.or_words and not excluded:
            self._or(text)
        elif text in self._rules.and_words and not excluded:
            return
        elif ".." in text and (days := read_days(text)) is not None:
            self._add(Condition(field="asked", value=text, first=days[0], last=days[1]), excluded=excluded)
        else:
            self._atom(atom, excluded=excluded)

    def _bounded(self, atom: Atom) -> Atom:
        """Return the beginning of a word as a whole word where there are too many of them."""
        self._prefixes += atom.prefix
        if not atom.prefix or self._prefixes <= MOST_PREFIXES:
            return atom
        if self._prefixes == MOST_PREFIXES + 1:
            reason = f"Only the first {MOST_PREFIXES} beginnings of words were looked up; the others are words."
            self._say("shortened", atom.typed[:40], reason)
        return Atom(atom.text)

    def _atom(self, atom: Atom, *, excluded: bool) -> None:
        if atom.text in self._signs and not atom.literal:
            atom = Atom(atom.text.lower())  # here it is a word; read again it would be a sign
        if any(char.isalnum() for char in atom.text):
            self._add(atom, excluded=excluded)

    def _add(self, node: Node, *, excluded: bool) -> None:
        group = self._open[-1]
        made: Node = Not(node) if excluded else node
        if group.pending is not None:
            group.parts[-1].append(made)
            group.pending = None
        else:
            group.parts.append([made])

    def _or(self, word: str) -> None:
        group = self._open[-1]
        if group.pending is not None or not group.parts:
            self._lonely(group, word)
        else:
            group.pending = word

    def _lonely(self, group: _Group, word: str) -> None:
        group.pending = None
        self._say("lonely_or", word, f"'{word}' stands between no two words and was left out.")

    def _field(self, name: str, value: str, *, excluded: bool) -> None:
        named = self._rules.field_named(name)
        bare = value.strip(_QUOTES).strip()
        condition = read_condition(named, name, bare, self._rules, self._today) if named and bare else None
        if condition is not None:
            self._add(condition, excluded=excluded)
            return
        if named and bare:
            reason = f"'{bare}' cannot be read as a value of '{name}'; it was searched as text."
            self._say("unreadable_value", f"{name}:{bare}", reason)
        elif not value.startswith("//"):
            self._say("unknown_field", name, f"No field is called '{name}'; it was searched as text.")
        self._atom(Atom(name), excluded=excluded)
        if value[0] in _QUOTES:
            self._atom(Atom(bare, literal=True), excluded=excluded)
        elif self._inside >= _MOST_INSIDE:
            self._atom(Atom(value), excluded=excluded)
        else:
            self._inside += 1
            self._value(value.lstrip("-"), excluded=excluded)
            self._inside -= 1

    def _value(self, value: str, *, excluded: bool) -> None:
        """Read the value of what is no field as a part of the query."""
        for token in _tokens(value):
            text = token["text"]
            if text is None:
                self._token(token)
            else:
                self._text(text.lower() if text in self._signs else text, excluded=excluded)

    def _unbalanced(self, sign: str) -> None:
        if not any(made.code == "unbalanced" for made in self.remarks):
            self._say("unbalanced", sign, f"'{sign}' has no partner and was left out.")

    def _say(self, code: str, detail: str, text: str) -> None:
        self.remarks.append(remark(code, detail, text))


def _tokens(text: str) -> "Iterator[regex.Match[str]]":
    """Yield the tokens of a text; signs before a word that mean nothing there are passed over."""
    for token in _TOKEN.finditer(text):
        bare = token["text"].lstrip("-") if token["text"] else ""
        if token["text"] and bare != token["text"]:
            yield from _TOKEN.finditer(bare)
        else:
            yield token


def _word(text: str) -> Atom:
    bare = text.rstrip("*")
    letters = sum(char.isalnum() for char in bare)
    prefix = bare != text and letters >= _SHORTEST_PREFIX and bare[-1:].isalnum()
    return Atom(bare, prefix=prefix)


def _is_text(nodes: tuple[Node, ...]) -> bool:
    """Return whether what was read as a query is pasted text: signs among many words, and nothing of queries alone.

    Of queries alone are a condition on a field, a choice, and the beginning of a word.
    """
    if all(isinstance(node, Atom) and not node.literal for node in nodes):
        return False
    if any(choices(node) for node in nodes):
        return False
    found = [leaf for node in nodes for leaf in leaves(node)]
    if any(isinstance(leaf, Condition) or leaf.prefix for leaf in found):
        return False
    return is_pasted([leaf.text for leaf in found if not leaf.literal])


def _tree(group: _Group) -> AllOf[Atom | Condition]:
    return AllOf(tuple(part[0] if len(part) == 1 else OneOf(tuple(part)) for part in group.parts))


def _sorted(nodes: tuple[Node, ...], remarks: tuple[QueryRemark, ...]) -> ParsedQuery:
    """Sort the parts of a query by what they ask."""
    groups: list[tuple[Atom, ...]] = []
    excluded: list[Atom] = []
    conditions: list[Condition] = []
    required: list[Node] = []
    for node in nodes:
        match node:
            case Atom(prefix=False):
                groups.append((node,))
            case OneOf(parts=parts) if all(isinstance(part, Atom) and not part.prefix for part in parts):
                groups.append(tuple(part for part in parts if isinstance(part, Atom)))
            case Not(part=Atom(prefix=False) as atom):
                excluded.append(atom)
            case Condition():
                conditions.append(node)
            case Not(part=Condition() as condition):
                conditions.append(_denied(condition))
            case _:
                required.append(node)
    return ParsedQuery(
        nodes=nodes,
        groups=tuple(groups),
        excluded=tuple(excluded),
        conditions=tuple(conditions),
        required=tuple(required),
        remarks=remarks,
    )


def _denied(condition: Condition) -> Condition:
    from dataclasses import replace

    return replace(condition, excluded=True)
