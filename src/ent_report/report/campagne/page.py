"""One run of a month for the region's staff: what came in, what was refused, what changed, what became of the reports.

A refused row is told by its rule and number alone: what stands in it is in no published figure.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import UTC, datetime

from ent_report.domaine.lycees import Lycee
from ent_report.report import format as fr
from ent_report.report.campagne.changements import find_changes, messages
from ent_report.report.campagne.modele import (
    Annuaire,
    Arrivee,
    Bilan,
    Campagne,
    Controle,
    Etape,
    Passage,
    Rapport,
    Rejet,
    Suivi,
)
from ent_report.report.libelles import Libelles, Presentation
from ent_report.report.palette import Palette
from ent_report.vocabulary import PARIS, Mois

ANNUAIRE, REGION = "annuaire", "region"
FAITS = ("etabli", "inchange")

_LIGNES_COMPTEES = re.compile(r"toutes_les_lignes_de_(.+)_sont_comptees")


def build_campagne(
    suivi: Suivi,
    mois: Mois,
    lycees: Sequence[Lycee],
    libelles: Libelles,
    presentation: Presentation,
    echec: Callable[[str | None], str],
    *,
    donnees_fictives: bool = False,
) -> Campagne:
    """The page of a run; `echec`: the kind of a failure -> what readers are told of it.

    Raises KeyError for an indicator that `libelles` lacks, ValueError for a colour that is none.
    """
    bilan = suivi.bilan
    known = {str(one.uai): one for one in lycees}
    reports = [_report(one, known, echec) for one in bilan["resultats"]]
    own = [one for one in reports if one.uai != REGION]
    checks = [_check(one, libelles) for one in bilan["controles"]]
    statuses = ("etabli", "inchange", "retenu", "echec")
    steps = bilan["durees_s"]
    return Campagne(
        run=bilan["run"],
        quand=_moment(bilan["run"]),
        mois=fr.mois_long(mois),
        mois_code=str(mois),
        nom_region=fr.nom_propre(presentation.nom_region),
        nom_ent=fr.nom_propre(presentation.nom_ent),
        est_complete=_is_complete(bilan),
        dus=fr.quantite(bilan["dus"]),
        decompte={name: fr.quantite(sum(one.statut == name for one in own)) for name in statuses},
        region=next((one for one in reports if one.uai == REGION), None),
        a_regarder=tuple(one for one in own if one.statut not in FAITS),
        editions=tuple(one for one in own if one.statut == "etabli" and (one.edition or 0) > 1),
        changements=find_changes(bilan, suivi.precedents, suivi.mois_precedent, mois, suivi.figures, libelles),
        arrivees=tuple(_arrival(one, libelles) for one in bilan["sources"]),
        annuaire=Annuaire(*(fr.nombre(bilan[ANNUAIRE][name]) for name in Annuaire.__dataclass_fields__)),
        rejets=tuple(_rejects(bilan, libelles)),
        controles_echoues=tuple(one for one in checks if not one.est_reussi),
        controles_reussis=tuple(one for one in checks if one.est_reussi),
        fautes=tuple(bilan["fautes"]),
        avertissements=tuple(messages(bilan)),
        etapes=tuple(Etape(name, fr.duree(seconds)) for name, seconds in steps.items()),
        duree=fr.duree(sum(steps.values())),
        passages=tuple(_passage(one, suivi.avec_page) for one in reversed(suivi.precedents)),
        donnees_fictives=donnees_fictives,
        palette=Palette.from_couleur(presentation.couleur),
    )


def _moment(run: str) -> str:
    """`20261103T045200Z-a231` gives « 3 novembre 2026 à 5 h 52 »: the id of a run begins with its time.

    One that does not stands for itself.
    """
    try:
        start = datetime.strptime(run.partition("-")[0], "%Y%m%dT%H%M%SZ").replace(tzinfo=UTC).astimezone(PARIS)
    except ValueError:
        return run
    return fr.instant(start)


def _is_complete(bilan: Bilan) -> bool:
    return not bilan["fautes"] and all(one["statut"] in FAITS for one in bilan["resultats"])


def _report(one: Bilan, known: Mapping[str, Lycee], echec: Callable[[str | None], str]) -> Rapport:
    """A failure's detail is for administrators; others are told its kind."""
    lycee = known.get(one["code"])
    reason = echec(one.get("motif")) if one["statut"] == "echec" else one["raison"]
    return Rapport(
        uai=one["code"],
        nom=fr.nom_propre(lycee.nom) if lycee else one["code"],
        commune=fr.nom_propre(lycee.commune or "") if lycee else "",
        statut=one["statut"],
        edition=one["edition"],
        raison=fr.typographie(fr.nom_propre(reason)) if reason else None,
    )


def _arrival(one: Bilan, libelles: Libelles) -> Arrivee:
    files, *rows = (fr.nombre(one[name]) for name in ("fichiers", "lues", "gardees", "rejetees", "doublons"))
    read, kept, refused, twice = rows
    return Arrivee(_capital(libelles.source(one["source"])), files, read, kept, refused, twice, one["inchangee"])


def _rejects(bilan: Bilan, libelles: Libelles) -> Iterator[Rejet]:
    for one in (*bilan["sources"], bilan[ANNUAIRE] | {"source": ANNUAIRE}):
        for rule, rows in sorted(one["regles"].items(), key=lambda item: (-item[1], item[0])):
            yield Rejet(_capital(libelles.source(one["source"])), rule, fr.quantite(rows))


def _check(one: Bilan, libelles: Libelles) -> Controle:
    of_rows = _LIGNES_COMPTEES.fullmatch(one["nom"])
    name, about = ("lignes_comptees", libelles.source(of_rows[1])) if of_rows else (one["nom"], "")
    return Controle(name, about, one["requis"], one["reussi"], one["trouve"], one["attendu"])


def _passage(one: Bilan, with_page: frozenset[str]) -> Passage:
    issued = sum(result["statut"] == "etabli" and result["code"] != REGION for result in one["resultats"])
    page = f"{one['run']}.html" if one["run"] in with_page else None
    return Passage(_moment(one["run"]), page, _is_complete(one), not one["resultats"], fr.quantite(issued))


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]
