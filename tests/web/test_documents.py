"""The page of a document: all its text, every fact with an address of its own, and everything the record knows."""

import re
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from fastapi.testclient import TestClient
from lxml.html import HtmlElement

from corpus.facts import ReferenceKind
from corpus.model import DocumentId, Side, Span
from corpus.register import Cause, Commitment
from corpus.settings import Settings
from corpus.store import DocumentSummary, Store, StoredDocument
from ingest.pipeline import process
from search.service import SearchService
from tests.conftest import clock
from tests.web.checking import faults, page, text_of
from tracker.relations import relations
from web.app import create_app
from web.i18n import Speaker
from web.marking import anchor
from web.services import Services


def spans(document: StoredDocument) -> Iterator[Span]:
    """Yield where every fact of a document stands."""
    facts = document.facts
    for one in document.commitments:
        yield from (one.span, *one.also)
    yield from (time.span for time in facts.times)
    yield from (figure.span for figure in facts.figures)
    yield from (reference.span for reference in facts.references)
    yield from (claim.span for claim in facts.claims)
    yield from (span for _, span in document.record.evidence)


def squeezed(text: str) -> str:
    """Return a text without any white space."""
    return re.sub(r"\s+", "", text)


def texts(tree: HtmlElement, path: str) -> str:
    """Return all text below the elements of a path, without white space."""
    return squeezed("".join(one.text_content() for one in tree.xpath(path)))


def test_every_fact_of_every_document_has_one_address(
    client: TestClient, sample_services: Services, documents: tuple[DocumentSummary, ...]
) -> None:
    """Each fact can be pointed at: its address stands exactly once in the page, where its words begin."""
    checked = 0
    for summary in documents:
        document = sample_services.store.documents.get(summary.id)
        answer = client.get(f"/d/{summary.id}")
        assert (answer.status_code, faults(answer.text)) == (200, {}), summary.id
        tree = page(answer.text)
        for span in spans(document):
            found = tree.xpath(f"//*[@id='{anchor(span)}']")
            assert len(found) == 1, (summary.id, span)
            shown = squeezed(found[0].text_content())
            words = squeezed(span.quote(document.text.text))
            assert shown, (summary.id, span)
            assert words.startswith(shown) or shown.startswith(words), (summary.id, span)
            checked += 1
    assert checked > 500


def test_shows_every_character_of_every_document(
    client: TestClient, sample_services: Services, documents: tuple[DocumentSummary, ...]
) -> None:
    """Question, answer and what stands outside both are the whole text, nothing lost and nothing doubled."""
    for summary in documents:
        document = sample_services.store.documents.get(summary.id)
        tree = page(client.get(f"/d/{summary.id}").text)
        for side, path in ((Side.QUESTION, "question"), (Side.ANSWER, "answer")):
            said = "".join(
                document.text.text[one.start : one.end] for one in document.record.sections if one.side is side
            )
            labels = [item for item in document.record.items_of(side) if item.label_span]
            bare = squeezed(said)
            shown = texts(tree, f"//section[@class='{path}']//div[@class='text']")
            assert len(bare) - sum(len(one.label) + 4 for one in labels) <= len(shown) <= len(bare), summary.id
            position = 0
            for character in shown:
                position = bare.index(character, position) + 1
        outside = texts(tree, "//details[@class='outside']//div[@class='text']")
        kept = "".join(document.text.text[one.start : one.end] for one in document.record.sections)
        assert len(outside) + len(squeezed(kept)) == len(squeezed(document.text.text)), summary.id


@pytest.fixture
def changed(own_sample_data: Path) -> Iterator[tuple[TestClient, DocumentId]]:
    """Return a site of which one document got a second version that no longer states its commitment."""
    settings = Settings(data=own_sample_data, model="lexical")
    with Store.open(settings, clock=clock) as store:
        parts = Services(
            settings=settings, store=store, clock=clock, open_search=lambda: SearchService.open(settings, store)
        )
        document = second_version(parts)
        with TestClient(create_app(parts), raise_server_exceptions=False) as client:
            yield client, document


def second_version(parts: Services) -> DocumentId:
    """Store a text again without the sentence of its first commitment, and return the document."""
    held = next(one for one in parts.store.documents.list() if one.name.endswith(".txt") and one.commitments)
    raw = parts.store.documents.raw(held.id)
    words = parts.store.documents.get(held.id).commitments[0].quote.encode()
    assert words in raw.content
    again = replace(raw, content=raw.content.replace(words, b"Daar is niets over beslist"))
    parsed = process(again, parliament=parts.settings.parliament)
    with parts.store.writing():
        parts.store.documents.put(parsed.raw, parsed.text, parsed.record, parsed.facts, cause=Cause.INGEST)
    return held.id


