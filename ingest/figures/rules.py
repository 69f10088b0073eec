"""The rules of figures, ready for lookup: units, hedges, words around a number."""

from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from functools import lru_cache
from typing import Generic, NamedTuple, TypeVar

from ingest.numbers import Token, load_rules, tokenise, words_of

Meaning = TypeVar("Meaning")


class Unit(NamedTuple):
    """A unit of the rules file.

    Attributes:
        kind: ``money``, ``percent``, ``duration`` or ``measure``.
        code: Canonical name: ``EUR``, ``%``, ``year``, ``km``.
        factor: How many canonical units it is.
    """

    kind: str
    code: str
    factor: Decimal = Decimal(1)


class Phrases(Generic[Meaning]):
    """Looks up phrases of one or more tokens, longest first.

    Args:
        entries: Phrase and what it means; several meanings of one phrase are kept in order.
        language: Two-letter code of their language.
    """

    def __init__(self, entries: Iterable[tuple[str, Meaning]], language: str = "nl") -> None:
        self._by_first: dict[str, dict[tuple[str, ...], list[Meaning]]] = {}
        self._by_last: dict[str, dict[tuple[str, ...], list[Meaning]]] = {}
        for phrase, meaning in entries:
            key = tuple(token.fold for token in tokenise(phrase, language=language))
            self._by_first.setdefault(key[0], {}).setdefault(key, []).append(meaning)
            self._by_last.setdefault(key[-1], {}).setdefault(key, []).append(meaning)

    def at(self, tokens: Sequence[Token], at: int) -> tuple[Sequence[Meaning], int] | None:
        """Return the meanings of the longest phrase that begins at an index, and the index after it."""
        return self._longest(self._by_first, tokens, at, forward=True)

    def ending(self, tokens: Sequence[Token], after: int) -> tuple[Sequence[Meaning], int] | None:
        """Return the meanings of the longest phrase that ends before an index, and the index of its first token."""
        return self._longest(self._by_last, tokens, after - 1, forward=False)

    def _longest(
        self,
        index: Mapping[str, Mapping[tuple[str, ...], list[Meaning]]],
        tokens: Sequence[Token],
        at: int,
        *,
        forward: bool,
    ) -> tuple[Sequence[Meaning], int] | None:
        if not 0 <= at < len(tokens) or (entries := index.get(tokens[at].fold)) is None:
            return None
        for key in sorted(entries, key=len, reverse=True):
            first = at if forward else at - len(key) + 1
            if first >= 0 and tuple([token.fold for token in tokens[first : first + len(key)]]) == key:
                return entries[key], (first + len(key) if forward else first)
        return None


class FigureRules:
    """The tables of one language.

    Args:
        language: Two-letter code; it names the rules file.
    """

    def __init__(self, language: str = "nl") -> None:
        tables = load_rules(f"{language}_figures")
        self.version: str = tables["version"]
        self.units = Phrases(_units(tables), language)
        self.percent_before = Phrases(((form, "%") for form in tables["percent"]["of"]), language)
        self.before = Phrases(((form, name) for name, forms in tables["before"].items() for form in forms), language)
        self.after = Phrases(((form, name) for name, forms in tables["after"].items() for form in forms), language)
        self.ties = {
            name: Phrases(((form, name) for form in forms), language)
            for name, forms in tables["ties"].items()
            if name != "ratio_reach"
        }
        self.ties_words = frozenset(
            form for form in tables["ties"]["list"] + tables["ties"]["range"] if " " not in form
        )
        self.signs = frozenset(
            form for forms in tables["currencies"].values() for form in forms if not form[0].isalpha()
        )
        self.months = frozenset(words_of(dict(load_rules(f"{language}_times")["terms"]), "month"))
        self.ratio_word: str = tables["ties"]["ratio_word"][0]
        self.ratio_reach: int = tables["ties"].get("ratio_reach", [0])[0]
        self.totals = Phrases(((form, "total") for form in tables["nouns"]["totals"]), language)
        self.exactly = Phrases(((form, "exactly") for form in tables["nouns"]["exactly"]), language)
        self.of_those = Phrases(((form, "those") for form in tables["nouns"]["of_those"]), language)
        self.words: Mapping[str, frozenset[str]] = {
            f"{group}.{name}": frozenset(forms)
            for group in ("prepositions", "short_units", "references", "nouns", "subjects", "money", "age")
            for name, forms in tables[group].items()
            if name != "longest"
        }
        self.street_endings: tuple[str, ...] = tuple(tables["references"]["street_endings"])
        self.e_nouns: tuple[str, ...] = tuple(tables["nouns"]["e_nouns"])
        self.longest_subject: int = tables["subjects"]["longest"][0]


def _units(tables: Mapping[str, Mapping[str, Mapping[str, Sequence[str]]]]) -> list[tuple[str, Unit]]:
    units = [(form, Unit("money", code)) for code, forms in tables["currencies"].items() for form in forms]
    units += [(form, Unit("percent", "%")) for form in tables["percent"]["forms"]]
    units += [(form, Unit("duration", code)) for code, forms in tables["durations"].items() for form in forms]
    for code, factors in tables["measures"].items():
        units += [(form, Unit("measure", code, Decimal(factor))) for factor, forms in factors.items() for form in forms]
    return units


@lru_cache(maxsize=8)
def figure_rules(language: str = "nl") -> FigureRules:
    """Return the rules of a language; made once."""
    return FigureRules(language)
