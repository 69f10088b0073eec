"""What a mail server's answer means: taken, later, never; and whose fault it is.

Codes are those of RFC 5321, enhanced status codes those of RFC 3463.
"""

import re

from tracker.alerts.sending.outcomes import Fault, Outcome, Verdict, one_line

_ENHANCED = re.compile(r"\s*([245]\.\d{1,3}\.\d{1,3})(?=\s|$)")
# Bad mailbox, bad system, bad syntax, moved, null MX; mailbox disabled; no route to the system.
_DEAD_ADDRESS = frozenset({"5.1.0", "5.1.1", "5.1.2", "5.1.3", "5.1.6", "5.1.10", "5.2.1", "5.4.4"})
_UNKNOWN_MAILBOX = frozenset({550, 551, 553})
_TOO_LARGE = frozenset({"5.3.4", "5.2.3"})
_STORAGE_EXCEEDED = 552


def enhanced(text: str) -> str:
    """Return the enhanced status code at the beginning of a reply; empty where there is none."""
    found = _ENHANCED.match(text)
    return found.group(1) if found else ""


def is_dead(status: str) -> bool:
    """Say whether a status code says that the address will never work, rather than that this mail was not wanted."""
    return status in _DEAD_ADDRESS


def sender_refused(code: int, said: bytes) -> Outcome:
    """Judge a refusal before any recipient was named: the server's settings, unless the mail is too large for it."""
    text, status = _read(code, said)
    if code == _STORAGE_EXCEEDED or status in _TOO_LARGE:
        return Outcome(verdict=Verdict.REFUSED, text=text, status=status or "5.3.4")
    return Outcome(verdict=Verdict.AGAIN, text=text, status=status, fault=Fault.SERVER)


def recipient_refused(code: int, said: bytes) -> Outcome:
    """Judge a refusal of the recipient.

    5.7.x and the codes about signing in (530 to 538) say that this server does not let us send there: its settings,
    which somebody will mend. Everything else of the fifth class is for good.
    """
    text, status = _read(code, said)
    if not 500 <= code < 600:
        return Outcome(verdict=Verdict.AGAIN, text=text, status=status, fault=_later(code))
    if status.startswith("5.7.") or 530 <= code < 540:
        return Outcome(verdict=Verdict.AGAIN, text=text, status=status, fault=Fault.SERVER)
    if is_dead(status) or (not status and code in _UNKNOWN_MAILBOX):
        return Outcome(verdict=Verdict.REFUSED, text=text, status=status or "5.1.1", fault=Fault.ADDRESS)
    return Outcome(verdict=Verdict.REFUSED, text=text, status=status or "5.0.0")


def text_refused(code: int, said: bytes) -> Outcome:
    """Judge a refusal of DATA, before the text was sent."""
    text, status = _read(code, said)
    verdict = Verdict.REFUSED if 500 <= code < 600 else Verdict.AGAIN
    return Outcome(verdict=verdict, text=text, status=status, fault=_later(code))


def text_answered(code: int, said: bytes) -> Outcome:
    """Judge the answer to the whole text: only here a message is taken."""
    text, status = _read(code, said)
    if 200 <= code < 300:
        return Outcome(verdict=Verdict.TAKEN, text=text)
    if 400 <= code < 500:
        return Outcome(verdict=Verdict.AGAIN, text=text, status=status, fault=_later(code))
    if 500 <= code < 600:
        dead = Fault.ADDRESS if is_dead(status) else Fault.MESSAGE
        return Outcome(verdict=Verdict.REFUSED, text=text, status=status, fault=dead)
    return Outcome(verdict=Verdict.UNKNOWN, text=f"the answer to the text cannot be read: {text}")


def _later(code: int) -> Fault:
    # 421: the server is closing the connection, whatever was asked of it (RFC 5321, 3.8).
    return Fault.SERVER if code == 421 else Fault.MESSAGE


def _read(code: int, said: bytes) -> tuple[str, str]:
    words = one_line(said)
    return f"{code} {words}".strip(), enhanced(words)
