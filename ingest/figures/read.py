"""Read the figures of a string: numbers with their unit or counted noun, hedge, subject and period."""

from collections.abc import Sequence
from decimal import Decimal
from functools import lru_cache

from corpus.facts import FigureKind, Qualifier, Reading
from ingest.figures.exclusions import is_no_quantity
from ingest.figures.hedges import Range, hedge_before, qualifier, range_of
from ingest.figures.match import FigureMatch
from ingest.figures.nouns import counted_noun
from ingest.figures.rules import figure_rules
from ingest.figures.surroundings import period_of, planned_of, subject_of
from ingest.figures.units import Measured, Row, measured
from ingest.numbers import Number, NumberForm, Token, read_numbers, tokenise
from ingest.times import TimeMatch
from ingest.times.context import Context

ENOUGH = 0.5
#: Tokens over which a counted noun is still understood.
UNIT_REACH = 60
MILLION = Decimal(1_000_000)


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


class FigureReader:
    """Reads figures by the rules of one language.

    Args:
        language: Two-letter code; it names the rules file.
    """

    def __init__(self, language: str = "nl") -> None:
        self._language = language
        self._rules = figure_rules(language)

    def read(self, text: str, times: Sequence[TimeMatch], *, least: float) -> list[FigureMatch]:
        """Return the figures whose certainty reaches ``least``."""
        tokens = tokenise(text)
        numbers = read_numbers(tokens, language=self._language)
        context = Context(tokens, numbers, None, slack=0, language=self._language)
        inside = _covered(tokens, times)
        free = [number for number in numbers if number.first not in inside]
        row = Row(tokens, {number.first: number for number in free}, {number.after: number for number in free}, self._rules)
        drafts = self._drafts(row, text, free)
        starts = _first_tokens(row, times)
        return [self._match(row, text, context, draft, starts) for draft in drafts if draft.certainty >= least]

    def _drafts(self, row: Row, text: str, numbers: Sequence[Number]) -> list[Draft]:
        drafts: list[Draft] = []
        ranges: dict[int, Range] = {}
        for number in numbers:
            if drafts and drafts[-1].rule.startswith("share") and number.first < drafts[-1].after:
                continue
            if is_no_quantity(row, number) and number.first not in ranges:
                continue
            draft = self._draft(row, text, number, drafts)
            found = range_of(row, number)
            if found is not None:
                ranges[found.high.first] = found
                draft.range = found
            draft.range = draft.range or ranges.get(number.first)
            if draft.range is not None and draft.rule == "bare" and number.form is not NumberForm.FRACTION:
                draft.unit, draft.rule, draft.certainty = _last_unit(row, draft, drafts), "count_range", 0.6
            drafts.append(draft)
        _share_units(row, drafts)
        return drafts

    def _draft(self, row: Row, text: str, number: Number, before: Sequence[Draft]) -> Draft:
        draft = Draft(number, number.first, number.after)
        unit = measured(row, number)
        if unit is not None:
            return _with_unit(draft, unit, row)
        if self._ratio(row, draft) or self._share(row, draft):
            return draft
        noun = counted_noun(row, number.after, text) if self._may_count(row, number) else None
        those = row.rules.of_those.at(row.tokens, number.after)
        if those is not None:
            draft.after, draft.unit, draft.rule = those[1], _last_unit(row, draft, before), "count_of_those"
        elif noun is not None:
            draft.after, draft.unit, draft.noun, draft.rule = noun.after, noun.text, noun.text, "count_noun"
        else:
            self._bare(row, draft, before)
        if number.form is NumberForm.ARTICLE:
            self._article(row, draft, before)
        return draft

    def _may_count(self, row: Row, number: Number) -> bool:
        """Tell whether a noun behind a number is what it counts: not behind a label, nor after a part of one."""
        labelled = _after_label(row, number) and number.after < len(row.tokens) and not row.tokens[number.after].spaced
        return number.form is not NumberForm.FRACTION and not labelled

    def _ratio(self, row: Row, draft: Draft) -> bool:
        """Read "1 op de 2 gevallen" as a share."""
        tie = row.rules.ties["ratio"].at(row.tokens, draft.number.after)
        second = row.numbers.get(tie[1]) if tie else None
        if tie is None or second is None or row.fold(draft.number.after) != self._ratio_word():
            return False
        if not 0 < draft.number.value < second.value <= 1000 or second.form is NumberForm.ARTICLE:
            return False
        draft.value = draft.number.value / second.value * 100
        draft.kind, draft.unit, draft.after, draft.rule = FigureKind.PERCENT, "%", second.after, "share_in_numbers"
        return True

    def _ratio_word(self) -> str:
        return self._rules.ratio_word

    def _share(self, row: Row, draft: Draft) -> bool:
        """Read "de helft van", "twee derde van", "driekwart van" as a share."""
        if not 0 < draft.number.value < 1 or not row.has("nouns.share_links", draft.number.after):
            return False
        if draft.number.form not in (NumberForm.FRACTION, NumberForm.WORDS):
            return False
        draft.value = draft.number.value * 100
        draft.kind, draft.unit, draft.rule = FigureKind.PERCENT, "%", "share_in_words"
        return True

    def _bare(self, row: Row, draft: Draft, before: Sequence[Draft]) -> None:
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
        elif row.rules.totals.ending(row.tokens, number.first) or _hedged(row, number) or grouped:
            draft.unit, draft.rule, draft.certainty = _last_unit(row, draft, before), "count_total", 0.6
        elif _after_label(row, number):
            draft.unit, draft.rule, draft.certainty = _last_unit(row, draft, before), "count_behind_label", 0.6
            draft.first = number.first - 2
        elif _in_list(row, draft, before):
            draft.unit, draft.rule, draft.certainty = _last_unit(row, draft, before), "count_in_list", 0.6

    def _article(self, row: Row, draft: Draft, before: Sequence[Draft]) -> None:
        """Keep a bare article only where it clearly counts."""
        hedged = hedge_before(row, draft.first)
        listed = row.has("nouns.list_before", draft.first - 1) and _last_unit(row, draft, before)
        counted = listed and draft.noun and _same_noun(draft.noun, listed)
        exact = row.rules.exactly.ending(row.tokens, draft.first)
        if draft.noun and (exact or (hedged and hedged[0] == Qualifier.AT_LEAST)):
            draft.rule, draft.certainty = "article_hedged", 0.7
        elif counted:
            draft.rule, draft.certainty = "article_in_list", 0.6
        elif _echoes(row, draft, before):
            draft.unit, draft.rule, draft.certainty = _last_unit(row, draft, before), "article_in_list", 0.6
            draft.after = draft.number.after
        elif row.has("nouns.singular", draft.number.after) and draft.noun and _opens_or_follows_verb(row, draft.first):
            draft.rule, draft.certainty = "article_countable", 0.6
        else:
            draft.certainty = 0.2

    def _match(
        self, row: Row, text: str, context: Context, draft: Draft, times: Sequence[tuple[int, TimeMatch]]
    ) -> FigureMatch:
        hedge = qualifier(row, draft.first, draft.after, draft.number)
        if draft.kind is FigureKind.COUNT and row.has("prepositions.hedges", draft.first - 1):
            hedge = None
        low = high = None
        if draft.range is not None:
            low, high = draft.range.low.value, draft.range.high.value
            hedge = Qualifier.AT_LEAST if draft.number is draft.range.low else Qualifier.AT_MOST
        reading = Reading(rule=draft.rule, version=self._rules.version, certainty=draft.certainty)
        return FigureMatch(
            start=row.tokens[draft.first].start,
            end=row.tokens[draft.after - 1].end,
            value=draft.value,
            low=low,
            high=high,
            unit=draft.unit,
            kind=draft.kind,
            qualifier=hedge,
            subject=subject_of(row, draft.after, draft.noun, text),
            period=period_of(context, draft.first, times),
            planned=planned_of(context, draft.first),
            reading=reading,
        )


