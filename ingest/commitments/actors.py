"""Who will do it: the actor named in the clause, else the one in focus before it."""

import re
from collections.abc import Sequence

from ingest.commitments.rules import Rules

_FOLLOWING_NAMES = re.compile(r"(?:, [A-Z][\w-]+)*(?: en [A-Z][\w-]+)?")


def actor_in(text: str, lowered: str, start: int, end: int, rules: Rules) -> str | None:
    """Return the first actor named in a stretch.

    Args:
        text: The whole text.
        lowered: The same in lower case without accents.
        start: First character.
        end: One past the last.
        rules: The language's rules; the order of its actors is their rank.

    Returns:
        The name to show, None where nobody is named.
    """
    for pattern, shown in rules.actors:
        found = pattern.search(lowered, start, end)
        if found is not None:
            return shown or _as_printed(text, found.start(), found.end(), end)
    return None


def _as_printed(text: str, start: int, end: int, limit: int) -> str:
    """Return the printed name, with the names of capitals that are listed after it."""
    more = _FOLLOWING_NAMES.match(text, end, limit) if text[start : start + 1].isupper() else None
    return " ".join(text[start : more.end() if more else end].split())


def actor_of(text: str, lowered: str, stretches: Sequence[tuple[int, int]], title: str, rules: Rules) -> str | None:
    """Return the actor of a commitment.

    Args:
        text: The whole text.
        lowered: The same in lower case without accents.
        stretches: Where to look, nearest first: the clause, its sentence, its introduction, what came before.
        title: Title of the record, which often names the agency in focus.
        rules: The language's rules.

    Returns:
        The name as printed or implied, None where unclear.
    """
    for start, end in stretches:
        if found := actor_in(text, lowered, start, end, rules):
            return found
    return actor_in(title, title.lower(), 0, len(title), rules) if len(title) == len(title.lower()) else None
