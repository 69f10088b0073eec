"""What the description of the API says of parameters: as an address can hold them, and which may be left empty."""

from collections.abc import Iterable, Mapping
from typing import Any

from fastapi.dependencies.models import Dependant
from fastapi.routing import APIRoute

from web.form import LEFT_OUT, Form


def tell_of_parameters(call: dict[str, Any], may_be_empty: Iterable[str], examples: Mapping[str, object]) -> None:
    """Describe the parameters of a call as an address has them.

    Args:
        call: What the description says of it; it is changed.
        may_be_empty: Names of those that count as left out where they are empty.
        examples: What a parameter of a name may look like, where it has no example.
    """
    empty = frozenset(may_be_empty)
    for one in call.get("parameters", ()):
        if one["in"] == "query":
            one["schema"] = _without_null(one["schema"])
            if one["name"] in empty:
                one["schema"] = _or_empty(one["schema"])
        if one["name"] in examples and not {"example", "examples"} & {*one, *one["schema"]}:
            one["example"] = examples[one["name"]]


def empty_ones(route: APIRoute) -> frozenset[str]:
    """Return the names of the parameters of a route that count as left out where they are empty."""
    return frozenset(_empty_ones(route.dependant))


def _empty_ones(dependant: Dependant) -> set[str]:
    found = {name for inner in dependant.dependencies for name in _empty_ones(inner)}
    for one in dependant.query_params:
        kind = one.field_info.annotation
        if isinstance(kind, type) and issubclass(kind, Form):
            found.update(kind.model_fields)
        elif LEFT_OUT in one.field_info.metadata:
            found.add(one.alias)
    return found


def _without_null(schema: dict[str, Any]) -> dict[str, Any]:
    """Return a schema without the null that stands for a parameter left out: an address cannot hold one."""
    kinds = [kind for kind in schema.get("anyOf", ()) if kind != {"type": "null"}]
    if not kinds:
        return schema
    rest = {name: value for name, value in schema.items() if name != "anyOf"}
    return {**kinds[0], **rest} if len(kinds) == 1 else {**rest, "anyOf": kinds}


def _or_empty(schema: dict[str, Any]) -> dict[str, Any]:
    """Return a schema that also takes an empty value, unless it does already."""
    if schema.get("type") == "string" and not {"format", "enum", "pattern", "minLength"} & set(schema):
        return schema
    rest: dict[str, Any] = {name: schema[name] for name in ("title", "description", "default") if name in schema}
    kind = {name: value for name, value in schema.items() if name not in rest}
    return {**rest, "anyOf": [kind, {"const": ""}]}
