"""What a request may cost: queries and drafts made to be dear are answered or refused soon, and in few bytes."""

import random
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from urllib.parse import urlencode

import pytest

from corpus.errors import WrongUse
from search.query import MOST_PREFIXES, Atom, parse_query
from search.request import SearchRequest
from tests.attacks.conftest import Hostile
from tracker.draft_cutting import cut_draft
from web.limits import LONGEST_ADDRESS
from web.searching import comparing

LONGEST = 3_990
SECONDS = 1.0
"""Of the processor, for any query; the worst that was found takes 0.7 with 100,000 passages (docs/threat-model.md)."""
_RANDOM = random.Random(7)  # noqa: S311 - the same queries each time
_WORDS = ("van", "het", "zijn", "voor", "niet", "bruggen", "minister", "vlaanderen", "overheid", "jaar", "aantal")
_BEGINNINGS = tuple(f"{a}{b}{c}" for a in "bdgmsvw" for b in "aeio" for c in "nrst")


def _joined(parts: Iterator[str], sign: str = " ") -> str:
    """Return as many parts as a query may hold."""
    out = next(parts)
    while len(out) + len(sign) + 40 < LONGEST:
        out += sign + next(parts)
    return out


def _of(*pools: tuple[str, ...], pattern: str = "{}") -> Iterator[str]:
    while True:
        yield pattern.format(*(_RANDOM.choice(pool) for pool in pools))


QUERIES = {
    "words": _joined(_of(_WORDS)),
    "alternatives": _joined(_of(_WORDS), " OR "),
    "beginnings": _joined(_of(_BEGINNINGS, pattern="{}*")),
    "alternative beginnings": _joined(_of(_BEGINNINGS, pattern="{}*"), " OR "),
    "excluded beginnings": "bruggen " + _joined(_of(_BEGINNINGS, pattern="-{}*")),
    "phrases": _joined(_of(_WORDS, _WORDS, pattern='"{} {}"'), " OR "),
    "one long phrase": f'"{_joined(_of(_WORDS[:4]))}"',
    "brackets": "(" * 1_900 + "a" + ")" * 1_900,
    "open brackets": _joined(_of(_WORDS, _WORDS, pattern="({} OR {}")),
    "brackets of everything": _joined(_of(_BEGINNINGS, _WORDS, _BEGINNINGS, pattern="({}* OR (-{} {}*))"), " OR "),
    "excluded brackets": "bruggen " + _joined(_of(_BEGINNINGS, _WORDS, pattern="-({}* OR {})")),
    "fields in fields": "x:" * 1_990 + "x",
    "known fields in fields": "minister:" * 440 + "x",
    "fields": _joined(_of(_WORDS, pattern="minister:{}"), " OR "),
    "excluded fields": "bruggen " + _joined(_of(_WORDS, pattern="-thema:{}")),
    "days": _joined(_of(("1990", "2026"), ("1990", "2026"), pattern="{}..{}"), " OR "),
    "typing errors": _joined(_of(tuple("abcdefghij"), tuple("klmno"), tuple("pqrst"), pattern="{}{}{}zq")),
    "compound": "overheids" * 440,
    "one word": "a" * LONGEST,
    "stars": "*" * LONGEST,
    "words of stars": "abc*" * 990,
    "dashes": "- -" * 1_330,
    "quotes": '"a ' * 1_330,
    "colons": "a: " * 1_330,
    "numbers": "1." * 1_990,
    "single numbers": "1 " * 1_990,
    "marks on a letter": "a" + "\u0301" * LONGEST,
    "families": "\U0001f469\u200d\U0001f469\u200d\U0001f467" * 300,
    "signs that grow": "\ufdfa" * LONGEST,
    "right to left": "\u202e" * LONGEST,
}
PLACES = {"/search": "q", "/api/v1/search": "q", "/commitments": "text", "/figures": "about", "/already-asked": "text"}


@pytest.mark.parametrize("name", QUERIES)
def test_no_query_is_dear(hostile: Hostile, name: str) -> None:
    """Whatever is asked, wherever, the answer takes less than a second of the processor and less than a megabyte."""
    for place, parameter in PLACES.items():
        begun = time.process_time()
        answer = hostile.client.get(f"{place}?{urlencode({parameter: QUERIES[name]})}")
        assert time.process_time() - begun < SECONDS, place
        assert answer.status_code < 500, place
        assert len(answer.content) < 1_000_000, place


def test_no_address_is_repeated_without_end(hostile: Hostile) -> None:
    """An address up to the longest is repeated in a page of little more than a megabyte; a longer one is refused."""
    for place, parameter in PLACES.items():
        room = LONGEST_ADDRESS - len(parameter) - 1
        answer = hostile.client.get(f"{place}?{parameter}={'%22' * (room // 3)}")
        assert answer.status_code < 500
        assert answer.status_code != 414
        assert len(answer.content) < 1_300_000, place
        assert hostile.client.get(f"{place}?{parameter}={'a' * (room + 1)}").status_code == 414


def _stars(text: str) -> int:
    return sum(leaf.prefix for node in parse_query(text).nodes for leaf in _atoms(node))


