"""One edition to one recipient: read back, claimed, handed to the mail server, recorded. Exactly once."""

from __future__ import annotations

import logging
import random
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from email.message import EmailMessage
from functools import cached_property

from ent_report.configuration.presentation import every_label, presentation_of
from ent_report.courrier import Sort, hand_over
from ent_report.domaine.lycees import Lycee
from ent_report.editions.etablies import EditionEtablie, edition_numbers, lycee_folder, region_folder
from ent_report.envois.contenu import REGION, edition_to_send, read_back
from ent_report.envois.demandes import Demande, Ligne, Pli, Resultat
from ent_report.envois.destinataire import BoiteRefuseeError, mailbox
from ent_report.envois.journal import Journal
from ent_report.envois.message import compose
from ent_report.errors import ConfigurationError, EntReportError
from ent_report.mois.chantier import Chantier
from ent_report.render.html import Templates
from ent_report.report import format as fr
from ent_report.report.lettre import Lettre, key_figures

LOG = logging.getLogger("ent_report.envois")

JITTER, RANDOM = 0.25, random.SystemRandom()


@dataclass
class Debit:
    """No more messages a minute than the mail server allows, over one process."""

    par_minute: float
    pause: Callable[[float], None] = time.sleep
    _suivant: float = field(default=0.0, init=False)

    def wait(self) -> None:
        now = time.monotonic()
        if self._suivant > now:
            self.pause(self._suivant - now)
        self._suivant = max(now, self._suivant) + 60 / self.par_minute


