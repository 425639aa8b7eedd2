"""Page 1, to be read alone: key figures, three findings, the départements at a glance, what the month covers."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from ent_report.report import format as fr
from ent_report.report.chiffres_cles import ChiffreCle, key_figures
from ent_report.report.mots import explain_words
from ent_report.report.phrases import Phrase, phrase
from ent_report.report.region.carte import Carte, carte
from ent_report.report.region.constats import Constat, constats_region
from ent_report.report.region.contexte import ContexteRegion
from ent_report.report.region.couverture import couverture, dire_couverture
from ent_report.report.region.entrees_sorties import dire_perimetres
from ent_report.report.region.noms import nom
from ent_report.report.region.qualite import fiabilite
from ent_report.report.remplacement import Remplacement, remplacement
from ent_report.report.renvois import build_renvois

CHANGEMENTS_MAX = 4

# What fits on page 1, found by printing it: points, lines, and characters that a line of each column holds.
_ROOM, _USUAL_LINES = 205.0, 5
_COLUMN, _TITLE, _CHANGE, _NOTE = 30, 28, 75, 130
_WORD = 95  # characters that explain a word
_MORE = {
    **dict.fromkeys(("perimetre_hausse", "perimetre_baisse", "perimetre_stable", "perimetre_inconnu"), 3),
    **dict.fromkeys(("comparaison_touchee", "mois_touche"), 2),
    "parents_inconnus": 1,
}
"""Lines of findings that a usual month does not have."""


@dataclass(frozen=True)
class EssentielRegion:
    """`a_un_sommaire` is false where page 1 has too much to say for it."""

    chiffres_cles: tuple[ChiffreCle, ...]
    constats: tuple[Constat, ...]
    couverture: tuple[Phrase, ...]
    fiabilite: tuple[Phrase, ...]
    remplacement: Remplacement | None
    carte: Carte | None
    a_un_sommaire: bool


def build_essentiel_region(ctx: ContexteRegion) -> EssentielRegion:
    covered, trust = (*dire_couverture(couverture(ctx)), *dire_perimetres(ctx)), fiabilite(ctx)
    replaced = remplacement(ctx.donnees.edition, CHANGEMENTS_MAX, nom)  # a changed figure's label names its lycée
    days = phrase("nombre_de_jours_de_classe", jours=fr.quantite(ctx.jours_de_classe(ctx.mois)))
    figures, findings = key_figures(ctx, "visites_pour_100_eleves", days), constats_region(ctx)
    room = _room(ctx, (*covered, *trust), replaced) - _below(ctx, figures, findings)
    return EssentielRegion(
        chiffres_cles=figures,
        constats=findings,
        couverture=covered,
        fiabilite=trust,
        remplacement=replaced,
        carte=carte(ctx, room),
        a_un_sommaire=room >= 0,
    )


def _room(ctx: ContexteRegion, beside: Sequence[Phrase], replaced: Remplacement | None) -> float:
    """The height that page 1 leaves to its chart, in points: less for each line more in the column above it."""
    beside_lines = sum(_lines(sum(len(str(value)) for value in one.valeurs.values()), _COLUMN) for one in beside)
    title_lines = _lines(len(ctx.presentation.nom_region), _TITLE) - 1
    changes = () if replaced is None else replaced.changements
    table = 0.0 if replaced is None else 40.0 + sum(13.0 * _lines(len(one.libelle), _CHANGE) for one in changes)
    return _ROOM - 12.0 * max(0, beside_lines - _USUAL_LINES) - 25.0 * title_lines - table


def _below(ctx: ContexteRegion, figures: Sequence[ChiffreCle], findings: Sequence[Constat]) -> float:
    """The height of what the notes on changes take, and of the lines that they add to the findings."""
    beside = any(one.sur_m1.constant for one in figures) + any(one.sur_n1.constant for one in figures)
    words = explain_words({"cles": tuple(figures)})["cles"]
    notes = [sum(len(str(value)) for value in one.valeurs.values()) for one in build_renvois(ctx).notes]
    said = [one for finding in findings for one in (finding.titre, *finding.suite)]
    more = sum(_MORE.get(one.cle, 1 if "constant" in one.valeurs else 0) for one in said)
    explained = 0 if words is None else _lines(_WORD * len(words.valeurs), _NOTE)
    return 12.0 * beside + sum(14.0 * _lines(length + 90, _NOTE) for length in notes) + 14.0 * explained + 12.0 * more


def _lines(characters: int, width: int) -> int:
    return 1 + characters // width
