"""Facts out of a text: the four extractors, each side on its own, one result."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date

from corpus.facts import Facts, Figure, TimeExpression
from corpus.model import DocumentText, QuestionRecord, Section, Side
from ingest.commitments import read_commitments
from ingest.figures import FigureMatch, read_figures
from ingest.references import read_references
from ingest.references.places import Places
from ingest.tables import prose, read_table_figures
from ingest.times import AnalysedText, TimeKind, TimeMatch, analyse, read_times

#: Languages that have rules for times and figures, the one of a record that does not say first.
LANGUAGES = ("nl", "fr")
#: Those of them in which commitments are read too.
COMMITMENT_LANGUAGES = ("nl",)
_ANSWER_DAYS = 150  # how much younger an answer without a day of its own may be than its question (federal, 2017)


def extract(text: DocumentText, record: QuestionRecord) -> Facts:
    """Read the facts of a document.

    Cells of data tables give figures with their headings, and nothing else is read in them. Times of a question count
    from the day it was asked, those of an answer from the record's reference date. A text in a language that has no
    rules gives references only, one in a language without rules for commitments none of these.

    Args:
        text: The document's text.
        record: Its question and answer.

    Returns:
        The facts of both sides, each kind in reading order.
    """
    if not _has_rules(record):
        return Facts(references=read_references(text, record))
    whole, text = text, replace(text, text=prose(text, language=record.language))
    times: list[TimeExpression] = []
    figures: list[Figure] = []
    held = {side: Places(record.items_of(side)) for side in Side}
    for section in record.sections:
        places = held[section.side]
        body = analyse(text.text[section.start : section.end], language=record.language or LANGUAGES[0])
        found = _times(body, record, section)
        # A pure duration is a quantity and no time of the calendar: the figures have it.
        times += (_time(text, places, section, match) for match in found if match.kind is not TimeKind.DURATION)
        figures += _figures(body, text, places, section, found)
    times.sort(key=lambda time: (time.span.start, time.span.end))
    figures.sort(key=lambda figure: (figure.span.start, figure.span.end))
    promising = (record.language or LANGUAGES[0]) in COMMITMENT_LANGUAGES
    commitments, claims = read_commitments(text, record, tuple(times), tuple(figures)) if promising else ((), ())
    return Facts(
        times=tuple(times),
        figures=tuple(sorted((*figures, *read_table_figures(whole, record)), key=lambda figure: figure.span.start)),
        references=read_references(whole, record),
        commitments=commitments,
        claims=claims,
    )


def _has_rules(record: QuestionRecord) -> bool:
    return record.language is None or record.language in LANGUAGES


def _reference(record: QuestionRecord, side: Side) -> date | None:
    if side is Side.QUESTION and record.asked is not None:
        return record.asked
    return record.reference_date


def _times(body: AnalysedText, record: QuestionRecord, section: Section) -> tuple[TimeMatch, ...]:
    slack = _ANSWER_DAYS if section.side is Side.ANSWER and record.answered is None else 0
    return read_times(body, _reference(record, section.side), language=body.language, slack=slack)


def _time(text: DocumentText, places: Places, section: Section, match: TimeMatch) -> TimeExpression:
    start, end = section.start + match.start, section.start + match.end
    return TimeExpression(
        span=text.span(start, end),
        side=section.side,
        item=places.smallest(start, end),
        role=match.role,
        range=match.range,
        recurrence=match.recurrence,
        reading=match.reading,
    )


def _figures(
    body: AnalysedText, text: DocumentText, places: Places, section: Section, times: Sequence[TimeMatch]
) -> Iterator[Figure]:
    for match in read_figures(body, language=body.language, times=times):
        start, end = section.start + match.start, section.start + match.end
        yield _figure(match, text, section.side, places.smallest(start, end), section.start)


def _figure(match: FigureMatch, text: DocumentText, side: Side, item: str, offset: int) -> Figure:
    return Figure(
        span=text.span(offset + match.start, offset + match.end),
        side=side,
        item=item,
        value=match.value,
        low=match.low,
        high=match.high,
        unit=match.unit,
        kind=match.kind,
        qualifier=match.qualifier,
        subject=match.subject,
        period=match.period,
        planned=match.planned,
        reading=match.reading,
    )
