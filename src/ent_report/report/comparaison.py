"""How the lycée stands among comparable ones: between quartiles, never by a rank."""

from __future__ import annotations

from dataclasses import dataclass

import polars as pl

from ent_report.lycees import GroupeComparable
from ent_report.report import cellules
from ent_report.report import format as fr
from ent_report.report.cellules import Cellule
from ent_report.report.charts.position import position
from ent_report.report.charts.primitives import Graphique
from ent_report.report.contexte import Contexte
from ent_report.report.figures import Chiffre
from ent_report.report.phrases import Phrase, phrase
from ent_report.vocabulary import Etat

# Indicator and profile, in the order of the table: rates and ratios only, which size does not explain.
COMPARES: tuple[tuple[str, str | None], ...] = (
    ("taux_activation_pct", "eleve"),
    ("taux_activation_pct", "parent"),
    ("taux_frequentation_pct", None),
    ("taux_frequentation_pct", "eleve"),
    ("taux_frequentation_pct", "parent"),
    ("visites_pour_100_eleves", None),
    ("visites_par_visiteur", None),
    ("duree_moyenne_s", None),
)


@dataclass(frozen=True)
class LigneComparaison:
    libelle: str
    valeur: Cellule
    q1: Cellule
    mediane: Cellule
    q3: Cellule
    graphique: Graphique
    lecture: Phrase


@dataclass(frozen=True)
class Comparaison:
    """`lignes` is empty where too few lycées are comparable; `groupe` says which ones are."""

    lignes: tuple[LigneComparaison, ...]
    groupe: Phrase
    constat: Phrase


def comparaison(ctx: Contexte) -> Comparaison:
    quartiles = {
        (r["indicateur"], r["profil"]): r
        for r in ctx.donnees.comparables.filter(
            pl.col("service").is_null() & pl.col("appareil").is_null() & pl.col("mediane").is_not_null()
        ).iter_rows(named=True)
    }
    found = [(code, profil, quartiles[code, profil]) for code, profil in COMPARES if (code, profil) in quartiles]
    lines = tuple(_line(ctx, code, profil, (r["q1"], r["mediane"], r["q3"])) for code, profil, r in found)
    size = min((int(r["effectif"]) for _, _, r in found), default=0)
    return Comparaison(lines, _group(ctx, ctx.donnees.groupe, size), _finding(lines))


def _line(ctx: Contexte, code: str, profil: str | None, quartiles: tuple[float, float, float]) -> LigneComparaison:
    indicator, figure = ctx.indicateur(code), ctx.chiffre(code, profil=profil)
    q1, mediane, q3 = (cellules.value(indicator, Chiffre(Etat.PUBLIE, value)) for value in quartiles)
    own = cellules.value(indicator, figure)
    label = indicator.libelle if profil is None else f"{indicator.libelle}, {ctx.libelles.profils[profil].lower()}"
    place = _place(figure.valeur, quartiles[0], quartiles[2])
    return LigneComparaison(
        libelle=label,
        valeur=own,
        q1=q1,
        mediane=mediane,
        q3=q3,
        graphique=position(*quartiles, figure.valeur),
        lecture=phrase(f"place_{place}", libelle=label, valeur=str(own), q1=str(q1), mediane=str(mediane), q3=str(q3)),
    )


def _place(value: float | None, q1: float, q3: float) -> str:
    if value is None:
        return "inconnue"
    return "basse" if value < q1 else "haute" if value > q3 else "moyenne"


def _group(ctx: Contexte, group: GroupeComparable, size: int) -> Phrase:
    low, high = group.nb_eleves_min, group.nb_eleves_max
    bounds = {"minimum": fr.nombre(low or 0), "maximum": fr.nombre(high or 0)}
    kind = {(True, True): "tous", (True, False): "moins", (False, True): "plus", (False, False): "entre"}
    return phrase(
        f"groupe_{kind[low is None, high is None]}",
        **bounds,
        nombre=fr.quantite(size),
        type=ctx.libelles.types.get(group.type, ""),
    )


def _finding(lines: tuple[LigneComparaison, ...]) -> Phrase:
    """Which indicators lie out of the middle half, if any is known."""
    places = {cle: [x for x in lines if x.lecture.cle == f"place_{cle}"] for cle in ("haute", "basse", "moyenne")}
    known = sum(len(found) for found in places.values())
    if not known:
        return phrase("comparaison_inconnue")
    high, low = (
        fr.enumeration([f"{x.libelle[:1].lower()}{x.libelle[1:]}" for x in places[cle]]) for cle in ("haute", "basse")
    )
    kind = ("haute_" if high else "") + ("basse_" if low else "") or "moyenne_"
    return phrase(f"comparaison_{kind[:-1]}", haut=high, bas=low, nombre=fr.quantite(known))
