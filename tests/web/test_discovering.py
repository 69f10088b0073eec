"""How machines find the site: robots, sitemap, OpenSearch, addresses of pages, linked data of questions."""

import json
from pathlib import Path
from typing import Any

import pytest
from fastapi.testclient import TestClient
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree

from corpus.register import Commitment
from corpus.settings import Settings
from corpus.store import DocumentSummary, Store
from search.service import SearchService
from tests.conftest import clock
from tests.web.checking import page
from web.app import create_app
from web.exports import sitemap
from web.exports.jsonld import escaped, question_jsonld
from web.services import Services

MAP = "{http://www.sitemaps.org/schemas/sitemap/0.9}"
SEARCH = "{http://a9.com/-/spec/opensearch/1.1/}"


def test_robots_may_read_pages_but_not_lists_without_end(client: TestClient) -> None:
    """An open instance names its sitemap and keeps engines out of searches, exports and accounts."""
    text = client.get("/robots.txt").text
    assert "Sitemap: http://testserver/sitemap.xml" in text
    assert {"Disallow: /search", "Disallow: /export/", "Disallow: /sign-in"} <= set(text.splitlines())
    assert "Disallow: /" not in text.splitlines()


@pytest.mark.parametrize("given", [{"robots": "none"}, {"reading": "closed"}])
def test_an_unlisted_instance_keeps_everybody_out(own_sample_data: Path, given: dict[str, str]) -> None:
    """By the setting, and where reading needs an account, nothing may be read, and a stranger may see that."""
    settings = Settings(data=own_sample_data, **given)  # type: ignore[arg-type]
    with Store.open(settings, clock=clock) as store:
        parts = Services(
            settings=settings, store=store, clock=clock, open_search=lambda: SearchService.open(settings, store)
        )
        with TestClient(create_app(parts)) as client:
            answer = client.get("/robots.txt", follow_redirects=False)
    assert (answer.status_code, answer.text) == (200, "User-agent: *\nDisallow: /\n")


@pytest.mark.parametrize("part", [7, 20_000])
def test_the_sitemap_names_every_lasting_page(
    client: TestClient,
    documents: tuple[DocumentSummary, ...],
    commitments: tuple[Commitment, ...],
    monkeypatch: pytest.MonkeyPatch,
    part: int,
) -> None:
    """Whatever the size of its parts, it names each document and commitment once, with the day it changed."""
    monkeypatch.setattr(sitemap, "PART", part)
    index = etree.fromstring(client.get("/sitemap.xml").content)
    pages: list[str] = []
    for place in index.iter(f"{MAP}loc"):
        answer = client.get(str(place.text).removeprefix("http://testserver"))
        assert answer.headers["Content-Type"] == "application/xml"
        for one in etree.fromstring(answer.content):
            address = str(one.findtext(f"{MAP}loc")).removeprefix("http://testserver")
            assert (one.findtext(f"{MAP}lastmod") is None) == (not address.startswith(("/d/", "/c/")))
            pages.append(address)
    assert len(pages) == len(set(pages))
    assert {f"/d/{one.id}" for one in documents} | {f"/c/{one.id}" for one in commitments} <= set(pages)
    fixed = [address for address in pages if not address.startswith(("/d/", "/c/"))]
    assert [address for address in fixed if client.get(address).status_code != 200] == []


def test_a_part_that_is_not_there_is_not_found(client: TestClient) -> None:
    """Behind the last part there is none."""
    assert client.get("/sitemap/999.xml").status_code == 404
    assert client.get("/sitemap/0.xml").status_code == 422


