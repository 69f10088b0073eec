"""What a source states of a question in its own words, with what these mean for people, as its rules say."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from corpus.errors import RulesError
from corpus.facts import Multilingual
from ingest.layout.rule_table import RuleTable, rules
from ingest.sources.web.reading import day_of
from ingest.sources.web.registry import known_sources

_DATED = re.compile(r"\d{4}-\d{2}-\d{2}\S*")
_LANGUAGES = ("nl", "fr", "en")


@dataclass(frozen=True, slots=True, kw_only=True)
class StatedLine:
    """A line of what a source states.

    Attributes:
        words: Its words; empty where the day is all.
        day: The day that it begins with; None for none.
    """

    words: str
    day: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class StatedFact:
    """Something that a source states.

    Attributes:
        name: The source's own name of it.
        value: What it states, word for word.
        label: What the name means; None where the rules do not say.
        said: What the value means; None likewise.
        lines: The value in lines, each with the day that it begins with.
    """

    name: str
    value: str
    label: Multilingual | None = None
    said: Multilingual | None = None
    lines: tuple[StatedLine, ...] = ()


def stated_facts(source: str, stated: Iterable[tuple[str, str]]) -> tuple[StatedFact, ...]:
    """Return what a source states, in the order of its rules; what these do not know comes last, as it is given.

    Args:
        source: Name of the source.
        stated: Its own names and words.

    Raises:
        RulesError: If its rules are wrong.
    """
    known = labels(rules(f"source_{source.replace('-', '_')}")) if source in known_sources() else {}
    order = {name: place for place, name in enumerate(known)}
    given = sorted(stated, key=lambda pair: order.get(pair[0], len(order)))
    return tuple(_fact(name, value, known.get(name, {})) for name, value in given)


def labels(table: RuleTable) -> dict[str, Mapping[str, object]]:
    """Return the entries ``stated`` of a source's rules by name, in their order.

    Raises:
        RulesError: If an entry has no name or lacks a language.
    """
    found: dict[str, Mapping[str, object]] = {}
    given = table.table.get("stated", [])
    for one in given if isinstance(given, list) else []:
        if not isinstance(one, Mapping) or not one.get("name"):
            raise RulesError(f"{table.name}.toml: an entry of 'stated' has no name")
        values = one.get("values", {})
        for said in (one.get("label"), *(values.values() if isinstance(values, Mapping) else ())):
            if not isinstance(said, Mapping) or set(_LANGUAGES) - set(said):
                raise RulesError(f"{table.name}.toml: 'stated' {one['name']} lacks words in {', '.join(_LANGUAGES)}")
        found[str(one["name"])] = one
    return found


def _fact(name: str, value: str, known: Mapping[str, object]) -> StatedFact:
    values = known.get("values")
    said = values.get(value.casefold()) if isinstance(values, Mapping) else None
    day = day_of(value) if known.get("day") else None
    lines = (StatedLine(words="", day=day),) if day else tuple(_lines(value))
    return StatedFact(name=name, value=value, label=_words(known.get("label")), said=_words(said), lines=lines)


def _lines(value: str) -> Iterable[StatedLine]:
    for line in value.splitlines():
        first, _, rest = line.strip().partition(" ")
        day = day_of(first) if _DATED.fullmatch(first) else None
        yield StatedLine(words=rest.strip() if day else line.strip(), day=day)


def _words(said: object) -> Multilingual | None:
    return Multilingual(**{name: str(said[name]) for name in _LANGUAGES}) if isinstance(said, Mapping) else None
