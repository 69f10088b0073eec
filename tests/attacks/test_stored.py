"""Stored attacks: whatever a document, a source or an editor says, it stays words on every page, file and mail."""

import csv
import email
import email.policy
import io
import json
import re
from collections.abc import Iterator, Mapping
from typing import Any, Protocol
from urllib.parse import unquote, urlsplit

import openpyxl
import pytest
from lxml import etree, html

from tests.attacks.conftest import Hostile

RAN = "1344997"
_SCHEMES = ("javascript:", "data:", "vbscript:", "file:")
_MOST = 260
_FORMULA = ("=", "+", "-", "@", "\t", "\r")


class Answer(Protocol):
    """What came of a request."""

    @property
    def status_code(self) -> int:
        """Its status."""

    @property
    def headers(self) -> Mapping[str, str]:
        """Its headers."""

    @property
    def text(self) -> str:
        """Its text."""

    @property
    def content(self) -> bytes:
        """Its bytes."""


def _all(tree: Any, path: str) -> list[Any]:  # noqa: ANN401 - of lxml
    return list(tree.xpath(path))


def injected(text: str) -> list[str]:
    """Return what a page would run, or lead to, that was never meant to be there."""
    tree = html.document_fromstring(text)
    own = "[not(@src) or not(starts-with(@src, '/static/'))][not(@type='application/ld+json')]"
    found = _all(
        tree, f"//x-attack | //script{own} | //iframe | //object | //embed | //base | //style | //meta[@http-equiv]"
    )
    wrong = [etree.tostring(one, encoding="unicode")[:150] for one in found]
    wrong += [f"@{name!s}" for one in tree.iter(etree.Element) for name in one.attrib if str(name).startswith("on")]
    addresses = _all(tree, "//@href | //@src | //@action | //@formaction | //@data-href")
    wrong += [str(one)[:150] for one in addresses if re.sub(r"[\x00-\x20]", "", str(one)).lower().startswith(_SCHEMES)]
    return [*wrong, *([RAN] if RAN in text else [])]


def wrong_in(answer: Answer) -> list[str]:
    """Return what is wrong with an answer of any kind."""
    kind = answer.headers.get("content-type", "").partition(";")[0]
    wrong = [] if answer.headers.get("x-content-type-options") == "nosniff" else ["may be sniffed"]
    if "x-attack" in " ".join(f"{name}: {value}" for name, value in answer.headers.items() if name == "set-cookie"):
        wrong.append("a cookie was set")
    match kind:
        case "text/html":
            return wrong + injected(answer.text)
        case "text/csv":
            return wrong + list(_formulas(csv.reader(io.StringIO(answer.text.removeprefix("\ufeff")))))
        case "application/atom+xml":
            return wrong + list(_in_feed(answer.content))
        case "text/calendar":
            return wrong + [line for line in answer.text.splitlines() if re.match(r"(?i)<x-attack|set-cookie", line)]
        case "image/svg+xml":
            return wrong + [str(one.tag) for one in etree.fromstring(answer.content).iter("{*}script", "{*}x-attack")]
        case _ if "spreadsheetml" in kind:
            return wrong + list(_in_sheets(answer.content))
        case _ if "json" in kind:
            json.loads(answer.text)
    return wrong


def _formulas(rows: Iterator[list[str]]) -> Iterator[str]:
    for row in rows:
        yield from (cell for cell in row if cell.startswith(_FORMULA) and not re.fullmatch(r"[+-]?[\d.,]+", cell))


def _in_feed(content: bytes) -> Iterator[str]:
    tree = etree.fromstring(content)
    for one in tree.iter("{*}x-attack", "{*}script"):
        yield str(one.tag)
    for one in _all(tree, "//*[@type='html']"):
        yield from injected(f"<html><body>{one.text or ''}</body></html>")
    yield from (str(one) for one in _all(tree, "//@href") if str(one).lower().startswith(_SCHEMES))


def _in_sheets(content: bytes) -> Iterator[str]:
    for sheet in openpyxl.load_workbook(io.BytesIO(content)):
        for row in sheet.iter_rows():
            yield from (str(cell.value) for cell in row if cell.data_type == "f" or cell.hyperlink)


