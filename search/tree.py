"""Trees of conditions: all of, one of, not. What the leaves are is up to who uses them.

The functions take any tree and say so: a leaf stands bare among the groups, and a checker of types cannot tell which
type it has from the tree alone.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any, Generic, TypeAlias, TypeVar, Union

Leaf = TypeVar("Leaf")


@dataclass(frozen=True, slots=True)
class AllOf(Generic[Leaf]):
    """Every part must hold."""

    parts: tuple["Tree[Leaf]", ...]


@dataclass(frozen=True, slots=True)
class OneOf(Generic[Leaf]):
    """One part at least must hold."""

    parts: tuple["Tree[Leaf]", ...]


@dataclass(frozen=True, slots=True)
class Not(Generic[Leaf]):
    """The part must not hold."""

    part: "Tree[Leaf]"


Tree = Union[Leaf, AllOf[Leaf], OneOf[Leaf], Not[Leaf]]  # noqa: UP007 - a bare type variable knows no ``|``
AnyTree: TypeAlias = Any
"""A tree, whatever its leaves are."""


def mapped(tree: AnyTree, leaf: Callable[[Any], AnyTree]) -> AnyTree:
    """Return the same tree over other leaves.

    Args:
        tree: The tree.
        leaf: What stands in the place of each leaf; a tree of its own where one leaf becomes several.
    """
    match tree:
        case AllOf(parts=parts):
            return AllOf(tuple(mapped(part, leaf) for part in parts))
        case OneOf(parts=parts):
            return OneOf(tuple(mapped(part, leaf) for part in parts))
        case Not(part=part):
            return Not(mapped(part, leaf))
        case _:
            return leaf(tree)


def wanted(tree: AnyTree) -> Iterator[Any]:
    """Yield the leaves that do not stand under a negation, in order."""
    match tree:
        case AllOf(parts=parts) | OneOf(parts=parts):
            for part in parts:
                yield from wanted(part)
        case Not():
            return
        case _:
            yield tree


def leaves(tree: AnyTree) -> Iterator[Any]:
    """Yield all leaves, in order."""
    match tree:
        case AllOf(parts=parts) | OneOf(parts=parts):
            for part in parts:
                yield from leaves(part)
        case Not(part=part):
            yield from leaves(part)
        case _:
            yield tree


def choices(tree: AnyTree) -> bool:
    """Return whether anything in a tree is one of several."""
    match tree:
        case OneOf():
            return True
        case AllOf(parts=parts):
            return any(map(choices, parts))
        case Not(part=part):
            return choices(part)
        case _:
            return False


def simplified(tree: AnyTree) -> AnyTree:
    """Return an equal tree: no group of one, no group within one of its own kind, no negation of a choice or negation.

    ``-(a OR b)`` becomes ``-a -b``. An empty group stays; who builds the tree makes none.
    """
    match tree:
        case AllOf(parts=parts):
            return _joined(AllOf, parts)
        case OneOf(parts=parts):
            return _joined(OneOf, parts)
        case Not(part=part):
            return _denied(simplified(part))
        case _:
            return tree


def _joined(kind: type[AllOf[Any]] | type[OneOf[Any]], parts: tuple[AnyTree, ...]) -> AnyTree:
    flat: list[AnyTree] = []
    for part in map(simplified, parts):
        if isinstance(part, kind):
            flat.extend(part.parts)
        else:
            flat.append(part)
    return flat[0] if len(flat) == 1 else kind(tuple(flat))


def _denied(part: AnyTree) -> AnyTree:
    if isinstance(part, Not):
        return part.part
    if isinstance(part, OneOf):
        return AllOf(tuple(_denied(one) for one in part.parts))
    return Not(part)
