"""What a dry run tells of robots.txt; it is told, and changes nothing."""

import httpx
import pytest

from ingest.sources.parliaments.vlaams_parlement import FlemishParliament
from ingest.sources.web.client import Manners, PoliteClient
from ingest.sources.web.robots import robots_notes

PLACES = frozenset({"https://one.example/api/list", "https://one.example/files", "https://two.example/x"})


def notes(*answers: tuple[int, str]) -> tuple[str, ...]:
    """Return what is told where the two hosts answer so, in turn."""
    waiting = list(answers)

    def answer(request: httpx.Request) -> httpx.Response:
        assert request.url.path == "/robots.txt"
        status, text = waiting.pop(0)
        return httpx.Response(status, stream=httpx.ByteStream(text.encode()))

    manners = Manners(agent="Rappel of the tests", pause=0.0, tries=1)
    hosts = frozenset({"one.example", "two.example"})
    with PoliteClient(hosts, manners, transport=httpx.MockTransport(answer)) as client:
        return robots_notes(PLACES, client)


@pytest.mark.parametrize(
    ("answers", "told"),
    [
        ([(404, "not here"), (403, "no")], ()),
        ([(200, ""), (200, "User-agent: *\nDisallow: /private")], ()),
        (
            [(200, "User-agent: *\nDisallow: /files"), (404, "")],
            ("https://one.example/robots.txt asks programs to stay away from https://one.example/files",),
        ),
        ([(200, "User-agent: *\nDisallow: /\n\nUser-agent: Rappel\nDisallow:"), (404, "")], ()),
        (
            [(404, ""), (200, "User-agent: *\nCrawl-delay: 10")],
            ("https://two.example/robots.txt asks for 10 seconds between two calls",),
        ),
        ([(404, ""), (200, "<html>\x00 a page for people")], ()),
    ],
    ids=["none", "nothing of it", "some of it", "for this program", "slowly", "no such file"],
)
def test_what_is_told(answers: list[tuple[int, str]], told: tuple[str, ...]) -> None:
    """Only what concerns the addresses that are called is told; a file that is not there asks for nothing."""
    assert notes(*answers) == told


def test_a_host_that_does_not_answer_is_told() -> None:
    """An error is no permission, and no prohibition either: it is told."""
    (told,) = notes((404, ""), (503, "down"))
    assert told.startswith("https://two.example/robots.txt could not be read: ")


def test_the_addresses_that_are_called() -> None:
    """Every service of the rules is called; lists of hosts and pages for people are not."""
    called = FlemishParliament(addresses={"search": "https://mirror.example/search/"}).called
    assert "https://mirror.example/search/" in called
    assert all(one.startswith("https://") for one in called)
    assert len(called) == 6
