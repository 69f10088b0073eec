"""The polite client: how often, how long, how much, and where to."""

import gzip
import zlib
from collections.abc import Callable, Iterator

import httpx
import pytest

from corpus.errors import SourceUnavailable
from corpus.waiting import stoppable
from ingest.sources.web.client import Manners, PoliteClient

HOST = "parliament.example"
PLACE = f"https://{HOST}/one"
Handler = Callable[[httpx.Request], httpx.Response]


def answer(body: bytes = b"words", status: int = 200, **headers: str) -> httpx.Response:
    """Return an answer whose bytes go over the line as they are."""
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return httpx.Response(status, stream=httpx.ByteStream(body), headers=named)


def client(handler: Handler, waited: list[float] | None = None, **manners: float) -> PoliteClient:
    """Return a client of a source that answers by a function, and that notes its waits instead of waiting."""
    given = {"pause": 0.0, **manners}
    return PoliteClient(
        frozenset({HOST}),
        Manners(agent="Rappel of the tests (test@example.org)", **given),  # type: ignore[arg-type]
        wait=(waited if waited is not None else []).append,
        transport=httpx.MockTransport(handler),
    )


def failing(status: int) -> httpx.Response:
    """Return an answer that refuses."""
    return answer(status=status)


def in_turn(*answers: httpx.Response | Exception) -> Handler:
    """Return a source that gives some answers one after the other, the last one for ever."""
    left: Iterator[httpx.Response | Exception] = iter(answers)
    last = answers[-1]

    def handle(_: httpx.Request) -> httpx.Response:
        found = next(left, last)
        if isinstance(found, Exception):
            raise found
        return found

    return handle


def test_a_source_is_told_who_calls() -> None:
    """Every call names the program and where its people can be reached."""
    seen: list[str] = []

    def handle(request: httpx.Request) -> httpx.Response:
        seen.append(request.headers["User-Agent"])
        return answer()

    with client(handle) as one:
        assert one.get(PLACE).content == b"words"
    assert seen == ["Rappel of the tests (test@example.org)"]


def test_calls_are_apart() -> None:
    """Between two calls lies the pause, less what has passed by itself."""
    waited: list[float] = []
    with client(lambda _: answer(), waited, pause=5.0) as one:
        one.get(PLACE)
        one.get(PLACE)
    assert len(waited) == 1
    assert 4.5 < waited[0] <= 5.0


@pytest.mark.parametrize(
    "failure",
    [
        answer(status=500),
        answer(status=503),
        answer(status=429),
        httpx.ConnectError("no route"),
        httpx.ReadTimeout("slow"),
    ],
)
def test_what_fails_for_the_moment_is_tried_again(failure: httpx.Response | Exception) -> None:
    """A passing failure costs a wait, and no question."""
    waited: list[float] = []
    with client(in_turn(failure, answer(b"at last")), waited) as one:
        assert one.get(PLACE).content == b"at last"
        assert one.calls == 2
    assert len(waited) == 1


def test_waits_grow() -> None:
    """Each wait is about twice the one before, with chance added, and there is an end of trying."""
    waited: list[float] = []
    with client(in_turn(answer(status=500)), waited, first_wait=2.0, tries=5) as one:
        with pytest.raises(SourceUnavailable, match="status 500") as error:
            one.get(PLACE)
        assert one.calls == 5
    assert error.value.status == 500
    assert [2 ** (n + 1) <= wait <= 2 ** (n + 1) + 2 for n, wait in enumerate(waited)] == [True] * 4


@pytest.mark.parametrize("failure", [httpx.ConnectError("no such name"), httpx.ConnectTimeout("nobody there")])
def test_where_no_server_is_reached_the_run_ends_soon(failure: Exception) -> None:
    """Without a network the first call is made twice and each later one once, and what is waited for is told."""
    waited: list[float] = []
    told: list[str] = []
    with stoppable(lambda: False, told.append), client(in_turn(failure), waited) as one:
        for calls in (2, 3, 4):
            with pytest.raises(SourceUnavailable, match=r"(no such name|nobody there); no server of the source was"):
                one.get(PLACE)
            assert one.calls == calls
    assert len(waited) == len(told) == 1
    assert waited[0] <= 4.0
    assert told[0].startswith(f"waiting, try 2 of 2 in {waited[0]:.0f} seconds: {PLACE}: Connect")


def test_a_server_that_answered_before_is_waited_for() -> None:
    """A connection that breaks later in a run is tried as often as ever, each wait told; also where it was late."""
    waited: list[float] = []
    told: list[str] = []
    gone = httpx.ConnectError("gone")
    with stoppable(lambda: False, told.append), client(in_turn(gone, answer(), gone), waited, tries=5) as one:
        assert one.get(PLACE).content == b"words"
        with pytest.raises(SourceUnavailable, match=r"ConnectError: gone$"):
            one.get(PLACE)
        assert one.calls == 7
    assert len(waited) == 5
    assert [one.partition(" in ")[0] for one in told[1:]] == [f"waiting, try {n} of 5" for n in (2, 3, 4, 5)]


