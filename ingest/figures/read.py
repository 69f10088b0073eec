"""Read the figures of a string: numbers with their unit or counted noun, hedge, subject and period."""

from collections.abc import Sequence
from functools import lru_cache

from corpus.facts import FigureKind, Qualifier, Reading
from ingest.figures.drafts import ENOUGH, Draft, draft_of, last_unit, share_units
from ingest.figures.exclusions import is_no_quantity
from ingest.figures.hedges import Range, qualifier, range_of
from ingest.figures.match import FigureMatch
from ingest.figures.periods import Periods
from ingest.figures.rules import figure_rules
from ingest.figures.surroundings import Plans, subject_of
from ingest.figures.units import Row
from ingest.numbers import Number, NumberForm, Token
from ingest.times import AnalysedText, TimeMatch, analyse


class FigureReader:
    """Reads figures by the rules of one language.

    Args:
        language: Two-letter code; it names the rules file.
    """

    def __init__(self, language: str = "nl") -> None:
        self._language = language
        self._rules = figure_rules(language)

    def read(self, text: AnalysedText, times: Sequence[TimeMatch], *, least: float) -> list[FigureMatch]:
        """Return the figures whose certainty reaches ``least``."""
        free = _outside(text.numbers, text.tokens, times)
        row = Row.of(text.tokens, free, self._rules)
        drafts = self._drafts(row, text.text, free)
        periods, plans = Periods(row, text.clauses, drafts, times), Plans(row, text.clauses)
        return [self._match(row, text, draft, periods, plans) for draft in drafts if draft.certainty >= least]

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

    def _match(self, row: Row, text: AnalysedText, draft: Draft, periods: Periods, plans: Plans) -> FigureMatch:
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
            subject=subject_of(row, draft.after, draft.noun, text.text),
            period=periods.of(draft),
            planned=plans.planned(draft.first),
            reading=reading,
        )


def _outside(numbers: Sequence[Number], tokens: Sequence[Token], times: Sequence[TimeMatch]) -> list[Number]:
    """Return the numbers that do not begin inside a time."""
    free: list[Number] = []
    at = 0
    for number in numbers:
        start = tokens[number.first].start
        while at < len(times) and times[at].end <= start:
            at += 1
        if at == len(times) or start < times[at].start:
            free.append(number)
    return free


@lru_cache(maxsize=8)
def figure_reader(language: str = "nl") -> FigureReader:
    """Return the reader of a language; made once."""
    return FigureReader(language)


def read_figures(
    text: str | AnalysedText, *, language: str = "nl", times: Sequence[TimeMatch] = ()
) -> tuple[FigureMatch, ...]:
    """Read the quantities of a string.

    Args:
        text: Any string, or one that is analysed already.
        language: Two-letter code of the language.
        times: The times of the same string: numbers inside them are no figures, and they give figures their period.

    Returns:
        The figures in reading order.

    Raises:
        RulesError: If there are no rules for the language, or they are wrong.
    """
    return tuple(figure_reader(language).read(analyse(text, language=language), times, least=ENOUGH))


def read_all_figures(
    text: str | AnalysedText, *, language: str = "nl", times: Sequence[TimeMatch] = ()
) -> tuple[FigureMatch, ...]:
    """Read every number with whatever stands beside it, readings of low certainty among them."""
    return tuple(figure_reader(language).read(analyse(text, language=language), times, least=0.0))
