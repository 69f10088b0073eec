"""Who held which office, and who answers today for what an office promised."""

import json
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from corpus.errors import RulesError
from corpus.reference_people import MANDATES, Holding
from corpus.register import EventKind, Fulfilment
from corpus.store.results import PersonSeen
from tests.tracker.fakes import commitment, event
from tracker.fold import fold
from tracker.mandates import Mandates, from_holdings, load_mandates, mentioned, portfolios_of, shipped
from tracker.rules.offices import office_rules, read_office_rules
from tracker.state import CommitmentState
from tracker.succession import Reason, Succession, same_person

PARLIAMENT = "Vlaams Parlement"
OLD = "Vlaams minister van Werk, Economie, Innovatie, Landbouw en Sociale Economie"
ROADS = "Vlaams minister van Mobiliteit en Openbare Werken"
LATER = date(2025, 2, 1)


def succession(**seen: PersonSeen) -> Succession:
    """Return the succession of the shipped mandates, with who stands in documents."""
    return Succession(mandates=shipped(office_rules()), seen={slug: [one] for slug, one in seen.items()})


def state(office: str | None = OLD, minister: str | None = "Jo Brouns", quote: str = "Dat komt er.") -> CommitmentState:
    """Return a commitment stated in June 2023."""
    return fold(commitment(office=office, minister=minister, quote=quote, stated=date(2023, 6, 14)), ())


def seen(name: str, first: date | None) -> PersonSeen:
    """Return somebody who answers in documents from a day on."""
    return PersonSeen(slug=name.lower(), name=name, first=first, last=first, documents=1)


@pytest.mark.parametrize(
    ("title", "portfolios"),
    [
        ("Vlaams minister van Mobiliteit en Openbare Werken", ("Mobiliteit", "Openbare Werken")),
        ("VLAAMS MINISTER VAN WERK, ECONOMIE EN SOCIALE ECONOMIE", ("Werk", "Economie", "Sociale Economie")),
        ("Minister van Steden- en Plattelandsbeleid", ("Stedenbeleid",)),
        ("Vlaams minister van ICT", ("Digitalisering",)),
        ("Minister-president van de Vlaamse Regering", ()),
        ("Minister van Tovenarij", ("tovenarij",)),
        ("", ()),
    ],
)
def test_a_title_names_portfolios(title: str, portfolios: tuple[str, ...]) -> None:
    """Portfolios are found whole, under one name whatever they were called, and unknown ones stay themselves."""
    assert portfolios_of(title) == portfolios


@pytest.mark.parametrize(
    ("office", "day", "person"),
    [
        ("Vlaams minister van Mobiliteit en Openbare Werken", date(2023, 1, 1), "Lydia Peeters"),
        ("vlaams minister van openbare werken en mobiliteit", date(2023, 1, 1), "Lydia Peeters"),
        (OLD, date(2022, 5, 17), "Hilde Crevits"),
        (OLD, date(2022, 5, 18), "Jo Brouns"),
        (OLD, date(2025, 1, 1), None),
        ("Vlaams minister van Jeugd, Toerisme, Klimaat, Energie en Wonen", date(2026, 1, 20), "Melissa Depraetere"),
        ("Vlaams minister van Jeugd, Toerisme, Klimaat, Energie en Wonen", date(2026, 1, 21), "Hans Bonte"),
        ("Vlaams minister van Brussel, Jeugd, Media en Armoedebestrijding", date(2023, 1, 1), "Benjamin Dalle"),
    ],
)
def test_who_held_an_office_on_a_day(office: str, day: date, person: str | None) -> None:
    """The order of portfolios does not matter; a mandate ends the day the next begins; two of a person are one."""
    holder = shipped(office_rules()).holder(office, day)
    assert (holder.person if holder else None) == person


def test_shipped_mandates_leave_no_portfolio_with_two_holders() -> None:
    """On no first day of a mandate does a portfolio have two ministers, which would make succession unclear."""
    mandates = shipped(office_rules())
    for day in {one.first for one in mandates.held if one.first is not None}:
        names = [name for one in mandates.on(day) for name in one.portfolios]
        assert len(names) == len(set(names)), day


