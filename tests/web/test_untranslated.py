"""No word of a page stands outside the catalogues: pages are rendered with every message in brackets, and searched."""

import re
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from datetime import date
from functools import cache
from unittest.mock import patch
from urllib.parse import unquote_plus

import pytest
from fastapi.testclient import TestClient

from corpus.facts import Multilingual
from tests.web.checking import page
from tests.web.editing import PASSWORD
from tests.web.walk import Samples
from tracker import texts
from tracker.alerts import texts as alert_texts
from web import i18n
from web.about.examples import examples
from web.app import create_app
from web.services import Services

SAID = re.compile(r"⟦[^⟦⟧]*⟧")
# Addresses, file names and the fields of a search are code.
ADDRESS = re.compile(r"https?://\S+|/[\w/.{}#?=&-]+|[\w-]+\.\w{2,4}\b|\w+:(?=\S)")
WORD = re.compile(r"\b[^\W\d_]{3,}\b")
ATTRIBUTES = ("title", "aria-label", "aria-description", "alt", "placeholder", "data-done", "label")
# Names: of the program, of its tables, of formats and signs of its interface, of languages, and what its settings hold.
NAMES = {
    *("rappel", "lies", "nederlands", "français", "english", "api", "openapi", "url", "http", "https", "sha"),
    *("utc", "cet", "cest"),
    *("csv", "json", "jsonl", "xlsx", "pdf", "docx", "svg", "png", "atom", "ics", "icalendar", "bibtex", "wiki", "eur"),
    *("frans", "documents", "events", "texts"),
}


def bracketed(words: str) -> str:
    """Return a message in brackets."""
    return f"⟦{words}⟧"


class Pseudo(dict[str, str | tuple[str, ...]]):
    """A catalogue that says every known message in brackets."""

    def __init__(self) -> None:
        known = i18n.catalogue("nl").items()
        super().__init__({m: bracketed(m) if isinstance(s, str) else (bracketed(m),) * len(s) for m, s in known})


@cache
def _sentences(real: Callable[[str], dict[str, str]]) -> dict[str, str]:
    return {key: bracketed(sentence) for key, sentence in real("nl").items()}


@pytest.fixture(scope="module")
def pseudo(whole_site: tuple[Services, Samples]) -> Iterator[TestClient]:
    """Return a client, signed in, of a site whose every message, sentence and date stands in brackets."""
    known, tracker, alerts = Pseudo(), _sentences(texts.texts), _sentences(alert_texts.sentences)

    def day(self: i18n.Speaker, one: date | None, form: str = "long") -> str:  # noqa: ARG001 - as the method
        return one.isoformat() if one else "–"

    with ExitStack() as patched:
        for target, name, put in (
            (i18n, "catalogue", lambda language: known),  # noqa: ARG005 - as the function
            (i18n.Speaker, "date", day),
            (texts, "texts", lambda language: tracker),  # noqa: ARG005
            (texts, "written_date", lambda one, language: one.isoformat()),  # noqa: ARG005
            (alert_texts, "sentences", lambda language: alerts),  # noqa: ARG005
            (alert_texts, "written_day", lambda one, language: one.isoformat()),  # noqa: ARG005
            (Multilingual, "said_in", lambda self, language: bracketed(self.nl)),  # noqa: ARG005
        ):
            patched.enter_context(patch.object(target, name, put))
        client = patched.enter_context(TestClient(create_app(whole_site[0]), raise_server_exceptions=False))
        client.post("/sign-in", data={"name": "Lies", "password": PASSWORD})
        examples.cache_clear()  # what was said in a language before is kept
        yield client
    examples.cache_clear()


@pytest.fixture(scope="module")
def vocabulary(whole_site: tuple[Services, Samples]) -> set[str]:
    """Return every word of the documents, their heads and names: those are shown as they are."""
    store = whole_site[0].store
    addresses = " ".join(one for those in whole_site[1].addresses().values() for one in those)
    found = NAMES | {word.casefold() for word in WORD.findall(unquote_plus(addresses))}
    for summary in store.documents.list():
        held = store.documents.get(summary.id)
        texts_of = [held.text.text, held.name, str(held.record), *held.text.furniture]
        found |= {word.casefold() for text in texts_of for word in WORD.findall(text)}
    for event in (event for one in store.register.list() for event in store.register.events(one.id)):
        found |= {word.casefold() for word in WORD.findall(f"{event.note or ''} {event.author}")}
    return found


def outside(text: str, known: set[str]) -> list[str]:
    """Return the words of a page that stand in no message and are no words of the documents."""
    tree = page(text)
    for exempt in tree.xpath("//code | //kbd | //script | //style | //textarea[@readonly] | //body//*[@lang]"):
        exempt.clear(keep_tail=True)
    attributes = [str(one) for name in ATTRIBUTES for one in tree.xpath(f"//@{name}")]
    described = [str(one) for one in tree.xpath("//meta[@name='description']/@content")]
    return [word for words in (" ".join(tree.itertext()), *attributes, *described) for word in _unsaid(words, known)]


def _unsaid(words: str, known: set[str]) -> Iterator[str]:
    while SAID.search(words):
        words = SAID.sub(" ", words)
    words = ADDRESS.sub(" ", words)
    yield from (word for word in WORD.findall(words) if word.casefold() not in known)


def test_every_word_of_every_page_is_a_message(
    pseudo: TestClient, whole_site: tuple[Services, Samples], vocabulary: set[str]
) -> None:
    """On no kind of page stands a word that is neither in a catalogue nor in a document."""
    found = []
    for addresses in whole_site[1].addresses().values():
        for address in addresses:
            unsaid = outside(pseudo.get(address).text, vocabulary)
            if unsaid:
                found.append(f"{address[:60]}: {' '.join(sorted(set(unsaid)))}")
    assert not found, "\n".join(found)


def test_a_word_outside_the_catalogues_is_found(vocabulary: set[str]) -> None:
    """The search itself sees words in the text and in what is read aloud, and leaves messages and documents alone."""
    shown = "<html><body><p title='Hover words'>⟦Show ⟦more⟧⟧ Whatever <code>this</code> gemeente</p></body></html>"
    assert outside(shown, vocabulary | {"gemeente"}) == ["Whatever", "Hover", "words"]