def test_the_source_says_how_long_to_wait() -> None:
    """``Retry-After`` is obeyed to the second."""
    waited: list[float] = []
    with client(in_turn(answer(status=429, Retry_After="17"), answer()), waited) as one:
        one.get(PLACE)
    assert waited == [17.0]


def test_a_very_long_wait_ends_the_call() -> None:
    """A source that asks to come back in a day is left alone until the next run."""
    waited: list[float] = []
    with client(in_turn(answer(status=503, Retry_After="86400")), waited) as one:
        with pytest.raises(SourceUnavailable, match="503"):
            one.get(PLACE)
        assert one.calls == 1
    assert waited == []


@pytest.mark.parametrize("status", [400, 401, 403, 404, 410, 418])
def test_what_is_refused_is_not_tried_again(status: int) -> None:
    """A refusal for good is told with its status, after one call."""
    with client(in_turn(answer(status=status))) as one:
        with pytest.raises(SourceUnavailable) as error:
            one.get(PLACE)
        assert one.calls == 1
    assert error.value.status == status


def test_what_is_held_is_asked_for_conditionally() -> None:
    """With its marks, an unchanged file costs no bytes."""

    def handle(request: httpx.Request) -> httpx.Response:
        held = request.headers.get("If-None-Match") == '"7"'
        return (
            answer(b"", status=304)
            if held
            else answer(b"words", ETag='"7"', Last_Modified="Mon, 04 Mar 2024 09:00:00 GMT")
        )

    with client(handle) as one:
        first = one.get(PLACE)
        again = one.get(PLACE, etag=first.etag, modified=first.modified)
    assert (first.content, first.unchanged) == (b"words", False)
    assert (again.content, again.unchanged) == (b"", True)


def test_redirects_stay_inside_the_source() -> None:
    """A redirect to another host is not followed: it could lead anywhere, into one's own network too."""

    def handle(request: httpx.Request) -> httpx.Response:
        match request.url.path:
            case "/one":
                return answer(status=302, Location="/two")
            case "/two":
                return answer(status=301, Location="https://elsewhere.example/three")
            case _:
                return answer(b"never")

    with client(handle) as one:
        with pytest.raises(SourceUnavailable, match=r"elsewhere\.example/three' leads outside"):
            one.get(PLACE)
        assert one.calls == 2


@pytest.mark.parametrize(
    "address",
    [
        "http://parliament.example/one",
        "https://parliament.example:8443/one",
        "https://parliament.example@elsewhere.example/",
        "https://127.0.0.1/",
        "file:///etc/passwd",
        "//elsewhere.example",
        "",
    ],
)
def test_only_the_source_is_called(address: str) -> None:
    """No address of a record can lead the client to another host, port or scheme."""
    with client(lambda _: answer(b"never")) as one:
        with pytest.raises(SourceUnavailable, match="leads outside"):
            one.get(address)
        assert one.calls == 0


def test_redirects_have_an_end() -> None:
    """A circle of redirects is left."""
    with (
        client(in_turn(answer(status=302, Location=PLACE))) as one,
        pytest.raises(SourceUnavailable, match="redirects"),
    ):
        one.get(PLACE)


def test_a_large_answer_is_cut_off() -> None:
    """An answer beyond the bound is refused while it comes, not after."""
    with (
        client(lambda _: answer(b"x" * 5000), most_bytes=4000) as one,
        pytest.raises(SourceUnavailable, match="larger"),
    ):
        one.get(PLACE)


@pytest.mark.parametrize(
    ("encoding", "packed"),
    [
        ("gzip", gzip.compress(b"x" * 10_000_000)),
        ("deflate", zlib.compress(b"x" * 10_000_000)),
    ],
)
def test_an_answer_that_unpacks_without_end_is_refused(encoding: str, packed: bytes) -> None:
    """A few bytes that would become many are not unpacked beyond the bound."""
    assert len(packed) < 20_000
    bomb = in_turn(answer(packed, Content_Encoding=encoding))
    with client(bomb, most_bytes=100_000) as one, pytest.raises(SourceUnavailable, match="larger than 100000"):
        one.get(PLACE)


@pytest.mark.parametrize(
    ("encoding", "packed"),
    [
        ("gzip", gzip.compress(b"words")),
        ("deflate", zlib.compress(b"words")),
        ("deflate", zlib.compress(b"words")[2:-4]),
        ("identity", b"words"),
    ],
    ids=["gzip", "deflate", "deflate without its header", "identity"],
)
def test_packed_answers_are_unpacked(encoding: str, packed: bytes) -> None:
    """What comes packed is read, in the forms that servers use."""
    with client(lambda _: answer(packed, Content_Encoding=encoding)) as one:
        assert one.get(PLACE).content == b"words"


def test_a_packed_answer_that_breaks_off_is_asked_for_again() -> None:
    """Half an answer is never taken for a whole one."""
    whole = gzip.compress(b"words" * 100)
    cut, good = (answer(body, Content_Encoding="gzip") for body in (whole[:-12], whole))
    with client(in_turn(cut, good)) as one:
        assert one.get(PLACE).content == b"words" * 100
        assert one.calls == 2
