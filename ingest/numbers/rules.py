"""Load the rules files: language and calendars are data, and a wrong file says what is wrong with it."""

import tomllib
from collections.abc import Mapping
from functools import lru_cache
from importlib import resources
from typing import Any

from corpus.errors import RulesError

RULES_PACKAGE = "ingest.rules"


@lru_cache(maxsize=32)
def load_rules(name: str) -> Mapping[str, Any]:
    """Read one rules file.

    Args:
        name: File name without ending, such as ``nl_times``.

    Returns:
        The tables of the file; it always holds ``version``.

    Raises:
        RulesError: If the file is missing, is not TOML, has no version or holds an empty group.
    """
    try:
        text = resources.files(RULES_PACKAGE).joinpath(f"{name}.toml").read_text(encoding="utf-8")
        tables = tomllib.loads(text)
    except (FileNotFoundError, ModuleNotFoundError) as error:
        raise RulesError(f"rules: there is no file {name}.toml") from error
    except tomllib.TOMLDecodeError as error:
        raise RulesError(f"rules: {name}.toml is not TOML: {error}") from error
    check_rules(name, tables)
    return tables


def check_rules(name: str, tables: Mapping[str, Any]) -> None:
    """Refuse rules without a version, or with an empty group.

    Args:
        name: File name without ending, named in the error.
        tables: The parsed file.

    Raises:
        RulesError: If something is missing or empty; the text names file and group.
    """
    if not isinstance(tables.get("version"), str):
        raise RulesError(f"rules: {name}.toml has no version")
    for path, value in _groups(tables):
        if not value:
            raise RulesError(f"rules: {name}.toml: the group {path} is empty")


def _groups(tables: Mapping[str, Any], path: str = "") -> list[tuple[str, Any]]:
    """List every table and array of the file with its dotted path."""
    found: list[tuple[str, Any]] = []
    for key, value in tables.items():
        here = f"{path}.{key}" if path else key
        if isinstance(value, dict):
            found += [(here, value), *_groups(value, here)]
        elif isinstance(value, list):
            found.append((here, value))
    return found


def words_of(tables: Mapping[str, Any], group: str) -> dict[str, str]:
    """Turn a group ``value = ["form", ...]`` into a dictionary from form to value.

    Args:
        tables: The tables that hold the group.
        group: Name of the group.

    Returns:
        Every form with its value.

    Raises:
        RulesError: If a form is given for two values.
    """
    forms: dict[str, str] = {}
    for value, listed in tables[group].items():
        for form in listed:
            if forms.setdefault(form, value) != value:
                raise RulesError(f"rules: {group}: the form {form!r} has two values")
    return forms
