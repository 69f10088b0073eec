"""One connection to the mail server, over which many mails go, each with its own outcome.

The steps of a mail are taken one by one, because it matters where a connection breaks: before the last line of the
text was handed over the mail was certainly not taken; between that and the answer nobody can know.
"""

import re
import smtplib
import ssl
from contextlib import suppress
from types import TracebackType
from typing import Self

from corpus.settings import Settings
from tracker.alerts.sending import replies
from tracker.alerts.sending.outcomes import Fault, Outcome, Verdict, one_line

ANSWER_FACTOR = 10
"""The answer to a text may take ten times as long as any other (RFC 5321, 4.5.3.2.6: ten minutes)."""
_STEPS = 8
_LINE_END = re.compile(rb"\r\n|\r|\n")
_LEADING_DOT = re.compile(rb"(?m)^\.")
_PLAIN = re.compile(r"[!-*,-<>-~]")
_ADDRESS = re.compile(r"""[^\s\x00-\x20\x7f<>()\[\],;:\\"@]{1,64}@[^\s\x00-\x20\x7f<>()\[\],;:\\"@]{1,255}""")
_LOST = (OSError, smtplib.SMTPException)


class Unreachable(Exception):
    """The mail server cannot be reached, or refuses the connection, its encryption or the password."""


def longest_seconds(settings: Settings) -> float:
    """Return how long one mail can take at most, connecting included: a claim must last longer."""
    return settings.smtp_timeout_seconds * (_STEPS + ANSWER_FACTOR)


class MailServer:
    """The mail server of the settings.

    Args:
        settings: Host, port, encryption, name and password, and how long to wait.
        context: Certificates that are trusted; the system's where None.
    """

    def __init__(self, settings: Settings, context: ssl.SSLContext | None = None) -> None:
        self._settings = settings
        self._context = context
        self._server: smtplib.SMTP | None = None
        self._used = False

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        server, self._server = self._server, None
        if server is not None:
            with suppress(*_LOST):
                server.quit()
            server.close()

    def send(self, sender: str, recipient: str, content: bytes, name: str = "") -> Outcome:
        """Send one mail.

        Args:
            sender: Address that it comes back to if it cannot be delivered.
            recipient: Address of the recipient.
            content: The whole mail.
            name: Name of the mail, repeated in reports of its delivery where the server can do so (RFC 3461).

        Returns:
            What became of it; never raises for what the server or the network did.
        """
        try:
            sender, recipient = plain_address(sender), plain_address(recipient)
        except ValueError as error:
            return Outcome(verdict=Verdict.REFUSED, text=one_line(str(error)), status="5.1.3")
        reused = self._used and self._server is not None
        outcome = self._try(sender, recipient, content, name)
        if outcome is None and reused:
            # A server may close a connection that was idle: not a failure of this mail.
            outcome = self._try(sender, recipient, content, name)
        return outcome or _again("the mail server closed the connection before it had the mail")

    def _try(self, sender: str, recipient: str, content: bytes, name: str) -> Outcome | None:
        """Send one mail; None where the connection was lost before the recipient was named."""
        try:
            server = self._connected()
        except Unreachable as error:
            self._drop()
            return Outcome(verdict=Verdict.AGAIN, text=one_line(str(error)), fault=Fault.UNREACHABLE)
        self._used, told = True, False
        try:
            outcome = self._envelope(server, sender, recipient, content, name)
            told = True
            return outcome or self._text(server, content)
        except smtplib.SMTPNotSupportedError as error:
            self._drop()
            return Outcome(verdict=Verdict.REFUSED, text=one_line(str(error)), status="5.6.7")
        except _LOST as error:
            self._drop()
            return _again(f"the connection broke before the text was sent: {_why(error)}") if told else None

    def _envelope(self, server: smtplib.SMTP, sender: str, recipient: str, content: bytes, name: str) -> Outcome | None:
        """Name sender and recipient; None where both were taken."""
        options, wishes = _options(server, sender, recipient, content, name)
        code, said = server.mail(sender, options)
        if code != 250:
            return self._refused(server, replies.sender_refused(code, said))
        code, said = server.rcpt(recipient, wishes)
        if code not in (250, 251):
            return self._refused(server, replies.recipient_refused(code, said))
        code, said = server.docmd("DATA")
        return None if code == 354 else self._refused(server, replies.text_refused(code, said))

    def _text(self, server: smtplib.SMTP, content: bytes) -> Outcome:
        """Send the text. From its last line to the answer is the one window of a mail."""
        server.send(_dotted(content))
        try:
            if server.sock is not None:
                server.sock.settimeout(self._settings.smtp_timeout_seconds * ANSWER_FACTOR)
            code, said = server.getreply()
        except _LOST as error:
            self._drop()
            return Outcome(
                verdict=Verdict.UNKNOWN,
                text=f"the connection broke after the text was sent, taken or not is unknown: {_why(error)}",
                fault=Fault.SERVER,
            )
        outcome = replies.text_answered(code, said)
        if outcome.verdict is Verdict.UNKNOWN or outcome.fault is Fault.SERVER:
            self._drop()
        elif server.sock is not None:
            server.sock.settimeout(self._settings.smtp_timeout_seconds)
        return outcome

    def _refused(self, server: smtplib.SMTP, outcome: Outcome) -> Outcome:
        """Make the connection ready for the next mail after a refusal."""
        try:
            ready = outcome.fault is not Fault.SERVER and server.rset()[0] == 250
        except _LOST:
            ready = False
        if not ready:
            self._drop()
        return outcome

    def _connected(self) -> smtplib.SMTP:
        if self._server is None:
            self._used = False
            try:
                self._server = _open(self._settings, self._context)
                self._greet(self._server)
            except (*_LOST, ValueError) as error:
                raise Unreachable(f"the mail server {self._settings.smtp_host}: {_why(error)}") from error
        return self._server

    def _greet(self, server: smtplib.SMTP) -> None:
        server.ehlo_or_helo_if_needed()
        if self._settings.smtp_security == "starttls":
            server.starttls(context=self._context or ssl.create_default_context())
            server.ehlo()
        if self._settings.smtp_user:
            server.login(self._settings.smtp_user, self._settings.smtp_password.get_secret_value())

    def _drop(self) -> None:
        server, self._server = self._server, None
        if server is not None:
            server.close()


