"""Mail to a real server that fails in every way."""

from datetime import timedelta

import pytest

from corpus.alerts import MessageState, Purpose, Subscriber, SubscriberStatus
from tests.tracker.sending import mailsink
from tests.tracker.sending.conftest import Bench, Certificates
from tests.tracker.sending.mailsink import Sink, free_port, serving
from tracker.alerts.sending import patience
from tracker.alerts.sending.outcomes import SendReport


def test_a_mail_is_taken(bench: Bench, active: Subscriber) -> None:
    """A mail goes out once, as it was composed, and is emptied; the next run sends nothing."""
    bench.mail(active, "m1", text=".een punt\n..\nslot")
    assert bench.send() == SendReport(accepted=1)
    assert bench.send() == SendReport()
    (mail,) = bench.sink.taken
    assert (mail.sender, mail.recipient, mail.name) == ("alerts@rappel.test", active.address, "<m1@rappel.test>")
    assert b"\r\n.een punt\r\n..\r\nslot\r\n" in mail.content
    kept = bench.kept("m1")
    assert (kept.state, kept.content, kept.attempts) == (MessageState.ACCEPTED, b"", 1)


def test_one_connection_for_many(bench: Bench, active: Subscriber) -> None:
    """A run of fifty mails, three batches, uses one connection."""
    for number in range(50):
        bench.mail(active, f"m{number}")
    assert bench.send().accepted == 50
    assert bench.sink.greetings == 1
    assert len({mail.name for mail in bench.sink.taken}) == 50


@pytest.mark.parametrize(
    ("step", "fault", "state", "report", "error"),
    [
        ("RCPT", "550 5.1.1 no such user", MessageState.FAILED, SendReport(failed=1), "550 5.1.1"),
        ("RCPT", "550 who?", MessageState.FAILED, SendReport(failed=1), "550 who?"),
        ("RCPT", "552 5.2.2 mailbox full", MessageState.FAILED, SendReport(failed=1), "5.2.2"),
        ("RCPT", "450 4.2.1 greylisted", MessageState.WAITING, SendReport(retried=1), "450 4.2.1"),
        ("RCPT", "550 5.7.1 relaying denied", MessageState.WAITING, SendReport(retried=1), "5.7.1"),
        ("RCPT", mailsink.DROP, MessageState.WAITING, SendReport(retried=1), "closed the connection"),
        ("RCPT", mailsink.SLEEP, MessageState.WAITING, SendReport(retried=1), "closed the connection"),
        ("RCPT", "banana", MessageState.WAITING, SendReport(retried=1), ""),
        ("MAIL", "552 5.3.4 too large", MessageState.FAILED, SendReport(failed=1), "5.3.4"),
        ("MAIL", "553 not from you", MessageState.WAITING, SendReport(retried=1), "553"),
        ("MAIL", "421 4.3.2 closing", MessageState.WAITING, SendReport(retried=1), "421"),
        ("DATA", "554 5.6.0 not this text", MessageState.FAILED, SendReport(failed=1), "5.6.0"),
        ("DATA", "451 4.3.0 later", MessageState.WAITING, SendReport(retried=1), "451"),
        ("DATA", "421 4.3.2 closing", MessageState.WAITING, SendReport(retried=1), "421"),
        ("DATA", mailsink.DROP, MessageState.WAITING, SendReport(retried=1, unknown=1), "unknown"),
        ("DATA", mailsink.TAKE_AND_DROP, MessageState.WAITING, SendReport(retried=1, unknown=1), "unknown"),
        ("DATA", mailsink.TAKE_AND_MUMBLE, MessageState.WAITING, SendReport(retried=1, unknown=1), "cannot be read"),
        ("DATA", "banana", MessageState.WAITING, SendReport(retried=1, unknown=1), "cannot be read"),
    ],
)
def test_one_failure_leaves_the_others(
    bench: Bench, active: Subscriber, step: str, fault: str, state: MessageState, report: SendReport, error: str
) -> None:
    """A mail that fails is tried again or given up as its failure asks; the mails after it are sent in the same run."""
    bench.sink.faults[step].append(fault)
    for key in ("bad", "good", "fine"):
        bench.mail(active, key)
    sent = bench.send()
    assert (sent.failed, sent.retried, sent.unknown, sent.accepted) == (
        report.failed,
        report.retried,
        report.unknown,
        2,
    )
    kept = bench.kept("bad")
    assert (kept.state, kept.attempts) == (state, 1)
    assert error in kept.error
    assert bool(kept.content) == (state is MessageState.WAITING)
    if state is MessageState.WAITING:
        assert timedelta(minutes=1) <= kept.next_try - bench.clock() <= timedelta(minutes=2)
        assert bench.send() == SendReport()
        bench.clock.on(minutes=2)
        assert bench.send().accepted == 1
        assert bench.kept("bad").state is MessageState.ACCEPTED


