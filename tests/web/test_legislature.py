"""The end of a legislature on the site: looked at first, confirmed with a count, written with one note."""

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from fastapi.testclient import TestClient

from tests.web.checking import faults, page, text_of
from tests.web.editing import Editor, editor, services_with_accounts
from tracker.legislature import legislature_end
from web.app import create_app
from web.pages import legislature
from web.services import Services

ENDED = "2024-06-08"
PAGE = "/review/legislature"


@pytest.fixture
def services(own_sample_data: Path) -> Iterator[Services]:
    """Return services over samples of their own."""
    with services_with_accounts(own_sample_data) as found:
        yield found


@pytest.fixture
def lies(services: Services) -> Iterator[Editor]:
    """Return an editor who is signed in."""
    with editor(services, "Lies") as found:
        yield found


def undecided(services: Services) -> list[str]:
    """Return the ids of what is still open of the legislature."""
    return [one.id for one in legislature_end(services.tracker, date.fromisoformat(ENDED), services.today()).undecided]


def test_only_editors_see_it(services: Services) -> None:
    """A stranger is led to the sign-in, a reader refused, and neither can decide."""
    with TestClient(create_app(services), raise_server_exceptions=False) as stranger:
        answer = stranger.get(PAGE, follow_redirects=False)
        assert (answer.status_code, answer.headers["Location"]) == (303, "/sign-in?back=%2Freview%2Flegislature")
        assert stranger.post(PAGE, data={"ended": ENDED}).status_code == 401
    with editor(services, "Rik") as reader:
        assert reader.client.get(PAGE).status_code == 403


@pytest.mark.parametrize("language", ["nl", "fr", "en"])
def test_it_shows_before_it_asks(lies: Editor, services: Services, language: str) -> None:
    """Without a day there is a form only; with one the counts and the list; nothing is written."""
    before = undecided(services)
    assert faults(lies.client.get(f"{PAGE}?lang={language}").text) == {}
    answer = lies.client.get(f"{PAGE}?ended={ENDED}&lang={language}")
    assert (answer.status_code, faults(answer.text)) == (200, {})
    tree = page(answer.text)
    assert text_of(tree.xpath("//dl[@class='facts']/dd")[1]) == str(len(before))
    assert [str(link)[3:] for link in tree.xpath("//blockquote/a/@href")] == before[:25]
    assert undecided(services) == before


def test_it_decides_after_a_second_look(lies: Editor, services: Services, monkeypatch: pytest.MonkeyPatch) -> None:
    """The first press shows count and note, the second writes both on each, a form's worth at a time."""
    monkeypatch.setattr(legislature, "AT_ONCE", 3)
    before = undecided(services)
    assert len(before) > 3
    given = {"csrf": lies.csrf, "ended": ENDED, "ending": "carry_over", "note": "het nieuwe akkoord"}
    asked = page(lies.client.post(PAGE, data=given).text)
    assert undecided(services) == before
    form = {str(one.get("name")): str(one.get("value")) for one in asked.xpath("//form[@method='post']//input")}
    assert (form["sure"], form["count"], form["note"]) == ("1", str(len(before)), "het nieuwe akkoord")
    done = lies.client.post(PAGE, data=form)
    assert (done.status_code, faults(done.text)) == (200, {})
    assert "Vastgelegd bij 3 toezeggingen." in done.text
    assert undecided(services) == before[3:]
    last = services.store.register.events(before[0])[-1]
    assert (last.kind, last.author, last.note) == ("carried_over", "Lies", "het nieuwe akkoord")


def test_another_count_is_asked_again(lies: Editor, services: Services) -> None:
    """Where the list changed between looking and pressing, nothing is written and the new count is shown."""
    before = undecided(services)
    given = {"csrf": lies.csrf, "ended": ENDED, "ending": "lapse", "note": "vervalt", "sure": "1", "count": "1"}
    answer = lies.client.post(PAGE, data=given)
    assert (answer.status_code, undecided(services)) == (409, before)
    assert f'name="count" value="{len(before)}"' in answer.text


@pytest.mark.parametrize(
    ("given", "status", "words"),
    [
        ({"ended": ENDED, "ending": "lapse"}, 422, "Niet vastgelegd."),
        ({"ended": ENDED, "note": "x"}, 422, "Niet vastgelegd."),
        ({"ending": "lapse", "note": "x"}, 422, "Niet vastgelegd."),
        ({"ended": "gisteren", "ending": "lapse", "note": "x"}, 422, "ended"),
        ({"ended": "2999-01-01", "ending": "lapse", "note": "x"}, 422, "nog niet voorbij"),
        ({"ended": ENDED, "ending": "forget", "note": "x"}, 422, "ending"),
    ],
)
def test_what_is_missing_is_told(
    lies: Editor, services: Services, given: dict[str, str], status: int, words: str
) -> None:
    """A form without day, choice or note, or with a day that is none or to come, writes nothing and says why."""
    before = undecided(services)
    answer = lies.client.post(PAGE, data={"csrf": lies.csrf, **given})
    assert (answer.status_code, words in answer.text) == (status, True)
    assert undecided(services) == before


def test_nothing_left_is_said(lies: Editor) -> None:
    """A choice of which nothing is open says so, and a legislature that still runs has nothing to decide."""
    assert "staat niets meer open" in lies.client.get(f"{PAGE}?ended=1999-01-01").text
    assert "nog niet voorbij" in lies.client.get(f"{PAGE}?ended=2999-01-01").text
