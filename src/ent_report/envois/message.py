"""The message: the first page's figures as text and as HTML, the PDF attached, or where it can be fetched."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime, make_msgid

from ent_report.configuration.sections.envoi import Envoi
from ent_report.courrier import Courrier
from ent_report.errors import EntReportError
from ent_report.render.html import Templates
from ent_report.report.lettre import Lettre
from ent_report.vocabulary import PARIS

_MIB = 2**20


class TropGrandError(EntReportError):
    """The message is larger than it may be, and there is no address to give instead."""

    exit_status = 3


def compose(
    lettre: Lettre, pdf: bytes, destinataire: str, envoi: Envoi, courrier: Courrier, templates: Templates
) -> EmailMessage:
    """The message to one recipient, the PDF attached where it is not too large.

    Raises TropGrandError, RenderingError.
    """
    message = _written(lettre, destinataire, envoi, courrier, templates)
    message.add_attachment(pdf, maintype="application", subtype="pdf", filename=lettre.fichier)
    size = len(message.as_bytes())
    if size <= envoi.taille_max_mio * _MIB:
        return message
    if envoi.lien is None:
        raise TropGrandError(
            f"{lettre.mois} {lettre.uai or 'region'}: the message: found {size / _MIB:.1f} MiB, expected at most "
            f"{envoi.taille_max_mio:g} ([envoi] taille_max_mio), or [envoi] lien"
        )
    link = envoi.lien.format(mois=lettre.mois, code=lettre.uai or "region", edition=f"{lettre.edition:02d}")
    return _written(replace(lettre, lien=link), destinataire, envoi, courrier, templates)


def _written(lettre: Lettre, destinataire: str, envoi: Envoi, courrier: Courrier, templates: Templates) -> EmailMessage:
    message = EmailMessage(policy=SMTP)
    message["From"] = Address(_line(lettre.presentation.nom_region), addr_spec=courrier.expediteur)
    message["To"] = Address(addr_spec=destinataire)
    if envoi.repondre_a:
        message["Reply-To"] = Address(addr_spec=envoi.repondre_a)
    message["Subject"] = _line(lettre.sujet)
    message["Date"] = format_datetime(datetime.now(PARIS))
    message["Message-ID"] = make_msgid(domain=courrier.expediteur.rpartition("@")[2])
    message["Auto-Submitted"] = "auto-generated"
    text = templates.render("courriel/rapport.txt.j2", "ecran", lettre.valeurs())
    message.set_content(f"{text.strip()}\n", cte="quoted-printable")
    page = templates.render("courriel/rapport.html.j2", "ecran", lettre.valeurs())
    message.add_alternative(page, subtype="html", cte="quoted-printable")
    return message


def _line(text: str) -> str:
    """One line: no name of the register can begin another header."""
    return " ".join("".join(c if c.isprintable() or c.isspace() else " " for c in text).split())
