"""Pages of reminder lists, follow-up questions and offices: what they show, and what can be taken away."""

import io
from dataclasses import replace

import docx
import pytest
from fastapi.testclient import TestClient

from corpus.register import Commitment
from tests.web.checking import faults, page, text_of
from tracker.answer_times import AnswerNumber
from tracker.office_numbers import Number
from tracker.reports.files import MEDIA_TYPES, REMINDER_FORMS
from web.pages import reminders
from web.services import Services

OFFICE = "vlaams-minister-van-mobiliteit-en-openbare-werken"


@pytest.mark.parametrize("language", ["nl", "en"])
@pytest.mark.parametrize("query", ["", "as_of=2025-09-01", "as_of=2025-09-01&known_on=2020-01-01&ahead=30"])
def test_the_reminder_list_is_a_page(client: TestClient, language: str, query: str) -> None:
    """The list is well-formed in both languages, for any day."""
    answer = client.get(f"/offices/{OFFICE}/reminders?{query}&lang={language}")
    assert (answer.status_code, faults(answer.text)) == (200, {})


def test_the_page_shows_what_the_files_hold(client: TestClient) -> None:
    """Page and CSV list the same commitments, and every form can be taken away under its own type."""
    tree = page(client.get(f"/offices/{OFFICE}/reminders?as_of=2025-09-01").text)
    shown = {str(link)[3:] for link in tree.xpath("//blockquote/a/@href")}
    for link in tree.xpath("//a[contains(@href, '/reminders.')]/@href"):
        answer = client.get(str(link))
        form = str(link).split("/reminders.")[1].split("?")[0]
        assert (answer.status_code, answer.headers["content-type"]) == (200, MEDIA_TYPES[form])
        assert f".{form}" in answer.headers["content-disposition"]
        if form == "csv":
            assert all(one in answer.text for one in shown)
    assert len(tree.xpath("//a[contains(@href, '/reminders.')]")) == len(REMINDER_FORMS)
    assert shown


@pytest.mark.parametrize(
    ("address", "status"),
    [
        (f"/offices/{OFFICE}/reminders.exe", 404),
        ("/offices/zzz/reminders", 404),
        (f"/offices/{OFFICE}/reminders?as_of=gisteren", 422),
        (f"/offices/{OFFICE}/commitments/zzz", 404),
        (f"/offices/{OFFICE}/answers/zzz", 404),
        (f"/offices/{OFFICE}?as_of=gisteren", 422),
        ("/c/c-none/follow-up", 404),
    ],
)
def test_what_is_not_there_is_told(client: TestClient, address: str, status: int) -> None:
    """A wrong address gets its own status and a page that says why."""
    answer = client.get(address)
    assert (answer.status_code, faults(answer.text)) == (status, {})


@pytest.mark.parametrize("day", ["", "?as_of=2025-09-01"])
def test_each_number_leads_to_exactly_its_list(client: TestClient, day: str) -> None:
    """Every number of an office links to a list of that many, to the last page."""
    tree = page(client.get(f"/offices/{OFFICE}{day}").text)
    links = tree.xpath("//dl//a[contains(@href, '/commitments/') or contains(@href, '/answers/')]")
    assert len(links) == len(Number) + len(AnswerNumber)
    for link in links:
        answer = client.get(str(link.get("href")))
        assert (answer.status_code, faults(answer.text)) == (200, {}), link.get("href")
        listed = page(answer.text)
        count = int(text_of(link).split()[0])
        assert int(text_of(listed.xpath("//p[@role='status']")[0]).split(",")[0]) == count
        assert len(listed.xpath("//article | //tbody/tr")) == min(count, 50)


@pytest.mark.parametrize("language", ["nl", "en"])
def test_a_draft_can_be_edited_and_taken_away(
    client: TestClient, commitments: tuple[Commitment, ...], language: str
) -> None:
    """The draft stands in a box that works without scripts; what was edited is what the file holds."""
    one = commitments[0].id
    answer = client.get(f"/c/{one}/follow-up?asker=Ann+De+Smet&lang={language}")
    assert (answer.status_code, faults(answer.text)) == (200, {})
    tree = page(answer.text)
    text = str(tree.xpath("string(//textarea)")).strip()
    title = str(tree.xpath("string(//input[@name='title']/@value)"))
    assert text.startswith("SCHRIFTELIJKE VRAAG")
    assert "van ANN DE SMET" in text
    edited = text.replace("ANN DE SMET", "ANN DE SMET en BO CLAES")
    given = {"text": edited, "title": title, "form": "docx"}
    read = docx.Document(io.BytesIO(client.post(f"/c/{one}/follow-up", data=given).content))
    assert any("BO CLAES" in paragraph.text for paragraph in read.paragraphs)
    assert any(p.text.replace("\xa0", " ") == " ".join(title.split()) for p in read.paragraphs)
    plain = client.post(f"/c/{one}/follow-up", data={**given, "form": "txt"})
    assert plain.text == edited + "\n"
    assert client.post(f"/c/{one}/follow-up", data={**given, "form": "pdf"}).content.startswith(b"%PDF")


