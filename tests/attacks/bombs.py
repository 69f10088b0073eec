"""Documents made to harm: each a few bytes that ask for much, point elsewhere, or lie about what they are."""

import io
import json
import zipfile
import zlib
from collections.abc import Callable, Iterator

import docx

from ingest.dossier import DOSSIER_MEDIA_TYPE
from ingest.readers import RECORD_MEDIA_TYPE
from tests.ingest.office_kit import repacked, sheet_bytes, word_bytes

_ENTITIES = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 12))
LAUGHS = f'<?xml version="1.0"?><!DOCTYPE l [<!ENTITY l0 "lol">{_ENTITIES}]><l>&l11;</l>'
EXTERNAL = '<?xml version="1.0"?><!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]><x>&e;</x>'
DTD = '<?xml version="1.0"?><!DOCTYPE x SYSTEM "http://127.0.0.1:9/x.dtd"><x>a</x>'
PAGE = "<html><body><h1>Vraag nr. 9</h1><p>Hoeveel bruggen zijn er?</p>{}</body></html>"


def pdf(*objects: bytes, root: bytes = b"1 0 R", more: bytes = b"") -> bytes:
    """Return a PDF of some objects, numbered from 1, with a true table of their places."""
    out, places = io.BytesIO(b"%PDF-1.7\n"), []
    out.seek(0, io.SEEK_END)
    for number, body in enumerate(objects, 1):
        places.append(out.tell())
        out.write(b"%d 0 obj\n%s\nendobj\n" % (number, body))
    at = out.tell()
    out.write(b"xref\n0 %d\n0000000000 65535 f \n" % (len(places) + 1))
    out.write(b"".join(b"%010d 00000 n \n" % place for place in places))
    out.write(b"trailer\n<< /Size %d /Root %s %s >>\nstartxref\n%d\n%%%%EOF" % (len(places) + 1, root, more, at))
    return out.getvalue()


def stream(content: bytes, entries: bytes = b"") -> bytes:
    """Return a compressed stream of a PDF."""
    packed = zlib.compress(content, 9)
    return b"<< /Filter /FlateDecode /Length %d %s >>\nstream\n%s\nendstream" % (len(packed), entries, packed)


def _printed(content: bytes, *, box: bytes = b"0 0 595 842", more: bytes = b"", catalogue: bytes = b"") -> bytes:
    return pdf(
        b"<< /Type /Catalog /Pages 2 0 R %s >>" % catalogue,
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        b"<< /Type /Page /Parent 2 0 R /MediaBox [%s] /Contents 4 0 R "
        b"/Resources << /Font << /F 5 0 R >> /XObject << /X 6 0 R >> >> %s >>" % (box, more),
        stream(content),
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>",
        stream(b"/X Do", b"/Type /XObject /Subtype /Form /BBox [0 0 9 9] /Resources << /XObject << /X 6 0 R >> >>"),
    )


WORDS = b"BT /F 12 Tf 60 700 Td (Hoeveel bruggen zijn er in 2024?) Tj ET "


def _flat_zip() -> bytes:
    return repacked(word_bytes(docx.Document()), {"word/media/a.bin": b"\0" * 60_000_000})


def _nested_zip() -> bytes:
    inner = b"\0" * 10_000_000
    for _ in range(8):
        out = io.BytesIO()
        with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
            for number in range(10):
                archive.writestr(f"{number}.zip", inner)
        inner = out.getvalue()
    return inner


