"""The words by which a later answer speaks about a promise: a TOML file a language, read once and checked."""

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from corpus.errors import RulesError

FOLDER = Path(__file__).parent


@dataclass(frozen=True, slots=True, kw_only=True)
class Rules:
    """How a language speaks about promises.

    Attributes:
        version: Version of the file.
        cues: Patterns by name of the cue, over folded text.
        auxiliary: Finds an auxiliary of the perfect or the passive.
        participle: Finds a participle.
        future: Finds an auxiliary of what is still to come.
        clause: Parts the statements of a passage.
        counted: Find a delay by its length, with the groups ``count`` and ``unit``, in lower case.
        counts: Numbers by their words.
        units: Months by the words of their units.
        towards: Finds what a time follows that something was put off to.
        stop: Folded words that say nothing about the subject.
        common: Folded words that are written with a capital and name nothing in particular.
    """

    version: str
    cues: Mapping[str, re.Pattern[str]]
    auxiliary: re.Pattern[str]
    participle: re.Pattern[str]
    future: re.Pattern[str]
    clause: re.Pattern[str]
    counted: tuple[re.Pattern[str], ...]
    counts: Mapping[str, float]
    units: Mapping[str, int]
    towards: re.Pattern[str]
    stop: frozenset[str]
    common: frozenset[str]


@cache
def load_rules(language: str = "nl", folder: Path = FOLDER) -> Rules:
    """Read ``<folder>/<language>.toml``.

    Returns:
        The rules; the same object on every call.

    Raises:
        RulesError: If the file is missing, has another form, or a pattern is wrong; the text names it.
    """
    path = folder / f"{language}.toml"
    try:
        held = tomllib.loads(path.read_text(encoding="utf-8"))
        perfect, delays = held["perfect"], held["counted"]
        counts = {str(word): float(count) for word, count in delays["counts"].items()}
        units = {str(word): int(months) for word, months in delays["units"].items()}
        return Rules(
            version=str(held["version"]),
            cues={str(name): _any_of(path, name, patterns) for name, patterns in held["cues"].items()},
            auxiliary=_any_of(path, "auxiliary", [perfect["auxiliary"]]),
            participle=_any_of(path, "participle", [perfect["participle"]]),
            future=_any_of(path, "future", [perfect["future"]]),
            clause=_any_of(path, "clause", [perfect["clause"]]),
            counted=tuple(_any_of(path, "counted", [_filled(one, counts, units)]) for one in delays["patterns"]),
            counts=counts,
            units=units,
            towards=_any_of(path, "towards", [delays["towards"]]),
            stop=frozenset(held["stop"]["words"]),
            common=frozenset(held["names"]["common"]),
        )
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
        raise RulesError(f"{path.name}: no rules of evidence: {error!r}") from error


def _filled(pattern: str, counts: Mapping[str, float], units: Mapping[str, int]) -> str:
    for name, choices in (("count", [*counts, r"\d{1,2}"]), ("unit", [*units])):
        longest_first = "|".join(sorted(choices, key=len, reverse=True))
        pattern = pattern.replace(f"{{{name}}}", f"(?P<{name}>{longest_first})")
    return pattern


def _any_of(path: Path, name: str, patterns: list[str]) -> re.Pattern[str]:
    for pattern in patterns:
        try:
            re.compile(pattern)
        except re.error as error:
            raise RulesError(f"{path.name}: {name}: {pattern!r} is no pattern: {error}") from error
    return re.compile("|".join(f"(?:{pattern})" for pattern in patterns))
