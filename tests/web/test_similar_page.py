"""The page and the API that say whether a draft question was asked before."""

from datetime import date

import pytest
from fastapi.testclient import TestClient

from corpus.model import DocumentId, Side, Span
from search.similar.results import Closeness, SimilarQuestion
from tests.web.checking import faults, page, text_of
from tracker.already_asked import (
    AskedBefore,
    AskedPart,
    AskedSummary,
    EarlierAnswer,
    EarlierQuestion,
    ReferredAnswer,
)
from web.i18n import LANGUAGES, Speaker
from web.searching.asked_before import as_text, sentences
from web.services import Services

DUTCH = Speaker(language="nl")
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


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_page_is_sound(client: TestClient, held: tuple[str, str], language: str) -> None:
    """Form, example and results are well-formed, labelled and load nothing from elsewhere, in every language."""
    cookie = {"Cookie": f"rappel-language={language}"}
    answers = [client.get(address, headers=cookie) for address in ("/already-asked", "/already-asked?example=true")]
    answers += [client.post("/already-asked", data={"text": text}, headers=cookie) for text in (held[0], STRANGE)]
    for answer in answers:
        assert answer.status_code == 200
        assert faults(answer.text) == {}


def test_an_example_can_be_put_in(client: TestClient) -> None:
    """A link fills the form with a draft of three parts, which can be compared."""
    (link,) = page(client.get("/already-asked").text).xpath("//form//a/@href")
    text = page(client.get(str(link)).text).xpath("//textarea")[0].text
    tree = page(client.post("/already-asked", data={"text": text}).text)
    assert len(tree.xpath("//section[contains(@class, 'asked-part')]")) == 3


def test_the_outcome_stands_on_top(client: TestClient, held: tuple[str, str]) -> None:
    """The first thing said is how many parts were asked before, then each part with the way to it."""
    text = held[0] + "\n9. " + STRANGE.splitlines()[1].removeprefix("1. ")
    tree = page(client.post("/already-asked?lang=nl", data={"text": text}).text)
    outcome = tree.xpath("//section[@aria-labelledby='outcome']")[0]
    parts = tree.xpath("//section[contains(@class, 'asked-part')]")
    said = text_of(outcome.xpath(".//h2")[0])
    assert said.startswith(f"{len(parts) - 1} van uw {len(parts)} deelvragen")
    assert "Bij 1 deelvraag" in text_of(outcome)
    assert [str(one) for one in outcome.xpath(".//ol//a/@href")] == [f"#part-{n}" for n in range(1, len(parts) + 1)]
    assert "betekent nooit dat iets niet gevraagd werd" in text_of(outcome)


def test_a_single_question_has_one_sentence(client: TestClient) -> None:
    """A draft without numbered parts is told in one sentence, without a list of parts."""
    outcome = page(client.post("/already-asked?lang=nl", data={"text": "Raketten vol kaas op de maan"}).text).xpath(
        "//section[@aria-labelledby='outcome']"
    )[0]
    assert not outcome.xpath(".//ol")
    assert "in andere woorden" in text_of(outcome) or "verwante vragen" in text_of(outcome)


def test_the_comparison_can_be_copied(client: TestClient, held: tuple[str, str]) -> None:
    """The same stands as plain text in a field of its own, with addresses that lead to the passages."""
    tree = page(client.post("/already-asked?lang=nl", data={"text": held[0]}).text)
    text = tree.xpath("//textarea[@id='as-text']")[0].text
    assert tree.xpath("//button[@data-copy='as-text']")
    addresses = [line.strip() for line in text.splitlines() if line.strip().startswith("http")]
    assert len(addresses) >= 2
    for address in addresses[:4]:
        name, _, anchor = address.rpartition("#")
        passage = anchor.removeprefix("s")
        document = page(client.get(f"{name}?s={passage}").text)
        assert len(document.xpath(f"//*[@id='{anchor}']")) == 1
    assert max(map(len, text.splitlines())) < 600


