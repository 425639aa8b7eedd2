"""The first step of a month: every configured source brought, read and collected."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date

from ent_report.collecte.collect import collect_source
from ent_report.collecte.compte_rendu import Collecte
from ent_report.collecte.keep import purged_month
from ent_report.collecte.memoire import known_digests
from ent_report.configuration.entrees import Entrees
from ent_report.mois.chantier import Chantier
from ent_report.mois.jours_mesures import measured_days
from ent_report.references.stockage import store_references
from ent_report.sources.base import Source
from ent_report.sources.fichiers import Fichier
from ent_report.sources.inventaire import NO_FILE
from ent_report.sources.registre import definitions
from ent_report.store import MANIFESTE, collecte_folder


def collect_month(chantier: Chantier, environment: Mapping[str, str], jour: date | None = None) -> list[Collecte]:
    """Collect every configured source; what is wrong with one is in its `fautes`, and the others go on."""
    store_references(chantier.references, chantier.store, chantier.mois)
    inputs = inputs_of(chantier, environment, jour)
    return [_collect_one(chantier, inputs, source) for source in inputs.sources().values()]


def inputs_of(chantier: Chantier, environment: Mapping[str, str], jour: date | None = None) -> Entrees:
    """The month's inputs as they are configured; `jour`: the one day that is wanted."""
    references = chantier.references
    return Entrees(
        settings=chantier.settings,
        store=chantier.store,
        mois=tuple(chantier.fenetre),
        secrets=environment,
        lycees=references.lycees,
        libelle_region=references.libelle_region,
        jour=jour,
    )


def _collect_one(chantier: Chantier, inputs: Entrees, source: Source) -> Collecte:
    if purged := purged_month(chantier.store, source.nom, chantier.mois):
        return purged
    known = known_digests(chantier.store, source.nom)
    with inputs.bring(f"sources.{source.nom}", known) as brought:
        all_seen = all(NO_FILE in fault for fault in brought.fautes)
        months = collect_source(source, brought.fichiers, chantier.fenetre, chantier.store, est_complet=all_seen)
    found = months[chantier.mois]
    faults, lacking = _told(found, brought.fautes), _lacking(found, len(brought.fichiers))
    may_be_late = definitions()[source.nom].peut_tarder
    if inputs.jour is None and not may_be_late:
        faults += lacking
    elif inputs.jour is not None and source.par_jour and not faults:
        faults += _lacking_day(chantier, source.nom, inputs.jour)
    late = lacking if may_be_late else []
    remarks = dict.fromkeys([*brought.remarques, *_twice(brought.fichiers), *late], 1)
    return replace(
        found,
        fautes=(*faults, *found.fautes),
        remarques={**remarks, **found.remarques},
        remplacements=tuple(line for one in months.values() for line in one.remplacements),
    )


def _twice(files: Sequence[Fichier]) -> list[str]:
    """A line for each file whose bytes another one has too."""
    first: dict[str, str] = {}
    return [
        f"{one.nom}: the same bytes as {first[one.sha256]}, collected once"
        for one in files
        if first.setdefault(one.sha256, one.nom) != one.nom
    ]


def _told(found: Collecte, faults: Sequence[str]) -> list[str]:
    """The faults of bringing; a path that names no file is none once its files were collected."""
    return [fault for fault in faults if not found.gardees or NO_FILE not in fault]


def _lacking(found: Collecte, nb_files: int) -> list[str]:
    if found.gardees or not nb_files:
        return []
    what = f"{found.lues} rows, all of them rejected," if found.lues else "no row"
    return [f"sources.{found.source}: found {what} of {found.mois} in {nb_files} files, expected at least one"]


def _lacking_day(chantier: Chantier, source: str, jour: date) -> list[str]:
    """A class day that is asked for and of which there is nothing; any other day may well be empty."""
    manifest = chantier.store.read_json(f"{collecte_folder(source, chantier.mois)}/{MANIFESTE}") or {"fichiers": []}
    if jour in measured_days(chantier.store, manifest):
        return []
    if not chantier.references.calendrier.est_jour_de_classe(jour):
        return []
    return [f"sources.{source}: found no row of {jour}, a class day, expected at least one"]
