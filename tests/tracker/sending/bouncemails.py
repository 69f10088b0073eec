"""Reports of mail that came back, in the forms of several servers, written for the tests."""

from collections.abc import Callable
from textwrap import dedent

PLAIN_HEAD = "From: MAILER-DAEMON@mx.example.net\nTo: alerts@rappel.test\nSubject: Undelivered\nMessage-ID: <dsn1@mx>\n"


def standard(
    key: str,
    *,
    action: str = "failed",
    status: str = "5.1.1",
    said: str = "smtp; 550 5.1.1 no such user here",
    to: str = "alerts@rappel.test",
    returned: str = "text/rfc822-headers",
    kind: str = "delivery-status",
    auto: str = "auto-replied",
) -> bytes:
    """Return a report after RFC 3464, as Postfix writes it."""
    own = f"Message-ID: <{key}@rappel.test>\nSubject: Een brug\n" if key else "Subject: Een brug\n"
    inner = own if returned == "text/rfc822-headers" else f"{own}\nDe tekst.\n"
    return "\n".join(
        [
            f"From: MAILER-DAEMON@mx.example.net\nTo: {to}\nAuto-Submitted: {auto}\nMessage-ID: <dsn@mx.example.net>",
            f'MIME-Version: 1.0\nContent-Type: multipart/report; report-type={kind}; boundary="b"\n',
            "--b\nContent-Type: text/plain\n\nYour mail could not be delivered.\n",
            f"--b\nContent-Type: message/{kind}\n\nReporting-MTA: dns; mx.example.net\nArrival-Date: x\n",
            f"Final-Recipient: rfc822; lotte@example.org\nAction: {action}\nStatus: {status}",
            f"Diagnostic-Code: {said}\n\n--b\nContent-Type: {returned}\n\n{inner}\n--b--\n",
        ]
    ).encode()


def exim(key: str) -> bytes:
    """Return a report as Exim wrote it before it spoke the standard."""
    body = f"""\
        This message was created automatically by mail delivery software.

        A message that you sent could not be delivered to one or more of its
        recipients. This is a permanent error. The following address(es) failed:

          lotte@example.org
            550 5.1.1 unknown user

        ------ This is a copy of the message, including all the headers. ------

        Message-ID: <{key}@rappel.test>
        Subject: Een brug
        """
    return (PLAIN_HEAD + "X-Failed-Recipients: lotte@example.org\n\n" + dedent(body)).encode()


def qmail(key: str) -> bytes:
    """Return a report as qmail writes it."""
    body = f"""\
        Hi. This is the qmail-send program at mx.example.net.
        I'm afraid I wasn't able to deliver your message to the following addresses.
        This is a permanent error; I've given up. Sorry it didn't work out.

        <lotte@example.org>:
        Sorry, no mailbox here by that name. (#5.1.1)

        --- Below this line is a copy of the message.

        Message-ID: <{key}@rappel.test>
        Subject: Een brug
        """
    return (PLAIN_HEAD + "\n" + dedent(body)).encode()


def vacation(key: str) -> bytes:
    """Return an automatic reply, with everything that makes it look like a report."""
    head = (
        f"From: lotte@example.org\nTo: alerts@rappel.test\nReturn-Path: <>\nAuto-Submitted: auto-replied\n"
        f"In-Reply-To: <{key}@rappel.test>\nReferences: <{key}@rappel.test>\nSubject: Out of office\n"
    )
    return (
        f"{head}\nI am away until 5.1.1 o'clock and the user is unknown.\n\nMessage-ID: <{key}@rappel.test>\n".encode()
    )


OLD_FORMS: tuple[Callable[[str], bytes], ...] = (exim, qmail)
