"""The address that a mail comes back to: one for each mail, so that a report names its mail even if it quotes nothing.

``bounces@example.org`` becomes ``bounces+42-1f0a9c4e2b@example.org``: the number of the message and ten digits of a
hash of its key, which only its recipient knows, so that nobody can make up reports about the mail of others.
"""

import re
from email.utils import parseaddr
from hashlib import sha256

from corpus.alerts import Message
from corpus.settings import Settings

_DIGITS = 10
_NAMED = re.compile(rf"\+(?P<number>\d{{1,18}})-(?P<proof>[0-9a-f]{{{_DIGITS}}})@")


def return_path(settings: Settings, message: Message) -> str:
    """Return the address that a message comes back to."""
    address = settings.bounce_address or parseaddr(settings.mail_from)[1]
    local, _, domain = address.rpartition("@")
    if not (settings.bounce_address and local and message.id is not None):
        return address
    return f"{local}+{message.id}-{proof(message.key)}@{domain}"


def proof(key: str) -> str:
    """Return the digits that prove that somebody has had the message of a key."""
    return sha256(key.encode()).hexdigest()[:_DIGITS]


def named_in(text: str) -> tuple[int, str] | None:
    """Return number and proof from the first such address in a text; None where there is none."""
    found = _NAMED.search(text)
    return (int(found["number"]), found["proof"]) if found else None
