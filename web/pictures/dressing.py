"""What is done to a drawing before it is shown: names, links that can be reached, colours."""

import re
import textwrap
import xml.etree.ElementTree as Tree
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Final
from urllib.parse import urlsplit

_SVG: Final = "http://www.w3.org/2000/svg"
_HREF: Final = "{http://www.w3.org/1999/xlink}href"
_TOKENS = Path(__file__).parent.parent / "styles" / "base.css"
_TOKEN = re.compile(r"--([a-z-]+):\s*(#[0-9a-fA-F]{3,8})")
_USED = re.compile(r"var\(--([a-z-]+)\)")
_FILLED = re.compile(r"fill-(accent|missed|now|next|done|quiet)\b")
_LONG = re.compile(r"(\.\d)\d+")
_NOTHING = ("M0,0h0v0h0Z", "")
_PATTERNS: Final = {
    "accent": "",
    "missed": "",
    "now": '<path d="M-2,2l4,-4M0,8l8,-8M6,10l4,-4" stroke="var(--card)" stroke-width="2"/>',
    "next": '<circle cx="4" cy="4" r="1.6" fill="var(--card)"/>',
    "done": '<path d="M0,4h8" stroke="var(--card)"/>',
    "quiet": '<path d="M-2,6l4,4M0,0l8,8M6,-2l4,4" stroke="var(--card)" stroke-width="2"/>',
}
_EDGE, _LINE, _LETTER = 16, 20, 7.6


@dataclass(frozen=True, slots=True, kw_only=True)
class Names:
    """What a drawing is called.

    Attributes:
        title: One line.
        description: A sentence or two.
        source: Whose numbers.
        key: What its ids begin with, so that two pictures can stand on a page.
    """

    title: str
    description: str
    source: str
    key: str


def for_page(drawn: str, names: Names, *, linked: bool) -> str:
    """Return a drawing to stand in a page: in its colours, its title and description read out, its marks reachable.

    Args:
        drawn: SVG of the library.
        names: What it is called.
        linked: Whether marks lead somewhere; without links it is one image, with them each mark is read.
    """
    root = _cleaned(drawn, names.key, base="", keep=True)
    root.attrib |= {
        "role": "graphics-document" if linked else "img",
        "aria-labelledby": f"{names.key}-title",
        "aria-describedby": f"{names.key}-about",
    }
    for place, (tag, words, part) in enumerate((("title", names.title, "title"), ("desc", names.description, "about"))):
        child = Tree.Element(f"{{{_SVG}}}{tag}", {"id": f"{names.key}-{part}"})
        child.text = words
        root.insert(place, child)
    return _text_of(root)


def for_file(drawn: str, names: Names, *, base: str) -> str:
    """Return a drawing that stands by itself: light colours on white, title above, source below.

    Args:
        drawn: SVG of the library.
        names: What it is called.
        base: Address of the site before its links; empty leaves the links out.
    """
    inner = _cleaned(drawn, names.key, base=base, keep=bool(base))
    width, height = float(inner.get("width", "0")), float(inner.get("height", "0"))
    over, under = (textwrap.wrap(words, max(20, int(width / _LETTER))) for words in (names.title, names.source))
    top = _EDGE + _LINE * len(over) + 8
    whole = (width + 2 * _EDGE, top + height + _LINE * len(under) + _EDGE)
    outer = Tree.Element(f"{{{_SVG}}}svg", _box(*whole) | {"font-family": "sans-serif", "role": "img"})
    for tag, words in (("title", names.title), ("desc", names.description)):
        Tree.SubElement(outer, f"{{{_SVG}}}{tag}").text = words
    Tree.SubElement(outer, f"{{{_SVG}}}rect", {"width": "100%", "height": "100%", "fill": "#ffffff"})
    _written(outer, over, _EDGE + 14, {"font-size": "15", "font-weight": "bold", "fill": "var(--ink)"})
    inner.attrib |= {"x": str(_EDGE), "y": f"{top:g}"}
    outer.append(inner)
    _written(outer, under, top + height + 16, {"font-size": "12", "fill": "var(--ink-soft)"})
    return in_light(_text_of(outer))


def _text_of(element: Tree.Element) -> str:
    """Return a drawing as text, its elements without a prefix: in a page only so are they a drawing.

    The list of prefixes is one for the whole process, and other libraries (of OpenDocument, for one) name their own.
    """
    Tree.register_namespace("", _SVG)
    return Tree.tostring(element, encoding="unicode")


def in_light(drawn: str) -> str:
    """Return a drawing with the colours of the light scheme in the place of their tokens."""
    colours = light()
    return _USED.sub(lambda found: colours[found[1]], drawn)


