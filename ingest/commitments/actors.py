"""Who will do it: the actor named in the clause, else the one in focus before it."""

from collections.abc import Iterator, Sequence

from ingest.commitments.rules import Rules, fold, lower

_LEADING = 80
_Named = tuple[int, int, str]


def _named_in(text: str, lowered: str, start: int, end: int, rules: Rules) -> Iterator[_Named]:
    """Yield (begin, end, name) of the public actors that a stretch names."""
    for pattern, shown in rules.named:
        for found in pattern.finditer(lowered, start, end):
            yield found.start(), found.end(), shown or _as_printed(text, found.start(), found.end(), end, rules)
    for found in rules.proper.finditer(lowered, start, end):
        # The name of a body is also a common word ("the line"): only its capital tells them apart.
        if text[text.rfind(" ", found.start(), found.end()) + 1 if " " in found.group() else found.start()].isupper():
            yield found.start(), found.end(), _as_printed(text, found.start(), found.end(), end, rules)
    for found in rules.heads.finditer(lowered, start, end):
        begin, stop = _whole_name(fold(text), found.start(), found.end(), end, rules)
        yield begin, stop, " ".join(text[begin:stop].split())


def _whole_name(folded: str, start: int, stop: int, end: int, rules: Rules) -> tuple[int, int]:
    """Return begin and end of the name around its head: "Vlaams Water- en Bosagentschap", "Departement Omgeving"."""
    more = rules.name.match(folded, stop, end)
    ahead = rules.leading.search(folded[max(0, start - _LEADING) : start]) if folded[start].isupper() else None
    return start - (len(ahead.group()) if ahead else 0), more.end() if more else stop


def actor_in(text: str, lowered: str, start: int, end: int, rules: Rules) -> str | None:
    """Return the actor of a stretch: the public actor that it names first, else the speaker.

    Args:
        text: The whole text.
        lowered: The same in lower case without accents.
        start: First character.
        end: One past the last.
        rules: The language's rules.

    Returns:
        The name to show, None where nobody is named.
    """
    first = min(_named_in(text, lowered, start, end, rules), key=lambda one: (one[0], -one[1]), default=None)
    if first is not None:
        return first[2]
    for pattern, shown in rules.spoken:
        found = pattern.search(lowered, start, end)
        if found is not None:
            return shown or _as_printed(text, found.start(), found.end(), end, rules)
    return None


def nearest_before(text: str, lowered: str, start: int, end: int, rules: Rules) -> str | None:
    """Return the named public actor that stands last in a stretch, None where there is none."""
    last = max(_named_in(text, lowered, start, end, rules), key=lambda one: (one[1], -one[0]), default=None)
    return last[2] if last else None


def _as_printed(text: str, start: int, end: int, limit: int, rules: Rules) -> str:
    """Return the printed name, with the names in capitals that are listed before and after it."""
    if not text[start : start + 1].isupper():
        return " ".join(text[start:end].split())
    more = rules.listed_after.match(text, end, limit)
    ahead = rules.listed_before.search(text[max(0, start - _LEADING) : start])
    return " ".join(
        text[ahead.start() + max(0, start - _LEADING) if ahead else start : more.end() if more else end].split()
    )


def actor_of(text: str, lowered: str, stretches: Sequence[tuple[int, int]], title: str, rules: Rules) -> str | None:
    """Return the actor of a commitment.

    Args:
        text: The whole text.
        lowered: The same in lower case without accents.
        stretches: Where to look, nearest first: the clause, its sentence, its introduction; the last one is the
            sentence before, where only a named actor counts.
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