@pytest.mark.parametrize(
    ("quote", "person", "reason"),
    [
        ("VDAB rolt het platform uit", "Zuhal Demir", Reason.SUBJECT),
        ("De landbouwers krijgen een loket", "Jo Brouns", Reason.SUBJECT),
        ("Dat wordt bekeken", None, Reason.SEVERAL),
    ],
)
def test_a_divided_office_goes_by_the_words(quote: str, person: str | None, reason: Reason) -> None:
    """Where portfolios went to several ministers the commitment's words propose one, and never for certain."""
    found = succession().answerable(state(quote=quote), OLD, LATER)
    assert (found.person, found.reason, found.certain) == (person, reason, False)
    if reason is Reason.SEVERAL:
        assert len(found.others) == 4


@pytest.mark.parametrize(
    ("office", "minister", "day", "person", "reason", "certain"),
    [
        (OLD, "BROUNS Jo", date(2023, 7, 1), "Jo Brouns", Reason.SAME_TITLE, False),
        (ROADS, "Lydia Peeters", LATER, "Annick De Ridder", Reason.PORTFOLIO, True),
        ("Vlaams minister van Gezin en Volksgezondheid", None, LATER, "Caroline Gennez", Reason.PORTFOLIO, True),
        ("Minister van Tovenarij", None, LATER, None, Reason.UNKNOWN, False),
        (None, None, LATER, None, Reason.UNKNOWN, False),
    ],
)  # fmt: skip
def test_who_answers_for_a_commitment(
    office: str | None, minister: str | None, day: date, person: str | None, reason: Reason, certain: bool
) -> None:
    """The same title comes first, then portfolios that went over together; what is unknown stays so."""
    found = succession().answerable(state(office, minister), office, day)
    assert (found.person, found.reason, found.certain) == (person, reason, certain)
    assert found.why("nl")
    assert found.why("en")


def test_mandates_of_another_government_are_not_used() -> None:
    """Where the mandates name somebody else for the day of the promise, only the documents say who answers now."""
    office = "Vlaams minister van Mobiliteit en Openbare Werken"
    key = "vlaams-minister-van-mobiliteit-en-openbare-werken"
    other = Succession(
        mandates=shipped(office_rules()),
        seen={key: [seen("An", date(2023, 1, 1)), seen("Bea", date(2025, 1, 1)), seen("Cor", date(2026, 1, 1))]},
    )
    found = other.answerable(state(office, "An"), office, LATER)
    assert (found.person, found.reason, found.since) == ("Bea", Reason.DOCUMENTS, date(2025, 1, 1))
    assert found.succeeded("An")
    assert not found.succeeded("Bea")


def test_a_decision_of_a_person_comes_before_all() -> None:
    """A commitment that was carried over is the new office's, and the reason says that somebody decided so."""
    new = "Vlaams minister van Onderwijs, Justitie en Werk"
    carried = fold(
        commitment(office=OLD, minister="Jo Brouns", stated=date(2023, 6, 14)),
        [event(EventKind.CARRIED_OVER, date(2024, 10, 1), 1, data={"office": new})],
    )
    assert carried.fulfilment is Fulfilment.CARRIED_OVER
    found = succession().answerable(carried, OLD, LATER)
    assert (found.person, found.office, found.decided) == ("Zuhal Demir", new, True)
    assert found.why("nl").startswith("overgedragen bij beslissing")


def test_a_corrected_office_is_no_decision() -> None:
    """An office that was read wrongly and corrected was always the office."""
    right = "Vlaams minister van Mobiliteit en Openbare Werken"
    corrected = replace(state(right, "Lydia Peeters"), edited=("office",))
    assert not succession().answerable(corrected, OLD, LATER).decided


def held(title: str | None, start: str, end: str | None = None, name: str | None = "Els") -> Holding:
    """Return a line of a register of governments."""
    return Holding.model_validate({"given": name, "title": title, "start": start, "end": end})


