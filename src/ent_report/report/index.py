"""The month at a glance for the region's staff: every lycée, what became of its report, its key figures, its links."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum

from ent_report.domaine.lycees import Lycee
from ent_report.report import cellules
from ent_report.report import format as fr
from ent_report.report.donnees import DonneesRegion
from ent_report.report.libelles import Libelles, Presentation
from ent_report.report.ordre import cle_alphabetique
from ent_report.report.palette import Palette
from ent_report.report.region.lieux import INCONNU, Lieu, read_lieux, read_region
from ent_report.report.region.perimetre import lycees_dus
from ent_report.vocabulary import Mois, Niveau

INDICATEURS = ("visites", "visiteurs_uniques", "taux_activation_pct", "taux_frequentation_pct")
A_REGARDER_MAX = 8


class Statut(StrEnum):
    ETABLI = "etabli"
    RETENU = "retenu"
    EN_ATTENTE = "en_attente"
    ECHEC = "echec"


@dataclass(frozen=True)
class Etablissement:
    """What became of a lycée's report; `edition` is the last one issued, `raison` a finished French sentence."""

    statut: Statut
    edition: int | None = None
    raison: str | None = None
    est_partiel: bool = False


@dataclass(frozen=True)
class Lien:
    """A document of an edition, `pdf`, `page` or `csv`; `href` is relative to the index's own folder."""

    nom: str
    href: str


@dataclass(frozen=True)
class ChiffreIndex:
    """A finished cell; `cle` is what the column sorts by, None where the figure may not be shown."""

    texte: str
    cle: float | None


@dataclass(frozen=True)
class LigneIndex:
    """One lycée; `recherche` and `cle_*` are its texts without accents and capitals, to search and to sort by."""

    uai: str
    nom: str
    commune: str
    departement: str
    statut: Statut
    edition: int | None
    raison: str | None
    est_partiel: bool
    liens: tuple[Lien, ...]
    chiffres: tuple[ChiffreIndex, ...]
    recherche: str
    cle_nom: str
    cle_commune: str
    cle_departement: str


@dataclass(frozen=True)
class IndexDuMois:
    """`colonnes` name the figures of every line and of the region, in order; `liens_region` is empty without a regional
    summary. `a_regarder`: the first lines whose report is held or failed; `autres_a_regarder` says how many more.
    `campagne` leads to the page of the last run by a name that stays: a run that changes nothing changes no index.
    """

    mois: str
    nom_region: str
    nom_ent: str
    colonnes: tuple[str, ...]
    chiffres_region: tuple[ChiffreIndex, ...]
    lignes: tuple[LigneIndex, ...]
    a_regarder: tuple[LigneIndex, ...]
    autres_a_regarder: fr.Quantite | None
    total: fr.Quantite
    decompte: Mapping[Statut, fr.Quantite]
    edition_region: int | None
    raison_region: str | None
    liens_region: tuple[Lien, ...]
    campagne: str
    donnees_fictives: bool
    palette: Palette


def build_index(
    donnees: DonneesRegion,
    libelles: Libelles,
    presentation: Presentation,
    etats: Mapping[str, Etablissement],
    edition_region: int | None,
    raison_region: str | None = None,
) -> IndexDuMois:
    """The index of a month; `etats`: UAI -> what became of its report (a lycée without any is shown as waiting);
    `raison_region`: why the regional summary is held.

    Raises KeyError for an indicator that `libelles` lacks, ValueError for a colour that is none.
    """
    lines = tuple(_lines(donnees, libelles, etats))
    stuck = tuple(line for line in lines if line.statut in {Statut.RETENU, Statut.ECHEC})
    others = len(stuck) - A_REGARDER_MAX
    region = read_region(donnees.figures, donnees.mois)
    return IndexDuMois(
        mois=fr.mois_long(donnees.mois),
        nom_region=fr.nom_propre(presentation.nom_region),
        nom_ent=fr.nom_propre(presentation.nom_ent),
        colonnes=tuple(libelles.indicateurs[code].libelle for code in INDICATEURS),
        chiffres_region=tuple(_figure(region, code, donnees.mois, libelles) for code in INDICATEURS),
        lignes=lines,
        a_regarder=stuck[:A_REGARDER_MAX],
        autres_a_regarder=fr.quantite(others) if others > 0 else None,
        total=fr.quantite(len(lines)),
        decompte={statut: fr.quantite(sum(line.statut is statut for line in lines)) for statut in Statut},
        edition_region=edition_region,
        raison_region=fr.typographie(fr.nom_propre(raison_region)) if raison_region else None,
        liens_region=() if edition_region is None else _links("region", edition_region),
        campagne=f"../../bilans/{donnees.mois}/index.html",
        donnees_fictives=donnees.donnees_fictives,
        palette=Palette.from_couleur(presentation.couleur),
    )


def _lines(donnees: DonneesRegion, libelles: Libelles, etats: Mapping[str, Etablissement]) -> Iterator[LigneIndex]:
    lycees = lycees_dus(donnees)
    places = read_lieux(donnees.figures, donnees.mois)
    for lycee in lycees:
        place = places.get((Niveau.ETABLISSEMENT, lycee.uai), INCONNU)
        state = etats.get(lycee.uai, Etablissement(Statut.EN_ATTENTE))
        yield _line(lycee, place, state, donnees.mois, libelles)


def _line(lycee: Lycee, place: Lieu, state: Etablissement, mois: Mois, libelles: Libelles) -> LigneIndex:
    nom, commune, departement = (fr.nom_propre(text or "") for text in (lycee.nom, lycee.commune, lycee.departement))
    return LigneIndex(
        uai=lycee.uai,
        nom=nom,
        commune=commune,
        departement=departement,
        statut=state.statut,
        edition=state.edition,
        raison=fr.typographie(fr.nom_propre(state.raison)) if state.raison else None,
        est_partiel=state.est_partiel,
        liens=() if state.edition is None else _links(f"etablissements/{lycee.uai}", state.edition),
        chiffres=tuple(_figure(place, code, mois, libelles) for code in INDICATEURS),
        recherche=cle_alphabetique(" ".join([lycee.uai, nom, commune, departement, lycee.code_departement or ""])),
        cle_nom=cle_alphabetique(nom),
        cle_commune=cle_alphabetique(commune),
        cle_departement=lycee.code_departement or "",
    )


def _figure(place: Lieu, code: str, mois: Mois, libelles: Libelles) -> ChiffreIndex:
    figure = place.chiffre(code, mois)
    return ChiffreIndex(str(cellules.value(libelles.indicateurs[code], figure)), figure.valeur)


def _links(folder: str, edition: int) -> tuple[Lien, ...]:
    """The documents of an edition as they lie beside the index."""
    path = f"{folder}/edition-{edition:02d}"
    return (
        Lien("pdf", f"{path}/rapport.pdf"),
        Lien("page", f"{path}/rapport.html"),
        Lien("csv", f"{path}/donnees.csv"),
    )
