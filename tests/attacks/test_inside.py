"""Calls to the inside of the network: webhooks of subscribers, and what sources name, through the code that calls."""

import asyncio
import socket
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import httpx
import pytest

from corpus.alerts import Endpoint
from corpus.errors import SourceUnavailable
from corpus.settings import Settings
from ingest.sources.web.client import Manners, PoliteClient
from tests.loops import in_its_own_loop
from tests.tracker.sending.conftest import Certificates, certificate
from tests.tracker.sending.receiver import Receiver, receiving
from tracker.alerts.sending import signing
from tracker.alerts.sending.outcomes import Outcome, Verdict
from tracker.alerts.sending.posting import Poster
from tracker.alerts.sending.targets import system_addresses

PUBLIC = "93.184.215.14"
NOW = datetime(2026, 11, 22, 9, tzinfo=UTC)
Dialled = list[tuple[str, int]]
Posting = Callable[..., Outcome]


@pytest.fixture
def dialled(monkeypatch: pytest.MonkeyPatch) -> Dialled:
    """Return the addresses that are connected to, which all refuse."""
    found: Dialled = []

    async def connect(_: object, __: socket.socket, address: tuple[str, int]) -> None:
        found.append(address[:2])
        raise ConnectionRefusedError

    monkeypatch.setattr(asyncio.selector_events.BaseSelectorEventLoop, "sock_connect", connect)
    return found


@pytest.fixture(scope="module")
def tls(tmp_path_factory: pytest.TempPathFactory) -> Certificates:
    """Return a certificate of localhost; making a context without one reads every authority, which takes long."""
    return certificate(tmp_path_factory.mktemp("inside"), "localhost")


@pytest.fixture
def posting(tmp_path: Path, tls: Certificates) -> Posting:
    """Return what posts one webhook with the real code, resolver included unless another is given."""

    def post(url: str, *, private: bool = False, **given: Any) -> Outcome:  # noqa: ANN401 - as the poster takes it
        settings = Settings(data=tmp_path, webhooks_allow_private=private)
        hook = Endpoint(subscriber=1, url=url, secret=signing.new_secret(), created=NOW)

        async def once() -> Outcome:
            async with Poster(settings, lambda: NOW, context=tls.client, **given) as poster:
                return await poster.post(hook, "w1", b"{}")

        return in_its_own_loop(once())

    return post


LOOPBACK = {
    "plain": "127.0.0.1",
    "another of the same": "127.8.9.10",
    "a name": "localhost",
    "a name with its dot": "localhost.",
    "an address with a dot": "127.0.0.1.",
    "one number": "2130706433",
    "one hexadecimal number": "0x7f000001",
    "one octal number": "017700000001",
    "octal parts": "0177.0.0.01",
    "hexadecimal parts": "0x7f.0x0.0x0.0x1",
    "parts left out": "127.1",
    "zeros before": "127.000.000.001",
    "any address": "0.0.0.0",  # noqa: S104 - asked for, not listened on
    "any address in short": "0",
    "circled digits": "\u2460\u2461\u2466.\u24ea.\u24ea.\u2460",
    "wide digits": "\uff11\uff12\uff17.0.0.1",
    "ideographic stops": "127\u30020\u30020\u30021",
    "circled letters": "\u24dbocalhost",
    "encoded digits": "%31%32%37.0.0.1",
    "IPv6": "[::1]",
    "IPv6 in full": "[0000:0000:0000:0000:0000:0000:0000:0001]",
    "any address of IPv6": "[::]",
    "IPv4 mapped": "[::ffff:127.0.0.1]",
    "IPv4 mapped, hexadecimal": "[::ffff:7f00:1]",
    "IPv4 compatible": "[::127.0.0.1]",
    "IPv4 translated": "[::ffff:0:127.0.0.1]",
    "NAT64": "[64:ff9b::7f00:1]",
    "NAT64 of one's own": "[64:ff9b:1::7f00:1]",
    "6to4": "[2002:7f00:1::]",
    "Teredo": "[2001:0:7f00:1::]",
    "ISATAP": "[2606:4700::5efe:7f00:1]",
    "link-local": "169.254.169.254",
    "link-local with a zone": "[fe80::1%25lo]",
    "loopback with a zone": "[::1%25lo]",
    "unique-local": "[fd00:ec2::254]",
    "site-local": "[fec0::1]",
    "a cloud's own": "168.63.129.16",
    "another cloud's own": "192.0.0.192",
    "a carrier's": "100.100.100.200",
    "behind a user": "example.org@127.0.0.1",
    "behind a user and password": "example.org:443@127.0.0.1",
    "behind a backslash": "example.org\\@127.0.0.1",
    "behind an encoded slash": "example.org%2f@127.0.0.1",
    "behind an encoded zero": "example.org%00@127.0.0.1",
    "before a false end": "127.0.0.1#@example.org",
    "before a false query": "127.0.0.1?@example.org",
}
"""Hosts that are, or could be taken for, this machine or its network, by how they are written."""


