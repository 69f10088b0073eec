"""What is particular to each parliament: names that change, two languages, numbers used again, letters, delays."""

import json
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path
from typing import cast

import httpx
import pytest

from corpus.errors import SourceChanged, SourceUnavailable
from corpus.model import AnswerKind, Side
from corpus.settings import Settings
from corpus.store import DocumentFilter, StoredDocument
from ingest.dossier import Dossier, Role, unpack
from ingest.sources.parliaments.dekamer import BelgianChamber
from ingest.sources.parliaments.tweede_kamer import TweedeKamer
from ingest.sources.web.client import Manners, PoliteClient
from ingest.sources.web.connector import Listed, Slice
from ingest.sources.web.fetcher import Fetcher
from ingest.sources.web.registry import SourceOptions, open_client
from ingest.sources.web.report import SyncRequest
from tests.sources.chamber_server import ChamberServer
from tests.sources.conftest import Following, FollowSource
from tests.sources.flemish_questions import Question
from tests.sources.tweede_kamer_server import TweedeKamerServer
from tests.sources.uk_server import UKServer

Chamber = Callable[[int], Following[ChamberServer]]
Kamer = Callable[[int], Following[TweedeKamerServer]]
UK = Callable[[int], Following[UKServer]]


@pytest.fixture
def chamber(follow_source: FollowSource) -> Chamber:
    """Return what starts the Belgian Chamber's service and a store that follows it."""
    return lambda count: cast("Following[ChamberServer]", follow_source("dekamer", count))


@pytest.fixture
def kamer(follow_source: FollowSource) -> Kamer:
    """Return what starts the Tweede Kamer's service and a store that follows it."""
    return lambda count: cast("Following[TweedeKamerServer]", follow_source("tweede-kamer", count))


@pytest.fixture
def uk(follow_source: FollowSource) -> UK:
    """Return what starts the UK Parliament's service and a store that follows it."""
    return lambda count: cast("Following[UKServer]", follow_source("uk-parliament", count))


def held(here: Following[ChamberServer] | Following[TweedeKamerServer] | Following[UKServer]) -> StoredDocument:
    """Return the one document that is held."""
    (one,) = here.store.documents.list()
    return here.store.documents.get(one.id)


def dossier(here: Following[ChamberServer] | Following[TweedeKamerServer] | Following[UKServer]) -> Dossier:
    """Return what the source gave of the one question."""
    return unpack(here.store.documents.raw(held(here).id).content)


def question(here: Following[ChamberServer] | Following[TweedeKamerServer] | Following[UKServer]) -> Question:
    """Return the one question of the services."""
    return next(iter(here.server.questions.values()))


@pytest.mark.parametrize("spoken", ["xml", "json"])
def test_the_chamber_in_both_forms(chamber: Chamber, spoken: str) -> None:
    """XML and JSON give the same document: Dutch sides with their items, the French texts attached and searchable."""
    here = chamber(1)
    here.server.spoken = spoken
    here.server.questions = {1_700_001: Question(key=1_700_001, asked=date(2024, 9, 2), answered=date(2024, 10, 1))}
    here.sync()
    record = held(here).record
    assert (record.number, record.session, record.asked) == (2, "2023-2024", date(2024, 9, 2))
    assert (record.asker, record.party, record.minister) == ("Karel De Smet", "De Gelen", None)
    assert (record.office, record.language) == ("Vlaams minister van mobiliteit en openbare werken", "nl")
    assert record.themes == ("MOBILITEIT", "ENERGIE")
    assert (record.title, record.answer_kind) == ("Sociale woningen - planning (1700001)", AnswerKind.SUBSTANTIVE)
    assert [(item.side, item.label) for item in record.items] == [
        *((Side.QUESTION, label) for label in "12"),
        *((Side.ANSWER, label) for label in "12"),
    ]
    text = held(here).text
    assert "telden we 901 sociale woningen & meer." in text.text
    assert [one.name for one in text.attachments] == ["vraag-fr.html", "antwoord-fr.html"]
    assert "Combien de sociale woningen la province compte-t-elle (1700001)?" in text.text
    assert len(held(here).commitments) == 1
    said = dossier(here).stated
    assert (said["STATUSQ"], said["LANG"], said["STATUSA1"]) == ("answerReceived", "F", "publicated")
    assert dossier(here).page.endswith(f"/v0/qrva/{said['SDOCNAME']}")


