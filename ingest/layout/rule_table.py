"""Rules files: TOML tables of words, read once and checked when a group is asked for."""

import re
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from corpus.errors import RulesError

_FOLDER = Path(__file__).resolve().parent.parent / "rules"


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class RuleTable:
    """One rules file.

    Attributes:
        name: Name of the file without its ending, for messages.
        table: Its content.
    """

    name: str
    table: Mapping[str, object]

    @property
    def version(self) -> str:
        """Version of the rules, as the file states it."""
        return str(self.value("version"))

    def value(self, path: str) -> object:
        """Return the entry at a dotted path.

        Raises:
            RulesError: If there is none.
        """
        found: object = self.table
        for part in path.split("."):
            if not isinstance(found, Mapping) or part not in found:
                raise RulesError(f"{self.name}.toml: the entry '{path}' is missing")
            found = found[part]
        return found

    def words(self, path: str, *, may_be_empty: bool = False) -> tuple[str, ...]:
        """Return the list of words at a dotted path.

        Raises:
            RulesError: If it is missing, empty, or holds something else than words.
        """
        found = self.value(path)
        if not isinstance(found, list) or not all(isinstance(word, str) and word.strip() for word in found):
            raise RulesError(f"{self.name}.toml: the entry '{path}' must be a list of words")
        if not found and not may_be_empty:
            raise RulesError(f"{self.name}.toml: the group '{path}' is empty")
        return tuple(found)

    def number(self, path: str) -> float:
        """Return the number at a dotted path.

        Raises:
            RulesError: If it is missing or no number.
        """
        found = self.value(path)
        if isinstance(found, bool) or not isinstance(found, int | float):
            raise RulesError(f"{self.name}.toml: the entry '{path}' must be a number")
        return float(found)

    def numbers(self, path: str) -> Mapping[str, int]:
        """Return a group of whole numbers by name, such as the months.

        Raises:
            RulesError: If it is missing, empty, or holds something else.
        """
        found = self.value(path)
        if not isinstance(found, Mapping) or not found or not all(isinstance(n, int) for n in found.values()):
            raise RulesError(f"{self.name}.toml: the entry '{path}' must be a group of whole numbers")
        return dict(found)


def read_rules(file: Path) -> RuleTable:
    """Read a rules file.

    Raises:
        RulesError: If the file is missing or is no TOML.
    """
    try:
        return RuleTable(name=file.stem, table=tomllib.loads(file.read_text(encoding="utf-8")))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise RulesError(f"{file.name}: cannot be read: {error}") from error


@cache
def rules(name: str) -> RuleTable:
    """Return the shipped rules file of that name, read once."""
    return read_rules(_FOLDER / f"{name}.toml")


def any_of(words: Iterable[str]) -> str:
    """Return a pattern that matches any of the words, the longest first, with any white space for a blank."""
    ordered = sorted(words, key=len, reverse=True)
    return "(?:" + "|".join(r"\s{1,9}".join(map(re.escape, word.split())) for word in ordered) + ")"


def whole_words(words: Iterable[str]) -> re.Pattern[str]:
    """Return a pattern, blind to case, that finds any of the words standing free."""
    return re.compile(rf"(?<!\w){any_of(words)}(?!\w)", re.IGNORECASE)
