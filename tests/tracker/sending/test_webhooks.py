"""Webhooks to a real receiver that fails in every way, and what they cannot be turned against."""

import json
from collections.abc import Iterator
from datetime import datetime, timedelta, tzinfo
from typing import Self

import pytest
import standardwebhooks

from corpus.alerts import Endpoint, MessageState, Purpose, Subscriber, SubscriberStatus
from corpus.errors import NotFound
from tests.tracker.sending.conftest import Bench, Certificates, at, certificate
from tests.tracker.sending.mailsink import free_port
from tests.tracker.sending.receiver import Receiver, dripping, receiving
from tracker.alerts.sending import posting, signing
from tracker.alerts.sending.outcomes import SendReport, Verdict
from tracker.alerts.sending.service import ping
from tracker.alerts.sending.targets import Forbidden, is_public, public_addresses, target_of


@pytest.fixture
def receiver() -> Iterator[Receiver]:
    """Return a receiver that runs."""
    with receiving() as started:
        yield started


@pytest.fixture
def hook(bench: Bench, active: Subscriber, receiver: Receiver) -> Endpoint:
    """Return the web address of somebody who has confirmed."""
    return bench.webhook(active, receiver.url("/hook?a=1"))


def test_a_webhook_is_taken(bench: Bench, hook: Endpoint, receiver: Receiver, monkeypatch: pytest.MonkeyPatch) -> None:
    """A webhook is posted once, named by its key, and its signature holds for the library of the other side."""
    bench.event(hook, "w1")
    assert bench.send() == SendReport(accepted=1)
    assert bench.send() == SendReport()
    (posted,) = receiver.posted
    assert (posted.path, posted.name, json.loads(posted.body)) == ("/hook?a=1", "w1", {"type": "missed"})
    assert posted.headers["host"] == f"localhost:{receiver.port}"
    moment = bench.clock()

    class Frozen(datetime):
        """Now is the moment of the test: the library reads the clock itself."""

        @classmethod
        def now(cls, tz: tzinfo | None = None) -> Self:
            return cls.fromtimestamp(moment.timestamp(), tz)

    monkeypatch.setattr(standardwebhooks.webhooks, "datetime", Frozen)
    assert standardwebhooks.Webhook(hook.secret).verify(posted.body, posted.headers) == {"type": "missed"}
    with pytest.raises(standardwebhooks.WebhookVerificationError):
        standardwebhooks.Webhook(signing.new_secret()).verify(posted.body, posted.headers)


@pytest.mark.parametrize(
    ("answer", "error", "unknown"),
    [
        (400, "400", 0),
        (404, "404", 0),
        (500, "500", 0),
        (301, "redirects are not followed", 0),
        (307, "redirects are not followed", 0),
        (None, "no answer that can be read", 1),
        (b"banana\r\n\r\n", "no answer that can be read", 1),
        (b"HTTP/1.1 200", "no answer that can be read", 1),
        (b"HTTP/1.1 200 OK\r\n" + b"x: " + b"y" * 300_000, "no answer that can be read", 1),
    ],
)
def test_a_failure_rests_the_address(
    bench: Bench,
    hook: Endpoint,
    receiver: Receiver,
    answer: int | bytes | None,
    error: str,
    unknown: int,
) -> None:
    """After a failure everything for the address waits, other addresses do not; then all of it comes, once."""
    with receiving() as other:
        receiver.headers["location"] = other.url("/elsewhere")
        receiver.answers.append(answer)
        for number in range(3):
            bench.event(hook, f"w{number}")
        bench.event(bench.webhook(bench.subscriber("jan@example.org"), other.url()), "other")
        assert bench.send() == SendReport(accepted=1, retried=1, unknown=unknown, held=2)
        assert error in bench.kept("w0").error
        assert bench.kept("w1").attempts == 0
        assert bench.store.endpoints.get(hook.id or 0).failures == 1
        bench.event(hook, "late")
        assert bench.send() == SendReport(held=1)
        assert len(receiver.posted) == 1
        bench.clock.on(minutes=2)
        assert bench.send().accepted == 4
        assert [one.path for one in other.posted] == ["/hook"]
    assert bench.store.endpoints.get(hook.id or 0).failures == 0
    assert sorted(one.name for one in receiver.posted) == ["late", "w0", "w0", "w1", "w2"]


