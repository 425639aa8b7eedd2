"""One run of a month as its page shows it: finished texts."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import polars as pl

from ent_report.report import format as fr
from ent_report.report.campagne.changements import Changements
from ent_report.report.palette import Palette

Bilan = Mapping[str, Any]
"""A run's summary as its JSON has it."""


@dataclass(frozen=True)
class Suivi:
    """A run and what is known beside it: the summaries of the month's runs before and after it, and of those of the
    month before, the oldest first; the runs that have a page; `figures` are those of the region, with their states, of
    both months.
    """

    bilan: Bilan
    precedents: Sequence[Bilan]
    mois_precedent: Sequence[Bilan]
    figures: pl.DataFrame
    avec_page: frozenset[str] = frozenset()
    suivants: Sequence[Bilan] = ()


@dataclass(frozen=True)
class Arrivee:
    """What came in of one source, in rows; `lues` = `gardees` + `rejetees` + `doublons`."""

    source: str
    fichiers: str
    lues: str
    gardees: str
    rejetees: str
    doublons: str
    est_inchangee: bool


@dataclass(frozen=True)
class Rejet:
    """`regle` is the rule's name, for which the template has a sentence."""

    source: str
    regle: str
    lignes: fr.Quantite


@dataclass(frozen=True)
class Controle:
    """`nom` names its sentence, `objet` the source that it is about; found and expected as the summary has them."""

    nom: str
    objet: str
    est_requis: bool
    est_reussi: bool
    trouve: str
    attendu: str


@dataclass(frozen=True)
class Rapport:
    """What became of one lycée's report: `statut` as the run's summary has it, `raison` a French sentence."""

    uai: str
    nom: str
    commune: str
    statut: str
    edition: int | None
    raison: str | None


@dataclass(frozen=True)
class Etape:
    """A step's name, for which the template has a word, and how long it took."""

    nom: str
    duree: str


@dataclass(frozen=True)
class Passage:
    """An earlier run of the month; `page` is its page's name beside this one, None where it has none."""

    quand: str
    page: str | None
    est_complet: bool
    est_collecte: bool
    etablis: fr.Quantite


@dataclass(frozen=True)
class Annuaire:
    """The register in rows: `lues` = `lycees` + `hors_perimetre` + `rejetees` + `doublons`."""

    lues: str
    lycees: str
    hors_perimetre: str
    rejetees: str
    doublons: str


@dataclass(frozen=True)
class Campagne:
    """A run's page; `decompte`: status of its lycées' reports -> how many. `region` is the regional summary's, None
    where it was not asked for. `editions`: the reports that replace one, `a_regarder` those that failed or are held.
    """

    run: str
    quand: str
    mois: str
    mois_code: str
    nom_region: str
    nom_ent: str
    est_complete: bool
    dus: fr.Quantite
    decompte: Mapping[str, fr.Quantite]
    region: Rapport | None
    a_regarder: tuple[Rapport, ...]
    editions: tuple[Rapport, ...]
    changements: Changements
    arrivees: tuple[Arrivee, ...]
    annuaire: Annuaire
    rejets: tuple[Rejet, ...]
    controles_echoues: tuple[Controle, ...]
    controles_reussis: tuple[Controle, ...]
    fautes: tuple[str, ...]
    avertissements: tuple[str, ...]
    etapes: tuple[Etape, ...]
    duree: str
    passages: tuple[Passage, ...] = field(repr=False)
    donnees_fictives: bool
    palette: Palette
