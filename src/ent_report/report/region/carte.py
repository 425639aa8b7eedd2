"""The départements at a glance: every lycée's rate as a dot, the département's as a mark."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from ent_report.domaine.lycees import Lycee
from ent_report.langue import LANGUE
from ent_report.report import cellules
from ent_report.report.charts.nuage import Rangee, hauteur_min, nuage
from ent_report.report.charts.primitives import Graphique
from ent_report.report.phrases import Phrase, phrase
from ent_report.report.region.contexte import ContexteRegion
from ent_report.report.region.perimetre import titre_departement
from ent_report.vocabulary import Etat, Niveau

# The first that is known of enough lycées is drawn.
_CODES = ("taux_frequentation_pct", "taux_activation_pct")
_HEIGHT = 205.0


@dataclass(frozen=True)
class Carte:
    """`lecture` says what the chart shows in words; where page 1 has no room, it stands with the départements."""

    titre: Phrase
    graphique: Graphique
    lecture: Phrase
    est_en_page_1: bool


def carte(ctx: ContexteRegion, place: float) -> Carte | None:
    """None where no rate is known of any lycée; `place` is the room on page 1, in points."""
    code = next((code for code in _CODES if ctx.valeurs(code)), None)
    if code is None:
        return None
    rows = [_row(ctx, code, departement, lycees) for departement, lycees in ctx.departements]
    whole = ctx.chiffre(code)
    text = LANGUE.rapports.valeur_region.format(valeur=cellules.value(ctx.indicateur(code), whole))
    fits = place >= hauteur_min(len(rows))
    label = ctx.indicateur(code).libelle
    return Carte(
        titre=phrase("carte_titre", indicateur=label),
        graphique=nuage(rows, whole.valeur, text, place if fits else _HEIGHT),
        lecture=_reading(rows, label, is_masked=_is_one_masked(ctx, code)),
        est_en_page_1=fits,
    )


def _row(ctx: ContexteRegion, code: str, departement: str, lycees: Sequence[Lycee]) -> Rangee:
    own = ctx.lieu(Niveau.DEPARTEMENT, departement).chiffre(code, ctx.mois)
    values = (ctx.du_lycee(lycee, code).valeur for lycee in lycees)
    return Rangee(
        libelle=titre_departement(departement, lycees) or LANGUE.rapports.sans_departement,
        valeurs=tuple(value for value in values if value is not None),
        repere=own.valeur,
        texte=str(cellules.value(ctx.indicateur(code), own)),
    )


def _is_one_masked(ctx: ContexteRegion, code: str) -> bool:
    figures = (ctx.lieu(Niveau.DEPARTEMENT, departement).chiffre(code, ctx.mois) for departement, _ in ctx.departements)
    return any(figure.etat is Etat.MASQUE for figure in figures)


def _reading(rows: Sequence[Rangee], label: str, *, is_masked: bool) -> Phrase:
    """The highest and the lowest département; with one of them masked nobody can say which they are."""
    known = [(row.repere, row.libelle, row.texte) for row in rows if row.repere is not None]
    if is_masked or len({text for _, _, text in known}) < 2:
        return phrase("carte_lecture_courte", indicateur=label)
    (_, lowest, low), *_, (_, highest, high) = sorted(known)
    return phrase("carte_lecture", premier=highest, haut=high, dernier=lowest, bas=low)
