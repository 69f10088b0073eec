"""Lists: every filter, group and order."""

from datetime import date

import pytest

from corpus.errors import WrongUse
from corpus.facts import CommitmentKind
from corpus.model import DocumentId
from corpus.register import EventKind, Fulfilment, RecordState
from tests.tracker.fakes import commitment, event, window
from tracker.coverage import ALWAYS
from tracker.filters import Group, Sort, TrackerFilter, selected
from tracker.fold import fold
from tracker.timeliness import Periods
from tracker.tracked import track

TODAY = date(2024, 7, 1)
DONE, OUT, GONE = "c-done", "c-out", "c-gone"


COMMITMENTS = (
    commitment((window(None, date(2024, 1, 31)), "januari"), name="c-late", stated=date(2023, 1, 5)),
    commitment((window(date(2024, 6, 1), date(2024, 9, 30)), "zomer"), name="c-now", office="Minister van Zorg"),
    commitment((window(None, date(2024, 6, 28)), "juni"), name="c-grace", minister="Piet Claes"),
    commitment((window(None, date(2024, 7, 15)), "juli"), name="c-soon", asker="Els Smet", quote="Één café opent."),
    commitment((window(None, date(2025, 7, 15)), "2025"), name="c-far", office="Minister van Zorg en Welzijn"),
    commitment(name="c-none", document="d-2", stated=None, office=None),
    *(commitment((window(None, date(2024, 2, 1)), "februari"), name=name) for name in (DONE, OUT, GONE)),
)
KINDS = {DONE: EventKind.FULFILLED, OUT: EventKind.REJECTED, GONE: EventKind.WITHDRAWN}
TRACKED = tuple(
    track(
        fold(one, [event(KINDS[one.id], date(2024, 2, 1), 1, name=one.id)] if one.id in KINDS else []),
        TODAY,
        Periods(),
        ALWAYS,
    )
    for one in COMMITMENTS
)


@pytest.mark.parametrize(
    ("wanted", "expected"),
    [
        (TrackerFilter(group=Group.MISSED), "c-late"),
        (TrackerFilter(group="missed"), "c-late"),
        (TrackerFilter(group="due_now"), "c-grace c-now"),
        (TrackerFilter(group="due_soon"), "c-soon"),
        (TrackerFilter(group="next_90_days"), "c-soon"),
        (TrackerFilter(group="upcoming"), "c-soon c-far"),
        (TrackerFilter(group="undated"), "c-none"),
        (TrackerFilter(group="done"), "c-done c-gone"),
        (TrackerFilter(group="rejected"), "c-out"),
        (TrackerFilter(group="cannot_tell"), ""),
        (TrackerFilter(office="Minister van Zorg"), "c-now"),
        (TrackerFilter(office="minister-van-zorg-en-welzijn"), "c-far"),
        (TrackerFilter(office="zorg"), "c-now c-far"),
        (TrackerFilter(office="defensie"), ""),
        (TrackerFilter(minister="claes"), "c-grace"),
        (TrackerFilter(asker="ELS SMET"), "c-soon"),
        (TrackerFilter(document=DocumentId("d-2")), "c-none"),
        (TrackerFilter(kind=CommitmentKind.PROMISE), "c-none"),
        (TrackerFilter(record=RecordState.REJECTED), "c-out"),
        (TrackerFilter(fulfilment=Fulfilment.WITHDRAWN), "c-gone"),
        (TrackerFilter(due_from=date(2024, 7, 15), due_to=date(2024, 9, 30)), "c-soon c-now"),
        (TrackerFilter(due_from=date(2025, 1, 1)), "c-far"),
        (TrackerFilter(due_to=date(2024, 1, 31)), "c-late"),
        (TrackerFilter(text="een CAFE"), "c-soon"),
        (TrackerFilter(text="brug zomer"), "c-now"),
        (TrackerFilter(text="tunnel"), ""),
        (TrackerFilter(limit=2), "c-late c-done"),
        (TrackerFilter(limit=1, offset=2), "c-gone"),
        (TrackerFilter(group="missed", sort=Sort.NEWEST), "c-late"),
        (TrackerFilter(sort="newest", offset=7), "c-late c-none"),
    ],
)
def test_filters(wanted: TrackerFilter, expected: str) -> None:
    """Each filter leaves what it names, earliest last day first unless asked otherwise."""
    assert " ".join(one.id for one in selected(TRACKED, wanted)) == expected


def test_unknown_names() -> None:
    """A group or order that does not exist is refused with those that do."""
    with pytest.raises(WrongUse, match="there is no group 'late'; choose one of missed, cannot_tell, due_now"):
        selected(TRACKED, TrackerFilter(group="late"))
    with pytest.raises(WrongUse, match="there is no sort 'oldest'; choose one of deadline, deadline_last, newest"):
        selected(TRACKED, TrackerFilter(sort="oldest"))
