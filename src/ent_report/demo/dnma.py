"""The ministry's weekly measure of the fictional region, as its open data portal hands it out: four wide files.

The ministry counts by a method of its own: an establishment for each user, no profile for guests, and a service whose
marker was taken away, so that its column died.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path

import numpy as np
import polars as pl

from ent_report.demo import appareils, usages
from ent_report.demo.evenements import Evenements
from ent_report.demo.hasard import Entiers, Masque
from ent_report.demo.lycees import Fiche
from ent_report.demo.monde import Monde
from ent_report.demo.noms import NOM_REGION
from ent_report.demo.seances import SECOND, Seances
from ent_report.resources import default_config_folder
from ent_report.vocabulary import NON_CLASSE, Mois

_PROFILS = ("eleve", "parent", "enseignant", "admin_vie_scol_tech")  # guests have none
_APPAREILS = {"desktop": 0, "smartphone": 1, "phablet": 1, "mobile_app": 1, "tablet": 2}
_NOMS_APPAREILS = ("ordinateur", "smartphone", "tablette", "autreappareil")
_NOMS_CROISES = ("ordinateur", "smartphone", "tablette", "autresappareil")
_CODES_SYSTEMES = {"Windows": 0, "Mac OS X": 1, "Linux": 2, "Android": 3, "iOS": 4}
_SYSTEMES = ("windows", "mac", "linux", "android", "ios", "autresysteme")
_SERVICE_ARRETE, _SOURCE_DE_L_ARRETE = "notes", "gestion_competences"
_LABELS = ("debutSemaine", "UAI", "académie", "commune", "département", "région", "ministère", "circonscription",
           "nature UAI", "secteur")  # fmt: skip

Cellules = dict[str, Entiers]  # column -> visits, and users, of each lycée


class MesureNationale:
    """Counts the sessions of weeks that follow each other, whose sessions come in order of time."""

    def __init__(self, monde: Monde) -> None:
        self._monde = monde
        self.services = _services_of_actions()
        self._lundi = date.min
        self._visites: Cellules = {}
        self._presents: dict[str, set[int]] = {}  # who came, once a week: keys of a user and a lycée
        self._finies: list[tuple[date, Cellules, Cellules]] = []

    def add(self, jour: date, seances: Seances, evenements: Evenements) -> None:
        """Count one local day's sessions."""
        lundi = jour - timedelta(days=jour.weekday())
        if lundi != self._lundi:
            self._close()
            self._lundi = lundi
        nb, lycees = len(self._monde.fiches), self._etablissement(seances)
        for column, chosen in self._columns(seances, evenements):
            counted = np.bincount(lycees[chosen], minlength=nb)
            self._visites[column] = self._visites.get(column, 0) + counted
            keys = np.unique(seances.utilisateur[chosen] * nb + lycees[chosen])
            self._presents.setdefault(column, set()).update(keys.tolist())

    def semaines(self) -> list[tuple[date, Cellules, Cellules]]:
        """Each week's Monday, its visits and its users by column and lycée."""
        self._close()
        return self._finies

    def _columns(self, seances: Seances, evenements: Evenements) -> Iterator[tuple[str, Entiers | Masque]]:
        """Each column, and which sessions count in it."""
        device = np.array([_APPAREILS.get(one.type, 3) for one in appareils.MATERIELS])[seances.materiel]
        systeme = np.array([_CODES_SYSTEMES.get(one.systeme, 5) for one in appareils.MATERIELS])[seances.materiel]
        yield "globales", np.arange(len(seances))
        for code, profil in enumerate(_PROFILS):
            mine = seances.profil == code
            yield profil, mine
            yield from ((f"{profil}_{nom}", mine & (device == rang)) for rang, nom in enumerate(_NOMS_CROISES))
        yield from ((nom, device == rang) for rang, nom in enumerate(_NOMS_APPAREILS))
        yield from ((nom, systeme == rang) for rang, nom in enumerate(_SYSTEMES))
        for service, codes in self.services.items():
            yield service, np.unique(evenements.seance[np.isin(evenements.action, codes)])

    def _etablissement(self, seances: Seances) -> Entiers:
        population = self._monde.population
        second = population.second_lycee[seances.utilisateur]
        return np.where(seances.portee == SECOND, second, population.lycee[seances.utilisateur])

    def _close(self) -> None:
        if self._visites:
            nb = len(self._monde.fiches)
            users = {
                column: np.bincount(np.array(sorted(keys), dtype=np.int64) % nb, minlength=nb)
                for column, keys in self._presents.items()
            }
            self._finies.append((self._lundi, self._visites, users))
        self._visites, self._presents = {}, {}


