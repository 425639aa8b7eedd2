"""What became of each lycée's report: due, collected, issued, held, failed."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any, NamedTuple

import polars as pl

from ent_report.configuration.settings import load_settings
from ent_report.domaine.lycees import Lycee
from ent_report.editions.etablies import EditionDamagedError, EditionEtablie, last_edition, lycee_folder, region_folder
from ent_report.entrepots.choix import open_store
from ent_report.entrepots.racine import Racine
from ent_report.envois.demandes import Ligne, Resultat
from ent_report.envois.journal import Journal
from ent_report.errors import UnsoundPieceError
from ent_report.mois.tables import read_manifest
from ent_report.operation.campagnes import outcomes, read_runs
from ent_report.references.lycees import read_lycees
from ent_report.store import Store
from ent_report.vocabulary import Mois, Niveau

REGION = "region"
UNKNOWN = {Resultat.INCERTAIN, Resultat.ILLISIBLE}


def read_status(config: Path, data_dir: Racine, mois: Mois) -> dict[str, Any]:
    """The month's state. Raises ConfigurationError, InputsUnusableError, UsageError."""
    settings, store = load_settings(config), open_store(data_dir, en_lecture=True)
    return month_status(read_lycees(settings, store), store, mois)


def month_status(due: Sequence[Lycee], store: Store, mois: Mois) -> dict[str, Any]:
    """For each due lycée its last edition, or why it has none; and the regional summary's edition."""
    unmade = _unmade(store, mois)
    region, damaged = _last(store, region_folder(mois))
    if damaged:
        unmade[REGION] = damaged
    collected = _collected(store, mois)
    sent = _sent(store, mois)
    lycees = []
    for lycee in due:
        last, damaged = _last(store, lycee_folder(mois, lycee.uai))
        if damaged:
            unmade[lycee.uai] = damaged
        lycees.append(
            {
                "uai": str(lycee.uai),
                "nom": lycee.nom,
                "etat": unmade[lycee.uai].etat if lycee.uai in unmade else "etabli" if last else "du",
                "collecte": str(lycee.uai) in collected,
                "edition": last.numero if last else None,
                "statut": last.manifest["statut"] if last else None,
                "raison": unmade[lycee.uai].raison if lycee.uai in unmade else None,
                "motif": unmade[lycee.uai].motif if lycee.uai in unmade else None,
                "envoye": sent.get(str(lycee.uai)),
            }
        )
    return {
        "mois": str(mois),
        "region": region.numero if region else None,
        "region_retenue": unmade[REGION].raison if REGION in unmade and unmade[REGION].etat == "retenu" else None,
        "region_envoyee": sent.get(REGION),
        "lycees": lycees,
    }


def _sent(store: Store, mois: Mois) -> dict[str, dict[str, Any]]:
    """By UAI, or `region`: the last message that went, else the last that is uncertain or did not go, and why."""
    found: dict[str, Ligne] = {}
    for one in Journal(store).lines(mois):
        before = found.get(one.code)
        if one.resultat is not Resultat.DEJA_ENVOYE and (before is None or _weight(one) >= _weight(before)):
            found[one.code] = one
    return {
        code: {
            "resultat": one.resultat.value,
            "edition": one.edition,
            "le": one.fini_le or None,
            "reponse": one.reponse,
        }
        for code, one in found.items()
    }


def _collected(store: Store, mois: Mois) -> set[str]:
    """The lycées of which the month's table has a figure; none where it is damaged, as if it were not computed."""
    known = read_manifest(store, mois)
    if known is None:
        return set()
    told = (pl.col("niveau") == Niveau.ETABLISSEMENT.value) & pl.col("valeur").is_not_null()
    try:
        found = store.read_rows(
            [known["table"]["chemin"]], lambda rows: rows.filter(told).select(pl.col("code").unique())
        )
    except UnsoundPieceError:
        return set()
    return set(found["code"])


def _weight(one: Ligne) -> int:
    """What went says more than what may have gone, and that more than what did not."""
    return 2 if one.resultat is Resultat.ENVOYE else 1 if one.resultat in UNKNOWN else 0


class _Manque(NamedTuple):
    """Why a report is not there: it failed or is held, the reason, and the kind of failure."""

    etat: str
    raison: str
    motif: str | None


def _last(store: Store, dossier: str) -> tuple[EditionEtablie | None, _Manque | None]:
    """The last edition of a report, or why it cannot be read: one damaged manifest hides nothing of the others."""
    try:
        return last_edition(store, dossier), None
    except EditionDamagedError as error:
        return None, _Manque("echec", "; ".join(error.faults), error.motif)


def _unmade(store: Store, mois: Mois) -> dict[str, _Manque]:
    """By UAI, or `region`, the reports whose last attempt failed, or that are held."""
    return {
        code: _Manque(one["statut"], one["raison"], one.get("motif"))
        for code, one in outcomes(read_runs(store, mois)).items()
        if one["statut"] in {"echec", "retenu"}
    }


def _word(one: dict[str, Any]) -> str:
    words = {"etabli": "issued", "du": "collected" if one["collecte"] else "due", "echec": "failed", "retenu": "held"}
    return words[one["etat"]]


def _sending(envoye: dict[str, Any] | None) -> str:
    if envoye is None:
        return ""
    if envoye["resultat"] == Resultat.ENVOYE:
        return f"; edition {envoye['edition']} sent on {envoye['le']}"
    if envoye["resultat"] in UNKNOWN:
        return f"; may have been sent: {envoye['resultat']} ({envoye['reponse']})"
    return f"; not sent: {envoye['resultat']} ({envoye['reponse']})"


def as_text(found: dict[str, Any]) -> str:
    """A line a lycée, and the sums."""
    lines = [
        f"{one['uai']}  {_word(one):<9}  "
        f"{'edition ' + str(one['edition']) if one['edition'] else '-':<10}  {one['nom']}"
        + (f" ({one['raison']})" if one["raison"] else "")
        + _sending(one["envoye"])
        for one in found["lycees"]
    ]
    issued = sum(1 for one in found["lycees"] if one["edition"])
    region = f"edition {found['region']}" if found["region"] else "not issued"
    region += f", held ({found['region_retenue']})" if found["region_retenue"] else ""
    region += _sending(found["region_envoyee"])
    return "\n".join([*lines, f"{found['mois']}: {issued} of {len(lines)} lycées issued; regional summary: {region}"])
