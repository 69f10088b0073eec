"""RTF, turned into text by striprtf: paragraphs with their printed list numbers, tables, links, footnotes.

The library knows neither cells nor links nor printed list numbers. One pass over the control words puts a private sign
of Unicode in front of each, which the library carries through; the signs are taken out of the text again.
"""

import re
from collections.abc import Iterator

from corpus.model import DocumentText, RawDocument
from ingest.readers.assembly import Piece, PlacedCell, TextAssembly, is_tabular

_CELL, _ROW, _ROW_OPENS, _LINK, _LINK_ENDS, _NOTE, _NOTE_ENDS, _LABEL, _PARAGRAPH = map(chr, range(0xE000, 0xE009))
# A paragraph's sign stays where cells are joined from several.
_SIGNS = re.compile("[\ue000-\ue007]")
_FIRST_TARGET, _LAST_TARGET = "\ue100", "\uefff"
_TARGETS = re.compile(f"{_LINK}[{_FIRST_TARGET}-{_LAST_TARGET}]")
_TOKEN = re.compile(r"\\(?P<word>[a-zA-Z]{1,32})(?P<number>-?\d{1,9})? ?|\\'[0-9a-fA-F]{2}|\\[^a-zA-Z]|[{}]", re.DOTALL)
_BINARY = re.compile(r"\\bin(\d{1,9}) ?")
_TARGET = re.compile(r'HYPERLINK\s{1,9}(?:\\\\?l\s{1,9})?"([^"{}\n]{1,2000})"')
_NOTES = re.compile(f"{_NOTE}([^{_NOTE_ENDS}]*){_NOTE_ENDS}")
_LINKS = re.compile(f"{_LINK}([{_FIRST_TARGET}-{_LAST_TARGET}])([^{_LINK_ENDS}]*){_LINK_ENDS}")
_MOST_LINKS = ord(_LAST_TARGET) - ord(_FIRST_TARGET) + 1
_PLAIN_SIGNS = {"cell": _CELL, "nestcell": _CELL, "row": _ROW, "nestrow": _ROW, "par": _PARAGRAPH}
_PRINTED_LABELS = frozenset(("listtext", "pntext"))
_LONGEST_INSTRUCTION = 3000
_BULLETS = re.compile(r"[^\w(]*")


