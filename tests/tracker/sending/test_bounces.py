"""Mail that came back: what it says, what it counts for, and what changes nothing."""

from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.alerts import MessageState, Subscriber, SubscriberStatus
from corpus.errors import NotFound, WrongUse
from tests.tracker.sending import bouncemails
from tests.tracker.sending.bouncemails import OLD_FORMS, standard
from tests.tracker.sending.conftest import Bench
from tracker.alerts.sending.bouncereports import read_report
from tracker.alerts.sending.bounces import BounceCount, read_bounces, read_mailbox
from tracker.alerts.sending.returnpath import named_in


def read(bench: Bench, *mails: bytes) -> BounceCount:
    """Read mails as they came to the address for bounces."""
    return read_bounces(bench.store, bench.settings, bench.clock, mails)


def sent(bench: Bench, owner: Subscriber, *keys: str) -> None:
    """Send a mail for each key."""
    for key in keys:
        bench.mail(owner, key)
    assert bench.send().accepted == len(keys)


def now(bench: Bench, owner: Subscriber) -> Subscriber:
    """Return a subscriber as it stands."""
    return bench.store.subscribers.get(owner.id or 0)


class TestReports:
    """What a report says."""

    @pytest.mark.parametrize(
        ("status", "said", "expected", "hard"),
        [
            ("5.1.1", "smtp; 550 5.1.1 no such user", "5.1.1", True),
            ("5.1.10", "smtp; 550 no mail wanted for this domain", "5.1.10", True),
            ("5.2.1", "smtp; 550 mailbox disabled", "5.2.1", True),
            ("5.0.0", "smtp; 550 5.1.1 unknown", "5.1.1", True),
            ("5.0.0", "smtp; 550 unknown user", "5.0.0", True),
            ("", "smtp; 550 5.1.2 no such domain", "5.1.2", True),
            ("", "smtp; 553 no", "5.0.0", True),
            ("5.0.0", "smtp; 554 looks like spam", "5.0.0", False),
            ("5.7.1", "smtp; 550 5.7.1 blocked", "5.7.1", False),
            ("5.2.2", "smtp; 552 mailbox full", "5.2.2", False),
            ("5.3.4", "smtp; 552 too big", "5.3.4", False),
            ("4.4.7", "smtp; 421 4.4.7 expired", "4.4.7", False),
            ("4.4.7", "smtp; 550 5.1.1 no such user", "4.4.7", False),
            ("banana", "X-unknown", "5.0.0", False),
        ],
    )
    def test_hard_and_soft(self, status: str, said: str, expected: str, hard: bool) -> None:
        """Only what says that the address is dead is hard; spam filters, full mailboxes and delays are not."""
        report = read_report(standard("m1", status=status, said=said))
        assert report is not None
        assert (report.status, report.hard) == (expected, hard)
        assert report.names == ("m1@rappel.test",)

    @pytest.mark.parametrize("form", OLD_FORMS)
    def test_old_forms(self, form: Callable[[str], bytes]) -> None:
        """Reports from before the standard name the mail and say that the address is dead."""
        report = read_report(form("m1"))
        assert report is not None
        assert (report.hard, report.status, report.names) == (True, "5.1.1", ("m1@rappel.test",))
        assert "5.1.1" in report.reason

    @pytest.mark.parametrize("returned", ["text/rfc822-headers", "message/rfc822"])
    def test_the_mail_that_came_back(self, returned: str) -> None:
        """The mail is named whether its headers or all of it came back; the report's own name is not it."""
        report = read_report(standard("m1", returned=returned))
        assert report is not None
        assert report.names == ("m1@rappel.test",)

    @pytest.mark.parametrize(
        "mail",
        [
            standard("m1", action="delayed", status="4.4.1"),
            standard("m1", action="delivered", status="2.0.0"),
            standard("m1", kind="disposition-notification"),
            standard("m1", kind="feedback-report"),
            bouncemails.vacation("m1"),
            b"From: MAILER-DAEMON@mx\nSubject: hello\n\nNothing to say.\n",
            b"From: jan@example.org\n\n550 5.1.1 user unknown\nMessage-ID: <m1@rappel.test>\n",
            b"",
            b"\xff\xfe\x00",
        ],
    )
    def test_what_is_no_bounce(self, mail: bytes) -> None:
        """Delays, receipts, complaints, automatic replies, letters and noise report no failure."""
        assert read_report(mail) is None

    @given(st.binary(max_size=400), st.integers(0, 700))
    def test_nothing_breaks_the_reading(self, noise: bytes, place: int) -> None:
        """Whatever arrives is read or passed over, never an error."""
        whole = standard("m1")
        for mail in (noise, whole[:place] + noise + whole[place:], b"From: postmaster@x\n\n" + noise):
            read_report(mail)


