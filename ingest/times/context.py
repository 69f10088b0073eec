"""What an operation may ask about the text around it: tense, neighbours, the reference date."""

from collections.abc import Mapping, Sequence
from datetime import date
from enum import StrEnum
from functools import cached_property, lru_cache
from typing import Any

from ingest.numbers import Number, NumberForm, Token, TokenKind, load_rules, number_words, words_of

#: Tokens within which a coordinated time may state the year.
SHARED_REACH = 12


class Tense(StrEnum):
    """On which side of the reference date a clause lies."""

    PAST = "past"
    FUTURE = "future"
    UNSAID = "unsaid"


class Cues:
    """Words that tell tense and context, from the rules file.

    Args:
        language: Two-letter code; it names the rules file.
    """

    def __init__(self, language: str = "nl") -> None:
        tables = load_rules(f"{language}_times")["cues"]
        self.groups: Mapping[str, frozenset[str]] = {
            name: frozenset(words) for name, words in tables.items() if name != "participle"
        }
        self.language = language
        months = words_of(dict(load_rules(f"{language}_times")["terms"]), "month")
        terms = dict(load_rules(f"{language}_times")["terms"])
        self.school_years = words_of(terms, "school_year") | words_of(terms, "school_years")
        self.sharing = self.groups["coordinating"] | frozenset(months)
        self.law_endings: tuple[str, ...] = tuple(tables["law_endings"])
        self._beginnings: tuple[str, ...] = tuple(tables["participle"]["beginnings"])
        self._endings: tuple[str, ...] = tuple(tables["participle"]["endings"])
        self._shortest: int = tables["participle"]["shortest"][0]
        self._shapes = {tense: tuple(tables.get(f"{tense}_endings", ())) for tense in ("future", "past")}

    def says(self, tense: str, words: Sequence[str]) -> bool:
        """Tell whether one of some folded words speaks of the future, or of the past, by itself or by its ending."""
        if not self.groups[tense].isdisjoint(words):
            return True
        endings = self._shapes[tense]
        return bool(endings) and any(
            word.endswith(endings) and word not in self.groups[f"no_{tense}"] for word in words
        )

    def participle(self, word: str) -> bool:
        """Tell whether a folded word has the shape of a past participle."""
        return (
            len(word) >= self._shortest
            and word.endswith(self._endings)
            and word.startswith(self._beginnings)
            and word not in self.groups["no_participle"]
        )


@lru_cache(maxsize=8)
def cues(language: str = "nl") -> Cues:
    """Return the cue words of a language; made once."""
    return Cues(language)


