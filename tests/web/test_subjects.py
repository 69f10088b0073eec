"""Subjects of the source: the list, one of them, and how capitals become letters that can be read."""

from collections.abc import Iterator

import pytest
from fastapi.testclient import TestClient

from tests.web.checking import faults, page, text_of
from tests.web.people_kit import parliament
from web.app import create_app
from web.people.spelling import letters_in, shown
from web.services import Services

TITLES = (
    "De treinen van de NMBS in Brussel",
    "Brussel heeft werk aan de NMBS. Werk voor velen",
    "Dossiers over werk bij de federale politie te Brussel",
    "POLITIE EN WERK IN HOOFDLETTERS",
)


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


@pytest.mark.parametrize(
    ("theme", "written"),
    [
        ("NMBS", "NMBS"),
        ("HOOFDSTEDELIJK GEWEST BRUSSEL", "Hoofdstedelijk gewest Brussel"),
        ("WERK", "Werk"),
        ("POLITIE", "Politie"),
        ("Openbare werken", "Openbare werken"),
        ("  NMBS \n STATION ", "NMBS station"),
    ],
)
def test_capitals_become_what_titles_write(theme: str, written: str) -> None:
    """A word keeps the capitals that titles nearly always give it inside a sentence; others become small letters."""
    assert shown(theme, letters_in(TITLES)) == written


@pytest.mark.parametrize("language", ["nl", "fr", "en"])
@pytest.mark.parametrize("address", ["/subjects", "/subjects?q=brug", "/subjects?q=zzz", "/subjects/brug"])
def test_every_page_is_sound(site: TestClient, address: str, language: str) -> None:
    """Every page answers in every language, well formed and labelled."""
    answer = site.get(address, headers={"Cookie": f"rappel-language={language}"})
    assert (answer.status_code, faults(answer.text)) == (200, {})


def test_the_list_says_what_has_no_subject(site: TestClient) -> None:
    """Questions without a subject of the source are told, and a name that nothing has leads to the search."""
    words = text_of(page(site.get("/subjects?lang=nl").text))
    assert "Aan 1 vraag geeft de bron geen onderwerp" in words
    nothing = page(site.get("/subjects?q=trein&lang=nl").text)
    assert "/search?q=trein" in nothing.xpath("//main//a/@href")


def test_a_subject_leads_to_its_offices_persons_figures_and_questions(site: TestClient) -> None:
    """The page names who asked and answered, and its links find the same questions."""
    tree = page(site.get("/subjects/verkeersveiligheid?lang=nl").text)
    links = tree.xpath("//main//a/@href")
    assert {"/persons/lena-dubois", "/offices/vlaams-minister-van-welzijn", "/subjects/brug"} <= set(map(str, links))
    (search,) = tree.xpath("//ul[@class='strip']//a[contains(@href, '/search')]/@href")
    assert site.get(str(search).replace("/search", "/search.json", 1)).status_code == 200
    listed = site.get("/api/v1/search?theme=VERKEERSVEILIGHEID&grouped=false&sort=newest").json()
    assert str(listed["total"]) == text_of(tree.xpath("//ul[@class='strip']/li[1]//b")[0]) == "31"
    assert any(str(one).startswith("/figures?about=") for one in links)
    assert "Zoals de bron het schrijft: VERKEERSVEILIGHEID" in text_of(tree)


def test_a_subject_as_data(site: TestClient) -> None:
    """The API gives the subject with its spellings; the list is by frequency; an unknown one is not there."""
    data = site.get("/api/v1/subjects/brug").json()
    assert (data["name"], data["spellings"], data["numbers"]["counts"]["asked"]) == ("Brug", {"BRUG": 31}, 31)
    assert site.get("/api/v1/subjects/geen").status_code == 404
    assert site.get("/api/v1/parties/alfa").json()["numbers"]["counts"]["asked"] == 13
    found = site.get("/api/v1/subjects?limit=1").json()
    following = site.get(found["next_url"]).json()
    assert [one["slug"] for one in (*found["items"], *following["items"])] == ["brug", "verkeersveiligheid"]
    assert site.get("/subjects/brug.csv").text.count("\n") == 32
    assert site.get("/subjects/brug/pictures/asked.csv").status_code == 200
    assert site.get("/parties/alfa/pictures/asked.csv").status_code == 200
    assert site.get("/parties/alfa.csv").text.count("\n") == 14
    assert site.get("/parties.csv").text.count("\n") == 4
    assert site.get("/subjects.csv").text.count("\n") == 3
    assert site.get("/api/v1/parties").json()["total"] == 3
