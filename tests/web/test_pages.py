"""Every page answers in both languages, well-formed and labelled."""

import pytest
from fastapi.testclient import TestClient

from corpus.register import Commitment
from corpus.store import DocumentSummary
from tests.web.checking import faults, page, text_of
from tracker.filters import Group
from web.services import Services

PAGES = (
    "/",
    "/?as_of=2024-07-01",
    "/search",
    "/search?q=wachtlijst",
    "/search?q=%22wachtlijst&session=2022-2023&has_commitment=true",
    "/search?overdue=true",
    "/search?sort=newest",
    "/search?q=zzzz",
    "/commitments",
    "/commitments?as_of=2023-11-01",
    "/commitments?text=zzzz",
    *(f"/commitments?state={group.value}" for group in Group if group is not Group.REJECTED),
    "/figures",
    "/figures?kind=money&year=2022",
    "/figures?subject=zzzz",
    "/offices",
    "/methods",
    "/api/docs",
)


@pytest.mark.parametrize("language", ["nl", "en"])
@pytest.mark.parametrize("address", PAGES)
def test_every_page_answers_well_formed(client: TestClient, address: str, language: str) -> None:
    """A page is found, says which language it speaks, and has no fault a browser or reader would trip over."""
    answer = client.get(address, headers={"Cookie": f"rappel-language={language}"})
    assert answer.status_code == 200, answer.text
    assert page(answer.text).get("lang") == answer.headers["Content-Language"] == language
    assert faults(answer.text) == {}


@pytest.mark.parametrize("language", ["nl", "en"])
def test_every_office_has_a_page(client: TestClient, sample_services: Services, language: str) -> None:
    """Each office of the samples has a page that names those who held it."""
    offices = sample_services.store.people.offices()
    assert len(offices) >= 3
    for office in offices:
        answer = client.get(f"/offices/{office.slug}?lang={language}")
        assert (answer.status_code, faults(answer.text)) == (200, {}), office.slug
        words = text_of(page(answer.text))
        assert office.office in words
        assert all(minister.name in words for minister in office.ministers)


@pytest.mark.parametrize("language", ["nl", "en"])
def test_every_commitment_has_a_page(client: TestClient, commitments: tuple[Commitment, ...], language: str) -> None:
    """Each commitment of the samples has a page with its words and the way to its passage."""
    assert len(commitments) > 30
    for one in commitments:
        answer = client.get(f"/c/{one.id}?lang={language}")
        assert (answer.status_code, faults(answer.text)) == (200, {}), one.id
        tree = page(answer.text)
        assert " ".join(one.quote.split()) in text_of(tree.xpath("//h1")[0])
        way = f"/d/{one.document}?s={one.span.start}-{one.span.end}#s{one.span.start}-{one.span.end}"
        assert way in tree.xpath("//a/@href")


def test_no_link_of_the_site_is_dead(client: TestClient, documents: tuple[DocumentSummary, ...]) -> None:
    """Every address of this site that the main pages and two documents name answers, and its passage exists."""
    starts = ["/", "/search?q=wachtlijst", "/commitments", "/figures", "/offices", "/methods", f"/d/{documents[0].id}"]
    links = {str(link) for start in starts for link in page(client.get(start).text).xpath("//a/@href | //link/@href")}
    local = sorted(link for link in links if link.startswith("/") and not link.startswith("/language/"))
    assert len(local) > 60
    for link in local:
        address, _, fragment = link.partition("#")
        answer = client.get(address)
        assert answer.status_code == 200, link
        if fragment:
            assert page(answer.text).xpath(f"//*[@id='{fragment}']"), link


def test_start_page_leads_to_the_lists(client: TestClient, sample_services: Services) -> None:
    """The first page says how many commitments stand in each group, as the list that it leads to does."""
    tree = page(client.get("/").text)
    for group in ("missed", "due_now", "ahead", "undated"):
        (tile,) = tree.xpath(f"//ul[@class='tiles']//a[contains(@href, 'state={group}')]")
        listed = client.get(f"/api/v1/commitments?state={group}").json()["total"]
        assert text_of(tile).split()[0] == str(listed)
    held = len(sample_services.store.documents.list())
    assert f"{held} vragen" in text_of(tree)


def test_an_empty_store_says_what_to_do(empty_client: TestClient) -> None:
    """Without documents every page still answers, and the first says how to read some in."""
    assert "rappel ingest" in empty_client.get("/").text
    for address in ("/search?q=iets", "/commitments", "/figures", "/offices", "/methods", "/feeds/missed.atom"):
        answer = empty_client.get(address)
        assert answer.status_code == 200, address
        assert address.endswith("atom") or faults(answer.text) == {}
