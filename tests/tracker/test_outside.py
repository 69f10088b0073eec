"""Another register beside ours: what is the same promise, what only one of them has, and where both say otherwise."""

import csv
import io
import json
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from corpus.errors import NotFound, WrongUse
from corpus.model import CommitmentId
from corpus.register import Commitment, EventKind
from corpus.settings import Settings
from corpus.store import Store
from corpus.store.outside import OutsidePromise
from rappel import show
from tests.tracker.fakes import commitment, event, window
from tracker.fold import fold
from tracker.outside.commands import outside
from tracker.outside.compare import ComparedEntry, Matter, Standing, compare
from tracker.outside.likeness import Likeness
from tracker.outside.printing import COLUMNS, print_comparison, row
from tracker.outside.service import RegisterComparison, compared_registers
from tracker.service import Tracker
from tracker.timeliness import Periods
from tracker.tracked import TrackedCommitment, track

TODAY = date(2024, 9, 1)
BRIDGE = "De minister zegt toe de Kamer voor het einde van het jaar een plan over de brug bij Zwijndrecht te sturen."
FERRY = "De minister zal met de provincie overleggen over het nachtveer en de Kamer daarover informeren."
OURS_BRIDGE = "Ik stuur uw Kamer voor het einde van het jaar het plan voor de brug bij Zwijndrecht."


def theirs(**given: object) -> OutsidePromise:
    """Return an entry of the other register."""
    base = OutsidePromise(
        source="tweede-kamer",
        key="k-1",
        parliament="Tweede Kamer",
        number="TZ202307-001",
        text=BRIDGE,
        said=date(2023, 7, 10),
        status="Openstaand",
        verdict="open",
        office="minister van Wegen en Water",
    )
    return replace(base, **given)  # type: ignore[arg-type]


def ours(given: Commitment, *events: tuple[EventKind, date]) -> TrackedCommitment:
    """Return an entry of ours as it stands today."""
    log = [event(kind, on, number, name=given.id) for number, (kind, on) in enumerate(events, 1)]
    return track(fold(given, log), TODAY, Periods(), TODAY)


def bridge(name: str = "c-1", last: date = date(2024, 12, 31), **given: object) -> Commitment:
    """Return our entry on the bridge."""
    return commitment((window(None, last), "eind 2024"), name=name, quote=OURS_BRIDGE, **given)  # type: ignore[arg-type]


def only(found: tuple[ComparedEntry, ...]) -> ComparedEntry:
    """Return the one entry."""
    (one,) = found
    return one


def test_the_same_promise_in_other_words_is_paired() -> None:
    """A promise that both registers have is one entry, with how alike the words are and nothing that differs."""
    found = only(compare([theirs()], [ours(bridge())]))
    assert (found.standing, found.differences) == (Standing.MATCHED, ())
    assert found.likeness is not None
    assert 0.35 <= found.likeness <= 1


@pytest.mark.parametrize(
    ("mine", "given"),
    [
        (bridge(), {"text": FERRY}),
        (bridge(), {"said": date(2023, 12, 1)}),
        (bridge(), {"office": "minister van Financiën"}),
        (bridge(attached=False), {}),
    ],
    ids=["other words", "another season", "another office", "no longer stated"],
)
def test_what_cannot_be_one_promise_is_not_paired(mine: Commitment, given: Mapping[str, object]) -> None:
    """Other words, another season, another office, or an entry that is none any more stay apart."""
    found = compare([theirs(**given)], [ours(mine)])
    assert found[0].standing is Standing.ONLY_THEIRS
    assert [one.standing for one in found[1:]] == [Standing.ONLY_OURS] * mine.attached


@pytest.mark.parametrize(
    "given",
    [{"said": None}, {"office": ""}, {"office": "minister"}, {"office": "", "ministry": "Water"}],
    ids=["no day", "no office", "an office of nothing", "a ministry"],
)
def test_what_a_register_does_not_say_keeps_nothing_apart(given: Mapping[str, object]) -> None:
    """A missing day or office can be any; a ministry stands for the office."""
    assert only(compare([theirs(**given)], [ours(bridge())])).standing is Standing.MATCHED


