"""A text that is cut into tokens and numbers once, for the readers of times and of figures alike."""

from collections.abc import Sequence
from dataclasses import dataclass

from ingest.numbers import Number, Token, read_numbers, tokenise
from ingest.times.clauses import Clauses
from ingest.times.cues import cues


@dataclass(frozen=True, slots=True, kw_only=True)
class AnalysedText:
    """A text and what is in it.

    Attributes:
        text: The text.
        language: Two-letter code of its language.
        tokens: Its tokens.
        numbers: Its numbers.
        clauses: Its sentences and clauses.
    """

    text: str
    language: str
    tokens: Sequence[Token]
    numbers: Sequence[Number]
    clauses: Clauses


def analyse(text: str | AnalysedText, *, language: str = "nl") -> AnalysedText:
    """Cut a text into tokens and numbers.

    Args:
        text: Any string; a text that is analysed already is given back.
        language: Two-letter code of its language.

    Raises:
        RulesError: If there are no rules for the language, or they are wrong.
    """
    if isinstance(text, AnalysedText):
        return text
    tokens = tokenise(text, language=language)
    numbers = read_numbers(tokens, language=language)
    clauses = Clauses(tokens, cues(language))
    return AnalysedText(text=text, language=language, tokens=tokens, numbers=numbers, clauses=clauses)
