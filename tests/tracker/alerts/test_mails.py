"""Mail as bytes: what stands in its headers, and what can never get into them."""

from dataclasses import replace
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import settings as examples
from hypothesis import strategies as st

from corpus.alerts import Subscriber
from corpus.errors import WrongUse
from corpus.settings import Settings
from tests.tracker.alerts.building import START, Clock
from tracker.alerts.links import CONFIRM_DAYS, LinkKind, Links, belongs
from tracker.alerts.mails import Mail, checked_address, compose_mail

SETTINGS = Settings(mail_from="Rappel Vlaanderen <alerts@rappel.example>")
MAIL = Mail(
    key="0f" * 16,
    to="lotte@example.org",
    subject="Termijn verstreken: het fietspad",
    text="Eén regel, — met tekens.\n",
    html="<p>Eén regel</p>",
    language="nl",
    unsubscribe="https://rappel.example/alerts/unsubscribe/" + "x" * 180,
)


def read(mail: Mail) -> EmailMessage:
    """Compose a mail and read it back as a mail program does."""
    found = message_from_bytes(compose_mail(mail, SETTINGS, START), policy=default)
    assert isinstance(found, EmailMessage)
    return found


def test_the_headers_say_what_it_is() -> None:
    """Sender, list, one-click unsubscription, and that no person wrote it; a long link stays whole on one line."""
    found = read(MAIL)
    assert found["Message-ID"] == f"<{MAIL.key}@rappel.example>"
    assert found["From"] == "Rappel Vlaanderen <alerts@rappel.example>"
    assert found["To"] == "lotte@example.org"
    assert found["List-Unsubscribe"] == f"<{MAIL.unsubscribe}>"
    assert found["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert found["List-Id"] == "Rappel <alerts.rappel.example>"
    assert (found["Auto-Submitted"], found["Precedence"], found["Content-Language"]) == ("auto-generated", "bulk", "nl")
    raw = compose_mail(MAIL, SETTINGS, START)
    assert f"<{MAIL.unsubscribe}>".encode() in raw.replace(b"\r\n ", b"")
    assert max(map(len, raw.split(b"\r\n"))) <= 998


def test_text_and_html_are_both_there() -> None:
    """A reader of plain text and one of HTML each get the message, accents included."""
    found = read(MAIL)
    text, html = found.get_body(("plain",)), found.get_body(("html",))
    assert text is not None and text.get_content().split() == MAIL.text.split()  # noqa: PT018 - narrows the type
    assert html is not None and "Eén regel" in html.get_content()  # noqa: PT018
    raw = compose_mail(MAIL, SETTINGS, START)
    assert raw.isascii()


def test_a_mail_on_request_is_no_list() -> None:
    """What was asked for by its reader offers no unsubscription."""
    found = read(replace(MAIL, unsubscribe=""))
    assert {"List-Unsubscribe", "List-Id", "Precedence"}.isdisjoint(found.keys())


@examples(max_examples=40, deadline=None)
@given(subject=st.text(max_size=300))
def test_no_text_ends_a_header(subject: str) -> None:
    """Whatever stands in a title, the headers are the same ones, and the body is the same."""
    found = read(replace(MAIL, subject=subject + "\r\nBcc: x@example.org\n\nbody"))
    assert sorted(found.keys()) == sorted(read(MAIL).keys())
    assert "\n" not in str(found["Subject"])
    body = found.get_body(("plain",))
    assert body is not None and body.get_content().split() == MAIL.text.split()  # noqa: PT018


@pytest.mark.parametrize(
    ("given_", "kept"),
    [
        ("Lotte@Example.ORG", "Lotte@example.org"),
        (" jan+rappel@kranten.be ", "jan+rappel@kranten.be"),
        ("an@voorbeeld-één.be", "an@xn--voorbeeld-n-jebb.be"),
    ],
)
def test_addresses_are_kept_as_typed(given_: str, kept: str) -> None:
    """The domain is lowered and written in ASCII, the name before the sign stays."""
    found = checked_address(given_)
    assert found.split("@")[0] == kept.split("@")[0]
    assert found.isascii()


@pytest.mark.parametrize(
    "wrong",
    [
        "",
        "lotte",
        "@example.org",
        "lotte@",
        "lotte@localhost",
        "a@b.be, c@d.be",
        "a@b.be\r\nBcc: x@y.be",
        "a b@c.be",
        "<a@b.be>",
        '"a"@b.be',
        "a@b..be",
        "a@-b.be",
        "a@b.be\x00",
        "é@b.be",
        "a..b@c.be",
        "x" * 65 + "@b.be",
        "a@" + "b" * 64 + ".be",
        "a@" + ".".join(["b" * 60] * 5) + ".be",
    ],
)
def test_what_is_no_address_is_refused(wrong: str) -> None:
    """Nothing can be sent to more than one address, and no header can be added through one."""
    with pytest.raises(WrongUse, match="no mail address"):
        checked_address(wrong)


@pytest.fixture
def links(settings: Settings, clock: Clock) -> Links:
    """Return links of a data folder of the test's own."""
    return Links(settings, clock)


LOTTE = Subscriber(id=7, address="lotte@example.org", language="nl", created=START)


def test_a_link_opens_what_it_was_made_for(links: Links, settings: Settings, clock: Clock) -> None:
    """A link names subscriber and subscriptions, and another process with the same folder opens it too."""
    token = links.token(LinkKind.UNSUBSCRIBE, LOTTE, [3, 4])
    for one in (links, Links(settings, clock)):
        opened = one.open(LinkKind.UNSUBSCRIBE, token)
        assert (opened.subscriber, opened.subscriptions) == (7, (3, 4))
        assert belongs(opened, LOTTE)
    assert links.make(LinkKind.MANAGE, LOTTE).startswith("https://rappel.example/alerts/manage/")
    assert not belongs(opened, replace(LOTTE, created=START.replace(year=2025)))


def test_a_link_opens_nothing_else(links: Links, clock: Clock, tmp_path: Path) -> None:
    """A changed or foreign link, one of another kind and one past its time are refused; unsubscribing never expires."""
    token = links.token(LinkKind.CONFIRM, LOTTE, [3])
    other = Links(Settings(data=tmp_path / "elsewhere"), clock)
    for opener, kind, given_ in (
        (links, LinkKind.MANAGE, token),
        (links, LinkKind.CONFIRM, token[:-1] + ("a" if token[-1] != "a" else "b")),
        (links, LinkKind.CONFIRM, ""),
        (other, LinkKind.CONFIRM, token),
    ):
        with pytest.raises(WrongUse, match="not complete"):
            opener.open(kind, given_)
    lasting = links.token(LinkKind.UNSUBSCRIBE, LOTTE)
    clock.on(days=CONFIRM_DAYS, hours=1)
    with pytest.raises(WrongUse, match="expired"):
        links.open(LinkKind.CONFIRM, token)
    clock.on(days=5000)
    assert links.open(LinkKind.UNSUBSCRIBE, lasting).subscriptions == ()


def test_the_key_is_kept_for_its_owner_alone(links: Links, settings: Settings) -> None:
    """The key is made once, and only its owner reads it; names of messages follow from it."""
    name = links.key("delivery 1")
    file = settings.data / "alerts.key"
    assert file.stat().st_mode & 0o777 == 0o600
    assert [one.name for one in settings.data.iterdir() if "alerts.key" in one.name] == ["alerts.key"]
    assert name == links.key("delivery 1") != links.key("delivery 2")
    assert len(name) == 32
