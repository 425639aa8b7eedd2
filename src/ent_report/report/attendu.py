"""What a report must say when it is read back: from the lycée that it is for and from its data, not from its pages."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from ent_report.domaine.lycees import Lycee
from ent_report.report import cellules
from ent_report.report import format as fr
from ent_report.report.donnees_csv import read_chiffre, read_lines
from ent_report.report.libelles import Libelles, Presentation
from ent_report.vocabulary import Mois


@dataclass(frozen=True)
class Attendu:
    """`identite`: what page 1 says of whom and when, by what it is; `chiffres`: label -> key figure, as formatted.

    `uai` is None for the region, whose summary names every lycée; `propres` are the texts of a lycée's own in which the
    name of another may be found.
    """

    titre: str
    identite: Mapping[str, str]
    chiffres: Mapping[str, str]
    donnees: bytes
    uai: str | None = None
    propres: tuple[str, ...] = ()


def attendu_lycee(
    lycee: Lycee, mois: Mois, cles: Iterable[str], donnees: bytes, libelles: Libelles, presentation: Presentation
) -> Attendu:
    """Of a lycée's report; `cles` are the labels of the key figures, `donnees` the bytes of `donnees.csv`."""
    name, month = fr.nom_propre(lycee.nom), fr.mois_long(mois)
    register = (lycee.nom, lycee.commune, lycee.departement, lycee.academie)
    region = (presentation.nom_region, presentation.nom_ent, presentation.contact)
    return Attendu(
        titre=f"{name} ({lycee.uai}), {month}",
        identite={"UAI": lycee.uai, "name": name, "month": month},
        chiffres=_key_figures(donnees, cles, libelles),
        donnees=donnees,
        uai=lycee.uai,
        propres=tuple(text for text in (*register, *region) if text),
    )


def attendu_region(
    mois: Mois, cles: Iterable[str], donnees: bytes, libelles: Libelles, presentation: Presentation
) -> Attendu:
    """Of the regional summary."""
    name, month = fr.nom_propre(presentation.nom_region), fr.mois_long(mois)
    return Attendu(
        titre=fr.titre_region(name, month),
        identite={"name": name, "month": month},
        chiffres=_key_figures(donnees, cles, libelles),
        donnees=donnees,
    )


def _key_figures(donnees: bytes, cles: Iterable[str], libelles: Libelles) -> dict[str, str]:
    """Each label's figure as `donnees.csv` has it, formatted as a page would."""
    lines = {line["libelle"]: line for line in read_lines(donnees)}
    known = {cle: lines[cle.replace(fr.NBSP, " ")] for cle in cles}
    return {
        cle: str(cellules.value(libelles.indicateurs[line["indicateur"]], read_chiffre(line)))
        for cle, line in known.items()
    }