@pytest.mark.parametrize("host", LOOPBACK.values(), ids=LOOPBACK)
def test_no_way_of_writing_leads_inside(posting: Posting, dialled: Dialled, host: str) -> None:
    """Whatever way the inside is written in, nothing is connected to; the system's own resolver reads the names."""
    sign = "#" if "#" in host else "?"
    name, given, rest = host.partition(sign)
    for port in ("", ":8443"):
        outcome = posting(f"https://{name}{port}/{given}{rest}")
        assert (dialled, outcome.verdict) == ([], Verdict.AGAIN), outcome.text


@pytest.mark.parametrize("host", ["127.0.0.1", "2130706433", "0x7f.1", "\u2460\u2461\u2466.1", "[::ffff:127.0.0.1]"])
def test_where_it_is_allowed_the_same_leads_inside(posting: Posting, dialled: Dialled, host: str) -> None:
    """What the refusals above rest on: with private addresses allowed the same writing is connected to."""
    posting(f"https://{host}:8443/", private=True)
    assert [address.rpartition(":")[2] for address, _ in dialled] in (["127.0.0.1"], ["1"])


@pytest.mark.parametrize("port", [0, 1, 22, 25, 53, 80, 111, 135, 389, 445, 631, 993, 1023])
def test_ports_of_other_services(posting: Posting, dialled: Dialled, port: int) -> None:
    """No service of the system's own ports is spoken to but https, on public addresses neither."""
    outcome = posting(f"https://{PUBLIC}:{port}/")
    assert (dialled, outcome.gone) == ([], True)


def test_a_name_that_changes_its_mind(posting: Posting, dialled: Dialled, monkeypatch: pytest.MonkeyPatch) -> None:
    """A name that is public when it is looked at and loopback ever after is connected to where it was looked at."""
    asked: list[str] = []

    def resolve(host: str, port: int | None, *_: object, **__: object) -> list[tuple[object, ...]]:
        asked.append(host)
        address = PUBLIC if len(asked) == 1 else "127.0.0.1"
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (address, port or 0))]

    monkeypatch.setattr(socket, "getaddrinfo", resolve)
    posting("https://rebinding.example:8443/", resolve=system_addresses)
    assert (asked, dialled) == (["rebinding.example"], [(PUBLIC, 8443)])


@pytest.mark.parametrize("variable", ["HTTPS_PROXY", "https_proxy", "ALL_PROXY", "all_proxy"])
def test_a_proxy_of_the_environment(
    posting: Posting, dialled: Dialled, monkeypatch: pytest.MonkeyPatch, variable: str
) -> None:
    """A proxy would look the name up again, inside: none is used, whatever the environment names."""
    monkeypatch.setenv(variable, "http://127.0.0.1:3128")
    posting("https://hook.example/", resolve=lambda _: (PUBLIC,))
    assert dialled == [(PUBLIC, 443)]


@pytest.fixture
def inside() -> Iterator[Receiver]:
    """Return a service of the inside."""
    with receiving() as started:
        yield started