def _with_unit(draft: Draft, unit: Measured, row: Row) -> Draft:
    meaning = unit.units[0]
    draft.first, draft.after, draft.value = unit.first, unit.after, unit.value
    draft.kind = FigureKind(meaning.kind)
    draft.rule = meaning.kind
    draft.unit = meaning.code
    if draft.kind in (FigureKind.DURATION, FigureKind.MEASURE):
        start = draft.number.after
        draft.unit = " ".join(token.text for token in row.tokens[start : unit.after])
    if draft.number.form is NumberForm.ARTICLE:
        draft.certainty = 0.3
    return draft


def _share_units(row: Row, drafts: Sequence[Draft]) -> None:
    """Give the first of tied numbers the unit of the next one: "20 en 27 gevallen"."""
    for draft, following in zip(drafts, drafts[1:], strict=False):
        tied = row.fold(draft.number.after) in row.rules.ties_words and draft.number.after + 1 >= following.first
        both = draft.range is not None and draft.range is following.range
        if draft.rule in ("bare", "count_total", "count_in_list", "count_range") and (tied or both) and following.certainty >= ENOUGH:
            draft.unit, draft.kind, draft.noun = following.unit, following.kind, following.noun
            draft.rule, draft.certainty = f"{following.rule}_shared", following.certainty


