"""What a reader must know of the data's state."""

from __future__ import annotations

from collections.abc import Iterator

from ent_report.report import format as fr
from ent_report.report.completude import dire_dates_manquantes, dire_jours_atypiques
from ent_report.report.contexte import Contexte
from ent_report.report.ecarts_sources import dire_ecarts
from ent_report.report.phrases import Phrase, phrase
from ent_report.report.qualite import dire_interrompus, dire_jours, dire_mois_partiels, dire_sources_absentes
from ent_report.report.renvois import dire_incidents
from ent_report.vocabulary import Etat

_REMARKS_MAX = 5  # fewer where much is to be said of the days


def qualite(ctx: Contexte) -> tuple[Phrase, ...]:
    days = (*_coverage(ctx), *dire_jours_atypiques(ctx))
    room = max(1, _REMARKS_MAX + 1 - len(days))
    gaps = tuple(dire_ecarts(ctx, lignes=room - len(ctx.donnees.qualite.remarques)))
    remarks = _remarks(ctx, max(1, room - len(gaps)))
    sources = (*dire_sources_absentes(ctx), *dire_dates_manquantes(ctx), *_cut_exports(ctx))
    states = (*dire_mois_partiels(ctx), *_masked(ctx), *dire_interrompus(ctx))
    return (*days, *sources, *states, *dire_incidents(ctx), *gaps, *remarks)


def _coverage(ctx: Contexte) -> Iterator[Phrase]:
    """The class days that were measured, and those that were not: in the whole region, or in this lycée alone."""
    quality = ctx.donnees.qualite
    found = quality.completude
    if found.base != "classe" or not found.jours_attendus:
        yield dire_jours(ctx)
        return
    yield phrase(
        "classe_partielle" if found.est_partiel or quality.jours_manquants else "classe_mesuree",
        mesures=fr.quantite(found.jours_presents),
        attendus=fr.nombre(found.jours_attendus),
    )
    if quality.jours_manquants:
        yield phrase("jours_sans_mesure", jours=fr.enumeration(fr.periodes(quality.jours_manquants)))
    if found.jours_suspects:
        yield phrase("jours_suspects", jours=fr.enumeration(fr.periodes(found.jours_suspects)))


def _cut_exports(ctx: Contexte) -> Iterator[Phrase]:
    """The exports of which rows of this lycée were refused: their figures are partial, the month is not."""
    cut = {one.source for one in ctx.figures.of(ctx.mois).values() if one.est_partiel}
    exports = sorted(source for source in cut if source in ctx.donnees.qualite.sources and source != "evenements")
    if exports:
        yield phrase("exports_incomplets", exports=fr.enumeration([ctx.libelles.source(one) for one in exports]))


def _masked(ctx: Contexte) -> Iterator[Phrase]:
    masked = sum(figure.etat is Etat.MASQUE for figure in ctx.figures.of(ctx.mois).values())
    if masked:
        yield phrase("masques", nombre=fr.quantite(masked))


def _remarks(ctx: Contexte, shown: int) -> Iterator[Phrase]:
    remarks = ctx.donnees.qualite.remarques
    for remark in remarks[:shown]:
        yield phrase("remarque", texte=fr.typographie(fr.nom_propre(remark)))
    if len(remarks) > shown:
        yield phrase("autres_remarques", nombre=fr.quantite(len(remarks) - shown))
