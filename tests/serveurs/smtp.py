"""A real SMTP server on loopback that keeps what it was handed, with or without TLS, a credential, or a bad day."""

from __future__ import annotations

import asyncio
import socket
import ssl
from collections import deque
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path
from typing import Any

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import AuthResult, Envelope
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

USER = "ent"
PASSWORD = "p4ss-of-the-mail"
HOST = "localhost"
COUPE, LENT = "coupe", "lent"
LENTEUR_S = 2.0


@dataclass
class ServeurSmtp:
    """`messages` in the order they came; `refuses` are the recipients that it does not take.

    `ordres`: what to do with the next contents, one each: an answer to give instead (`451 later`), COUPE to take it and
    break the connection without an answer, or LENT to take it and answer too late.
    """

    port: int = 0
    messages: list[EmailMessage] = field(default_factory=list)
    destinataires: list[list[str]] = field(default_factory=list)
    refuses: set[str] = field(default_factory=set)
    ordres: deque[str] = field(default_factory=deque)

    def forget(self) -> None:
        for one in (self.messages, self.destinataires, self.refuses, self.ordres):
            one.clear()

    async def handle_RCPT(  # noqa: N802  aiosmtpd's name
        self, _server: Any, _session: Any, envelope: Envelope, address: str, _options: list[str]
    ) -> str:
        if address in self.refuses:
            return "550 no such mailbox"
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: Any, _session: Any, envelope: Envelope) -> str:  # noqa: N802
        order = self.ordres.popleft() if self.ordres else ""
        if order not in {"", COUPE, LENT}:
            return order
        assert isinstance(envelope.content, bytes)
        message = message_from_bytes(envelope.content, policy=policy.default)
        assert isinstance(message, EmailMessage)
        self.messages.append(message)
        self.destinataires.append(list(envelope.rcpt_tos))
        if order == COUPE:
            server.transport.abort()
        if order == LENT:
            await asyncio.sleep(LENTEUR_S)
        return "250 OK"


def _authenticated(server: Any, session: Any, envelope: Any, mechanism: str, data: Any) -> AuthResult:
    is_right = (data.login, data.password) == (USER.encode(), PASSWORD.encode())
    return AuthResult(success=is_right, handled=False)


@contextmanager
def serveur_smtp(certificat: Path | None = None, *, securite: str = "aucune") -> Iterator[ServeurSmtp]:
    """With a certificate (`write_certificate`) it speaks `starttls` or `tls`, and wants USER and PASSWORD."""
    serveur, more = ServeurSmtp(), {}
    if certificat is not None:
        context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
        context.load_cert_chain(certificat)
        more = {"ssl_context": context} if securite == "tls" else {"tls_context": context, "require_starttls": True}
        more |= {"authenticator": _authenticated, "auth_required": True, "auth_require_tls": securite != "tls"}
    with socket.socket() as free:
        free.bind((HOST, 0))
        serveur.port = free.getsockname()[1]
    controller = Controller(serveur, hostname=HOST, port=serveur.port, **more)
    controller.start()
    try:
        yield serveur
    finally:
        controller.stop()


def write_certificate(path: Path) -> Path:
    """A key and its self-signed certificate for this host, in one file; SSL_CERT_FILE makes clients trust it."""
    key, now = ec.generate_private_key(ec.SECP256R1()), datetime.now(UTC)
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, HOST)])
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName(HOST)]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    private = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    path.write_bytes(private + certificate.public_bytes(serialization.Encoding.PEM))
    return path
