"""A text that is cut into tokens and numbers once, for the readers of times and of figures alike."""

from collections.abc import Sequence
from dataclasses import dataclass

from ingest.numbers import Number, Token, TokenKind, read_numbers, tokenise
from ingest.times.clauses import Clauses
from ingest.times.cues import cues

#: So many numbers and signs without a word of two letters between them are no language: of a longer stretch only the
#: beginning is read, or a megabyte of digits would take ten times as long as a megabyte of prose.
LONGEST_WORDLESS = 5_000


@dataclass(frozen=True, slots=True, kw_only=True)
class AnalysedText:
    """A text and what is in it.

    Attributes:
        text: The text.
        language: Two-letter code of its language.
        tokens: Its tokens, without what lies beyond ``LONGEST_WORDLESS``.
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
    tokens = _readable(tokenise(text, language=language))
    numbers = read_numbers(tokens, language=language)
    clauses = Clauses(tokens, cues(language))
    return AnalysedText(text=text, language=language, tokens=tokens, numbers=numbers, clauses=clauses)


def _readable(tokens: Sequence[Token]) -> Sequence[Token]:
    """Return tokens without the rest of each stretch that goes on too long without a word."""
    if len(tokens) <= LONGEST_WORDLESS:
        return tokens
    kept: list[Token] = []
    since = 0
    words = (at for at, token in enumerate(tokens) if token.kind is TokenKind.WORD and len(token.text) > 1)
    for word in (*words, len(tokens)):
        kept += tokens[since : min(word, since + LONGEST_WORDLESS)]
        since = word
    return kept
