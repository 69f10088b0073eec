"""What the tests of the sending share."""

import ssl
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from ipaddress import ip_address
from pathlib import Path
from random import Random

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from corpus.alerts import Endpoint, Message, Purpose, Subscriber, SubscriberStatus
from corpus.settings import Settings
from corpus.store import Store
from tests.tracker.sending.mailsink import Sink, serving
from tracker.alerts.sending import signing
from tracker.alerts.sending.outcomes import SendReport
from tracker.alerts.sending.service import send_waiting
from tracker.alerts.sending.targets import Resolve

ROOT = Path(__file__).parents[3]
START = datetime(2026, 3, 29, 0, 30, tzinfo=UTC)
CHANCE = Random(1)  # noqa: S311 - the same waits in every run
FRESH = datetime(2000, 1, 1, tzinfo=UTC)


class Clock:
    """A clock that stands still until it is moved."""

    def __init__(self) -> None:
        self.now = START

    def __call__(self) -> datetime:
        """Return the moment."""
        return self.now

    def on(self, **more: float) -> None:
        """Move on, or back where negative."""
        self.now += timedelta(**more)


@dataclass(slots=True, kw_only=True)
class Bench:
    """A store, a clock, a mail server, and short ways to use them."""

    store: Store
    clock: Clock
    settings: Settings
    sink: Sink

    def __post_init__(self) -> None:
        self.settings = self.settings.model_copy(update={"smtp_port": self.sink.port})

    def change(self, **settings: object) -> None:
        """Change settings."""
        self.settings = self.settings.model_copy(update=settings)

    def subscriber(
        self, address: str = "lotte@example.org", status: SubscriberStatus = SubscriberStatus.ACTIVE
    ) -> Subscriber:
        """Keep an address."""
        confirmed = None if status is SubscriberStatus.PENDING else FRESH
        new = Subscriber(address=address, language="nl", created=FRESH, status=status, confirmed=confirmed)
        return self.store.subscribers.add(new)

    def mail(self, owner: Subscriber, key: str, purpose: Purpose = Purpose.LIVE, text: str = "Een brug.") -> Message:
        """Put a mail into the outbox."""
        lines = ["From: alerts@rappel.test", f"To: {owner.address}", f"Message-ID: <{key}@rappel.test>", "", text, ""]
        return self.message(owner, key, purpose, "\n".join(lines).encode())

    def message(
        self, owner: Subscriber, key: str, purpose: Purpose, content: bytes, endpoint: int | None = None
    ) -> Message:
        """Put a message into the outbox."""
        new = Message(
            key=key,
            subscriber=owner.id or 0,
            endpoint=endpoint,
            purpose=purpose,
            content=content,
            created=self.clock(),
            next_try=self.clock(),
        )
        return self.store.outbox.compose(new)

    def webhook(self, owner: Subscriber, url: str) -> Endpoint:
        """Keep a web address."""
        new = Endpoint(subscriber=owner.id or 0, url=url, secret=signing.new_secret(), created=FRESH)
        return self.store.endpoints.add(new)

    def event(self, hook: Endpoint, key: str) -> Message:
        """Put something to post into the outbox."""
        owner = self.store.subscribers.get(hook.subscriber)
        return self.message(owner, key, Purpose.LIVE, b'{"type": "missed"}', hook.id)

    def send(self, **given: object) -> SendReport:
        """Send what waits."""
        return send_waiting(self.store, self.settings, self.clock, chance=CHANCE, **given)  # type: ignore[arg-type]

    def kept(self, key: str) -> Message:
        """Return a message as it stands."""
        found = self.store.outbox.by_key(key)
        assert found is not None
        return found


@pytest.fixture
def clock() -> Clock:
    """Return a clock that stands still, half an hour before Brussels goes to summer time."""
    return Clock()


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    """Return settings of a mail server that waits for half a second."""
    return Settings(
        data=tmp_path / "data",
        mail_from="Rappel <alerts@rappel.test>",
        smtp_host="127.0.0.1",
        smtp_security="none",
        smtp_timeout_seconds=0.5,
        webhooks_allow_private=True,
    )


@pytest.fixture
def store(settings: Settings, clock: Clock) -> Iterator[Store]:
    """Return a new store."""
    with Store.open(settings, clock=clock) as opened:
        yield opened


@pytest.fixture
def sink() -> Iterator[Sink]:
    """Return a mail server that runs."""
    with serving(Sink()) as started:
        yield started


@pytest.fixture
def bench(store: Store, clock: Clock, settings: Settings, sink: Sink) -> Bench:
    """Return everything together."""
    return Bench(store=store, clock=clock, settings=settings, sink=sink)


@dataclass(frozen=True, slots=True, kw_only=True)
class Certificates:
    """A certificate of a server, and what a client needs to trust it."""

    server: ssl.SSLContext
    client: ssl.SSLContext


@pytest.fixture(scope="session")
def certificates(tmp_path_factory: pytest.TempPathFactory) -> Certificates:
    """Return a certificate for ``localhost`` and 127.0.0.1 that nobody but ``client`` trusts."""
    return certificate(tmp_path_factory.mktemp("tls"), "localhost")


def certificate(folder: Path, host: str) -> Certificates:
    """Make a certificate that signs itself."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, host)])
    now = datetime.now(UTC)
    names = x509.SubjectAlternativeName([x509.DNSName(host), x509.IPAddress(ip_address("127.0.0.1"))])
    built = x509.CertificateBuilder().subject_name(name).issuer_name(name).public_key(key.public_key())
    built = built.serial_number(x509.random_serial_number()).not_valid_before(now - timedelta(days=1))
    built = built.not_valid_after(now + timedelta(days=1)).add_extension(names, critical=False)
    built = built.add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
    made = built.sign(key, hashes.SHA256()).public_bytes(serialization.Encoding.PEM)
    private = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    (folder / "cert.pem").write_bytes(made)
    (folder / "key.pem").write_bytes(private)
    server = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    server.load_cert_chain(folder / "cert.pem", folder / "key.pem")
    return Certificates(server=server, client=ssl.create_default_context(cafile=str(folder / "cert.pem")))


@pytest.fixture
def active(bench: Bench) -> Subscriber:
    """Return somebody who has confirmed."""
    return bench.subscriber()


@pytest.fixture(scope="session")
def nursery() -> Iterator["subprocess.Popen[str]"]:
    """Return the process that forks a child for every plan that it is given."""
    command, pipe = [sys.executable, "-m", "tests.tracker.sending.chain"], subprocess.PIPE
    with subprocess.Popen(command, stdin=pipe, stdout=pipe, text=True, cwd=ROOT) as started:
        yield started
        assert started.stdin is not None
        started.stdin.close()


def at(*addresses: str) -> Resolve:
    """Return what resolves every name to these addresses."""

    def resolve(host: str) -> tuple[str, ...]:
        assert host
        return addresses

    return resolve
