"""The quarantine on the site: what editors see of it, in words with what to do, and how they clear it."""

import logging
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
import structlog

import ingest
from corpus.store import Store
from tests.web.checking import faults, page, text_of
from tests.web.editing import Editor, editor, services_with_accounts
from web.i18n import LANGUAGES
from web.services import Services

REASONS = (
    "empty", "damaged", "encrypted", "binary", "unsupported", "too_large", "not_json",
    "not_object", "not_utf8", "incomplete", "wrong_field", "duplicate", "scan", "garbled",
    "nonsense", "legacy_office", "hostile", "no_access", "outside_questions", "divided", "not_a_file",
    "not_fetched", "too_slow", "out_of_memory", "reader_died", "internal_error",
)  # fmt: skip
"""Every reason for which something is put into quarantine."""


@pytest.fixture
def services(tmp_path: Path) -> Iterator[Services]:
    """Return services over an empty data folder."""
    with services_with_accounts(tmp_path / "data", model="lexical") as found:
        yield found


@pytest.fixture
def lies(services: Services) -> Iterator[Editor]:
    """Return an editor who is signed in."""
    with editor(services, "Lies") as found:
        yield found


def refuse(store: Store, uri: str, reason: str = "damaged", line: int | None = None, content: bytes = b"x") -> None:
    """Put something into quarantine."""
    store.problems.put(uri, uri.rpartition("/")[2].partition("#")[0], line, reason, f"{uri} is {reason}", content)


def test_the_reasons_are_all_of_them() -> None:
    """No module of the program gives a reason that is not looked at here."""
    written = "\n".join(path.read_text(encoding="utf-8") for path in Path(ingest.__file__).parent.rglob("*.py"))
    given = set(re.findall(r'reason="([a-z_0-9]+)"', written))
    never_there = {"hidden", "unknown_kind", "link"}
    assert len(given) > 15
    assert given - never_there <= set(REASONS)


@pytest.mark.parametrize("language", LANGUAGES)
def test_each_reason_is_said_with_what_to_do(lies: Editor, services: Services, language: str) -> None:
    """No reason is a code, on this page or on that of the sources, and each has an advice."""
    for number, reason in enumerate(REASONS):
        refuse(services.store, f"upload:{number:02d}/a.txt", reason)
    answer = lies.client.get("/problems", params={"lang": language})
    assert faults(answer.text) == {}
    items = page(answer.text).xpath("//ul[contains(@class,'outcome')]/li")
    assert len(items) == len(REASONS)
    assert [one.xpath(".//span[contains(@class,'state')]/span/@lang") for one in items] == [[]] * len(REASONS)
    said = {text_of(one.xpath("./p")[0]) for one in items}
    assert min(len(one) for one in said) > 40
    sources = page(lies.client.get("/sources", params={"lang": language}).text)
    assert sources.xpath("//section[@aria-labelledby='refused']//th/span/@lang") == []


def test_an_unknown_reason_is_shown_as_it_is(lies: Editor, services: Services) -> None:
    """A word that no catalogue knows is marked as English, with the advice to tell whoever runs the site."""
    refuse(services.store, "upload:1/a.txt", "quite_new")
    item = page(lies.client.get("/problems").text).xpath("//ul[contains(@class,'outcome')]/li")[0]
    assert text_of(item.xpath(".//span[@lang='en']")[0]) == "quite new"
    assert "Meld het aan wie deze site beheert" in text_of(item)


def test_lines_of_one_file_stand_together(lies: Editor, services: Services) -> None:
    """A file with very many broken lines is one entry, which says how many more there are."""
    for line in range(1, 15):
        refuse(services.store, f"upload:1/lijst.jsonl#line-{line}", "not_json", line, b"{" * line)
    refuse(services.store, "file:///map/b.pdf")
    refuse(services.store, "dekamer:12/c")
    tree = page(lies.client.get("/problems").text)
    items = [text_of(one) for one in tree.xpath("//ul[contains(@class,'outcome')]/li")]
    assert len(items) == 3
    (lines,) = [one for one in items if "lijst.jsonl" in one]
    assert "en nog 4" in lines
    assert "toegevoegd via de site" in lines
    assert any("uit een map" in one for one in items)
    assert any("dekamer" in one for one in items)


def test_many_files_are_paged(lies: Editor, services: Services) -> None:
    """More than fifty files are divided over pages."""
    for number in range(53):
        refuse(services.store, f"upload:{number}/a.txt")
    assert len(page(lies.client.get("/problems").text).xpath("//ul[contains(@class,'outcome')]/li")) == 50
    assert len(page(lies.client.get("/problems?offset=50").text).xpath("//ul[contains(@class,'outcome')]/li")) == 3
    assert lies.client.get("/problems?offset=-1").status_code == 422


def test_taken_off_the_list(lies: Editor, services: Services, caplog: pytest.LogCaptureFixture) -> None:
    """A file goes with all its lines and bytes, and the log says who did it; others stay."""
    structlog.configure(
        processors=[structlog.stdlib.render_to_log_kwargs], logger_factory=structlog.stdlib.LoggerFactory()
    )
    caplog.set_level(logging.INFO)
    for line in (1, 2):
        refuse(services.store, f"upload:1/l.jsonl#line-{line}", "not_json", line)
    refuse(services.store, "upload:10/other.txt", content=b"other")
    try:
        answer = lies.client.post("/problems", data={"csrf": lies.csrf, "uri": "upload:1/l.jsonl"})
    finally:
        structlog.reset_defaults()
    assert "Het is van de lijst gehaald" in answer.text
    assert [one.uri for one in services.store.problems.list()] == ["upload:10/other.txt"]
    assert {getattr(one, "account", None) for one in caplog.records if one.message == "taken off the list"} == {"Lies"}


@pytest.mark.parametrize("headers", [{"Origin": "https://evil.example"}, {}])
def test_only_by_a_form_of_this_session(lies: Editor, services: Services, headers: dict[str, str]) -> None:
    """Another site's form, and one without the session's mark, take nothing off."""
    refuse(services.store, "upload:1/a.txt")
    mark = lies.csrf if headers else "f" * 64
    answer = lies.client.post("/problems", data={"csrf": mark, "uri": "upload:1/a.txt"}, headers=headers)
    assert answer.status_code == 403
    assert len(services.store.problems.list()) == 1


def test_the_bytes_are_a_file_and_never_a_page(lies: Editor, services: Services) -> None:
    """What was refused can be looked at, as a download; only what is in quarantine is given."""
    refuse(services.store, "upload:1/a.html", "hostile", content=b"<script>alert(1)</script>")
    sha256 = services.store.problems.list()[0].sha256
    answer = lies.client.get(f"/problems/{sha256}/original")
    assert answer.content == b"<script>alert(1)</script>"
    assert answer.headers["content-type"] == "application/octet-stream"
    assert answer.headers["content-disposition"].startswith("attachment")
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert lies.client.get(f"/problems/{'0' * 64}/original").status_code == 404


def test_nothing_to_show(lies: Editor) -> None:
    """An empty quarantine says so."""
    answer = lies.client.get("/problems")
    assert (
        text_of(page(answer.text).xpath("//p[@class='notice']")[0]) == "Alles wat toegevoegd werd, kon gelezen worden."
    )
    assert faults(answer.text) == {}
