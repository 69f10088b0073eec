"""Words that tell tense and context."""

from collections.abc import Mapping
from enum import IntFlag
from functools import lru_cache

from ingest.numbers import Known, load_rules, number_words, words_of


class Mark(IntFlag):
    """What a word or sign may be; a word may be several."""

    SENTENCE_SIGN = 1
    CLAUSE_SIGN = 2
    FUTURE = 4
    PAST = 8
    PERFECT = 16
    PARTICIPLE = 32
    DATA = 64


_GROUPS: Mapping[Mark, str] = {
    Mark.SENTENCE_SIGN: "sentence_signs",
    Mark.CLAUSE_SIGN: "clause_signs",
    Mark.PERFECT: "perfect",
    Mark.DATA: "data",
}


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
        sharing = self.groups["coordinating"] | frozenset(months)
        ordinal = number_words(language).ordinal
        #: Whether a folded word may stand between a time and the year that it shares with the next one.
        self.shares: Known[bool] = Known(lambda word: word in sharing or ordinal(word) is not None)
        self.law_endings: tuple[str, ...] = tuple(tables["law_endings"])
        self._beginnings: tuple[str, ...] = tuple(tables["participle"]["beginnings"])
        self._endings: tuple[str, ...] = tuple(tables["participle"]["endings"])
        self._shortest: int = tables["participle"]["shortest"][0]
        self._shapes = {tense: tuple(tables.get(f"{tense}_endings", ())) for tense in ("future", "past")}
        #: By folded word, its marks as one number: plain integers, because every token of a text is looked up.
        self.marks: Known[int] = Known(lambda word: int(self._marks(word)))

    def _marks(self, word: str) -> Mark:
        """Return all that a folded word may be."""
        told = Mark(0)
        for mark, group in _GROUPS.items():
            if word in self.groups[group]:
                told |= mark
        for mark, tense in ((Mark.FUTURE, "future"), (Mark.PAST, "past")):
            if self.says(tense, word):
                told |= mark
        return told | Mark.PARTICIPLE if self.participle(word) else told

    def says(self, tense: str, word: str) -> bool:
        """Tell whether a folded word speaks of the future, or of the past, by itself or by its ending."""
        shaped = word.endswith(self._shapes[tense]) and word not in self.groups.get(f"no_{tense}", ())
        return word in self.groups[tense] or shaped

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