class Expediteur:
    """Sends the editions of one month of one region."""

    def __init__(
        self, chantier: Chantier, secrets: Mapping[str, str], pause: Callable[[float], None] = time.sleep
    ) -> None:
        """Raises ConfigurationError where no mail server is configured."""
        if chantier.settings.courrier is None:
            raise ConfigurationError("[courrier] is missing: expected the server that takes the mail")
        self.chantier = chantier
        self.journal = Journal(chantier.store)
        self._courrier = chantier.settings.courrier
        self._envoi = chantier.settings.envoi
        self._secrets = secrets
        self._pause = pause
        self._debit = Debit(self._envoi.par_minute, pause)

    @cached_property
    def _templates(self) -> Templates:
        return Templates(*self.chantier.settings.gabarits)

    def lycee(self, lycee: Lycee, demande: Demande, edition: int | None = None) -> Ligne:
        """Send a lycée's report, its last edition or the one that is named, to the mailbox that the register has for
        it. Returns the journal's line; raises StorageError alone.
        """
        code = str(lycee.uai)
        try:
            recipient = mailbox(lycee, self._envoi.domaines)
            found = edition_to_send(self.chantier.store, lycee_folder(self.chantier.mois, code), edition)
        except EntReportError as error:
            kind = Resultat.REFUSE if isinstance(error, BoiteRefuseeError) else Resultat.NON_ETABLI
            return self._note(code, edition, demande, kind, _reason(error))
        return self._send(Pli(self.chantier.mois, code, found.numero, recipient), found, lycee, demande)

    def region(self, demande: Demande, edition: int | None = None) -> list[Ligne]:
        """Send the regional summary to each of its recipients, if it was released. A recipient that is refused stops
        none of the others.
        """
        try:
            found = edition_to_send(self.chantier.store, region_folder(self.chantier.mois), edition)
        except EntReportError as error:
            return [self._note(REGION, edition, demande, Resultat.NON_ETABLI, _reason(error))]
        if not self._envoi.synthese:
            reason = "found no recipient, expected some in [envoi] synthese"
            return [self._note(REGION, found.numero, demande, Resultat.REFUSE, reason)]
        if not (self._envoi.synthese_automatique or self.journal.is_released(self.chantier.mois, REGION, found.numero)):
            reason = f"edition {found.numero} was not released: look at it, then send it with --release"
            return [self._note(REGION, found.numero, demande, Resultat.NON_LIBERE, reason)]
        plis = [Pli(self.chantier.mois, REGION, found.numero, one) for one in self._envoi.synthese]
        return [self._send(pli, found, None, demande) for pli in plis]

    def release(self, demande: Demande, edition: int | None = None) -> None:
        """Record that a person lets the regional summary go. Raises EditionDamagedError, RapportFautifError."""
        found = edition_to_send(self.chantier.store, region_folder(self.chantier.mois), edition)
        self.journal.release(self.chantier.mois, REGION, found.numero, demande)

    def _send(self, pli: Pli, edition: EditionEtablie, lycee: Lycee | None, demande: Demande) -> Ligne:
        """Under a lock: of two requests for the same, the second finds what became of the first."""
        with self.chantier.store.lock(f"envoi-{pli.mois}-{pli.code}"):
            refusal = None if demande.renvoi else _already(self.journal.attempts(pli))
            if refusal is not None:
                return self._note(pli.code, pli.edition, demande, *refusal)
            try:
                message = self._message(pli, edition, lycee, demande)
            except (EntReportError, OSError) as error:
                return self._note(pli.code, pli.edition, demande, Resultat.REFUSE, _reason(error))
            return self._hand_over(pli, message, demande)

    def _hand_over(self, pli: Pli, message: EmailMessage, demande: Demande) -> Ligne:
        """Each try is an attempt of its own, so that a death between two of them leaves nothing uncertain."""
        number = 0
        while True:
            self._debit.wait()
            attempt = self.journal.claim(pli, demande, message["Message-ID"])
            remise = hand_over(self._courrier, self._secrets, message, pli.destinataire)
            line = self.journal.settle(attempt, remise)
            LOG.info("%s %s: %s (%s)", pli.mois, pli.code, line.resultat.value, line.reponse)
            number += 1
            if remise.sort is not Sort.DIFFERE or number == self._envoi.essais:
                return line
            wait = self._envoi.attente_s * 2 ** (number - 1)
            self._pause(wait * (1 + RANDOM.uniform(-JITTER, JITTER)))

    def _message(self, pli: Pli, edition: EditionEtablie, lycee: Lycee | None, demande: Demande) -> EmailMessage:
        """Of an edition that is what was issued, and this lycée's. Raises EntReportError."""
        pdf, donnees = read_back(self.chantier.store, pli, edition)
        presentation = presentation_of(self.chantier.settings)
        lettre = Lettre(
            nom=fr.nom_propre(lycee.nom if lycee else presentation.nom_region),
            uai=str(lycee.uai) if lycee else None,
            mois=pli.mois,
            edition=pli.edition,
            derniere=edition_numbers(self.chantier.store, edition.dossier.rpartition("/")[0])[-1],
            est_partiel=edition.manifest["statut"] == "partiel",
            est_fictif=self.chantier.settings.presentation.donnees_fictives,
            demande_le=datetime.fromisoformat(demande.le),
            chiffres=key_figures(donnees, every_label(self.chantier.settings)),
            presentation=presentation,
        )
        return compose(lettre, pdf, pli.destinataire, self._envoi, self._courrier, self._templates)

    def _note(self, code: str, edition: int | None, demande: Demande, resultat: Resultat, reason: str) -> Ligne:
        LOG.warning("%s %s: %s: %s", self.chantier.mois, code, resultat.value, reason)
        return self.journal.note(self.chantier.mois, code, edition, demande, (resultat, reason))


def _already(before: Sequence[Ligne]) -> tuple[Resultat, str] | None:
    """Why what was tried before is not sent again by itself: one attempt that got through, or may have, is enough."""
    sent = [one for one in before if one.resultat is Resultat.ENVOYE]
    unknown = [one for one in before if one.resultat in {Resultat.INCERTAIN, Resultat.ILLISIBLE}]
    if sent:
        return Resultat.DEJA_ENVOYE, f"sent on {sent[-1].fini_le}; --resend sends it again"
    if unknown:
        one = unknown[-1]
        return Resultat.INCERTAIN, (
            f"claimed on {one.demande_le}, and it is not known whether it was sent ({one.reponse}; message "
            f"{one.message_id or 'unknown'}): ask the mailbox or the mail server, --resend sends it again"
        )
    return None


def _reason(error: EntReportError | OSError) -> str:
    return "; ".join(error.faults) if isinstance(error, EntReportError) else str(error)
