"""The mail that tells somebody that a web address of theirs was switched off."""

import secrets
import tomllib
from collections.abc import Callable
from datetime import datetime
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime, parseaddr
from functools import lru_cache
from pathlib import Path
from string import Template

from corpus.alerts import Endpoint, Message, Purpose, Subscriber
from corpus.errors import RulesError
from corpus.settings import Settings

ManageLink = Callable[[Subscriber], str]
"""Gives the address of the page on which a subscriber manages what is sent; empty where there is none."""

_FILE = Path(__file__).parent / "notices.toml"
_FALLBACK = "en"


def switched_off(
    settings: Settings, owner: Subscriber, endpoint: Endpoint, reason: str, *, now: datetime, link: str = ""
) -> Message:
    """Compose the mail about a web address that was switched off.

    Args:
        settings: Who it is from.
        owner: To whom.
        endpoint: The web address, with its failures.
        reason: What went wrong last.
        now: The moment, in UTC.
        link: Page to switch it on again.
    """
    words = _texts().get(owner.language) or _texts()[_FALLBACK]
    values = {
        "url": endpoint.url,
        "reason": reason,
        "failures": str(endpoint.failures),
        "days": str(settings.sending_give_up_days),
        "link": link,
    }
    key = secrets.token_hex(16)
    mail = EmailMessage(policy=SMTP)
    mail["From"], mail["To"] = settings.mail_from, Address(addr_spec=owner.address)
    mail["Subject"] = words["subject"]
    mail["Date"] = format_datetime(now)
    mail["Message-ID"] = f"<{key}@{parseaddr(settings.mail_from)[1].rpartition('@')[2]}>"
    mail["Auto-Submitted"] = "auto-generated"
    mail["Content-Language"] = owner.language
    mail.set_content(Template(words["body"]).substitute(values).strip() + "\n", cte="quoted-printable")
    return Message(
        key=key, subscriber=endpoint.subscriber, purpose=Purpose.NOTICE, content=bytes(mail), created=now, next_try=now
    )


@lru_cache
def _texts() -> dict[str, dict[str, str]]:
    read: dict[str, dict[str, str]] = tomllib.loads(_FILE.read_text("utf-8"))
    lacking = [name for name, words in read.items() if not {"subject", "body"} <= words.keys()]
    if lacking or _FALLBACK not in read:
        raise RulesError(f"{_FILE.name}: subject or body is missing in {lacking or [_FALLBACK]}")
    return read