def test_a_question_in_french_alone(chamber: Chamber) -> None:
    """Where there are no Dutch texts the French ones are the document."""
    here = chamber(1)
    here.server.questions = {1_700_002: Question(key=1_700_002, asked=date(2024, 1, 9), answered=date(2024, 2, 1))}
    assert here.sync().complete
    record = held(here).record
    assert (record.language, record.title) == ("fr", f"{question(here).title} (en français)")
    assert record.office == "Ministre numéro 1"
    assert [one.role for one in dossier(here).files] == [Role.QUESTION, Role.ANSWER]


def test_the_chamber_knows_a_question_by_the_part_of_its_name_that_stays(chamber: Chamber) -> None:
    """A question that is printed in a bulletin gets another name there, and stays the same document here."""
    here = chamber(1)
    one = question(here)
    one.answered = None
    here.sync()
    before = held(here)
    one.answered = date(2024, 1, 9)
    # The name changes in the list too, so that nothing has to wait.
    report = here.sync()
    assert (report.ingest.changed, held(here).id) == (1, before.id)
    assert dossier(here).stated["SDOCNAME"].startswith("55-B")


def test_the_chamber_lists_the_legislatures_of_the_days(chamber: Chamber) -> None:
    """Each legislature is listed once, each parliamentary year passed over that is not asked for."""
    here = chamber(1)
    days = (date(2024, 6, 7), date(2024, 6, 12), date(2024, 10, 20))
    for place, day in enumerate(days):
        here.server.questions[place] = Question(key=place, asked=day, answered=None)
    report = here.sync(SyncRequest(session="2023-2024"))
    assert (report.listed, report.complete) == (2, True)
    assert {call.partition("leg=")[2] for call in here.server.calls if "leg=" in call} == {"55&start=0", "56&start=0"}
    assert here.sync(SyncRequest(session="2024-2025")).listed == 1


@pytest.mark.parametrize(
    ("name", "first", "last"),
    [
        ("56-B001-1-0001-0000202400002", date(2024, 6, 9), date(2024, 10, 7)),
        ("55--3-0158-2020202107112", date(2020, 10, 13), date(2021, 10, 11)),
    ],
    ids=["after an election", "in the year"],
)
def test_the_years_in_a_name(name: str, first: date, last: date) -> None:
    """The last part of a name tells the parliamentary year; a session after an election has one year only."""
    chamber = BelgianChamber(since=date(2010, 1, 1))
    entry = {"link": {"href": f"http://data.dekamer.be/v0/qrva/{name}"}}
    for day, inside in ((first, True), (last, True), (first - timedelta(1), False), (last + timedelta(1), False)):
        assert (chamber._listed(entry, Slice(first=day, last=day)) is not None) is inside
    with pytest.raises(SourceChanged, match="no name"):
        chamber._listed({"SDOCNAME": "new-form"}, Slice(first=first, last=last))


def test_a_question_that_the_chamber_no_longer_lists(tmp_path: Path) -> None:
    """Without its name a question of the Chamber cannot be fetched, and nothing is called."""
    options = SourceOptions()
    with open_client(BelgianChamber(), options, Settings(data=tmp_path)) as client:
        with pytest.raises(SourceUnavailable, match="not listed any more"):
            BelgianChamber().fetch(Listed(key="56-0000202400002", stamp=""), Fetcher(client=client))
        assert client.calls == 0


