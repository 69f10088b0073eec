"""Every kind of page of the site, listed from its routes, so that a new page is looked at without being named here."""

import hashlib
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from time import monotonic, sleep
from urllib.parse import urlencode

from fastapi.routing import APIRoute
from fastapi.testclient import TestClient

from corpus.model import Side
from corpus.samples import sample_folder
from corpus.store import DocumentSummary
from corpus.uploads import FileState, Upload, UploadedFile
from ingest.console import run_ingest
from search.service import SearchService
from tests.conftest import clock
from tracker.alerts.desk import Desk
from tracker.alerts.links import LinkKind, Links
from tracker.filters import TrackerFilter
from web import pages
from web.app import create_app
from web.discovery import routers
from web.services import Services
from web.uploading.spool import file_name, new_id

OFFICE = "vlaams-minister-van-mobiliteit-en-openbare-werken"
EDITED_ONLY = ("/review", "/upload", "/upload/{upload_id}", "/problems", "/status")
"""Pages that only editors see."""
_FILES = re.compile(r"\.\w+$|\{form\}$|/original$|^/(?:health|healthz|readyz|metrics|suggest|news/unseen)$")


def page_routes() -> list[str]:
    """Return the paths of all routes that answer pages for people, files and feeds left out."""
    held = [route for router in routers(pages) for route in router.routes if isinstance(route, APIRoute)]
    return sorted({one.path for one in held if "GET" in (one.methods or ()) and not _FILES.search(one.path)})


@dataclass(frozen=True, slots=True, kw_only=True)
class Samples:
    """What the pages with a name in their address are shown of.

    Attributes:
        values: Value of a parameter by ``name``, or by ``route name`` where routes mean different things by it.
        variants: Further addresses of a route, which show it in another state.
    """

    values: Mapping[str, str]
    variants: Mapping[str, tuple[str, ...]]

    def addresses(self) -> dict[str, tuple[str, ...]]:
        """Return the addresses of every page by its route.

        Raises:
            LookupError: If a page asks for something that no sample is named for.
        """
        return {route: (self._plain(route), *self.variants.get(route, ())) for route in page_routes()}

    def _plain(self, route: str) -> str:
        def value(match: re.Match[str]) -> str:
            found = self.values.get(f"{route} {match[1]}") or self.values.get(match[1])
            if found is None:
                raise LookupError(f"the page {route} asks for {match[1]}: name a sample of it in tests/web/walk.py")
            return found

        return re.sub(r"\{(\w+)(?::\w+)?\}", value, route)


def second_version(services: Services, folder: Path) -> str:
    """Read one of the samples twice, with a word more the second time, and return its id."""
    text = (sample_folder() / "2024-2025-nr-0402-renovatiepremies.txt").read_text(encoding="utf-8")
    file = folder / "tweemaal.txt"
    for content in (text.replace("nr. 402", "nr. 404"), text.replace("nr. 402", "nr. 404") + "\nNog een zin.\n"):
        file.write_text(content, encoding="utf-8")
        run_ingest(services.store, services.settings, clock, [file], backfill=True, quiet=True)
    SearchService.open(services.settings, services.store).update()
    held = next(one for one in services.store.documents.list() if one.number == 404)
    assert held.version == 2
    return held.id


def french_record(services: Services, folder: Path) -> None:
    """Read a record of a French-speaking asker with a party and themes, which the Dutch samples lack."""
    record = {
        "doc_id": "2024-2025-nr-0077-gares", "parliament": "Kamer van volksvertegenwoordigers", "language": "fr",
        "session": "2024-2025", "number": 77, "asked": "2025-01-14", "answered": "2025-02-20", "author": "Anne Delvaux",
        "party": "Les Prairies", "department": "Ministre de la Mobilité", "themes": ["chemin de fer"],
        "title": "L'accessibilité des gares", "question": "1. Combien de gares sont accessibles sans aide ?",
        "answer": "1. En 2024, 98 gares étaient accessibles sans aide, soit 17 % du total.",
    }  # fmt: skip
    file = folder / "gares.jsonl"
    file.write_text(json.dumps(record), encoding="utf-8")
    report = run_ingest(services.store, services.settings, clock, [file], backfill=True, quiet=True)
    assert report.problems == ()


def draft(services: Services) -> str:
    """Return a held question as a draft, with a sub-question that nobody asked, so that every result is on its page."""
    document = services.store.documents.get(services.store.documents.list()[0].id)
    items = [item.span.quote(document.text.text) for item in document.record.items_of(Side.QUESTION) if item.label]
    lines = [f"{number}. {' '.join(item.split())}" for number, item in enumerate(items, 1)]
    return "\n".join([document.record.title or "", *lines, f"{len(lines) + 1}. Zwijgen de eekhoorns in oktober?"])


