"""The query language: words, "phrases", -exclusions, OR, field:value and date ranges. It never fails.

What cannot be read as meant is searched as text, and a remark says so.
"""

from calendar import monthrange
from dataclasses import dataclass
from datetime import date

import regex

from search.request import QueryRemark, Understood
from search.rule_files import QueryFieldRules, load_query_fields

_TOKEN = regex.compile(
    r"""(?P<minus>(?<!\S)-(?=[\w"“]))?
        (?: (?P<field>\p{L}+):(?P<value>["“][^"“”]*["”]|[^\s"“”]+)
          | ["“”](?P<phrase>[^"“”]*)["”“]
          | (?P<text>[^\s"“”]+)
          | (?P<quote>["“”]) )""",
    regex.VERBOSE,
)
_RANGE = regex.compile(r"([\d/-]*)\.\.([\d/-]*)")
_ISO = regex.compile(r"(\d{4})(?:-(\d{1,2}))?(?:-(\d{1,2}))?")
_BELGIAN = regex.compile(r"(\d{1,2})[/-](\d{1,2})[/-](\d{4})")


LONGEST_QUERY = 20_000
"""Characters of a query that are read."""


@dataclass(frozen=True, slots=True)
class Atom:
    """A word as typed, or a phrase that must be literal."""

    text: str
    literal: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Condition:
    """A field condition of the query.

    Attributes:
        field: ``minister``, ``asker``, ``office``, ``parliament``, ``session``, ``number``, ``asked``,
            ``commitment`` or ``answer``.
        value: What was typed.
        excluded: Whether documents that fulfil it are left out.
        first: First day of a date range, None where open.
        last: Last day of a date range, None where open.
    """

    field: str
    value: str
    excluded: bool = False
    first: date | None = None
    last: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ParsedQuery:
    """A query as it was read.

    Attributes:
        groups: Words and phrases; the atoms of one group are alternatives.
        excluded: What must not occur.
        conditions: Field conditions.
        understood: The same for people, with remarks.
    """

    groups: tuple[tuple[Atom, ...], ...] = ()
    excluded: tuple[Atom, ...] = ()
    conditions: tuple[Condition, ...] = ()
    understood: Understood


def parse_query(text: str) -> ParsedQuery:
    """Read a query.

    Args:
        text: Anything a person may type.

    Returns:
        The query as read; ``understood.remarks`` names what was searched as text instead.
    """
    text = storable(text)
    reader = _Reader(load_query_fields())
    if len(text) > LONGEST_QUERY:
        reader.shortened(text)
    for match in _TOKEN.finditer(text[:LONGEST_QUERY]):
        reader.read(match)
    return reader.result()


def storable(text: str) -> str:
    """Return the text with half surrogates, which no index can hold, replaced by question marks."""
    return text.encode("utf-8", "replace").decode("utf-8")


