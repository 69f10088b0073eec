"""Numbers of list paragraphs in Word files: computed from the numbering part, since no file holds them printed."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

from ingest.readers.list_labels import Level, ListCounter

if TYPE_CHECKING:
    from docx.document import Document
    from lxml.etree import _Element

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_LONGEST_CHAIN = 12


def attribute(element: "_Element | None", path: str) -> str | None:
    """Return the ``w:val`` of the element at a path of ``w:`` names below ``element``, None without it."""
    found = None if element is None else element.find("/".join(W + name for name in path.split("/")))
    return None if found is None else found.get(W + "val")


class Numbering:
    """The lists of one document.

    Args:
        document: The opened document.
    """

    def __init__(self, document: "Document") -> None:
        self._levels: dict[tuple[str, int], Level] = {}
        self._abstract: dict[str, str] = {}
        self._restarts: dict[tuple[str, int], int] = {}
        self._counters: dict[str, ListCounter] = {}
        self._started: set[str] = set()
        self._styles = {str(style.get(W + "styleId")): style for style in document.styles.element.iter(W + "style")}
        for root in _numbering_parts(document):
            self._read(root)

    def label(self, paragraph: "_Element") -> str:
        """Return the label that Word prints before a paragraph, with a blank; empty where it is in no list."""
        found = self._place(paragraph)
        if found is None or found[0] not in self._abstract:
            return ""
        name, level = found
        abstract = self._abstract[name]
        counter = self._counters.setdefault(abstract, ListCounter(lambda at: self._level(abstract, at)))
        if name not in self._started:
            self._started.add(name)
            for (owner, at), number in self._restarts.items():
                if owner == name:
                    counter.restart(at, number)
        return counter.label(level)

    def _level(self, abstract: str, level: int) -> Level:
        return self._levels.get((abstract, level), Level(pattern=f"%{level + 1}."))

    def _place(self, paragraph: "_Element") -> tuple[str, int] | None:
        """Return list and level of a paragraph, its own or those of its style; list 0 takes it out of all."""
        properties = paragraph.find(W + "pPr")
        name, level = attribute(properties, "numPr/numId"), attribute(properties, "numPr/ilvl")
        style = self._styles.get(attribute(properties, "pStyle") or "")
        for _ in range(_LONGEST_CHAIN):
            if style is None or (name is not None and level is not None):
                break
            name = name or attribute(style, "pPr/numPr/numId")
            level = level or attribute(style, "pPr/numPr/ilvl")
            style = self._styles.get(attribute(style, "basedOn") or "")
        return None if name in (None, "0") else (str(name), _integer(level, 0))

    def _read(self, root: "_Element") -> None:
        for abstract in root.iter(W + "abstractNum"):
            for level in abstract.iter(W + "lvl"):
                place = (str(abstract.get(W + "abstractNumId")), _integer(level.get(W + "ilvl"), 0))
                self._levels[place] = _level(level, place[1])
        for number in root.iter(W + "num"):
            name = str(number.get(W + "numId"))
            self._abstract[name] = attribute(number, "abstractNumId") or ""
            for override in number.iter(W + "lvlOverride"):
                start = attribute(override, "startOverride")
                if start is not None:
                    self._restarts[name, _integer(override.get(W + "ilvl"), 0)] = _integer(start, 1)


def _numbering_parts(document: "Document") -> Iterator["_Element"]:
    for relation in document.part.rels.values():
        if not relation.is_external and relation.reltype.endswith("/numbering"):
            yield relation.target_part.element


def _level(element: "_Element", level: int) -> Level:
    return Level(
        style=attribute(element, "numFmt") or "decimal",
        pattern=f"%{level + 1}." if (text := attribute(element, "lvlText")) is None else text,
        start=_integer(attribute(element, "start"), 1),
    )


def _integer(value: str | None, otherwise: int) -> int:
    return int(value) if value is not None and value.isascii() and value.isdigit() and len(value) < 10 else otherwise
