"""A real mail server for the tests, that fails in the way it is told to."""

# ruff: noqa: ARG001, ARG002, N802 - names and arguments are the library's

import asyncio
import socket
import ssl
from collections import defaultdict
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from email import message_from_bytes
from typing import Any

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, AuthResult, Envelope, LoginPassword, Session

DROP = "drop"
"""Close the connection without an answer, and take nothing."""
TAKE_AND_DROP = "take and drop"
"""Take the mail, and close the connection without an answer."""
TAKE_AND_MUMBLE = "take and mumble"
"""Take the mail, and answer what no mail server answers."""
SLEEP = "sleep"
"""Say nothing for longer than anybody waits."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Taken:
    """A mail that the server has said yes to, or would have."""

    sender: str
    recipient: str
    content: bytes

    @property
    def name(self) -> str:
        """Return the Message-ID."""
        return str(message_from_bytes(self.content)["Message-ID"])


class Sink:
    """Takes mail and keeps it; ``faults`` holds what to do at the next times a step is reached.

    Attributes:
        taken: The mails, in order.
        faults: For MAIL, RCPT and DATA: an answer, or one of the words of this module, for each next time.
        always: The same, for every time.
        greetings: How many connections said hello.
        open: How many connections are open.
    """

    def __init__(self) -> None:
        self.taken: list[Taken] = []
        self.faults: dict[str, list[str]] = defaultdict(list)
        self.always: dict[str, str] = {}
        self.greetings = 0
        self.open = 0
        self.port = 0

    def _fault(self, step: str) -> str:
        waiting = self.faults[step]
        return waiting.pop(0) if waiting else self.always.get(step, "")

    async def _told(self, server: SMTP, fault: str) -> str:
        if fault == SLEEP:
            await asyncio.sleep(60)
        if fault in (DROP, TAKE_AND_DROP):
            _transport(server).abort()
            await asyncio.sleep(60)
        return fault

    async def handle_EHLO(
        self, server: SMTP, session: Session, envelope: Envelope, hostname: str, responses: list[str]
    ) -> list[str]:
        """Say hello, or not."""
        self.greetings += 1
        session.host_name = hostname
        fault = await self._told(server, self._fault("EHLO"))
        return [fault] if fault else responses

    async def handle_MAIL(
        self, server: SMTP, session: Session, envelope: Envelope, address: str, mail_options: list[str]
    ) -> str:
        """Take the sender, or not."""
        fault = await self._told(server, self._fault("MAIL"))
        envelope.mail_from = address
        envelope.mail_options.extend(mail_options)
        return fault or "250 OK"

    async def handle_RCPT(
        self, server: SMTP, session: Session, envelope: Envelope, address: str, rcpt_options: list[str]
    ) -> str:
        """Take the recipient, or not."""
        fault = await self._told(server, self._fault("RCPT"))
        if not fault:
            envelope.rcpt_tos.append(address)
        return fault or "250 OK"

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:
        """Take the mail, or not."""
        fault = self._fault("DATA")
        if not fault or fault in (TAKE_AND_DROP, TAKE_AND_MUMBLE):
            content = envelope.content if isinstance(envelope.content, bytes) else b""
            sender, recipient = envelope.mail_from or "", envelope.rcpt_tos[0]
            self.taken.append(Taken(sender=sender, recipient=recipient, content=content))
        if fault == TAKE_AND_MUMBLE:
            return "banana"
        return await self._told(server, fault) or "250 taken"


class _Counted(Controller):
    """A server that counts its open connections."""

    def factory(self) -> SMTP:
        sink: Sink = self.handler

        class CountedSMTP(SMTP):
            def connection_made(self, transport: asyncio.BaseTransport) -> None:
                sink.open += 1
                super().connection_made(transport)

            def connection_lost(self, error: Exception | None) -> None:
                super().connection_lost(error)
                sink.open -= 1

        return CountedSMTP(self.handler, **self.SMTP_kwargs)


def _transport(server: SMTP) -> asyncio.WriteTransport:
    assert isinstance(server.transport, asyncio.WriteTransport)
    return server.transport


def free_port() -> int:
    """Return a port that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextmanager
def serving(
    sink: Sink,
    *,
    context: ssl.SSLContext | None = None,
    implicit: bool = False,
    password: str = "",
    utf8: bool = True,
) -> Iterator[Sink]:
    """Run the server; ``sink.port`` says where.

    Args:
        sink: What takes the mail.
        context: Certificate for STARTTLS, or for TLS from the first byte.
        implicit: Whether TLS begins at the first byte.
        password: Asked for, where given; the name is ``rappel``.
        utf8: Whether addresses beyond ASCII are taken.
    """
    sink.port = free_port()

    def check(server: SMTP, session: Session, envelope: Envelope, mechanism: str, data: LoginPassword) -> AuthResult:
        return AuthResult(success=data.password == password.encode(), handled=False)

    given: dict[str, Any] = {"server_hostname": "mail.test", "enable_SMTPUTF8": utf8}
    if context is not None and not implicit:
        given |= {"tls_context": context, "require_starttls": True}
    if password:
        given |= {"authenticator": check, "auth_required": True}
    controller = _Counted(
        sink, hostname="127.0.0.1", port=sink.port, ssl_context=context if implicit else None, **given
    )
    controller.start()
    try:
        yield sink
    finally:
        controller.stop()