def _covered(tokens: Sequence[Token], times: Sequence[TimeMatch]) -> frozenset[int]:
    """Return the indexes of the tokens that lie inside a time."""
    spans = [(time.start, time.end) for time in times]
    inside: set[int] = set()
    at = 0
    for index, token in enumerate(tokens):
        while at < len(spans) and spans[at][1] <= token.start:
            at += 1
        if at < len(spans) and spans[at][0] <= token.start:
            inside.add(index)
    return frozenset(inside)


def _first_tokens(row: Row, times: Sequence[TimeMatch]) -> list[tuple[int, TimeMatch]]:
    starts = {token.start: index for index, token in enumerate(row.tokens)}
    return [(starts[time.start], time) for time in times if time.start in starts]


def _last_unit(row: Row, draft: Draft, before: Sequence[Draft]) -> str:
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
    return len(short) >= 4 and long[: max(4, len(short) - 2)] == short[: max(4, len(short) - 2)] and len(long) - len(short) <= 4


def _money_near(row: Row, draft: Draft, before: Sequence[Draft]) -> bool:
    if any(other.kind is FigureKind.MONEY for other in before):
        return True
    window = range(max(0, draft.first - 30), min(len(row.tokens), draft.after + 15))
    return any(row.has("money.words", at) for at in window)


def _after_label(row: Row, number: Number) -> bool:
    """Find a word and a colon before a number: "vergunningen: 538"."""
    return row.fold(number.first - 1) == ":" and number.first > 1 and row.tokens[number.first - 2].text.isalpha()


def _opens_or_follows_verb(row: Row, first: int) -> bool:
    """Tell whether an article begins a sentence or stands right behind a finite verb."""
    return first == 0 or row.fold(first - 1) in ".;:" or row.has("nouns.singular_before", first - 1)


def _hedged(row: Row, number: Number) -> bool:
    """Tell whether a bare number stands behind a hedge that is no mere "to"."""
    hedge = hedge_before(row, number.first)
    if hedge is None:
        return False
    return row.fold(number.first - 1) not in row.rules.ties_words or number.value >= 1000


def _echoes(row: Row, draft: Draft, before: Sequence[Draft]) -> bool:
    """Find "... vijf op scholen en een op ...": an article behind "and", followed by the word that followed a count."""
    last = next((other for other in reversed(before) if other.certainty >= ENOUGH), None)
    if last is None or draft.first - last.after > 12 or last.kind is not FigureKind.COUNT:
        return False
    link = row.fold(draft.number.after)
    tied = row.has("money.and", draft.first - 1) and row.has("nouns.list_links", draft.number.after)
    return tied and link in (row.fold(last.after), row.fold(last.number.after))


def _in_list(row: Row, draft: Draft, before: Sequence[Draft]) -> bool:
    """Find a number word whose sentence already counts something: "zeven daarvan ..., vier op ...". """
    if draft.number.form is not NumberForm.WORDS and not (draft.number.digits and draft.number.value < 1000):
        return False
    last = next((other for other in reversed(before) if other.certainty >= ENOUGH), None)
    near = last is not None and draft.first - last.after < 25 and last.kind is FigureKind.COUNT
    return near and row.has("nouns.list_links", draft.after) and row.has("nouns.list_before", draft.first - 1)


@lru_cache(maxsize=8)
def figure_reader(language: str = "nl") -> FigureReader:
    """Return the reader of a language; made once."""
    return FigureReader(language)


def read_figures(text: str, *, language: str = "nl", times: Sequence[TimeMatch] = ()) -> tuple[FigureMatch, ...]:
    """Read the quantities of a string.

    Args:
        text: Any string.
        language: Two-letter code of the language.
        times: The times of the same string: numbers inside them are no figures, and they give figures their period.

    Returns:
        The figures in reading order.

    Raises:
        RulesError: If there are no rules for the language, or they are wrong.
    """
    return tuple(figure_reader(language).read(text, times, least=ENOUGH))


def read_all_figures(text: str, *, language: str = "nl", times: Sequence[TimeMatch] = ()) -> tuple[FigureMatch, ...]:
    """Read every number with whatever stands beside it, readings of low certainty among them."""
    return tuple(figure_reader(language).read(text, times, least=0.0))
