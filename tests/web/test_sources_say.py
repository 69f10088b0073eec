"""What a source states, its files as downloads, pages drawn from the file inside, and persons whom it tells apart."""

import csv
import hashlib
import io
import re
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import pytest
from fastapi.testclient import TestClient

from corpus.settings import Settings
from corpus.store import DocumentFilter, Store
from ingest.service import Ingest
from ingest.sources.web.connector import Connector
from ingest.sources.web.registry import SourceOptions, open_client, open_connector
from ingest.sources.web.sync import Sync
from search.service import SearchService
from tests.conftest import clock
from tests.sources.chamber_server import ChamberServer
from tests.sources.flemish_questions import Question
from tests.sources.flemish_server import FlemishServer
from tests.sources.local_server import LocalServer, serving
from tests.sources.uk_server import UKServer
from tests.web.checking import faults
from web.app import create_app
from web.services import Services

MONDAY = date(2024, 2, 5)
PDF, SHEET, LATE, EARLY, WITHDRAWN, WORD, PAGE = range(1_700_001, 1_700_008)
NAMESAKE = 1_700_010


@dataclass(frozen=True, kw_only=True)
class Site:
    """A site over what the services of parliaments gave."""

    client: TestClient
    store: Store

    def of(self, key: int, source: str = "vlaams-parlement") -> str:
        """Return the id of the document of a question."""
        named = (one.id for one in self.store.documents.list() if f"({key})" in (one.title or ""))
        return next(one for one in named if self.store.documents.get(one).source == source)

    def page(self, key: int, language: str = "en", source: str = "vlaams-parlement") -> str:
        """Return the page of a question, well formed."""
        answer = self.client.get(f"/d/{self.of(key, source)}", params={"lang": language})
        assert answer.status_code == 200
        assert faults(answer.text) == {}
        return answer.text


def questions() -> dict[int, Question]:
    """Return the questions of the services."""
    answered = date(2024, 3, 1)
    found = [
        Question(key=PDF, asked=MONDAY, answered=answered),
        Question(key=SHEET, asked=MONDAY, answered=answered, attachments=1),
        Question(key=LATE, asked=MONDAY, answered=date(2024, 5, 30)),
        Question(key=EARLY, asked=MONDAY, answered=answered, late=True),
        Question(key=WITHDRAWN, asked=MONDAY, answered=None, withdrawn=True),
        Question(key=NAMESAKE, asked=MONDAY, answered=answered, asked_by=4777),
        Question(key=WORD, asked=MONDAY, answered=answered, kind="docx"),
        Question(key=PAGE, asked=MONDAY, answered=answered, kind="liar"),
    ]
    return {one.key: one for one in found}


