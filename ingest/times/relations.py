"""Operations that relate an anchor to the action: by, before, after, since, until, still, later."""

# ruff: noqa: ARG001 - every operation of the grammar takes the same three arguments

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta

from corpus.facts import Precision
from ingest.times.calendars import special_days
from ingest.times.context import Context
from ingest.times.grammar import Found, Rule
from ingest.times.match import Dated
from ingest.times.settle import Settled, dated, settle
from ingest.times.windows import Anchor, Window

ONE_DAY = timedelta(days=1)
Days = tuple[date | None, date | None]
#: Precisions of which "by X" has two readings: to its last day, or to the day before it begins.
TWO_READINGS = frozenset(
    {Precision.YEAR, Precision.SEASON, Precision.HALF_YEAR, Precision.QUARTER, Precision.MONTH, Precision.PART_OF_YEAR}
)


def _settled(context: Context, found: Found, *, past: bool | None = None) -> Settled | None:
    return settle(context, found.value("c"), found.first, past=past)


def _unknown(found: Found) -> Dated:
    return dated(None, found.value("c"))


def plain(context: Context, found: Found, rule: Rule) -> Dated:
    """The anchor itself, behind "in", "on", "during"."""
    anchor: Anchor = found.value("c")
    return dated(_settled(context, found), anchor)


def pass_on(context: Context, found: Found, rule: Rule) -> object:
    """The term itself, with the preposition before it."""
    return found.value("c")


def by(context: Context, found: Found, rule: Rule) -> Dated | None:
    """Read "By X": open to its last day; a bare year means before it begins, with its last day as latest."""
    anchor: Anchor = found.value("c")
    settled = _settled(context, found)
    if settled is None:
        return _unknown(found)
    window = settled.window
    last, latest = window.last, window.last
    special = special_days(anchor, "before", settled.at)
    if anchor.kind in ("bare_year", "year"):
        last = window.first - ONE_DAY
    elif isinstance(special, date):
        last = latest = special
    if context.fold(found.first) in context.cues.groups["latest_words"]:
        last = latest = window.last
    others: list[Days] = [(None, window.last), (None, window.first - ONE_DAY), (window.first, window.last)]
    others += [(None, other.last) for other in settled.others]
    return _relation(settled, None, last, latest, "by", others)


def before(context: Context, found: Found, rule: Rule) -> Dated | None:
    """Read "Before X": open to the day before it begins; before the end of X: to its last day."""
    anchor: Anchor = found.value("c")
    settled = _settled(context, found)
    if settled is None:
        return _unknown(found)
    window = settled.window
    last = window.first - ONE_DAY
    latest = window.last if anchor.precision in TWO_READINGS and anchor.kind != "day" else last
    special = special_days(anchor, "before", settled.at)
    if anchor.kind in ("part_end", "year_end") or rule.options.get("included"):
        last = latest = window.last
    elif isinstance(special, date):
        last = latest = special
    others: list[Days] = [(None, window.first - ONE_DAY), (None, window.last), (window.first, window.last)]
    if rule.options.get("included"):
        others.append((None, window.last - ONE_DAY))
    return _relation(settled, None, last, latest, "before", others)


def for_or_before(context: Context, found: Found, rule: Rule) -> Dated | None:
    """The Dutch word that means "for" and "before": the anchor and the words around it decide."""
    anchor: Anchor = found.value("c")
    planned = any(context.cue("for", at) for at in range(found.first - 3, found.first))
    accented = not context.tokens[found.first].text.isascii()
    cued = context.cue("before", found.first - 1)
    bounded = anchor.precision is Precision.DAY or anchor.kind.startswith(("part_end", "season", "event", "year_end"))
    whole = anchor.kind == "part_end" and context.cue("determiners", found.first + 1)
    if accented or whole or ((bounded or cued) and not planned and anchor.kind != "span"):
        return before(context, found, rule)
    settled = _settled(context, found)
    if settled is None:
        return _unknown(found)
    made = dated(settled, found.value("c"))
    return replace(made, others=(*made.others, (None, settled.window.first - ONE_DAY), (None, settled.window.last)))


def for_or_by(context: Context, found: Found, rule: Rule) -> Dated | None:
    """Read "for X": by a day, an event or the end of a period; else the period that something is for."""
    anchor: Anchor = found.value("c")
    planned = any(context.cue("for", at) for at in range(found.first - 3, found.first))
    bounded = anchor.precision is Precision.DAY or anchor.kind.startswith(("part_end", "event", "year_end"))
    meant = bounded and not planned and anchor.kind != "span"
    return by(context, found, rule) if meant else plain(context, found, rule)


