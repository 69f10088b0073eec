"""One document from bytes to facts: what is read, what is refused, how it is shown and predicted."""

import json
import pickle
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from corpus.errors import UnreadableDocument, WrongUse
from corpus.facts import (
    CommitmentFact,
    CommitmentKind,
    EarlierClaim,
    Facts,
    Reading,
    Strength,
    TimeExpression,
    TimeRange,
    TimeRole,
)
from corpus.model import Item, Section, Side, Span
from ingest.extract import extract
from ingest.json_view import document_view
from ingest.pipeline import ParsedDocument, check, process, spans
from ingest.predict import prediction, predictions
from ingest.readers import RECORD_MEDIA_TYPE
from ingest.references.places import Places
from tests.ingest.conftest import make_pdf, make_raw

SHARED = Path(__file__).parents[2] / ".." / "shared"
READING = Reading(rule="test", version="1", certainty=1.0)
QUESTION = "Bruggen. \n\n De bruggen zijn oud. 1. Hoeveel zijn er?2. Wanneer komt het herstelplan?"
ANSWER = "1. Er zijn 12 bruggen, goed voor 4 miljoen euro.2. Het herstelplan wordt tegen eind 2024 ingediend."
RECORD = {
    "doc_id": "b1",
    "asked": "2024-02-01",
    "author": "Peeters, An",
    "department": "Minister van Bruggen",
    "language": "nl",
    "question": QUESTION,
    "answer": ANSWER,
}


def record_bytes(**fields: object) -> bytes:
    """Return the test record as one line, with other fields where given."""
    return json.dumps(RECORD | fields).encode()


def processed(**fields: object) -> ParsedDocument:
    """Process the test record."""
    return process(make_raw(record_bytes(**fields), RECORD_MEDIA_TYPE), parliament="Kamer")


@pytest.fixture(scope="module")
def document() -> ParsedDocument:
    """The test record at the end of the line."""
    return processed()


def test_record_goes_through_the_whole_line(document: ParsedDocument) -> None:
    """A record gives its header, the items of both sides, and facts of every kind."""
    record, facts = document.record, document.facts
    assert (record.parliament, record.asker, record.asked) == ("Kamer", "An Peeters", date(2024, 2, 1))
    assert [item.label for item in record.items_of(Side.ANSWER) if item.label] == ["1", "2"]
    assert [time.range.expected for time in facts.times if time.role is TimeRole.FUTURE] == [date(2024, 12, 31)]
    assert 4_000_000 in [figure.value for figure in facts.figures]
    assert [fact.due.expected for fact in facts.commitments if fact.due] == [date(2024, 12, 31)]


def test_facts_know_their_item(document: ParsedDocument) -> None:
    """Each fact names the smallest item that holds it."""
    assert {time.item for time in document.facts.times if time.side is Side.ANSWER} == {"2"}
    assert {figure.item for figure in document.facts.figures if figure.side is Side.ANSWER} == {"1"}


def test_every_span_lies_in_the_text(document: ParsedDocument) -> None:
    """All spans of record and facts quote something."""
    text = document.text.text
    found = list(spans(document))
    assert {"section", "item", "label", "TimeExpression", "Figure", "CommitmentFact", "due"} <= {
        name for name, _ in found
    }
    assert all(span.quote(text).strip() for _, span in found)


def test_processed_document_can_be_pickled(document: ParsedDocument) -> None:
    """A document travels between processes unchanged."""
    assert pickle.loads(pickle.dumps(document)) == document  # noqa: S301 - made a moment ago


