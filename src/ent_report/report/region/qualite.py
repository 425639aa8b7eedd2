"""What a reader must know of the month's data: in short for page 1, in full for the section of its own."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import polars as pl

from ent_report.report import format as fr
from ent_report.report.completude import dire_dates_manquantes, dire_jours_atypiques
from ent_report.report.phrases import Phrase, phrase
from ent_report.report.qualite import dire_interrompus, dire_jours, dire_mois_partiels, dire_sources_absentes
from ent_report.report.region.annuaire import AnnuaireRegion, build_annuaire
from ent_report.report.region.concordance import ConcordanceRegion, build_concordance
from ent_report.report.region.contexte import ContexteRegion
from ent_report.report.region.entrees_sorties import nommer
from ent_report.report.region.noms import nom, phrase_de
from ent_report.report.region.tableau import precision
from ent_report.report.renvois import dire_incidents
from ent_report.vocabulary import Etat, Niveau


@dataclass(frozen=True)
class LigneNiveau:
    """How many figures of a level are shown as they are, with a caveat, and not at all, by reason."""

    niveau: str
    publies: str
    partiels: str
    masques: str
    interrompus: str
    absents: str


@dataclass(frozen=True)
class NonEtabli:
    nom: str
    precision: str
    raison: str


@dataclass(frozen=True)
class QualiteRegion:
    lignes: tuple[Phrase, ...]
    remarques: tuple[str, ...]
    incidents: tuple[Phrase, ...]
    niveaux: tuple[LigneNiveau, ...]
    non_etablis: tuple[NonEtabli, ...]
    annuaire: AnnuaireRegion | None
    concordance: ConcordanceRegion | None


def fiabilite(ctx: ContexteRegion) -> tuple[Phrase, ...]:
    """The lines of page 1: days, sources, remarks in number."""
    return tuple(_in_short(ctx))


def build_qualite(ctx: ContexteRegion) -> QualiteRegion:
    quality = ctx.donnees.qualite
    held = sorted(ctx.donnees.non_etablis, key=lambda pair: pair[0].uai)
    return QualiteRegion(
        lignes=(
            dire_jours(ctx),
            *dire_sources_absentes(ctx),
            *_completeness(ctx),
            *dire_mois_partiels(ctx),
            *_sources_read(ctx),
            *_old_copies(ctx),
            *_rows(ctx),
            *dire_interrompus(ctx),
            *nommer(ctx),
        ),
        incidents=dire_incidents(ctx),
        remarques=tuple(fr.typographie(nom(remark)) for remark in quality.remarques),
        niveaux=tuple(_levels(ctx)),
        non_etablis=tuple(NonEtabli(nom(lycee.nom), precision(lycee), phrase_de(why)) for lycee, why in held),
        annuaire=build_annuaire(ctx),
        concordance=build_concordance(ctx),
    )


def _in_short(ctx: ContexteRegion) -> Iterator[Phrase]:
    yield dire_jours(ctx)
    yield from dire_sources_absentes(ctx)
    if ctx.donnees.qualite.remarques:
        yield phrase("remarques_en_section", nombre=fr.quantite(len(ctx.donnees.qualite.remarques)))
    incidents = sum(one.touches(ctx.mois) for one in ctx.donnees.incidents)
    if incidents:
        yield phrase("incidents_en_section", nombre=fr.quantite(incidents))


def _completeness(ctx: ContexteRegion) -> Iterator[Phrase]:
    """The class days measured, how many lycées are complete, partial and held, and the days out of all proportion."""
    found = ctx.donnees.qualite.completude
    if found.base == "classe" and found.jours_attendus:
        measured, expected = fr.quantite(found.jours_presents), fr.nombre(found.jours_attendus)
        yield phrase("classe_mesuree", mesures=measured, attendus=expected)
    if found.lycees:
        judged = found.lycees
        yield phrase(
            "lycees_juges",
            complets=fr.quantite(judged.complets),
            partiels=fr.quantite(judged.partiels),
            retenus=fr.quantite(judged.retenus),
        )
        if judged.avec_jours_suspects:
            yield phrase("lycees_aux_jours_suspects", nombre=fr.quantite(judged.avec_jours_suspects))
    yield from dire_dates_manquantes(ctx)
    if found.lycees and found.lycees.avec_dates_manquantes:
        yield phrase("lycees_aux_dates_manquantes", nombre=fr.quantite(found.lycees.avec_dates_manquantes))
    yield from dire_jours_atypiques(ctx)
    if found.lycees and found.lycees.avec_jours_atypiques:
        yield phrase("lycees_aux_jours_atypiques", nombre=fr.quantite(found.lycees.avec_jours_atypiques))


def _sources_read(ctx: ContexteRegion) -> Iterator[Phrase]:
    labels = [ctx.libelles.source(code) for code in ctx.donnees.qualite.sources_lues]
    if labels:
        yield phrase("source_lue" if len(labels) == 1 else "sources_lues", sources=fr.enumeration(labels))


def _old_copies(ctx: ContexteRegion) -> Iterator[Phrase]:
    for reference, day in ctx.donnees.qualite.copies_anciennes:
        yield phrase("copie_ancienne", reference=ctx.libelles.source(reference), jour=fr.jour(day))


def _rows(ctx: ContexteRegion) -> Iterator[Phrase]:
    quality = ctx.donnees.qualite
    if quality.lignes_lues:
        faultless = not (quality.lignes_rejetees or quality.lignes_en_double)
        yield phrase(
            "lignes_sans_defaut" if faultless else "lignes",
            lues=fr.quantite(quality.lignes_lues),
            rejetees=fr.quantite(quality.lignes_rejetees),
            doublons=fr.quantite(quality.lignes_en_double),
        )


def _levels(ctx: ContexteRegion) -> Iterator[LigneNiveau]:
    counted = (
        ctx.donnees.figures.filter(pl.col("mois") == ctx.mois.premier_jour)
        .group_by("niveau", "etat")
        .agg(pl.len().alias("nombre"))
    )
    by_key = {(niveau, etat): count for niveau, etat, count in counted.iter_rows()}
    states = (Etat.PUBLIE, Etat.PARTIEL, Etat.MASQUE, Etat.INTERROMPU, Etat.ABSENT)
    for niveau in (Niveau.REGION, Niveau.ACADEMIE, Niveau.DEPARTEMENT, Niveau.ETABLISSEMENT):
        counts = [by_key.get((niveau, state), 0) for state in states]
        if any(counts):
            yield LigneNiveau(niveau, *(fr.nombre(count) for count in counts))
