"""The rules of figures, ready for lookup: units, hedges, words around a number."""

from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from functools import lru_cache
from typing import Generic, NamedTuple, TypeVar

from ingest.numbers import Token, load_rules, tokenise, words_of

Meaning = TypeVar("Meaning")


_WORDS = ("prepositions", "short_units", "references", "nouns", "subjects", "money", "age", "periods", "plans")


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
        meanings: dict[tuple[str, ...], list[Meaning]] = {}
        for phrase, meaning in entries:
            key = tuple(token.fold for token in tokenise(phrase, language=language))
            meanings.setdefault(key, []).append(meaning)
        self._by_first: dict[str, list[tuple[tuple[str, ...], list[Meaning]]]] = {}
        self._by_last: dict[str, list[tuple[tuple[str, ...], list[Meaning]]]] = {}
        for key in sorted(meanings, key=len, reverse=True):
            self._by_first.setdefault(key[0], []).append((key, meanings[key]))
            self._by_last.setdefault(key[-1], []).append((key, meanings[key]))

    def at(self, tokens: Sequence[Token], at: int) -> tuple[Sequence[Meaning], int] | None:
        """Return the meanings of the longest phrase that begins at an index, and the index after it."""
        if not 0 <= at < len(tokens):
            return None
        for key, meanings in self._by_first.get(tokens[at].fold, ()):
            after = at + len(key)
            if len(key) == 1 or tuple([token.fold for token in tokens[at:after]]) == key:
                return meanings, after
        return None

    def places(self, tokens: Sequence[Token]) -> list[int]:
        """Return where phrases begin; most texts hold no word that opens one, and are then done at once."""
        opening = self._by_first
        return [at for at, token in enumerate(tokens) if token.fold in opening and self.at(tokens, at)]

    def ending(self, tokens: Sequence[Token], after: int) -> tuple[Sequence[Meaning], int] | None:
        """Return the meanings of the longest phrase that ends before an index, and the index of its first token."""
        if not 0 < after <= len(tokens):
            return None
        for key, meanings in self._by_last.get(tokens[after - 1].fold, ()):
            first = after - len(key)
            if first >= 0 and (len(key) == 1 or tuple([token.fold for token in tokens[first:after]]) == key):
                return meanings, first
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
        self.ratio_word: str = tables["ties"]["ratio_word"][0]
        self.ratio_reach: int = tables["ties"].get("ratio_reach", [0])[0]
        self.totals = Phrases(((form, "total") for form in tables["nouns"]["totals"]), language)
        self.idioms = Phrases(((form, "idiom") for form in tables["references"]["idioms"]), language)
        self.participles = tuple(tuple(tables["nouns"][name]) for name in ("participle_starts", "participle_ends"))
        self.exactly = Phrases(((form, "exactly") for form in tables["nouns"]["exactly"]), language)
        self.of_those = Phrases(((form, "those") for form in tables["nouns"]["of_those"]), language)
        self.words: Mapping[str, frozenset[str]] = {
            f"{group}.{name}": frozenset(forms)
            for group in _WORDS
            for name, forms in tables[group].items()
            if name != "longest"
        }
        self.acts: tuple[str, ...] = tuple(tables["periods"]["acts"])
        self.shifts = {
            years: Phrases(((form, "year") for form in tables["periods"][name]), language)
            for years, name in ((-1, "year_before"), (1, "year_after"))
        }
        self.months = frozenset(words_of(dict(load_rules(f"{language}_times")["terms"]), "month"))
        self.month_words = self.months | self.words["references.other_months"]
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