@pytest.mark.parametrize(
    ("given", "status"),
    [({"text": "x", "form": "exe"}, 400), ({"text": " \n "}, 400), ({}, 422), ({"text": "x" * 50_001}, 422)],
)
def test_a_wrong_letter_is_refused(
    client: TestClient, commitments: tuple[Commitment, ...], given: dict[str, str], status: int
) -> None:
    """An empty, endless or shapeless letter is refused with the reason."""
    assert client.post(f"/c/{commitments[0].id}/follow-up", data=given).status_code == status


def test_the_commitment_page_tells_who_answers_now(client: TestClient, sample_services: Services) -> None:
    """Promised by one minister, now another's: the page says both, every time promised, and leads to the draft."""
    today = sample_services.today()
    moved = next(one for one in sample_services.tracker.due(today).overdue if one.timeliness.moved)
    told = page(client.get(f"/c/{moved.id}?lang=nl").text).xpath("//section[@aria-labelledby='told']")[0]
    assert str(moved.commitment.minister) in text_of(told.xpath(".//dd")[0])
    assert "bevoegd: " in text_of(told)
    slips = page(client.get(f"/c/{moved.id}?lang=nl").text).xpath("//div[@id='slips']")[0]
    lines = [text_of(one) for one in slips.xpath(".//ol/li")]
    assert lines[0].startswith("eerst toegezegd:")
    assert len(lines) == moved.timeliness.moved + 2
    assert f"/c/{moved.id}/follow-up" in client.get(f"/c/{moved.id}").text


def test_a_wrong_file_of_mandates_takes_no_page_down(sample_services: Services) -> None:
    """A file of mandates that cannot be read is told on the pages of offices, which all still answer."""
    from web.app import create_app

    file = sample_services.settings.data / "mandates.json"
    file.write_text('[{"start": "gisteren"}]', encoding="utf-8")
    try:
        with TestClient(create_app(replace(sample_services))) as other:
            for address in (f"/offices/{OFFICE}", f"/offices/{OFFICE}/reminders"):
                answer = other.get(address)
                assert answer.status_code == 200
                assert "mandates.json" in answer.text
    finally:
        file.unlink()


def test_the_api_says_what_the_pages_say(client: TestClient, commitments: tuple[Commitment, ...]) -> None:
    """Reminder list, numbers, who answers and the draft are there as data, with the same counts."""
    office = f"/api/v1/offices/{OFFICE}"
    report = client.get(f"{office}/reminders?as_of=2025-09-01").json()
    listed = page(client.get(f"/offices/{OFFICE}/reminders?as_of=2025-09-01").text)
    rows = [row["commitment"] for section in report["sections"] for row in section["rows"]]
    assert rows == [str(link)[3:] for link in listed.xpath("//blockquote/a/@href")]
    counts = client.get(f"{office}/numbers?as_of=2025-09-01").json()
    assert counts["numbers"]["waiting"] == {"count": report["awaited"]["count"], "of": report["promised"]}
    one = f"/api/v1/commitments/{commitments[0].id}"
    told = client.get(f"{one}/responsibility?language=en").json()
    assert (told["promised_by"], told["commitment"]) == (commitments[0].minister, commitments[0].id)
    assert told["why"]
    assert client.get(f"{one}/follow-up?asker=Ann").json()["text"].startswith("SCHRIFTELIJKE VRAAG")
    assert client.get("/api/v1/commitments/c-none/responsibility").status_code == 404


def test_a_long_section_is_cut_and_shown_whole_on_demand(client: TestClient, monkeypatch: pytest.MonkeyPatch) -> None:
    """A section with more entries than a page should hold shows the first ones, and a link to all of them."""
    address = f"/offices/{OFFICE}/reminders?as_of=2025-09-01"
    whole = page(client.get(address).text).xpath("//blockquote/a/@href")
    monkeypatch.setattr(reminders, "_SHOWN", 2)
    answer = client.get(address)
    assert faults(answer.text) == {}
    tree = page(answer.text)
    assert len(tree.xpath("//blockquote/a/@href")) < len(whole)
    (link, *_) = tree.xpath("//a[contains(@href, 'full=true')]/@href")
    assert page(client.get(str(link)).text).xpath("//blockquote/a/@href") == whole