class Context:
    """The text that is being read.

    Args:
        tokens: Its tokens.
        numbers: Its numbers.
        reference: Day from which relative times count; None where unknown.
        slack: Days that the text may have been written after the reference date.
        language: Two-letter code of the language.
        least: Certainty below which no rule is tried.
    """

    def __init__(
        self,
        tokens: Sequence[Token],
        numbers: Sequence[Number],
        reference: date | None,
        *,
        slack: int,
        language: str,
        least: float = 0.0,
    ) -> None:
        self.tokens = tokens
        self.reference = reference
        self.slack = slack
        self.least = least
        self.cues = cues(language)
        self._numbers = numbers
        self._tenses: dict[tuple[int, int], Tense] = {}

    @cached_property
    def calendars(self) -> Mapping[str, Any]:
        """The calendars file."""
        return load_rules("calendars")

    @cached_property
    def number_ends(self) -> frozenset[int]:
        """Token indexes at which a number ends, bare articles left out."""
        counted = (number for number in self._numbers if number.form is not NumberForm.ARTICLE)
        return frozenset(number.after for number in counted)

    def fold(self, at: int) -> str:
        """Return the folded token at an index, empty outside the text."""
        return self.tokens[at].fold if 0 <= at < len(self.tokens) else ""

    def cue(self, group: str, at: int) -> bool:
        """Tell whether the token at an index belongs to a group of cue words."""
        return self.fold(at) in self.cues.groups[group]

    def text(self, first: int, after: int) -> str:
        """Return the folded tokens of a stretch, joined by blanks."""
        return " ".join(token.fold for token in self.tokens[first:after])

    def sentence(self, at: int, *, reach: int = 60) -> tuple[int, int]:
        """Return the token range of the sentence that holds an index, at most ``reach`` tokens to each side."""
        first = at
        while first > max(0, at - reach) and not self._ends_sentence(first - 1):
            first -= 1
        after = at
        while after < min(len(self.tokens), at + reach) and not self._ends_sentence(after):
            after += 1
        return first, after

    def clause(self, at: int) -> tuple[int, int]:
        """Return the part of the sentence around an index that a comma, colon or list sign closes off."""
        low, high = self.sentence(at)
        first, after = at, at
        while first > low and self.tokens[first - 1].text not in self.cues.groups["clause_signs"]:
            first -= 1
        while after < high and self.tokens[after].text not in self.cues.groups["clause_signs"]:
            after += 1
        return first, after

    def tense(self, at: int, *, inherited: bool = True) -> Tense:
        """Return the tense of the clause that holds a token; without a verb, of its sentence or of those before.

        Args:
            at: Index of the token.
            inherited: Whether the sentences before may say it.
        """
        sentence = self.sentence(at)
        before = [self.sentence(sentence[0] - 1)] if sentence[0] > 0 else []
        before += [self.sentence(before[0][0] - 1)] if before and before[0][0] > 0 else []
        for stretch in (self.clause(at), sentence, *(before if inherited else [])):
            if stretch not in self._tenses:
                self._tenses[stretch] = self._tense_of(stretch)
            if self._tenses[stretch] is not Tense.UNSAID:
                return self._tenses[stretch]
        return Tense.UNSAID

    def shared_year(self, at: int) -> int | None:
        """Return the year that a time behind this one states for both: "op 13 mei en 2 juni 2016"."""
        tied = False
        for index in range(at, min(len(self.tokens), at + SHARED_REACH)):
            token = self.tokens[index]
            if len(token.text) == 4 and token.text.isdecimal() and tied:
                return int(token.text) if 1900 <= int(token.text) < 2100 else None
            if not (self._shares(index) or (len(token.text) <= 2 and token.text.isdecimal())):
                return None
            tied = tied or self.cue("joints", index)
        return None

    def _shares(self, at: int) -> bool:
        word = self.fold(at)
        return word in self.cues.sharing or number_words(self.cues.language).ordinal(word) is not None

    def year_before(self, at: int) -> int | None:
        """Return the last year in digits that stands before a token in its sentence."""
        first, _ = self.sentence(at)
        for index in range(at - 1, first - 1, -1):
            text = self.tokens[index].text
            if len(text) == 4 and text.isdecimal() and 1900 <= int(text) < 2100:
                return int(text)
        return None

    def _tense_of(self, stretch: tuple[int, int]) -> Tense:
        groups = self.cues.groups
        words = [token.fold for token in self.tokens[slice(*stretch)]]
        if self.cues.says("future", words):
            return Tense.FUTURE
        if self.cues.says("past", words):
            return Tense.PAST
        done = any(word in groups["perfect"] for word in words) and any(map(self.cues.participle, words))
        return Tense.PAST if done else Tense.UNSAID

    def _ends_sentence(self, at: int) -> bool:
        token = self.tokens[at]
        if token.text in self.cues.groups["sentence_signs"]:
            return token.text != "." or not self._abbreviates(at)
        return at + 1 < len(self.tokens) and self.tokens[at + 1].line and self.tokens[at + 1].text in "-•*"

    def _abbreviates(self, at: int) -> bool:
        """Tell whether a dot belongs to an abbreviation or stands inside a number."""
        before = self.fold(at - 1)
        if before in self.cues.groups["abbreviations"]:
            return True
        following = self.tokens[at + 1] if at + 1 < len(self.tokens) else None
        inside = following is not None and not following.spaced
        return inside and (len(before) == 1 or (following is not None and following.kind is TokenKind.NUMERAL))
