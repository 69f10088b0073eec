"""Fetching the parts of one question: what is held already is asked for conditionally and used again."""

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from xml.sax.saxutils import escape

from lxml import etree

from corpus.errors import SourceChanged
from ingest.dossier import Dossier, DossierFile, Role
from ingest.sources.web.client import Answer, PoliteClient
from ingest.sources.web.volatile import says_the_same

_BOM = "\ufeff"
_ODD = re.compile(r"\\u(?:d[89a-f]|0000)", re.IGNORECASE)


@dataclass(frozen=True, slots=True, kw_only=True)
class Mark:
    """What a source gave with a file, so that it can be asked whether the file has changed.

    Attributes:
        etag: Its ``ETag``; empty for none.
        modified: Its ``Last-Modified``; empty for none.
    """

    etag: str = ""
    modified: str = ""


@dataclass(slots=True, kw_only=True)
class Fetcher:
    """Fetches the parts of one question.

    Attributes:
        client: Calls the source.
        held: The dossier of the question that is held; None for a new one.
        marks: Marks of its files, by their address; those of this fetching replace them.
        known: Its record, where it was fetched with those of others; None else.
    """

    client: PoliteClient
    held: Dossier | None = None
    marks: dict[str, Mark] = field(default_factory=dict)
    known: object = None

    def record(self, address: str, accept: str = "application/json") -> object:
        """Fetch a record as plain values; XML, which some services give whatever is asked for, becomes the same.

        Args:
            address: Its address.
            accept: The form that is asked for.

        Raises:
            SourceUnavailable: If it cannot be fetched.
            SourceChanged: If it is neither JSON nor XML.
        """
        return parsed(self.client.get(address, accept=accept))

    def part(self, address: str, *, role: Role, name: str) -> DossierFile:
        """Fetch a file as a part of the question's dossier; see ``file``.

        Args:
            address: Its address.
            role: What it is to the question.
            name: What a person would call it.

        Raises:
            SourceUnavailable: If it cannot be fetched.
        """
        answer = self.file(address)
        return DossierFile(role=role, name=name, media_type=answer.media_type, content=answer.content, address=address)

    def file(self, address: str) -> Answer:
        """Fetch a file, or take it from the dossier that is held where it has not changed.

        It has not where the source says so, or where it differs only in what is written anew whenever a file is made.

        Raises:
            SourceUnavailable: If it cannot be fetched.
        """
        held = {one.address: one for one in self.held.files} if self.held else {}
        mark = self.marks.get(address, Mark()) if address in held else Mark()
        answer = self.client.get(address, etag=mark.etag, modified=mark.modified)
        if answer.unchanged and address in held:
            known = held[address]
            return Answer(address=answer.address, content=known.content, media_type=known.media_type)
        if answer.etag or answer.modified:
            self.marks[address] = Mark(etag=answer.etag, modified=answer.modified)
        if address in held and says_the_same(held[address].content, answer.content):
            return replace(answer, content=held[address].content, media_type=held[address].media_type)
        return answer


def parsed(answer: Answer) -> object:
    """Return an answer as plain values, by its bytes and not by what it claims to be.

    An XML element becomes a mapping of its children by their names, a list where a name repeats, a text where it has
    none; one with words between its children becomes the markup that it holds, an empty one its attributes. Entities
    are not resolved and nothing is loaded from elsewhere.

    Raises:
        SourceChanged: If it is neither JSON nor XML; the text shows how it begins.
    """
    text = answer.content.decode("utf-8", "replace").removeprefix(_BOM).strip()
    if text[:14].casefold() == "<!doctype html":
        raise SourceChanged(f"{answer.address} is a page for people, and no record")
    try:
        if text.startswith("<"):
            return _xml(answer)
        value = json.loads(text)
        return _storable(value) if _ODD.search(text) else value
    except (ValueError, RecursionError, etree.XMLSyntaxError) as error:
        beginning = " ".join(text[:80].split())
        raise SourceChanged(
            f"{answer.address} is neither JSON nor XML ({error}); it begins with {beginning!r}"
        ) from error


def _storable(value: object) -> object:
    """Return plain values without what no text may hold: NUL, and halves of character pairs, which JSON can say."""
    if isinstance(value, str):
        return value.replace("\0", "").encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")
    if isinstance(value, list):
        return [_storable(one) for one in value]
    if isinstance(value, dict):
        return {str(_storable(name)): _storable(one) for name, one in value.items()}
    return value


def _xml(answer: Answer) -> object:
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False)
    root = etree.fromstring(answer.content, parser)
    if root.tag in ("html", "{http://www.w3.org/1999/xhtml}html"):
        raise SourceChanged(f"{answer.address} is a page for people, and no record")
    return _plain(root)


def _plain(element: etree._Element) -> object:
    children = [child for child in element if isinstance(child.tag, str)]
    if not children:
        return (element.text or "").strip() or {str(name): str(value) for name, value in element.attrib.items()} or ""
    if (element.text or "").strip() or any((child.tail or "").strip() for child in children):
        return _markup(element)
    found: dict[str, object] = {}
    for child in children:
        name, value = etree.QName(child).localname, _plain(child)
        if name in found:
            held = found[name]
            if isinstance(held, list):  # only ever made here: no value is a list
                held.append(value)
            else:
                found[name] = [held, value]
        else:
            found[name] = value
    return found


def _markup(element: etree._Element) -> str:
    """Return the inside of an element as markup."""
    inner = (etree.tostring(child, encoding="unicode") for child in element)
    return (escape(element.text or "") + "".join(inner)).strip()


def entries(value: object) -> tuple[object, ...]:
    """Return what a record says as a list: nothing, one value, or several."""
    if value in (None, "", [], {}):
        return ()
    return tuple(value) if isinstance(value, list) else (value,)


def inside(value: object, *names: str) -> object:
    """Return the first of some entries that a record has; None where it has none of them or is no record."""
    if isinstance(value, Mapping):
        for name in names:
            if value.get(name) not in (None, "", [], {}):
                found: object = value[name]
                return found
    return None