@lru_cache
def light() -> dict[str, str]:
    """Return the colours of the light scheme by token, as the stylesheet has them."""
    first = _TOKENS.read_text(encoding="utf-8").partition("@media")[0]
    return dict(_TOKEN.findall(first))


def _box(width: float, height: float) -> dict[str, str]:
    return {"width": f"{width:g}", "height": f"{height:g}", "viewBox": f"0 0 {width:g} {height:g}"}


def _written(outer: Tree.Element, lines: list[str], first: float, looks: dict[str, str]) -> None:
    for place, line in enumerate(lines):
        at = {"x": str(_EDGE), "y": f"{first + place * _LINE:g}"}
        Tree.SubElement(outer, f"{{{_SVG}}}text", at | looks).text = line


def _cleaned(drawn: str, key: str, *, base: str, keep: bool) -> Tree.Element:
    """Return a drawing without what is never seen, with ids of its own and links of the site."""
    own = re.sub(r'(id="|url\(#)(?=[a-z])', rf"\g<1>{key}-", drawn)
    root = Tree.fromstring(own)  # noqa: S314 - drawn by the library, from our own Vega-Lite
    root.attrib.pop("version", None)
    _prune(root)
    for parent in list(root.iter()):
        for place, child in enumerate(parent):
            if child.tag == f"{{{_SVG}}}a":
                parent[place] = _linked(child, base) if keep and urlsplit(child.get(_HREF, "")).path else _bare(child)
            elif child.get("aria-label") and "mark-" in (parent.get("class") or ""):
                _titled(child, child.get("aria-label", ""))
    _hide_frame(root)
    for tone in sorted(set(_FILLED.findall(own))):
        root.insert(0, _pattern(key, tone))
    return root


def _prune(node: Tree.Element) -> None:
    """Leave out empty shapes, groups that hold nothing, and attributes that say what is so anyway."""
    for child in list(node):
        _prune(child)
        path = child.tag == f"{{{_SVG}}}path" and child.get("d", "") in _NOTHING
        if path or (child.tag == f"{{{_SVG}}}g" and not len(child)):
            node.remove(child)
            continue
        for name in ("d", "transform"):
            if name in child.attrib:
                child.set(name, _LONG.sub(r"\1", child.get(name, "")))
        if child.get("transform") == "translate(0,0)":
            del child.attrib["transform"]
        for name, usual in (("opacity", "1"), ("font-family", "sans-serif"), ("stroke-miterlimit", "10")):
            if child.get(name) == usual:
                del child.attrib[name]


def _hide_frame(root: Tree.Element) -> None:
    """Keep axes and legends from being read: the library names them in English, and the table says it better."""
    for node in root.iter():
        kind = node.get("class") or ""
        node.attrib.pop("aria-roledescription", None)
        if "role-axis" in kind or "role-legend" in kind:
            node.attrib.pop("aria-label", None)
            node.attrib |= {"aria-hidden": "true"}
            node.attrib.pop("role", None)
        elif node.get("role") == "graphics-object":
            del node.attrib["role"]
        if node.tag != f"{{{_SVG}}}svg":
            node.attrib.pop("class", None)


def _bare(link: Tree.Element) -> Tree.Element:
    """Return a mark without its link, still named."""
    mark = link[0]
    if mark.get("aria-label"):
        _titled(mark, mark.get("aria-label", ""))
    return mark


def _linked(link: Tree.Element, base: str) -> Tree.Element:
    """Return a mark's link to the page of the site, named as the mark is."""
    found = urlsplit(link.attrib.pop(_HREF))
    link.set("href", base + found._replace(scheme="", netloc="").geturl())
    mark = link[0]
    label = mark.attrib.pop("aria-label", "")
    mark.attrib.pop("role", None)
    if label:
        link.set("aria-label", label)
        _titled(link, label)
    else:  # a second way to the same page: for the pointer only
        link.attrib |= {"aria-hidden": "true", "tabindex": "-1"}
    return link


def _titled(node: Tree.Element, words: str) -> None:
    """Give a mark the words that show when it is pointed at."""
    title = Tree.Element(f"{{{_SVG}}}title")
    title.text = words
    node.insert(0, title)


def _pattern(key: str, tone: str) -> Tree.Element:
    """Return the filling of a tone: its colour with a drawing in it."""
    ground = f'<rect width="8" height="8" fill="var(--{tone})"/>'
    looks = 'width="8" height="8" patternUnits="userSpaceOnUse"'
    pattern = f'<pattern id="{key}-fill-{tone}" {looks}>{ground}{_PATTERNS[tone]}</pattern>'
    return Tree.fromstring(f'<defs xmlns="{_SVG}">{pattern}</defs>')  # noqa: S314 - written above
