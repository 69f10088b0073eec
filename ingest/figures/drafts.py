"""Figures in the making: what stands beside a number decides whether it is a quantity, and of what."""

from collections.abc import Sequence
from decimal import Decimal
from itertools import pairwise

from corpus.facts import FigureKind, Qualifier
from ingest.figures.hedges import Range, hedge_before
from ingest.figures.nouns import counted_noun, is_participle
from ingest.figures.units import Measured, Row, measured
from ingest.numbers import Number, NumberForm

#: Certainty from which a draft is a figure.
ENOUGH = 0.5
#: Tokens over which a counted noun is still understood.
UNIT_REACH = 60
#: Figures before one that may say in what it counts.
NEIGHBOURS = 40
MILLION = Decimal(1_000_000)
YEAR_DIGITS = 4


class Draft:
    """A figure in the making.

    Args:
        number: The number.
        first: Index of its first token.
        after: Index behind its unit words.
    """

    __slots__ = ("after", "certainty", "first", "kind", "noun", "number", "range", "rule", "unit", "value")

    def __init__(self, number: Number, first: int, after: int) -> None:
        self.number = number
        self.first = first
        self.after = after
        self.value = number.value
        self.kind = FigureKind.COUNT
        self.unit = ""
        self.noun = ""
        self.rule = ""
        self.certainty = 0.9
        self.range: Range | None = None


def draft_of(row: Row, text: str, number: Number, before: Sequence[Draft]) -> Draft:
    """Give a number its unit, its counted noun, or whatever else makes it a quantity.

    Args:
        row: The text.
        text: The text itself, from which nouns are quoted.
        number: The number.
        before: The figures before it.

    Returns:
        The figure in the making; a low certainty means that it is probably none.
    """
    draft = Draft(number, number.first, number.after)
    unit = measured(row, number)
    if unit is not None:
        return _with_unit(row, draft, unit)
    if _ratio(row, draft) or _share(row, draft):
        return draft
    hedged = row.rules.after.at(row.tokens, number.after)
    earlier = _counts_earlier(row, number, before)
    noun = counted_noun(row, hedged[1] if hedged else number.after, text) if _may_count(row, number) else None
    those = row.rules.of_those.at(row.tokens, number.after)
    if those is not None:
        draft.after, draft.unit, draft.rule = those[1], last_unit(draft, before), "count_of_those"
    elif earlier:
        draft.unit, draft.rule, draft.certainty = last_unit(draft, before), "count_of_earlier", 0.6
    elif noun is not None:
        draft.after, draft.unit, draft.noun, draft.rule = noun.after, noun.text, noun.text, "count_noun"
    else:
        _bare(row, draft, before)
    if number.form is NumberForm.ARTICLE:
        _article(row, draft, before)
    return draft


def _counts_earlier(row: Row, number: Number, before: Sequence[Draft]) -> bool:
    """Find a number whose noun was counted before: behind it stands only what became of those."""
    if number.form not in (NumberForm.DIGITS, NumberForm.WORDS) or number.value <= 0:
        return False
    last = next((other for other in reversed(before[-NEIGHBOURS:]) if other.certainty >= ENOUGH), None)
    if last is None or last.kind is not FigureKind.COUNT or number.first - last.after > UNIT_REACH or not last.unit:
        return False
    return is_participle(row, number.after) and row.has("nouns.earlier_before", number.first - 1)


def _may_count(row: Row, number: Number) -> bool:
    """Tell whether a noun behind a number is what it counts: not behind a label, nor after a part of one."""
    labelled = _after_label(row, number) and number.after < len(row.tokens) and not row.tokens[number.after].spaced
    return number.form is not NumberForm.FRACTION and not labelled


def _ratio(row: Row, draft: Draft) -> bool:
    """Read "1 op de 2 gevallen" as a share."""
    at = _before_ratio(row, draft.number.after)
    tie = row.rules.ties["ratio"].at(row.tokens, at)
    second = row.numbers.get(tie[1]) if tie else None
    if tie is None or second is None or row.fold(at) != row.rules.ratio_word:
        return False
    if at > draft.number.after and row.rules.units.at(row.tokens, second.after):
        return False
    if not 0 < draft.number.value < second.value <= 1000 or second.form is NumberForm.ARTICLE:
        return False
    draft.value = draft.number.value / second.value * 100
    draft.kind, draft.unit, draft.after, draft.rule = FigureKind.PERCENT, "%", second.after, "share_in_numbers"
    return True


