"""What no source gives as it should: lists without a count, entries without a name, bare records."""

import json
from datetime import date

import httpx
import pytest

from corpus.errors import SourceChanged
from ingest.sources.parliaments.dekamer import BelgianChamber
from ingest.sources.parliaments.tweede_kamer import TweedeKamer
from ingest.sources.parliaments.uk_parliament import UKParliament
from ingest.sources.web.client import Manners, PoliteClient
from ingest.sources.web.connector import Listed, Slice
from ingest.sources.web.fetcher import Fetcher


def answering(body: object) -> PoliteClient:
    """Return a client of a service that answers everything with the same values."""
    transport = httpx.MockTransport(lambda _: httpx.Response(200, stream=httpx.ByteStream(json.dumps(body).encode())))
    return PoliteClient(frozenset({"one.example"}), Manners(agent="Rappel", pause=0.0), transport=transport)


SOURCES = (
    BelgianChamber(addresses={"questions": "https://one.example"}),
    TweedeKamer(addresses={"data": "https://one.example"}),
    UKParliament(addresses={"questions": "https://one.example"}),
)
_NAMELESS = {
    "dekamer": {"total": 1, "items": [{"link": None}]},
    "tweede-kamer": {"@odata.count": 1, "value": [{"Nummer": "2024Z1"}]},
    "uk-parliament": {"totalResults": 1, "results": [{"value": {"uin": "1"}}]},
}
Source = BelgianChamber | TweedeKamer | UKParliament


@pytest.mark.parametrize("source", SOURCES, ids=lambda one: one.name)
@pytest.mark.parametrize("body", [{}, [], {"items": [], "value": []}, "words", None])
def test_what_is_no_list_is_not_believed(source: Source, body: object) -> None:
    """An answer without a count of questions is no empty list."""
    days = Slice(first=date(2024, 9, 1), last=date(2024, 9, 30))
    with answering(body) as client, pytest.raises(SourceChanged, match="count"):
        list(source.pages(days, client))


@pytest.mark.parametrize("source", SOURCES, ids=lambda one: one.name)
def test_an_entry_without_a_name_is_not_believed(source: Source) -> None:
    """A list whose entries cannot be told apart has changed its form."""
    days = Slice(first=date(2024, 9, 1), last=date(2024, 9, 30))
    with answering(_NAMELESS[source.name]) as client, pytest.raises(SourceChanged, match=r"has no (id|name)"):
        list(source.pages(days, client))


@pytest.mark.parametrize("source", SOURCES, ids=lambda one: one.name)
@pytest.mark.parametrize("body", [{}, [], {"Id": "2", "items": [{"DOCNAME": "2"}], "value": {"id": 2}}])
def test_the_record_of_another_question_is_not_believed(source: Source, body: object) -> None:
    """A record that is none, or another question's, is a changed source and no document."""
    one = Listed(key="56-1" if source.name == "dekamer" else "1", stamp="", found={"name": "56--1-1-1"})
    with answering(body) as client, pytest.raises(SourceChanged, match="is none"):
        source.fetch(one, Fetcher(client=client))


def test_a_list_that_counts_nothing_is_empty() -> None:
    """The Chamber's empty list has a count without a number."""
    with answering({"total": None, "items": []}) as client:
        (page,) = SOURCES[0].pages(Slice(first=date(2024, 9, 1), last=date(2024, 9, 30)), client)
    assert (page.total, page.listed) == (0, ())


def test_fields_that_are_missing_are_missing() -> None:
    """A record with nothing but its name gives a dossier without people, days, texts or attachments."""
    bodies: dict[str, object] = {
        "dekamer": {"DOCNAME": "1"},
        "tweede-kamer": {"Id": "1"},
        "uk-parliament": {"value": {"id": 1, "askingMember": None, "attachments": [{"title": "No address"}]}},
    }
    for source in SOURCES:
        one = Listed(key="56-1" if source.name == "dekamer" else "1", stamp="", found={"name": "56--1-1-1"})
        with answering(bodies[source.name]) as client:
            found = source.fetch(one, Fetcher(client=client))
        assert found.files == ()
        assert (found.fields.asker, found.fields.asked, found.fields.title, found.fields.themes) == (None,) * 3 + ((),)
        assert found.stated == {}
