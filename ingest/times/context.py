"""What an operation may ask about the text around it: tense, neighbours, the reference date."""

from collections.abc import Mapping, Sequence
from datetime import date
from functools import cached_property
from typing import Any

from ingest.numbers import NumberForm, load_rules
from ingest.times.analysed import AnalysedText
from ingest.times.clauses import Tense
from ingest.times.cues import cues

#: Tokens within which a coordinated time may state the year.
SHARED_REACH = 12


class Context:
    """The text that is being read.

    Args:
        text: Its tokens, numbers and clauses.
        reference: Day from which relative times count; None where unknown.
        slack: Days that the text may have been written after the reference date.
        least: Certainty below which no rule is tried.
    """

    def __init__(
        self,
        text: AnalysedText,
        reference: date | None,
        *,
        slack: int,
        least: float = 0.0,
    ) -> None:
        self.tokens = text.tokens
        self.clauses = text.clauses
        self.reference = reference
        self.slack = slack
        self.least = least
        self.cues = cues(text.language)
        self._numbers = text.numbers

    @cached_property
    def calendars(self) -> Mapping[str, Any]:
        """The calendars file."""
        return load_rules("calendars")

    @cached_property
    def number_ends(self) -> frozenset[int]:
        """Token indexes at which a number ends, bare articles left out."""
        counted = (number for number in self._numbers if number.form is not NumberForm.ARTICLE)
        return frozenset(number.after for number in counted)

    @cached_property
    def counts(self) -> Sequence[int]:
        """Those of ``number_ends`` behind which no currency stands, in order."""
        return sorted(end for end in self.number_ends if not self.cue("currency", end))

    def fold(self, at: int) -> str:
        """Return the folded token at an index, empty outside the text."""
        return self.tokens[at].fold if 0 <= at < len(self.tokens) else ""

    def cue(self, group: str, at: int) -> bool:
        """Tell whether the token at an index belongs to a group of cue words."""
        return self.fold(at) in self.cues.groups[group]

    def text(self, first: int, after: int) -> str:
        """Return the folded tokens of a stretch, joined by blanks."""
        return " ".join(token.fold for token in self.tokens[first:after])

    def sentence(self, at: int) -> tuple[int, int]:
        """Return the token range of the sentence that holds an index."""
        return self.clauses.sentence(at)

    def tense(self, at: int, *, inherited: bool = True) -> Tense:
        """Return the tense of the clause that holds a token.

        Args:
            at: Index of the token.
            inherited: Whether the sentences before may say it.
        """
        return self.clauses.tense(at, inherited=inherited)

    def shared_year(self, at: int) -> int | None:
        """Return the year that a time behind this one states for both: "op 13 mei en 2 juni 2016"."""
        tied = False
        shares, joints = self.cues.shares, self.cues.groups["joints"]
        for token in self.tokens[at : at + SHARED_REACH]:
            text = token.text
            if len(text) == 4 and text.isdecimal() and tied:
                return int(text) if 1900 <= int(text) < 2100 else None
            if not (shares[token.fold] or (len(text) <= 2 and text.isdecimal())):
                return None
            tied = tied or token.fold in joints
        return None

    def year_before(self, at: int) -> int | None:
        """Return the last year in digits that stands before a token in its sentence."""
        first, _ = self.sentence(at)
        for index in range(at - 1, first - 1, -1):
            text = self.tokens[index].text
            if len(text) == 4 and text.isdecimal() and 1900 <= int(text) < 2100:
                return int(text)
        return None
