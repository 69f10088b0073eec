"""The only module that uses pypdf: attached files, and the text and hyperlinks where PDFium cannot read the file."""

import io
import logging
import mimetypes
from collections.abc import Iterator
from typing import Any

import pypdf
from pypdf.errors import FileNotDecryptedError, WrongPasswordError

from corpus.model import Attachment
from ingest.readers.printed import DamagedPdf, EncryptedPdf, PlacedLink, PrintedDocument, PrintedLine, PrintedPage

_MAX_ATTACHED_BYTES = 20_000_000
# pypdf reports every flaw of a file through logging; what matters to a reader comes as a warning of the document.
logging.getLogger("pypdf").setLevel(logging.CRITICAL)


def read_second(content: bytes) -> PrintedDocument:
    """Read all pages with pypdf, which knows no places of lines but mends files that PDFium refuses.

    Raises:
        EncryptedPdf: If a password is needed.
        DamagedPdf: If pypdf cannot read the file either.
    """
    try:
        reader = _open(content)
        pages = tuple(_page(number, page) for number, page in enumerate(reader.pages, start=1))
    except (FileNotDecryptedError, WrongPasswordError) as error:
        raise EncryptedPdf(str(error)) from error
    except Exception as error:
        raise DamagedPdf(f"{type(error).__name__}: {error}") from error
    if not pages:
        raise DamagedPdf("the file has no pages")
    return PrintedDocument(pages=pages, attachments=1)


def read_attachments(content: bytes) -> tuple[Attachment, ...]:
    """Return the files that a PDF carries, those over 20 million bytes left out.

    Raises:
        DamagedPdf: If they cannot be read.
    """
    try:
        files = [(str(name), bytes(data)) for name, versions in _open(content).attachments.items() for data in versions]
    except Exception as error:
        raise DamagedPdf(f"{type(error).__name__}: {error}") from error
    return tuple(
        Attachment(name=name, media_type=mimetypes.guess_type(name)[0] or "application/octet-stream", content=data)
        for name, data in files
        if len(data) <= _MAX_ATTACHED_BYTES
    )


def _open(content: bytes) -> pypdf.PdfReader:
    return pypdf.PdfReader(io.BytesIO(content), strict=False)


def _page(number: int, page: pypdf.PageObject) -> PrintedPage:
    lines: list[PrintedLine] = []
    blank = False
    for line in page.extract_text().splitlines():
        text = line.rstrip()
        if text.strip():
            broken = text.endswith("-") and text[-2:-1].isalnum()
            lines.append(PrintedLine(text=text, broken=broken, opens=blank))
        blank = not text.strip()
    pictures = not lines and len(page.images) > 0
    return PrintedPage(
        number=number,
        height=float(page.mediabox.height),
        lines=tuple(lines),
        pictures=pictures,
        links=tuple(_links(number, page)),
    )


def _links(number: int, page: pypdf.PageObject) -> Iterator[PlacedLink]:
    for entry in page.get("/Annots") or ():
        annotation: Any = entry.get_object()
        action = annotation.get("/A")
        target = action.get_object().get("/URI") if action is not None else None
        if annotation.get("/Subtype") == "/Link" and target:
            yield PlacedLink(target=str(target), page=number)