def test_no_answer_to_the_text_is_waited_for(bench: Bench, active: Subscriber) -> None:
    """A server that says nothing after the text is waited for ten times as long; then the mail may have been taken."""
    bench.change(smtp_timeout_seconds=0.05)
    bench.sink.faults["DATA"].append(mailsink.SLEEP)
    bench.mail(active, "m1")
    report = bench.send()
    assert (report.retried, report.unknown) == (1, 1)


def test_a_duplicate_has_the_same_name(bench: Bench, active: Subscriber) -> None:
    """What was taken without an answer comes twice, under one Message-ID and with the same text."""
    bench.sink.faults["DATA"].append(mailsink.TAKE_AND_DROP)
    bench.mail(active, "m1")
    bench.send()
    bench.clock.on(minutes=2)
    assert bench.send().accepted == 1
    first, second = bench.sink.taken
    assert first.name == second.name
    assert first.content == second.content


def test_an_idle_connection_that_was_closed_is_opened_again(bench: Bench, active: Subscriber) -> None:
    """A server that hangs up between two mails costs neither of them a try."""
    bench.sink.faults["MAIL"] += ["", mailsink.DROP]
    bench.mail(active, "m1")
    bench.mail(active, "m2")
    assert bench.send() == SendReport(accepted=2)
    assert bench.sink.greetings == 2


def test_a_server_that_is_down_stops_the_run(bench: Bench, active: Subscriber) -> None:
    """Without a connection one mail has lost a try, the others none, and the report says why."""
    bench.change(smtp_port=free_port())
    for number in range(30):
        bench.mail(active, f"m{number}")
    report = bench.send()
    assert (report.retried, report.accepted) == (1, 0)
    assert "127.0.0.1" in report.mail
    assert sum(one.attempts for one in bench.store.outbox.messages()) == 1
    bench.change(smtp_port=bench.sink.port)
    assert bench.send().accepted == 29
    bench.clock.on(minutes=2)
    assert bench.send().accepted == 1


def test_a_server_that_refuses_everything_stops_the_run(bench: Bench, active: Subscriber) -> None:
    """After three refusals in a row that are the server's own the others are left alone."""
    bench.sink.always["RCPT"] = "550 5.7.1 relaying denied"
    for number in range(10):
        bench.mail(active, f"m{number}")
    report = bench.send()
    assert (report.retried, report.failed) == (3, 0)
    assert "relaying denied" in report.mail


@pytest.mark.parametrize("fault", ["500 no", mailsink.DROP, mailsink.SLEEP, "421 busy"])
def test_a_server_that_does_not_greet(bench: Bench, active: Subscriber, fault: str) -> None:
    """A server that fails at the greeting has not been reached: the run stops, and a later one sends the mail once."""
    bench.sink.faults["EHLO"] += [fault] * 2
    bench.mail(active, "m1")
    reports: list[SendReport] = []
    while not bench.sink.taken and len(reports) < 4:
        reports.append(bench.send())
        bench.clock.on(minutes=5)
    assert reports[-1].accepted == 1
    assert all(report.retried == 1 and report.mail for report in reports[:-1])
    assert len(bench.sink.taken) == 1


def test_given_up_after_the_stated_time(bench: Bench, active: Subscriber) -> None:
    """A mail that is put off every time is given up after about ten days of tries, with the reason; no sooner."""
    bench.sink.always["RCPT"] = "450 4.2.1 later"
    bench.mail(active, "m1")
    began, tries = bench.clock(), 0
    while bench.kept("m1").state is MessageState.WAITING:
        bench.send()
        tries += 1
        if bench.kept("m1").state is MessageState.WAITING:
            bench.clock.now = bench.kept("m1").next_try
    assert tries == patience.most_tries(10)
    assert timedelta(days=8) < bench.clock() - began < timedelta(days=12)
    assert bench.kept("m1").error == f"given up after {tries} tries: 450 4.2.1 later"
    assert bench.kept("m1").content == b""


