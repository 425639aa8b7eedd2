"""Invented names: no lycée, commune or académie of this file exists."""

from __future__ import annotations

from dataclasses import dataclass

NOM_REGION = "Région Exemple"
CODE_REGION = "11"
NOM_AUTRE_REGION = "Région Voisine"
CODE_AUTRE_REGION = "98"

NOM_LONG = (
    "Lycée polyvalent des métiers de l'hôtellerie, de la restauration et du tourisme "
    "Célestine et Aurélien de Montferlune"
)


@dataclass(frozen=True)
class Departement:
    """A fictional département; the latitude and the longitude are those of its middle, in thousandths of a degree."""

    code: str
    libelle: str
    academie: str
    latitude: int
    longitude: int


# Codes that no département of the national register has; the leading zero is part of them.
DEPARTEMENTS = (
    Departement("020", "Haute-Ourille", "Orsenne", 47_350, 2_150),
    Departement("096", "Val-de-Saulette", "Orsenne", 47_050, 2_950),
    Departement("097", "Plaines-de-Vernoise", "Brumeval", 46_620, 2_240),
    Departement("098", "Monts-d'Argelle", "Brumeval", 46_410, 3_080),
    Departement("099", "Deux-Tamières", "Valtinée", 47_480, 3_610),
)

_PRENOMS = (
    "Adèle", "Alban", "Anselme", "Apolline", "Aurore", "Basile", "Bérénice", "Blaise", "Cassandre", "Célestin",
    "Clarisse", "Colombe", "Corentin", "Delphine", "Désiré", "Edmée", "Éloïse", "Émeric", "Eugénie", "Fantine",
    "Faustin", "Félicité", "Firmin", "Gaspard", "Ghislaine", "Hippolyte", "Honorine", "Isaure", "Joachim", "Josèphe",
    "Léandre", "Léontine", "Lucien", "Mahaut", "Marceline", "Melchior", "Mélisande", "Nestor", "Octavie", "Ombeline",
    "Pélagie", "Philibert", "Prudence", "Quentin", "Rosalie", "Sidonie", "Tancrède", "Théodora", "Ursule", "Victorin",
)  # fmt: skip
_NOMS = (
    "Aubrelac", "Barvenne", "Bellorgue", "Brissandre", "Cardouaille", "Castelbrune", "Chantorme", "Corvigné",
    "Dambroisel", "Delmarque", "Escarvoix", "Estrevigne", "Fauvergnat", "Ferrandoux", "Gaillebois", "Garandelle",
    "Hautrenard", "Hervoisin", "Jarlanges", "Jouvancel", "Kervalmont", "Lanterrade", "Lormeval", "Malvoisine",
    "Marquenac", "Montferlune", "Mortesaigne", "Noirvaux", "Orvecelle", "Oustrelle", "Passelande", "Pierrevoix",
    "Queyrandeau", "Quintefeuil", "Ravinel-Dorge", "Roquesaule", "Sabrevane", "Sourdelac", "Tarvenne", "Tournemire-Lys",
    "Ubrecourt", "Valdambre", "Valombre", "Vermeillac", "Vieilfontan", "Vorgelune", "Ysambrac",
)  # fmt: skip
_LIEUX = (
    "Ambrelune", "Beaucendre", "Boisfauvette", "Brumelande", "Chantegivre", "Clairvesse", "Courtembrun", "Dormevigne",
    "Échelune", "Fontembrase", "Givremont", "Hautebraise", "Jonchevert", "Landesoie", "Lointerive", "Maisonciel",
    "Marselune", "Montcendré", "Neuforage", "Ormebelle", "Pontesquille", "Rochambrune", "Sauveterelle", "Sombrelac",
    "Tremblevent", "Valbrumeuse", "Verdelisse", "Vieuxcoudre", "Villarge", "Vivecombe",
)  # fmt: skip
_RIVIERES = ("l'Ourille", "Saulette", "Vernoise", "l'Argelle", "Tamière", "Braisinette", "Lisquée")


def invent_nom_lycee(rang: int) -> str:
    """A person's name, without « lycée »: the first 2 350 are all different."""
    prenom = _PRENOMS[rang % len(_PRENOMS)]
    nom = _NOMS[(rang * 7 + rang // len(_PRENOMS)) % len(_NOMS)]
    return f"{prenom} {nom}"


def invent_commune(rang: int) -> str:
    """The river's name, which does not exist, keeps the commune from being a real one."""
    lieu = _LIEUX[rang % len(_LIEUX)]
    riviere = _RIVIERES[(rang + rang // len(_LIEUX)) % len(_RIVIERES)]
    return f"{lieu}-sur-{riviere}"