def test_a_rejected_entry_is_none() -> None:
    """What people rejected in our register is not held against theirs."""
    rejected = ours(bridge(), (EventKind.REJECTED, date(2024, 1, 1)))
    assert [one.standing for one in compare([theirs()], [rejected])] == [Standing.ONLY_THEIRS]


def test_every_entry_is_paired_once_with_the_likeliest() -> None:
    """Of two entries that could be the same, the one in nearly the same words is; the other stays alone."""
    vaguer = replace(bridge("c-2"), quote="Ik stuur uw Kamer het plan voor een brug.", id=CommitmentId("c-2"))
    found = compare([theirs()], [ours(vaguer), ours(bridge())])
    assert [(one.standing, one.ours.id if one.ours else None) for one in found] == [
        (Standing.MATCHED, "c-1"),
        (Standing.ONLY_OURS, "c-2"),
    ]


FULFILLED = ((EventKind.FULFILLED, date(2024, 3, 1)),)
WITHDRAWN = ((EventKind.WITHDRAWN, date(2024, 3, 1)),)
LATE = date(2024, 1, 31)


@pytest.mark.parametrize(
    ("verdict", "settled", "last", "events", "differs"),
    [
        ("open", None, date(2024, 12, 31), (), []),
        ("open", None, LATE, (), []),
        ("", None, LATE, FULFILLED, []),
        ("fulfilled", date(2024, 3, 1), LATE, FULFILLED, []),
        ("fulfilled", date(2024, 2, 1), LATE, FULFILLED, [(Matter.DATE, "2024-02-01", "2024-03-01")]),
        ("fulfilled", None, date(2024, 12, 31), (), [(Matter.STATUS, "word", "open")]),
        ("open", None, LATE, FULFILLED, [(Matter.STATUS, "word", "fulfilled")]),
        ("open", None, LATE, WITHDRAWN, [(Matter.STATUS, "word", "dropped")]),
        ("missed", None, LATE, (), []),
        ("missed", None, date(2024, 12, 31), (), [(Matter.STATUS, "word", "open")]),
        ("open", date(2024, 10, 1), date(2024, 12, 31), (), [(Matter.DATE, "2024-10-01", "2024-12-31")]),
    ],
)
def test_where_both_say_otherwise(
    verdict: str,
    settled: date | None,
    last: date,
    events: tuple[tuple[EventKind, date], ...],
    differs: list[tuple[Matter, str, str]],
) -> None:
    """Status and day are compared where both have one; open there and past its day here is no contradiction."""
    found = only(compare([theirs(verdict=verdict, settled=settled, status="word")], [ours(bridge(last=last), *events)]))
    assert [(one.matter, one.theirs, one.ours) for one in found.differences] == differs
    assert found.standing is (Standing.DIFFERS if differs else Standing.MATCHED)


def test_likeness_of_texts() -> None:
    """Equal texts are wholly alike, texts without a common word not at all; rare words count for more."""
    likeness = Likeness([BRIDGE, FERRY, OURS_BRIDGE, "Kamer informeren", ""])
    assert likeness(BRIDGE, BRIDGE) == pytest.approx(1)
    assert likeness("", "") == 0
    assert likeness(FERRY, "volstrekt anders") == 0
    assert likeness(BRIDGE, "brug Zwijndrecht") > likeness(BRIDGE, "minister Kamer")


@dataclass(frozen=True)
class Face:
    """The program around the command."""

    store: Store
    tracker: Tracker

    def show(self, value: object, *, as_json: bool, text: Callable[[], None]) -> None:
        """Print a value."""
        show(value, as_json=as_json, text=text)

    @contextmanager
    def services(self) -> Iterator["Face"]:
        """Give the parts."""
        yield self

    def today(self) -> date:
        """Return the day."""
        return TODAY


@pytest.fixture
def face(tmp_path: Path) -> Iterator[Face]:
    """Return the program around the command, over a store with one register and no document."""

    def clock() -> datetime:
        return datetime(2024, 9, 1, 9, tzinfo=UTC)

    settings = Settings(data=tmp_path)
    with Store.open(settings, clock=clock) as store:
        store.outside.put([theirs(said=TODAY), theirs(text=FERRY, key="k-2", number="=TZ2", said=date(2010, 1, 1))])
        yield Face(store=store, tracker=Tracker(store, settings, clock))


