"""Answers against their term: computed, as the source says, and where both differ."""

import json
from datetime import date
from pathlib import Path

import pytest

from corpus.model import AnswerKind, DocumentId
from corpus.settings import Settings
from corpus.store import DocumentFilter, DocumentSummary, Store
from ingest.console import run_ingest
from tests.conftest import clock
from tracker.answer_times import AnswerNumber, answer_times

TODAY = date(2024, 7, 1)
PARLIAMENT = "Vlaams Parlement"


def head(
    asked: date | None,
    answered: date | None,
    *,
    parliament: str = PARLIAMENT,
    kind: AnswerKind = AnswerKind.SUBSTANTIVE,
    name: str = "d-1",
) -> DocumentSummary:
    """Return the head of a question."""
    return DocumentSummary(
        id=DocumentId(name), version=1, name=name, title="x", parliament=parliament, session=None, number=1,
        minister=None, office="x", asker=None, party=None, asked=asked, answered=answered, published=None,
        day=asked, language="nl", answer_kind=kind, commitments=0, figures=0,
    )  # fmt: skip


@pytest.mark.parametrize(
    ("asked", "answered", "standing", "days"),
    [
        (date(2023, 6, 14), date(2023, 7, 14), AnswerNumber.IN_TIME, 19),
        (date(2023, 6, 14), date(2023, 9, 4), AnswerNumber.LATE, 25),
        (date(2024, 6, 14), None, AnswerNumber.WAITING, None),
        (date(2024, 3, 1), None, AnswerNumber.OVERDUE, None),
        (date(2024, 3, 1), date(2024, 7, 2), AnswerNumber.OVERDUE, None),
        (None, date(2024, 3, 1), AnswerNumber.UNKNOWN, None),
    ],
)
def test_a_question_has_one_standing(
    asked: date | None, answered: date | None, standing: AnswerNumber, days: int | None
) -> None:
    """Working days count from the week after the question, the summer recess apart; a later answer has not come yet."""
    kind = AnswerKind.NONE if answered is None else AnswerKind.SUBSTANTIVE
    (row,) = answer_times([head(asked, answered, kind=kind)], TODAY).rows
    assert (row.standing, row.working_days) == (standing, days)


def test_an_answer_of_unknown_day_or_parliament_is_not_judged() -> None:
    """Where the day of the answer or the rules are not known nothing is claimed; calendar terms count calendar days."""
    times = answer_times(
        [
            head(date(2024, 1, 8), None),
            head(date(2024, 1, 8), date(2024, 1, 9), parliament="Elders"),
            head(date(2024, 1, 8), date(2024, 1, 18), parliament="Tweede Kamer"),
            head(date(2025, 1, 8), None),
        ],
        TODAY,
    )
    assert [row.standing for row in times.rows] == [AnswerNumber.UNKNOWN, AnswerNumber.UNKNOWN, AnswerNumber.IN_TIME]
    assert times.median_days == 10
    assert times.share(AnswerNumber.IN_TIME).of == 1
    assert times.share(AnswerNumber.UNKNOWN).of == 3


@pytest.mark.parametrize(
    ("said", "differs"), [(True, False), (False, True), (None, False)]
)  # fmt: skip
def test_the_source_may_say_otherwise(said: bool | None, differs: bool) -> None:
    """What the source says is kept beside the computation, and counted where both differ."""
    stated = {} if said is None else {DocumentId("d-1"): said}
    times = answer_times([head(date(2023, 6, 14), date(2023, 7, 14))], TODAY, stated)
    assert (times.rows[0].source_in_time, times.rows[0].differs) == (said, differs)
    assert times.share(AnswerNumber.DIFFERS).of == len(stated)
    assert len(times.behind(AnswerNumber.SOURCE_IN_TIME)) == (1 if said else 0)


def test_waiting_ones_never_differ() -> None:
    """Only an answer that was judged can differ from what its source says."""
    open_question = head(date(2024, 6, 14), None, kind=AnswerKind.NONE)
    assert not answer_times([open_question], TODAY, {open_question.id: False}).rows[0].differs


def test_what_a_record_says_reaches_the_numbers(tmp_path: Path) -> None:
    """A record that says whether it was answered in time keeps that, is counted, and a wrong word is refused."""
    sayings: list[dict[str, object]] = [{"tijdig": "Ja"}, {"in_time": False}, {}, {"tijdig": "misschien"}]
    lines = [
        {"doc_id": f"r-{number}", "parliament": PARLIAMENT, "asked": "2023-06-14", "answered": "2023-07-14",
         "department": "Minister van Sport", "question": "Komt er een bad?", "answer": "Ja.", **said}
        for number, said in enumerate(sayings)
    ]  # fmt: skip
    file = tmp_path / "records.jsonl"
    file.write_text("\n".join(json.dumps(line) for line in lines), encoding="utf-8")
    settings = Settings(data=tmp_path / "data")
    with Store.open(settings, clock=clock) as store:
        report = run_ingest(store, settings, clock, [file], backfill=True, quiet=True)
        assert [problem.reason for problem in report.problems] == ["wrong_field"]
        stated = store.documents.stated_in_time()
        assert stated == {"r-0": True, "r-1": False}
        assert store.documents.stated_in_time(DocumentFilter(office="Minister van Wegen")) == {}
        times = answer_times(store.documents.list(), TODAY, stated)
    assert [row.head.id for row in times.behind(AnswerNumber.DIFFERS)] == ["r-1"]
    assert times.share(AnswerNumber.SOURCE_IN_TIME).of == 2
