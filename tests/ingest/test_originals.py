"""Files of a document as downloads: the name and type of their bytes, never a page."""

from datetime import UTC, datetime

import pytest

from corpus.model import RawDocument, SourceFields
from ingest.dossier import DOSSIER_MEDIA_TYPE, Dossier, DossierFile, Role, pack
from ingest.originals import as_stored, files, original

PDF = b"%PDF-1.7\n1 0 obj\nendobj\nstartxref\n0\n%%EOF"
HTML = b"<!doctype html><html><body><script>alert(1)</script></body></html>"
OLD = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600
OCTETS = "application/octet-stream"


def raw(content: bytes, name: str = "one", media_type: str = OCTETS, uri: str = "s:1700001") -> RawDocument:
    """Return bytes of a source."""
    moment = datetime(2024, 1, 1, tzinfo=UTC)
    return RawDocument(source="s", uri=uri, name=name, media_type=media_type, content=content, fetched=moment)


def dossier(*given: tuple[Role, str, str, bytes]) -> RawDocument:
    """Return a dossier with some files."""
    made = tuple(DossierFile(role=role, name=name, media_type=kind, content=body) for role, name, kind, body in given)
    return raw(pack(Dossier(fields=SourceFields(title="Bruggen"), files=made)), "Bruggen", DOSSIER_MEDIA_TYPE)


@pytest.mark.parametrize(
    ("name", "claimed", "content", "given", "media_type"),
    [
        ("pfile-7", "binary/octet-stream", PDF, "pfile-7.pdf", "application/pdf"),
        ("antwoord.doc", "application/msword", PDF, "antwoord.pdf", "application/pdf"),
        ("nr. 12", "application/pdf", PDF, "nr. 12.pdf", "application/pdf"),
        ("antwoord.PDF", "application/pdf", PDF, "antwoord.PDF", "application/pdf"),
        ("pagina", "application/pdf", HTML, "pagina.html", OCTETS),
        ("pagina.html", "text/html", HTML, "pagina.html", OCTETS),
        ("tabel", "text/csv", b"a;b\n1;2\n", "tabel.csv", "text/csv"),
        ("records.jsonl", "application/x-ndjson", b'{"a": 1}\n', "records.jsonl", "text/plain"),
        ("brief", "application/msword", OLD, "brief.doc", OCTETS),
        ("foto", "image/png", b"\x89PNG\r\n\x1a\n", "foto.png", OCTETS),
        ("leeg", OCTETS, b"", "leeg", OCTETS),
    ],
)
def test_names_and_types(name: str, claimed: str, content: bytes, given: str, media_type: str) -> None:
    """The bytes decide the type and the ending; a page is sent as bytes, whatever it claims to be."""
    found = original(raw(content, name, claimed))
    assert (found.name, found.media_type, found.content, found.role) == (given, media_type, content, None)
    assert as_stored(raw(content, name, claimed)) == found
    assert files(raw(content, name, claimed)) == ()


def test_the_whole_document_of_a_dossier_is_its_original() -> None:
    """The file that is the document stands for the dossier; the others are beside it, in the source's order."""
    given = dossier((Role.WHOLE, "pfile-7", OCTETS, PDF), (Role.ATTACHMENT, "lijst", "text/csv", b"a;b\n1;2\n"))
    found = original(given)
    assert (found.name, found.media_type, found.content, found.role) == (
        "pfile-7.pdf",
        "application/pdf",
        PDF,
        Role.WHOLE,
    )
    assert [(one.name, one.role) for one in files(given)] == [
        ("pfile-7.pdf", Role.WHOLE),
        ("lijst.csv", Role.ATTACHMENT),
    ]


def test_a_dossier_without_a_whole_document_is_an_archive() -> None:
    """Texts of a record, or nothing at all, are downloaded as the dossier itself."""
    for given in (dossier((Role.QUESTION, "question.html", "text/html", HTML)), dossier()):
        found = original(given)
        assert (found.name, found.media_type, found.content) == ("1700001.zip", "application/zip", given.content)
        assert as_stored(given) == found