def plain_address(address: str) -> str:
    """Return an address as it is told to a mail server, its domain in ASCII.

    Raises:
        ValueError: If it is not one bare address; the mail library would pick some other address out of it.
    """
    if not _ADDRESS.fullmatch(address):
        raise ValueError(f"'{address}' is no mail address")
    local, _, domain = address.rpartition("@")
    if not domain.isascii():
        import idna

        domain = idna.encode(domain, uts46=True).decode("ascii")  # its error is a ValueError
    return f"{local}@{domain}"


def _open(settings: Settings, context: ssl.SSLContext | None) -> smtplib.SMTP:
    host, port, timeout = settings.smtp_host, settings.smtp_port, settings.smtp_timeout_seconds
    if settings.smtp_security == "tls":
        return smtplib.SMTP_SSL(host, port, timeout=timeout, context=context or ssl.create_default_context())
    return smtplib.SMTP(host, port, timeout=timeout)


def _options(
    server: smtplib.SMTP, sender: str, recipient: str, content: bytes, name: str
) -> tuple[list[str], list[str]]:
    """Return what to ask for with sender and recipient, as far as the server can do it."""
    options, wishes = [], []
    if server.has_extn("size"):
        options.append(f"SIZE={len(content)}")
    if server.has_extn("8bitmime") and not content.isascii():
        options.append("BODY=8BITMIME")
    if not (sender.isascii() and recipient.isascii()):
        options.append("SMTPUTF8")
    elif server.has_extn("dsn"):
        options.extend(["RET=HDRS", f"ENVID={_xtext(name)}"] if name else ["RET=HDRS"])
        wishes.extend(["NOTIFY=FAILURE", f"ORCPT=rfc822;{_xtext(recipient)}"])
    return options, wishes


def _xtext(text: str) -> str:
    """Write a text as xtext (RFC 3461, 4)."""
    return "".join(sign if _PLAIN.match(sign) else f"+{ord(sign):02X}" for sign in text)


def _dotted(content: bytes) -> bytes:
    """Return a mail as it travels: lines end in CRLF, no line is a lone dot, and the last one is (RFC 5321, 4.5.2)."""
    lines = _LEADING_DOT.sub(b"..", _LINE_END.sub(b"\n", content)).replace(b"\n", b"\r\n")
    return lines + (b"" if lines.endswith(b"\r\n") else b"\r\n") + b".\r\n"


def _again(text: str) -> Outcome:
    return Outcome(verdict=Verdict.AGAIN, text=one_line(text), fault=Fault.SERVER)


def _why(error: Exception) -> str:
    if isinstance(error, smtplib.SMTPAuthenticationError):
        # What the server says then may repeat what was sent.
        return f"name and password were refused ({error.smtp_code})"
    if isinstance(error, smtplib.SMTPResponseException):
        return one_line(f"{error.smtp_code} {one_line(error.smtp_error)}")
    return one_line(str(error) or type(error).__name__)
