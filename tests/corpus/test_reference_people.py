"""Offices, persons and parties that follow from reference data."""

import json
from datetime import date
from pathlib import Path

import pytest

from corpus.errors import RulesError
from corpus.model import QuestionRecord
from corpus.reference_people import MANDATES, MEMBERS, ReferencePeople, load_reference_people

WEGEN, WATER = "Minister van Wegen", "Minister van Water"
HELD = [
    {"given": "An", "family": "Peeters", "title": WEGEN, "start": "2019-10-02T00:00:00+02:00", "end": "2022-05-01"},
    {"given": "Bo", "family": "De Claes", "title": WEGEN, "start": "2022-05-01", "end": None, "uri": "passed over"},
    {"given": "Cis", "family": "Maes", "title": WATER, "start": "2019-10-02", "end": ""},
    {"given": "Cis", "family": "Maes", "title": None, "start": "2019-10-02", "end": None},
    {"given": "Dirk", "family": "Vos", "title": "Minister van Lucht", "start": "2019-10-02"},
    {"given": "Dirk", "family": "Vos", "title": "Minister van Vuur", "start": "2020-10-02"},
    {"given": None, "family": None, "title": "Minister van Aarde", "start": "2019-10-02"},
]
PARTIES = (
    "name,party,from,to,remark\nEls Nobel,Partij A,2019-06-01,2021-01-01,x\nEls Nobel,Partij B,2021-01-01,,\n"
    "Fé Smet,Partij C,,,"
)


@pytest.fixture
def people(tmp_path: Path) -> ReferencePeople:
    """Return the reference data of two small files."""
    (tmp_path / MANDATES).write_text(json.dumps(HELD), encoding="utf-8")
    (tmp_path / MEMBERS).write_text(PARTIES, encoding="utf-8")
    return load_reference_people(tmp_path)


@pytest.mark.parametrize(
    ("minister", "on", "expected"),
    [
        ("An Peeters", date(2022, 4, 30), WEGEN),
        ("PEETERS, An", date(2022, 4, 30), WEGEN),
        ("An Peeters", date(2022, 5, 1), None),
        ("An Peeters", date(2019, 10, 1), None),
        ("Bo De Claes", date(2022, 5, 1), WEGEN),
        ("Cis Maes", date(2024, 1, 1), WATER),
        ("Dirk Vos", date(2020, 1, 1), "Minister van Lucht"),
        ("Dirk Vos", date(2021, 1, 1), None),
        ("Peeters", date(2020, 1, 1), None),
    ],
)
def test_the_office_of_a_minister(people: ReferencePeople, minister: str, on: date, expected: str | None) -> None:
    """A person has the one office held on that day; the day that ends it belongs to the next; two offices are none."""
    assert people.office_of(minister, on) == expected


@pytest.mark.parametrize(
    ("office", "on", "expected"),
    [
        (WEGEN, date(2021, 1, 1), "An Peeters"),
        ("MINISTER VAN\nWEGEN", date(2023, 1, 1), "Bo De Claes"),
        (WEGEN, date(2010, 1, 1), None),
        ("Minister van Aarde", date(2021, 1, 1), None),
        ("Minister", date(2021, 1, 1), None),
    ],
)
def test_the_minister_of_an_office(people: ReferencePeople, office: str, on: date, expected: str | None) -> None:
    """An office has the one person who held it on that day, in any spelling of the title."""
    assert people.minister_of(office, on) == expected


@pytest.mark.parametrize(
    ("member", "on", "expected"),
    [
        ("Els Nobel", date(2020, 12, 31), "Partij A"),
        ("Nobel, Els", date(2021, 1, 1), "Partij B"),
        ("Els Nobel", date(2018, 1, 1), None),
        ("FE SMET", date(1990, 1, 1), "Partij C"),
        ("Niemand", date(2020, 1, 1), None),
    ],
)
def test_the_party_of_a_member(people: ReferencePeople, member: str, on: date, expected: str | None) -> None:
    """A member has the party of that day; an empty day is open."""
    assert people.party_of(member, on) == expected


def test_a_record_is_completed(people: ReferencePeople) -> None:
    """The office of the question's day and the party follow, and are named as inferred."""
    record = QuestionRecord(
        minister="AN PEETERS",
        asker="Els Nobel",
        asked=date(2022, 4, 1),
        answered=date(2022, 5, 9),
        inferred=("session",),
    )
    found = people.completed(record)
    assert (found.office, found.party, found.minister) == (WEGEN, "Partij B", "AN PEETERS")
    assert found.inferred == ("session", "office", "party")


def test_the_person_who_answered(people: ReferencePeople) -> None:
    """Where only the office is named, the person is the one who held it on the day of the answer."""
    record = QuestionRecord(office=WEGEN, asked=date(2022, 4, 1), answered=date(2022, 5, 9))
    assert people.completed(record).minister == "Bo De Claes"
    unanswered = QuestionRecord(office=WEGEN, asked=date(2022, 4, 1))
    assert (people.completed(unanswered).minister, people.completed(unanswered).inferred) == (
        "An Peeters",
        ("minister",),
    )


@pytest.mark.parametrize(
    "record",
    [
        QuestionRecord(minister="An Peeters", asker="Els Nobel"),
        QuestionRecord(asked=date(2020, 1, 1)),
        QuestionRecord(minister="Niemand", asker="Niemand", asked=date(2020, 1, 1)),
        QuestionRecord(
            minister="An Peeters", office="Een ander", asker="Els Nobel", party="Een andere", asked=date(2020, 1, 1)
        ),
    ],
)
def test_what_does_not_follow_stays(people: ReferencePeople, record: QuestionRecord) -> None:
    """Without a day, a name or an entry nothing follows, and what is stated is never replaced."""
    assert people.completed(record) is record


def test_without_files(tmp_path: Path) -> None:
    """A data folder without the files is as good as one with empty files."""
    assert load_reference_people(tmp_path) == ReferencePeople()


@pytest.mark.parametrize(
    ("name", "content", "message"),
    [
        (MANDATES, "{", "mandates.json"),
        (MANDATES, '[{"title": 3}]', r"mandates.json: 0.title"),
        (MANDATES, '[{"start": "yesterday"}]', r"0.start"),
        (MEMBERS, "name,from\nX,\n", "members.csv: column party"),
        (MEMBERS, "", "members.csv: column name, party"),
        (MEMBERS, "name,party,from\nX,Y,2020-01-01\nX,,\n", "members.csv, line 3: party"),
    ],
)
def test_wrong_files_are_named(tmp_path: Path, name: str, content: str, message: str) -> None:
    """A wrong entry is refused with the file and the place."""
    (tmp_path / name).write_text(content, encoding="utf-8")
    with pytest.raises(RulesError, match=message):
        load_reference_people(tmp_path)


@pytest.mark.parametrize("name", [MANDATES, MEMBERS])
def test_files_that_cannot_be_read(tmp_path: Path, name: str) -> None:
    """A file that is no UTF-8 text is refused by name."""
    (tmp_path / name).write_bytes(b"\xff\xfe\xff")
    with pytest.raises(RulesError, match=f"{name}: cannot be read"):
        load_reference_people(tmp_path)