@pytest.mark.parametrize("status", [300, 301, 302, 303, 305, 307, 308])
def test_an_answer_cannot_send_a_webhook_on(posting: Posting, inside: Receiver, status: int) -> None:
    """No answer of a receiver makes the program call another address."""
    with receiving() as receiver:
        receiver.always = status
        receiver.headers = {name: inside.url() for name in ("Location", "Content-Location")}
        receiver.headers |= {"Refresh": f"0; url={inside.url()}", "Alt-Svc": f'h2="127.0.0.1:{inside.port}"'}
        outcome = posting(receiver.url(), private=True)
    assert (len(receiver.posted), inside.posted, outcome.verdict) == (1, [], Verdict.AGAIN)


HOST = "parliament.example"
AWAY = {
    **{f"webhook: {name}": f"https://{host}/" for name, host in LOOPBACK.items()},
    "downgraded": f"http://{HOST}/",
    "without scheme": "//127.0.0.1/",
    "a scheme of its own": f"gopher://{HOST}/",
    "a file": "file:///etc/passwd",
    "data": "data:text/plain,x",
    "another port": f"https://{HOST}:22/",
    "the usual port written out": f"https://{HOST}:443/",
    "a longer name": f"https://{HOST}.evil.example/",
    "a name below": f"https://evil.{HOST}/",
    "with its dot": f"https://{HOST}./",
    "a user": f"https://user@{HOST}/",
    "the name as user": f"https://{HOST}@127.0.0.1/",
    "a backslash": f"https://{HOST}\\.evil.example/",
    "two slashes back": "\\\\127.0.0.1\\",
    "a slash less": "https:/127.0.0.1/",
    "three slashes": "https:///127.0.0.1/",
    "a tab inside": "https://127.0.\t0.1/",
    "a full stop of another script": "https://parliament\u3002example/",
    "wide letters": "https://\uff50arliament.example/",
}
"""Where a source may want to lead: everywhere but to itself, by how it is written."""


@pytest.mark.parametrize("address", AWAY.values(), ids=AWAY)
def test_a_source_cannot_lead_inside(address: str) -> None:
    """A redirect of a source is followed within the source alone, and so are the addresses in its records."""
    called: list[httpx.URL] = []
    statuses = iter((301, 302, 303, 307, 308))

    def handle(request: httpx.Request) -> httpx.Response:
        called.append(request.url)
        if request.url.path == "/one":
            return httpx.Response(next(statuses), headers=[(b"Location", address.encode())])
        return httpx.Response(404)

    manners = Manners(agent="Rappel of the tests (test@example.org)", pause=0.0, tries=1)
    with PoliteClient(frozenset({HOST}), manners, transport=httpx.MockTransport(handle)) as client:
        with pytest.raises(SourceUnavailable):
            client.get(address)
        assert called == []
        for _ in range(5):
            with pytest.raises(SourceUnavailable):
                client.get(f"https://{HOST}/one")
    assert {(one.scheme, one.host) for one in called} == {("https", HOST)}


@pytest.mark.parametrize(("named", "said"), [("inside.example", "not valid for"), (HOST, "status 501")])
def test_a_source_whose_name_leads_inside(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, named: str, said: str
) -> None:
    """Where a source's name leads to a service inside, no request reaches it: it cannot prove to be the source.

    That the last one gets an answer, of a receiver which holds the source's own certificate, shows what the first
    one does not get.
    """
    made = certificate(tmp_path, named)
    monkeypatch.setenv("SSL_CERT_FILE", str(tmp_path / "cert.pem"))
    real = socket.getaddrinfo

    def resolve(host: str, *given: object, **named: object) -> object:
        return real("127.0.0.1" if host == HOST else host, *given, **named)  # type: ignore[arg-type]

    monkeypatch.setattr(socket, "getaddrinfo", resolve)
    manners = Manners(agent="Rappel of the tests (test@example.org)", pause=0.0, tries=1)
    with receiving(made.server) as service:
        hosts = frozenset({f"{HOST}:{service.port}"})
        with PoliteClient(hosts, manners) as client, pytest.raises(SourceUnavailable, match=said):
            client.get(f"https://{HOST}:{service.port}/latest/meta-data")
