"""A known text as an HTML page for printing, by WeasyPrint or by Chromium."""

import re
import subprocess
import tempfile
from collections.abc import Callable
from html import escape
from pathlib import Path

from tests.browser_setup import browser
from tests.ingest.pdf_producers.setting import Setting, breakable
from tests.ingest.pdf_producers.texts import LINK, Kind, KnownText, Part

_STYLE = """
@page {{ size: A4; margin: 25mm 22mm; {margins} }}
body {{ font: 10.5pt/1.3 "Liberation Serif", "DejaVu Serif", serif; margin: 0; text-align: {align}; hyphens: {hyphens};
  columns: {columns}; column-gap: 7mm; }}
h2 {{ font-size: 11pt; margin: 1em 0 0.3em; text-align: left; hyphens: manual; break-after: avoid; }}
p {{ margin: 0 0 0.6em; }} ol, ul {{ margin: 0 0 0.6em; padding-left: 2em; }}
table {{ border-collapse: collapse; margin: 0.5em 0; font-size: 8pt; text-align: left; hyphens: manual; }}
td {{ border: 0.5pt solid #888; padding: 1pt 3pt; }} .item {{ margin-left: 2em; text-indent: -1.5em; }}
.label {{ display: inline-block; width: 1.5em; text-indent: 0; }} .deeper {{ margin-left: 4em; }}
.note {{ float: footnote; font-size: 8pt; text-align: left; }} .call {{ vertical-align: super; font-size: 70%; }}
"""
_MARGINS = (
    """@top-left {{ content: "{head}"; font-size: 8pt; }} @bottom-right {{ content: counter(page); font-size: 8pt; }}"""
)


def weasyprint(text: KnownText, setting: Setting) -> bytes:
    """Set a text with WeasyPrint: real footnotes, running heads in the margin, hyphens of its own."""
    import weasyprint as printer  # type: ignore[import-untyped, unused-ignore]

    margins = _MARGINS.format(head=escape(text.head))
    page = _page(text, setting, margins, lambda note, _: f'<span class="note">{escape(note)}</span>', lambda s: s)
    return bytes(printer.HTML(string=page).write_pdf())


def chromium(text: KnownText, setting: Setting) -> bytes:
    """Print a text with Chromium, with its own head and footer; notes stand at the end of the text."""
    program = browser()
    assert program is not None
    notes = "".join(f"<p>{number}. {escape(note)}</p>" for number, note in enumerate(text.known().notes, start=1))
    soften = breakable if setting.justified else _same
    page = _page(text, setting, "", lambda _, number: f'<span class="call">{number}</span>', soften)
    with tempfile.TemporaryDirectory() as folder:
        source, target = Path(folder, "tekst.html"), Path(folder, "tekst.pdf")
        source.write_text(page.replace("</body>", f"{notes}</body>"), encoding="utf-8")
        words = ["--headless", "--no-sandbox", "--disable-gpu", f"--user-data-dir={folder}/profile"]
        command = [program, *words, f"--print-to-pdf={target}", source.as_uri()]
        subprocess.run(command, check=True, capture_output=True, timeout=120)
        return target.read_bytes()


def _same(text: str) -> str:
    return text


def _page(
    text: KnownText,
    setting: Setting,
    margins: str,
    note: Callable[[str, int], str],
    soften: Callable[[str], str],
) -> str:
    style = _STYLE.format(
        margins=margins,
        align="justify" if setting.justified else "left",
        hyphens="auto" if setting.justified else "none",
        columns=setting.columns,
    )
    count = 0

    def numbered(words: str) -> str:
        nonlocal count
        count += 1
        return note(words, count)

    body = "\n".join(_part(part, numbered, soften) for part in text.parts)
    return (
        f'<!doctype html><html lang="nl"><head><meta charset="utf-8"><title>{escape(text.head)}</title>'
        f"<style>{style}</style></head><body>{body}</body></html>"
    )


def _part(part: Part, note: Callable[[str], str], soften: Callable[[str], str]) -> str:
    if part.kind is Kind.TABLE:
        rows = ("".join(f"<td>{escape(cell)}</td>" for cell in row) for row in part.rows)
        return f"<table>{''.join(f'<tr>{row}</tr>' for row in rows)}</table>"
    pieces = re.split(r"(\{\{[^}]+\}\})", part.text)
    words = "".join(note(piece[2:-2]) if piece.startswith("{{") else _linked(soften(escape(piece))) for piece in pieces)
    if part.kind is Kind.HEADING:
        return f"<h2>{escape(part.text)}</h2>"
    if part.kind is Kind.ITEM:
        deeper = " deeper" if part.level else ""
        return f'<p class="item{deeper}"><span class="label">{escape(part.label)} </span>{words}</p>'
    return f"<p>{words}</p>"


def _linked(words: str) -> str:
    return LINK.sub(lambda m: f'<a href="{m["target"].replace(chr(0xAD), "")}">{m["anchor"]}</a>', words)
