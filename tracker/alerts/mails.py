"""Mail as bytes: RFC 5322 with text and HTML, and the headers by which mail programs know what it is.

Every header is written by the standard library from one line of text: what somebody typed can end no header and begin
none.
"""

import re
import unicodedata
from dataclasses import dataclass
from datetime import datetime
from email.errors import HeaderParseError
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime, parseaddr

from corpus.errors import WrongUse
from corpus.settings import Settings

_LONGEST_ADDRESS = 254
_LONGEST_LOCAL = 64
_LONGEST_SUBJECT = 150
_LOCAL = re.compile(r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+(?:\.[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+)*")
_LABEL = re.compile(r"[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?")
_POLICY = SMTP.clone(max_line_length=900)  # a link that is folded as words are is a link no more (RFC 5322: 998)
_NOBODY = "rappel@localhost"


@dataclass(frozen=True, slots=True, kw_only=True)
class Mail:
    """What a mail says.

    Attributes:
        key: Its name, the same at every try; the left half of the Message-ID.
        to: Address of the subscriber.
        subject: Its subject.
        text: The text.
        html: The same as HTML.
        language: The language of both.
        unsubscribe: Link that ends what it is about; empty for mail that is sent on request alone.
    """

    key: str
    to: str
    subject: str
    text: str
    html: str
    language: str
    unsubscribe: str = ""


def compose_mail(mail: Mail, settings: Settings, now: datetime) -> bytes:
    """Return the bytes of a mail.

    Args:
        mail: What it says.
        settings: Who it is from.
        now: The moment, in UTC.

    Raises:
        WrongUse: If the address is none.
    """
    sender = settings.mail_from or _NOBODY
    name, address = parseaddr(sender)
    domain = address.rpartition("@")[2]
    made = EmailMessage(policy=_POLICY)
    made["From"] = Address(display_name=one_line(name) or "Rappel", addr_spec=address)
    made["To"] = Address(addr_spec=checked_address(mail.to))
    made["Subject"] = one_line(mail.subject)[:_LONGEST_SUBJECT]
    made["Date"] = format_datetime(now)
    made["Message-ID"] = f"<{one_line(mail.key)}@{domain}>"
    made["Auto-Submitted"] = "auto-generated"
    if mail.unsubscribe:
        made["List-Id"] = f"Rappel <alerts.{domain}>"
        made["List-Unsubscribe"] = f"<{one_line(mail.unsubscribe)}>"
        made["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click"
        made["Precedence"] = "bulk"
    made.set_content(mail.text, cte="quoted-printable")
    made.add_alternative(mail.html, subtype="html", cte="quoted-printable")
    made["Content-Language"] = one_line(mail.language)
    return bytes(made)


def one_line(text: str) -> str:
    """Return a text on one line, without control characters: fit for a header."""
    plain = "".join(" " if unicodedata.category(char).startswith(("C", "Z")) else char for char in text)
    return " ".join(plain.split())


def checked_address(given: str) -> str:
    """Return a mail address with its domain in lower case and in ASCII.

    Args:
        given: As typed.

    Raises:
        WrongUse: If nothing can be sent there: no or several addresses, blanks, control characters, a part too long.
    """
    wrong = WrongUse("this is no mail address, such as name@example.org", code="no_address")
    local, at, domain = given.strip().rpartition("@")
    try:
        domain = domain.encode("idna").decode("ascii").lower()
        labels = domain.split(".")
        fits = len(labels) > 1 and all(_LABEL.fullmatch(label) for label in labels)
        if not (at and fits and _LOCAL.fullmatch(local) and len(local) <= _LONGEST_LOCAL):
            raise wrong
        address = Address(username=local, domain=domain).addr_spec
    except (UnicodeError, ValueError, HeaderParseError) as error:
        raise wrong from error
    if len(address) > _LONGEST_ADDRESS or address.startswith('"'):
        raise wrong
    return address