def test_pdf_goes_through_the_line() -> None:
    """A PDF in the parliament's layout gives number, day, asker and the page of each answer."""
    content = make_pdf(
        [
            [
                *("SCHRIFTELIJKE VRAAG", None, "nr. 12", "van AN PEETERS", "datum: 1 februari 2024", None),
                *("aan JO MAES", "VLAAMS MINISTER VAN BRUGGEN", None, "Bruggen - Herstel", None),
                *("1. Hoeveel bruggen zijn er?", None, "2. Wanneer komt het plan?"),
            ],
            [
                *("JO MAES", "VLAAMS MINISTER VAN BRUGGEN", None, "ANTWOORD", None),
                *("op vraag nr. 12 van 1 februari 2024", "van AN PEETERS", None),
                *("1. Er zijn 12 bruggen.", None, "2. Het plan wordt tegen eind 2024 ingediend."),
            ],
        ]
    )
    made = process(make_raw(content, "application/pdf", "b.pdf"), parliament="Vlaams Parlement")
    record = made.record
    assert (record.number, record.asked) == (12, date(2024, 2, 1))
    assert record.asker is not None
    assert record.asker.lower() == "an peeters"
    assert [item.span.page for item in record.items_of(Side.ANSWER) if item.label] == [2, 2]
    assert [time.span.page for time in made.facts.times if time.side is Side.ANSWER] == [2]


def test_other_language_gives_no_dutch_facts() -> None:
    """A text in a language without rules has no times, figures or commitments, rather than wrong ones."""
    facts = processed(language="de").facts
    assert (facts.times, facts.figures, facts.commitments, facts.claims) == ((), (), (), ())


def test_reference_day_of_the_question_is_the_day_it_was_asked() -> None:
    """A relative time in the question counts from the day asked, in the answer from the day answered."""
    made = processed(
        answered="2025-02-01", question="Komt er dit jaar een brug?", answer="Volgend jaar komt er een brug."
    )
    days = {time.side: time.range.expected for time in made.facts.times}
    assert days[Side.QUESTION] == date(2024, 12, 31)
    assert days[Side.ANSWER] == date(2026, 12, 31)


def test_smallest_item_wins() -> None:
    """Of items inside each other the innermost is named; outside all items none is."""
    outer = Item(side=Side.ANSWER, label="1", span=Span(start=0, end=50))
    inner = Item(side=Side.ANSWER, label="1.a", span=Span(start=10, end=20))
    places = Places((outer, inner))
    assert places.smallest(12, 15) == "1.a"
    assert places.smallest(15, 25) == "1"
    assert places.smallest(45, 55) == ""
    assert Places(()).smallest(12, 15) == ""


def _commitment(span: Span, **more: object) -> CommitmentFact:
    return CommitmentFact(
        span=span,
        item="",
        kind=CommitmentKind.MILESTONE,
        strength=Strength.FIRM,
        reading=READING,
        **more,  # type: ignore[arg-type]
    )


BACKWARDS = TimeRange(earliest=date(2025, 1, 1), expected=date(2024, 1, 1), latest=date(2025, 2, 1))
HERE, FAR = Span(start=0, end=2), Span(start=5, end=9999)


@pytest.mark.parametrize(
    ("spoil", "words"),
    [
        (lambda d: replace(d, record=replace(d.record, asked=date(1650, 1, 1))), "asked: 1650"),
        (lambda d: replace(d, record=replace(d.record, published=date(2950, 1, 1))), "published: 2950"),
        (lambda d: replace(d, record=replace(d.record, evidence=(("number", FAR),))), "number ends at 9999"),
        (
            lambda d: replace(d, record=replace(d.record, sections=(Section(side=Side.ANSWER, start=0, end=9999),))),
            "section ends",
        ),
        (
            lambda d: replace(
                d,
                facts=Facts(
                    times=(
                        TimeExpression(
                            span=HERE, side=Side.ANSWER, item="", role=TimeRole.FUTURE, range=BACKWARDS, reading=READING
                        ),
                    )
                ),
            ),
            "time: 2025-01-01 to 2024-01-01",
        ),
        (lambda d: replace(d, facts=Facts(commitments=(_commitment(HERE, also=(FAR,)),))), "also ends"),
        (lambda d: replace(d, facts=Facts(commitments=(_commitment(HERE, due=BACKWARDS),))), "due: 2025"),
        (
            lambda d: replace(
                d, facts=Facts(claims=(EarlierClaim(span=HERE, item="", due_span=FAR, reading=READING),))
            ),
            "due ends",
        ),
    ],
)
def test_nonsense_is_refused(
    document: ParsedDocument, spoil: Callable[[ParsedDocument], ParsedDocument], words: str
) -> None:
    """Spans outside the text, impossible days and times that run backwards are refused by name."""
    with pytest.raises(UnreadableDocument, match=words) as caught:
        check(spoil(document))
    assert caught.value.reason == "nonsense"