def alert_links(services: Services) -> dict[str, str]:
    """Subscribe, confirm, and return the tokens of the links that came by mail."""
    wish = {"follow": "search", "q": "wachtlijst", "address": "a@example.org", "mail_language": "nl", "rhythm": "live"}
    with TestClient(create_app(services), raise_server_exceptions=False) as client:
        client.post("/alerts", data=wish)
        mail = services.store.outbox.messages()[0].content.decode().replace("=\n", "").replace("=3D", "=")
        token = re.search(r"/alerts/confirm/([\w.~-]+)", mail)
        assert token, mail
        confirmed = client.post(f"/alerts/confirm/{token[1]}").text
        manage = re.search(r"/alerts/manage/([\w.~-]+)", confirmed)
        assert manage, confirmed
    held = Desk(services.store, services.settings, clock).open(LinkKind.MANAGE, manage[1])
    kept = [one.id or 0 for one in held.subscriptions]
    leaving = Links(services.settings, clock).token(LinkKind.UNSUBSCRIBE, held.subscriber, kept)
    return {
        "/alerts/confirm/{token} token": token[1],
        "/alerts/manage/{token} token": manage[1],
        "/alerts/unsubscribe/{token} token": leaving,
    }


def uploaded(services: Services) -> str:
    """Bring files of every fate in, have them read, and return the id of the upload."""
    folder, text = (
        services.uploads.spool.begin(),
        (sample_folder() / "2024-2025-nr-0402-renovatiepremies.txt").read_bytes(),
    )
    contents = {"vraag.txt": text, "leeg.pdf": b"", "twee.jsonl": b"{}\n[]\n", "foto.jpg": b"x"}
    files = []
    for position, (name, content) in enumerate(contents.items()):
        state = FileState.LEFT_OUT if name.endswith(".jpg") else FileState.WAITING
        (folder / file_name(position)).write_bytes(content)
        digest = hashlib.sha256(content).hexdigest()
        files.append(UploadedFile(position=position, name=name, size=len(content), sha256=digest, state=state))
    held = services.uploads.accept(
        folder,
        Upload(id=new_id(), account="Lies", received=clock(), parliament="Vlaams Parlement", files=tuple(files)),
    )
    until = monotonic() + 60
    while not services.store.uploads.get(held.id).done and monotonic() < until:
        sleep(0.1)
    assert services.store.uploads.get(held.id).done
    return held.id


def listed(services: Services) -> dict[str, str]:
    """Return the first name of each list of people and things whose pages stand below it, by route."""
    found = {}
    with TestClient(create_app(services), raise_server_exceptions=False) as client:
        for route in page_routes():
            path, _, rest = route.rpartition("/")
            if rest == "{slug}":
                link = re.search(rf'href="{path}/([^"/?#.]+)"', client.get(path).text)
                assert link, f"{path} leads to nothing"
                found[f"{route} slug"] = link[1]
    return found


def _printed(documents: tuple[DocumentSummary, ...]) -> DocumentSummary:
    return next(one for one in documents if one.name.endswith(".pdf") and one.commitments)


def samples(services: Services, changed: str, links: Mapping[str, str]) -> Samples:
    """Return what to show of the sample corpus: the richest documents and commitments.

    Args:
        services: Services over the samples.
        changed: Id of a document with two versions.
        links: Tokens by route.
    """
    documents = services.store.documents.list()
    richest = max(documents, key=lambda one: (one.commitments, one.figures))
    family = next(one for one in documents if (one.session, one.number) == ("2023-2024", 88))
    tracked = services.tracker.list(TrackerFilter(), services.today())
    moved = max(tracked, key=lambda one: one.timeliness.moved)
    printed = _printed(documents)
    values = {
        "document_id": richest.id,
        "commitment_id": moved.id,
        "slug": OFFICE,
        "version": "1",
        "/d/{document_id}/diff/{versions} document_id": changed,
        "/d/{document_id}/diff/{versions} versions": "1..2",
        "/d/{document_id}/v/{version}/pages/{number} document_id": printed.id,
        "/d/{document_id}/v/{version}/pages/{number} number": "1",
        "number": "promised",
        "upload_id": uploaded(services),
        "/offices/{slug}/answers/{number} number": "in_time",
        **listed(services),
        **links,
    }
    variants = {
        "/search": ("/search?q=wachtlijst&has_commitment=true", "/search?q=%22niets", "/search?q=hoeveel+laadpunten"),
        "/commitments": ("/commitments?state=undated", "/commitments?as_of=2024-07-01", "/commitments?text=zzzz"),
        "/c/{commitment_id}": tuple(f"/c/{one.id}?as_of=2025-06-01" for one in tracked[:3]),
        "/d/{document_id}": (f"/d/{richest.id}?s=300-420", f"/d/{family.id}", f"/d/{printed.id}", f"/d/{changed}"),
        "/figures": ("/figures?about=laadpunten", "/figures?subject=zzzz"),
        "/already-asked": ("/already-asked?" + urlencode({"text": draft(services)}),),
        "/alerts": ("/alerts?follow=search&q=wachtlijst",),
    }
    return Samples(values=values, variants=variants)
