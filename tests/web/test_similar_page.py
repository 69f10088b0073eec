"""The page and the API that say whether a draft question was asked before."""

import pytest
from fastapi.testclient import TestClient

from corpus.model import Side
from tests.web.checking import broken_references, malformed, page, text_of, twice_used_ids, unlabelled, unsafe
from web.services import Services

STRANGE = "Kaasmakers op de maan\n1. Hoeveel raketten vol kaas vertrokken er naar de maan?"


@pytest.fixture(scope="module")
def held(sample_services: Services) -> tuple[str, str]:
    """Return a question of the samples, word for word, and the id of its document."""
    for summary in sample_services.store.documents.list():
        document = sample_services.store.documents.get(summary.id)
        items = [item for item in document.record.items_of(Side.QUESTION) if item.label]
        if len(items) >= 2 and any(item.answers for item in document.record.items_of(Side.ANSWER)):
            lines = [f"{n}. {' '.join(i.span.quote(document.text.text).split())}" for n, i in enumerate(items, 1)]
            return "\n".join([document.record.title or "", *lines]), document.id
    raise AssertionError("no sample has numbered questions")


@pytest.mark.parametrize("language", ["nl", "en"])
def test_the_page_is_sound(client: TestClient, held: tuple[str, str], language: str) -> None:
    """Form and results are well-formed, labelled and load nothing from elsewhere, in both languages."""
    answers = [client.get(f"/already-asked?lang={language}")]
    answers += [client.post(f"/already-asked?lang={language}", data={"text": text}) for text in (held[0], STRANGE)]
    for answer in answers:
        tree = page(answer.text)
        assert answer.status_code == 200
        assert malformed(answer.text) == []
        assert twice_used_ids(tree) == []
        assert unlabelled(tree) == []
        assert broken_references(tree) == []
        assert unsafe(tree) == []


def test_a_held_question_is_very_likely_asked(client: TestClient, held: tuple[str, str]) -> None:
    """A question that is held word for word is told as asked, with a link to it and what was answered."""
    text, document = held
    tree = page(client.post("/already-asked?lang=nl", data={"text": text}).text)
    assert "zeer waarschijnlijk al gevraagd" in text_of(tree)
    assert tree.xpath(f"//main//article//h3/a[starts-with(@href, '/d/{document}?s=')]")
    assert tree.xpath("//main//article//b[normalize-space()='Geantwoord']")


def test_a_strange_question_is_not_asked(client: TestClient) -> None:
    """What nobody asked is never told as asked."""
    answer = client.post("/already-asked?lang=nl", data={"text": STRANGE})
    assert "zeer waarschijnlijk" not in text_of(page(answer.text))


def test_the_draft_stays_in_the_form(client: TestClient) -> None:
    """What was pasted can be changed and compared again, and is never read as markup."""
    text = "<b>Titel</b>\n1. Hoeveel <script>alert(1)</script> zijn er in Vlaanderen?"
    answer = client.post("/already-asked", data={"text": text})
    assert page(answer.text).xpath("//textarea")[0].text.strip() == text
    assert "<script>" not in answer.text


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("a" * 50_001, "te lang"),
        ("Titel\n" + "\n".join(f"{n}. Hoeveel bomen staan er in straat {n}?" for n in range(1, 100)), "te veel"),
    ],
)
def test_limits_are_said(client: TestClient, text: str, said: str) -> None:
    """A draft over the limits is refused with the reason, and is not lost."""
    answer = client.post("/already-asked?lang=nl", data={"text": text})
    assert answer.status_code == 422
    assert said in text_of(page(answer.text).xpath("//*[@role='alert']")[0])
    assert len(page(answer.text).xpath("//textarea")[0].text) > 1000


def test_other_sites_cannot_send_a_draft(client: TestClient) -> None:
    """A form of another site is refused."""
    answer = client.post("/already-asked", data={"text": "x"}, headers={"Origin": "https://elders.example"})
    assert answer.status_code == 403


def test_a_short_draft_may_stand_in_the_address(client: TestClient, held: tuple[str, str]) -> None:
    """A link can carry a draft; a long one is refused, so that addresses stay short."""
    assert held[1] in client.get("/already-asked", params={"text": held[0][:3000]}).text
    assert client.get("/already-asked", params={"text": "woord " * 1000}).status_code == 422


def test_the_api_says_the_same(client: TestClient, held: tuple[str, str]) -> None:
    """The API gives parts, probabilities, answers and figures with their age."""
    found = client.post("/api/v1/similar", json={"text": held[0], "limit": 2}).json()
    first = found["parts"][0]
    assert first["closeness"] == "asked"
    assert first["questions"][0]["question"]["probability"] >= found["threshold"]
    assert len(first["questions"]) <= 2
    assert held[1] in {one["question"]["document_id"] for part in found["parts"] for one in part["questions"]}
    assert first["questions"][0]["days_since"] > 0


@pytest.mark.parametrize("body", [{}, {"text": ""}, {"text": "a" * 50_001}, {"text": "x", "limit": 0}])
def test_the_api_refuses_what_cannot_be(client: TestClient, body: dict[str, object]) -> None:
    """Wrong bodies are problems in the form of RFC 9457."""
    answer = client.post("/api/v1/similar", json=body)
    assert answer.status_code == 422
    assert answer.headers["content-type"] == "application/problem+json"


def test_an_empty_memory_finds_nothing(empty_client: TestClient) -> None:
    """Before anything is held, the page says so and nothing fails."""
    answer = empty_client.post("/already-asked?lang=nl", data={"text": STRANGE})
    assert answer.status_code == 200
    assert "niets gevonden" in text_of(page(answer.text))
