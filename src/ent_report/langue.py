"""The words that the program itself sets into what people read: `config/langue.toml`, read once, as a locale is.

They are the installation's, the same for every region of a process; sentences of pages stand in the templates.
"""

from __future__ import annotations

from pathlib import Path
from string import Formatter
from typing import Annotated, Literal, TypeVar, get_args

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, ValidationError, model_validator

from ent_report.errors import ConfigurationError
from ent_report.resources import default_config_folder
from ent_report.tables_toml import read_table

Base = Literal["classe", "jours", "comptes"]
Cause = Literal["chiffres", "annuaire", "objectifs", "incidents", "ecarts", "non_etablis", "etat"]
Champ = Literal["nom", "commune", "type", "departement", "academie", "nb_eleves", "mail"]
Formulaire = Literal[
    "uai", "uais", "mois", "premier_mois", "dernier_mois", "mois_collecte", "jour_collecte", "premier_garde",
    "configuration", "donnees", "essai", "echecs_seuls", "edition", "uais_du_lot", "mois_du_lot", "run_du_lot",
    "cle_du_lot", "demandeur", "renvoyer", "liberer",
]  # fmt: skip


_Accorde = tuple[str] | tuple[str, str]
"""What is said of one, and of several if it differs."""
_Texte = TypeVar("_Texte", str, _Accorde)


def holding(*names: str, all_of_them: bool = False) -> AfterValidator:
    """Of a sentence, or of one and its plural: the names in braces that it may hold, filled in by `str.format`."""

    def known(given: _Texte) -> _Texte:
        for phrase in (given,) if isinstance(given, str) else given:
            try:
                found = {name for _, name, _, _ in Formatter().parse(phrase) if name is not None}
            except ValueError:
                found = {phrase}
            told = ", ".join(f"{{{name}}}" for name in names)
            if not found <= set(names):
                raise ValueError(f"found {phrase!r}, expected no other braces than {told}")
            if all_of_them and found != set(names):
                raise ValueError(f"found {phrase!r}, expected {told} in it")
        return given

    return AfterValidator(known)


def _made_of(*names: str) -> AfterValidator:
    """Of a number or a date: all that it is made of."""
    return holding(*names, all_of_them=True)


def _each_of(names: object) -> AfterValidator:
    """Of a table: a word for each name of a Literal."""

    def complete(table: dict[str, object]) -> dict[str, object]:
        lacking = [name for name in get_args(names) if name not in table]
        if lacking:
            raise ValueError(f"{', '.join(lacking)} is missing")
        return table

    return AfterValidator(complete)


class _Mots(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class _Ecriture(_Mots):
    """How numbers, durations and lists are written."""

    milliers: str
    decimale: str
    pourcent: Annotated[str, _made_of("nombre")]
    points: Annotated[_Accorde, _made_of("nombre")]
    pluriel_des: float
    zero_pluriel: bool
    heures: Annotated[str, _made_of("heures", "minutes")]
    minutes: Annotated[str, _made_of("minutes", "secondes")]
    secondes: Annotated[str, _made_of("secondes")]
    separateur: str
    dernier: str
    guillemets: Annotated[str, _made_of("texte")]


class _Absences(_Mots):
    absent: str
    masque: str
    interrompu: str
    partiel: str
    publie: str

    @model_validator(mode="after")
    def _differ(self) -> _Absences:
        words = [self.absent, self.masque, self.interrompu, self.partiel]
        if len(set(words)) < len(words):
            raise ValueError(f"found {', '.join(words)}, expected another word for each")
        return self


class _Dates(_Mots):
    """Months from January on, days from Monday on."""

    mois: Annotated[tuple[str, ...], Field(min_length=12, max_length=12)]
    mois_courts: Annotated[tuple[str, ...], Field(min_length=12, max_length=12)]
    jours: Annotated[tuple[str, ...], Field(min_length=7, max_length=7)]
    jours_courts: Annotated[tuple[str, ...], Field(min_length=7, max_length=7)]
    premier: str
    jour: Annotated[str, _made_of("numero", "mois")]
    jour_de_semaine: Annotated[str, _made_of("nom", "jour")]
    jour_annee: Annotated[str, _made_of("jour", "annee")]
    mois_annee: Annotated[str, _made_of("mois", "annee")]
    un_jour: Annotated[str, _made_of("jour")]
    intervalle: Annotated[str, _made_of("debut", "fin")]
    semaine_du: Annotated[str, _made_of("jour")]
    heure: Annotated[str, _made_of("heure")]
    instant: Annotated[str, _made_of("jour", "heures", "minutes")]


class _Rapports(_Mots):
    """Titles, subjects, and single words of tables and charts."""

    nom_ent: str
    titre_region: Annotated[str, holding("region", "mois")]
    sujet: Annotated[str, holding("mois", "edition", "rapport")]
    sujet_region: Annotated[str, holding("region")]
    donnees_jointes: str
    bilan: str
    mois_precedent: str
    an_dernier: str
    nombre_en_mois: Annotated[str, holding("nombre", "mois")]
    tous_profils: str
    du_profil: Annotated[str, holding("profil")]
    non_ventile: str
    academie: Annotated[str, holding("nom")]
    departement: Annotated[str, holding("code", "nom")]
    sans_departement: str
    lycees: str
    valeur_region: Annotated[str, holding("valeur")]
    intervalle: Annotated[str, holding("de", "a")]
    sans_nom: str
    dans_la_region: str
    fichiers_incomplets: Annotated[_Accorde, holding("nombre")]
    jour_atypique: Annotated[_Accorde, holding("jour", "visites", "mediane")]
    mediane: Annotated[str, holding("mediane")]


class Parametre(_Mots):
    titre: str
    texte: str


class Langue(_Mots):
    ecriture: _Ecriture
    absences: _Absences
    dates: _Dates
    rapports: _Rapports
    retenues: Annotated[dict[Base, Annotated[_Accorde, holding("ou", "mesures", "attendus")]], _each_of(Base)]
    causes: Annotated[dict[Cause, str], _each_of(Cause)]
    champs: Annotated[dict[Champ, str], _each_of(Champ)]
    formulaires: Annotated[dict[Formulaire, Parametre], _each_of(Formulaire)]


def read_langue(path: Path) -> Langue:
    """Raises ConfigurationError with a line for each fault: `file:line: key: found, expected`."""
    table = read_table(path)
    try:
        found = Langue.model_validate(table.valeurs)
    except ValidationError as error:
        told = {"missing": "is missing", "extra_forbidden": "unknown key"}
        faults = [
            (one["loc"], told.get(one["type"], one["msg"].removeprefix("Value error, "))) for one in error.errors()
        ]
        raise ConfigurationError(*(table.fautes or (table.lignes.fault(*one) for one in faults))) from error
    return found


LANGUE = read_langue(default_config_folder() / "langue.toml")
