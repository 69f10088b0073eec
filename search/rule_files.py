"""Loads and checks the rules files of the search: stop words, analysis, synonyms, field names, model prefixes."""

import gzip
import hashlib
import tomllib
import zlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import TypeVar

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from corpus.errors import RulesError

RULES_FOLDER = Path(__file__).with_name("rules")
Table = TypeVar("Table", bound=BaseModel)


class RulesTable(BaseModel):
    """A table of a rules file: nothing unknown may stand in it, and it never changes."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class CompoundRules(RulesTable):
    """When a compound is split.

    Attributes:
        links: Letters that may join two parts.
        shortest_part: Letters of the shortest part.
        shortest_word: Letters of the shortest word that is looked at.
        longest_word: Letters of the longest word that is looked at.
        part_frequency: How often a part must occur as a word of its own.
        gain: How many times the mean frequency of the parts must exceed that of the word.
        most_parts: Largest number of parts.
    """

    links: tuple[str, ...] = Field(min_length=1)
    shortest_part: int = Field(ge=2)
    shortest_word: int = Field(ge=4)
    longest_word: int = Field(ge=8)
    part_frequency: int = Field(ge=1)
    gain: float = Field(gt=0)
    most_parts: int = Field(ge=2, le=4)


class HangingRules(RulesTable):
    """Words that join a hanging half to the compound that completes it."""

    joins: tuple[str, ...] = Field(min_length=1)


class SentenceRules(RulesTable):
    """Abbreviations whose full stop does not end a sentence."""

    abbreviations: tuple[str, ...] = Field(min_length=1)


class _AnalysisFile(RulesTable):
    version: int
    stemmer: str
    compounds: CompoundRules
    hanging: HangingRules
    sentences: SentenceRules


class _SynonymFile(RulesTable):
    groups: tuple[tuple[str, ...], ...] = Field(min_length=1)


class PrefixRule(RulesTable):
    """What a model whose name holds ``name_holds`` wants before a query and before a passage."""

    name_holds: str = Field(min_length=1)
    query: str
    passage: str


class _ModelFile(RulesTable):
    prefixes: tuple[PrefixRule, ...] = Field(min_length=1)


class QueryFieldRules(RulesTable):
    """Names of the query language.

    Attributes:
        or_words: Words in capitals that mean *or*.
        and_words: Words in capitals that mean what a blank means.
        fields: Names of each field.
        has: Names of what a document may have.
        kinds: Names of the kinds of answer.
        multipliers: Words behind an amount, by the number that they stand for.
    """

    or_words: tuple[str, ...] = Field(min_length=1)
    and_words: tuple[str, ...] = Field(min_length=1)
    fields: Mapping[str, tuple[str, ...]]
    has: Mapping[str, tuple[str, ...]]
    kinds: Mapping[str, tuple[str, ...]]
    multipliers: Mapping[int, tuple[str, ...]]

    def kind_named(self, name: str) -> str | None:
        """Return the kind of answer that ``name`` stands for, None where unknown."""
        return _named(self.kinds, name)

    def field_named(self, name: str) -> str | None:
        """Return the field that ``name`` stands for, in any case, None for an unknown one."""
        return _named(self.fields, name)

    def property_named(self, name: str) -> str | None:
        """Return what ``has:name`` asks for, None where unknown."""
        return _named(self.has, name)


@dataclass(frozen=True, slots=True, kw_only=True)
class LanguageRules:
    """Everything by which one language is analysed.

    Attributes:
        language: Two-letter code, by which the dictionary forms of words are looked up.
        stemmer: Name of the Snowball stemmer.
        stop_words: Folded words that are not indexed.
        compounds: When a compound is split.
        joins: Words that join a hanging half to its compound.
        abbreviations: Words whose full stop ends no sentence.
        frequencies: How often common words occur in parliamentary prose, folded, so that compounds are split in a
            small corpus too.
        accented: The usual form, with accents, of common words that have them, by their folded form.
        version: Hash of the rules that shape an index.
    """

    language: str
    stemmer: str
    stop_words: frozenset[str]
    compounds: CompoundRules
    joins: tuple[str, ...]
    abbreviations: frozenset[str]
    frequencies: Mapping[str, int] = field(repr=False)
    accented: Mapping[str, str] = field(repr=False)
    version: str


def _named(table: Mapping[str, tuple[str, ...]], name: str) -> str | None:
    lowered = name.casefold()
    return next((key for key, names in table.items() if lowered in names), None)


def _read(path: Path) -> dict[str, object]:
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise RulesError(f"{path.name}: cannot be read: {error}") from error


def checked_rules(path: Path, kind: type[Table]) -> Table:
    """Read and check a rules file.

    Raises:
        RulesError: If it is missing or broken; the text names the entry.
    """
    try:
        return kind.model_validate(_read(path))
    except ValidationError as error:
        lines = [f"{'.'.join(str(part) for part in e['loc'])}: {e['msg']}" for e in error.errors()]
        raise RulesError(f"{path.name}: " + "; ".join(lines)) from error


def _stop_words(path: Path) -> frozenset[str]:
    words: set[str] = set()
    for group, entries in _read(path).items():
        if not isinstance(entries, list) or not entries:
            raise RulesError(f"{path.name}: group {group} is empty or no list")
        words.update(str(entry) for entry in entries)
    return frozenset(words)


def _common_words(path: Path) -> tuple[dict[str, int], dict[str, str]]:
    """Read lines of a folded word, its count and, where it has accents, its usual form."""
    try:
        lines = [line.split(" ") for line in gzip.decompress(path.read_bytes()).decode("utf-8").splitlines()]
        return {line[0]: int(line[1]) for line in lines}, {line[0]: line[2] for line in lines if len(line) > 2}
    except (OSError, EOFError, ValueError, IndexError, zlib.error) as error:
        raise RulesError(f"{path.name}: cannot be read: {error}") from error


@cache
def load_language(language: str = "nl", folder: Path = RULES_FOLDER) -> LanguageRules:
    """Load the analysis rules of a language.

    Args:
        language: Two-letter code; ``<code>_analysis.toml``, ``<code>_stopwords.toml`` and ``<code>_words.txt.gz``
            hold its rules.
        folder: Where the rules files are.

    Returns:
        The checked rules.

    Raises:
        RulesError: If a file is missing, broken or holds an empty group.
    """
    analysis = folder / f"{language}_analysis.toml"
    stops = folder / f"{language}_stopwords.toml"
    rules = checked_rules(analysis, _AnalysisFile)
    words = _stop_words(stops)
    counts = folder / f"{language}_words.txt.gz"
    frequencies, accented = _common_words(counts)
    digest = hashlib.sha256(b"".join(path.read_bytes() for path in (analysis, stops, counts))).hexdigest()
    return LanguageRules(
        language=language,
        stemmer=rules.stemmer,
        stop_words=words,
        compounds=rules.compounds,
        joins=rules.hanging.joins,
        abbreviations=frozenset(rules.sentences.abbreviations),
        frequencies=frequencies,
        accented=accented,
        version=f"{rules.version}-{digest[:12]}",
    )


def load_synonyms(extra: Path | None = None, language: str = "nl") -> tuple[tuple[str, ...], ...]:
    """Load the groups of words that mean the same.

    Args:
        extra: A file of the user that adds groups; it may be absent.
        language: Two-letter code of the language.

    Returns:
        The groups, each of two names or more.

    Raises:
        RulesError: If a file is broken or a group has fewer than two names.
    """
    paths = [RULES_FOLDER / f"{language}_synonyms.toml"]
    if extra is not None and extra.exists():
        paths.append(extra)
    groups: list[tuple[str, ...]] = []
    for path in paths:
        for group in checked_rules(path, _SynonymFile).groups:
            if len(group) < 2:
                raise RulesError(f"{path.name}: a group needs two names at least, not {group}")
            groups.append(group)
    return tuple(groups)


@cache
def load_query_fields() -> QueryFieldRules:
    """Load the field names of the query language.

    Raises:
        RulesError: If the file is broken.
    """
    return checked_rules(RULES_FOLDER / "query_fields.toml", QueryFieldRules)


@cache
def load_prefixes() -> tuple[PrefixRule, ...]:
    """Load the prefixes that embedding models want.

    Raises:
        RulesError: If the file is broken.
    """
    return checked_rules(RULES_FOLDER / "models.toml", _ModelFile).prefixes
