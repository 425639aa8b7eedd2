"""Mail: the only place that speaks SMTP. One message, and what became of it."""

from __future__ import annotations

import smtplib
import ssl
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from email.message import EmailMessage
from email.utils import formatdate, make_msgid
from enum import StrEnum
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, model_validator

ACCEPTED = range(200, 300)
PORTS = {"starttls": 587, "tls": 465, "aucune": 25}

Adresse = Annotated[str, Field(pattern=r"^[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]+@[A-Za-z0-9-]+(\.[A-Za-z0-9-]+)*$")]


class Courrier(BaseModel):
    """The server that takes our mail. `port`: by default that of `securite`; `secret`: the credential's name, in the
    environment or a secret block, which is `user:password`; `delai_s`: seconds that an answer may take.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    serveur: str = Field(min_length=1, pattern=r"^[^\s/:@]+$")
    port: int | None = Field(default=None, ge=1, le=65535)
    securite: Literal["starttls", "tls", "aucune"] = "starttls"
    expediteur: Adresse
    secret: str | None = Field(default=None, min_length=1)
    delai_s: float = Field(default=30, gt=0, le=600)

    @model_validator(mode="after")
    def _keeps_its_password(self) -> Courrier:
        if self.secret and self.securite == "aucune":
            raise ValueError(
                "found a secret with securite = 'aucune', expected starttls or tls: no password is sent bare"
            )
        return self

    @property
    def lieu(self) -> str:
        return f"{self.serveur}:{self.port or PORTS[self.securite]}"


class Exploitation(BaseModel):
    """`courriels`: those who operate it, who are told of each run that did not end well; never a proviseur."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    courriels: tuple[Adresse, ...] = ()


class Sort(StrEnum):
    """What became of a message: taken, refused for good, refused for now, or nobody knows."""

    REMIS = "remis"
    REFUSE = "refuse"
    DIFFERE = "differe"
    INCERTAIN = "incertain"


@dataclass(frozen=True)
class Remise:
    """`reponse`: what the server, or the system, said, on one line."""

    sort: Sort
    reponse: str


def send_mail(
    courrier: Courrier, secrets: Mapping[str, str], destinataires: Sequence[str], sujet: str, texte: str
) -> str | None:
    """Hand a plain message to the server; return what went wrong, or None. Raises nothing for a server that refuses."""
    try:
        with _open(courrier, secrets) as session:
            refused = session.send_message(_message(courrier, destinataires, sujet, texte))
    except (smtplib.SMTPException, OSError, LookupError, ValueError) as error:
        return f"{courrier.lieu}: the message was not sent: {_reason(error)}"
    if refused:
        return f"{courrier.lieu}: the message was refused for {', '.join(sorted(refused))}"
    return None


def hand_over(courrier: Courrier, secrets: Mapping[str, str], message: EmailMessage, destinataire: str) -> Remise:
    """Hand a message to the server for one recipient. Raises nothing.

    Until the server was asked to take the content, nothing can have been delivered; from then on a connection that
    breaks, or an answer that does not come, leaves it uncertain.
    """
    try:
        session = _open(courrier, secrets)
    except (smtplib.SMTPException, OSError, LookupError, ValueError) as error:
        return Remise(_fate(error), f"{courrier.lieu}: {_reason(error)}")
    is_asked = False
    try:
        session.ehlo_or_helo_if_needed()
        content = message.as_bytes(policy=message.policy.clone(linesep="\r\n"))
        size = [f"size={len(content)}"] if session.has_extn("size") else []
        for code, said in (session.mail(courrier.expediteur, size), session.rcpt(destinataire)):
            if code not in ACCEPTED:
                return _answered(code, said)
        is_asked = True
        code, said = session.data(content)
        return _answered(code, said) if code // 100 in {2, 4, 5} else Remise(Sort.INCERTAIN, f"{code} {_text(said)}")
    except smtplib.SMTPDataError as error:  # the content was not even asked for
        return _answered(error.smtp_code, error.smtp_error)
    except (smtplib.SMTPException, OSError, ValueError) as error:
        return Remise(Sort.INCERTAIN if is_asked else _fate(error), f"{courrier.lieu}: {_reason(error)}")
    finally:
        with suppress(smtplib.SMTPException, OSError):  # what became of the message is known by now
            session.quit()
        session.close()


def _answered(code: int, said: bytes | str) -> Remise:
    sort = Sort.REMIS if code in ACCEPTED else Sort.REFUSE if code >= 500 else Sort.DIFFERE
    return Remise(sort, f"{code} {_text(said)}")


def _fate(error: Exception) -> Sort:
    """Of a message that was not handed over: whether another try can help."""
    if isinstance(error, smtplib.SMTPResponseException):
        return Sort.REFUSE if error.smtp_code >= 500 else Sort.DIFFERE
    if isinstance(error, LookupError | ValueError | ssl.SSLCertVerificationError | smtplib.SMTPNotSupportedError):
        return Sort.REFUSE
    return Sort.DIFFERE


def probe_mail(courrier: Courrier, secrets: Mapping[str, str]) -> list[str]:
    """Try the way to the server and its credential, without sending anything: a line for each fault."""
    try:
        with _open(courrier, secrets) as session:
            session.noop()
    except (smtplib.SMTPException, OSError, LookupError, ValueError) as error:
        return [f"{courrier.lieu}: cannot be used: {_reason(error)}"]
    return []


def _open(courrier: Courrier, secrets: Mapping[str, str]) -> smtplib.SMTP:
    """A session in which mail can be sent. Raises LookupError where the credential lacks, SMTPException, OSError."""
    credential = _credential(courrier, secrets)
    port, context = courrier.port or PORTS[courrier.securite], ssl.create_default_context()
    session = (
        smtplib.SMTP_SSL(courrier.serveur, port, timeout=courrier.delai_s, context=context)
        if courrier.securite == "tls"
        else smtplib.SMTP(courrier.serveur, port, timeout=courrier.delai_s)
    )
    try:
        if courrier.securite == "starttls":
            session.starttls(context=context)
        if credential:
            session.login(*credential)
    except BaseException:
        session.close()
        raise
    return session


def _credential(courrier: Courrier, secrets: Mapping[str, str]) -> tuple[str, str] | None:
    if courrier.secret is None:
        return None
    user, colon, password = secrets.get(courrier.secret, "").partition(":")
    if not colon:
        raise LookupError(f"{courrier.secret}: expected user:password in the environment or the secret block")
    return user, password


def _message(courrier: Courrier, destinataires: Sequence[str], sujet: str, texte: str) -> EmailMessage:
    message = EmailMessage()
    message["From"], message["To"] = courrier.expediteur, ", ".join(destinataires)
    message["Subject"] = " ".join(sujet.split())
    message["Date"] = formatdate(localtime=True)
    message["Message-ID"] = make_msgid(domain=courrier.expediteur.rpartition("@")[2])
    message["Auto-Submitted"] = "auto-generated"
    message.set_content(texte)
    return message


def _reason(error: Exception) -> str:
    """What the server or the system said, on one line."""
    if isinstance(error, smtplib.SMTPRecipientsRefused):
        return f"every recipient was refused: {', '.join(sorted(error.recipients))}"
    if isinstance(error, smtplib.SMTPResponseException):
        return f"{error.smtp_code} {_text(error.smtp_error)}"
    return " ".join(str(error).split()) or type(error).__name__


def _text(said: bytes | str) -> str:
    """A server's answer on one line."""
    return " ".join((said.decode(errors="replace") if isinstance(said, bytes) else said).split())