def test_a_held_question_is_very_likely_asked(client: TestClient, held: tuple[str, str]) -> None:
    """A question that is held word for word is told as asked, with a link to it and what was answered."""
    text, document = held
    tree = page(client.post("/already-asked?lang=nl", data={"text": text}).text)
    assert "zeer waarschijnlijk al gevraagd" in text_of(tree)
    assert tree.xpath(f"//main//article//h3/a[starts-with(@href, '/d/{document}?s=')]")
    assert tree.xpath(f"//main//article//p[contains(@class, 'side-title')]/a[starts-with(@href, '/d/{document}?s=')]")


def test_a_strange_question_is_not_asked(client: TestClient) -> None:
    """What nobody asked is never told as asked."""
    answer = client.post("/already-asked?lang=nl", data={"text": STRANGE})
    assert "zeer waarschijnlijk" not in text_of(page(answer.text))


def test_the_draft_stays_in_the_form(client: TestClient) -> None:
    """What was pasted can be changed and compared again, and is never read as markup."""
    text = "<b>Titel</b>\n1. Hoeveel <script>alert(1)</script> zijn er in Vlaanderen?"
    answer = client.post("/already-asked", data={"text": text})
    assert page(answer.text).xpath("//textarea[@name='text']")[0].text.strip() == text
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
    assert found["summary"]["parts"] == len(found["parts"])
    assert found["summary"]["asked"] == sum(part["closeness"] == "asked" for part in found["parts"])


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
    assert "niet gevonden" in text_of(page(answer.text)).lower()


def summary(parts: int, asked: int = 0, related: int = 0, days: int | None = None, referred: int = 0) -> AskedSummary:
    """Return the numbers of a comparison."""
    return AskedSummary(
        parts=parts, asked=asked, related=related, figures=1, newest_figure_days=days, referred=referred
    )


@pytest.mark.parametrize(
    ("numbers", "said"),
    [
        (summary(1, asked=1), ["Dit werd zeer waarschijnlijk al gevraagd."]),
        (summary(1, related=1, days=400), ["verwante vragen gevonden", "13 maanden oud"]),
        (summary(1), ["Niet gevonden"]),
        (
            summary(4, asked=2, related=1, days=20, referred=1),
            ["2 van uw 4", "Bij 1 deelvraag is er", "Bij 1 deelvraag werd niets", "20 dagen", "dat staat hier"],
        ),
        (summary(2), ["Van geen van uw 2 deelvragen", "Bij 2 deelvragen werd niets gevonden"]),
    ],
)
def test_an_outcome_is_said_in_sentences(numbers: AskedSummary, said: list[str]) -> None:
    """One part is told as a whole, several are counted; what was not found is never said not to have been asked."""
    told = sentences(numbers, DUTCH)
    assert len(told) == len(said)
    assert all(part in sentence for part, sentence in zip(said, told, strict=True)), told


def test_the_text_names_what_an_answer_refers_to() -> None:
    """Without an answer the text says so; an answer that refers names the document it refers to, with its address."""
    span = Span(start=3, end=9)
    question = SimilarQuestion(
        document_id=DocumentId("a"), item="1", span=span, text="vraag " * 80, probability=0.9, closeness=Closeness.ASKED
    )
    answer = EarlierAnswer(item="", span=span, text="Zie elders.", cut=False, certain=True)
    other = ReferredAnswer(
        document_id=DocumentId("b"), title="Brug", minister=None, answered=None, answer=answer, language="nl"
    )
    bare = EarlierQuestion(question=question, answer=None, days_since=None, language="nl")
    refers = EarlierQuestion(question=question, answer=answer, days_since=1, language="nl", referred=(other,))
    parts = tuple(
        AskedPart(label=label, text="deel", closeness=Closeness.ASKED, questions=(one,))
        for label, one in (("1", bare), ("", refers))
    )
    found = AskedBefore(
        title="", parts=parts, documents=(), threshold=0.5, today=date(2026, 1, 2), summary=summary(2, asked=2)
    )
    text = as_text(found, DUTCH, "https://x.example")
    assert "1. deel" in text
    assert "geen antwoord" in text.lower()
    assert "Dat antwoord verwijst naar: Brug" in text
    assert "https://x.example/d/b" in text
    assert " …”" in text
