"""A site whose documents are all hostile: every text field of them is an attack, and somebody follows them."""

import json
import re
import shutil
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

import pytest
from fastapi.testclient import TestClient

from corpus.model import RawDocument, SourceFields
from ingest.dossier import DOSSIER_MEDIA_TYPE, Dossier, DossierFile, Role, pack
from ingest.service import Ingest
from search.service import SearchService
from tests.conftest import clock
from tests.web.editing import Editor, services_with_accounts
from tests.web.uploading import rested
from tests.web.walk import Samples, alert_links, samples
from tracker.alerts.service import run_alerts
from tracker.filters import TrackerFilter
from web.app import create_app
from web.services import Services

ATTACK = (
    "\"><script>alert(1)</script><img src=x onerror=alert(1)><x-attack a='1'></title></textarea></script><x-attack>"
    "{{31*43*1009}}${31*43*1009}' OR 1=1 -- "
)
"""Closes whatever it stands in and opens an element that no page has; 1344997 would be a template that ran it."""
FORMULA = '=HYPERLINK("http://evil.example","klik")'
ADDRESS = "javascript:alert(document.cookie)"
_ANSWER = f"1. In 2024 waren er 98 bruggen. {ATTACK}\n2. Tegen eind 2027 zal ik een actieplan {ATTACK} voorleggen."
_PAGE = f"""<html><body><main><h1>Schriftelijke vraag nr. 666</h1><p>Vraag: Hoeveel bruggen {{}} zijn er?</p>
<p><a href="{ADDRESS}">klik</a> <a href="data:text/html,<script>alert(1)</script>">ook</a>
<a href="http://evil.example/&quot;onmouseover=alert(1)">en dit</a></p>
<table>
<tr><th>{FORMULA} &lt;x-attack&gt;</th><th>@b</th></tr>
<tr><td>{FORMULA}</td><td>-1+1</td></tr></table></main></body></html>"""


@dataclass
class Hostile:
    """The site, and where its hostile documents stand.

    Attributes:
        services: The parts behind it.
        addresses: Every kind of page, shown of the hostile documents where it is of one.
        client: A browser that an editor is signed in with.
        csrf: What that editor's forms carry.
    """

    services: Services
    addresses: tuple[str, ...]
    client: TestClient = field(repr=False)
    csrf: str = field(repr=False)


def _record(number: int, words: str) -> bytes:
    record = {
        "doc_id": f"aanval-{number}", "parliament": "Vlaams Parlement", "language": "nl", "session": "2026-2027",
        "number": number, "asked": "2026-10-14", "answered": "2026-11-20", "author": f"Jan {ATTACK}",
        "party": f"Partij {ATTACK}", "department": f"minister van Bruggen {ATTACK}", "minister": f"Mia {ATTACK}",
        "themes": [f"bruggen {ATTACK}", FORMULA], "title": f"{FORMULA} {ATTACK}",
        "question": f"1. Hoeveel bruggen zijn er {ATTACK}?\n2. Komt er een actieplan {words} {ATTACK}?",
        "answer": _ANSWER,
    }  # fmt: skip
    return json.dumps(record).encode() + b"\n"


def _dossier() -> RawDocument:
    fields = SourceFields(
        title=f"+1 {ATTACK}", asker=f"Piet {ATTACK}", session="2024-2025", number=668, asked=date(2025, 1, 3),
        office=f"minister van Water {ATTACK}", themes=(ATTACK,), party=ATTACK, parliament="Vlaams Parlement",
    )  # fmt: skip
    page = DossierFile(
        role=Role.WHOLE,
        name=f"<x-attack>{FORMULA}.html",
        media_type="text/html",
        content=_PAGE.encode(),
        address=ADDRESS,
    )
    beside = DossierFile(
        role=Role.ATTACHMENT, name=f"../../{ATTACK}.txt", media_type=f"text/html\r\n{ATTACK}", content=b"tekst: x"
    )
    content = pack(Dossier(fields=fields, files=(page, beside), page=ADDRESS, stated={ATTACK: ATTACK}))
    return RawDocument(
        source=f"bron{ATTACK}", uri=f"bron:{ATTACK}\r\nSet-Cookie: a=1", name=f"{ATTACK}.html",
        media_type=DOSSIER_MEDIA_TYPE, content=content, fetched=clock(),
    )  # fmt: skip


