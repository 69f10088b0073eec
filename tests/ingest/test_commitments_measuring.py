"""The honest measuring: reports, reliability, and the rules that ask for half of the judge's certainty."""

from datetime import date

import pytest

from corpus.errors import RulesError
from ingest.commitments.calibration import Group, Outcome, reliability, shares
from ingest.commitments.crossvalidation import report, told
from ingest.commitments.rules import _certainties
from tests.ingest.commitments_kit import Dated, case

GOLD = {
    "1": {
        "doc_id": "1",
        "commitments": [
            {"quote": "de dienst zal starten", "kind": "promise", "due": None},
            {"quote": "de brug wordt geopend", "kind": "milestone", "due": {"from": None, "to": "2024-12-31"}},
        ],
        "times": [],
        "figures": [],
        "question_items": [],
        "answer_items": [],
    }
}
TEXTS = {"1": {"question": "", "answer": "de dienst zal starten en de brug wordt geopend. Klaar."}}


def _found(start: int, end: int, rule: str, certainty: float, due: str | None = None) -> dict[str, object]:
    return {"start": start, "end": end, "kind": "promise", "due_to": due, "rule": rule, "certainty": certainty}


def test_a_report_counts_by_kind_and_by_rule() -> None:
    """What was found, missed and wrong is told by kind, by rule and by certainty."""
    predictions = [_found(0, 21, "clause.future", 0.9), _found(48, 53, "phrase.sure", 0.7)]
    one = report("unseen", GOLD, TEXTS, {"1": {"commitments": predictions}})
    assert (one.f1, one.precision, one.recall, one.milestones) == (0.5, 0.5, 0.5, 0.0)
    assert one.kinds == {"milestone": (0, 1), "promise": (1, 1)}
    assert one.cues == {"clause.future": (1, 1), "phrase.sure": (0, 1)}
    assert {miss.kind for miss in one.misses} == {"missed", "wrong"}
    lines = list(told(one))
    assert lines[0].startswith("unseen: F1 0.500")
    assert any("certainty 0.8 to 1.0: said 0.90, right 1.00 of 1" in line for line in lines)


def test_certainties_are_grouped_in_fifths() -> None:
    """Each group tells what was said and what was right; empty groups are left out."""
    outcomes = [Outcome(rule="a", certainty=1.0, right=True), Outcome(rule="a", certainty=0.8, right=False)]
    assert reliability(outcomes) == (Group(low=0.8, high=1.0, said=0.9, right=0.5, number=2),)


def test_a_rule_seen_seldom_claims_little() -> None:
    """One right and one wrong are added to what was counted."""
    assert shares([Outcome(rule="a", certainty=0.5, right=True)]) == {"a": (2 / 3, 1)}


def test_a_certainty_that_is_no_share_is_refused() -> None:
    """The error names the rule."""
    with pytest.raises(RulesError, match=r"phrase\.sure"):
        _certainties({"phrase.sure": 2})


DECEMBER = Dated(quote="tegen 15 december 2024", last=date(2024, 12, 15))


@pytest.mark.parametrize(
    "sentence",
    [
        "De tweede schijf wordt tegen 15 december 2024 uitbetaald.",
        "De nieuwe halte wordt tegen 15 december 2024 geopend.",
    ],
)
def test_a_plain_announcement_with_a_day_to_come_counts(sentence: str) -> None:
    """The present passive with a deadline announces where nothing speaks against it."""
    assert len(case(sentence, DECEMBER).quotes()) == 1


def test_an_announcement_that_is_opposed_does_not_count() -> None:
    """A duty of others by the same day is no promise."""
    assert case("De burger moet tegen 15 december 2024 de aangifte doen.", DECEMBER).quotes() == []


def test_a_promise_retold_in_other_words_is_one() -> None:
    """Two statements with the same day and mostly the same things are one commitment."""
    january = Dated(quote="tegen januari 2025", last=date(2025, 1, 31))
    again = Dated(quote="tegen eind januari 2025", last=date(2025, 1, 31))
    text = (
        "De nota over het kader voor lokale proeftuinen zal tegen januari 2025 voorgelegd worden. "
        "Het overleg is gestart. "
        "Het kader voor de lokale proeftuinen zal tegen eind januari 2025 klaar zijn."
    )
    assert len(case(text, january, again).quotes()) == 1


def test_two_deliverables_by_the_same_day_stay_two() -> None:
    """The same day does not make two promises one."""
    text = (
        "De handleiding voor scholen zal tegen 15 december 2024 gepubliceerd worden. "
        "Het meldpunt voor pesten zal in december 2024 opgestart worden."
    )
    other = Dated(quote="in december 2024", last=date(2024, 12, 15))
    assert len(case(text, DECEMBER, other).quotes()) == 2


def test_a_year_that_ends_a_quoted_title_bounds_nothing() -> None:
    """The years of a plan's name are no deadline."""
    period = Dated(quote="2025-2030", first=date(2025, 1, 1), last=date(2030, 12, 31))
    (fact,) = case("De VMM zal het plan 'Water en bodem 2025-2030' binnenkort publiceren.", period).read()[0]
    assert fact.due is None
