"""What a time does in its sentence, and whether it is one at all."""

import re
from datetime import date

from corpus.facts import Precision, TimeRole
from ingest.numbers import TokenKind
from ingest.times.clauses import Tense, any_inside
from ingest.times.context import Context
from ingest.times.grammar import Term
from ingest.times.match import Dated

LAW_REACH = 10
NEAR = 5
#: Precisions of which a past span is a span of data rather than the day of an event.
SPANS_OF_DATA = frozenset({Precision.YEAR, Precision.MULTI_YEAR, Precision.QUARTER, Precision.HALF_YEAR})
_GLUED = re.compile(r"[^\W_]")


def role_of(context: Context, term: Term, time: Dated) -> TimeRole:
    """Tell what a dated expression does: bound something to come, date something past, or name a span of data."""
    tense = context.tense(term.first)
    first, last = time.earliest, time.expected
    reference = context.reference
    if reference is None or (first is None and last is None):
        return _role_without_days(tense, time)
    if last is not None and last < reference:
        return TimeRole.PERIOD if _is_data(context, term, time) else TimeRole.PAST
    if first is not None and first > reference:
        near = tense is Tense.PAST and (first - reference).days <= context.slack
        return TimeRole.PAST if near else TimeRole.FUTURE
    return _role_across(context, term, time, reference)


def _role_without_days(tense: Tense, time: Dated) -> TimeRole:
    if time.relation in ("by", "before") or tense is Tense.FUTURE:
        return TimeRole.FUTURE
    return TimeRole.PAST


def _role_across(context: Context, term: Term, time: Dated, reference: date) -> TimeRole:
    """Decide for an interval that holds the reference date or is open on the other side of it."""
    if time.relation in ("by", "before", "within", "until") or time.earliest == reference:
        return TimeRole.FUTURE
    if time.expected is None:
        return TimeRole.PAST if time.earliest and time.earliest <= reference else TimeRole.FUTURE
    tense = context.tense(term.first, inherited=False)
    if time.precision is Precision.MULTI_YEAR and not time.relative:
        return TimeRole.PERIOD
    if tense is Tense.PAST:
        return TimeRole.PAST
    return TimeRole.PERIOD if tense is Tense.UNSAID and time.expected <= reference else TimeRole.FUTURE


def _is_data(context: Context, term: Term, time: Dated) -> bool:
    """Tell whether a span of the past holds data: it is long, and a count or a word for data is near.

    An amount of money spent in a year dates the spending; it is no series.
    """
    if time.precision not in SPANS_OF_DATA or time.earliest is None:
        return False
    if time.precision is Precision.MULTI_YEAR:
        return True
    low, high = context.sentence(term.first)
    if context.clauses.holds_data((low, high)):
        return True
    counts = context.counts
    return any_inside(counts, low + 1, term.first + 1) or any_inside(counts, term.after + 1, high + 1)


def is_reference(context: Context, term: Term) -> bool:
    """Tell whether what looks like a time belongs to a name, a number or the title of a law."""
    first = term.first
    while first < term.after and context.cue("frame_words", first):
        first += 1
    return _in_law(context, term, first) or _numbered(context, first, term.after) or _glued(context, first)


def _in_law(context: Context, term: Term, first: int) -> bool:
    """Find a law's name before "of <date>" or a bare year, with no verb and no comma between, or a record's number."""
    linked = context.cue("law_links", first - 1)
    if not linked and not _bare_year(context, first, term.after):
        return False
    for at in range(first - (2 if linked else 1), max(-1, first - 2 - (LAW_REACH if linked else NEAR)), -1):
        if _names_law(context, at) or (linked and first - at <= NEAR and context.cue("law_near", at)):
            return True
        if context.cue("law_stops", at) and not context.cue("law_near", at - 1):
            return False
    return False


def _names_law(context: Context, at: int) -> bool:
    word = context.fold(at)
    return word in context.cues.groups["law"] or word.endswith(context.cues.law_endings)


def _bare_year(context: Context, first: int, after: int) -> bool:
    """Tell whether an expression is one year that follows a word directly."""
    alone = after - first == 1 and first > 0 and context.tokens[first - 1].kind is TokenKind.WORD
    return alone and not context.cue("frame_words", first - 1)


def _numbered(context: Context, first: int, after: int) -> bool:
    """Find the word for number, article or dossier before, or the signs of a reference number around."""
    if not context.tokens[first].text[0].isdecimal():
        return False
    if context.cue("reference", first - 1) or (
        context.fold(first - 1) == "." and context.cue("reference_dotted", first - 2)
    ):
        return True
    if _abbreviated(context, first):
        return True
    if context.fold(first - 1) == "," and context.cue("records", first - 2):
        return True
    before = context.tokens[first - 1] if first else None
    here = context.tokens[first]
    if before is not None and not here.spaced and (before.text in "/_§" or (before.text == "-" and not before.spaced)):
        return True
    following = context.tokens[after] if after < len(context.tokens) else None
    if following is None or following.spaced or after + 1 >= len(context.tokens):
        return False
    code = (
        following.text == "-" and context.tokens[after + 1].text[0].isdecimal() and not context.tokens[after + 1].spaced
    )
    return following.text in "/_" or code


def _abbreviated(context: Context, first: int) -> bool:
    """Find an abbreviation in capitals before a number with a year, as in the name of a circular."""
    before = context.tokens[first - 1] if first else None
    named = before is not None and len(before.text) > 1 and before.text.isupper() and before.text.isalpha()
    here = context.tokens[first]
    return named and here.kind is TokenKind.DATE and "/" in here.text and here.text.count("/") == 1


def _glued(context: Context, first: int) -> bool:
    """Find a letter or digit that stands against the expression without a blank, as in a table cell or a code."""
    before = context.tokens[first - 1] if first else None
    here = context.tokens[first]
    return before is not None and not here.spaced and here.text[0].isdecimal() and bool(_GLUED.match(before.text[-1]))
