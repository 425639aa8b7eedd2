"""The regional summary's sending by the monthly run itself, where the region wants no release before."""

from __future__ import annotations

from pathlib import Path

from ent_report.editions.resultats import ETABLI, INCHANGE
from ent_report.envois.contenu import REGION
from ent_report.envois.demandes import Demande, Resultat
from ent_report.envois.remise import Expediteur
from ent_report.mois.chantier import open_month
from ent_report.operation.run_summary import Bilan
from ent_report.vocabulary import Mois
from flows.bilan import write_summary
from flows.coffre import Secrets

DONE = {Resultat.ENVOYE, Resultat.DEJA_ENVOYE}


def send_summary(bilan: Bilan, config: str, data_dir: str, *, renvoyer: bool) -> None:
    """Send the summary that this run made, or found unchanged; what could not be sent is a fault of the run."""
    chantier = open_month(Path(config), data_dir, Mois.parse(bilan.mois))
    if not chantier.settings.envoi.synthese_automatique:
        return
    if not any(one["code"] == REGION and one["statut"] in {ETABLI, INCHANGE} for one in bilan.resultats):
        return
    sent = Expediteur(chantier, Secrets()).region(Demande.of("rapport-mensuel", renvoi=renvoyer))
    faults = [one.faute for one in sent if one.resultat not in DONE]
    if faults:
        bilan.fautes.extend(faults)
        write_summary(chantier.store, bilan)