def after(context: Context, found: Found, rule: Rule) -> Dated | None:
    """Read "After X": from the day after it; after a season or recess, the window that its calendar gives."""
    anchor: Anchor = found.value("c")
    settled = _settled(context, found)
    if settled is None:
        return _unknown(found)
    window = settled.window
    following = special_days(anchor, "after", settled.at)
    first = window.last + ONE_DAY
    others: list[Days] = [(first, None), (window.first, None)]
    if isinstance(following, Window):
        made = _relation(settled, following.first, following.last, following.last, "span", others)
        return replace(made, others=(*made.others, (following.first, None)))
    return _relation(settled, first, None, None, "from", others)


def since(context: Context, found: Found, rule: Rule) -> Dated | None:
    """Read "Since X", "from X on": from its first day, open."""
    anchor: Anchor = found.value("c")
    settled = _settled(context, found, past=True if _says_since(found) else None)
    if settled is None:
        return _unknown(found)
    window = settled.window
    others: list[Days] = [(window.first, window.last)]
    others += [(other.first, None) for other in settled.others]
    if context.reference and anchor.precision is not Precision.UNKNOWN and window.first <= context.reference:
        others += [(window.first, context.reference), (window.first, context.reference - ONE_DAY)]
    return _relation(settled, window.first, None, None, "from", others)


def _says_since(found: Found) -> bool:
    return found.terms[0].category == "since"


def until(context: Context, found: Found, rule: Rule) -> Dated | None:
    """Read "until X": to its last day; a year ahead ends before it begins, with its last day as latest."""
    anchor: Anchor = found.value("c")
    settled = _settled(context, found)
    if settled is None:
        return _unknown(found)
    window = settled.window
    last = window.last
    if anchor.kind in ("bare_year", "year") and not rule.options.get("included") and _ahead(context, window.last):
        last = window.first - ONE_DAY
    others = [(None, window.last), (None, window.last - ONE_DAY), (None, window.first - ONE_DAY)]
    return _relation(settled, None, last, window.last, "until", others)


def _ahead(context: Context, day: date) -> bool:
    return context.reference is None or day > context.reference


def until_now(context: Context, found: Found, rule: Rule) -> Dated:
    """Until the reference date."""
    day = context.reference
    return Dated(
        expected=day, latest=day, precision=Precision.DAY, relation="until" if day else "unknown", relative=True
    )


def _relation(
    settled: Settled,
    first: date | None,
    last: date | None,
    latest: date | None,
    relation: str,
    others: Sequence[Days],
) -> Dated:
    return Dated(
        earliest=first,
        expected=last,
        latest=latest,
        precision=settled.precision,
        relation=relation,
        inferred=settled.inferred,
        relative=settled.relative,
        others=tuple(others),
    )


def unknown_period(context: Context, found: Found, rule: Rule) -> Dated:
    """Read "During its first year": a period of something whose days are not known."""
    return Dated(precision=Precision.PERIOD, relation="unknown")


def still(context: Context, found: Found, rule: Rule) -> Dated:
    """Read "Still this year": from the reference date to its end."""
    settled = _settled(context, found, past=False)
    if settled is None:
        return _unknown(found)
    made = dated(settled, found.value("c"))
    if context.reference and made.earliest and made.expected and made.earliest <= context.reference <= made.expected:
        others = ((made.earliest, made.expected), (None, made.expected))
        made = replace(made, earliest=context.reference, others=others)
    return made


def later_in(context: Context, found: Found, rule: Rule) -> Dated:
    """Read "Later this year", "earlier this month", "the rest of the year"."""
    settled = _settled(context, found, past=False)
    day = context.reference
    if settled is None or day is None:
        return _unknown(found)
    window = settled.window
    anchor: Anchor = found.value("c")
    made = dated(settled, found.value("c"))
    if anchor.kind.startswith("season") or not window.first <= day <= window.last:
        return made
    earlier = found.value("l") == "earlier"
    first, last = (window.first, day) if earlier else (day, window.last)
    others = ((first, last - ONE_DAY),) if last > first else ()
    return replace(made, earliest=first, expected=last, latest=last, relation="span", relative=True, others=others)