def test_view_is_json_with_quotes(document: ParsedDocument) -> None:
    """The view can be written as JSON, keeps its order of keys, and quotes the text for every span."""
    view = document_view(document)
    again = json.loads(json.dumps(view))
    assert list(again) == list(view)
    assert again["header"]["asked"] == "2024-02-01"
    assert again["document"]["doc_id"] == "b1"
    text = document.text.text

    def quoted(value: object) -> int:
        if isinstance(value, dict):
            own = 0
            if "quote" in value and "start" in value:
                assert text[value["start"] : value["end"]] == value["quote"]
                own = 1
            return own + sum(quoted(held) for held in value.values())
        return sum(quoted(held) for held in value) if isinstance(value, list) else 0

    assert quoted(again) >= len(list(spans(document))) - len(document.record.sections)


def test_view_of_fractions_and_mappings() -> None:
    """Whole amounts are integers, others fractions; mappings and days are plain."""
    from decimal import Decimal

    from ingest.json_view import plain

    given = {"a": Decimal(4000000), "b": Decimal("2.5"), 3: (date(2024, 1, 2), None, Side.ANSWER)}
    assert plain(given, "") == {"a": 4000000, "b": 2.5, "3": ["2024-01-02", None, "answer"]}


def test_predictions_count_in_the_strings_as_given(document: ParsedDocument) -> None:
    """Offsets of a prediction quote the record's own strings; dates and values have the scorer's form."""
    made: dict[str, Any] = prediction(document)
    assert list(made) == ["doc_id", "items", "commitments", "times", "figures"]
    (time,) = made["times"]
    assert ANSWER[time["start"] : time["end"]] == "tegen eind 2024"
    assert (time["to"], time["role"]) == ("2024-12-31", "future")
    amounts = [figure for figure in made["figures"] if figure["kind"] == "money"]
    assert [(ANSWER[f["start"] : f["end"]], f["value"]) for f in amounts] == [("4 miljoen euro", 4000000)]
    (commitment,) = made["commitments"]
    assert (commitment["kind"], commitment["due_to"]) == ("milestone", "2024-12-31")
    assert "herstelplan" in ANSWER[commitment["start"] : commitment["end"]]
    strings = {"question": QUESTION, "answer": ANSWER}
    starts = {(i["side"], i["label"]): strings[i["side"]][i["start"] :] for i in made["items"]}
    assert starts["question", "2"].startswith("Wanneer komt")
    assert starts["answer", "1"].startswith("Er zijn 12")


def test_unanswered_question_predicts_its_items_only() -> None:
    """A record without answer has predictions for its question's items and nothing else."""
    (made,) = predictions([record_bytes(answer=None), b"\n"])
    assert made["items"]
    assert (made["commitments"], made["times"], made["figures"]) == ([], [], [])


def test_broken_line_of_predictions_is_named() -> None:
    """A broken line is an error that names it; with a listener it is told and the others go on."""
    lines = [record_bytes(), b"{", record_bytes(doc_id="b2")]
    with pytest.raises(WrongUse, match="line 2: not JSON"):
        list(predictions(lines))
    told: list[tuple[int, str]] = []
    made = list(predictions(lines, on_refused=lambda line, message: told.append((line, message))))
    assert [one["doc_id"] for one in made] == ["b1", "b2"]
    assert [line for line, _ in told] == [2]


def test_seed_documents_quote_their_source() -> None:
    """Every span of the two real documents lies in the text, and every fact quotes words."""
    paths = sorted((SHARED / "seeds").glob("*.txt"))
    if not paths:
        pytest.skip("../shared/seeds is not here")
    for path in paths:
        made = process(make_raw(path.read_bytes(), name=path.name), parliament="Vlaams Parlement")
        assert made.facts.commitments
        assert all(span.quote(made.text.text).strip() for _, span in spans(made))


def test_extract_of_a_text_without_sections_is_empty(document: ParsedDocument) -> None:
    """Where layout found no side there is nothing to read facts from."""
    record = replace(document.record, sections=(), items=())
    assert extract(document.text, record).times == ()
