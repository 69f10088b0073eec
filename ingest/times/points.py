"""Operations that count a length of time from the reference date or from an anchor: within, in, ago, after."""

# ruff: noqa: ARG001 - every operation of the grammar takes the same three arguments

from dataclasses import replace
from datetime import date, timedelta

from corpus.facts import Precision
from ingest.times.clauses import Tense
from ingest.times.context import Context
from ingest.times.grammar import Found, Rule
from ingest.times.match import Dated
from ingest.times.relations import Days
from ingest.times.settle import settle
from ingest.times.windows import Length, month_window, shifted, year_window

ONE_DAY = timedelta(days=1)


def within(context: Context, found: Found, rule: Rule) -> Dated:
    """Read "Within six months": from the reference date to six months later."""
    span: Length = found.value("d")
    day = context.reference
    if day is None:
        return Dated(precision=Precision.PERIOD, relation="unknown", relative=True)
    end = shifted(day, span)
    others = ((day, end - ONE_DAY), (end, end), (None, end))
    return Dated(
        earliest=day,
        expected=end,
        latest=end,
        precision=_precision(span),
        relation="within",
        relative=True,
        others=others,
        vague=span.vague,
    )


def _precision(span: Length) -> Precision:
    if span.months:
        return Precision.MONTH if span.months < 12 else Precision.YEAR
    return Precision.DAY


def later(context: Context, found: Found, rule: Rule) -> Dated | None:
    """Read "In three months", "two weeks later": a point counted from the reference date."""
    hedged = rule.options.get("future_only") and context.least > 0
    if hedged and context.tense(found.first, inherited=False) is not Tense.FUTURE:
        return None
    return _point(context, found.value("d"), -1 if found.value("l") == "earlier" else 1)


def signed_length(context: Context, found: Found, rule: Rule) -> Dated | None:
    """A length with a minus sign: counted back from the reference date."""
    span: Length = found.value("d")
    if span.months >= 0 and span.days >= 0:
        return None
    return _point(context, span.times(-1), -1)


def ago(context: Context, found: Found, rule: Rule) -> Dated:
    """Read "Three months ago": a point counted back from the reference date."""
    return _point(context, found.value("d"), -1)


def _point(context: Context, span: Length, sign: int, origin: date | None = None) -> Dated:
    day = origin or context.reference
    if day is None:
        return Dated(precision=_precision(span), relation="unknown", relative=True)
    point = shifted(day, span, sign)
    month, year = month_window(point.year, point.month), year_window(point.year)
    latest = point
    others: list[Days] = [(month.first, month.last)] if span.months else []
    if span.months and span.months % 12 == 0:
        others.append((year.first, year.last))
    if sign > 0 and others:
        latest = max(other[1] or point for other in others)
        others.append((day + ONE_DAY, point))
    return Dated(
        earliest=point,
        expected=point,
        latest=latest,
        precision=_precision(span),
        relation="point",
        relative=True,
        others=tuple(others),
        vague=span.vague,
    )


def shifted_from(context: Context, found: Found, rule: Rule) -> Dated | None:
    """Read "Two weeks after 15 January", "more than two days before yesterday"."""
    sign = int(rule.options["sign"])
    span: Length = found.value("d")
    origin = context.reference
    if "c" in found.named:
        settled = settle(context, found.value("c"), found.first)
        origin = settled.window.first if settled else None
    if origin is None:
        return Dated(precision=_precision(span), relation="unknown", relative=True)
    point = shifted(origin, span, sign)
    made = _point(context, span, sign, origin)
    made = replace(made, latest=made.expected)
    return _bounded(made, found, origin, point, sign)


def _bounded(made: Dated, found: Found, origin: date, point: date, sign: int) -> Dated:
    """Widen a point where the text says "more than", "less than" or "within"."""
    which = found.value("m")
    if which == "more":
        if sign > 0:
            return replace(made, earliest=point, expected=None, latest=None, relation="from")
        return replace(made, earliest=None, expected=point - ONE_DAY, latest=point - ONE_DAY, relation="before")
    if which == "less" or "w" in found.named:
        first, last = (origin, point) if sign > 0 else (point, origin)
        others = (*made.others, (first, last - ONE_DAY), (point, point))
        return replace(made, earliest=first, expected=last, latest=last, relation="span", others=others)
    return made