def _overlapping_zip() -> bytes:
    """Return an archive whose entries all point at the same packed bytes, as Fifield's of 2019 do."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("word/document.xml", b"<w:p>" + b" " * 4_000_000)
        first = archive.filelist[0]
        for number in range(2_000):
            copy = zipfile.ZipInfo(f"word/{number}.xml")
            copy.header_offset, copy.CRC = first.header_offset, first.CRC
            copy.compress_type, copy.compress_size, copy.file_size = 8, first.compress_size, first.file_size
            archive.filelist.append(copy)
    return out.getvalue()


def _understated_zip() -> bytes:
    """Return an office file whose table of contents says that a part is small which unpacks to sixty million bytes."""
    good = repacked(word_bytes(docx.Document()), {"word/document.xml": b"<a>" + b" " * 60_000_000 + b"</a>"})
    size = (60_000_007).to_bytes(4, "little")
    return good.replace(size, (900).to_bytes(4, "little"))


def _dossier(record: object, *, packing: int = zipfile.ZIP_STORED, **files: bytes) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", packing) as archive:
        archive.writestr("dossier.json", json.dumps(record))
        for name, content in files.items():
            archive.writestr(name.replace("__", "/"), content)
    return out.getvalue()


def _swollen_dossier() -> bytes:
    files = [{"role": "attachment", "name": "a", "media_type": "x/y", "address": ""} for _ in range(30)]
    record = {"format": 1, "fields": {"title": "Bruggen"}, "page": "", "stated": {}, "files": files}
    return _dossier(record, packing=zipfile.ZIP_DEFLATED, **{f"files__{n:04d}": b"\0" * 5_000_000 for n in range(30)})


def _deep_dossier() -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("dossier.json", "[" * 1_000_000)
    return out.getvalue()


def _shared_dossier() -> bytes:
    """Return a dossier whose two thousand files are all the same bytes of it."""
    files = [{"role": "attachment", "name": "a", "media_type": "x/y", "address": ""} for _ in range(2_000)]
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("dossier.json", json.dumps({"fields": {}, "page": "", "stated": {}, "files": files}))
        archive.writestr("files/0000", b"x" * 1_000_000)
        for number in range(1, 2_000):
            copy = zipfile.ZipInfo(f"files/{number:04d}")
            first = archive.filelist[1]
            copy.header_offset, copy.CRC = first.header_offset, first.CRC
            copy.compress_size, copy.file_size = first.compress_size, first.file_size
            archive.filelist.append(copy)
    return out.getvalue()


def _deep_pages() -> bytes:
    depth = 3_000
    middle = [b"<< /Type /Pages /Kids [%d 0 R] /Count 1 >>" % (n + 3) for n in range(depth)]
    last = b"<< /Type /Page /MediaBox [0 0 9 9] >>"
    return pdf(b"<< /Type /Catalog /Pages 2 0 R >>", *middle, last)


def _looping_pages() -> bytes:
    return pdf(b"<< /Type /Catalog /Pages 2 0 R >>", b"<< /Type /Pages /Kids [2 0 R 2 0 R] /Count 900000000 >>")


def _looping_object_stream() -> bytes:
    body = stream(b"7 0 " + b"<< /Type /Catalog >>", b"/Type /ObjStm /N 900000 /First 4 /Extends 1 0 R")
    return pdf(body, b"<< /Type /Catalog /Pages 1 0 R >>", root=b"2 0 R")


def _huge_picture() -> bytes:
    size = b"/Width 200000 /Height 200000 /ColorSpace /DeviceRGB /BitsPerComponent 8"
    return pdf(
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R /Resources "
        b"<< /XObject << /X 5 0 R >> >> >>",
        stream(b"q 500 0 0 700 0 0 cm /X Do Q"),
        stream(b"\0" * 5_000_000, b"/Type /XObject /Subtype /Image " + size),
    )


def _attached_bomb() -> bytes:
    names = b" ".join(b"(%d) 8 0 R" % n for n in range(50))
    return pdf(
        b"<< /Type /Catalog /Pages 2 0 R /Names << /EmbeddedFiles 4 0 R >> >>",
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 7 0 R "
        b"/Resources << /Font << /F 9 0 R >> >> >>",
        b"<< /Names [" + names + b"] >>",
        b"null",
        stream(b"\0" * 19_000_000),
        stream(WORDS),
        b"<< /Type /Filespec /F (a) /EF << /F 6 0 R >> >>",
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>",
    )


_SCRIPT = b"/OpenAction << /S /JavaScript /JS (app.launchURL\\('http://127.0.0.1:9'\\)) >>"
_LAUNCH = b"/OpenAction << /S /Launch /F (/bin/sh) >>"
_AWAY = b"/Annots [<< /Type /Annot /Subtype /Link /Rect [0 0 9 9] /A << /S /GoToR /F (http://127.0.0.1:9/x) >> >>]"


def _word(name: str, content: bytes) -> bytes:
    return repacked(word_bytes(docx.Document()), {name: content})


def _odt_away() -> bytes:
    from odfdo import Document

    from tests.ingest.office_kit import open_bytes

    return repacked(open_bytes(Document("text")), {"content.xml": EXTERNAL.encode()})


BOMBS: dict[str, tuple[str, Callable[[], bytes]]] = {
    "zip, flat": ("application/zip", _flat_zip),
    "zip, nested": ("application/zip", _nested_zip),
    "zip, overlapping": ("application/zip", _overlapping_zip),
    "zip, understated": ("application/zip", _understated_zip),
    "word, entities": ("x/y", lambda: _word("word/document.xml", LAUGHS.encode())),
    "word, entities in UTF-16": ("x/y", lambda: _word("word/document.xml", LAUGHS.encode("utf-16"))),
    "word, external entity": ("x/y", lambda: _word("word/document.xml", EXTERNAL.encode())),
    "word, external type": ("x/y", lambda: _word("word/styles.xml", DTD.encode())),
    "word, deep": ("x/y", lambda: _word("word/document.xml", b"<a>" * 1_000_000)),
    "word, names that climb": ("x/y", lambda: _word("../../../../tmp/rappel-climbed", b"x")),
    "sheet, entities": ("x/y", lambda: repacked(sheet_bytes({"S": [[1]]}), {"xl/sharedStrings.xml": LAUGHS.encode()})),
    "open document, external entity": ("x/y", _odt_away),
    "html, deep": ("text/html", lambda: PAGE.format("<div>" * 1_000_000).encode()),
    "html, deep tables": ("text/html", lambda: PAGE.format("<table><tr><td>" * 50_000).encode()),
    "html, attributes": ("text/html", lambda: PAGE.format(f"<p {'a=1 ' * 1_000_000}>x</p>").encode()),
    "html, wide cells": ("text/html", lambda: PAGE.format("<table><tr><td colspan=99999999>1</table>" * 99).encode()),
    "html, entities": ("text/html", lambda: (EXTERNAL.split("?>")[1] + PAGE.format("&e;")).encode()),
    "xhtml, laughs": ("application/xhtml+xml", LAUGHS.replace("<l>", "<html><p>").encode),
    "rtf, deep": ("application/rtf", lambda: b"{\\rtf1 " + b"{" * 1_000_000),
    "rtf, object": ("application/rtf", lambda: b"{\\rtf1 {\\object\\objdata " + b"41" * 2_000_000 + b"}}"),
    "rtf, binary": ("application/rtf", lambda: b"{\\rtf1 \\bin99999999999 x a}"),
    "csv, one line": ("text/csv", lambda: b"a,b\n" + b"x," * 5_000_000),
    "csv, open quote": ("text/csv", lambda: b'a,b\n"' + b"x\n" * 3_000_000),
    "text, one line": ("text/plain", lambda: b"bruggen " * 200_000),
    "text, numbers": ("text/plain", lambda: b"1." * 400_000),
    "text, blanks": ("text/plain", lambda: b" \n" * 1_000_000 + b"x"),
    "json, deep": (RECORD_MEDIA_TYPE, lambda: b'{"question": ' + b"[" * 1_000_000),
    "json, long number": (RECORD_MEDIA_TYPE, lambda: b'{"number": ' + b"9" * 1_000_000 + b"}"),
    "json, many names": (RECORD_MEDIA_TYPE, lambda: json.dumps({str(n): n for n in range(300_000)}).encode()),
    "dossier, swollen": (DOSSIER_MEDIA_TYPE, _swollen_dossier),
    "dossier, deep": (DOSSIER_MEDIA_TYPE, _deep_dossier),
    "dossier, shared bytes": (DOSSIER_MEDIA_TYPE, _shared_dossier),
    "dossier, lies": (DOSSIER_MEDIA_TYPE, lambda: _dossier({"fields": [], "files": {"a": 1}, "page": 0, "stated": 9})),
    "dossier, inside a dossier": (DOSSIER_MEDIA_TYPE, lambda: _dossier([[[[]]]])),
    "pdf, deep pages": ("application/pdf", _deep_pages),
    "pdf, looping pages": ("application/pdf", _looping_pages),
    "pdf, looping table": ("application/pdf", lambda: _printed(WORDS).replace(b"/Size 7 ", b"/Size 7 /Prev 9 ")),
    "pdf, looping object stream": ("application/pdf", _looping_object_stream),
    "pdf, form in itself": ("application/pdf", lambda: _printed(WORDS + b"/X Do")),
    "pdf, giant page": ("application/pdf", lambda: _printed(WORDS, box=b"0 0 99999999 99999999")),
    "pdf, no page size": ("application/pdf", lambda: _printed(WORDS, box=b"0 0 0 0")),
    "pdf, swollen page": ("application/pdf", lambda: _printed(WORDS + b" " * 150_000_000)),
    "pdf, many words": ("application/pdf", lambda: _printed(WORDS * 200_000)),
    "pdf, many lines": ("application/pdf", lambda: _printed(WORDS + b"0 0 m 9 9 l S " * 250_000)),
    "pdf, huge picture": ("application/pdf", _huge_picture),
    "pdf, fifty attachments": ("application/pdf", _attached_bomb),
    "pdf, script": ("application/pdf", lambda: _printed(WORDS, catalogue=_SCRIPT)),
    "pdf, launch": ("application/pdf", lambda: _printed(WORDS, catalogue=_LAUNCH)),
    "pdf, file elsewhere": ("application/pdf", lambda: _printed(WORDS, more=_AWAY)),
    "pdf called text": ("text/plain", lambda: _printed(WORDS)),
    "text called pdf": ("application/pdf", lambda: b"%PDF-1.7\n" + b"Hoeveel bruggen? " * 9),
    "web page called record": (RECORD_MEDIA_TYPE, lambda: PAGE.format("<script>alert(1)</script>").encode()),
    "picture called web page": ("text/html", lambda: b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 99),
}
"""What each is called, with the media type that it claims and what makes it."""


def damaged(content: bytes) -> Iterator[bytes]:
    """Yield a good document damaged in many ways: cut off, with a piece lost, doubled, zeroed or turned over."""
    size = len(content)
    for part in range(1, 12):
        at, long = size * part // 12, size // 40 + 1
        yield content[:at]
        yield content[:at] + content[at + long :]
        yield content[:at] + content[at : at + long] * 3 + content[at + long :]
        yield content[:at] + b"\0" * long + content[at + long :]
        yield content[:at] + bytes(255 - one for one in content[at : at + long]) + content[at + long :]
