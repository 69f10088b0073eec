"""How two versions of a document differ: paragraph by paragraph, word by word, and in the facts they state.

Paragraphs are compared by ``difflib`` (Ratcliff and Obershelp's longest common blocks), then the words of paragraphs
that took each other's place.
"""

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from enum import StrEnum
from itertools import groupby, zip_longest

from corpus.store import StoredDocument
from web.document.marks import Note
from web.reflow import reflowed

_WORD = re.compile(r"\w+\s*|[^\w\s]\s*|\s+")
# Words of two paragraphs beyond which they are shown whole: comparing them costs the product of their lengths.
_MOST_WORDS = 4_000
# Paragraphs beyond which versions are not compared, and unchanged characters that are still shown folded.
_MOST_PARAGRAPHS = 6_000
_MOST_FOLDED = 30_000
_MOST_CHANGED = 60_000
# Paragraphs that share less than this are two paragraphs and not one that was changed.
_ALIKE = 0.4
# Letters of equal words between two changes below which they are shown as changed with them, to be read in one go.
_ISLAND = 4


class Change(StrEnum):
    """What became of some words."""

    SAME = "same"
    REMOVED = "removed"
    ADDED = "added"


@dataclass(frozen=True, slots=True, kw_only=True)
class Words:
    """Words that have one fate."""

    change: Change
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Block:
    """Paragraphs that changed, or a run of paragraphs that did not.

    Attributes:
        changed: Whether something in it changed.
        paragraphs: Each with its words; empty where unchanged text is too long to show.
        count: Number of paragraphs.
    """

    changed: bool
    paragraphs: tuple[tuple[Words, ...], ...]
    count: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Difference:
    """Two versions compared.

    Attributes:
        blocks: The text, in the order of the later version.
        removed: Number of words only in the earlier version.
        added: Number of words only in the later one.
        cut: True where the text is too long for everything to be shown.
        lost: Facts that only the earlier version states.
        gained: Facts that only the later version states.
    """

    blocks: tuple[Block, ...]
    removed: int
    added: int
    cut: bool
    lost: tuple[Note, ...] = ()
    gained: tuple[Note, ...] = ()


def paragraphs(text: str) -> list[str]:
    """Return the paragraphs of a text, blanks folded: where its lines were broken is no difference."""
    return [" ".join(line.split()) for line in reflowed(text).split("\n") if line.strip()]


def compare(
    before: StoredDocument, after: StoredDocument, notes_before: Iterable[Note] = (), notes_after: Iterable[Note] = ()
) -> Difference:
    """Compare two versions of a document.

    Args:
        before: The one taken as the earlier.
        after: The one taken as the later.
        notes_before: Facts of the earlier one.
        notes_after: Facts of the later one.
    """
    old, new = paragraphs(before.text.text), paragraphs(after.text.text)
    cut = max(len(old), len(new)) > _MOST_PARAGRAPHS
    blocks = list(_blocks(old[:_MOST_PARAGRAPHS], new[:_MOST_PARAGRAPHS]))
    removed, added = (_counted(blocks, change) for change in (Change.REMOVED, Change.ADDED))
    shown, shortened = _shortened(blocks)
    earlier, later = tuple(notes_before), tuple(notes_after)
    return Difference(
        blocks=shown,
        removed=removed,
        added=added,
        cut=cut or shortened,
        lost=_only(earlier, later),
        gained=_only(later, earlier),
    )


def _blocks(old: Sequence[str], new: Sequence[str]) -> Iterator[Block]:
    for kind, a, b, c, d in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if kind == "equal":
            same = tuple((Words(change=Change.SAME, text=one),) for one in new[c:d])
            yield Block(changed=False, paragraphs=same, count=d - c)
        else:
            changed = tuple(_paragraphs(old[a:b], new[c:d]))
            yield Block(changed=True, paragraphs=changed, count=len(changed))


def _paragraphs(old: Sequence[str], new: Sequence[str]) -> Iterator[tuple[Words, ...]]:
    """Yield paragraphs that took each other's place, in pairs where they are alike."""
    for before, after in zip_longest(old, new):
        if before and after:
            words = words_compared(before, after)
            if words:
                yield words
                continue
        if before:
            yield (Words(change=Change.REMOVED, text=before),)
        if after:
            yield (Words(change=Change.ADDED, text=after),)


def words_compared(before: str, after: str) -> tuple[Words, ...]:
    """Return the words of two paragraphs with what became of them; nothing where they are not alike, or too long.

    Joined, the words that are the same or removed are the earlier paragraph, those the same or added the later one.
    """
    old, new = _WORD.findall(before), _WORD.findall(after)
    matcher = SequenceMatcher(None, old, new, autojunk=False)
    if len(old) + len(new) > _MOST_WORDS or matcher.ratio() < _ALIKE:
        return ()
    runs = [(kind == "equal", "".join(old[a:b]), "".join(new[c:d])) for kind, a, b, c, d in matcher.get_opcodes()]
    last = len(runs) - 1
    kept = [equal and (place in (0, last) or len(one.strip()) >= _ISLAND) for place, (equal, one, _) in enumerate(runs)]
    found: list[Words] = []
    for same, group in groupby(zip(kept, runs, strict=True), key=lambda pair: pair[0]):
        inside = [run for _, run in group]
        before, after = "".join(run[1] for run in inside), "".join(run[2] for run in inside)
        texts = [(Change.SAME, after)] if same else [(Change.REMOVED, before), (Change.ADDED, after)]
        found += [Words(change=change, text=text) for change, text in texts if text]
    return tuple(found)


def _counted(blocks: Iterable[Block], change: Change) -> int:
    words = (one for block in blocks for paragraph in block.paragraphs for one in paragraph)
    return sum(len(one.text.split()) for one in words if one.change is change)


def _size(block: Block) -> int:
    return sum(len(one.text) for paragraph in block.paragraphs for one in paragraph)


def _shortened(blocks: Sequence[Block]) -> tuple[tuple[Block, ...], bool]:
    """Return the blocks with no more text than a page bears, and whether changes were left out."""
    folded = sum(_size(one) for one in blocks if not one.changed) <= _MOST_FOLDED
    shown, filled, cut = list[Block](), 0, False
    for block in blocks:
        if not block.changed:
            shown.append(block if folded else Block(changed=False, paragraphs=(), count=block.count))
            continue
        kept = []
        for paragraph in block.paragraphs:
            filled += sum(len(one.text) for one in paragraph)
            if filled > _MOST_CHANGED:
                cut = True
                break
            kept.append(paragraph)
        shown.append(Block(changed=True, paragraphs=tuple(kept), count=block.count))
    return tuple(shown), cut


def _only(ones: Sequence[Note], others: Sequence[Note]) -> tuple[Note, ...]:
    """Return the facts that the others lack; a fact said twice and now once is lost once."""
    held = Counter(_key(one) for one in others)
    found = []
    for one in ones:
        if held[_key(one)]:
            held[_key(one)] -= 1
        else:
            found.append(one)
    return tuple(found)


def _key(note: Note) -> tuple[str, str, str]:
    return note.kind, note.words.casefold(), note.said