def _read(services: Services, folder: Path) -> None:
    folder.mkdir()
    file = folder / "=cmd<x-attack>.jsonl"
    for words in ("gauw", "spoedig"):
        file.write_bytes(_record(666, words) + _record(667, "weldra") + b"{kapot <x-attack>\n")
        Ingest(services.store, services.settings, clock).run([folder])
    report = Ingest(services.store, services.settings, clock).take(iter([_dossier()]), source=f"bron{ATTACK}")
    assert report.new == 1, report.problems
    services.store.problems.put(f"bron:{ATTACK}", ATTACK, 1, ATTACK, ATTACK, b"<script>")
    services.store.health.record(f"bron{ATTACK}", ok=False, message=f"antwoordde {ATTACK}")
    SearchService.open(services.settings, services.store).update()


def confirmed(services: Services, client: TestClient, address: str, **given: str) -> str:
    """Subscribe an address, confirm, and return the address of its page."""
    wish = {"follow": "search", "q": "bruggen", "address": address, "mail_language": "nl", "rhythm": "live"}
    assert client.post("/alerts", data={**wish, **given}).status_code == 200
    newest = max(services.store.outbox.messages(), key=lambda one: one.id or 0)
    mail = newest.content.decode().replace("=\n", "").replace("=3D", "=")
    token = re.search(r"/alerts/confirm/([\w.~-]+)", mail)
    assert token, mail
    manage = re.search(r'href="(/alerts/manage/[^"]+)"', client.post(f"/alerts/confirm/{token[1]}").text)
    assert manage
    return manage[1]


def _follow(services: Services) -> None:
    """Subscribe to what the hostile documents are about, under a name that is an attack."""
    with TestClient(create_app(services), raise_server_exceptions=False) as client:
        confirmed(services, client, "b@example.org", name=f"{ATTACK}\r\nSet-Cookie: a=1")
    run_alerts(services.store, services.settings, services.clock)


def _decide(services: Services, client: TestClient, commitment: str) -> str:
    editor = Editor(client, services).sign_in("Lies")
    tree = editor.send(f"/c/{commitment}", "note", note=f"{FORMULA} {ATTACK}", reason=ATTACK, text=ATTACK)
    assert tree.get("data-status") in ("200", "400", "422"), tree.get("data-status")
    return editor.csrf


@pytest.fixture(scope="package")
def hostile(sample_data: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Hostile]:
    """Return the hostile site."""
    data = Path(shutil.copytree(sample_data, tmp_path_factory.mktemp("hostile") / "data"))
    given = {"mail_from": "alerts@rappel.example", "imprint_name": ATTACK, "imprint_contact": f"{ADDRESS}"}
    with services_with_accounts(data, **given) as services:
        _follow(services)
        _read(services, data.parent / "in")
        documents = services.store.documents.list()
        held = next(one for one in documents if one.number == 666)
        links = alert_links(services)
        whole = samples(services, held.id, links)
        today = clock().date()
        found = [one for one in services.tracker.list(TrackerFilter(), today) if one.commitment.document == held.id]
        commitment = found[0].commitment.id if found else ""
        assert commitment, "the hostile answer holds a commitment"
        own = Samples(
            values={**whole.values, "document_id": held.id, "commitment_id": commitment}, variants=whole.variants
        )
        client = TestClient(create_app(services), raise_server_exceptions=False)
        csrf = _decide(services, client, commitment)
        rested(services)  # what was brought in through the site is read by a thread of its own
        others = [f"/d/{one.id}" for one in documents if one.number in (667, 668)]
        addresses = [address for those in own.addresses().values() for address in those]
        yield Hostile(services, (*addresses, *others, "/search?q=bruggen", "/figures?about=bruggen"), client, csrf)
        client.close()
