"""Names and offices printed in capitals, written as people write them."""

import re
from functools import cache

from ingest.layout.rule_table import rules

_RULES = "nl_layout"
_WORD = re.compile(r"[^\s,;()/-]+")


def is_shouted(text: str) -> bool:
    """Tell whether a text is printed in capitals: at least two letters, none of them small."""
    letters = [character for character in text if character.isalpha()]
    return len(letters) > 1 and not any(letter.islower() for letter in letters)


def person_name(printed: str) -> str:
    """Return a person's name with capitals and particles as written in Flanders: ``Freya Van den Bossche``.

    A name that is not printed in capitals is returned as it stands, with its white space folded.
    """
    words = printed.split()
    if not is_shouted(printed):
        return " ".join(words)
    opening, inner, joining = _particles()
    written: list[str] = []
    for position, word in enumerate(words):
        after_particle = position > 0 and words[position - 1].lower() in opening
        small = (after_particle and position + 1 < len(words) and word.lower() in inner) or word.lower() in joining
        written.append(word.lower() if small else _capitalized(word))
    return " ".join(written)


def office_title(printed: str) -> str:
    """Return an office's title with a capital for its content words and small function words.

    A title that is not printed in capitals is returned as it stands, with its white space folded.
    """
    folded = " ".join(printed.split())
    if not is_shouted(folded):
        return folded
    small, kept = _office_words()
    title = re.sub(r"[^\s,;()/]+", lambda match: _office_word(match.group(), small, kept), folded)
    return title[:1].upper() + title[1:]


def _office_word(word: str, small: frozenset[str], kept: frozenset[str]) -> str:
    if word in kept:
        return word
    return word.lower() if word.lower() in small else _capitalized(word)


def _capitalized(word: str) -> str:
    return _WORD.sub(lambda match: _capital_part(match.group()), word)


def _capital_part(part: str) -> str:
    lower = part.lower().replace("’", "'")
    for prefix in _prefixes():
        if lower.startswith(prefix) and len(lower) > len(prefix) + 1:
            return part[:1].upper() + part[1 : len(prefix)].lower() + part[len(prefix) :].capitalize()
    return part if lower.startswith("'") and len(lower) < 3 else part.capitalize()


@cache
def _particles() -> tuple[frozenset[str], frozenset[str], frozenset[str]]:
    table = rules(_RULES)
    opening, inner = frozenset(table.words("names.opening")), frozenset(table.words("names.inner"))
    return opening | inner, inner, frozenset(table.words("names.joining"))


@cache
def _prefixes() -> tuple[str, ...]:
    return rules(_RULES).words("names.capital_prefixes")


@cache
def _office_words() -> tuple[frozenset[str], frozenset[str]]:
    table = rules(_RULES)
    return frozenset(table.words("office.small")), frozenset(table.words("office.kept"))
