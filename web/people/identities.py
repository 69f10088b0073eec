"""Who is who: by the name, and where a source has names of its own for persons, by these.

One source that gives one name two ids knows two persons of that name; one id under two names is one person with two
spellings. Ids of two sources are never held against each other: a person may sit in two parliaments. An id whose names
have no word in common is not believed.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from corpus.store.names import slug
from corpus.store.people_heads import QuestionHead
from corpus.store.people_names import person_key

_SHORT = 3
"""A word of fewer letters, such as an initial or "De", tells no person."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Identities:
    """Which persons there are.

    Attributes:
        keys: Key of the person behind each id of a source that tells more than the name does.
        shared: Keys of names that several persons have.
    """

    keys: Mapping[str, str] = field(default_factory=dict)
    shared: frozenset[str] = frozenset()

    def key(self, name: str | None, own_id: str | None) -> str:
        """Return the key of a person; empty for none.

        Args:
            name: The name as a document writes it; None for none.
            own_id: The source's own name of the person; None for none.
        """
        return (self.keys.get(own_id or "") or person_key(name)) if name else ""


def named(head: QuestionHead) -> Iterator[tuple[str, str | None]]:
    """Yield name and id of who asked and of who was asked."""
    for name, own_id in ((head.summary.asker, head.asker_id), (head.summary.minister, head.minister_id)):
        if name:
            yield name, own_id


def identities(heads: Iterable[QuestionHead]) -> Identities:
    """Return which persons the questions name.

    Args:
        heads: All questions.
    """
    names: dict[str, Counter[str]] = {}
    for head in heads:
        for name, own_id in named(head):
            if own_id and (key := person_key(name)):
                names.setdefault(own_id, Counter())[key] += 1
    own = {one: min(found, key=lambda key: (-found[key], key)) for one, found in names.items() if _alike(found)}
    shared = _shared(own)
    keys = {one: _apart(one, key) if key in shared else key for one, key in own.items()}
    return Identities(keys={one: key for one, key in keys.items() if names[one].keys() != {key}}, shared=shared)


def _alike(names: Iterable[str]) -> bool:
    words = [{word for word in key.split("-") if len(word) >= _SHORT} for key in names]
    return len(words) == 1 or bool(set.intersection(*words))


def _shared(own: Mapping[str, str]) -> frozenset[str]:
    """Return the names that one source gives to several ids."""
    found = Counter((one.partition(":")[0], key) for one, key in own.items())
    return frozenset(key for (_, key), count in found.items() if count > 1)


def _apart(own_id: str, key: str) -> str:
    """Return a key that is the person's own: the name with the source and the end of its id, which may be long."""
    source, _, given = own_id.partition(":")
    return person_key(f"{key} {source} {slug(given).rpartition('-')[2][-12:]}")