def test_open_mandates_end_with_the_next_government() -> None:
    """A mandate without an end lasts until the same portfolios are given again, or a whole government begins."""
    first = [held("Minister van Sport", "2019-10-02"), held("Minister van Media", "2019-10-02")]
    next_government = [held(title, "2024-09-30", name=f"N{title}") for title in ("A", "B", "C", "D", "E")]
    again = [held("Minister van Sport", "2022-05-18", name="Jan")]
    read = from_holdings([*first, *again, *next_government], office_rules())
    ends = {(one.title, one.person): one.end for one in read.held}
    assert ends["Minister van Sport", "Els"] == date(2022, 5, 18)
    assert ends["Minister van Sport", "Jan"] == ends["Minister van Media", "Els"] == date(2024, 9, 30)
    assert ends["A", "NA"] is None


def test_a_register_without_a_name_takes_the_shipped_one_as_uncertain() -> None:
    """An office that the register leaves without a person is named from the shipped mandates, or stays nameless."""
    read = from_holdings(
        [held(OLD, "2022-05-18", "2023-11-08", None), held("Minister van Tovenarij", "2022-05-18", None, None)],
        office_rules(),
    )
    assert [(one.person, one.certain) for one in read.held] == [("Jo Brouns", False), (None, False)]


def test_a_wrong_file_breaks_nothing(tmp_path: Path) -> None:
    """Without a file, or with one that cannot be used, the shipped mandates stand in and the problem is told."""
    assert load_mandates(tmp_path, PARLIAMENT).source == "shipped"
    assert load_mandates(tmp_path, "Tweede Kamer") == Mandates()
    file = tmp_path / MANDATES
    for content, told in (("{", "mandates.json"), ('[{"start": "gisteren"}]', "start"), ("[]", "no entry")):
        file.unlink(missing_ok=True)
        file.write_text(content, encoding="utf-8")
        found = load_mandates(tmp_path, PARLIAMENT)
        assert (found.source, told in found.problem) == ("shipped", True), content
    file.write_text(json.dumps([{"given": "Els", "title": "Minister van Sport", "start": "2020-01-01"}]))
    found = load_mandates(tmp_path, PARLIAMENT)
    assert (found.source, found.problem, len(found.held)) == ("file", "", 1)


def test_the_public_register_reads(tmp_path: Path) -> None:
    """The register of mandates since 1981 gives one holder for every portfolio of the present government."""
    source = Path("../shared/data/flemish-ministers.json")
    if not source.exists():
        pytest.skip("the register of mandates is not beside the repository")
    (tmp_path / MANDATES).write_bytes(source.read_bytes())
    found = load_mandates(tmp_path, PARLIAMENT)
    assert (found.source, found.problem) == ("file", "")
    day = date(2025, 2, 1)
    names = [name for one in found.on(day) for name in one.portfolios]
    holder = found.holder("Vlaams minister van Sport, Havens, Openbare Werken en Mobiliteit", day)
    assert holder is not None
    assert holder.person == "Annick De Ridder"
    assert len(names) == len(set(names)) > 20


@pytest.mark.parametrize(
    ("change", "told"),
    [
        (("composition = 5", "composition = 1"), "composition"),
        (('version = "2026-11"', "version = "), "offices"),
        (('portfolios = ["Brussel", "Media"]', 'portfolios = ["Brussel", "Magie"]'), "Magie"),
        (("to = 2022-05-16", "to = 2018-05-16"), "ends before it begins"),
        (('note = "the day of the end', 'nota = "the day of the end'), "nota"),
        (('name = "Werk"', 'name = "Sport"'), "twice"),
    ],
)
def test_wrong_rules_are_refused(change: tuple[str, str], told: str) -> None:
    """A wrong entry of the rules is named before anything is computed from it."""
    content = (Path("tracker/rules") / "offices.toml").read_text(encoding="utf-8")
    assert change[0] in content
    with pytest.raises(RulesError, match=told):
        read_office_rules(content.replace(*change), name="offices")


def test_words_show_a_portfolio() -> None:
    """The beginning of a word is enough, the middle of one is not."""
    sport = next(one for one in office_rules().portfolio if one.name == "Sport")
    assert mentioned(sport, "Het sportaanbod en het zwembad")
    assert not mentioned(sport, "Het transport")


def test_names_are_compared_in_any_order() -> None:
    """Registers put the family name first, documents last."""
    assert same_person("De Smet, Ann", "Ann De Smet")
    assert not same_person("Ann", "An")
