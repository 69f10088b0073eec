"""The pages that earn trust: methods, sources, quality, imprint, privacy, accessibility."""

import re
import tomllib
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from fastapi.testclient import TestClient

from corpus.errors import RulesError
from corpus.settings import Settings
from corpus.store import Store
from corpus.store.source_lists import MEMBERS, SourceList
from ingest.sources.web.credits import credit_of
from ingest.sources.web.registry import known_sources
from ingest.times.read import read_times
from search.service import SearchService
from tests.tracker.alerts.building import Clock, put
from tests.web.checking import faults, page, text_of
from web.about import scores
from web.about.coverage_picture import coverage_picture
from web.about.examples import examples
from web.about.sources import Standing, source_views
from web.app import create_app
from web.i18n import Speaker
from web.services import Services

ROOT = Path(__file__).parents[2]
PAGES = ("/methods", "/sources", "/quality", "/imprint", "/privacy", "/accessibility")


@pytest.mark.parametrize("language", ["nl", "fr", "en"])
@pytest.mark.parametrize("address", PAGES)
def test_pages_are_whole_and_lead_somewhere(client: TestClient, address: str, language: str) -> None:
    """Each page is well formed in each language, and every link of its text leads to something."""
    answer = client.get(f"{address}?lang={language}")
    assert (answer.status_code, faults(answer.text)) == (200, {})
    assert len(answer.content) < 30_000
    for link in {str(one) for one in page(answer.text).xpath("//main//a/@href") if str(one).startswith("/")}:
        target, _, place = link.partition("#")
        found = client.get(target)
        assert found.status_code == 200, link
        assert not place or page(found.text).xpath(f"//*[@id='{place}']"), link


@pytest.mark.parametrize("address", PAGES)
def test_pages_of_an_empty_site(empty_client: TestClient, address: str) -> None:
    """Without anything held the pages still say what they can."""
    answer = empty_client.get(address)
    assert (answer.status_code, faults(answer.text)) == (200, {})


@pytest.mark.parametrize("language", ["nl", "fr", "en"])
def test_examples_are_read_by_the_reader_itself(client: TestClient, language: str) -> None:
    """The days of the page are those that the reader gives; words that name no days get none."""
    today = date(2026, 11, 22)
    found = examples(language, today)
    assert len(found) >= 6
    for one in found:
        (match,) = read_times(one.words, today, language=one.language)
        assert one.read == match.range
    assert any(one.read.latest is None for one in found)
    assert any(one.read.expected != one.read.latest for one in found)
    text = text_of(page(client.get(f"/methods?lang={language}").text))
    speaker = Speaker(language=language)
    assert all(one.words in text and speaker.date(one.read.latest, "medium") in text for one in found)
    assert " ".join(found[0].explanation.split()) in text


def test_methods_name_the_settings(client: TestClient) -> None:
    """The margin and the other spans of days are those of the settings."""
    text = text_of(page(client.get("/methods").text))
    assert "De speling na de laatste dag 7 dagen" in text
    assert "“Termijn al lang verstreken”, na 180 dagen" in text


def test_scores_are_the_floors_that_tests_check() -> None:
    """Every floor of the page is the number in the file that the tests hold the program to."""
    files = {"ingest": "ingest/evaluation", "search": "search/evaluation", "evidence": "tracker/evidence"}
    rows = tomllib.loads((ROOT / "web/about/quality.toml").read_text("utf-8"))["row"]
    found = {one.name: one for one in scores.quality_scores()}
    checked = 0
    for row in rows:
        for kind in ("balance", "value", "order"):
            if "file" in row and kind in row:
                floors = tomllib.loads((ROOT / files[row["file"]] / "floors.toml").read_text("utf-8"))["floors"]
                assert getattr(found[row["name"]], kind) == floors[row[kind]]
                checked += 1
    assert checked >= 10