@pytest.mark.parametrize(
    ("status", "purpose", "sent"),
    [
        (SubscriberStatus.ACTIVE, Purpose.DIGEST, True),
        (SubscriberStatus.PENDING, Purpose.OPT_IN, True),
        (SubscriberStatus.PENDING, Purpose.LIVE, False),
        (SubscriberStatus.PENDING, Purpose.NOTICE, False),
        (SubscriberStatus.SUSPENDED, Purpose.LIVE, False),
        (SubscriberStatus.SUSPENDED, Purpose.OPT_IN, True),
    ],
)
def test_who_is_written_to(bench: Bench, status: SubscriberStatus, purpose: Purpose, sent: bool) -> None:
    """Only who has confirmed is written to, but for the mail that asks to confirm."""
    bench.mail(bench.subscriber(status=status), "m1", purpose)
    report = bench.send()
    assert (report.accepted, report.held) == (int(sent), int(not sent))
    assert len(bench.sink.taken) == int(sent)


def test_what_is_held_is_sent_or_given_up(bench: Bench) -> None:
    """Mail to a suspended address costs no tries; it goes out when the address is confirmed, or ends after ten days."""
    owner = bench.subscriber(status=SubscriberStatus.SUSPENDED)
    bench.mail(owner, "m1")
    for _ in range(30):
        bench.send()
        bench.clock.on(hours=2)
    assert (bench.kept("m1").attempts, bench.kept("m1").error) == (0, "the address is suspended")
    bench.store.sending.reinstate(owner.id or 0)
    assert bench.send().accepted == 1
    bench.store.subscribers.change(owner)
    bench.mail(owner, "m2")
    bench.clock.on(days=11)
    assert bench.send().failed == 1
    assert "the address is suspended" in bench.kept("m2").error


def test_hard_bounces_at_the_door_suspend(bench: Bench, active: Subscriber) -> None:
    """Three refusals of a recipient in a row suspend the address, and its row says why."""
    bench.sink.always["RCPT"] = "550 5.1.1 no such user"
    for number in range(3):
        bench.mail(active, f"m{number}")
    report = bench.send()
    assert (report.failed, report.suspended) == (3, 1)
    kept = bench.store.subscribers.get(active.id or 0)
    assert (kept.status, kept.hard_bounces) == (SubscriberStatus.SUSPENDED, 3)
    assert "no such user" in kept.reason


def test_without_a_mail_server_nothing_is_lost(bench: Bench, active: Subscriber) -> None:
    """Where no mail server is set, mail waits and the report says what is missing."""
    bench.change(smtp_host="")
    bench.mail(active, "m1")
    assert "smtp_host" in bench.send().mail
    assert bench.kept("m1").attempts == 0


def test_stopping_gives_back(bench: Bench, active: Subscriber) -> None:
    """A run told to stop ends after the mail at hand; the others are due at once for the next run."""
    for number in range(5):
        bench.mail(active, f"m{number}")
    assert bench.send(stop=lambda: len(bench.sink.taken) >= 2).accepted == 2
    assert bench.send().accepted == 3


def test_deleted_meanwhile(bench: Bench, active: Subscriber) -> None:
    """Who is deleted while their mail is on its way leaves nothing behind, and the run goes on."""
    other = bench.subscriber("jan@example.org")
    bench.mail(active, "m1")
    bench.mail(other, "m2")
    deleted: list[int] = []

    def delete_once() -> bool:
        if bench.sink.taken and not deleted:
            deleted.append(other.id or 0)
            bench.store.subscribers.forget(other.id or 0)
        return False

    assert bench.send(stop=delete_once) == SendReport(accepted=1)
    assert deleted
    assert [mail.name for mail in bench.sink.taken] == ["<m1@rappel.test>"]


def test_the_path_back(bench: Bench, active: Subscriber) -> None:
    """With an address for bounces every mail has a return path of its own."""
    bench.change(bounce_address="bounces@rappel.test")
    first, second = bench.mail(active, "m1"), bench.mail(active, "m2")
    bench.send()
    paths = [mail.sender for mail in bench.sink.taken]
    assert len(set(paths)) == 2
    assert [path.partition("-")[0] for path in paths] == [f"bounces+{first.id}", f"bounces+{second.id}"]


