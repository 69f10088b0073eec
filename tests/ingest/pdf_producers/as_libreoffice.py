"""A known text as a flat OpenDocument file, set by LibreOffice: its own footnotes, hyphens, columns and heads."""

import re
import shutil
import subprocess
import tempfile
from html import escape
from pathlib import Path

from tests.ingest.pdf_producers.setting import Setting
from tests.ingest.pdf_producers.texts import LINK, Kind, KnownText, Part

_SPACES = {
    name: f"urn:oasis:names:tc:opendocument:xmlns:{name}:1.0" for name in ("office", "style", "text", "table")
} | {
    "fo": "urn:oasis:names:tc:opendocument:xmlns:xsl-fo-compatible:1.0",
    "xlink": "http://www.w3.org/1999/xlink",
}
_DOCUMENT = """<?xml version="1.0" encoding="UTF-8"?>
<office:document {spaces} office:version="1.2" office:mimetype="application/vnd.oasis.opendocument.text">
<office:styles>
<style:default-style style:family="paragraph"><style:text-properties style:font-name="Liberation Serif"
 fo:font-family="'Liberation Serif'" fo:font-size="10.5pt" fo:language="nl" fo:country="NL" fo:hyphenate="{hyphenate}"
 fo:hyphenation-remain-char-count="3" fo:hyphenation-push-char-count="3"/></style:default-style>
<style:style style:name="Body" style:family="paragraph"><style:paragraph-properties fo:text-align="{align}"
 fo:margin-bottom="0.2cm" fo:line-height="115%"/></style:style>
<style:style style:name="Item" style:family="paragraph" style:parent-style-name="Body"><style:paragraph-properties
 fo:margin-left="0.8cm" fo:text-indent="-0.8cm">
<style:tab-stops><style:tab-stop style:position="0cm"/></style:tab-stops>
 </style:paragraph-properties></style:style>
<style:style style:name="Deeper" style:family="paragraph" style:parent-style-name="Body"><style:paragraph-properties
 fo:margin-left="1.5cm" fo:text-indent="-0.7cm">
<style:tab-stops><style:tab-stop style:position="0cm"/></style:tab-stops>
 </style:paragraph-properties></style:style>
<style:style style:name="Heading" style:family="paragraph"><style:paragraph-properties fo:margin-top="0.3cm"
 fo:margin-bottom="0.1cm" fo:keep-with-next="always"/>
<style:text-properties fo:font-weight="bold" fo:hyphenate="false"/>
</style:style>
<style:style style:name="Small" style:family="paragraph"><style:text-properties fo:font-size="8pt"
 fo:hyphenate="false"/></style:style>
<style:style style:name="Footnote" style:family="paragraph"><style:text-properties fo:font-size="8pt"/></style:style>
<style:style style:name="Super" style:family="text">
<style:text-properties style:text-position="super 58%"/></style:style>
<text:notes-configuration text:note-class="footnote" text:citation-style-name="Plain"
 text:citation-body-style-name="Super" style:num-format="1" text:start-value="0"
 text:footnotes-position="page" text:start-numbering-at="document"/>
</office:styles>
<office:automatic-styles>
<style:page-layout style:name="Sheet"><style:page-layout-properties fo:page-width="21cm" fo:page-height="29.7cm"
 fo:margin-top="1.2cm" fo:margin-bottom="1.2cm" fo:margin-left="2.2cm" fo:margin-right="2.2cm">{columns}
</style:page-layout-properties><style:header-style><style:header-footer-properties fo:min-height="1cm"
 fo:margin-bottom="0.5cm"/></style:header-style><style:footer-style><style:header-footer-properties fo:min-height="1cm"
 fo:margin-top="0.5cm"/></style:footer-style></style:page-layout>
<style:style style:name="Cells" style:family="table-cell"><style:table-cell-properties fo:padding="0.05cm"
 fo:border="0.5pt solid #888888"/></style:style>
</office:automatic-styles>
<office:master-styles><style:master-page style:name="Standard" style:page-layout-name="Sheet">
<style:header><text:p text:style-name="Small">{head}</text:p></style:header>
<style:footer><text:p text:style-name="Small">-<text:page-number text:select-page="current"/>-</text:p></style:footer>
</style:master-page></office:master-styles>
<office:body><office:text>{body}</office:text></office:body></office:document>"""


def libreoffice_program() -> str | None:
    """Return the path of LibreOffice, None where there is none."""
    return shutil.which("soffice") or shutil.which("libreoffice")


def libreoffice(text: KnownText, setting: Setting) -> bytes:
    """Set a text with LibreOffice."""
    program = libreoffice_program()
    assert program is not None
    columns = (
        f'<style:columns fo:column-count="{setting.columns}" fo:column-gap="0.7cm"/>' if setting.columns > 1 else ""
    )
    document = _DOCUMENT.format(
        spaces=" ".join(f'xmlns:{name}="{uri}"' for name, uri in _SPACES.items()),
        hyphenate="true" if setting.justified else "false",
        align="justify" if setting.justified else "start",
        columns=columns,
        head=escape(text.head),
        body=_body(text),
    )
    with tempfile.TemporaryDirectory() as folder:
        source = Path(folder, "tekst.fodt")
        source.write_text(document, encoding="utf-8")
        command = [program, f"-env:UserInstallation=file://{folder}/profile", "--headless", "--convert-to", "pdf"]
        subprocess.run([*command, "--outdir", folder, source], check=True, capture_output=True, timeout=180)
        return Path(folder, "tekst.pdf").read_bytes()


def _body(text: KnownText) -> str:
    count = 0
    made = []
    for part in text.parts:
        made.append(_part(part, count))
        count += part.text.count("{{")
    return "".join(made)


def _part(part: Part, notes: int) -> str:
    if part.kind is Kind.TABLE:
        return _table(part)
    style = {Kind.HEADING: "Heading", Kind.PARAGRAPH: "Body"}.get(part.kind, "Deeper" if part.level else "Item")
    label = f"{escape(part.label)}<text:tab/>" if part.label else ""
    return f'<text:p text:style-name="{style}">{label}{_marked(part.text, notes)}</text:p>'


def _marked(text: str, notes: int) -> str:
    made = []
    for piece in re.split(r"(\{\{[^}]+\}\})", text):
        if not piece.startswith("{{"):
            made.append(
                LINK.sub(r'<text:a xlink:type="simple" xlink:href="\g<target>">\g<anchor></text:a>', escape(piece))
            )
            continue
        notes += 1
        made.append(
            f'<text:note text:id="n{notes}" text:note-class="footnote"><text:note-citation>{notes}</text:note-citation>'
            f'<text:note-body><text:p text:style-name="Footnote">{escape(" ".join(piece[2:-2].split()))}</text:p>'
            "</text:note-body></text:note>"
        )
    return "".join(made)


def _table(part: Part) -> str:
    cell = '<table:table-cell table:style-name="Cells"><text:p text:style-name="Small">{}</text:p></table:table-cell>'
    rows = (
        f"<table:table-row>{''.join(cell.format(escape(words)) for words in row)}</table:table-row>"
        for row in part.rows
    )
    columns = f'<table:table-column table:number-columns-repeated="{len(part.rows[0])}"/>'
    return f'<table:table table:name="T">{columns}{"".join(rows)}</table:table>'
