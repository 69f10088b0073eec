"""The answer box above the results, and figures by what they are about, on pages and in the API."""

import pytest
from fastapi.testclient import TestClient

from tests.web.checking import faults, page, text_of
from tracker.figure_evaluation import made_questions
from tracker.figure_search import FigureSearch
from web.services import Services


@pytest.fixture(scope="module")
def certain(sample_services: Services) -> str:
    """Return a question that the samples answer for certain."""
    search = FigureSearch(sample_services.store, sample_services.search)
    made = made_questions(sample_services.store, count=40, without=0)
    return next(one.text for one in made if search.answer(one.text, sample_services.today()) is not None)


@pytest.mark.parametrize(("language", "said"), [("nl", "Gekozen omdat"), ("en", "Chosen because")])
def test_a_certain_answer_stands_above_the_results(client: TestClient, certain: str, language: str, said: str) -> None:
    """The box has the figure as a link to its place, its sentence, its age and why it was chosen."""
    answer = client.get("/search", params={"q": certain, "lang": language})
    tree = page(answer.text)
    box = tree.xpath("//section[@aria-labelledby='answer']")
    assert len(box) == 1
    assert said in text_of(box[0])
    link = str(box[0].xpath(".//a/@href")[0])
    assert client.get(link.split("#")[0]).status_code == 200
    assert faults(answer.text) == {}


@pytest.mark.parametrize("changes", [{"sort": "newest"}, {"session": "2023-2024"}, {"offset": "20"}])
def test_other_lists_have_no_answer(client: TestClient, certain: str, changes: dict[str, str]) -> None:
    """Behind a filter, in another order and on later pages the list speaks for itself."""
    answer = client.get("/search", params={"q": certain, **changes})
    assert not page(answer.text).xpath("//section[@aria-labelledby='answer']")


@pytest.mark.parametrize("query", ["wachtlijst", "hoeveel", "hoeveel raketten vlogen naar de maan in 2031"])
def test_no_answer_where_none_is_certain(client: TestClient, query: str) -> None:
    """What asks for no figure, or for one that nobody gave, is answered with documents only."""
    assert not page(client.get("/search", params={"q": query}).text).xpath("//section[@aria-labelledby='answer']")
    assert client.get("/api/v1/search", params={"q": query}).json()["answer"] is None


def test_the_api_gives_the_answer(client: TestClient, certain: str) -> None:
    """The JSON has figure, sentence, age, and the words by which it was chosen."""
    found = client.get("/api/v1/search", params={"q": certain}).json()["answer"]
    assert found["figures"][0]["score"] >= found["threshold"]
    assert found["figures"][0]["quote"] in " ".join(found["figures"][0]["sentence"].split())
    assert found["figures"][0]["age_days"] > 0
    assert found["words"]


def test_figures_by_what_they_are_about(client: TestClient) -> None:
    """The box on the page of figures finds them in any form of its words, with their sentences."""
    answer = client.get("/figures", params={"about": "laadpunt", "lang": "nl"})
    tree = page(answer.text)
    assert len(tree.xpath("//main//a[starts-with(@href, '/d/')]")) > 2
    assert "laadpunten" in text_of(tree.xpath("//main")[0])
    assert faults(answer.text) == {}
    assert tree.xpath("//input[@name='about']/@value") == ["laadpunt"]


def test_the_api_finds_figures_by_what_they_are_about(client: TestClient) -> None:
    """The same as data; plans and outcomes part; without words nothing."""
    every = client.get("/api/v1/figures/about", params={"about": "laadpunten", "limit": 100}).json()
    parts = [
        client.get("/api/v1/figures/about", params={"about": "laadpunten", "limit": 100, "planned": one}).json()
        for one in ("true", "false")
    ]
    assert len(every) == len(parts[0]) + len(parts[1])
    assert all(one["planned"] for one in parts[0])
    assert client.get("/api/v1/figures/about").json() == []


def test_a_subject_that_nobody_counts(client: TestClient) -> None:
    """An empty list says what to do."""
    text = text_of(page(client.get("/figures?about=ruimteveren&lang=nl").text))
    assert "0 cijfers" in text
