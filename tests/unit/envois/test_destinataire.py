"""Which mailbox a lycée's report may go to, and all those that it may not."""

from __future__ import annotations

from dataclasses import replace

import pytest

from ent_report.envois.destinataire import BoiteRefuseeError, mailbox, unreachable
from ent_report.specimens.region import lycee
from ent_report.vocabulary import Uai

UAI = Uai("0750652B")
DOMAINES = ("ac-paris.fr", "ac-creteil.fr")


def of(mail: str | None) -> str:
    return mailbox(replace(lycee(1), uai=UAI, mail=mail), DOMAINES)


@pytest.mark.parametrize("mail", ["ce.0750652b@ac-paris.fr", "ce.0750652B@AC-Paris.fr", " CE.0750652B@ac-paris.fr "])
def test_the_official_mailbox_is_taken_however_the_register_writes_it(mail: str) -> None:
    assert of(mail) == "ce.0750652b@ac-paris.fr"


@pytest.mark.parametrize(
    ("mail", "found"),
    [
        (None, "found none"),
        ("", "found none"),
        ("   ", "found none"),
        ("ce.0750653c@ac-paris.fr", "expected the official mailbox alone"),  # another lycée's
        ("proviseur@gmail.com", "expected the official mailbox alone"),
        ("ce.0750652b@gmail.com", "found the domain 'gmail.com'"),
        ("ce.0750652b@ac-paris.fr.evil.example", "found the domain"),
        ("ce.0750652b@evil.ac-paris.fr", "found the domain"),  # a domain below is another one
        ("ce.0750652b@ac-paris.fr, x@evil.example", "expected the official mailbox alone"),
        ("ce.0750652b@ac-paris.fr;x@evil.example", "expected the official mailbox alone"),
        ("ce.0750652b@ac-paris.fr x@evil.example", "expected the official mailbox alone"),
        ("x@evil.example\nce.0750652b@ac-paris.fr", "expected the official mailbox alone"),
        ("ce.0750652b@ac-paris.fr\r\nBcc: x@evil.example", "expected the official mailbox alone"),
        ("ce.0750652b@ac-paris.fr\n", "expected the official mailbox alone"),
        ("Proviseur <ce.0750652b@ac-paris.fr>", "expected the official mailbox alone"),
        ("ce.0750652b@x@ac-paris.fr", "expected the official mailbox alone"),
        ("ce.０７５０６５２b@ac-paris.fr", "expected the official mailbox alone"),  # full-width digits
        ("се.0750652b@ac-paris.fr", "expected the official mailbox alone"),  # Cyrillic letters
        ("ce.0750652b@аc-paris.fr", "expected the official mailbox alone"),  # a Cyrillic a
        ("ce.0750652b@ac-paris.fr\u200b", "expected the official mailbox alone"),
        ("ce.0750652b%evil.example@ac-paris.fr", "expected the official mailbox alone"),
        ("ce.0750652b+x@ac-paris.fr", "expected the official mailbox alone"),
        ("x" * 5000, "expected the official mailbox alone"),
    ],
)
def test_anything_else_is_refused_with_what_was_found(mail: str | None, found: str) -> None:
    with pytest.raises(BoiteRefuseeError) as refused:
        of(mail)
    (fault,) = refused.value.faults
    assert fault.startswith("0750652B: mail: ")
    assert found in fault
    assert len(fault) < 300
    assert fault.isprintable()
    assert fault.isascii()  # a look-alike is told by its code


def test_no_domain_means_no_lycee() -> None:
    with pytest.raises(BoiteRefuseeError, match=r"\[envoi\] domaines: none"):
        mailbox(replace(lycee(1), uai=UAI, mail="ce.0750652b@ac-paris.fr"), ())


def test_the_lycees_that_no_report_can_reach_are_named() -> None:
    good = replace(lycee(1), uai=UAI, mail="ce.0750652b@ac-paris.fr")
    assert unreachable([good, replace(good, mail=None)], DOMAINES) == [
        "0750652B: mail: found none in the register, expected its official mailbox"
    ]
