"""What every page must keep to, whatever it shows: well-formed, addressed once, labelled, nothing from elsewhere."""

from collections import Counter
from itertools import pairwise

import html5lib
from lxml import etree, html
from lxml.html import HtmlElement

NAMES = "descendant-or-self::*/@aria-label | descendant::img/@alt"
FORM_CONTROLS = "//input[not(@type='hidden')] | //select | //textarea"


def page(text: str) -> HtmlElement:
    """Return the page as a tree."""
    return html.document_fromstring(text)


def text_of(element: HtmlElement) -> str:
    """Return the words of an element with its white space folded."""
    return " ".join(element.text_content().split())


def malformed(text: str) -> list[str]:
    """Return what a browser would have to repair in the page."""
    parser = html5lib.HTMLParser(strict=False)
    parser.parse(text)
    return [f"{code} at {place}" for place, code, _ in parser.errors]


def twice_used_ids(tree: HtmlElement) -> list[str]:
    """Return ids that more than one element has."""
    return [one for one, times in Counter(map(str, tree.xpath("//@id"))).items() if times > 1]


def unlabelled(tree: HtmlElement) -> list[str]:
    """Return pictures and form controls without words for who cannot see them."""
    pictures = tree.xpath("//img[not(@alt)] | //svg[not(@aria-hidden or @aria-label or @aria-labelledby)]")
    controls = [one for one in tree.xpath(FORM_CONTROLS) if not _label(one)]
    named = tree.xpath("//a[not(@aria-hidden)] | //button")
    nameless = [one for one in named if not (text_of(one) or one.xpath(NAMES))]
    return [etree.tostring(one, encoding="unicode")[:120] for one in (*pictures, *controls, *nameless)]


def _label(control: HtmlElement) -> str:
    around = control.xpath("ancestor::label") or control.xpath("//label[@for=$id]", id=control.get("id", ""))
    return control.get("aria-label") or (text_of(around[0]) if around else "")


def broken_references(tree: HtmlElement) -> list[str]:
    """Return links inside the page, and labels by reference, that lead to no id."""
    ids = set(map(str, tree.xpath("//@id")))
    inside = [str(link)[1:] for link in tree.xpath("//a/@href") if str(link).startswith("#")]
    labels = [name for names in tree.xpath("//@aria-labelledby") for name in str(names).split()]
    return [one for one in (*inside, *labels) if one not in ids]


def unsafe(tree: HtmlElement) -> list[str]:
    """Return what the site's own policy forbids: scripts and styles in the page, files from elsewhere."""
    data = "[not(@type='application/ld+json')]"
    scripts = tree.xpath(f"//script[not(@src)]{data} | //style | //@style | //@onclick | //iframe")
    files = tree.xpath("//link[not(@rel='canonical') and not(@rel='alternate')]/@href | //img/@src | //script/@src")
    foreign = [str(one) for one in files if "//" in str(one)]
    return [*(str(one) for one in scripts), *foreign]


def headings(tree: HtmlElement) -> list[int]:
    """Return the levels of the page's headings in order."""
    return [int(str(one.tag)[1]) for one in tree.xpath("//h1 | //h2 | //h3 | //h4")]


def faults(text: str) -> dict[str, list[str]]:
    """Return everything that is wrong with a page, by kind; empty where nothing is."""
    tree = page(text)
    levels = headings(tree)
    jumps = [f"h{a} then h{b}" for a, b in pairwise(levels) if b > a + 1]
    found = {
        "malformed": malformed(text),
        "twice": twice_used_ids(tree),
        "unlabelled": unlabelled(tree),
        "broken": broken_references(tree),
        "unsafe": unsafe(tree),
        "headings": jumps if levels.count(1) == 1 else [f"{levels.count(1)} first headings"],
        "title": [] if tree.xpath("string(//title)").strip() else ["no title"],
    }
    return {kind: those for kind, those in found.items() if those}