def invoked(face: Face, *words: str) -> Result:
    """Return what the command did."""
    return CliRunner().invoke(outside, words, obj=face)


def test_the_store_is_asked_for_one_parliament(face: Face) -> None:
    """Theirs that are older than anything of ours are counted and left out, unless a first day is named."""
    found = compared_registers(face.store, face.tracker, TODAY)
    assert (found.parliament, found.left_out, found.counts[Standing.ONLY_THEIRS]) == ("Tweede Kamer", 1, 1)
    every = compared_registers(face.store, face.tracker, TODAY, parliament="Tweede Kamer", since=date(2000, 1, 1))
    assert (every.left_out, every.counts[Standing.ONLY_THEIRS]) == (0, 2)
    with pytest.raises(NotFound, match="held are those of: Tweede Kamer"):
        compared_registers(face.store, face.tracker, TODAY, parliament="Landdag")
    face.store.outside.put([theirs(source="landdag", parliament="Landdag")])
    with pytest.raises(NotFound, match="several parliaments are held; name one"):
        compared_registers(face.store, face.tracker, TODAY)


def test_a_register_that_is_not_held(face: Face) -> None:
    """Without any register the way to get one is named."""
    face.store.outside.put([], [("tweede-kamer", "k-1"), ("tweede-kamer", "k-2")])
    with pytest.raises(NotFound, match="rappel sync tweede-kamer"):
        compared_registers(face.store, face.tracker, TODAY)


def test_the_command_prints_text(face: Face) -> None:
    """The numbers come first, then the entries."""
    printed = invoked(face).stdout
    assert "0 matched, 0 differs, 1 only theirs, 0 only ours (1 older ones of theirs left out)" in printed
    assert "theirs TZ202307-001 2024-09-01 Openstaand: De minister zegt toe" in printed


def test_the_command_prints_json_and_csv(face: Face) -> None:
    """All entries as values, or as a table that no spreadsheet takes for formulas."""
    given = json.loads(invoked(face, "--json", "--since", "2000-01-01").stdout)
    assert given["counts"] == {"matched": 0, "differs": 0, "only_theirs": 2, "only_ours": 0}
    rows = list(csv.DictReader(io.StringIO(invoked(face, "--csv", "--since", "2000-01-01").stdout)))
    assert [one["number"] for one in rows] == ["'=TZ2", "TZ202307-001"]
    assert invoked(face, "--csv", "--only", "only_ours").stdout.count("\n") == 1


@pytest.mark.parametrize("words", [("--csv", "--json"), ("--only", "nothing"), ("--since", "soon")])
def test_the_command_refuses_wrong_use(face: Face, words: tuple[str, ...]) -> None:
    """What cannot be asked is said, and nothing printed."""
    done = invoked(face, *words)
    assert isinstance(done.exception, WrongUse)
    assert done.stdout == ""


def test_a_pair_as_a_row_and_as_text(capsys: pytest.CaptureFixture[str]) -> None:
    """A pair shows both entries and what differs; of a long list the first entries, and how many more there are."""
    entry = only(compare([theirs(verdict="fulfilled", status="Voldaan")], [ours(bridge())]))
    cells = row(entry)
    assert tuple(cells) == COLUMNS
    assert (cells["commitment"], cells["our_status"], cells["our_day"]) == ("c-1", "open", "2024-12-31")
    assert cells["differences"] == "status: Voldaan / open"
    alone = only(compare([], [ours(bridge())]))
    found = RegisterComparison(parliament="Tweede Kamer", since=TODAY, left_out=0, entries=(entry, *[alone] * 30))
    print_comparison(found, found.entries)
    printed = capsys.readouterr().out
    assert "\ndiffers  status: Voldaan / open\n  theirs TZ202307-001" in printed
    assert "\nonly ours\n  ours c-1 2023-07-03 open: Ik stuur" in printed
    assert "\n11 more (--json or --csv lists all)" in printed
