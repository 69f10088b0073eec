"""Read the times of a string: tokens, terms, grammar, then role, explanation and a check of what is none."""

from collections.abc import Sequence
from datetime import date
from functools import lru_cache

from corpus.facts import Basis, Precision, Reading, TimeRange, TimeRole
from ingest.numbers import load_rules
from ingest.times.analysed import AnalysedText, analyse
from ingest.times.context import Context
from ingest.times.explain import Explainer
from ingest.times.grammar import Grammar, Term
from ingest.times.lexicon import lexicon
from ingest.times.match import Dated, TimeKind, TimeMatch
from ingest.times.operations import OPERATIONS
from ingest.times.roles import is_reference, role_of
from ingest.times.settle import dated, settle
from ingest.times.windows import Anchor, Length

#: Below this certainty a reading is kept for those who ask for all readings only.
ENOUGH = 0.5
UNFRAMED = frozenset({"bare_season", "bare"})
_UNDATED = {"set": "recurring", "vague": "vague", "dur": "duration"}


class TimeReader:
    """Reads times by the rules of one language.

    Args:
        language: Two-letter code; it names the rules file.
    """

    def __init__(self, language: str = "nl") -> None:
        rules = load_rules(f"{language}_times")
        self._language = language
        self._version: str = rules["version"]
        self._grammar = Grammar(rules, OPERATIONS)
        self._explainer = Explainer(language)

    def read(self, text: AnalysedText, reference: date | None, *, slack: int, least: float) -> list[TimeMatch]:
        """Return every time of the text whose certainty reaches ``least``, pure durations among them."""
        context = Context(text, reference, slack=slack, least=least)
        row = self._grammar.apply(lexicon(self._language).terms(text.tokens, text.numbers), context)
        found: list[TimeMatch] = []
        for term in row:
            # A word of the lexicon that no rule took up is a time only where it is one by itself.
            if not term.rule and term.category not in _UNDATED:
                continue
            match = self._match(text.text, context, term, least)
            if match is not None:
                found.append(match)
        return found

    def _match(self, text: str, context: Context, term: Term, least: float) -> TimeMatch | None:
        if term.category in _UNDATED:
            return self._undated(text, context, term, least)
        time = self._dated(context, term, least)
        if time is None or term.certainty < least or is_reference(context, term):
            return None
        start, end = context.tokens[term.first].start, context.tokens[term.after - 1].end
        vague = time.vague or (isinstance(term.value, Anchor) and term.value.kind == "vague")
        kind, role = TimeKind.DATE, role_of(context, term, time)
        span = self._range(time, context, text[start:end])
        if vague:
            kind, role = TimeKind.VAGUE, TimeRole.VAGUE
            time_range = TimeRange(basis=Basis.VAGUE, explanation=self._explainer.sentence("vague", text[start:end]))
            others = ((time.earliest, time.expected), *time.others)
            return self._made(start, end, term, kind=kind, role=role, range_=time_range, others=others)
        return self._made(start, end, term, kind=kind, role=role, range_=span, others=time.others)

    def _dated(self, context: Context, term: Term, least: float) -> Dated | None:
        if isinstance(term.value, Dated):
            return term.value
        if term.category not in ("cal", "yr") or not isinstance(term.value, Anchor):
            return None
        lone = term.value.kind.startswith(("event", "holiday")) and term.value.at is None and least >= ENOUGH
        if (lone or term.value.kind in UNFRAMED) and not (term.first == 0 and term.after == len(context.tokens)):
            return None
        return dated(settle(context, term.value, term.first), term.value)

    def _range(self, time: Dated, context: Context, quote: str) -> TimeRange:
        lost = time.relation in ("unknown", "running")
        reference = context.reference if time.relative or time.inferred else None
        return TimeRange(
            earliest=time.earliest,
            expected=time.expected,
            latest=time.latest,
            precision=time.precision,
            basis=Basis.NONE if lost else Basis.INFERRED if reference else Basis.EXPLICIT,
            reference=reference,
            explanation=self._explainer.sentence(time.relation, quote, None if lost else time, reference),
        )

    def _undated(self, text: str, context: Context, term: Term, least: float) -> TimeMatch | None:
        if term.certainty < least or is_reference(context, term):
            return None
        start, end = context.tokens[term.first].start, context.tokens[term.after - 1].end
        name = _UNDATED[term.category]
        basis = Basis.VAGUE if name == "vague" else Basis.NONE
        span = TimeRange(
            basis=basis, precision=Precision.UNKNOWN, explanation=self._explainer.sentence(name, text[start:end])
        )
        role = {"recurring": TimeRole.RECURRING, "vague": TimeRole.VAGUE}.get(name, TimeRole.PERIOD)
        duration = term.value.iso if isinstance(term.value, Length) else None
        recurrence = str(term.value) if name == "recurring" else None
        return self._made(
            start, end, term, kind=TimeKind(name), role=role, range_=span, recurrence=recurrence, duration=duration
        )

    def _made(
        self,
        start: int,
        end: int,
        term: Term,
        *,
        kind: TimeKind,
        role: TimeRole,
        range_: TimeRange,
        recurrence: str | None = None,
        duration: str | None = None,
        others: Sequence[tuple[date | None, date | None]] = (),
    ) -> TimeMatch:
        reading = Reading(rule=term.rule or term.category, version=self._version, certainty=term.certainty)
        return TimeMatch(
            start=start,
            end=end,
            role=role,
            range=range_,
            recurrence=recurrence,
            duration=duration,
            reading=reading,
            kind=kind,
            others=tuple(others),
        )


@lru_cache(maxsize=8)
def time_reader(language: str = "nl") -> TimeReader:
    """Return the reader of a language; made once."""
    return TimeReader(language)


def read_times(
    text: str | AnalysedText, reference: date | None, *, language: str = "nl", slack: int = 0
) -> tuple[TimeMatch, ...]:
    """Read the calendar expressions of a string.

    Args:
        text: Any string, or one that is analysed already.
        reference: Day from which relative times count; None leaves them unresolved.
        language: Two-letter code of the language.
        slack: Days that the text may have been written after ``reference``: above zero where the reference is the
            day of the question and the text is its answer. Only times of the past use it.

    Returns:
        The times in reading order, none overlapping; pure durations are left to the reader of figures.

    Raises:
        RulesError: If there are no rules for the language, or they are wrong.
    """
    found = time_reader(language).read(analyse(text, language=language), reference, slack=slack, least=ENOUGH)
    return tuple(match for match in found if match.kind is not TimeKind.DURATION)


def read_all_times(
    text: str | AnalysedText, reference: date | None, *, language: str = "nl", least: float = 0.0
) -> tuple[TimeMatch, ...]:
    """Read every time expression, pure durations and readings of low certainty among them.

    Args:
        text: Any string, or one that is analysed already.
        reference: Day from which relative times count.
        language: Two-letter code of the language.
        least: Certainty from which a reading counts.

    Returns:
        The expressions in reading order.
    """
    return tuple(time_reader(language).read(analyse(text, language=language), reference, slack=0, least=least))
