"""Tells documents that hold the same question, put to several ministers, by keys that they share.

Two documents are of one family where they share a key. Keys only meet for questions of one asker and one day; then

* the ministers and numbers that the question itself lists,
* all words of the question, or
* the title and nearly all words: two smallest of hashed runs of three words (Broder 1997), of three pairs of which one
  must be equal. At a share of common runs of .9 that finds 99 % of the pairs, at .5 it would find 58 %, but then the
  title differs.

A member asks one template about many towns on one day: these differ in title and words, and stay apart.
"""

import hashlib
import zlib
from collections.abc import Sequence

import numpy as np

from corpus.model import QuestionRecord
from search.analysis import folded_words
from search.arrays import Serials

KEYS = 5
"""Keys of a document: ministers listed, all words, and three of nearly all words."""

_SHORTEST = 12  # words of a question from which equal words are no coincidence
_RUN = 3
_PRIME = (1 << 31) - 1
_FACTORS = np.array([1_103_515_245, 214_013, 1_664_525, 22_695_477, 134_775_813, 69_069], dtype=np.uint64)


def kin_keys(record: QuestionRecord, question: str) -> tuple[int | None, ...]:
    """Return the keys of a document.

    Args:
        record: Its header fields.
        question: The words of its question.

    Returns:
        ``KEYS`` numbers of 63 bits, None where there is nothing to tell it by.
    """
    day = record.asked or record.session
    if record.asker is None and day is None:
        return (None,) * KEYS
    who = " ".join(sorted(folded_words(record.asker or "")))
    about = f"{who}|{day}"
    words = list(folded_words(question))
    if len(words) < _SHORTEST:
        return (_listed(record, about), *(None,) * (KEYS - 1))
    title = " ".join(folded_words(record.title or ""))
    least = _least(words)
    near = (_key(f"{about}|{title}|{least[2 * pair]}|{least[2 * pair + 1]}|{pair}") for pair in range(KEYS - 2))
    return (_listed(record, about), _key(f"{about}|{' '.join(words)}"), *near)


def _listed(record: QuestionRecord, about: str) -> int | None:
    named = sorted(f"{' '.join(folded_words(one.minister))} {one.number}" for one in record.family if one.number)
    return _key(f"{about}|{'|'.join(named)}") if len(named) > 1 else None


def _least(words: Sequence[str]) -> list[int]:
    """Return the smallest hash of any run of words, for each of six orders."""
    runs = {zlib.crc32(" ".join(words[place : place + _RUN]).encode()) for place in range(len(words) - _RUN + 1)}
    hashed = np.fromiter(runs, dtype=np.uint64, count=len(runs)) % _PRIME
    least: list[int] = ((hashed[:, None] * _FACTORS[None, :] + 12_345) % _PRIME).min(axis=0).tolist()
    return least


def _key(text: str) -> int:
    return int.from_bytes(hashlib.blake2b(text.encode(), digest_size=8).digest(), "big") >> 1


def families(keys: Sequence[Serials]) -> Serials:
    """Return the family of each document: the place of its first member.

    Args:
        keys: One array a key, with a value for each document; 0 where it has none.
    """
    count = len(keys[0]) if keys else 0
    names = np.arange(count)
    groups = [_groups(values) for values in keys]
    while True:
        before = names.copy()
        for members, starts, sizes in groups:
            if len(members):
                names[members] = np.repeat(np.minimum.reduceat(names[members], starts), sizes)
        if np.array_equal(before, names):
            return names


def _groups(values: Serials) -> tuple[Serials, Serials, Serials]:
    """Return the documents that have a key, those of one key together; where each key begins, and how many have it."""
    members = np.flatnonzero(values)
    members = members[np.argsort(values[members], kind="stable")]
    _, starts, sizes = np.unique(values[members], return_index=True, return_counts=True)
    return members, starts, sizes
