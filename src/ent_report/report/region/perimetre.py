"""Which lycées the region's month is about, and how they fall into départements and académies."""

from __future__ import annotations

from collections.abc import Sequence

from ent_report.domaine.lycees import Lycee
from ent_report.report.donnees import DonneesRegion
from ent_report.report.ordre import cle_alphabetique
from ent_report.report.region.noms import nom

Groupes = tuple[tuple[str, tuple[Lycee, ...]], ...]


def lycees_dus(donnees: DonneesRegion) -> tuple[Lycee, ...]:
    """The lycées due this month, in order of their département's code, commune, name."""
    named = {lycee.uai: lycee for lycee, _ in donnees.non_etablis}
    named |= {lycee.uai: lycee for lycee in donnees.lycees}
    return tuple(sorted(named.values(), key=_place))


def par_departement(lycees: Sequence[Lycee]) -> Groupes:
    """(code, its lycées), by code; those of which the register gives none come last, under an empty code."""
    codes = sorted({lycee.code_departement or "" for lycee in lycees}, key=lambda code: (code == "", code))
    return tuple((code, tuple(one for one in lycees if (one.code_departement or "") == code)) for code in codes)


def par_academie(lycees: Sequence[Lycee]) -> Groupes:
    """(name, its lycées), in alphabetical order; those of which the register gives none come last."""
    names = {lycee.academie or "" for lycee in lycees}
    ordered = sorted(names, key=lambda name: (name == "", cle_alphabetique(name)))
    return tuple((name, tuple(one for one in lycees if (one.academie or "") == name)) for name in ordered)


def titre_departement(code: str, lycees: Sequence[Lycee]) -> str:
    """« Seine-Fictive (77) » from 077, or its code alone; empty where the register gives none."""
    name, short = nom_departement(lycees), code.removeprefix("0")
    return f"{name} ({short})" if name and short else name or short


def nom_departement(lycees: Sequence[Lycee]) -> str:
    """Its name as its lycées' entries of the register have it, or nothing."""
    return nom(next((lycee.departement for lycee in lycees if lycee.departement), ""))


def _place(lycee: Lycee) -> tuple[str, str, str, str]:
    names = (lycee.commune or "", lycee.nom)
    commune, nom = (cle_alphabetique(name) for name in names)
    return lycee.code_departement or "", commune, nom, lycee.uai