def test_earlier_versions_stay_readable(changed: tuple[TestClient, DocumentId]) -> None:
    """A changed document shows its versions; the earlier one says that it is one, with its own commitments."""
    client, document = changed
    now, before = client.get(f"/d/{document}"), client.get(f"/d/{document}/v/1")
    assert (faults(now.text), faults(before.text)) == ({}, {})
    assert f"/d/{document}/v/1" in page(now.text).xpath("//a/@href")
    assert "niets over beslist" in text_of(page(now.text))
    assert "niets over beslist" not in text_of(page(before.text))
    assert "U bekijkt een eerdere versie" in before.text
    assert "U bekijkt een eerdere versie" not in now.text
    assert client.get(f"/d/{document}/v/3").status_code == 404
    assert client.get(f"/d/{document}/v/0").status_code == 422


def test_a_commitment_that_is_no_longer_stated_is_kept(changed: tuple[TestClient, DocumentId]) -> None:
    """Its page stays, says that the last version no longer states it, and shows the passage as it stood."""
    client, document = changed
    links = page(client.get(f"/d/{document}/v/1").text).xpath("//section[@aria-labelledby='promised']//a/@href")
    entries = [page(client.get(str(link)).text) for link in links]
    gone = [entry for entry in entries if "niet meer in de laatste versie" in text_of(entry.xpath("//main")[0])]
    assert len(gone) == 1
    assert "niets over beslist" not in text_of(gone[0])
    shown = gone[0].xpath("//blockquote[contains(@class, 'context')]//*[contains(@class, 'fact-commitment')]")
    assert " ".join(text_of(one) for one in shown) == text_of(gone[0].xpath("//h1")[0]).strip("“”")


def test_the_original_is_given_as_it_came(
    client: TestClient, sample_services: Services, documents: tuple[DocumentSummary, ...]
) -> None:
    """The download has the very bytes, never as a page that could run on this site."""
    kinds = set()
    for summary in documents:
        answer = client.get(f"/d/{summary.id}/v/1/original")
        assert answer.content == sample_services.store.documents.raw(summary.id).content
        assert answer.headers["Content-Disposition"].startswith('attachment; filename="')
        kinds.add(answer.headers["Content-Type"].partition(";")[0])
    assert kinds == {"application/pdf", "application/octet-stream", "text/plain"}


def test_points_out_the_passage_asked_for(client: TestClient, commitments: tuple[Commitment, ...]) -> None:
    """A link to a passage marks exactly its words, also where they are no fact."""
    one = next(found for found in commitments if found.span.start > 40)
    start, end = one.span.start - 30, one.span.start + 10
    tree = page(client.get(f"/d/{one.document}?s={start}-{end}").text)
    assert len(tree.xpath(f"//*[@id='s{start}-{end}']")) == 1
    document = client.get(f"/api/v1/documents/{one.document}").json()["text"]
    assert texts(tree, "//*[contains(@class, 'fact-passage')]") == squeezed(document[start:end])


@pytest.mark.parametrize("passage", ["9-3", "0-0", "0-999999999"])
def test_a_passage_that_is_not_there_is_not_pointed_out(
    client: TestClient, documents: tuple[DocumentSummary, ...], passage: str
) -> None:
    """The document is shown without it."""
    answer = client.get(f"/d/{documents[0].id}?s={passage}")
    assert (answer.status_code, "fact-passage" in answer.text) == (200, False)


def by_number(documents: tuple[DocumentSummary, ...], session: str, number: int) -> DocumentSummary:
    """Return the sample of a number."""
    return next(one for one in documents if (one.session, one.number) == (session, number))


def test_says_what_was_computed_and_where_the_rest_stands(
    client: TestClient, sample_services: Services, documents: tuple[DocumentSummary, ...]
) -> None:
    """A field that was inferred is marked so; one that was read leads to its words in the head."""
    summary = by_number(documents, "2023-2024", 88)
    record = sample_services.store.documents.get(summary.id).record
    assert "session" in record.inferred
    tree = page(client.get(f"/d/{summary.id}").text)
    fields = {text_of(term): term.getnext() for term in tree.xpath("//dl[@class='facts']/dt")}
    assert text_of(fields["Zitting"]) == "2023-2024 afgeleid"
    (proof,) = fields["Vraagsteller"].xpath("./a[@class='proof']/@href")
    assert text_of(tree.xpath(f"//*[@id='{proof[1:]}']")[0]).endswith((record.asker or "").upper())