def test_an_answer_of_any_size_is_not_read(bench: Bench, hook: Endpoint, receiver: Receiver) -> None:
    """Of an answer only the head is read, however long its body claims to be."""
    receiver.answers.append(b"HTTP/1.1 200 OK\r\ncontent-length: 9000000000\r\n\r\n" + b"z" * 100_000)
    bench.event(hook, "w1")
    assert bench.send().accepted == 1


def test_who_is_slow_is_left(bench: Bench, hook: Endpoint, receiver: Receiver, monkeypatch: pytest.MonkeyPatch) -> None:
    """An answer that comes too late, or one byte at a time, ends with the whole time that a webhook has."""
    monkeypatch.setattr(posting, "WHOLE_SECONDS", 0.4)
    receiver.answers.append(2.0)
    bench.event(hook, "slow")
    with dripping(b"HTTP/1.1 200 OK\r\n\r\n", every=0.1) as port:
        bench.event(bench.webhook(bench.subscriber("jan@example.org"), f"http://127.0.0.1:{port}/"), "drip")
        report = bench.send()
    assert (report.accepted, report.retried, report.unknown) == (0, 2, 2)
    assert "no answer within" in bench.kept("slow").error
    assert "no answer within" in bench.kept("drip").error


def test_nobody_listens(bench: Bench, active: Subscriber) -> None:
    """A refused connection and a name that does not exist were certainly not taken."""
    bench.event(bench.webhook(active, f"http://127.0.0.1:{free_port()}/"), "refused")
    bench.event(bench.webhook(active, "http://name.invalid/"), "nameless")

    def resolve(host: str) -> tuple[str, ...]:
        if host == "name.invalid":
            raise OSError("no such name")
        return (host,)

    report = bench.send(resolve=resolve)
    assert (report.retried, report.unknown) == (2, 0)
    assert "no such name" in bench.kept("nameless").error


def test_the_second_address_is_tried(bench: Bench, hook: Endpoint) -> None:
    """Where the first address of a name takes no connection the next one is tried."""
    bench.event(hook, "w1")
    assert bench.send(resolve=at("127.0.0.2", "127.0.0.1")).accepted == 1


@pytest.mark.parametrize(
    ("header", "wait"),
    [
        ("120", timedelta(seconds=120)),
        ("0", timedelta(minutes=1)),
        ("99999999999", timedelta(days=1)),
        ("Sun, 29 Mar 2026 01:30:00 GMT", timedelta(hours=1)),
        ("Sun, 29 Mar 2020 01:30:00 GMT", timedelta(minutes=1)),
    ],
)
def test_the_wait_that_was_asked_for(
    bench: Bench, hook: Endpoint, receiver: Receiver, header: str, wait: timedelta
) -> None:
    """Retry-After is kept to, within a minute and a day."""
    receiver.answers.append(429)
    receiver.headers["retry-after"] = header
    bench.event(hook, "w1")
    bench.send()
    assert bench.kept("w1").next_try - bench.clock() == wait


@pytest.mark.parametrize("header", ["soon", "-5", "Sun, 99 Foo", ""])
def test_a_wait_that_is_none(bench: Bench, hook: Endpoint, receiver: Receiver, header: str) -> None:
    """A Retry-After that cannot be read leaves the usual wait."""
    receiver.answers.append(503)
    receiver.headers["retry-after"] = header
    bench.event(hook, "w1")
    bench.send()
    assert timedelta(minutes=1) <= bench.kept("w1").next_try - bench.clock() <= timedelta(minutes=2)


def test_after_many_failures_it_is_switched_off(bench: Bench, hook: Endpoint, receiver: Receiver) -> None:
    """After twelve failures in a row the address is switched off and its owner told by one mail; what waits is kept."""
    receiver.always = 500
    bench.event(hook, "w1")
    bench.event(hook, "w2")
    reports, began = [], bench.clock()
    while not bench.store.endpoints.get(hook.id or 0).disabled:
        reports.append(bench.send(manage_link=lambda owner: f"https://rappel.test/manage/{owner.id}"))
        bench.clock.on(hours=1)
    assert len(receiver.posted) == 12
    assert bench.clock() - began < timedelta(days=3)
    assert sum(report.disabled for report in reports) == 1
    (notice,) = bench.sink.taken
    assert notice.recipient == "lotte@example.org"
    assert b"https://rappel.test/manage/1" in notice.content
    assert b"auto-generated" in notice.content
    assert bench.send().held in (0, 2)
    receiver.always = 204
    bench.store.sending.enable(hook.id or 0)
    assert bench.send().accepted == 2