def _atoms(node: object) -> Iterator[Atom]:
    if isinstance(node, Atom):
        yield node
    for part in getattr(node, "parts", ()) or ((node.part,) if hasattr(node, "part") else ()):
        yield from _atoms(part)


def test_beginnings_of_words_are_counted() -> None:
    """Beginnings of words are looked up as far as the most; the others are words, and the visitor is told so once."""
    text = " OR ".join(f"{one}*" for one in _BEGINNINGS[: MOST_PREFIXES + 20])
    assert _stars(text) == MOST_PREFIXES
    assert [one.code for one in parse_query(text).remarks] == ["shortened"]
    assert _stars(" ".join(f"{one}*" for one in _BEGINNINGS[:MOST_PREFIXES])) == MOST_PREFIXES


def test_a_page_far_down_is_no_dearer(hostile: Hostile) -> None:
    """A list is asked for at its end and far behind it: nothing is counted up to there, nothing is found."""
    for address in ("/search?q=bruggen&", "/commitments?", "/figures?about=bruggen&", "/api/v1/documents?"):
        for skipped in ("page=100000", "offset=1000000000", "limit=1000", "limit=100000000", "page=-1"):
            begun = time.process_time()
            answer = hostile.client.get(address + skipped)
            assert time.process_time() - begun < SECONDS
            assert answer.status_code < 500


SIGNS = (
    "a", " ", "\n", "1.\n", "(", ")", ".", '"', "-", "_", "1", "1 ", "1.", "1/1/", "- a\n", "iv) a?\n", "a-\n", "\t",
    "\u200b", "e\u0301", "Vraag:\n", "Antwoord:\n", "VAN ", "JAN JANSSENS\n", "minister van ", "artikel 1 van ",
    "1 januari 2024 ", "1.000.000 euro ", "| a | b |\n", "nr. ", "?", "a; ", "a: ",
)  # fmt: skip


@pytest.mark.parametrize("day", ["1800-01-01", "2199-12-31"])
def test_no_day_is_dear_to_reckon_as_of(hostile: Hostile, day: str) -> None:
    """How things stand in a hundred years is counted in years that are kept, not day by day for each question."""
    client = hostile.client
    office = client.get("/api/v1/offices").json()["items"][0]["slug"]
    for place in (
        f"/api/v1/offices/{office}/numbers",
        f"/offices/{office}",
        "/api/v1/commitments/board",
        "/commitments",
    ):
        client.get(place, params={"as_of": day})  # the years are counted once
        begun = time.process_time()
        assert client.get(place, params={"as_of": day}).status_code == 200
        assert time.process_time() - begun < SECONDS, place


@pytest.mark.parametrize("day", ["9999-12-31", "2200-01-01", "1799-12-31", "0001-01-01"])
def test_a_day_out_of_reach_is_refused(hostile: Hostile, day: str) -> None:
    """Of days so far off that holidays and weeks cannot be counted nothing is said."""
    document = next(iter(hostile.services.store.documents.list())).id
    for place in ("/api/v1/commitments", f"/api/v1/documents/{document}/clock", "/api/v1/figures"):
        name = "ends" if place.endswith("figures") else "as_of"
        assert hostile.client.get(place, params={name: day}).status_code == 422, place
    for place in ("/commitments", "/"):
        assert hostile.client.get(place, params={"as_of": day}).status_code == 422, place


@pytest.mark.parametrize("sign", SIGNS)
def test_no_draft_is_dear_to_cut(sign: str) -> None:
    """A draft of fifty thousand signs, whichever, is cut in a moment: visitors' drafts are cut in the server."""
    text = ("x" + sign * 50_000)[:50_000]
    begun = time.process_time()
    cut_draft(text)
    assert time.process_time() - begun < SECONDS


def test_drafts_take_one_processor_and_few_threads(hostile: Hostile, monkeypatch: pytest.MonkeyPatch) -> None:
    """While a draft is compared some wait for their turn; the others, and who waited long, are told to come back."""
    gone_on = threading.Event()

    def slow(*_: object, **__: object) -> None:
        gone_on.wait(30)
        raise WrongUse("it was compared")

    monkeypatch.setattr(comparing, "already_asked", slow)
    monkeypatch.setattr(comparing, "WAITING_SECONDS", 0.5)
    many = 2 * comparing.MOST_WAITING
    with ThreadPoolExecutor(many) as threads:
        posts = [threads.submit(hostile.client.post, "/api/v1/similar", json={"text": "a"}) for _ in range(many)]
        while sum(one.done() for one in posts) < many - 1:
            time.sleep(0.02)
        assert threads.submit(hostile.client.get, "/imprint").result().status_code == 200
        gone_on.set()
    answers = [one.result() for one in posts]
    assert sorted(one.status_code for one in answers) == [422, *[503] * (many - 1)]
    assert {one.headers.get("retry-after") for one in answers if one.status_code == 503} == {"5"}


def test_the_longest_query_of_the_library_is_bounded() -> None:
    """A request of the search itself, too, reads no more than its longest query."""
    found = parse_query(SearchRequest(text="brug " * 40_000).text)
    assert "shortened" in {one.code for one in found.remarks}