def _before_ratio(row: Row, at: int) -> int:
    """Return where a ratio may go on: right here, or behind what is counted, where the language says it in between."""
    for step in range(row.rules.ratio_reach + 1):
        if row.fold(at + step) == row.rules.ratio_word:
            return at + step
        if row.has("nouns.stops", at + step) or at + step in row.numbers:
            break
    return at


def _share(row: Row, draft: Draft) -> bool:
    """Read "de helft van", "twee derde van", "driekwart van" as a share."""
    if not 0 < draft.number.value < 1 or not row.has("nouns.share_links", draft.number.after):
        return False
    if draft.number.form not in (NumberForm.FRACTION, NumberForm.WORDS):
        return False
    draft.value = draft.number.value * 100
    draft.kind, draft.unit, draft.rule = FigureKind.PERCENT, "%", "share_in_words"
    return True


def _bare(row: Row, draft: Draft, before: Sequence[Draft]) -> None:
    """Judge a number with neither unit nor noun: a large amount, a total, one of a list."""
    number = draft.number
    draft.rule = "bare"
    draft.certainty = 0.3
    grouped = number.form is NumberForm.DIGITS and not number.digits and number.value >= 1000
    if number.value >= MILLION and number.form is NumberForm.DIGITS and number.after - number.first > 1:
        if _money_near(row, draft, before):
            draft.kind, draft.unit = FigureKind.MONEY, "EUR"
        draft.rule, draft.certainty = "large_amount", 0.8
    elif number.form is NumberForm.FRACTION:
        draft.certainty = 0.2
    elif any(shift.at(row.tokens, number.after) for shift in row.rules.shifts.values()):
        draft.unit, draft.rule, draft.certainty = last_unit(draft, before), "count_of_year", 0.6
    elif row.rules.totals.ending(row.tokens, number.first) or _hedged(row, number) or grouped:
        draft.unit, draft.rule, draft.certainty = last_unit(draft, before), "count_total", 0.6
    elif _after_label(row, number):
        draft.unit, draft.rule, draft.certainty = last_unit(draft, before), "count_behind_label", 0.6
        draft.first = number.first if row.tokens[number.first - 2].text.isdigit() else number.first - 2
    elif _in_list(row, draft, before):
        draft.unit, draft.rule, draft.certainty = last_unit(draft, before), "count_in_list", 0.6


def _article(row: Row, draft: Draft, before: Sequence[Draft]) -> None:
    """Keep a bare article only where it clearly counts."""
    hedged = hedge_before(row, draft.first)
    listed = row.has("nouns.list_signs", draft.first - 1)
    counted = listed and draft.noun and any(_counts_same(draft, other) for other in before[-NEIGHBOURS:])
    exact = row.rules.exactly.ending(row.tokens, draft.first)
    loose = row.has("prepositions.hedges", draft.first - 1)
    if draft.noun and not loose and (exact or (hedged and hedged[0] == Qualifier.AT_LEAST)):
        draft.rule, draft.certainty = "article_hedged", 0.7
    elif counted:
        draft.rule, draft.certainty = "article_in_list", 0.6
    elif _echoes(row, draft, before):
        draft.unit, draft.rule, draft.certainty = last_unit(draft, before), "article_in_list", 0.6
        draft.after = draft.number.after
    elif row.has("nouns.singular", draft.number.after) and draft.noun and _opens_or_follows_verb(row, draft.first):
        draft.rule, draft.certainty = "article_countable", 0.6
    else:
        draft.certainty = 0.2


def _with_unit(row: Row, draft: Draft, unit: Measured) -> Draft:
    meaning = unit.units[0]
    draft.first, draft.after, draft.value = unit.first, unit.after, unit.value
    draft.kind = FigureKind(meaning.kind)
    draft.rule = meaning.kind
    draft.unit = meaning.code
    if draft.kind in (FigureKind.DURATION, FigureKind.MEASURE):
        start = draft.number.after
        printed = "".join(" " * token.spaced + token.text for token in row.tokens[start : unit.after])
        draft.unit = printed.strip()
    if draft.number.form is NumberForm.ARTICLE:
        draft.certainty = 0.3
    return draft