def _local_links(answer: Answer) -> Iterator[str]:
    if not answer.headers.get("content-type", "").startswith("text/html"):
        return
    for found in _all(html.document_fromstring(answer.text), "//main//a/@href | //head/link/@href"):
        address = str(found).partition("#")[0]
        parts = urlsplit(address)
        if parts.scheme in ("", "http") and parts.netloc in ("", "testserver") and parts.path:
            yield address


def test_words_stay_words_wherever_they_are_shown(hostile: Hostile) -> None:
    """Every kind of page, and all that the pages of hostile documents lead to, shows the attack and runs nothing."""
    seen: dict[str, Answer] = {}
    waiting = list(hostile.addresses)
    kinds: dict[str, int] = {}
    wrong: dict[str, object] = {}
    shown = 0
    while waiting and len(seen) < _MOST:
        address = waiting.pop(0)
        if address in seen or "/sign-out" in address:
            continue
        answer = seen[address] = hostile.client.get(address)
        kind = answer.headers.get("content-type", "").partition(";")[0]
        kinds[kind] = kinds.get(kind, 0) + 1
        if found := wrong_in(answer):
            wrong[address] = found[:4]
        if answer.status_code >= 500:
            wrong[address] = answer.status_code
        shown += "x-attack" in answer.text
        if "x-attack" in unquote(answer.text) and len(seen) < len(hostile.addresses) + 40:
            # Files first: there are few of them.
            links = [link for link in _local_links(answer) if link not in seen]
            waiting[:0] = [link for link in links if re.search(r"\.(csv|atom|ics|xlsx|json|svg|docx|pdf)\b", link)]
            waiting += [link for link in links if "x-attack" in unquote(link) or "attack" in link]
    assert wrong == {}
    assert shown > 25, shown
    assert {"text/html", "text/csv", "application/atom+xml"} <= kinds.keys(), kinds


@pytest.mark.parametrize(
    "address",
    ["/commitments.csv", "/documents.csv", "/figures.csv", "/search.csv?q=bruggen", "/feeds/documents.atom",
     "/search.atom?q=bruggen", "/feeds/missed.atom", "/calendar.ics", "/export/commitments.xlsx", "/api/v1/documents",
     "/export/documents.xlsx", "/api/v1/search?q=bruggen"],
)  # fmt: skip
def test_files_hold_words_only(hostile: Hostile, address: str) -> None:
    """No cell of a table is a formula, no entry of a feed is markup, no line of a calendar is anybody else's."""
    answer = hostile.client.get(address)
    assert answer.status_code in (200, 404), answer.text
    assert wrong_in(answer) == []


def test_a_table_of_a_document_holds_words_only(hostile: Hostile) -> None:
    """The head of a document's table, too, is words when it is taken away as a file."""
    held = next(one for one in hostile.services.store.documents.list() if one.number == 668)
    answer = hostile.client.get(f"/d/{held.id}/v/{held.version}/tables/1.csv")
    assert answer.text.count("HYPERLINK") == 2
    assert wrong_in(answer) == []


def test_mails_hold_words_only(hostile: Hostile) -> None:
    """A mail about a hostile document has the headers of a mail, and no markup of the document's."""
    from tracker.alerts.service import run_alerts

    parts = hostile.services
    run_alerts(parts.store, parts.settings, parts.clock)
    messages = parts.store.outbox.messages()
    assert any(b"x-attack" in email.message_from_bytes(one.content).as_bytes().replace(b"=\n", b"") for one in messages)
    for one in messages:
        mail = email.message_from_bytes(one.content, policy=email.policy.default)
        assert "set-cookie" not in {name.lower() for name in mail}
        body = mail.get_body(("html",))
        if body is not None:
            assert injected(body.get_content()) == []


def test_an_original_is_never_a_page_of_this_site(hostile: Hostile) -> None:
    """The bytes of a document are sent as they came, but never so that a browser runs them here."""
    documents = [one for one in hostile.services.store.documents.list() if one.number in (666, 667, 668)]
    assert len(documents) == 3
    for one in documents:
        answer = hostile.client.get(f"/d/{one.id}/v/{one.version}/original")
        assert answer.status_code == 200
        assert answer.headers["content-disposition"].startswith("attachment")
        assert "\n" not in answer.headers["content-disposition"]
        assert answer.headers["x-content-type-options"] == "nosniff"
        assert "default-src 'none'" in answer.headers["content-security-policy"]
        assert answer.headers["content-type"].partition(";")[0] not in ("text/html", "image/svg+xml")
