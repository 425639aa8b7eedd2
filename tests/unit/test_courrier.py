"""Mail through a real server on loopback: what arrives, and what is said where it cannot."""

from __future__ import annotations

import socket
from email.message import EmailMessage
from pathlib import Path

import pytest
from pydantic import ValidationError
from serveurs.smtp import HOST, PASSWORD, USER, serveur_smtp, write_certificate

from ent_report.courrier import Courrier, Sort, hand_over, probe_mail, send_mail

SECRETS = {"ENT_REPORT_COURRIER_SECRET": f"{USER}:{PASSWORD}"}
MESSAGE = (("a@region.example", "b@region.example"), "Été : échec", "Ce qui s’est passé.\n")


def server_of(port: int, securite: str = "aucune", secret: str | None = None, delai_s: float = 10) -> Courrier:
    return Courrier.model_validate(
        {
            "serveur": HOST,
            "port": port,
            "securite": securite,
            "expediteur": "ent-report@region.example",
            "secret": secret,
            "delai_s": delai_s,
        }
    )


def test_a_message_arrives_as_it_was_written() -> None:
    with serveur_smtp() as smtp:
        assert send_mail(server_of(smtp.port), {}, *MESSAGE) is None
    (message,) = smtp.messages
    assert smtp.destinataires == [["a@region.example", "b@region.example"]]
    assert message["Subject"] == "Été : échec"
    assert message["From"] == "ent-report@region.example"
    assert message["Auto-Submitted"] == "auto-generated"  # or automatic answers would come back
    assert message.get_content_type() == "text/plain"
    assert message.get_content().strip() == "Ce qui s’est passé."


@pytest.mark.parametrize("securite", ["starttls", "tls"])
def test_a_credential_goes_through_tls(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, securite: str) -> None:
    certificate = write_certificate(tmp_path / "smtp.pem")
    monkeypatch.setenv("SSL_CERT_FILE", str(certificate))
    with serveur_smtp(certificate, securite=securite) as smtp:
        courrier = server_of(smtp.port, securite, "ENT_REPORT_COURRIER_SECRET")
        assert probe_mail(courrier, SECRETS) == []
        assert smtp.messages == []
        assert send_mail(courrier, SECRETS, *MESSAGE) is None
        assert len(smtp.messages) == 1
        wrong = send_mail(courrier, {"ENT_REPORT_COURRIER_SECRET": f"{USER}:of-another"}, *MESSAGE)
        assert wrong is not None
        assert f"{HOST}:{smtp.port}: the message was not sent: 535" in wrong
        assert "of-another" not in wrong
        assert send_mail(courrier, {}, *MESSAGE) == (
            f"{HOST}:{smtp.port}: the message was not sent: ENT_REPORT_COURRIER_SECRET: expected user:password in the "
            "environment or the secret block"
        )
        assert len(smtp.messages) == 1


def test_a_server_that_is_not_the_one_it_says_gets_nothing(tmp_path: Path) -> None:
    with serveur_smtp(write_certificate(tmp_path / "smtp.pem"), securite="starttls") as smtp:
        courrier = server_of(smtp.port, "starttls", "ENT_REPORT_COURRIER_SECRET")
        assert "CERTIFICATE_VERIFY_FAILED" in (send_mail(courrier, SECRETS, *MESSAGE) or "")
        assert "CERTIFICATE_VERIFY_FAILED" in probe_mail(courrier, SECRETS)[0]
    assert smtp.messages == []


def test_a_server_without_tls_gets_nothing_where_tls_is_wanted() -> None:
    with serveur_smtp() as smtp:
        assert "STARTTLS" in (send_mail(server_of(smtp.port, "starttls"), {}, *MESSAGE) or "")
    assert smtp.messages == []


def test_recipients_that_are_refused_are_named() -> None:
    with serveur_smtp() as smtp:
        smtp.refuses = {"b@region.example"}
        told = send_mail(server_of(smtp.port), {}, *MESSAGE)
        assert told == f"{HOST}:{smtp.port}: the message was refused for b@region.example"
        assert len(smtp.messages) == 1  # the other has it
        smtp.refuses = {"a@region.example", "b@region.example"}
        assert "every recipient was refused: a@" in (send_mail(server_of(smtp.port), {}, *MESSAGE) or "")


def test_a_server_that_is_away_or_silent_is_told_of_and_not_waited_for() -> None:
    with socket.socket() as silent:
        silent.bind((HOST, 0))
        port = silent.getsockname()[1]
        assert "refused" in (send_mail(server_of(port), {}, *MESSAGE) or "")
        silent.listen()
        assert "timed out" in (send_mail(server_of(port, delai_s=0.3), {}, *MESSAGE) or "")


def test_a_subject_cannot_add_a_header() -> None:
    with serveur_smtp() as smtp:
        injected = "fin\r\nBcc: c@elsewhere.example"
        assert send_mail(server_of(smtp.port), {}, MESSAGE[0], injected, "-") is None
    assert smtp.messages[0]["Bcc"] is None
    assert smtp.destinataires == [list(MESSAGE[0])]


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("securite", "ssl"),
        ("expediteur", "Région <a@region.example>"),
        ("expediteur", "a@region.example\nBcc: b@region.example"),
        ("serveur", "user:password@host"),
        ("port", 0),
        ("secret", "X"),  # with no TLS
    ],
)
def test_what_a_configuration_cannot_say(key: str, value: object) -> None:
    right = {"serveur": HOST, "expediteur": "a@region.example", "securite": "aucune"}
    Courrier.model_validate(right)
    with pytest.raises(ValidationError):
        Courrier.model_validate(right | {key: value})


@pytest.mark.parametrize("answer", ["354 again", "100 what", "hello"])
def test_an_answer_that_is_none_leaves_it_uncertain(answer: str) -> None:
    with serveur_smtp() as smtp:
        smtp.ordres.append(answer)
        assert hand_over(server_of(smtp.port), {}, a_message(), "a@region.example").sort is Sort.INCERTAIN


def test_a_host_that_is_none_and_a_password_that_cannot_be_sent_are_told(tmp_path: Path) -> None:
    nowhere = server_of(25).model_copy(update={"serveur": "smtp..example"})
    assert hand_over(nowhere, {}, a_message(), "a@region.example").sort is Sort.REFUSE
    assert "smtp..example" in probe_mail(nowhere, {})[0]
    assert send_mail(nowhere, {}, *MESSAGE) is not None


def a_message() -> EmailMessage:
    message = EmailMessage()
    message.set_content("Bonjour")
    return message
