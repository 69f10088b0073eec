"""Read the figures of a string: numbers with their unit or counted noun, hedge, subject and period."""

from collections.abc import Sequence
from functools import lru_cache

from corpus.facts import FigureKind, Qualifier, Reading
from ingest.figures.drafts import ENOUGH, Draft, draft_of, last_unit, share_units
from ingest.figures.exclusions import is_no_quantity
from ingest.figures.hedges import Range, qualifier, range_of
from ingest.figures.match import FigureMatch
from ingest.figures.rules import figure_rules
from ingest.figures.surroundings import period_of, planned_of, subject_of
from ingest.figures.units import Row
from ingest.numbers import Number, NumberForm, Token, read_numbers, tokenise
from ingest.times import TimeMatch
from ingest.times.context import Context


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
        tokens = tokenise(text, language=self._language)
        numbers = read_numbers(tokens, language=self._language)
        context = Context(tokens, numbers, None, slack=0, language=self._language)
        inside = _covered(tokens, times)
        free = [number for number in numbers if number.first not in inside]
        row = Row(
            tokens, {number.first: number for number in free}, {number.after: number for number in free}, self._rules
        )
        drafts = self._drafts(row, text, free)
        starts = _first_tokens(row, times)
        return [self._match(row, text, context, draft, starts) for draft in drafts if draft.certainty >= least]

    def _drafts(self, row: Row, text: str, numbers: Sequence[Number]) -> list[Draft]:
        drafts: list[Draft] = []
        ranges: dict[int, Range] = {}
        for number in numbers:
            if drafts and number.first < drafts[-1].after and drafts[-1].certainty >= ENOUGH:
                continue
            if is_no_quantity(row, number) and number.first not in ranges:
                continue
            draft = draft_of(row, text, number, drafts)
            found = range_of(row, number)
            if found is not None:
                ranges[found.high.first] = found
                draft.range = found
                draft.value = draft.value if found.low.value == number.value else found.low.value
            draft.range = draft.range or ranges.get(number.first)
            if draft.range is not None and draft.rule == "bare" and number.form is not NumberForm.FRACTION:
                draft.unit, draft.rule, draft.certainty = last_unit(draft, drafts), "count_range", 0.6
            drafts.append(draft)
        share_units(row, drafts)
        return drafts

    def _match(
        self, row: Row, text: str, context: Context, draft: Draft, times: Sequence[tuple[int, TimeMatch]]
    ) -> FigureMatch:
        hedge = qualifier(row, draft.first, draft.after, draft.number)
        if draft.kind is FigureKind.COUNT and row.has("prepositions.hedges", draft.first - 1):
            hedge = None
        low = high = None
        if draft.range is not None:
            low, high = draft.range.low.value, draft.range.high.value
            hedge = Qualifier.AT_LEAST if draft.number.first == draft.range.low.first else Qualifier.AT_MOST
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