def test_gone_is_gone(bench: Bench, hook: Endpoint, receiver: Receiver) -> None:
    """An address that answers 410 is switched off at once; without a mail sender nobody is written to."""
    bench.change(mail_from="")
    receiver.answers.append(410)
    bench.event(hook, "w1")
    assert bench.send().disabled == 1
    assert bench.store.endpoints.get(hook.id or 0).disabled == bench.clock()
    bench.event(hook, "w2")
    bench.clock.on(days=11)
    assert bench.send().failed == 2
    assert "switched off" in bench.kept("w2").error


def test_the_notice_speaks_the_owners_language(bench: Bench) -> None:
    """The mail about a webhook is in Dutch, French or English; in English where there is no such language."""
    from email import message_from_bytes, policy

    from corpus.alerts import Subscriber as Somebody
    from tests.tracker.sending.conftest import FRESH
    from tracker.alerts.sending.notices import switched_off

    subjects = {}
    for language in ("nl", "fr", "en", "xx"):
        owner = Somebody(address="lotte@example.org", language=language, created=FRESH, id=1)
        hook = Endpoint(subscriber=1, url="https://example.org/$url\r\nBcc: x", secret="s", created=FRESH, failures=3)
        made = switched_off(bench.settings, owner, hook, "500", now=FRESH)
        mail = message_from_bytes(made.content, policy=policy.default)
        subjects[language] = mail["Subject"]
        assert mail["Bcc"] is None
        assert "https://example.org/$url" in mail.get_content()
        assert mail["Message-ID"] == f"<{made.key}@rappel.test>"
    assert subjects["xx"] == subjects["en"]
    assert len(set(subjects.values())) == 3


@pytest.mark.parametrize("status", [SubscriberStatus.PENDING, SubscriberStatus.SUSPENDED])
def test_an_owner_who_has_not_confirmed(bench: Bench, receiver: Receiver, status: SubscriberStatus) -> None:
    """Nothing is posted for somebody who has not confirmed their own address."""
    bench.event(bench.webhook(bench.subscriber(status=status), receiver.url()), "w1")
    assert bench.send() == SendReport(held=1)
    assert receiver.posted == []


def test_stopping_and_deleting(bench: Bench, hook: Endpoint, receiver: Receiver) -> None:
    """A run told to stop gives back what it has not posted; an address that is deleted leaves nothing behind."""
    for number in range(4):
        bench.event(hook, f"w{number}")
    assert bench.send(stop=lambda: len(receiver.posted) >= 2).accepted == 2
    assert bench.kept("w3").attempts == 0
    bench.store.endpoints.remove(hook.id or 0)
    assert bench.send() == SendReport()


