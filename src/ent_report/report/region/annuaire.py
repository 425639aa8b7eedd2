"""Which lycées opened, are gone, were renamed or moved in the register since the month before."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

from ent_report.domaine.mouvements_annuaire import Mouvement, Nature
from ent_report.report import format as fr
from ent_report.report.phrases import Phrase, phrase
from ent_report.report.region.contexte import ContexteRegion
from ent_report.report.region.noms import nom

LIGNES_MAX = 20
_QUOI = {
    Nature.OUVERTURE: "annuaire_ouverture",
    Nature.FERMETURE: "annuaire_fermeture",
    Nature.FUSION_PROBABLE: "annuaire_fusion_probable",
    Nature.RENOMMAGE: "annuaire_renommage",
    Nature.DEPLACEMENT: "annuaire_deplacement",
}


@dataclass(frozen=True)
class ChangementAnnuaire:
    """One line: the lycée, what stands under its name, and what became of it."""

    nom: str
    precision: str
    quoi: Phrase


@dataclass(frozen=True)
class AnnuaireRegion:
    constat: Phrase
    lignes: tuple[ChangementAnnuaire, ...]
    autres: Phrase | None


def build_annuaire(ctx: ContexteRegion) -> AnnuaireRegion | None:
    """None where there is no earlier register to compare with."""
    found = ctx.donnees.annuaire
    if found is None:
        return None
    since, changes = fr.mois_long(found.depuis), found.mouvements
    if not changes:
        return AnnuaireRegion(phrase("annuaire_inchange", mois=since), (), None)
    others = len(changes) - LIGNES_MAX
    return AnnuaireRegion(
        phrase("annuaire_change", mois=since, **dict(_counts(changes))),
        tuple(_line(one) for one in changes[:LIGNES_MAX]),
        phrase("annuaire_autres", nombre=fr.quantite(others)) if others > 0 else None,
    )


def _counts(changes: tuple[Mouvement, ...]) -> Iterator[tuple[str, fr.Quantite | str]]:
    """How many of each nature; an empty text for none."""
    counted = Counter(one.nature for one in changes)
    for nature in Nature:
        yield nature.value, fr.quantite(counted[nature]) if counted[nature] else ""


def _line(one: Mouvement) -> ChangementAnnuaire:
    values = {
        "avec": nom(one.avec_nom),
        "avec_uai": one.avec_uai or "",
        "avant": nom(one.avant),
        "apres": nom(one.apres),
    }
    place = " · ".join(nom(text) for text in (one.commune, one.uai) if text)
    return ChangementAnnuaire(nom(one.nom), place, phrase(_QUOI[one.nature], **values))