def share_units(row: Row, drafts: Sequence[Draft]) -> None:
    """Give the first of tied numbers the unit of the next one: "20 en 27 gevallen"."""
    for draft, following in reversed(list(pairwise(drafts))):
        tied = row.fold(draft.number.after) in row.rules.ties_words and draft.number.after + 1 >= following.first
        both = draft.range is not None and draft.range is following.range
        if (
            draft.rule in ("bare", "count_total", "count_in_list", "count_range")
            and (tied or both)
            and following.certainty >= ENOUGH
        ):
            draft.unit, draft.kind, draft.noun = following.unit, following.kind, following.noun
            draft.rule, draft.certainty = f"{following.rule}_shared", following.certainty


def last_unit(draft: Draft, before: Sequence[Draft]) -> str:
    """Return the noun that was counted last, not too far before."""
    for other in reversed(before):
        if draft.first - other.after > UNIT_REACH:
            break
        if other.kind is FigureKind.COUNT and other.unit and other.certainty >= ENOUGH:
            return other.unit
    return ""


def _same_noun(one: str, other: str) -> bool:
    """Tell whether two words are singular and plural of one noun, by their common beginning."""
    short, long = sorted((one.lower(), other.lower()), key=len)
    return (
        len(short) >= 4
        and long[: max(4, len(short) - 2)] == short[: max(4, len(short) - 2)]
        and len(long) - len(short) <= 4
    )


def _money_near(row: Row, draft: Draft, before: Sequence[Draft]) -> bool:
    if any(other.kind is FigureKind.MONEY for other in before[-NEIGHBOURS:]):
        return True
    window = range(max(0, draft.first - 30), min(len(row.tokens), draft.after + 15))
    return any(row.has("money.words", at) for at in window)


def _after_label(row: Row, number: Number) -> bool:
    """Find a word and a colon before a number: "vergunningen: 538"."""
    if row.fold(number.first - 1) != ":" or number.first < 2 or not row.tokens[number.first].spaced:
        return row.fold(number.first - 1) == ":" and number.first > 1 and row.tokens[number.first - 2].text.isalpha()
    label = row.tokens[number.first - 2].text
    return label.isalpha() or (label.isdigit() and len(label) == YEAR_DIGITS)


def _opens_or_follows_verb(row: Row, first: int) -> bool:
    """Tell whether an article begins a sentence or stands right behind a finite verb."""
    return first == 0 or row.fold(first - 1) in ".;:" or row.has("nouns.singular_before", first - 1)


def _counts_same(draft: Draft, other: Draft) -> bool:
    """Tell whether another figure, no article itself, counts the same noun."""
    sure = other.certainty >= ENOUGH and other.number.form is not NumberForm.ARTICLE
    return sure and _same_noun(draft.noun, other.unit)


def _hedged(row: Row, number: Number) -> bool:
    """Tell whether a bare number stands behind a hedge that is no mere "to"."""
    hedge = hedge_before(row, number.first)
    if hedge is None:
        return False
    return row.fold(number.first - 1) not in row.rules.ties_words or number.value >= 1000


def _echoes(row: Row, draft: Draft, before: Sequence[Draft]) -> bool:
    """Find "... vijf op scholen en een op ...": an article behind "and", followed by the word that followed a count."""
    last = next((other for other in reversed(before[-NEIGHBOURS:]) if other.certainty >= ENOUGH), None)
    if last is None or draft.first - last.after > 12 or last.kind is not FigureKind.COUNT:
        return False
    link = row.fold(draft.number.after)
    tied = row.has("money.and", draft.first - 1) and row.has("nouns.list_links", draft.number.after)
    return tied and link in (row.fold(last.after), row.fold(last.number.after))


def _in_list(row: Row, draft: Draft, before: Sequence[Draft]) -> bool:
    """Find a number word whose sentence already counts something: "zeven daarvan ..., vier op ..."."""
    if draft.number.form is not NumberForm.WORDS and not (draft.number.digits and draft.number.value < 1000):
        return False
    last = next((other for other in reversed(before[-NEIGHBOURS:]) if other.certainty >= ENOUGH), None)
    near = last is not None and draft.first - last.after < 25 and last.kind is FigureKind.COUNT
    return near and row.has("nouns.list_links", draft.after) and row.has("nouns.list_before", draft.first - 1)
