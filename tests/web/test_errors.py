"""Errors: a page that says what is wrong and leads on, never a trace."""

import logging
from http import HTTPStatus

import pytest
from fastapi.testclient import TestClient
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import corpus.errors as tree
from corpus.errors import NotFound, RappelError, SearchIndexError, StoreBusy, WrongUse
from tests.web.checking import faults, page, text_of
from web.errors import status_of
from web.services import Services


@pytest.mark.parametrize(
    ("address", "status", "words"),
    [
        ("/nergens", 404, "Deze pagina bestaat niet"),
        ("/d/geen", 404, "Deze pagina bestaat niet"),
        ("/d/geen/v/1/original", 404, "Deze pagina bestaat niet"),
        ("/c/geen", 404, "Deze pagina bestaat niet"),
        ("/offices/geen", 404, "Deze pagina bestaat niet"),
        ("/static/geen.css", 404, "Deze pagina bestaat niet"),
        ("/?as_of=gisteren", 422, "Dit verzoek kon niet worden begrepen"),
        ("/c/geen?as_of=31-12-2024", 422, "Dit verzoek kon niet worden begrepen"),
        ("/feeds/missed.atom?as_of=nooit", 422, "Dit verzoek kon niet worden begrepen"),
        ("/commitments?state=vergeten", 422, "Dit verzoek kon niet worden begrepen"),
        ("/commitments?limit=0", 422, "Dit verzoek kon niet worden begrepen"),
        ("/figures?year=12", 422, "Dit verzoek kon niet worden begrepen"),
        ("/d/x?s=hier", 422, "Dit verzoek kon niet worden begrepen"),
        ("/d/x/v/99999999999999999999", 422, "Dit verzoek kon niet worden begrepen"),
    ],
)
def test_an_error_is_a_page(client: TestClient, address: str, status: int, words: str) -> None:
    """The page has the right status, says what is wrong, and leads to the search and the first page."""
    answer = client.get(address)
    assert (answer.status_code, faults(answer.text)) == (status, {})
    found = page(answer.text)
    assert text_of(found.xpath("//h1")[0]) == words
    assert found.xpath("//main//form[@action='/search']")
    assert "/" in found.xpath("//main//a/@href")


def test_an_error_speaks_the_visitors_language(client: TestClient) -> None:
    """English visitors get English."""
    assert "This page does not exist" in client.get("/nergens?lang=en").text


def test_wrong_input_is_named(client: TestClient) -> None:
    """The page says in the visitor's language which value could not be read, and repeats it as text."""
    text = client.get("/commitments?due_from=<b>gisteren").text
    assert "due_from: &lt;b&gt;gisteren" in text
    assert "Input should be" not in text


@pytest.mark.parametrize(
    ("error", "status"),
    [
        (NotFound("x"), 404),
        (WrongUse("x"), 400),
        (StoreBusy("x"), 503),
        (SearchIndexError("x"), 503),
        (RappelError("x"), 500),
    ],
)
def test_every_kind_has_its_status(error: RappelError, status: int) -> None:
    """Each kind of error says by its status whose fault it is."""
    assert status_of(error) == HTTPStatus(status)


def test_every_error_of_the_tree_has_a_status() -> None:
    """No error of ours is without an answer."""
    ours = [one for one in vars(tree).values() if isinstance(one, type) and issubclass(one, RappelError)]
    assert len(ours) > 8
    assert all(isinstance(status_of(one.__new__(one)), HTTPStatus) for one in ours)


@pytest.mark.parametrize(
    ("error", "status", "words"),
    [
        (SearchIndexError("run 'rappel rebuild'"), 503, "De zoekindex kan op dit ogenblik niet gebruikt worden."),
        (RuntimeError("a secret of the inside"), 500, "Er ging iets mis aan onze kant"),
    ],
)
def test_a_failure_inside_shows_no_trace(
    client: TestClient,
    sample_services: Services,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
    error: Exception,
    status: int,
    words: str,
) -> None:
    """What goes wrong inside is logged; the visitor gets a page, a program a problem, and neither sees the inside."""

    def fails(*_: object) -> None:
        raise error

    monkeypatch.setattr(sample_services.search, "search", fails)
    with caplog.at_level(logging.ERROR, "rappel.web"):
        shown = client.get("/search?q=x")
        problem = client.get("/api/v1/search?q=x")
    assert (shown.status_code, problem.status_code) == (status, status)
    assert words in shown.text
    for text in (shown.text, problem.text):
        assert "Traceback" not in text
        assert "a secret" not in text
    assert bool(caplog.records) == (status == 500)


ODD = st.text(min_size=1, max_size=12) | st.sampled_from(
    ["\x00", "1e999999", "-1", "NaN", "9" * 40, "../..", "%00", "𝕏"]
)
FIELDS = {
    "/search": ("q", "session", "minister", "asked_from", "overdue", "offset", "sort", "mode"),
    "/commitments": ("state", "office", "kind", "text", "due_from", "as_of", "offset", "document"),
    "/commitments.csv": ("text", "as_of"),
    "/figures": ("subject", "unit", "year", "minimum", "maximum", "document"),
    "/figures.csv": ("minimum", "subject"),
    "/feeds/missed.atom": ("office", "as_of"),
    "/": ("as_of", "lang"),
    "/api/v1/search": ("q", "session"),
    "/api/v1/documents": ("session", "office"),
}


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.sampled_from(sorted(FIELDS)).flatmap(lambda path: st.tuples(st.just(path), st.sampled_from(FIELDS[path]), ODD))
)
def test_no_input_breaks_a_page(client: TestClient, asked: tuple[str, str, str]) -> None:
    """Whatever stands in an address, the answer is a page, a list or a clear refusal; never a failure of ours."""
    path, name, value = asked
    answer = client.get(path, params={name: value.encode("utf-8", "surrogatepass")})
    assert answer.status_code in (200, 400, 404, 422), (asked, answer.text[:500])


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.sampled_from(["/d/{}", "/c/{}", "/offices/{}", "/d/{}/v/1", "/api/v1/documents/{}"]), ODD)
def test_no_name_breaks_a_page(client: TestClient, path: str, name: str) -> None:
    """An odd name in an address is a thing that does not exist."""
    from urllib.parse import quote

    answer = client.get(path.format(quote(name.encode("utf-8", "surrogatepass"), safe="")))
    assert answer.status_code in (200, 404, 422), (path, name)