def read_rtf(raw: RawDocument) -> DocumentText:
    """Read an RTF file.

    A paragraph is parted from the next by a blank line, items of a list by a line end, with the numbers that the
    program which wrote the file printed. A table of short entries is kept as one. A footnote follows its paragraph.

    Raises:
        UnreadableDocument: If the file holds no text (``empty``).
    """
    from striprtf.striprtf import rtf_to_text

    source = _without_binary(raw.content.decode("latin-1"))
    marked, targets = _Marks().mark(source)
    text: str = rtf_to_text(marked, errors="replace")  # type: ignore[no-untyped-call]
    assembly = TextAssembly()
    _write(text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace"), targets, assembly)
    return assembly.finish("rtf")


def _without_binary(source: str) -> str:
    """Take raw pictures out: their bytes could look like control words."""
    parts: list[str] = []
    at = 0
    while (found := _BINARY.search(source, at)) is not None:
        parts.append(source[at : found.start()])
        at = found.end() + int(found[1])
    return "".join((*parts, source[at:]))


class _Marks:
    """Puts signs into RTF where its text loses something."""

    def __init__(self) -> None:
        self._targets: list[str] = []
        self._closing: list[str] = []

    def mark(self, source: str) -> tuple[str, list[str]]:
        """Return RTF with signs, and the targets of its links in order."""
        out: list[str] = []
        at = 0
        for token in _TOKEN.finditer(source):
            out += (source[at : token.start()], self._sign(token, source))
            at = token.end()
        out.append(source[at:])
        # The library looks for links with a pattern that takes for ever on some inputs; here it finds none.
        return "".join(out).replace("HYPERLINK", ""), self._targets

    def _sign(self, token: re.Match[str], source: str) -> str:
        """Return what stands for a control word, a brace or an escaped sign."""
        if token["word"] is not None:
            return self._word(token, source)
        if token[0] == "{":
            self._closing.append("")
        elif token[0] == "}":
            return _escaped(self._closing.pop() if self._closing else "") + token[0]
        elif token[0] == "\\*" and source.startswith("\\footnote", token.end()):
            return ""
        return token[0]

    def _word(self, token: re.Match[str], source: str) -> str:
        word, number = token["word"], token["number"]
        if word in _PLAIN_SIGNS:
            return _escaped(_PLAIN_SIGNS[word])
        if word == "trowd":
            return token[0] + _escaped(_ROW_OPENS)
        if word == "u" and number and _CELL <= chr(int(number) % 0x10000) <= _PARAGRAPH:
            return "\\u32 "
        if word in _PRINTED_LABELS:
            # Without its name the group is printed like any other.
            self._close_with(_LABEL)
            return ""
        if word == "footnote" and self._close_with(_NOTE_ENDS):
            return _escaped(_NOTE)
        return token[0] + self._field(token, source)

    def _field(self, token: re.Match[str], source: str) -> str:
        """Remember the target of a link; return the sign before its words."""
        if token["word"] == "fldinst":
            end = source.find("\\fldrslt", token.end(), token.end() + _LONGEST_INSTRUCTION)
            target = _TARGET.search(source, token.end(), max(end, token.end()))
            self._targets.append(target[1].replace("\\\\", "\\") if target else "")
        elif token["word"] == "fldrslt" and 0 < len(self._targets) <= _MOST_LINKS and self._close_with(_LINK_ENDS):
            return _escaped(_LINK) + _escaped(chr(ord(_FIRST_TARGET) + len(self._targets) - 1))
        return ""

    def _close_with(self, sign: str) -> bool:
        if self._closing:
            self._closing[-1] = sign
        return bool(self._closing)


def _escaped(sign: str) -> str:
    """Return a sign as RTF writes it, with no substitute to skip."""
    return f"{{\\uc0\\u{ord(sign) - 0x10000} }}" if sign else ""


def _write(text: str, targets: list[str], assembly: TextAssembly) -> None:
    """Write paragraphs and tables; rows with nothing between them are one table."""
    *rows, rest = text.split(_ROW)
    table: list[list[str]] = []
    for piece in rows:
        start = _row_start(piece)
        if _SIGNS.sub("", piece[:start]).strip():
            _write_table(table, targets, assembly)
            table = []
            _write_paragraphs(piece[:start], targets, assembly)
        table.append(piece[start:].split(_CELL)[:-1])
    _write_table(table, targets, assembly)
    _write_paragraphs(rest, targets, assembly)


def _row_start(piece: str) -> int:
    """Return where a row begins: at its opening sign, or after the last paragraph before its first cell."""
    first_cell = piece.find(_CELL)
    opening = piece.find(_ROW_OPENS)
    if 0 <= opening < first_cell:
        return opening
    return piece.rfind(_PARAGRAPH, 0, max(first_cell, 0)) + 1


def _write_table(rows: list[list[str]], targets: list[str], assembly: TextAssembly) -> None:
    cells = [
        PlacedCell(row=row, column=column, text=_plain(text).replace(_PARAGRAPH, " "))
        for row, texts in enumerate(rows)
        for column, text in enumerate(texts)
    ]
    if is_tabular(cells):
        assembly.table(cells)
    else:
        for row in rows:
            for text in row:
                _write_paragraphs(text, targets, assembly)


def _write_paragraphs(text: str, targets: list[str], assembly: TextAssembly) -> None:
    whole = _NOTES.sub(lambda note: note[0].replace(_PARAGRAPH, " "), text)
    for paragraph in re.split(f"{_PARAGRAPH}|\\n\\n", whole):
        label, sign, words = _NOTES.sub("", paragraph).rpartition(_LABEL)
        printed = _label(label) if sign else ""
        assembly.paragraph([Piece(printed), *_pieces(words, targets)], tight=bool(printed))
        for note in _NOTES.finditer(paragraph):
            assembly.paragraph([Piece(_plain(note[1]).strip())])


def _pieces(words: str, targets: list[str]) -> Iterator[Piece]:
    at = 0
    for link in _LINKS.finditer(words):
        yield Piece(_plain(words[at : link.start()]))
        yield Piece(_plain(link[2]), targets[ord(link[1]) - ord(_FIRST_TARGET)] or None)
        at = link.end()
    yield Piece(_plain(words[at:]))


def _label(printed: str) -> str:
    words = " ".join(_plain(printed).split())
    return "- " if _BULLETS.fullmatch(words) else f"{words} "


def _plain(text: str) -> str:
    return _SIGNS.sub("", _TARGETS.sub("", text))