@pytest.fixture(scope="module")
def here(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """Give a site over two parliaments that were followed."""
    folder: Path = tmp_path_factory.mktemp("says")
    chosen = Settings(data=folder)
    with ExitStack() as stack:
        store = stack.enter_context(Store.open(chosen, clock=clock))
        for name, kind in (
            ("vlaams-parlement", FlemishServer),
            ("dekamer", ChamberServer),
            ("uk-parliament", UKServer),
        ):
            server: LocalServer = stack.enter_context(serving(kind(questions=questions())))
            options = SourceOptions(addresses=server.addresses(), pause=0.0, begin=date(2023, 9, 1))
            connector: Connector = open_connector(name, options)
            client = stack.enter_context(open_client(connector, options, chosen, wait=lambda _: None))
            assert Sync(connector, store, chosen, clock, client, Ingest(store, chosen, clock)).run().complete
        SearchService.open(chosen, store).update()
        parts = Services(
            settings=chosen, store=store, clock=clock, open_search=lambda: SearchService.open(chosen, store)
        )
        yield Site(client=stack.enter_context(TestClient(create_app(parts))), store=store)


@pytest.mark.parametrize(
    ("language", "label", "value"),
    [("nl", "Tijdig beantwoord", "ja"), ("fr", "Réponse dans le délai", "oui"), ("en", "Answered in time", "yes")],
)
def test_what_the_source_states_stands_on_the_page(here: Site, language: str, label: str, value: str) -> None:
    """Names and values are said in the language of the page; what has no meaning in the rules stands as given."""
    page = here.page(PDF, language)
    assert re.search(rf'<dt title="tijdig">{label}</dt><dd>{value}</dd>', page)
    assert '<dd lang="nl">Gewoon antwoord</dd>' in page
    assert "Vraag gesteld aan de minister" in page


def test_an_unknown_name_stands_as_given(here: Site) -> None:
    """A value that the rules of the Chamber do not know is shown word for word; its day due is a day."""
    page = here.page(PDF, "en", "dekamer")
    assert re.search(r'<dt title="STATUSQ">State of the question</dt><dd>answer received</dd>', page)
    assert re.search(r'<dt title="SDOCNAME">Name at the source</dt><dd lang="nl">55-B', page)


@pytest.mark.parametrize(
    ("key", "sentence"),
    [
        (LATE, "By the days that are known the answer came late; the source states: in time."),
        (EARLY, "By the days that are known the answer came in time; the source states: late."),
    ],
)
def test_where_the_source_says_otherwise(here: Site, key: int, sentence: str) -> None:
    """Where its word and the days differ both stand there, without a judgement."""
    assert sentence in here.page(key)
    assert sentence not in here.page(PDF)


def test_a_withdrawn_question_awaits_nothing(here: Site) -> None:
    """Its page says that the source states so, and has no clock; nothing of it is late or waits anywhere."""
    page = here.page(WITHDRAWN)
    assert "The source states that this question was withdrawn; no answer is awaited." in page
    assert 'id="clock"' not in page
    assert 'id="clock"' in here.page(LATE)
    assert here.client.get(f"/api/v1/documents/{here.of(WITHDRAWN)}/clock").status_code == 404
    person = here.client.get("/api/v1/persons", params={"limit": 50}).json()["items"]
    assert sum(one.get("waiting", 0) for one in person) == 0
    assert here.store.documents.withdrawn() == {
        here.of(WITHDRAWN), here.of(WITHDRAWN, "dekamer"), here.of(WITHDRAWN, "uk-parliament"),
    }  # fmt: skip
    assert list(here.store.source_items.waiting("uk-parliament")) == []


def test_a_withdrawn_question_counts_as_neither(here: Site) -> None:
    """Lists, feeds, the table of sessions and its picture count it as withdrawn, never as without an answer."""
    assert here.store.documents.count(DocumentFilter(unanswered=True)) == 0
    for kind in ("persons", "offices", "parties"):
        rows = here.client.get(f"/api/v1/{kind}", params={"limit": 50}).json()["items"]
        assert rows
        assert {one["counts"]["no_answer_found"] for one in rows} == {0}
        assert any(one["counts"]["answered"] < one["counts"]["asked"] for one in rows)
    table = list(csv.DictReader(io.StringIO(here.client.get("/sources/coverage.csv").text.removeprefix("\ufeff"))))
    assert {row["unanswered"] for row in table} == {"0"}
    assert sum(int(row["withdrawn"]) for row in table) == 3
    assert sum(int(row["answered"]) for row in table) == here.store.documents.count() - 3
    data = here.client.get("/api/v1/coverage").json()["sessions"]
    assert [(row["unanswered"], row["withdrawn"]) for row in data] == [(0, int(row["withdrawn"])) for row in table]
    page = here.client.get("/sources?lang=en").text
    assert faults(page) == {}
    assert '<th scope="col" class="num">Withdrawn</th>' in page
    assert "Withdrawn 1" in here.client.get("/sources/sessions.svg?lang=en").text
    person = here.client.get("/api/v1/persons", params={"limit": 50}).json()["items"][0]["slug"]
    feed = here.client.get(f"/feeds/persons/{person}.atom?lang=en").text
    assert feed.count("withdrawn.") == 3  # one of each parliament
    assert "no answer found yet" not in feed


@pytest.mark.parametrize(
    ("key", "media_type", "name"),
    [
        (PDF, "application/pdf", f"pfile-{PDF}.pdf"),
        (
            WORD,
            "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
            f"pfile-{WORD}.docx",
        ),
        (PAGE, "application/octet-stream", f"pfile-{PAGE}.html"),
    ],
)
def test_the_original_is_the_file_inside(here: Site, key: int, media_type: str, name: str) -> None:
    """What is downloaded is the source's file with its true name and type, and never shown as a page."""
    answer = here.client.get(f"/d/{here.of(key)}/v/1/original")
    assert answer.headers["content-type"].partition(";")[0] == media_type
    assert answer.headers["content-disposition"] == f"attachment; filename=\"{name}\"; filename*=UTF-8''{name}"
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert not answer.content.startswith(b"PK") or key == WORD


def test_the_fingerprint_is_of_what_can_be_downloaded(here: Site) -> None:
    """What the fingerprint was made of can be had: all that the source gave in one archive, or the one file."""
    document = here.of(PDF)
    answer = here.client.get(f"/d/{document}/v/1/stored/original")
    assert hashlib.sha256(answer.content).hexdigest() == here.store.documents.get(document).sha256
    assert answer.headers["content-type"] == "application/zip"
    assert f'href="/d/{document}/v/1/stored/original"' in here.page(PDF)


def test_texts_without_a_file_are_an_archive(here: Site) -> None:
    """A question that came as texts of a record is downloaded as the whole of what the source gave."""
    answer = here.client.get(f"/d/{here.of(PDF, 'uk-parliament')}/v/1/original")
    assert answer.headers["content-type"] == "application/zip"
    assert answer.content.startswith(b"PK")
    assert f'filename="{PDF}.zip"' in answer.headers["content-disposition"]


def test_attachments_are_listed_and_given(here: Site) -> None:
    """The page lists every file with what it holds; each is a download with the type of its bytes."""
    page, document = here.page(SHEET), here.of(SHEET)
    assert re.search(rf'files/1/original">pfile-{SHEET}.pdf</a> <span class="soft small">the document, ', page)
    assert re.search(
        rf'files/2/original">pfile-{SHEET - 1_000_000}.csv</a> <span class="soft small">attachment, ', page
    )
    answer = here.client.get(f"/d/{document}/v/1/files/2/original")
    assert answer.headers["content-type"].partition(";")[0] == "text/csv"
    assert answer.text.startswith("gemeente;aantal")
    assert here.client.get(f"/d/{document}/v/1/files/3/original").status_code == 404
    held = here.client.get(f"/api/v1/documents/{document}").json()
    assert [(one["role"], one["name"]) for one in held["files"]] == [
        ("whole", f"pfile-{SHEET}.pdf"),
        ("attachment", f"pfile-{SHEET - 1_000_000}.csv"),
    ]
    assert here.client.get(held["files"][1]["address"]).status_code == 200


def test_pages_are_drawn_from_the_file_inside(here: Site) -> None:
    """A document that came as a dossier shows its printed pages, with the sentence outlined where it stands."""
    document = here.store.documents.get(here.of(PDF))
    (promise,) = document.commitments
    span = f"{promise.span.start}-{promise.span.end}"
    picture = here.client.get(f"/d/{document.id}/v/1/pages/2.png")
    assert (picture.status_code, picture.content[:4]) == (200, b"\x89PNG")
    leaf = here.client.get(f"/d/{document.id}/v/1/pages/2", params={"s": span})
    assert leaf.status_code == 200
    assert faults(leaf.text) == {}
    assert "<rect " in leaf.text
    assert "<rect " in here.client.get(f"/d/{document.id}", params={"s": span}).text
    places = here.client.get(f"/api/v1/documents/{document.id}/places", params={"s": span}).json()
    assert places["pages"][0]["boxes"]
    assert here.client.get(f"/d/{here.of(WORD)}/v/1/pages/1.png").status_code == 404


def test_the_data_have_the_words_of_the_source(here: Site) -> None:
    """The API and the exports hold what the source states, by its own names; labels in three languages beside it."""
    held = here.client.get(f"/api/v1/documents/{here.of(EARLY)}").json()
    said = {one["name"]: one for one in held["source_states"]}
    assert said["tijdig"]["value"] == "false"
    assert said["tijdig"]["label"]["fr"] == "Réponse dans le délai"
    assert said["tijdig"]["meaning"]["nl"] == "neen"
    assert said["soort-antwoord"]["meaning"] == {}
    assert here.client.get(f"/api/v1/documents/{here.of(WITHDRAWN)}").json()["withdrawn"] is True
    rows = here.client.get("/export/documents.csv").text
    assert '""tijdig"":""false""' in rows
    assert '"source_states":{' in here.client.get("/export/documents.jsonl").text
    assert '"isWithdrawn":"true"' in here.client.get("/export/texts.jsonl").text


def test_an_address_of_a_source_that_is_none_of_the_web_is_no_link(here: Site) -> None:
    """Only addresses of the web are linked."""
    from web.document.stated import web_address

    assert web_address("javascript:alert(1)") is None
    assert web_address("https://www.parlement.example/1") == "https://www.parlement.example/1"
    assert web_address(None) is None
    assert 'rel="noopener noreferrer">http' in here.page(PDF, source="uk-parliament")


def test_two_persons_of_one_name_are_told_apart(here: Site) -> None:
    """A source's own names for persons make two pages of one name; the name's page holds both and leads to each."""
    names = here.client.get("/api/v1/persons", params={"limit": 100}).json()["items"]
    twins = sorted(one["slug"] for one in names if one["name"] == "Leila El Amrani")
    twins = [slug for slug in twins if "vlaams" in slug]
    assert twins == ["leila-el-amrani-4102-parlement-vlaams", "leila-el-amrani-4777-parlement-vlaams"]
    page = here.client.get("/persons/leila-el-amrani", params={"lang": "en"}).text
    assert "Several persons have this name" in page
    assert all(f'href="/persons/{slug}"' in page for slug in twins)
    one = here.client.get(f"/persons/{twins[1]}", params={"lang": "nl"}).text
    assert faults(one) == {}
    assert "Ook anderen hebben deze naam" in one
    assert here.client.get(f"/api/v1/persons/{twins[1]}").json()["asked"]["answers_rest_on"]["asked"] == 1
