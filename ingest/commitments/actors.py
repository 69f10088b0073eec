"""Who will do it: the actor named in the clause, else the one in focus before it."""

import re
from collections.abc import Sequence

from ingest.commitments.rules import Rules, fold, lower

_FOLLOWING_NAMES = re.compile(r"(?:,\s+[A-Z][\w-]+)*(?:\s+en\s+[A-Z][\w-]+)?")


def actor_in(text: str, lowered: str, start: int, end: int, rules: Rules) -> str | None:
    """Return the first actor of a stretch, by rank: public actors with a name, then the speaker.

    Args:
        text: The whole text.
        lowered: The same in lower case without accents.
        start: First character.
        end: One past the last.
        rules: The language's rules.

    Returns:
        The name to show, None where nobody is named.
    """
    for pattern, shown in (*rules.named, *rules.spoken):
        found = pattern.search(lowered, start, end)
        if found is not None:
            return shown or _as_printed(text, found.start(), found.end(), end)
    return None


def nearest_before(text: str, lowered: str, start: int, end: int, rules: Rules) -> str | None:
    """Return the named public actor that stands last in a stretch, None where there is none."""
    found = [
        (match.start(), match.end(), shown)
        for pattern, shown in rules.named
        for match in pattern.finditer(lowered, start, end)
    ]
    if not found:
        return None
    begin, stop, shown = max(found)
    return shown or _as_printed(text, begin, stop, end)


def _as_printed(text: str, start: int, end: int, limit: int) -> str:
    """Return the printed name, with the names in capitals that are listed after it."""
    more = _FOLLOWING_NAMES.match(text, end, limit) if text[start : start + 1].isupper() else None
    return " ".join(text[start : more.end() if more else end].split())


def actor_of(text: str, lowered: str, stretches: Sequence[tuple[int, int]], title: str, rules: Rules) -> str | None:
    """Return the actor of a commitment.

    Args:
        text: The whole text.
        lowered: The same in lower case without accents.
        stretches: Where to look, nearest first: the clause, its sentence, its introduction; the last one is what came
            before, where only a named actor counts.
        title: Title of the record, which often names the agency in focus.
        rules: The language's rules.

    Returns:
        The name as printed or implied, None where unclear.
    """
    *inside, before = stretches
    for start, end in inside:
        if found := actor_in(text, lowered, start, end, rules):
            return found
    titled = nearest_before(title, lower(fold(title)), 0, len(title), rules)
    return titled or nearest_before(text, lowered, *before, rules)
