"""Persons: one page whatever the spelling, as asker and as minister, with the party and its days."""

import json
from collections.abc import Iterator

import pytest
from fastapi.testclient import TestClient
from lxml import etree

from tests.web.checking import faults, page, text_of
from tests.web.people_kit import parliament
from web.app import create_app
from web.people.roll import roll_of
from web.services import Services


@pytest.fixture(scope="module")
def services(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Services]:
    """Return the services over the small parliament."""
    with parliament(tmp_path_factory.mktemp("people")) as found:
        yield found


@pytest.fixture(scope="module")
def site(services: Services) -> Iterator[TestClient]:
    """Return a client of the site over it."""
    with TestClient(create_app(services), raise_server_exceptions=False) as found:
        yield found


@pytest.mark.parametrize("language", ["nl", "fr", "en"])
@pytest.mark.parametrize(
    "address",
    [
        "/persons",
        "/persons?role=minister",
        "/persons?letter=C&sort=latest",
        "/persons?party=Gamma",
        "/persons?q=zzz",
        "/persons/lena-dubois",
        "/persons/bo-claes?role=asker",
        "/persons/bo-claes?role=minister",
        "/persons/ann-wouters",
    ],
)
def test_every_page_is_sound(site: TestClient, address: str, language: str) -> None:
    """Every page answers in every language, well formed and labelled."""
    answer = site.get(address, headers={"Cookie": f"rappel-language={language}"})
    assert (answer.status_code, faults(answer.text)) == (200, {})


def test_spellings_are_one_person(services: Services) -> None:
    """Capitals do not make another person, and who asked and later answered is one."""
    roll = roll_of(services.store.people.heads())
    assert [(one.name, len(one.asked), len(one.answered)) for one in roll.persons.values()] == [
        ("Bo Claes", 6, 8),
        ("Lena Dubois", 26, 0),
        ("Ann Wouters", 0, 18),
    ]
    assert roll.person("LENA DUBOIS") is roll.person("dubois-lena")
    assert roll.person("Lena Dubois").spellings == (("Lena Dubois", 14), ("LENA DUBOIS", 12))
    assert len(roll.person("bo-claes").heads) == 14


def test_another_spelling_leads_to_the_one_page(site: TestClient) -> None:
    """The words in another order are led on for good, with the query."""
    answer = site.get("/persons/claes-bo?role=minister&lang=en", follow_redirects=False)
    assert (answer.status_code, answer.headers["location"]) == (308, "/persons/bo-claes?role=minister&lang=en")
    assert site.get("/persons/niemand").status_code == 404


def test_a_person_can_be_both(site: TestClient) -> None:
    """Who is asker and minister has a page for each, which lead to each other; the larger one comes first."""
    tree = page(site.get("/persons/bo-claes?lang=nl").text)
    assert text_of(tree.xpath("//a[@aria-current='true']")[0]) == "minister"
    ways = tree.xpath("//ul[@class='chips']//a/@href")
    assert ways == ["/persons/bo-claes?role=asker", "/persons/bo-claes?role=minister"]
    asked = page(site.get(str(ways[0])).text)
    assert text_of(asked.xpath("//ul[@class='strip']/li[1]//b")[0]) == "6"
    data = site.get("/api/v1/persons/bo-claes").json()
    assert (data["asked"]["counts"]["asked"], data["answered"]["counts"]["asked"]) == (6, 8)
    assert site.get("/api/v1/persons/ann-wouters").json()["asked"] is None
    alone = page(site.get("/persons/ann-wouters?role=asker").text)
    assert not alone.xpath("//ul[@class='chips']")


def test_the_party_has_its_days(site: TestClient) -> None:
    """Each party stands with the first and last day on which a document names it beside the person."""
    parties = site.get("/api/v1/persons/lena-dubois").json()["parties"]
    assert [(one["name"], one["documents"]) for one in parties] == [("Alfa", 13), ("Beta", 13)]
    words = text_of(page(site.get("/persons/lena-dubois?lang=en").text))
    assert "Written as" in words
    assert "Beta, in 13 documents from" in words


def test_open_questions_say_how_long_they_wait(site: TestClient) -> None:
    """The longest waiting question comes first, with its term and the days since it was asked."""
    tree = page(site.get("/persons/lena-dubois?lang=nl").text)
    rows = tree.xpath("//section[@aria-labelledby='waiting']//tbody/tr")
    assert [text_of(row.xpath("./th")[0]) for row in rows] == ["Een vraag die lang wacht", "Een vraag die nog wacht"]
    assert [text_of(row.xpath("./td")[-1]) for row in rows] == ["993", "13"]


def test_the_list_is_by_family_name_and_letter(site: TestClient) -> None:
    """By name the family name counts, and a letter leaves those under it."""
    found = site.get("/api/v1/persons?sort=name").json()
    assert [one["name"] for one in found["items"]] == ["Bo Claes", "Lena Dubois"]
    assert [one["slug"] for one in site.get("/api/v1/persons?letter=d").json()["items"]] == ["lena-dubois"]
    ministers = site.get("/api/v1/persons?role=minister&sort=asked").json()["items"]
    assert [(one["slug"], one["counts"]["asked"]) for one in ministers] == [("ann-wouters", 18), ("bo-claes", 8)]
    lines = site.get("/persons.csv?party=Gamma").text.strip().splitlines()
    assert len(lines) == 2


def test_the_feed_tells_what_a_person_asked_and_was_asked(site: TestClient) -> None:
    """A person's feed has the questions asked and received; it can be read by any spelling."""
    feed = etree.fromstring(site.get("/feeds/persons/claes-bo.atom").content)
    assert len(feed.findall("{http://www.w3.org/2005/Atom}entry")) == 14
    assert feed.findtext("{http://www.w3.org/2005/Atom}id") == "tag:rappel.invalid,2024:persons:bo-claes"


def test_questions_and_pictures_follow_the_role(site: TestClient) -> None:
    """File and picture are those of the role that the page shows."""
    assert len(site.get("/persons/bo-claes.csv?role=asker").text.strip().splitlines()) == 7
    assert site.get("/persons/bo-claes/pictures/answered.csv?role=minister").status_code == 200
    assert site.get("/persons/bo-claes/pictures/answered.csv?role=asker").status_code == 404


def test_a_holder_of_mandates_has_them_on_the_page(services: Services) -> None:
    """Where a list of mandates names the person, the page gives the offices with their days."""
    file = services.settings.data / "mandates.json"
    roads = {"given": "Bo", "family": "Claes", "title": "Vlaams minister van Mobiliteit", "start": "2023-06-01"}
    care = roads | {"title": "Vlaams minister van Welzijn", "start": "2024-06-01"}
    file.write_text(json.dumps([roads | {"end": "2024-06-01"}, care]), encoding="utf-8")
    try:
        with TestClient(create_app(services)) as other:
            words = text_of(page(other.get("/persons/bo-claes?lang=en").text))
            assert "Vlaams minister van Welzijn, since 1 Jun 2024" in words
            assert "Vlaams minister van Mobiliteit, from 1 Jun 2023 to" in words
    finally:
        file.unlink()


def test_an_empty_store_says_what_is_missing(empty_client: TestClient) -> None:
    """Without documents every list answers and says so."""
    for address in ("/persons", "/offices", "/subjects", "/parties"):
        answer = empty_client.get(address)
        assert (answer.status_code, faults(answer.text)) == (200, {}), address
        assert page(answer.text).xpath("//p[@class='notice']"), address
