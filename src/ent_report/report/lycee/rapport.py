"""One lycée's report: four pages, each finished to the last text and coordinate, so that templates compute nothing."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from ent_report.domaine.lycees import Objectifs
from ent_report.report import format as fr
from ent_report.report.charts.apparence import Apparence
from ent_report.report.contexte import Contexte
from ent_report.report.donnees import DonneesLycee
from ent_report.report.identite import Identite, identite
from ent_report.report.libelles import Libelles, Presentation
from ent_report.report.lycee.essentiel import Essentiel, build_essentiel
from ent_report.report.lycee.notes import Notes, build_notes
from ent_report.report.lycee.quand import Quand, build_quand
from ent_report.report.lycee.qui import Qui, build_qui
from ent_report.report.lycee.usages import Usages, build_usages
from ent_report.report.mots import explain_words
from ent_report.report.phrases import Phrase
from ent_report.report.renvois import Renvois, build_renvois


@dataclass(frozen=True)
class IdentiteLycee(Identite):
    """`details` are what the register says: commune, UAI, type."""

    details: tuple[str, ...]
    uai: str
    academie: str | None
    eleves: fr.Quantite | None


PAGES: Mapping[str, Callable[[Contexte], Any]] = {
    "essentiel": build_essentiel,
    "qui": build_qui,
    "usages": build_usages,
    "quand": build_quand,
}
"""The pages in their order: the name of a template in `sections/` and of its field here, and who makes its values."""


@dataclass(frozen=True)
class LyceeReport:
    """Finished texts and geometry; `vintage` is the day at which the data was closed, the only date a file carries.

    `pages` are their names in order, `suites` those with so little to show that they follow the one before on its page,
    `mots` what the words mean that stand for figures, by the page where each first stands; None where there is none.
    """

    identite: IdentiteLycee
    presentation: Presentation
    apparence: Apparence
    pages: tuple[str, ...]
    suites: frozenset[str]
    mots: Mapping[str, Phrase | None]
    essentiel: Essentiel
    qui: Qui
    usages: Usages
    quand: Quand
    notes: Notes
    renvois: Renvois
    vintage: date | None


def build_lycee_report(
    donnees: DonneesLycee, libelles: Libelles, presentation: Presentation, objectifs: Objectifs
) -> LyceeReport:
    """The report of a lycée's month.

    Raises KeyError for an indicator or a label that `libelles` lacks, ValueError for a colour that is none.
    """
    ctx = Contexte(donnees, libelles, presentation, objectifs)
    pages = {name: build(ctx) for name, build in PAGES.items()}
    told = [fr.MASQUE] if any(line.cle == "masques" for line in pages["essentiel"].qualite) else []
    return LyceeReport(
        identite=_identity(ctx),
        presentation=presentation,
        apparence=ctx.apparence,
        pages=tuple(pages),
        suites=frozenset(_short(pages["qui"], pages["usages"], pages["quand"])),
        mots=explain_words(pages, told),
        **pages,
        notes=build_notes(ctx),
        renvois=build_renvois(ctx),
        vintage=donnees.qualite.arretees_au,
    )


def _short(who: Qui, uses: Usages, when: Quand) -> Iterator[str]:
    if not uses.services or not (who.annee.tableau or who.jours.graphique):
        yield "usages"
    if when.est_vide:
        yield "quand"


def _identity(ctx: Contexte) -> IdentiteLycee:
    lycee = ctx.donnees.lycee
    details = [lycee.commune, f"UAI {lycee.uai}", ctx.libelles.types.get(lycee.type)]
    return IdentiteLycee(
        **vars(identite(ctx, lycee.nom)),
        details=tuple(fr.nom_propre(detail) for detail in details if detail),
        uai=lycee.uai,
        academie=fr.nom_propre(lycee.academie) if lycee.academie else None,
        eleves=None if lycee.nb_eleves is None else fr.quantite(lycee.nb_eleves),
    )
