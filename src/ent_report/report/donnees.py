"""What a report is made from: finished figures and facts, gathered by the orchestration, read by the models.

Everything here is a value. A report is a pure function of its `DonneesLycee` or `DonneesRegion`.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Literal

import polars as pl

from ent_report.domaine.calendrier import Calendrier
from ent_report.domaine.lycees import GroupeComparable, Lycee
from ent_report.domaine.mouvements_annuaire import MouvementsAnnuaire
from ent_report.report.incidents import Incident
from ent_report.vocabulary import Mois, Verdict

MESURE_NATIONALE = "dnma_"
"""What the codes of the ministry's sources begin with."""


@dataclass(frozen=True)
class Changement:
    """A published figure that differs from the edition before; values as they stand in `donnees.csv`, or the words for
    why there is none.
    """

    libelle: str
    avant: str
    apres: str
    unite: str = ""


@dataclass(frozen=True)
class Edition:
    """Which edition this is; `remplace` and `changements` speak of the one before, None and empty for the first."""

    numero: int
    remplace: int | None
    raison: str | None
    changements: tuple[Changement, ...]


@dataclass(frozen=True)
class JourAtypique:
    """A day out of all proportion: its visits, and the median of the days of its kind."""

    jour: date
    visites: float
    mediane: float


@dataclass(frozen=True)
class LyceesJuges:
    """How many lycées have each verdict (those that are `retenus` get no report), such days, or lack in the export of
    the accounts at a date.
    """

    complets: int
    partiels: int
    retenus: int
    avec_jours_suspects: int
    avec_jours_atypiques: int
    avec_dates_manquantes: int = 0


@dataclass(frozen=True)
class Completude:
    """How much of the month is there, for a lycée or for the region; `verdict` is None where nobody judged.

    `base`: what was counted, class days, all days in a month without class, or whether the accounts are known.
    `jours_suspects` are class days without any event of a lycée that usually has some; `dates_manquantes` are the dates
    that each export should hold and does not (a source's code, dates); `lycees` is of the region alone.
    """

    verdict: Verdict | None = None
    base: Literal["classe", "jours", "comptes"] = "classe"
    jours_attendus: int = 0
    jours_presents: int = 0
    jours_suspects: tuple[date, ...] = ()
    jours_atypiques: tuple[JourAtypique, ...] = ()
    dates_manquantes: tuple[tuple[str, tuple[date, ...]], ...] = ()
    lycees: LyceesJuges | None = None

    @property
    def est_partiel(self) -> bool:
        return self.verdict not in (None, Verdict.COMPLET)


@dataclass(frozen=True)
class Qualite:
    """What a reader must know of the data's state; empty tuples and zeros where all is well.

    `jours_manquants` are days of the month without any event in the whole region where there should be some;
    `sources_absentes` are codes (`evenements`, `comptes`, ...) of which nothing was usable for the month;
    `remarques` are finished French sentences; `fichiers_incomplets` counts files that could not be read to their end.
    `semaines_nationales` are the Mondays of the weeks of the month that the ministry's measure has for the region;
    `completude` is the lycée's own in its report; `copies_anciennes` are references (`annuaire`, ...) of which nothing
    newer could be had, with the day of the copy.
    """

    arretees_au: date | None
    jours_mesures: int
    jours_manquants: tuple[date, ...]
    sources: tuple[str, ...]
    sources_absentes: tuple[str, ...]
    lignes_lues: int
    lignes_rejetees: int
    lignes_en_double: int
    remarques: tuple[str, ...] = ()
    fichiers_incomplets: int = 0
    semaines_nationales: tuple[date, ...] = ()
    completude: Completude = Completude()
    copies_anciennes: tuple[tuple[str, date], ...] = ()

    @property
    def sources_lues(self) -> tuple[str, ...]:
        return tuple(code for code in self.sources if code not in self.sources_absentes)

    @property
    def est_partiel(self) -> bool:
        """The ministry publishes its measure weeks later: without it the ENT's own month is whole."""
        absent = [one for one in self.sources_absentes if not one.startswith(MESURE_NATIONALE)]
        return bool(self.jours_manquants or absent or self.fichiers_incomplets) or self.completude.est_partiel


@dataclass(frozen=True)
class Rapprochement:
    """What two sources say of one thing, neither adjusted; `code` is a UAI, or the region's, where the figures are sums
    over `lycees` of them. `ecart_pct`: a less b, in percent of the larger.
    """

    nom: str
    code: str
    profil: str | None
    valeur_a: float
    source_a: str
    valeur_b: float
    source_b: str
    ecart_pct: float
    lycees: int = 1


@dataclass(frozen=True)
class Concordance:
    """One comparison over the region: `ecarts` are those beyond the threshold, a lycée and profile each, the greatest
    first; `region` is None where its figures do not add up, or may not be told.
    """

    nom: str
    sources: tuple[str, str]
    lycees_compares: int
    ecarts: tuple[Rapprochement, ...]
    region: Rapprochement | None

    @property
    def lycees_en_ecart(self) -> int:
        return len({one.code for one in self.ecarts})


@dataclass(frozen=True)
class Rapprochements:
    """All comparisons, and from when on a difference is told: beyond `ecart_pct` percent and from `ecart_min` on."""

    ecart_pct: float
    ecart_min: int
    concordances: tuple[Concordance, ...]

    @property
    def ecarts(self) -> tuple[Rapprochement, ...]:
        return tuple(gap for one in self.concordances for gap in one.ecarts)


@dataclass(frozen=True)
class DonneesLycee:
    """`figures`: rows of the indicators' table (ent_report.indicators.table) of this lycée, for every month known
    among the thirteen that end with `mois`; cells that may not be shown carry their `etat`.
    `comparables`: columns indicateur, profil, service, appareil, q1, mediane, q3 (Float64), effectif (Int64, lycées)
    of the lycée's group for `mois`. `incidents`: known ones of the thirteen months, in whose scope the lycée is;
    `ecarts`: where sources differ beyond the threshold, the greatest first.
    """

    lycee: Lycee
    mois: Mois
    figures: pl.DataFrame
    groupe: GroupeComparable
    comparables: pl.DataFrame
    calendrier: Calendrier
    qualite: Qualite
    edition: Edition
    donnees_fictives: bool
    incidents: tuple[Incident, ...] = ()
    ecarts: tuple[Rapprochement, ...] = ()


@dataclass(frozen=True)
class DonneesRegion:
    """`figures`: rows of the indicators' table of all levels for every month known among the thirteen that end with
    `mois`; the lycées that were held or failed are named with the reason. `incidents`: all known ones of these months;
    `annuaire`: what changed in the register, None where there is no earlier one.
    """

    mois: Mois
    lycees: tuple[Lycee, ...]
    figures: pl.DataFrame
    calendrier: Calendrier
    qualite: Qualite
    edition: Edition
    non_etablis: tuple[tuple[Lycee, str], ...]
    donnees_fictives: bool
    incidents: tuple[Incident, ...] = ()
    rapprochements: Rapprochements | None = None
    annuaire: MouvementsAnnuaire | None = None