class TestCounting:
    """What a report counts for."""

    def test_three_in_a_row_suspend(self, bench: Bench, active: Subscriber) -> None:
        """The third hard bounce in a row suspends the address, with the reason; confirming again ends it."""
        sent(bench, active, "m1", "m2", "m3")
        assert read(bench, standard("m1"), standard("m2")) == BounceCount(read=2, hard=2)
        assert now(bench, active).status is SubscriberStatus.ACTIVE
        assert read(bench, standard("m3")) == BounceCount(read=1, hard=1, suspended=1)
        kept = now(bench, active)
        assert (kept.status, kept.hard_bounces) == (SubscriberStatus.SUSPENDED, 3)
        assert kept.reason == "5.1.1 550 5.1.1 no such user here"
        bench.mail(active, "held")
        assert bench.send().held == 1
        bench.clock.on(minutes=1)
        bench.store.sending.reinstate(active.id or 0)
        assert bench.send().accepted == 1
        kept = now(bench, active)
        assert (kept.status, kept.hard_bounces, kept.reason) == (SubscriberStatus.ACTIVE, 0, "")
        bench.clock.on(minutes=1)
        assert read(bench, standard("held")).suspended == 0
        assert now(bench, active).hard_bounces == 1

    def test_a_mail_counts_once(self, bench: Bench, active: Subscriber) -> None:
        """The same report, or another about the same mail, counts no second time."""
        sent(bench, active, "m1")
        assert read(bench, standard("m1"), standard("m1"), bouncemails.qmail("m1")) == BounceCount(
            read=3, hard=1, known=2
        )
        assert now(bench, active).hard_bounces == 1

    def test_mail_that_arrived_ends_the_row(self, bench: Bench, active: Subscriber) -> None:
        """A mail that did not come back within a week has arrived: bounces before it count no more."""
        sent(bench, active, "m1", "m2")
        read(bench, standard("m1"), standard("m2"))
        bench.clock.on(hours=1)
        sent(bench, active, "fine")
        bench.clock.on(days=8)
        sent(bench, active, "m3")
        assert read(bench, standard("m3")).suspended == 0
        assert now(bench, active).hard_bounces == 1

    def test_soft_ones_suspend_nobody(self, bench: Bench, active: Subscriber) -> None:
        """Soft bounces are kept and never suspend."""
        sent(bench, active, "m1", "m2", "m3", "m4")
        mails = [standard(f"m{number}", status="4.2.2", said="smtp; 452 full") for number in range(1, 5)]
        assert read(bench, *mails) == BounceCount(read=4, soft=4)
        assert now(bench, active).hard_bounces == 0
        assert len(bench.store.subscribers.bounces(active.id or 0)) == 4

    def test_the_path_back_names_the_mail(self, bench: Bench, active: Subscriber) -> None:
        """A report that quotes nothing is known by the address it came to; a made-up proof changes nothing."""
        bench.change(bounce_address="bounces@rappel.test")
        sent(bench, active, "m1", "m2")
        path = bench.sink.taken[0].sender
        number, digits = named_in(path) or (0, "")
        forged = path.replace(digits, "0" * 10)
        other = path.replace(f"+{number}-", f"+{number + 1}-")
        nobody = path.replace(f"+{number}-", "+999-")
        assert read(bench, *(standard("", to=to) for to in (forged, other, nobody))) == BounceCount(read=3, unknown=3)
        assert read(bench, standard("", to=path)) == BounceCount(read=1, hard=1)

    def test_forged_reports_change_nothing(self, bench: Bench, active: Subscriber) -> None:
        """A report about a mail that is not known, was never sent, or was a webhook, changes nothing."""
        bench.change(smtp_host="")
        bench.mail(active, "unsent")
        bench.event(bench.webhook(active, "https://example.org/"), "hook")
        mails = [standard("nothing"), standard("unsent"), standard("hook"), standard("")]
        assert read(bench, *mails) == BounceCount(read=4, unknown=4)
        assert now(bench, active) == active
        assert bench.kept("unsent").state is MessageState.WAITING

    def test_who_was_deleted(self, bench: Bench, active: Subscriber) -> None:
        """A report about somebody who was deleted meanwhile is about no mail of ours."""
        sent(bench, active, "m1")
        bench.store.subscribers.forget(active.id or 0)
        assert read(bench, standard("m1")) == BounceCount(read=1, unknown=1)
        with pytest.raises(NotFound):
            bench.store.sending.reinstate(active.id or 0)


class TestMailboxes:
    """Where reports are read from."""

    def test_a_maildir(self, bench: Bench, active: Subscriber, tmp_path: Path) -> None:
        """New and unseen mails of a Maildir are read once and marked as seen; none is removed."""
        sent(bench, active, "m1", "m2")
        for name in ("new", "cur", "tmp"):
            (tmp_path / "box" / name).mkdir(parents=True)
        (tmp_path / "box" / "new" / "1.a").write_bytes(standard("m1"))
        (tmp_path / "box" / "cur" / "2.b:2,R").write_bytes(standard("m2"))
        (tmp_path / "box" / "cur" / "3.c:2,S").write_bytes(standard("m3"))
        count = read_mailbox(bench.store, bench.settings, bench.clock, tmp_path / "box")
        assert count == BounceCount(read=2, hard=2)
        assert read_mailbox(bench.store, bench.settings, bench.clock, tmp_path / "box") == BounceCount()
        assert len(list((tmp_path / "box" / "cur").iterdir())) == 3

    def test_an_mbox_and_a_file(self, bench: Bench, active: Subscriber, tmp_path: Path) -> None:
        """An mbox holds many mails, a file one; reading them again changes nothing."""
        sent(bench, active, "m1", "m2", "m3")
        box, file = tmp_path / "mbox", tmp_path / "mail.eml"
        box.write_bytes(b"".join(b"From x Sun Mar 29 00:30:00 2026\n" + standard(key) + b"\n" for key in ("m1", "m2")))
        file.write_bytes(standard("m3"))
        assert read_mailbox(bench.store, bench.settings, bench.clock, box) == BounceCount(read=2, hard=2)
        assert read_mailbox(bench.store, bench.settings, bench.clock, box) == BounceCount(read=2, known=2)
        assert read_mailbox(bench.store, bench.settings, bench.clock, file).suspended == 1

    def test_no_mailbox(self, bench: Bench, tmp_path: Path) -> None:
        """A path that is no mailbox is a clear error."""
        with pytest.raises(WrongUse, match="no Maildir"):
            read_mailbox(bench.store, bench.settings, bench.clock, tmp_path)
        with pytest.raises(WrongUse, match="cannot be read"):
            read_mailbox(bench.store, bench.settings, bench.clock, tmp_path / "none")
