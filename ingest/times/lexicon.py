"""From tokens to typed terms: the words of the rules file, numbers, ordinals and numeric dates."""

from collections.abc import Container, Mapping, Sequence
from functools import lru_cache
from typing import Any, NamedTuple

from ingest.numbers import Known, Number, NumberForm, Token, TokenKind, load_rules, number_words, tokenise
from ingest.numbers.tokens import writing
from ingest.times.grammar import Term

YEARS = range(1900, 2100)
DAYS = range(1, 32)
OTHER = "word"


class Entry(NamedTuple):
    """An entry of the rules file: its folded tokens, and the category and value of its term."""

    key: tuple[str, ...]
    category: str
    value: str


class Lexicon:
    """Turns tokens into terms by the longest entry that fits.

    Args:
        language: Two-letter code; it names the rules files.
    """

    def __init__(self, language: str = "nl") -> None:
        self._language = language
        self._words = number_words(language)
        self._entries: dict[tuple[str, ...], Entry] = {}
        for category, values in load_rules(f"{language}_times")["terms"].items():
            for value, forms in values.items():
                for form in forms:
                    self._enter(form, category, value)
        self._single = {key[0]: entry for key, entry in self._entries.items() if len(key) == 1}
        self._longer: dict[str, dict[str, list[Entry]]] = {}
        for key in sorted(self._entries, key=len, reverse=True):
            if len(key) > 1:
                self._longer.setdefault(key[0], {}).setdefault(key[1], []).append(self._entries[key])
        self._endings = frozenset(load_rules(f"{language}_numbers")["ordinal_endings"]["digits"])
        self._alone = Known(self._by_itself)

    def terms(self, tokens: Sequence[Token], numbers: Sequence[Number]) -> list[Term]:
        """Return the terms of a text; every token belongs to exactly one."""
        starts = {number.first: number for number in numbers}
        row: list[Term] = []
        alone = self._alone
        after = 0
        for at, token in enumerate(tokens):
            if at < after:
                continue
            after = at + 1
            category, value, followers = alone[token.fold]
            if at in starts or (followers and after < len(tokens) and tokens[after].fold in followers):
                row.append(term := self._term(tokens, at, starts))
                after = term.after
            else:
                # Nearly all tokens of a text come here, and calling the class takes twice as long.
                row.append(tuple.__new__(Term, (category, value, at, after, "", 1.0)))
        return row

    def _by_itself(self, folded: str) -> tuple[str, Any, Container[str]]:
        """Return the term of a folded token that begins no number, and the tokens behind it that may change it."""
        followers = self._longer.get(folded, ())
        entry = self._single.get(folded)
        if entry is not None:
            return entry.category, entry.value, followers
        rank = self._words.ordinal(folded)
        if rank is not None:
            return "ord", rank, followers
        if writing(self._language).shapes[folded][2] is TokenKind.DATE:
            return "date", folded, followers
        return "percent" if folded == "%" else OTHER, None, followers

    def _enter(self, form: str, category: str, value: str) -> None:
        key = tuple(token.fold for token in tokenise(form, language=self._language))
        self._entries.setdefault(key, Entry(key, category, value))

    def _term(self, tokens: Sequence[Token], at: int, numbers: Mapping[int, Number]) -> Term:
        number = numbers.get(at)
        entry = self._entry(tokens, at)
        if entry is not None and _entry_wins(entry, number):
            return entry
        ordinal = self._ordinal(tokens, at, number)
        if ordinal is not None:
            return ordinal
        if number is not None:
            return _digits_term(number) if number.digits else _number_term(number)
        category, value, _ = self._alone[tokens[at].fold]
        return Term(category, value, at, at + 1)

    def _entry(self, tokens: Sequence[Token], at: int) -> Term | None:
        """Return the longest lexicon entry that begins here; a line end breaks it off."""
        first = tokens[at].fold
        if (longer := self._longer.get(first)) is not None and at + 1 < len(tokens):
            for key, category, value in longer.get(tokens[at + 1].fold, ()):
                if tuple([token.fold for token in tokens[at : at + len(key)]]) == key:
                    return Term(category, value, at, at + len(key))
        entry = self._single.get(first)
        return None if entry is None else Term(entry.category, entry.value, at, at + 1)

    def _ordinal(self, tokens: Sequence[Token], at: int, number: Number | None) -> Term | None:
        """Read "derde" and "3de"."""
        token = tokens[at]
        if token.kind is TokenKind.WORD and (number is None or number.after > at + 1 or number.value < 1):
            rank = self._words.ordinal(token.fold)
            return None if rank is None else Term("ord", rank, at, at + 1)
        if number is None or not number.digits or number.after >= len(tokens):
            return None
        tail = tokens[number.after]
        if tail.fold in self._endings and not tail.spaced and number.value < 10000:
            return Term("ord", int(number.value), at, number.after + 1)
        return None


def _entry_wins(entry: Term, number: Number | None) -> bool:
    """Tell whether a word of the lexicon goes before the number that begins with it."""
    if number is None or entry.after > number.after:
        return True
    parted = number.form is NumberForm.FRACTION and number.after - number.first == 1
    return parted or (number.form is NumberForm.ARTICLE and entry.after - entry.first > 1)


def _digits_term(number: Number) -> Term:
    """Sort a plain run of digits."""
    value = int(number.digits)
    return Term(_whole_category(value, number), value, number.first, number.after)


def _number_term(number: Number) -> Term:
    """Sort a number by what it may be in a time: an article, a day, a year, a count."""
    value: Any = number.value
    category = "frac"
    whole = value == int(value)
    if number.form is NumberForm.ARTICLE:
        category = "one"
    elif whole and number.form is not NumberForm.FRACTION:
        value = int(value)
        category = _whole_category(value, number)
    return Term(category, value, number.first, number.after)


def _whole_category(value: int, number: Number) -> str:
    if number.digits and len(number.digits) == 4:
        return "year_like" if value in YEARS else "year4"
    if (number.form is NumberForm.WORDS and value in YEARS) or value == 2000:
        return "year_word"
    return "small" if value in DAYS and number.form is not NumberForm.GROUP else "big"


@lru_cache(maxsize=8)
def lexicon(language: str = "nl") -> Lexicon:
    """Return the lexicon of a language; made once."""
    return Lexicon(language)
