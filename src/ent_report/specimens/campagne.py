"""Runs of a month: a usual one, one in which all happened, and a first one that nothing was known before."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ent_report.contracts.regles import REGLES
from ent_report.report.campagne.modele import Campagne, Suivi
from ent_report.report.campagne.page import build_campagne
from ent_report.report.libelles import Libelles, Presentation
from ent_report.specimens.lycee import OCTOBRE
from ent_report.specimens.region import donnees_region, lycees, uai

RUN, RUN_AVANT, RUN_DU_MOIS_AVANT = "20261103T045200Z-a231", "20261103T044000Z-0b1c", "20261003T034000Z-77aa"
REFUSEE = 'entrees/comptes.csv:22: counts: found {"Comptes activés": "-37291"}, expected numbers of at least 0'
STABLE = "acces: 12 × a remark of every month"
NOUVEAU, DISPARU = f"{uai(5)}: a warning of this month", f"{uai(6)}: a warning of the month before"
FAUTE = "comptes: entrees/comptes.csv: cannot be read: Permission denied"


def source(nom: str = "comptes", **parts: Any) -> dict[str, Any]:  # noqa: ANN401
    usual = {
        "source": nom,
        "fichiers": 2,
        "lues": 1040,
        "gardees": 1032,
        "rejetees": 5,
        "doublons": 3,
        "regles": {"profil_connu": 2, "nombres_jamais_negatifs": 3},
        "exemples": [REFUSEE],
        "inchangee": False,
    }
    return usual | parts


def resultat(code: str, statut: str = "etabli", **parts: Any) -> dict[str, Any]:  # noqa: ANN401
    edition = None if statut in {"echec", "retenu"} else 1
    return {"code": code, "statut": statut, "edition": edition, "raison": None, "motif": None} | parts


def mouvement(nature: str, numero: int, **parts: Any) -> dict[str, Any]:  # noqa: ANN401
    usual = {"nature": nature, "uai": uai(numero), "nom": f"Lycée numéro {numero}", "commune": "Orsenne"}
    return usual | dict.fromkeys(("avec_uai", "avec_nom", "avant", "apres")) | parts


def controle(nom: str, *, requis: bool = False, reussi: bool = True) -> dict[str, Any]:
    return {"nom": nom, "requis": requis, "reussi": reussi, "trouve": "12 of 12", "attendu": "12"}


def bilan(**parts: Any) -> dict[str, Any]:  # noqa: ANN401
    """The summary of a usual run of a region of twelve lycées, as its JSON has it."""
    usual = {
        "run": RUN,
        "mois": "2026-10",
        "sources": [source(), source("acces", regles={}, exemples=[], inchangee=True)],
        "annuaire": {
            "lues": 20,
            "lycees": 12,
            "hors_perimetre": 7,
            "rejetees": 1,
            "doublons": 0,
            "regles": {"nom_renseigne": 1},
            "mouvements": {"depuis": "2026-09", "remarque": None, "lignes": []},
        },
        "controles": [
            controle("toutes_les_lignes_de_comptes_sont_comptees", requis=True),
            controle("le_mois_de_la_region_est_complet"),
        ],
        "fautes": [],
        "avertissements": [f"comptes: {REFUSEE}", STABLE],
        "dus": 12,
        "resultats": [*(resultat(one.uai) for one in lycees()), resultat("region")],
        "durees_s": {"collecte": 64.2, "indicateurs": 3.1, "rapports": 252.0, "region": 4.0},
    }
    return usual | parts


_AGITE = bilan(
    resultats=[
        resultat(uai(1), "echec", raison="took more than 25 s", motif="delai"),
        resultat(uai(2), "retenu", raison="données insuffisantes : 3 jours de classe mesurés sur 12"),
        resultat(uai(3), edition=2),
        resultat(uai(4), "inchange"),
        resultat("region", "retenu", raison="données insuffisantes : 3 jours de classe mesurés sur 12"),
    ],
    annuaire=bilan()["annuaire"]
    | {
        "mouvements": {
            "depuis": "2026-08",
            "remarque": None,
            "lignes": [
                mouvement("ouverture", 3),
                mouvement("fermeture", 20, commune=None),
                mouvement("fusion_probable", 21, avec_uai=uai(4), avec_nom="Lycée numéro 4"),
                mouvement("renommage", 5, avant="Lycée d’avant", apres="Lycée numéro 5"),
            ],
        }
    },
    sources=[source(regles=dict.fromkeys(REGLES, 1)), source("acces")],
    controles=[controle("le_mois_de_la_region_est_complet", reussi=False), controle("aucun_lycee_n_est_retenu")],
    fautes=[FAUTE],
    avertissements=[f"comptes: {REFUSEE}", STABLE.replace("12", "15"), NOUVEAU],
)
_AVANT = bilan(run=RUN_AVANT, resultats=[resultat(uai(1))])
_COLLECTE = bilan(run="20261102T041000Z-1111", resultats=[], fautes=[FAUTE], durees_s={})
_MOIS_AVANT = bilan(run=RUN_DU_MOIS_AVANT, mois="2026-09", avertissements=[f"comptes: {REFUSEE}", STABLE, DISPARU])
_NOUVELLE = bilan(
    sources=[source(rejetees=0, lues=1035, regles={}, exemples=[])],
    annuaire=bilan()["annuaire"]
    | {"rejetees": 0, "lues": 19, "regles": {}, "mouvements": {"depuis": None, "remarque": "nothing", "lignes": []}},
    avertissements=[],
    resultats=[resultat(uai(1))],
)
_CHIFFRES = donnees_region().figures

SUIVIS: Mapping[str, Suivi] = {
    "usuel": Suivi(bilan(), [], [_MOIS_AVANT], _CHIFFRES),
    "agite": Suivi(_AGITE, [_COLLECTE, _AVANT], [_MOIS_AVANT], _CHIFFRES, frozenset({RUN_AVANT})),
    "premiere": Suivi(_NOUVELLE, [], [], _CHIFFRES),
}
"""A run, what ran before it, and what the month before said."""


def campagne(suivi: Suivi, libelles: Libelles, presentation: Presentation, **parts: bool) -> Campagne:
    """The page of a run of October 2026; a failure is told as its kind."""
    return build_campagne(suivi, OCTOBRE, lycees(), libelles, presentation, lambda motif: f"échec : {motif}", **parts)
