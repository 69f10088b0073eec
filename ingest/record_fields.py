"""The names under which a record's fields may come, from ``rules/record_fields.toml``."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from corpus.errors import RulesError

RULES_FILE = Path(__file__).parent / "rules" / "record_fields.toml"
FIELDS = (
    "doc_id", "parliament", "session", "number", "asked", "answered", "published", "asker", "party", "minister",
    "office", "language", "title", "themes", "in_time", "question", "answer",
)  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordFields:
    """Names of record fields.

    Attributes:
        version: Version of the rules file.
        names: For each field of a record the names under which it may come, the preferred one first.
        languages: Two-letter code for each word by which a record may call a language, in lower case.
        truths: Whether a word, in lower case, says yes or no.
    """

    version: str
    names: Mapping[str, tuple[str, ...]]
    languages: Mapping[str, str]
    truths: Mapping[str, bool]


def load_record_fields(path: Path = RULES_FILE) -> RecordFields:
    """Read and check a rules file of field names.

    Raises:
        RulesError: If the file is missing or no TOML, or a field has no name or is unknown; the text names it.
    """
    try:
        rules = tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise RulesError(f"{path.name}: {error}") from error
    names = {field: tuple(given) for field, given in rules.get("fields", {}).items()}
    for field in FIELDS:
        if not names.get(field) or not all(isinstance(name, str) and name for name in names[field]):
            raise RulesError(f"{path.name}: [fields] {field}: must be a list of one or more names")
    if unknown := sorted(set(names) - set(FIELDS)):
        raise RulesError(f"{path.name}: [fields] {unknown[0]}: no such field")
    languages = {word: code for code, words in rules.get("languages", {}).items() for word in words}
    if not languages:
        raise RulesError(f"{path.name}: [languages] is empty")
    said = rules.get("truths", {})
    truths = {word: name == "yes" for name in ("yes", "no") for word in said.get(name, [])}
    if len(set(truths.values())) != 2:
        raise RulesError(f"{path.name}: [truths] needs words for yes and for no")
    return RecordFields(version=str(rules.get("version", "")), names=names, languages=languages, truths=truths)


@cache
def record_fields() -> RecordFields:
    """Return the field names that ship with the program, read once."""
    return load_record_fields()
