"""How lycées differ: not means, but how many there are at each height, their quartiles, and by type."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from ent_report.domaine.lycees import Lycee, TypeLycee
from ent_report.report import cellules
from ent_report.report import format as fr
from ent_report.report.cellules import Cellule
from ent_report.report.charts.histogramme import classes_de_taux, classes_rondes, histogramme
from ent_report.report.charts.primitives import Graphique
from ent_report.report.figures import Chiffre
from ent_report.report.phrases import Phrase, phrase
from ent_report.report.region.contexte import ContexteRegion
from ent_report.report.region.ecarts import SEUIL_PARENTS_PCT, dire_ecarts
from ent_report.report.region.quartiles import EFFECTIF_MIN, quartiles
from ent_report.vocabulary import Etat

# Indicator and profile: rates and ratios, which size does not explain.
_COMPARES: tuple[tuple[str, str | None], ...] = (
    ("taux_activation_pct", "parent"),
    ("taux_activation_pct", None),
    ("taux_frequentation_pct", None),
    ("visites_pour_100_eleves", None),
    ("visites_par_visiteur", None),
)
_DESSINES = _COMPARES[:4]


@dataclass(frozen=True)
class Dessin:
    titre: str
    graphique: Graphique
    lecture: Phrase


@dataclass(frozen=True)
class LigneQuartiles:
    """`connus` are the lycées whose figure may be shown, `autres` those with « n.c. » or « n.d. »."""

    libelle: str
    connus: str
    autres: str
    minimum: Cellule
    q1: Cellule
    mediane: Cellule
    q3: Cellule
    maximum: Cellule


@dataclass(frozen=True)
class LigneType:
    """The medians of one type of lycée, in the order of the columns."""

    libelle: str
    lycees: str
    medianes: tuple[Cellule, ...]


@dataclass(frozen=True)
class Repartition:
    """Without drawings and tables where too few lycées are known; `sans_chiffre` are the words that the column of
    `LigneQuartiles.autres` counts.
    """

    constats: tuple[Phrase, ...]
    dessins: tuple[Dessin, ...]
    quartiles: tuple[LigneQuartiles, ...]
    sans_chiffre: tuple[Cellule, ...]
    colonnes: tuple[str, ...]
    types: tuple[LigneType, ...]


def build_repartition(ctx: ContexteRegion) -> Repartition:
    enough = {key for key in _COMPARES if len(ctx.valeurs(key[0], profil=key[1])) >= EFFECTIF_MIN}
    few = phrase("repartition_inconnue", minimum=fr.quantite(EFFECTIF_MIN))
    return Repartition(
        constats=tuple(dire_ecarts(ctx)) if enough else (few,),
        dessins=tuple(_drawing(ctx, *key) for key in _DESSINES if key in enough),
        quartiles=tuple(_quartiles(ctx, *key) for key in _COMPARES) if enough else (),
        sans_chiffre=(Cellule(fr.MASQUE, est_mot=True), Cellule(fr.ABSENT, est_mot=True)) if enough else (),
        colonnes=tuple(_label(ctx, *key) for key in _COMPARES),
        types=tuple(_types(ctx)) if enough else (),
    )


def _label(ctx: ContexteRegion, code: str, profil: str | None) -> str:
    label = ctx.indicateur(code).libelle
    return label if profil is None else f"{label}, {ctx.libelles.profils[profil].lower()}"


def _drawing(ctx: ContexteRegion, code: str, profil: str | None) -> Dessin:
    values = ctx.valeurs(code, profil=profil)
    is_rate = ctx.indicateur(code).unite == "pourcent"
    limit = SEUIL_PARENTS_PCT if (code, profil) == _COMPARES[0] else None
    classes = classes_de_taux(values, limit) if is_rate else classes_rondes(values)
    fullest = max(classes, key=lambda one: one.nombre)
    suffix = f"{fr.NNBSP}%" if is_rate else ""
    return Dessin(
        titre=_label(ctx, code, profil),
        graphique=histogramme(classes, suffix),
        lecture=phrase(
            "histogramme_lecture",
            nombre=fr.quantite(fullest.nombre),
            connus=fr.quantite(len(values)),
            debut=fr.nombre(fullest.debut),
            fin=f"{fr.nombre(fullest.fin)}{suffix}",
        ),
    )


def _quartiles(ctx: ContexteRegion, code: str, profil: str | None) -> LigneQuartiles:
    values = ctx.valeurs(code, profil=profil)
    found = quartiles(values)
    bounds = (min(values), *found, max(values)) if found else (None,) * 5
    cells = [_cell(ctx, code, value) for value in bounds]
    return LigneQuartiles(
        _label(ctx, code, profil), fr.nombre(len(values)), fr.nombre(len(ctx.lycees) - len(values)), *cells
    )


def _cell(ctx: ContexteRegion, code: str, value: float | None) -> Cellule:
    return cellules.value(ctx.indicateur(code), Chiffre(Etat.ABSENT if value is None else Etat.PUBLIE, value))


def _types(ctx: ContexteRegion) -> Iterator[LigneType]:
    """The types that have enough lycées for a median."""
    for kind in TypeLycee:
        lycees = [lycee for lycee in ctx.lycees if lycee.type is kind]
        if len(lycees) >= EFFECTIF_MIN:
            medians = tuple(_cell(ctx, code, _median(ctx, lycees, code, profil)) for code, profil in _COMPARES)
            yield LigneType(ctx.libelles.types.get(kind, kind.value).capitalize(), fr.nombre(len(lycees)), medians)


def _median(ctx: ContexteRegion, lycees: Sequence[Lycee], code: str, profil: str | None) -> float | None:
    figures = (ctx.du_lycee(lycee, code, profil=profil).valeur for lycee in lycees)
    found = quartiles([value for value in figures if value is not None])
    return None if found is None else found.mediane
