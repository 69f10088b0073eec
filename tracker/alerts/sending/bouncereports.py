"""What a mail that came back says: which mail it was, whether the address is dead, and why.

Standard reports (RFC 3464) are read field by field; for the many forms from before and beside the standard the library
flufl.bounce says whether an address failed for good. An automatic reply, a warning of delay and a note that a mail was
read are no bounces, whatever their headers say.
"""

import re
from dataclasses import dataclass
from email import message_from_bytes
from email.message import Message as Mail

from tracker.alerts.sending.outcomes import one_line
from tracker.alerts.sending.replies import is_dead
from tracker.alerts.sending.returnpath import named_in

LONGEST_MAIL = 2_000_000
"""Bytes of a report that are read; what comes after them is the mail that came back."""
_LONGEST_TEXT = 200_000
_STATUS = re.compile(r"(?<![\d.])([245]\.\d{1,3}\.\d{1,3})(?![\d.])")
_CODE = re.compile(r"(?<![\d.-])(5[05]\d)(?![\d.])")
_NAMES = re.compile(r"(?im)^[>\s]*message-id:\s*<([^<>\s]{1,250})>")
_DEAD_CODES = frozenset({"550", "551", "553"})
_SYSTEMS = re.compile(r"(?i)(^|<)(mailer[-_ ]?daemon|postmaster|mdaemon|mail-daemon|double-bounce)@")
_RECEIVERS = ("to", "delivered-to", "x-original-to", "envelope-to", "x-envelope-to")


@dataclass(frozen=True, slots=True, kw_only=True)
class BounceReport:
    """A report that a mail could not be delivered.

    Attributes:
        names: What may be the Message-ID of the mail, without brackets.
        number: Number and proof of the mail, from the address that the report came to; None where it has none.
        status: Enhanced status code; ``5.0.0`` or ``4.0.0`` where the report gives none.
        hard: Whether the address will never work.
        reason: What the other server said.
    """

    names: tuple[str, ...]
    number: tuple[int, str] | None
    status: str
    hard: bool
    reason: str


def read_report(content: bytes) -> BounceReport | None:
    """Read a mail that arrived at the address for bounces.

    Args:
        content: The whole mail; never trusted.

    Returns:
        What it reports; None where it reports no failed delivery.
    """
    mail = message_from_bytes(content[:LONGEST_MAIL])
    if mail.get_content_type() == "multipart/report":
        kind = str(mail.get_param("report-type", "delivery-status")).lower()
        return _standard(mail) if kind == "delivery-status" else None
    return _other(mail)


def _standard(mail: Mail) -> BounceReport | None:
    """Read a report after RFC 3464."""
    blocks = [block for part in mail.walk() if _type(part) == "message/delivery-status" for block in _blocks(part)]
    failed = [block for block in blocks if _field(block, "Action").lower() == "failed"]
    if not failed:
        return None
    said = _field(failed[0], "Diagnostic-Code").partition(";")[2] or _field(failed[0], "Diagnostic-Code")
    status = _sharpest(_field(failed[0], "Status"), said)
    return BounceReport(
        names=_names(mail, [_field(block, "Original-Envelope-Id") for block in blocks]),
        number=_number(mail),
        status=status,
        hard=_is_hard(status, said),
        reason=one_line(said or _field(failed[0], "Status")),
    )


def _other(mail: Mail) -> BounceReport | None:
    """Read a report of another form, as far as it comes from a mail system and the library knows it."""
    if not _from_a_system(mail):
        return None
    from flufl.bounce import all_failures

    temporary, permanent = all_failures(mail)
    if not (temporary or permanent):
        return None
    words = _text(mail)
    codes = _STATUS.findall(words) or ["5.0.0" if permanent else "4.0.0"]
    status = codes[0]
    dead = is_dead(status) or (status == "5.0.0" and _CODE.search(words) is None)
    return BounceReport(
        names=_names(mail, ()),
        number=_number(mail),
        status=status,
        hard=bool(permanent) and (dead or _is_hard(status, words)),
        reason=one_line(_line_with(words, status)),
    )


def _from_a_system(mail: Mail) -> bool:
    empty = str(mail.get("Return-Path", "")).strip() == "<>"
    return empty or "X-Failed-Recipients" in mail or _SYSTEMS.search(str(mail.get("From", ""))) is not None


def _is_hard(status: str, said: str) -> bool:
    if is_dead(status):
        return True
    # Some servers say 5.0.0 whatever it was; the plain code beside it is then all there is.
    code = _CODE.search(said)
    return status == "5.0.0" and code is not None and code.group(1) in _DEAD_CODES


def _sharpest(given: str, said: str) -> str:
    """Return the status code, from the server's words where the report's own says nothing."""
    found = _STATUS.search(given)
    status = found.group(1) if found else ""
    within = _STATUS.search(said)
    if within and (not status or status.endswith(".0.0")) and within.group(1)[0] == (status or within.group(1))[0]:
        return within.group(1)
    return status or "5.0.0"


def _names(mail: Mail, given: list[str] | tuple[str, ...]) -> tuple[str, ...]:
    """Return what may be the name of the mail that came back; the report's own name is not among them."""
    inner = (str(part.get("Message-ID", "")) for part in mail.walk() if part is not mail)
    found = [*given, *inner, *_NAMES.findall(_text(mail))]
    own = _bare(str(mail.get("Message-ID", "")))
    return tuple(dict.fromkeys(name for one in found if (name := _bare(one)) and name != own))


def _bare(name: str) -> str:
    return name.strip().strip("<>")


def _number(mail: Mail) -> tuple[int, str] | None:
    return next((found for name in _RECEIVERS for one in mail.get_all(name, []) if (found := named_in(str(one)))), None)


def _blocks(part: Mail) -> list[Mail]:
    payload = part.get_payload()
    return [block for block in payload if isinstance(block, Mail)] if isinstance(payload, list) else []


def _field(block: Mail, name: str) -> str:
    return " ".join(str(block.get(name, "")).split())


def _type(part: Mail) -> str:
    return part.get_content_type()


def _text(mail: Mail) -> str:
    """Return the text parts of a mail, those that hold headers included."""
    texts = []
    for part in mail.walk():
        content = part.get_payload(decode=True) if part.get_content_maintype() == "text" else None
        if isinstance(content, bytes):
            texts.append(content[:_LONGEST_TEXT].decode("utf-8", "replace"))
    return "\n".join(texts)


def _line_with(words: str, status: str) -> str:
    return next((line for line in words.splitlines() if status in line or _CODE.search(line)), "")