def test_a_browser_can_add_the_search(client: TestClient) -> None:
    """The description that every page links to leads to the search and its suggestions."""
    link = page(client.get("/").text).xpath("//link[@rel='search']/@href")[0]
    answer = client.get(str(link))
    assert answer.headers["Content-Type"] == "application/opensearchdescription+xml"
    tree = etree.fromstring(answer.content)
    assert len(tree.findtext(f"{SEARCH}ShortName") or "") <= 16
    templates = {one.get("rel"): str(one.get("template")) for one in tree.iter(f"{SEARCH}Url")}
    asked = templates["results"].replace("{searchTerms}", "wachtlijst").removeprefix("http://testserver")
    assert client.get(asked).status_code == 200
    assert templates["suggestions"].endswith("/suggest?q={searchTerms}")


def test_suggestions_are_titles(client: TestClient, documents: tuple[DocumentSummary, ...]) -> None:
    """What was typed so far gives titles that hold it; too little gives none; each stands once."""
    title = next(one.title for one in documents if one.title)
    typed, found = client.get("/suggest", params={"q": title[:12]}).json()
    assert typed == title[:12]
    assert " ".join(title.split()) in found
    assert len(found) == len(set(found)) <= 8
    assert client.get("/suggest?q=w").json() == ["w", []]


def test_a_page_has_one_address(client: TestClient, documents: tuple[DocumentSummary, ...]) -> None:
    """Pointing into a page changes nothing in its address; the languages of a page name each other."""
    one = documents[0].id
    for asked, said in (
        (f"/d/{one}?s=0-10", f"/d/{one}"),
        ("/commitments?state=missed&utm_source=x", "/commitments?state=missed"),
        ("/methods?lang=fr", "/methods?lang=fr"),
        ("/", "/"),
    ):
        tree = page(client.get(asked).text)
        assert tree.xpath("//link[@rel='canonical']/@href") == [f"http://testserver{said}"]
        languages = {one.get("hreflang"): str(one.get("href")) for one in tree.xpath("//link[@hreflang]")}
        assert {"nl", "fr", "en", "x-default"} == set(languages)
        assert all(f"lang={name}" in address for name, address in languages.items() if name != "x-default")
        assert "lang=" not in languages["x-default"]
        for name in ("title", "description", "type", "url", "site_name", "locale"):
            assert tree.xpath(f"//meta[@property='og:{name}']/@content")[0], name


def linked(client: TestClient, document: str) -> dict[str, Any]:
    """Return the linked data of a document's page."""
    (text,) = page(client.get(f"/d/{document}").text).xpath("//script[@type='application/ld+json']/text()")
    found: dict[str, Any] = json.loads(str(text))
    return found


def test_a_question_is_linked_data(
    client: TestClient, documents: tuple[DocumentSummary, ...], sample_services: Services
) -> None:
    """Each document's page says who asked what and who answered, as schema.org has it, without gaps."""
    for summary in documents:
        found, record = linked(client, summary.id), sample_services.store.documents.get(summary.id).record
        question = found["mainEntity"]
        assert (found["@type"], question["@type"]) == ("QAPage", "Question")
        assert found["url"] == f"http://testserver/d/{summary.id}"
        assert question["name"]
        assert question["text"]
        assert question["answerCount"] == int("acceptedAnswer" in question)
        if record.asker:
            assert question["author"]["name"] == record.asker
        if "acceptedAnswer" in question and record.minister:
            assert question["acceptedAnswer"]["author"]["name"] == record.minister
        assert None not in found.values()


@given(st.text())
def test_linked_data_never_ends_its_element(text: str) -> None:
    """Whatever a document says, the element holds exactly that data and nothing becomes markup."""
    written = escaped(json.dumps({"a": f"</script><!--{text}"}))
    assert "<" not in written
    assert ">" not in written
    assert json.loads(written) == {"a": f"</script><!--{text}"}


def test_long_texts_are_cut(sample_services: Services, documents: tuple[DocumentSummary, ...]) -> None:
    """The linked data of the longest document stays small beside its page."""
    for summary in documents:
        assert len(question_jsonld(sample_services.store.documents.get(summary.id), "https://x.example/d")) < 4000