class _Reader:
    """Collects what the tokens of one query say."""

    def __init__(self, rules: QueryFieldRules) -> None:
        self._rules = rules
        self._groups: list[list[Atom]] = []
        self._excluded: list[Atom] = []
        self._conditions: list[Condition] = []
        self._remarks: list[QueryRemark] = []
        self._or_pending: str | None = None

    def read(self, token: "regex.Match[str]") -> None:
        """Read one token."""
        excluded = token["minus"] is not None
        if token["quote"] is not None:
            self._remark("unclosed_quote", token["quote"], "A quotation mark has no partner; its words are words.")
        elif token["phrase"] is not None:
            self._add(Atom(token["phrase"].strip(), literal=True), excluded=excluded)
        elif token["field"] is not None:
            self._field(token["field"], token["value"], excluded=excluded)
        elif token["text"] in self._rules.or_words and not excluded:
            self._or(token["text"])
        elif not self._date_range(token["text"], excluded=excluded):
            self._add(Atom(token["text"]), excluded=excluded)

    def shortened(self, text: str) -> None:
        """Say that only the beginning of the query is read."""
        self._remark("shortened", text[:40], f"Only the first {LONGEST_QUERY:,} characters were read.")

    def result(self) -> ParsedQuery:
        """Return the query as read."""
        if self._or_pending is not None:
            self._lonely_or(self._or_pending)
        conditions = tuple((f"{'-' if c.excluded else ''}{c.field}", c.value) for c in self._conditions)
        understood = Understood(
            words=tuple(_shown(group) for group in self._groups if not _is_phrase(group)),
            phrases=tuple(group[0].text for group in self._groups if _is_phrase(group)),
            excluded=tuple(_shown([atom]) for atom in self._excluded),
            conditions=conditions,
            remarks=tuple(self._remarks),
        )
        return ParsedQuery(
            groups=tuple(tuple(group) for group in self._groups),
            excluded=tuple(self._excluded),
            conditions=tuple(self._conditions),
            understood=understood,
        )

    def _add(self, atom: Atom, *, excluded: bool) -> None:
        if not any(char.isalnum() for char in atom.text):
            return
        if excluded:
            self._excluded.append(atom)
        elif self._or_pending is not None and self._groups:
            self._groups[-1].append(atom)
            self._or_pending = None
        else:
            self._groups.append([atom])

    def _or(self, word: str) -> None:
        if self._or_pending is not None or not self._groups:
            self._lonely_or(word)
        else:
            self._or_pending = word

    def _lonely_or(self, word: str) -> None:
        self._or_pending = None
        self._remark("lonely_or", word, f"'{word}' stands between no two words and was left out.")

    def _field(self, name: str, value: str, *, excluded: bool) -> None:
        field = self._rules.field_named(name)
        bare = value.strip('"“”').strip()
        if field is None or not bare:
            if not value.startswith("//"):
                self._remark("unknown_field", name, f"No field is called '{name}'; it was searched as text.")
            self._as_text(name, value, excluded=excluded)
            return
        condition = self._condition(field, bare, excluded=excluded)
        if condition is None:
            reason = f"'{bare}' cannot be read as a value of '{name}'; it was searched as text."
            self._remark("unreadable_value", f"{name}:{bare}", reason)
            self._as_text(name, value, excluded=excluded)
        else:
            self._conditions.append(condition)

    def _as_text(self, name: str, value: str, *, excluded: bool) -> None:
        self._add(Atom(name), excluded=excluded)
        self._add(Atom(value.strip('"“”'), literal=value.startswith(('"', "“"))), excluded=excluded)

    def _condition(self, field: str, value: str, *, excluded: bool) -> Condition | None:
        if field == "has":
            asked = self._rules.property_named(value)
            return None if asked is None else Condition(field=asked, value=value, excluded=excluded)
        if field == "asked":
            days = read_days(value)
            if days is None:
                return None
            return Condition(field=field, value=value, excluded=excluded, first=days[0], last=days[1])
        if field == "number" and not (value.isascii() and value.isdigit() and len(value) <= 12):
            return None
        return Condition(field=field, value=value, excluded=excluded)

    def _date_range(self, text: str, *, excluded: bool) -> bool:
        days = read_days(text) if ".." in text else None
        if days is None:
            return False
        self._conditions.append(Condition(field="asked", value=text, excluded=excluded, first=days[0], last=days[1]))
        return True

    def _remark(self, code: str, detail: str, text: str) -> None:
        self._remarks.append(QueryRemark(code=code, detail=detail, text=text))


def read_days(text: str) -> tuple[date | None, date | None] | None:
    """Read a day, month, year or range of them.

    Args:
        text: ``2024``, ``2024-03``, ``2024-03-15``, ``15/3/2024``, or two of these around ``..`` (one may be absent).

    Returns:
        First and last day, both included, None at an open end; None where it is no date or runs backwards.
    """
    match = _RANGE.fullmatch(text)
    if match is None:
        return _period(text)
    first, last = (_period(part) if part else (None, None) for part in match.groups())
    if first is None or last is None or (not match[1] and not match[2]):
        return None
    if first[0] and last[1] and first[0] > last[1]:
        return None
    return first[0], last[1]


def _period(text: str) -> tuple[date | None, date | None] | None:
    try:
        if match := _BELGIAN.fullmatch(text):
            day = date(int(match[3]), int(match[2]), int(match[1]))
            return day, day
        if not (match := _ISO.fullmatch(text)):
            return None
        year, month, day_number = int(match[1]), int(match[2] or 1), int(match[3] or 1)
        last_month = int(match[2] or 12)
        last_day = int(match[3] or monthrange(year, last_month)[1])
        return date(year, month, day_number), date(year, last_month, last_day)
    except ValueError:
        return None


def _is_phrase(group: list[Atom]) -> bool:
    return len(group) == 1 and group[0].literal


def _shown(group: list[Atom]) -> str:
    return " | ".join(f'"{atom.text}"' if atom.literal else atom.text for atom in group)