def write_dnma(folder: Path, monde: Monde, mois: list[Mois], mesure: MesureNationale) -> None:
    """Write the four files of the weeks whose Thursday lies in `mois`, which follow each other."""
    weeks = [one for one in mesure.semaines() if Mois.of(one[0] + timedelta(days=3)) in mois]
    for nom, columns in (
        ("profils", ["globales", *_PROFILS]),
        ("services", sorted({*mesure.services, _SERVICE_ARRETE})),
        ("profils-appareils", [f"{profil}_{nom}" for profil in _PROFILS for nom in _NOMS_CROISES]),
        ("appareils", [*_NOMS_APPAREILS, *_SYSTEMES]),
    ):
        rows = pl.DataFrame(list(_rows(monde, weeks, columns)), infer_schema_length=None)
        suffix = str(mois[-1]) if len(mois) == 1 else f"{mois[0]}-a-{mois[-1]}"
        rows.write_csv(folder / f"fr-en-dnma-par-uai-{nom}-{suffix}.csv", separator=";", include_bom=True)


def _rows(monde: Monde, weeks: list[tuple[date, Cellules, Cellules]], columns: list[str]) -> Iterator[dict[str, str]]:
    for lundi, visites, users in weeks:
        for rang, fiche in enumerate(monde.fiches):
            if not visites["globales"][rang]:
                continue
            row = _keys(lundi, fiche)
            for column in columns:
                source = column
                if column == _SERVICE_ARRETE:  # it is fed no more since the school year of the month began
                    lives = Mois.of(lundi).annee_scolaire != monde.courant.annee_scolaire
                    source = _SOURCE_DE_L_ARRETE if lives else ""
                nb = int(visites[source][rang]) if source in visites else 0
                people = int(users[source][rang]) if source in users else 0
                row |= {
                    f"visites_{column}": str(nb),
                    f"utilisateurs_{column}": str(people),
                    f"duree_{column}": _duration(nb),
                }
            yield row


def _keys(lundi: date, fiche: Fiche) -> dict[str, str]:
    values = (
        lundi.isoformat(),
        fiche.uai,
        fiche.departement.academie,
        fiche.commune,
        fiche.departement.libelle,
        NOM_REGION,
        "MINISTERE DE L'EDUCATION NATIONALE",
        "",
        "LYCEE",
        "PUBLIC" if fiche.est_public else "PRIVE",
    )
    return dict(zip(_LABELS, values, strict=True))


def _duration(visites: int) -> str:
    seconds = 312 * visites
    return f"{seconds // 3600:02d}:{seconds // 60 % 60:02d}:{seconds % 60:02d}"


def _services_of_actions() -> dict[str, list[int]]:
    """Service -> its actions, by the project's own mapping of applications."""
    table = tomllib.loads((default_config_folder() / "services.toml").read_text(encoding="utf-8"))
    found: dict[str, list[int]] = {}
    for code, action in enumerate(usages.ACTIONS):
        service = table["applications"].get(action.module.lower(), NON_CLASSE)
        if action.type in {"ACCESS", "CONNECTOR"} and service != NON_CLASSE:
            found.setdefault(service, []).append(code)
    return found