def test_measured_figures_are_those_of_the_docs() -> None:
    """What has no floor stands in docs/measured.md as it stands here."""
    text = (ROOT / "docs/measured.md").read_text("utf-8")
    for one in scores.quality_scores():
        for value in (one.found, one.right):
            if value is not None:
                assert re.search(rf"{value:.3f}".lstrip("0").rstrip("0") + r"0?\b", text), (one.name, value)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("row = [", "quality.toml"),
        ('[[row]]\nname = "x"\nunseen = true\ncommand = "y"\nfile = "ingest"\nbalance = "no.such"', "no.such"),
        ('[[row]]\nname = "x"', "x"),
    ],
)
def test_a_damaged_file_is_named(text: str, said: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A row that names no floor, lacks a field or cannot be read is an error that says where."""
    file = tmp_path / "quality.toml"
    file.write_text(text)
    monkeypatch.setattr(scores, "_FILE", file)
    scores.quality_scores.cache_clear()
    with pytest.raises(RulesError, match=said):
        scores.quality_scores()
    scores.quality_scores.cache_clear()


def test_quality_is_said_in_words(client: TestClient) -> None:
    """The page begins with how many of a hundred are found, and gives the same as data."""
    made = next(one for one in client.get("/api/v1/quality").json() if one["name"] == "commitments")
    text = text_of(page(client.get("/quality").text))
    assert f"vindt het programma er ongeveer {round(made['found'] * 100)}" in text
    assert f"{round(made['right'] * 100)} van 100 gevonden zijn juist" in text


class Site:
    """A site with sources that do well and badly."""

    def __init__(self, client: TestClient, parts: Services) -> None:
        self.client, self.parts = client, parts


@pytest.fixture
def site(tmp_path: Path) -> Iterator[Site]:
    """Return a site with documents of two sessions, four sources, and files that could not be read."""
    now = Clock(datetime(2024, 3, 20, 9, tzinfo=UTC))
    settings = Settings(
        data=tmp_path / "data",
        imprint_name="Vereniging Testdorp",
        imprint_contact="post@testdorp.example",
        sent_kept_days=0,
    )
    with Store.open(settings, clock=now) as store:
        for number in (1, 2, 5):
            put(store, now, number)
        put(store, now, 9, session="2022-2023")
        health, today = store.health, now().date()
        health.record("files", ok=True, new_item=True)
        health.record("portaal", ok=True, new_item=True, read_until=today - timedelta(days=1))
        health.record("bulletin", ok=True, read_until=today - timedelta(days=30))
        for _ in range(2):
            health.record("archief", ok=False, message="connection refused")
        for place, reason in enumerate(["scan", "empty", "scan", "something_new"]):
            store.problems.put(f"file:/{place}", f"{place}.pdf", None, reason, "it is so", b"")
        parts = Services(
            settings=settings, store=store, clock=now, open_search=lambda: SearchService.open(settings, store)
        )
        with TestClient(create_app(parts)) as client:
            yield Site(client, parts)


@pytest.mark.parametrize("language", ["nl", "fr", "en"])
def test_sources_say_how_they_are(site: Site, language: str) -> None:
    """A source that fails or fell silent stands first, in words and with its shape; the data say the same."""
    answer = site.client.get(f"/sources?lang={language}")
    assert faults(answer.text) == {}
    cards = page(answer.text).xpath("//article[contains(@class, 'source')]")
    assert [str(one.xpath("string(.//span[contains(@class, 'state')]/@class)")).split()[-1] for one in cards] == [
        "tone-missed",
        "tone-now",
        "tone-done",
        "tone-done",
    ]
    assert "connection refused" in text_of(cards[0])
    assert [one["source"] for one in site.client.get("/api/v1/sources").json()] == [
        "archief",
        "bulletin",
        "portaal",
        "files",
    ]


def test_silence_is_counted_in_days(site: Site) -> None:
    """The page says for how many days nothing was read, and what that means."""
    text = text_of(page(site.client.get("/sources").text))
    assert "Er werd al 30 dagen niets van gelezen." in text
    assert "De laatste 2 keer lukte het niet." in text


def test_lists_of_a_source_stand_beside_it(site: Site) -> None:
    """When its members were last stated, and that another list could not be read, though the source is well."""
    store, today, now = site.parts.store, site.parts.today(), site.parts.clock()
    entries = ({"key": "1", "name": "An Peeters"}, {"key": "2", "name": "Jo Maes"})
    store.source_lists.put(SourceList(source="lijsten", kind=MEMBERS, parliament="P", fetched=now, entries=entries))
    store.health.record("lijsten", ok=True, read_until=today, beside="the list of legislatures: it has changed")
    (view,) = (one for one in source_views(site.parts) if one.source == "lijsten")
    assert (view.standing, [(one.kind, one.entries) for one in view.lists]) == (Standing.SPEAKS, [("members", 2)])
    tree = page(site.client.get("/sources").text)
    (card,) = (one for one in tree.xpath("//article[contains(@class, 'source')]") if "lijsten" in text_of(one))
    assert "Lijst van leden2 vermeldingen, " in text_of(card)
    assert "the list of legislatures: it has changed" in text_of(card)
    data = {one["source"]: one for one in site.client.get("/api/v1/sources").json()}
    assert [(one["kind"], one["entries"]) for one in data["lijsten"]["lists"]] == [("members", 2)]


@pytest.mark.parametrize(("behind", "standing"), [(7, Standing.SPEAKS), (8, Standing.SILENT)])
def test_a_source_is_silent_after_the_days_of_the_setting(site: Site, behind: int, standing: Standing) -> None:
    """The border is that of the alerts: more than so many days."""
    today = site.parts.today()
    site.parts.store.health.record("rand", ok=True, read_until=today - timedelta(days=behind))
    assert next(one for one in source_views(site.parts) if one.source == "rand").standing is standing


def test_what_is_held_of_each_session_as_page_table_and_data(site: Site) -> None:
    """Page, CSV and JSON count the same; the picture of several sessions can be taken away."""
    tree = page(site.client.get("/sources").text)
    rows = [text_of(one) for one in tree.xpath("//table[@class='coverage']/tbody/tr")]
    assert [row.split()[0] for row in rows] == ["2023-2024", "2022-2023"]
    data = site.client.get("/api/v1/coverage").json()
    latest = data["sessions"][0]
    assert (latest["documents"], latest["missing"], latest["series"][0]["missing"]) == (3, 2, [[3, 4]])
    assert "3–4" in text_of(tree)
    lines = site.client.get("/sources/coverage.csv").text.splitlines()
    assert len(lines) == 3
    assert tree.xpath("//figure[@class='picture']")
    assert site.client.get("/sources/sessions.svg").headers["content-type"].startswith("image/svg+xml")
    table = site.client.get("/sources/sessions.csv").text
    assert "2022-2023" in table


def test_of_many_sessions_the_latest_say_which_numbers_are_missing(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    """A parliament of many years does not swell the page: the others are counted, and stand in the data."""
    assert "andere zitting" not in text_of(page(site.client.get("/sources").text))
    monkeypatch.setattr("web.pages.sources._AT_ONCE", 1)
    answer = site.client.get("/sources?lang=nl")  # another address: the answer above is kept
    tree = page(answer.text)
    assert "3–4" in text_of(tree)
    assert "Nummers die ontbreken in 1 andere zitting: JSON" in text_of(tree)
    assert len(tree.xpath("//table[@class='coverage']/tbody/tr")) == 2
    assert not any(faults(answer.text).values())


def test_what_could_not_be_read_is_said_by_reason(site: Site) -> None:
    """Known reasons are said in the visitor's language; a new one is shown as it is, in its own."""
    text = text_of(page(site.client.get("/sources").text))
    assert "een gescande pagina zonder tekst 2" in text
    assert "something new 1" in text
    refused = site.client.get("/api/v1/coverage").json()["refused"]
    assert refused[0] == {"reason": "scan", "total": 2}


def test_several_parliaments_are_told_apart(site: Site) -> None:
    """A bar of one parliament's session is not mixed with another's."""
    held = site.parts.store.health.coverage()
    other = replace(held[0], parliament="Ander Parlement")
    drawn = coverage_picture((*held, other), site.parts.today(), Speaker(language="nl"))
    names = {str(row[0]) for row in drawn.table.rows}
    assert {"2023-2024 Ander Parlement", "2023-2024 Vlaams Parlement"} <= names


def test_the_imprint_says_who_runs_it(site: Site, client: TestClient) -> None:
    """What the operator filled in stands there; where nothing is, the page says so and how to fill it in."""
    text = site.client.get("/imprint").text
    assert "Vereniging Testdorp" in text
    assert 'href="mailto:post@testdorp.example"' in text
    assert "RAPPEL_IMPRINT_NAME" not in text
    bare = client.get("/imprint").text
    assert "niet of niet volledig ingevuld" in bare
    assert "RAPPEL_IMPRINT_CONTACT" in bare
    assert "mailto:post@testdorp.example" in site.client.get("/methods").text
    assert "nog geen adres opgegeven" in client.get("/methods").text


@pytest.mark.parametrize(
    ("contact", "link"), [("https://testdorp.example/contact", "https://testdorp.example/contact"), ("de balie", None)]
)
def test_a_contact_can_be_a_page_or_words(tmp_path: Path, contact: str, link: str | None) -> None:
    """A web page becomes a link; words stay words."""
    settings, now = Settings(data=tmp_path / "data", imprint_contact=contact), Clock()
    with Store.open(settings, clock=now) as store:
        parts = Services(
            settings=settings, store=store, clock=now, open_search=lambda: SearchService.open(settings, store)
        )
        with TestClient(create_app(parts)) as client:
            tree = page(client.get("/accessibility").text)
    assert contact in text_of(tree)
    assert tree.xpath("//main//a/@href") == ([link] if link else [])


def test_a_closed_site_says_who_runs_it(tmp_path: Path) -> None:
    """Who runs an instance and what it keeps is said to everybody; what it holds is not."""
    settings, now = Settings(data=tmp_path / "data", reading="closed"), Clock()
    with Store.open(settings, clock=now) as store:
        parts = Services(
            settings=settings, store=store, clock=now, open_search=lambda: SearchService.open(settings, store)
        )
        with TestClient(create_app(parts), follow_redirects=False) as client:
            statuses = {address: client.get(address).status_code for address in (*PAGES, "/", "/news")}
    assert {address for address, status in statuses.items() if status == 200} == {
        "/imprint",
        "/privacy",
        "/accessibility",
    }
    assert set(statuses.values()) == {200, 303}


def test_privacy_is_true_to_the_code(client: TestClient, site: Site) -> None:
    """Every cookie that the site sets is named there with its time, and so is how long messages are kept."""
    text = text_of(page(client.get("/privacy").text))
    found = {
        name for file in (ROOT / "web").rglob("*.py") for name in re.findall(r"\"(rappel-[a-z]+)\"", file.read_text())
    }
    assert {"rappel-language", "rappel-session", "rappel-visit"} <= found
    assert [name for name in found if name.startswith("rappel-") and name not in text] == []
    assert "365 dagen" in text
    assert "hoogstens 12 uur, 120 minuten zonder gebruik" in text
    assert "365 dagen" not in text_of(page(site.client.get("/privacy").text))


@pytest.mark.parametrize("name", known_sources())
def test_a_source_is_credited_where_it_is_shown(site: Site, name: str) -> None:
    """Each source stands under its parliament's name, with whom to name and the licence, on the page and in the API."""
    given = credit_of(name)
    assert given is not None
    site.parts.store.health.record(name, ok=True, read_until=site.parts.today())
    answer = site.client.get("/sources?lang=nl")  # another address: the answer above is kept
    assert faults(answer.text) == {}
    (card,) = [one for one in page(answer.text).xpath("//article") if name in text_of(one)]
    assert text_of(card.xpath("./h3")[0]).startswith(given.parliament)
    assert f"{given.credit} · {given.licence}" in text_of(card)
    (told,) = [one for one in site.client.get("/api/v1/sources").json() if one["source"] == name]
    assert (told["parliament"], told["credit"], told["licence"]) == (given.parliament, given.credit, given.licence)


def test_files_have_nobody_to_credit() -> None:
    """What somebody brings in by hand states no licence, and none is made up."""
    assert credit_of("files") is None
