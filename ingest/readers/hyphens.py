"""Words broken at line ends: which lose their hyphen, which keep it, and which hyphens hang."""

import re
import tomllib
from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from enum import Enum
from functools import cache
from pathlib import Path

from corpus.errors import RulesError
from ingest.readers.printed import PrintedLine

RULES_FILE = Path(__file__).parents[1] / "rules" / "line_ends.toml"
_LAST_WORD = re.compile(r"[\w'’-]*[\w'’]$")
_FIRST_WORD = re.compile(r"[^\W_]+(?:[-/'’][^\W_]+)*")
_WORD = re.compile(r"[^\W_]+(?:-[^\W_]+)*")
_GROUPS = ("hanging", "keeps", "links")
_VOWELS = frozenset("aeiouy")


class Break(Enum):
    """What becomes of a hyphen at a line end: the word loses it, the word keeps it, or it hangs."""

    LOST = "lost"
    KEPT = "kept"
    HANGING = "hanging"


@dataclass(frozen=True, slots=True, kw_only=True)
class LineEndRules:
    """Words that decide about hyphens.

    Attributes:
        hanging: Words before which a hyphen hangs.
        keeps: First parts of a word that keep their hyphen.
        links: Middle parts of a word that stand between two hyphens.
    """

    hanging: frozenset[str]
    keeps: frozenset[str]
    links: frozenset[str]


def load_line_end_rules(path: Path = RULES_FILE) -> LineEndRules:
    """Read and check a rules file.

    Raises:
        RulesError: If the file is missing or no TOML, or a group is empty; the text names it.
    """
    try:
        rules = tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise RulesError(f"{path.name}: {error}") from error
    for group in _GROUPS:
        words = rules.get(group)
        if not isinstance(words, list) or not words or not all(isinstance(word, str) and word for word in words):
            raise RulesError(f"{path.name}: {group}: must be a list of one or more words")
    return LineEndRules(**{group: frozenset(rules[group]) for group in _GROUPS})


@cache
def line_end_rules() -> LineEndRules:
    """Return the rules that ship with the program, read once."""
    return load_line_end_rules()


def decide(before: str, after: str, vocabulary: Collection[str], *, printed: bool = False) -> Break:
    """Decide about a hyphen at a line end.

    Args:
        before: The line, without its hyphen.
        after: The next line.
        vocabulary: Words that the same document prints in one piece, in lower case: the best witness.
        printed: Whether the hyphen is known to be the word's own, for the document breaks words with another sign.

    Returns:
        What becomes of the hyphen. Where nothing speaks for keeping it, it is lost.
    """
    last, first = _LAST_WORD.search(before), _FIRST_WORD.match(after)
    if last is None or first is None or after.split()[0].lower() in line_end_rules().hanging:
        return Break.HANGING
    left, right = last[0], first[0]
    if right.lower() in line_end_rules().hanging:
        return Break.HANGING
    if printed:
        return Break.KEPT
    if (left + right).lower() in vocabulary:
        return Break.LOST
    return Break.KEPT if _keeps(left, right, vocabulary) else Break.LOST


def _keeps(left: str, right: str, vocabulary: Collection[str]) -> bool:
    part = left.rsplit("-", 1)[-1]
    capitals = len(part) > 1 and part.isupper()
    if f"{left}-{right}".lower() in vocabulary or part.lower() in line_end_rules().keeps:
        return True
    if not part[-1].isalpha() or not right[0].isalpha() or len(part) == 1:
        return True
    if part != left and part.lower() in line_end_rules().links:
        return True
    if capitals and len(right) > 1 and right.isupper():
        return False
    if capitals or right[0].isupper():
        return True
    return part[-1].lower() in _VOWELS and part[-1].lower() == right[0].lower()


def join_words(lines: Sequence[tuple[int, PrintedLine]]) -> list[tuple[int, PrintedLine]]:
    """Put broken words together again; the rest of a line stays a line.

    Args:
        lines: Lines of all pages with their page numbers, in reading order.

    Returns:
        The lines, with each mended word at the end of the line on which it begins.
    """
    if not any(line.broken for _, line in lines):
        return [(page, line) for page, line in lines if line.text.strip()]
    plain = any(line.soft for _, line in lines)
    vocabulary = {word.lower() for _, line in lines for word in _WORD.findall(_whole_words(line)) if len(word) > 1}
    joined: list[tuple[int, PrintedLine]] = []
    for page, line in lines:
        rest = line
        if joined and joined[-1][1].broken and not line.opens and not line.cells:
            whole, rest = _mend(joined[-1][1], line, vocabulary, printed=plain and not joined[-1][1].soft)
            joined[-1] = (joined[-1][0], whole)
        if rest.text.strip():
            joined.append((page, rest))
    return joined


def _whole_words(line: PrintedLine) -> str:
    return line.text.rsplit(None, 1)[0] if line.broken and " " in line.text.strip() else line.text


def _mend(
    line: PrintedLine, following: PrintedLine, vocabulary: Collection[str], *, printed: bool
) -> tuple[PrintedLine, PrintedLine]:
    """Return a broken line with the end of its word, and what is left of the next one."""
    stem, after = line.text.removesuffix("-"), following.text.lstrip()
    made = decide(stem, after, vocabulary, printed=printed)
    if made is Break.HANGING:
        return replace(line, broken=False), following
    ending, _, rest = after.partition(" ")
    whole = stem + ("-" if made is Break.KEPT else "") + ending
    return (
        replace(line, text=whole, broken=following.broken and not rest.strip(), soft=following.soft),
        replace(following, text=rest.lstrip()),
    )
