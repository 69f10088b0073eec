"""Figures of a whole store compared: series, contradictions, and those of one document."""

import threading
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from corpus.facts import FigureKind
from corpus.model import DocumentId, RawDocument
from corpus.register import Cause
from corpus.samples import sample_folder
from corpus.settings import Settings
from corpus.store import FigureInContext, Store
from ingest.pipeline import process
from ingest.sources.files import discover
from tests.corpus.building import Clock
from tests.tracker.telling import said
from tracker.comparison import KnownFigures, contradictions, contradictions_of, repeated_figures, series
from tracker.comparison.over_years import grouped, series_among
from tracker.comparison.statements import Statement


@pytest.fixture(scope="module")
def held(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    """Open a store with the sample corpus."""
    settings = Settings(data=tmp_path_factory.mktemp("figures"))
    with Store.open(settings, clock=Clock()) as store:
        for raw in discover([sample_folder()], clock=Clock(), max_bytes=10**7):
            if isinstance(raw, RawDocument):
                put(store, raw)
        assert store.documents.count() == 34
        yield store


def put(store: Store, raw: RawDocument) -> DocumentId:
    """Read a document and store it."""
    parsed = process(raw, parliament="Vlaams Parlement")
    kept = store.documents.put(parsed.raw, parsed.text, parsed.record, parsed.facts, cause=Cause.BACKFILL)
    return kept.document_id


def test_the_one_contradiction_of_the_sample_corpus(held: Store) -> None:
    """The charging points of 2022 are the only contradiction, with every document that has a part in it."""
    (found,) = contradictions(held)
    assert (str(found.one.figure.value), str(found.other.figure.value)) == ("14310", "14130")
    assert (found.period.words(), str(found.difference)) == ("2022", "180")
    assert [one.stored.number for one in found.statements] == [214, 96, 187]
    assert [one.stored.quote for one in (found.one, found.other)] == ["14.310 publieke laadpunten", "14.130"]


def test_contradictions_of_one_document(held: Store) -> None:
    """A document is compared with those that may state the same figures, and the result is that of comparing all."""
    (whole,) = contradictions(held)
    for one in whole.statements:
        assert contradictions_of(held, one.stored.document) == (whole,)
    other = next(one.document for one in held.figures.list() if one.number == 501)
    assert contradictions_of(held, other) == contradictions_of(held, "elsewhere") == ()


@pytest.mark.parametrize(
    ("subject", "unit", "expected"),
    [
        ("laadpunten", "laadpunten", {2021: "9420", 2022: "14310", 2023: "19870", 2024: "27640"}),
        ("wachtlijst pleegzorg", "kinderen", {2021: "612", 2023: "704", 2024: "689"}),
        ("scholen inventaris", "%", {2023: "63", 2024: "78", 2025: "91.5"}),
        (
            "renovatiepremies",
            "EUR",
            {2021: "112400000.0", 2022: "138900000.0", 2023: "151200000.0", 2024: "146700000.0"},
        ),
    ],
)
def test_series_of_the_sample_corpus(held: Store, subject: str, unit: str, expected: dict[int, str]) -> None:
    """Each chain of the sample corpus is one series with one value a year."""
    longest = series(held, subject, unit)[0]
    found = {point.year: str(point.value) for point in longest.points}
    assert {year: found.get(year) for year in expected} == expected
    assert all(point.stated for point in longest.points)


def test_a_series_shows_its_contradiction(held: Store) -> None:
    """The year that is contradicted shows both values with their quotes."""
    found = series(held, "laadpunten", "laadpunt")[0]
    assert (found.kind, found.unit, found.phrase) == (FigureKind.COUNT, "laadpunten", "publieke laadpunten")
    point = next(point for point in found.points if point.year == 2022)
    assert [one.stored.number for one in point.stated] == [214, 187]
    assert [str(one.figure.value) for one in point.contradicting] == ["14130"]


def test_series_of_a_table(held: Store) -> None:
    """Each row of an attached table is a series of its own, named by its headings."""
    found = [one for one in series(held, "renovatiepremies provincie", years=3) if "Limburg" in one.phrase]
    assert [[str(point.value) for point in one.points] for one in found] == [["16200000", "20100000", "22000000"]]


def test_what_there_is_no_series_of(held: Store) -> None:
    """Words that stand nowhere, another unit or too few years give none."""
    assert series(held, "onderzeeboten") == ()
    assert series(held, "laadpunten", "ton") == ()
    assert series(held, "laadpunten", "laadpunten", years=9) == ()
    assert series(held, "laadpunten", office="Minister van Elders") == ()


def test_known_figures_follow_the_store(tmp_path: Path) -> None:
    """What was compared is kept until the store changes; a document that is new or gone is seen at the next look."""
    with Store.open(Settings(data=tmp_path), clock=Clock()) as store:
        known = KnownFigures(store)
        assert known.contradictions() == ()
        assert known.series() == ()
        assert known.planned() == frozenset()
        names = []
        for raw in discover(sorted(sample_folder().glob("*laadpunten*")), clock=Clock(), max_bytes=10**7):
            assert isinstance(raw, RawDocument)
            names.append(put(store, raw))
        (found,) = known.contradictions()
        assert known.contradictions()[0] is found
        assert found.statements == contradictions(store)[0].statements
        assert known.series("laadpunten", "laadpunten") == series(store, "laadpunten", "laadpunten")
        assert known.series("laadpunten") is known.series("laadpunten")
        for one in found.statements:
            assert known.contradictions_of(one.stored.document) == (found,)
        assert known.contradictions_of("elsewhere") == ()
        assert {document for document, _ in known.planned()} <= set(names)


def test_known_figures_are_read_once(held: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    """Pages that ask at the same moment wait for one reading instead of each making its own."""
    asked: list[int] = []

    def read(figures: Sequence[FigureInContext]) -> tuple[Statement, ...]:
        asked.append(len(figures))
        return ()

    monkeypatch.setattr("tracker.comparison.known.statements", read)
    known = KnownFigures(held)
    threads = [threading.Thread(target=known.contradictions) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert asked == [held.figures.count()]


def test_repeated_figures_of_the_sample_corpus(held: Store) -> None:
    """An answer that takes up the asker's target is linked with it."""
    for summary in held.documents.list():
        if summary.number == 187:
            document = held.documents.get(summary.id)
    found = repeated_figures(document.facts)
    quotes = [
        tuple(document.facts.figures[at].span.quote(document.text.text).split()[0] for at in (one.question, one.answer))
        for one in found
    ]
    assert quotes == [("20.000", "20.000")]
    assert document.record.asked == date(2024, 1, 16)


def test_parts_and_places_make_series_of_their_own() -> None:
    """What differs in kind, unit, part, name, topic or phrase is no series with the rest, nor is what is silent."""
    told_ = (
        *said("In 2021 waren er 120 dossiers van bedrijven.", "a"),
        *said("In 2022 waren er 130 dossiers van bedrijven.", "b"),
        *said("In 2022 waren er 30 dossiers van scholen.", "c"),
        *said("In 2022 waren er 40 dossiers in Gent.", "d"),
        *said("In 2022 waren er gemiddeld 50 dossiers.", "e"),
        *said("In 2022 was 60 % van de dossiers klaar.", "f"),
        *said("In 2023 waren er 140 dossiers.", "g", title="Iets heel anders"),
        *said("In 2023 waren er 150 dossiers.", "h", title=None),
    )
    groups = [[one.stored.document for one in group] for group in grouped(told_)]
    assert groups == [["a", "b"], ["c"], ["d"], ["e"], ["f"], ["g"], ["h"]]


@pytest.mark.parametrize(
    ("sentences", "expected"),
    [
        (("In 2021 waren er 120 dossiers.", "In 2022 waren er 130 dossiers."), {2021: 120, 2022: 130}),
        (("In 2021 waren er 3 dossiers.", "In 2022 waren er 130 dossiers."), {}),
        (("In 2021 en 2022 waren er 240 dossiers.", "In 2023 waren er 130 dossiers."), {}),
        (("In 2021 waren er 120 dossiers.", "In 2021 waren er 90 dossiers.", "In 2022 waren er 130 dossiers."), {}),
    ],
    ids=["two years", "far apart", "a value for two years", "two values for a year"],
)
def test_only_what_is_certain_makes_a_series(sentences: tuple[str, ...], expected: dict[int, int]) -> None:
    """Values of one answer make a series only where each has a year of its own and none is about something else."""
    told = [one for sentence in sentences for one in said(sentence, "a", title="Dossiers")]
    told = [replace(one, stored=replace(one.stored, position=place)) for place, one in enumerate(told)]
    found = series_among(told, "dossiers")
    points = {point.year: int(point.value) for one in found for point in one.points}
    assert points == expected


@pytest.mark.parametrize(
    ("values", "sure", "gaps"),
    [
        ({2019: 10, 2020: 20, 2021: 30}, True, ()),
        ({2019: 10, 2020: 20}, False, ()),
        ({2019: 10, 2021: 30, 2022: 40}, True, (2020,)),
        ({2019: 1, 2020: 30, 2021: 40}, False, ()),
    ],
)
def test_what_may_be_shown_unasked(values: dict[int, int], sure: bool, gaps: tuple[int, ...]) -> None:
    """A series is sure from three years on and without a far jump; its gaps are named, and its key stays the same."""
    told = [
        one
        for year, value in values.items()
        for one in said(f"In {year} waren er {value} dossiers.", f"d{year}", title="Dossiers")
    ]
    (found,) = series_among(told, years=2)
    assert (found.sure, found.gaps) == (sure, gaps)
    (again,) = series_among(told, "dossiers")
    assert again.key == found.key


def test_plans_stand_beside_a_series() -> None:
    """What is planned is no value of a year, but is kept with the series that it is about."""
    told = [
        one
        for text, name in (
            ("In 2021 waren er 120 dossiers.", "a"),
            ("In 2022 waren er 130 dossiers.", "b"),
            ("In 2023 waren er naar raming 140 dossiers.", "c"),
        )
        for one in said(text, name, title="Dossiers")
    ]
    (found,) = series_among(told)
    assert [point.year for point in found.points] == [2021, 2022]
    assert [int(one.figure.value) for one in found.planned] == [140]


def test_a_year_in_brackets_belongs_to_the_figure_before_it() -> None:
    """No value is taken for the year that stands in brackets behind another one."""
    told = said("Het waren er respectievelijk 100 (2019), 110 (2020), 120 (2021) en 130 dossiers (2022).", "a")
    years = {int(one.figure.value): one.period.year for one in told if one.period is not None}
    assert years.items() <= {100: 2019, 110: 2020, 120: 2021, 130: 2022}.items()
