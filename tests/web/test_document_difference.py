"""Two versions compared: nothing of either is lost, what changed is marked, what did not is folded."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from fastapi.testclient import TestClient
from hypothesis import given
from hypothesis import strategies as st

from corpus.model import DocumentId
from corpus.settings import Settings
from corpus.store import Store
from search.service import SearchService
from tests.conftest import clock
from tests.web.checking import faults, page, text_of
from tests.web.test_documents import second_version
from web.app import create_app
from web.document import difference
from web.document.difference import Change, paragraphs, words_compared
from web.services import Services

SENTENCES = st.lists(
    st.sampled_from(["de", "brug", "opent", "in", "mei", "2025,", "niet", "kost", "3", "%"]), min_size=1
)


@given(SENTENCES, SENTENCES)
def test_both_paragraphs_can_be_read_from_the_comparison(old: list[str], new: list[str]) -> None:
    """The same and the removed words are the earlier one, the same and the added words the later one."""
    before, after = " ".join(old), " ".join(new)
    found = words_compared(before, after)
    if found:
        assert "".join(one.text for one in found if one.change is not Change.ADDED) == before
        assert "".join(one.text for one in found if one.change is not Change.REMOVED) == after


def test_single_words_are_marked() -> None:
    """A changed year does not mark the whole paragraph."""
    found = words_compared("De brug opent in mei 2024.", "De brug opent pas in mei 2025.")
    changed = [(one.change, one.text.strip()) for one in found if one.change is not Change.SAME]
    assert changed == [(Change.ADDED, "pas"), (Change.REMOVED, "2024"), (Change.ADDED, "2025")]


def test_other_paragraphs_are_not_mixed() -> None:
    """Two paragraphs with hardly a word in common are one taken out and one put in."""
    assert words_compared("De brug opent in mei.", "Wachtlijsten groeien al jaren sterk door.") == ()
    assert words_compared("woord " * 3000, "woord " * 3000 + "meer") == ()


def test_where_lines_were_broken_is_no_difference() -> None:
    """The same sentence set in another width is the same paragraph."""
    narrow = "De minister bezorgt het verslag over de brug\naan de commissie voor het einde van de maand."
    assert paragraphs(narrow) == paragraphs(narrow.replace("\n", " "))


@pytest.fixture
def changed(own_sample_data: Path) -> Iterator[tuple[Services, DocumentId]]:
    """Return a site of which one document got a second version that no longer states its commitment."""
    settings = Settings(data=own_sample_data, model="lexical")
    with Store.open(settings, clock=clock) as store:
        parts = Services(
            settings=settings, store=store, clock=clock, open_search=lambda: SearchService.open(settings, store)
        )
        yield parts, second_version(parts)


def test_the_difference_of_two_versions_is_shown(changed: tuple[Services, DocumentId]) -> None:
    """What was taken out and put in, told without colour too; the commitment lost; the way there and back."""
    parts, document = changed
    with TestClient(create_app(parts)) as client:
        answer = client.get(f"/d/{document}/diff/1..2")
        assert (answer.status_code, faults(answer.text)) == (200, {})
        tree = page(answer.text)
        assert "toegevoegd:" in text_of(tree.xpath("//ins[.//span]")[0])
        assert "niets over beslist" in " ".join(text_of(one) for one in tree.xpath("//ins"))
        lost = text_of(tree.xpath("//section[h3='Niet meer vermeld']")[0])
        assert "Toezegging" in lost
        assert tree.xpath("//details/summary[contains(., 'ongewijzigd')]")
        assert f"/d/{document}/diff/1..2" in page(client.get(f"/d/{document}").text).xpath("//a/@href")
        assert f"/d/{document}/diff/1..2" in page(client.get(f"/d/{document}/v/1").text).xpath("//a/@href")
        back = page(client.get(f"/d/{document}/diff/2..1").text)
        assert "Toezegging" in text_of(back.xpath("//section[h3='Nieuw vermeld']")[0])


def test_the_difference_is_given_as_data(changed: tuple[Services, DocumentId]) -> None:
    """The same words and facts by the API."""
    parts, document = changed
    with TestClient(create_app(parts)) as client:
        found = client.get(f"/api/v1/documents/{document}/differences/1..2").json()
        assert found["added_words"] >= 4
        assert "commitment" in {one["kind"] for one in found["lost"]}
        same = client.get(f"/api/v1/documents/{document}/differences/2..2").json()
        assert (same["added_words"], same["removed_words"], same["lost"], same["gained"]) == (0, 0, [], [])


def test_a_long_text_is_cut_and_says_so(changed: tuple[Services, DocumentId], monkeypatch: pytest.MonkeyPatch) -> None:
    """A page of differences stays small, whatever was rewritten."""
    parts, document = changed
    for limit in ("_MOST_CHANGED", "_MOST_FOLDED"):
        monkeypatch.setattr(difference, limit, 10)
    with TestClient(create_app(parts)) as client:
        answer = client.get(f"/d/{document}/diff/1..2")
    tree = page(answer.text)
    assert "te lang om elke wijziging te tonen" in answer.text
    assert not tree.xpath("//div[contains(@class, 'difference')]//details")
    assert tree.xpath("//div[contains(@class, 'difference')]/p[contains(., 'ongewijzigd')]")


@pytest.mark.parametrize(("versions", "status"), [("1..9", 404), ("1-2", 422), ("0..1", 422)])
def test_versions_that_are_not_there(changed: tuple[Services, DocumentId], versions: str, status: int) -> None:
    """Are said not to be there."""
    parts, document = changed
    with TestClient(create_app(parts), raise_server_exceptions=False) as client:
        assert client.get(f"/d/{document}/diff/{versions}").status_code == status


def test_a_paragraph_of_other_words_is_taken_out_and_put_in() -> None:
    """Nothing of either is lost where paragraphs have nothing in common."""
    old, new = ["Eerste alinea over de brug.", "Zelfde slot."], ["Wachtlijsten groeien al jaren sterk.", "Zelfde slot."]
    (changed, same) = list(difference._blocks(old, new))
    assert [(one.change, one.text) for paragraph in changed.paragraphs for one in paragraph] == [
        (Change.REMOVED, old[0]),
        (Change.ADDED, new[0]),
    ]
    assert (same.changed, same.count) == (False, 1)
