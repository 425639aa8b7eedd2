"""How the lycée stands among comparable ones: between quartiles, never by a rank."""

from __future__ import annotations

from dataclasses import dataclass

import polars as pl

from ent_report.domaine.lycees import GroupeComparable
from ent_report.langue import LANGUE
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
    """`lignes` are the indicators that this lycée has; empty where too few others are comparable, or none of its own
    figures may be shown. `groupe` says which lycées are comparable.
    """

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
    known = [pair for pair in COMPARES if ctx.chiffre(pair[0], profil=pair[1]).etat is not Etat.ABSENT]
    found = [(code, profil, quartiles[code, profil]) for code, profil in known if (code, profil) in quartiles]
    lines = [_line(ctx, code, profil, (r["q1"], r["mediane"], r["q3"])) for code, profil, r in found]
    size = min((int(r["effectif"]) for _, _, r in found), default=0)
    places = [(code, profil, line.lecture.cle) for (code, profil, _), line in zip(found, lines, strict=True)]
    has_own = any(not line.valeur.est_mot for line in lines)
    return Comparaison(tuple(lines) if has_own else (), _group(ctx, ctx.donnees.groupe, size), _finding(ctx, places))


def _line(ctx: Contexte, code: str, profil: str | None, quartiles: tuple[float, float, float]) -> LigneComparaison:
    indicator, figure = ctx.indicateur(code), ctx.chiffre(code, profil=profil)
    q1, mediane, q3 = (cellules.value(indicator, Chiffre(Etat.PUBLIE, value)) for value in quartiles)
    own = cellules.value(indicator, figure)
    label = indicator.libelle if profil is None else f"{indicator.libelle} {_of(ctx.libelles.profils[profil].lower())}"
    place = _place(figure.valeur, quartiles[0], quartiles[2], is_level=str(own) in (str(q1), str(q3)))
    return LigneComparaison(
        libelle=label,
        valeur=own,
        q1=q1,
        mediane=mediane,
        q3=q3,
        graphique=position(*quartiles, figure.valeur),
        lecture=phrase(f"place_{place}", libelle=label, valeur=str(own), q1=str(q1), mediane=str(mediane), q3=str(q3)),
    )


def _of(profil: str) -> str:
    return LANGUE.rapports.du_profil.format(profil=profil)


def _place(value: float | None, q1: float, q3: float, *, is_level: bool) -> str:
    """`is_level`: as shown, it is what a quartile is, which nobody reads as more or as less."""
    if value is None:
        return "inconnue"
    if is_level:
        return "moyenne"
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


def _finding(ctx: Contexte, places: list[tuple[str, str | None, str]]) -> Phrase:
    """Which indicators lie out of the middle half, if any is known."""
    where = {
        cle: [(c, p) for c, p, place in places if place == f"place_{cle}"] for cle in ("haute", "basse", "moyenne")
    }
    known = sum(len(found) for found in where.values())
    if not known:
        return phrase("comparaison_inconnue")
    high, low = _named(ctx, where["haute"]), _named(ctx, where["basse"])
    kind = ("haute_" if high else "") + ("basse_" if low else "") or "moyenne_"
    return phrase(f"comparaison_{kind[:-1]}", haut=high, bas=low, nombre=fr.quantite(known))


def _named(ctx: Contexte, found: list[tuple[str, str | None]]) -> str:
    """« taux d’activation des élèves et des parents ; taux de fréquentation (tous profils et élèves) »."""
    profiles: dict[str, list[str | None]] = {}
    for code, profil in found:
        profiles.setdefault(code, []).append(profil)
    return f"{fr.NNBSP}; ".join(_label(ctx, code, own) for code, own in profiles.items())


def _label(ctx: Contexte, code: str, profils: list[str | None]) -> str:
    label = ctx.indicateur(code).libelle
    names = [ctx.libelles.profils[profil].lower() if profil else LANGUE.rapports.tous_profils for profil in profils]
    if profils == [None]:
        of = ""
    elif None in profils:
        of = f" ({fr.enumeration(names)})"
    else:
        of = f" {fr.enumeration([_of(name) for name in names])}"
    return f"{label[:1].lower()}{label[1:]}{of}"
