"""Typed values to JSON and back.

Pydantic reads the type hints of the plain dataclasses: decimals, days, enumerations and spans come back equal. The
library is imported at the first value, not with the store.
"""

from functools import cache
from typing import TYPE_CHECKING, Any, cast

from corpus.errors import StoreUnavailable, WrongUse

if TYPE_CHECKING:
    from pydantic import TypeAdapter


@cache
def _adapter(kind: object) -> "TypeAdapter[Any]":
    from pydantic import TypeAdapter

    return TypeAdapter(cast("Any", kind))


def pack(kind: object, value: object) -> str:
    """Return ``value`` as JSON.

    Args:
        kind: The type of the value, such as ``Facts`` or ``tuple[Span, ...]``.
        value: The value.

    Returns:
        JSON in one line.

    Raises:
        WrongUse: If the value holds something that JSON cannot say, such as half of a character pair.
    """
    from pydantic_core import PydanticSerializationError

    try:
        return _adapter(kind).dump_json(value).decode()
    except (PydanticSerializationError, UnicodeError) as error:
        raise WrongUse(f"{_name(kind)} cannot be stored: {error}") from error


def unpack(kind: object, text: str) -> Any:  # noqa: ANN401 - the value of that type
    """Return the value that ``pack`` wrote.

    Args:
        kind: The type of the value.
        text: JSON.

    Returns:
        An equal value.

    Raises:
        StoreUnavailable: If the JSON is damaged or of another type.
    """
    from pydantic import ValidationError

    try:
        return _adapter(kind).validate_json(text)
    except ValidationError as error:
        reason = error.errors()[0]["msg"]
        raise StoreUnavailable(
            f"the store holds a damaged {_name(kind)} ({reason}); run 'rappel doctor' and restore a copy"
        ) from error


def _name(kind: object) -> str:
    return str(getattr(kind, "__name__", kind))