def test_a_family_is_linked(client: TestClient, documents: tuple[DocumentSummary, ...]) -> None:
    """A question put to several ministers names the others, with their documents where these are held."""
    summary = by_number(documents, "2023-2024", 88)
    links = page(client.get(f"/d/{summary.id}").text).xpath("//dd/a/@href")
    others = [by_number(documents, "2023-2024", number) for number in (197, 305)]
    assert {f"/d/{one.id}" for one in others} <= set(links)
    assert f"/d/{summary.id}" not in links


def test_references_lead_to_what_they_mean_and_back(
    client: TestClient, sample_services: Services, documents: tuple[DocumentSummary, ...]
) -> None:
    """A reference to another question links to the held document, and that one names who refers to it, with place."""
    linked = 0
    for summary in documents:
        related = relations(sample_services.store, sample_services.store.documents.get(summary.id))
        links = set(page(client.get(f"/d/{summary.id}").text).xpath("//section[@aria-labelledby='refers']//a/@href"))
        for pointed in related.points_to:
            assert anchor(pointed.reference.span) in {str(link)[1:] for link in links}
            for other in pointed.documents:
                assert f"/d/{other.id}" in links
                back = page(client.get(f"/d/{other.id}").text).xpath("//section[@aria-labelledby='named']//a/@href")
                assert any(str(link).startswith(f"/d/{summary.id}?s=") for link in back)
                linked += 1
    assert linked >= 4


def test_a_referring_answer_leads_to_the_answer(client: TestClient, documents: tuple[DocumentSummary, ...]) -> None:
    """An answer that only refers to another says where the answer stands, and that one says for whom it counts."""
    coordinated, referring = by_number(documents, "2023-2024", 88), by_number(documents, "2023-2024", 197)
    notices = page(client.get(f"/d/{referring.id}").text).xpath(
        "//p[@class='notice'][contains(., 'antwoord staat in')]"
    )
    assert [str(link) for one in notices for link in one.xpath("./a/@href")] == [f"/d/{coordinated.id}"]
    notices = page(client.get(f"/d/{coordinated.id}").text).xpath("//p[@class='notice'][contains(., 'geldt ook voor')]")
    assert f"/d/{referring.id}" in [str(link) for one in notices for link in one.xpath("./a/@href")]


def test_what_lies_outside_the_questions_is_named_by_kind(
    client: TestClient, sample_services: Services, documents: tuple[DocumentSummary, ...]
) -> None:
    """Web pages, laws, bodies and attachments are listed once each, in words that say what they are."""
    kinds = set()
    for summary in documents:
        held = sample_services.store.documents.get(summary.id)
        words = text_of(page(client.get(f"/d/{summary.id}").text).xpath("//article")[0])
        for one in held.facts.references:
            if one.kind is not ReferenceKind.QUESTION:
                kinds.add(one.kind)
                assert Speaker(language="nl").say(f"reference: {one.kind}") in words
    assert len(kinds) >= 2


def test_figures_say_how_they_were_read(client: TestClient, documents: tuple[DocumentSummary, ...]) -> None:
    """The note to which a figure leads says its value in base units with its unit."""
    titles = []
    for summary in documents:
        tree = page(client.get(f"/d/{summary.id}").text)
        for note in tree.xpath("//a[contains(@class, 'fact-figure')]/@href"):
            titles += [text_of(one) for one in tree.xpath(f"//li[@id='{note[1:]}']")]
    assert any(re.search(r": 1\.290\.348 EUR", title) for title in titles)
    assert any("2021" in title or "2022" in title for title in titles)


def test_pages_of_a_printed_document_are_named(client: TestClient, documents: tuple[DocumentSummary, ...]) -> None:
    """A passage of a PDF says its page; a text file has none."""
    printed = next(one for one in documents if one.name.endswith(".pdf") and one.answered is None and one.commitments)
    assert "pagina 2" in texts_with_blanks(page(client.get(f"/d/{printed.id}").text))
    plain = next(one for one in documents if one.name.endswith(".txt"))
    assert "pagina" not in texts_with_blanks(page(client.get(f"/d/{plain.id}").text))


def texts_with_blanks(tree: HtmlElement) -> str:
    """Return the places of all passages."""
    return " ".join(text_of(one) for one in tree.xpath("//div[@class='aligned']//p[@class='place']"))