def test_an_error_of_the_store_is_raised_as_itself(
    bench: Bench, hook: Endpoint, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What the store says about itself comes through the tasks as one error."""
    from corpus.errors import StoreBusy
    from corpus.store.sending import Sending

    def busy(*_: object) -> bool:
        raise StoreBusy("somebody writes")

    monkeypatch.setattr(Sending, "renew", busy)
    bench.event(hook, "w1")
    with pytest.raises(StoreBusy, match="somebody writes"):
        bench.send()


class TestSecrets:
    """Secrets and their rotation."""

    def test_while_two_count_both_sign(self, bench: Bench, hook: Endpoint, receiver: Receiver) -> None:
        """After a rotation the old and the new secret sign for two days; then the new one only."""
        rotated = signing.rotated(hook.secret, bench.clock())
        bench.store.sending.set_secret(hook.id or 0, rotated)
        bench.event(hook, "both")
        bench.send()
        bench.clock.on(days=2, seconds=1)
        bench.event(hook, "new")
        bench.send()
        both, new = (one.headers["webhook-signature"].split(" ") for one in receiver.posted)
        assert (len(both), len(new)) == (2, 1)
        alone = signing.headers(hook.secret, key="both", body=receiver.posted[0].body, now=bench.clock())
        assert alone["webhook-signature"].startswith("v1,")
        assert signing.newest(rotated) != hook.secret
        with pytest.raises(NotFound):
            bench.store.sending.set_secret(99, "x")

    def test_the_first_signature_is_the_new_ones(self, bench: Bench) -> None:
        """A receiver that has only one of the two secrets can check the message."""
        old = signing.new_secret()
        held, now = signing.rotated(old, bench.clock()), bench.clock()
        given = signing.headers(held, key="k", body=b"{}", now=now)["webhook-signature"].split(" ")
        each = [
            signing.headers(one, key="k", body=b"{}", now=now)["webhook-signature"]
            for one in (signing.newest(held), old)
        ]
        assert given == each

    def test_many_rotations_stay_bounded(self, bench: Bench) -> None:
        """Rotating again and again keeps four secrets at most."""
        held = signing.new_secret()
        for _ in range(9):
            held = signing.rotated(held, bench.clock())
        assert len(held.split(" ")) == 4

    def test_a_secret_that_is_none(self, bench: Bench, active: Subscriber, receiver: Receiver) -> None:
        """A secret that cannot sign switches the address off, and its owner is told."""
        hook = bench.webhook(active, receiver.url())
        bench.store.sending.set_secret(hook.id or 0, "whsec_")
        bench.event(hook, "w1")
        assert bench.send().disabled == 1
        assert "cannot sign" in bench.store.endpoints.get(hook.id or 0).message


class TestPing:
    """The test message."""

    def test_it_is_signed_and_not_kept(self, bench: Bench, hook: Endpoint, receiver: Receiver) -> None:
        """A ping is posted at once; neither it nor its failure leaves a trace."""
        assert ping(bench.store, bench.settings, bench.clock, hook.id or 0).verdict is Verdict.TAKEN
        receiver.always = 500
        assert ping(bench.store, bench.settings, bench.clock, hook.id or 0).verdict is Verdict.AGAIN
        assert json.loads(receiver.posted[0].body)["type"] == "ping"
        assert receiver.posted[0].headers["webhook-signature"].startswith("v1,")
        assert bench.store.outbox.messages() == ()
        assert bench.store.endpoints.get(hook.id or 0).failures == 0
        with pytest.raises(NotFound):
            ping(bench.store, bench.settings, bench.clock, 99)


class TestEncryption:
    """TLS."""

    def test_the_certificate_must_be_the_names(
        self, bench: Bench, active: Subscriber, certificates: Certificates
    ) -> None:
        """The connection goes to an address that was checked, the certificate is checked against the name."""
        with receiving(certificates.server) as receiver:
            bench.event(bench.webhook(active, receiver.url()), "w1")
            wrong = f"https://other.test:{receiver.port}/"
            bench.event(bench.webhook(bench.subscriber("jan@example.org"), wrong), "w2")
            report = bench.send(web_context=certificates.client, resolve=at("127.0.0.1"))
            assert (report.accepted, report.retried, report.unknown) == (1, 1, 0)
            assert "certificate" in bench.kept("w2").error.lower()
            assert [one.name for one in receiver.posted] == ["w1"]

    def test_a_certificate_nobody_trusts(
        self, bench: Bench, active: Subscriber, tmp_path_factory: pytest.TempPathFactory
    ) -> None:
        """A certificate that is not trusted ends the connection before anything is posted."""
        made = certificate(tmp_path_factory.mktemp("other"), "localhost")
        with receiving(made.server) as receiver:
            bench.event(bench.webhook(active, receiver.url()), "w1")
            assert bench.send().retried == 1
            assert receiver.posted == []


class TestNotAgainstOthers:
    """What a webhook's address may be."""

    @pytest.mark.parametrize(
        "address",
        [
            *("10.0.0.1", "127.0.0.1", "169.254.169.254", "172.16.3.4", "192.168.1.1", "100.64.0.1", "0.0.0.0"),  # noqa: S104
            *("224.0.0.1", "240.0.0.1", "255.255.255.255", "192.0.2.1", "198.18.0.1"),
            *("::", "::1", "fe80::1", "fe80::1%eth0", "fc00::1", "fec0::1", "ff02::1", "2001:db8::1"),
            *("::ffff:10.0.0.1", "::ffff:8.8.8.8", "2002:a00:1::", "64:ff9b::a00:1", "2001::1", "::10.0.0.1", "banana"),
            *(
                "64:ff9b:1::7f00:1",
                "::ffff:0:7f00:1",
                "::ffff:7f00:1",
                "2606:4700::5efe:7f00:1",
                "2606:4700::200:5efe:a00:1",
            ),
            *("168.63.129.16", "192.0.0.192", "192.0.0.9", "192.88.99.1", "100.100.100.200", "fd00:ec2::254"),
            *("3fff::1", "5f00::1", "100::1", "198.51.100.1", "203.0.113.1", "0.1.2.3"),
        ],
    )
    def test_addresses_that_are_not_public(self, bench: Bench, active: Subscriber, address: str) -> None:
        """A name with one such address is refused, switched off, and its owner told; nothing is connected to."""
        bench.change(webhooks_allow_private=False)
        assert not is_public(address)
        hook = bench.webhook(active, "https://example.org/hook")
        bench.event(hook, "w1")
        report = bench.send(resolve=at("93.184.215.14", address))
        assert (report.disabled, report.retried, report.accepted) == (1, 1, 1)
        assert "not an address on the public internet" in bench.store.endpoints.get(hook.id or 0).message

    @pytest.mark.parametrize("address", ["93.184.215.14", "8.8.8.8", "2606:4700:4700::1111"])
    def test_addresses_that_are_public(self, address: str) -> None:
        """Addresses of the public internet are allowed."""
        target = target_of("https://example.org/")
        assert public_addresses(target, at(address)) == (address,)

    def test_the_address_that_was_checked_is_the_one_used(self, bench: Bench, hook: Endpoint) -> None:
        """A name is looked up once for a post: one that answers otherwise the second time gains nothing."""
        asked: list[str] = []

        def rebinding(host: str) -> tuple[str, ...]:
            asked.append(host)
            return ("127.0.0.1",) if len(asked) == 1 else ("192.0.2.1",)

        bench.event(hook, "w1")
        assert bench.send(resolve=rebinding).accepted == 1
        assert asked == ["localhost"]

    @pytest.mark.parametrize(
        "url",
        [
            "http://example.org/",
            "ftp://example.org/",
            "https://name:word@example.org/",
            "https://example.org:22/",
            "https://example.org:0/",
            "https://example.org:99999/",
            "https://",
            "https:///path",
            "//example.org/",
            "javascript:alert(1)",
            "https://example.org/\r\nHost: other",
            "https://exa mple.org/",
            "https://example.org\\@other.org/",
            "https://[::1/",
            "https://" + "a" * 3000,
            "https://ex\u2028ample.org/",
            "https://xn--\u00fc.org/",
        ],
    )
    def test_addresses_that_are_none(self, url: str) -> None:
        """What is not https, names a user, another service's port, or is no address, is refused with a reason."""
        with pytest.raises(Forbidden):
            target_of(url)

    @pytest.mark.parametrize(
        ("url", "host", "authority", "at"),
        [
            ("https://example.org", "example.org", "example.org", "https://1.2.3.4:443/"),
            ("https://b\u00fccher.example/x?y=1#z", "xn--bcher-kva.example", None, "https://1.2.3.4:443/x?y=1"),
            ("https://example.org:8443/x", "example.org", "example.org:8443", "https://1.2.3.4:8443/x"),
            ("https://[2606:4700::1]/", "2606:4700::1", "[2606:4700::1]", "https://1.2.3.4:443/"),
        ],
    )
    def test_addresses_as_they_are_used(self, url: str, host: str, authority: str | None, at: str) -> None:
        """Name, header and url of an address."""
        target = target_of(url)
        assert (target.host, target.authority, target.at("1.2.3.4")) == (host, authority or host, at)
        assert target.at("2606:4700::1").startswith("https://[2606:4700::1]:")

    def test_a_name_without_address(self) -> None:
        """A name that resolves to nothing is an error of the network."""
        with pytest.raises(OSError, match="has no address"):
            public_addresses(target_of("https://example.org/"), at())

    def test_a_proxy_of_the_environment_is_not_used(
        self, bench: Bench, hook: Endpoint, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        """The connection goes to the checked address itself, whatever proxy the environment names."""
        monkeypatch.setenv("HTTP_PROXY", f"http://127.0.0.1:{free_port()}")
        monkeypatch.setenv("ALL_PROXY", f"http://127.0.0.1:{free_port()}")
        bench.event(hook, "w1")
        assert bench.send().accepted == 1


def test_the_state_of_a_message_that_is_given_up(bench: Bench, hook: Endpoint, receiver: Receiver) -> None:
    """A webhook that fails for ten days is given up with the reason, where its address is never switched off."""
    bench.change(webhooks_disable_after=1000)
    receiver.always = 500
    bench.message(bench.store.subscribers.get(hook.subscriber), "w1", Purpose.LIVE, b"{}", hook.id)
    while bench.kept("w1").state is MessageState.WAITING:
        bench.send()
        bench.clock.on(days=1)
    assert "given up after" in bench.kept("w1").error