def test_a_letter_of_the_tweede_kamer(kamer: Kamer) -> None:
    """The letter that answers is the document, its questions and answers in turn; people and days are the service's."""
    here = kamer(1)
    one = question(here)
    here.sync()
    record = held(here).record
    assert (record.number, record.session, record.answered) == (0, "2023-2024", one.answered)
    assert held(here).id == "2023Z00000"
    assert (record.asker, record.party) == (" ".join(one.asker), "GROOT")
    assert (record.minister, record.office) == (" ".join(one.minister[:2]), one.minister[2].lower())
    assert {section.side for section in record.sections} == {Side.QUESTION, Side.ANSWER}
    assert [(item.side, item.label) for item in record.items] == [
        (Side.QUESTION, "1"),
        (Side.ANSWER, "1"),
        (Side.QUESTION, "2"),
        (Side.ANSWER, "2"),
    ]
    assert len(held(here).commitments) == 1
    given = dossier(here)
    assert [file.role for file in given.files] == [Role.WHOLE]
    assert given.stated["Medeindiener"] == "B. Too"
    assert given.stated["Schriftelijke vragen"].startswith("2023-09-25 2023D")
    assert given.page.endswith("/kamervragen/detail?id=2023Z00000")


def test_a_notice_of_delay_is_no_answer(kamer: Kamer) -> None:
    """A notice is attached; the question goes on waiting, and its answer joins it."""
    here = kamer(1)
    one = question(here)
    one.answered, one.holding = None, True
    here.sync()
    assert held(here).record.answer_kind is AnswerKind.NONE
    assert [file.role for file in dossier(here).files] == [Role.QUESTION, Role.ATTACHMENT]
    assert "niet binnen de termijn" in held(here).text.text
    one.answered = date(2023, 11, 20)
    here.later(days=1)
    here.sync()
    assert (held(here).version, held(here).record.answer_kind) == (2, AnswerKind.SUBSTANTIVE)


@pytest.mark.parametrize(("count", "message"), [({"@odata.count": 9}, "in a circle"), ({}, "without a count")])
def test_a_service_that_leads_nowhere(count: dict[str, object], message: str) -> None:
    """Pages that lead back to one that was read, and answers without a count, are no list."""
    page = {"value": [], "@odata.nextLink": "https://kamer.example/Zaak?$filter=x", **count}
    transport = httpx.MockTransport(lambda _: httpx.Response(200, stream=httpx.ByteStream(json.dumps(page).encode())))
    days = Slice(first=date(2023, 9, 1), last=date(2023, 12, 1))
    kamer = TweedeKamer(addresses={"data": "https://kamer.example"})
    manners = Manners(agent="Rappel of the tests", pause=0.0)
    with (
        PoliteClient(frozenset({"kamer.example"}), manners, transport=transport) as client,
        pytest.raises(SourceChanged, match=message),
    ):
        list(kamer.pages(days, client))


def test_the_uk_parliament(uk: UK) -> None:
    """A question with its answer in English: whole texts, people, its own day, and no facts by foreign rules."""
    here = uk(1)
    one = question(here)
    here.sync()
    found = held(here)
    record = found.record
    assert (record.language, record.office, record.party) == ("en", "Department for Transport", "Reform")
    assert (record.asked, record.answered, record.minister) == (one.asked, one.answered, " ".join(one.minister[:2]))
    assert record.number is None
    assert f"how many chargers & {one.key}." in found.text.text
    assert "- A plan will follow by the end of 2024." in found.text.text
    assert (found.facts.times, found.facts.figures, found.facts.commitments) == ((), (), ())
    said = dossier(here).stated
    assert (said["uin"], said["house"], said["dateForAnswer"]) == ("0", "Commons", "2023-10-02T00:00:00")
    assert dossier(here).page.endswith("/written-questions/detail/2023-09-25/0")


def test_a_number_that_is_used_again_names_nothing(uk: UK) -> None:
    """Questions of one number, one member and one department are questions of their own."""
    here = uk(1)
    here.server.questions = {
        key: Question(key=key, asked=date(2024, 9, day), answered=None) for key, day in ((60, 2), (120, 9), (180, 16))
    }
    here.sync()
    assert here.store.documents.count(DocumentFilter()) == 3


def test_a_holding_answer_is_provisional_and_waits(uk: UK) -> None:
    """The source says that an answer only holds the place; the question is looked at again until the true one comes."""
    here = uk(1)
    one = question(here)
    one.holding = True
    here.sync()
    assert held(here).record.answer_kind is AnswerKind.PROVISIONAL
    one.holding, one.revision = False, 2
    here.later(days=1)
    here.sync()
    assert (held(here).version, held(here).record.answer_kind) == (2, AnswerKind.SUBSTANTIVE)
