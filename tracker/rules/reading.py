"""Reads a rules file into its checked model; every rules file of the tracker is read here."""

import tomllib
from typing import TypeVar

from pydantic import BaseModel, ValidationError

from corpus.errors import RulesError

_Rules = TypeVar("_Rules", bound=BaseModel)


def read_toml(model: type[_Rules], content: str, *, name: str) -> _Rules:
    """Read and check rules.

    Args:
        model: What the file must hold.
        content: TOML text.
        name: What to call the file in an error.

    Raises:
        RulesError: If the text is no TOML, or an entry is missing, unknown or wrong; every wrong entry is named.
    """
    try:
        return model.model_validate(tomllib.loads(content))
    except tomllib.TOMLDecodeError as error:
        raise RulesError(f"{name}: {error}") from error
    except ValidationError as error:
        lines = [f"{'.'.join(str(part) for part in one['loc'])}: {one['msg']}" for one in error.errors()]
        raise RulesError(f"{name}: " + "; ".join(lines)) from error
