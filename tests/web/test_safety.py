"""Languages and headers: the visitor's choice is kept, and no page loads or leads elsewhere unasked."""

import pytest
from fastapi.testclient import TestClient

from tests.web.checking import page
from web.i18n import COOKIE
from web.sign_in_gate import local

HEADERS = {
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Content-Security-Policy": (
        "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self' data:; connect-src 'self'; "
        "form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
    ),
}


@pytest.mark.parametrize(
    "address",
    ["/", "/search", "/nergens", "/api/v1/status", "/static/rappel.css", "/feeds/missed.atom", "/figures.csv"],
)
def test_every_answer_is_guarded(client: TestClient, address: str) -> None:
    """Pages, errors, data and files carry the same safe headers."""
    answer = client.get(address)
    assert {name: answer.headers.get(name) for name in HEADERS} == HEADERS


def test_files_are_kept_only_under_their_own_hash(client: TestClient) -> None:
    """A stylesheet with its hash in the address may be kept for ever, without it not; pages never."""
    sheet = str(page(client.get("/").text).xpath("//link[@rel='stylesheet']/@href")[0])
    assert "immutable" in client.get(sheet).headers["Cache-Control"]
    assert "immutable" not in client.get("/static/rappel.css").headers.get("Cache-Control", "")
    assert "Cookie" in client.get("/").headers["Vary"]


def test_the_stylesheet_is_small(client: TestClient) -> None:
    """The only stylesheet stays under forty thousand bytes and loads nothing."""
    sheet = client.get("/static/rappel.css").text
    assert len(sheet.encode()) < 40_000
    assert "url(" not in sheet
    assert "@import" not in sheet


def test_dutch_unless_chosen(client: TestClient) -> None:
    """Pages are Dutch; the cookie chooses English; the address wins over the cookie; nonsense is ignored."""
    assert client.get("/").headers["Content-Language"] == "nl"
    cookie = {"Cookie": f"{COOKIE}=en"}
    assert client.get("/", headers=cookie).headers["Content-Language"] == "en"
    assert client.get("/?lang=nl", headers=cookie).headers["Content-Language"] == "nl"
    assert client.get("/?lang=xx", headers={"Cookie": f"{COOKIE}=zz"}).headers["Content-Language"] == "nl"


def test_choosing_a_language_goes_back_to_the_page(client: TestClient) -> None:
    """The link on a page leads back to that page with its query, in the other language, and is remembered."""
    tree = page(client.get("/search?q=wacht lijst&session=2022-2023").text)
    (link,) = tree.xpath("//span[contains(@class, 'language')]/a[@hreflang='en']/@href")
    answer = client.get(str(link), follow_redirects=False)
    assert answer.status_code == 303
    assert answer.headers["Location"].startswith("/search?q=wacht")
    assert "session=2022-2023" in answer.headers["Location"]
    assert f"{COOKIE}=en" in answer.headers["Set-Cookie"]
    assert "HttpOnly" in answer.headers["Set-Cookie"]
    assert "SameSite=lax" in answer.headers["Set-Cookie"]
    client.cookies.clear()


def test_an_unknown_language_changes_nothing(client: TestClient) -> None:
    """A language that is not spoken here is not remembered."""
    answer = client.get("/language/de?back=/figures", follow_redirects=False)
    assert (answer.status_code, answer.headers["Location"]) == (303, "/figures")
    assert "Set-Cookie" not in answer.headers


@pytest.mark.parametrize(
    "back",
    [
        "https://elders.example/",
        "//elders.example/",
        "/\\elders.example",
        "\\\\elders.example",
        "javascript:alert(1)",
        "",
        "/\t/elders.example",
        "/\n/elders.example",
        "elders",
    ],
)
def test_going_back_never_leaves_the_site(client: TestClient, back: str) -> None:
    """Whatever the address says, the way back is a page of this site."""
    assert local(back) == "/"
    answer = client.get("/language/en", params={"back": back}, follow_redirects=False)
    assert answer.headers["Location"] == "/"
    client.cookies.clear()
