"""A lycée's report to its mailbox, made first where it is due; and the regional summary to the council."""

from __future__ import annotations

import logging
from dataclasses import dataclass
from pathlib import Path

from prefect import State, flow
from prefect.runtime import flow_run

from ent_report.envois.demandes import Demande, Ligne, Resultat
from ent_report.envois.remise import Expediteur
from ent_report.errors import EntReportError
from ent_report.mois.chantier import Chantier, open_month
from ent_report.vocabulary import Mois
from flows.alertes import PREVENUS, ended
from flows.coffre import Secrets
from flows.expedition import DONE
from flows.parametres import (
    CONFIG,
    DATA_DIR,
    DERNIER,
    Configuration,
    Demandeur,
    Donnees,
    EditionDemandee,
    Liberer,
    MoisDemande,
    Renvoyer,
    UaiDemande,
    wanted_month,
)
from flows.rapport_mensuel import make_month, run_name

LOG = logging.getLogger("ent_report.flow")

NO_FAULT = {*DONE, Resultat.INCONNU, Resultat.NON_LIBERE}
"""What the operators are not told of: anybody may ask for a lycée that is none, and a summary waits for its release."""


@dataclass(frozen=True)
class Envois:
    """What became of the messages of one run."""

    lignes: tuple[Ligne, ...]

    @property
    def exit_status(self) -> int:
        """0: all went, or had gone; 2: an unknown lycée; 3: something did not go."""
        if any(one.resultat is Resultat.INCONNU for one in self.lignes):
            return 2
        return 0 if all(one.resultat in DONE for one in self.lignes) else 3

    @property
    def fautes(self) -> tuple[str, ...]:
        """What the operators are told."""
        return tuple(one.faute for one in self.lignes if one.resultat not in NO_FAULT)


@flow(name="envoi", flow_run_name=run_name, **PREVENUS)
def envoi(
    uai: UaiDemande,
    mois: MoisDemande = DERNIER,
    config: Configuration = CONFIG,
    data_dir: Donnees = DATA_DIR,
    edition: EditionDemandee = None,
    demandeur: Demandeur = "",
    *,
    renvoyer: Renvoyer = False,
) -> State[Envois]:
    """Send the report of one lycée and one month to the mailbox that the register has for it, and to no other.

    It is made first if it is not there, or if a figure changed since, unless an `edition` is named. The state is named
    « Partiel » where it was not sent.
    """
    wanted = wanted_month(mois, flow_run.scheduled_start_time)
    return _ended(send_lycee(uai, wanted, config, data_dir, edition, Demande.of(demandeur, renvoi=renvoyer)))


@flow(name="envoi-synthese", flow_run_name=run_name, **PREVENUS)
def envoi_synthese(
    mois: MoisDemande = DERNIER,
    config: Configuration = CONFIG,
    data_dir: Donnees = DATA_DIR,
    edition: EditionDemandee = None,
    demandeur: Demandeur = "",
    *,
    liberer: Liberer = False,
    renvoyer: Renvoyer = False,
) -> State[Envois]:
    """Send the regional summary of one month to the council's recipients, once a person has released it."""
    wanted = wanted_month(mois, flow_run.scheduled_start_time)
    demande = Demande.of(demandeur, renvoi=renvoyer)
    sender = Expediteur(open_month(Path(config), data_dir, wanted), Secrets())
    if liberer:
        sender.release(demande, edition)
    return _ended(Envois(tuple(sender.region(demande, edition))))


def _ended(envois: Envois) -> State[Envois]:
    return ended(envois, is_whole=envois.exit_status == 0)


def send_lycee(uai: str, mois: Mois, config: str, data_dir: str, edition: int | None, demande: Demande) -> Envois:
    """Raises ConfigurationError, InputsUnusableError."""
    chantier = open_month(Path(config), data_dir, mois)
    sender = Expediteur(chantier, Secrets())
    lycee = next((one for one in chantier.references.lycees if one.uai == uai), None)
    if lycee is None:
        why = Resultat.INCONNU, "is no open lycée of the region in the register"
        return Envois((sender.journal.note(mois, uai, edition, demande, why),))
    if edition is None:
        reason = _make(chantier, config, data_dir, uai)
        if reason:
            why = Resultat.NON_ETABLI, reason
            return Envois((sender.journal.note(mois, uai, edition, demande, why),))
    return Envois((sender.lycee(lycee, demande, edition),))


def _make(chantier: Chantier, config: str, data_dir: str, uai: str) -> str | None:
    """Bring the lycée's report up to date; why it is not, if it is not."""
    try:
        bilan = make_month(str(chantier.mois), config, data_dir, [uai])
    except EntReportError as error:
        return "; ".join(error.faults)
    return next((one["raison"] for one in bilan.resultats if one["statut"] in {"echec", "retenu"}), None)
