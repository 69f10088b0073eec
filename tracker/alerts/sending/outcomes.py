"""What the other side said of one message, and what a run of the sending came to."""

from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum

LONGEST_REASON = 300
"""Characters of the other side's words that are kept."""


class Verdict(StrEnum):
    """What became of one try."""

    TAKEN = "taken"
    AGAIN = "again"
    REFUSED = "refused"
    UNKNOWN = "unknown"


class Fault(StrEnum):
    """What a failure is about.

    There is no connection to the server at all; the server or its settings; the recipient's address; this message.
    """

    UNREACHABLE = "unreachable"
    SERVER = "server"
    ADDRESS = "address"
    MESSAGE = "message"


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """One try.

    Attributes:
        verdict: Taken; to be tried again; refused for good; or unknown, because the connection broke after the whole
            text was sent and before the answer came.
        text: What the other side said, in one line.
        status: Enhanced status code such as ``5.1.1``; empty where there is none.
        fault: What a failure is about.
        wait: How long the other side asks to be left alone.
        gone: Whether the web address says that it will never take anything again.
    """

    verdict: Verdict
    text: str = ""
    status: str = ""
    fault: Fault = Fault.MESSAGE
    wait: timedelta | None = None
    gone: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class SendReport:
    """What a run of the sending came to, in messages.

    Attributes:
        accepted: Taken by the other side.
        retried: To be tried again.
        unknown: Those among the retried that may have been taken: they can arrive twice, under the same name.
        failed: Given up.
        held: Put off without a try: the address is suspended or not confirmed, the web address rests or is disabled.
        mended: Corrected, because a clock had been ahead.
        mail: Why no mail was sent or the sending of mail stopped; empty where it did not.
        disabled: Web addresses to which nothing more is sent, since this run.
        suspended: Mail addresses suspended in this run.
    """

    accepted: int = 0
    retried: int = 0
    unknown: int = 0
    failed: int = 0
    held: int = 0
    mended: int = 0
    mail: str = ""
    disabled: int = 0
    suspended: int = 0


def one_line(text: str | bytes) -> str:
    """Return what another machine said as one line of printable characters, cut to a bounded length."""
    words = text.decode("utf-8", "replace") if isinstance(text, bytes) else text
    printable = "".join(sign if sign.isprintable() else " " for sign in words[: 4 * LONGEST_REASON])
    return " ".join(printable.split())[:LONGEST_REASON]
