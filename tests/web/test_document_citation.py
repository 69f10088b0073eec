"""Citations and lasting addresses: everything that finds the passage again, in three languages and four forms."""

from dataclasses import replace
from datetime import date

import pytest
from fastapi.testclient import TestClient
from hypothesis import given
from hypothesis import strategies as st

from corpus.model import DocumentText, Span
from corpus.store import DocumentSummary, StoredDocument
from web.document.citation import Citation, cite
from web.document.passages import passage_of, seal_of
from web.i18n import Speaker
from web.services import Services

TODAY = date(2026, 11, 22)
SITE = "https://rappel.example"
TEXT = "De brug opent in mei.\nDe minister volgt dit op.  De tunnel volgt later.\nDe brug opent in mei."


@pytest.fixture(scope="module")
def held(sample_services: Services, documents: tuple[DocumentSummary, ...]) -> StoredDocument:
    """Return a sample with number, session, minister, office, asker and day."""
    summary = next(one for one in documents if (one.session, one.number) == ("2023-2024", 118))
    return sample_services.store.documents.get(summary.id)


def cited(held: StoredDocument, language: str = "nl", passage: Span | None = None) -> Citation:
    """Return a citation of a sample."""
    return cite(Speaker(language=language), held, passage, site=SITE, today=TODAY)


@pytest.mark.parametrize("language", ["nl", "fr", "en"])
def test_every_form_names_what_finds_it_again(held: StoredDocument, language: str) -> None:
    """Number, session, asker, permanent address with version, and the hash of the bytes."""
    found = cited(held, language)
    for form in (found.text, found.bibtex, found.wiki):
        assert f"{SITE}/d/{held.id}/v/1" in form
        assert held.sha256 in form
        for word in ("118", "2023-2024", held.record.asker or "", held.record.title or ""):
            assert word in form, (language, word)
    assert held.record.office is not None
    assert held.record.office in found.text


def test_words_follow_the_language(held: StoredDocument) -> None:
    """The day and the words between are those of the reader."""
    assert "gesteld op 7 december 2023" in cited(held).text
    assert "posée le 7 décembre 2023" in cited(held, "fr").text
    assert "asked on 7 December 2023" in cited(held, "en").text
    assert cited(held, "fr").wiki.startswith("{{Lien web |url=")


def test_lawyers_have_their_own_form(held: StoredDocument) -> None:
    """Short parliament, session with two digits, day, number and the asker's initial; nothing where a part lacks."""
    assert cited(held).legal == "Vr. en Antw. Vl.Parl. 2023-24, 7 december 2023 (Vr. nr. 118 K. DE WACHTER)."
    unknown = replace(held, record=replace(held.record, asker=None))
    assert cited(unknown).legal is None
    alone = replace(held, record=replace(held.record, asker="Wachters", parliament="Gemeenteraad"))
    assert cited(alone).legal == "Vr. en Antw. Gemeenteraad 2023-24, 7 december 2023 (Vr. nr. 118 WACHTERS)."


def test_signs_of_a_form_do_not_break_it(held: StoredDocument) -> None:
    """LaTeX and wiki signs of a title stand as text."""
    odd = replace(held, record=replace(held.record, title="50% & {meer} | [of] minder_~"))
    assert r"50\% \& \{meer\} | [of] minder\_\textasciitilde{}" in cited(odd).bibtex
    assert "50% & {meer} {{!}} (of) minder_~" in cited(odd).wiki


def test_a_document_of_which_little_is_known_can_be_cited(held: StoredDocument) -> None:
    """What is unknown is left out, without empty fields or doubled commas."""
    record = replace(
        held.record, number=None, session=None, asked=None, asker=None, minister=None, office=None, parliament=None
    )
    found = cited(replace(held, record=record))
    assert found.text.startswith("“")
    assert "None" not in found.text + found.bibtex + found.wiki
    assert ", ," not in found.text


def test_a_passage_is_quoted_with_its_own_address(held: StoredDocument) -> None:
    """The address has its place and its seal; a long passage is shortened."""
    span = held.commitments[0].span
    found = cited(held, passage=span)
    quote = " ".join(span.quote(held.text.text).split())
    assert f"“{quote}”" in found.text
    assert found.address == (
        f"{SITE}/d/{held.id}/v/1?s={span.start}-{span.end}&h={seal_of(quote)}#s{span.start}-{span.end}"
    )
    assert "…" in cited(held, passage=Span(start=0, end=len(held.text.text))).text


@pytest.mark.parametrize(
    ("asked", "seal", "words"),
    [
        ("0-20", None, "De brug opent in mei"),
        ("0-20", seal_of("De brug opent in mei"), "De brug opent in mei"),
        ("5-25", seal_of("De minister volgt dit op."), "De minister volgt dit op."),
        ("60-80", seal_of("De brug  opent\nin mei."), "De brug opent in mei."),
        ("900-950", seal_of("De tunnel volgt later."), "De tunnel volgt later."),
        ("0-20", seal_of("De sluis opent in mei"), None),
        ("0-20", "0-e3b0c44298", None),
        ("0-20", "9000-e3b0c44298", None),
        ("9-3", None, None),
        (None, None, None),
    ],
)
def test_a_sealed_passage_is_found_where_it_went(asked: str | None, seal: str | None, words: str | None) -> None:
    """An unbroken seal trusts the place; a broken one finds the same words, the nearest of several, or nothing."""
    found = passage_of(asked, DocumentText(text=TEXT), seal)
    assert (found.quote(TEXT) if found else None) == words
    if asked == "60-80" and found:
        assert found.start > 60


@given(st.integers(0, 40), st.text("ab \n", max_size=30))
def test_a_text_that_moved_keeps_its_passages(start: int, before: str) -> None:
    """Whatever is read before a passage now, its address still shows the same words."""
    begin = TEXT.find(" ", start) + 1
    span = Span(start=begin, end=begin + 25)
    words = span.quote(TEXT).rstrip()
    moved = before + "\n" + TEXT
    found = passage_of(f"{begin}-{begin + len(words)}", DocumentText(text=moved), seal_of(words))
    assert found is not None
    assert "".join(found.quote(moved).split()) == "".join(words.split())


def test_the_citation_is_given_as_data(client: TestClient, held: StoredDocument) -> None:
    """The same words by the API, with the hash; a passage that the text does not have leaves the whole document."""
    span = held.commitments[0].span
    found = client.get(f"/api/v1/documents/{held.id}/citation?s={span.start}-{span.end}&language=fr").json()
    assert (found["sha256"], found["version"]) == (held.sha256, 1)
    assert found["quote"] == " ".join(span.quote(held.text.text).split())
    assert found["quote"] in found["text"]
    assert found["text"].count("Question écrite") == 1
    whole = client.get(f"/api/v1/documents/{held.id}/citation?s=0-99999999").json()
    assert (whole["quote"], whole["address"].endswith("/v/1")) == ("", True)


def test_a_passage_that_is_gone_is_told(client: TestClient, held: StoredDocument) -> None:
    """A sealed address whose words stand nowhere shows the whole document and says so; a moved one its words."""
    span = held.commitments[0].span
    quote = span.quote(held.text.text)
    gone = client.get(f"/d/{held.id}/v/1?s=0-20&h={seal_of('Wat hier nooit stond')}").text
    assert "staat niet in de tekst zoals die nu gelezen is" in gone
    moved = client.get(f"/d/{held.id}/v/1?s=0-20&h={seal_of(quote)}").text
    assert "staat niet in de tekst zoals die nu gelezen is" not in moved
    assert f'id="s{span.start}-{span.end}"' in moved
