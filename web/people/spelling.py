"""Subjects that a source writes in capitals, in the letters that the same words have in titles."""

import re
from collections import Counter
from collections.abc import Iterable, Mapping

from corpus.store.names import fold

_WORD = re.compile(r"[^\W\d_][\w'\N{RIGHT SINGLE QUOTATION MARK}]*")
# A word that has its capital in one expression only, such as the name of a ministry, keeps small letters.
_NEARLY_ALWAYS = 0.9
_SENTENCE_END = re.compile(r"[.:;?!–-]\s*$")


def letters_in(titles: Iterable[str]) -> dict[str, str]:
    """Return how words are written inside titles, by their folded form, where that is not in small letters.

    A title's first word and what stands behind the end of a sentence says nothing of a word's own capitals; a title
    that is all capitals says nothing at all.

    Args:
        titles: Titles of questions.
    """
    seen: dict[str, Counter[str]] = {}
    for title in titles:
        if title.isupper():
            continue
        for found in _WORD.finditer(title):
            before = title[: found.start()].rstrip(" '\"(\N{LEFT DOUBLE QUOTATION MARK}")
            if (found.group().isupper() and len(found.group()) > 1) or (before and not _SENTENCE_END.search(before)):
                seen.setdefault(fold(found.group()), Counter())[found.group()] += 1
    chosen = {word: (forms.total(), *forms.most_common(1)[0]) for word, forms in seen.items()}
    return {
        word: form
        for word, (total, form, times) in chosen.items()
        if form != form.lower() and times >= _NEARLY_ALWAYS * total
    }


def shown(theme: str, letters: Mapping[str, str]) -> str:
    """Return a subject as pages show it; one that is not all capitals stays as the source writes it.

    Args:
        theme: The subject as the source writes it.
        letters: How words are written in titles, as ``letters_in`` gives it.
    """
    words = " ".join(theme.split())
    if not words.isupper():
        return words
    written = _WORD.sub(lambda found: letters.get(fold(found.group()), found.group().lower()), words)
    return written[:1].upper() + written[1:]