@pytest.mark.parametrize(
    "address",
    [
        "lotte\r\nRCPT TO:<all@example.org>",
        "Lotte <all@example.org>",
        "all@example.org, jan@example.org",
        "lotte@example.org>\nDATA",
        "lotte",
        "lotte@\u2028.org",
    ],
)
def test_an_address_that_is_none(bench: Bench, address: str) -> None:
    """What is not one bare address is refused; no command and no other address gets through with it."""
    bad = bench.subscriber(address)
    bench.message(bad, "bad", Purpose.LIVE, b"Message-ID: <bad@rappel.test>\r\n\r\nx")
    bench.mail(bench.subscriber("x@example.org"), "fine")
    assert bench.send() == SendReport(accepted=1, failed=1)
    assert [mail.recipient for mail in bench.sink.taken] == ["x@example.org"]
    assert "no mail address" in bench.kept("bad").error or "2028" in bench.kept("bad").error


@pytest.mark.parametrize("utf8", [True, False])
def test_addresses_beyond_ascii(bench: Bench, utf8: bool) -> None:
    """A domain beyond ASCII is written as the network writes it; a local part needs a server that can do it."""
    with serving(Sink(), utf8=utf8) as sink:
        bench.change(smtp_port=sink.port)
        bench.mail(bench.subscriber("l\u00f6tte@example.org"), "local")
        bench.mail(bench.subscriber("x@b\u00fccher.example"), "domain")
        assert bench.send() == SendReport(accepted=1 + utf8, failed=1 - utf8)
        assert sink.taken[-1].recipient == "x@xn--bcher-kva.example"
    assert ("SMTPUTF8" in bench.kept("local").error) is not utf8


class TestEncryption:
    """Encryption and passwords."""

    def test_starttls(self, bench: Bench, active: Subscriber, certificates: Certificates) -> None:
        """A server whose certificate is trusted takes mail over STARTTLS."""
        with serving(Sink(), context=certificates.server) as sink:
            bench.change(smtp_port=sink.port, smtp_security="starttls", smtp_host="localhost")
            bench.mail(active, "m1")
            assert bench.send(mail_context=certificates.client).accepted == 1

    def test_tls(self, bench: Bench, active: Subscriber, certificates: Certificates) -> None:
        """The same with TLS from the first byte."""
        with serving(Sink(), context=certificates.server, implicit=True) as sink:
            bench.change(smtp_port=sink.port, smtp_security="tls", smtp_host="localhost")
            bench.mail(active, "m1")
            assert bench.send(mail_context=certificates.client).accepted == 1

    @pytest.mark.parametrize(("security", "implicit"), [("starttls", False), ("tls", True)])
    def test_a_certificate_nobody_trusts(
        self, bench: Bench, active: Subscriber, certificates: Certificates, security: str, implicit: bool
    ) -> None:
        """A certificate that is not trusted is refused before anything is sent; the mail waits."""
        with serving(Sink(), context=certificates.server, implicit=implicit) as sink:
            bench.change(smtp_port=sink.port, smtp_security=security, smtp_host="localhost")
            bench.mail(active, "m1")
            report = bench.send()
            assert (report.accepted, report.retried) == (0, 1)
            assert "certificate" in report.mail.lower()
            assert sink.taken == []

    def test_a_server_without_starttls(self, bench: Bench, active: Subscriber) -> None:
        """Mail is never sent in the clear where STARTTLS is asked for and the server has none."""
        bench.change(smtp_security="starttls")
        bench.mail(active, "m1")
        report = bench.send()
        assert report.retried == 1
        assert bench.sink.taken == []

    def test_the_password_is_used_and_never_shown(
        self, bench: Bench, active: Subscriber, certificates: Certificates
    ) -> None:
        """The right password signs in; a wrong one stops the run, and no message or report repeats it."""
        from pydantic import SecretStr

        with serving(Sink(), context=certificates.server, password="goed-geheim") as sink:
            bench.change(smtp_port=sink.port, smtp_security="starttls", smtp_host="localhost", smtp_user="rappel")
            bench.mail(active, "m1")
            bench.change(smtp_password=SecretStr("fout-geheim"))
            report = bench.send(mail_context=certificates.client)
            assert "refused (535)" in report.mail
            assert "geheim" not in repr(report) + repr(bench.kept("m1")) + repr(bench.settings)
            bench.change(smtp_password=SecretStr("goed-geheim"))
            bench.clock.on(minutes=2)
            assert bench.send(mail_context=certificates.client).accepted == 1
