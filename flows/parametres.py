"""What a run may be asked for, as Prefect's page shows it: each parameter's constraint, title and explanation.

Prefect gives every parameter a title and a description of its own; those of `json_schema_extra` take their place.
"""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any

from pydantic import AfterValidator, Field

from ent_report.vocabulary import PARIS, Mois, Uai

CONFIG = "config/region.toml"
DATA_DIR = "data"
DERNIER = "dernier"
"""The last month that was over when the run was to start."""

_MOIS = r"20[0-9]{2}-(0[1-9]|1[0-2])"


def _checked(uai: str) -> str:
    """The control letter, which no pattern can hold. Raises ValueError."""
    return str(Uai(uai))


def _shown(title: str, description: str, *examples: str, **constraints: Any) -> Any:  # noqa: ANN401  a field's metadata
    """A parameter as the page names and explains it."""
    told: dict[str, Any] = {"title": title, "description": description}
    return Field(json_schema_extra=told | ({"examples": list(examples)} if examples else {}), **constraints)


_UnMois = Annotated[str, Field(pattern=rf"^{_MOIS}$")]

UaiDemande = Annotated[
    str,
    _shown(
        "UAI du lycée",
        "Sept chiffres et une lettre majuscule, tels qu’ils figurent à l’annuaire : 0750652B.",
        "0750652B",
        pattern=r"^[0-9]{7}[A-HJ-NPR-Z]$",
    ),
    AfterValidator(_checked),
]
UaisDemandes = Annotated[
    list[UaiDemande] | None,
    _shown("Lycées", "Seulement ces lycées, par leur UAI. Sans précision : tous, et la synthèse régionale."),
]
MoisDemande = Annotated[
    str,
    _shown(
        "Mois",
        "Une année et un mois, comme 2026-10, ou « dernier » : le dernier mois achevé à la date prévue de l’exécution.",
        DERNIER,
        "2026-10",
        pattern=rf"^({DERNIER}|{_MOIS})$",
    ),
]
PremierMois = Annotated[
    _UnMois,
    _shown(
        "Premier mois",
        "Une année et un mois, comme 2026-01. Les mois sont établis du plus ancien au plus récent ; "
        "ceux qui l’ont déjà été sont passés.",
        "2026-01",
    ),
]
DernierMois = Annotated[
    _UnMois,
    _shown(
        "Dernier mois",
        "Une année et un mois, comme 2026-06 ; le même que le premier pour un seul mois.",
        "2026-06",
    ),
]
MoisCollecte = Annotated[
    _UnMois | None,
    _shown("Mois", "Tout ce qui est nouveau pour ce mois. Sans mois ni jour : la veille de la date prévue.", "2026-10"),
]
JourCollecte = Annotated[
    Annotated[str, Field(pattern=rf"^{_MOIS}-(0[1-9]|[12][0-9]|3[01])$")] | None,
    _shown(
        "Jour", "Ce seul jour, qui est attendu : l’exécution est incomplète s’il n’a pu être collecté.", "2026-10-14"
    ),
]
PremierGarde = Annotated[
    _UnMois | None,
    _shown(
        "Premier mois gardé",
        "Une année et un mois, comme 2025-10. Sans précision : selon la durée de conservation configurée.",
        "2025-10",
    ),
]
Configuration = Annotated[
    str,
    _shown(
        "Configuration",
        "Le fichier de la région, par son chemin depuis le dossier du déploiement.",
        min_length=1,
        pattern=r"\.toml$",
    ),
]
Donnees = Annotated[
    str,
    _shown(
        "Données",
        "Le dossier où tout est conservé, par son chemin depuis le dossier du déploiement, "
        "ou l’adresse d’un stockage objet : s3://seau/dossier.",
        min_length=1,
        pattern=r"^\S(.*\S)?$",
    ),
]
Essai = Annotated[bool, _shown("Essai", "Dire ce qui serait établi, sans rien établir.")]
EchecsSeuls = Annotated[
    bool,
    _shown("Échecs seuls", "Seulement les rapports dont le dernier essai a échoué, et la synthèse régionale."),
]
EditionDemandee = Annotated[
    int | None,
    _shown("Édition", "Cette édition-là. Sans précision : la dernière, refaite d’abord si un chiffre a changé.", ge=1),
]
Demandeur = Annotated[
    str,
    _shown("Demandeur", "Qui le demande, pour le journal des envois : un nom ou un service.", max_length=120),
]
Renvoyer = Annotated[
    bool,
    _shown("Renvoyer", "Envoyer de nouveau ce qui l’a déjà été, ou dont on ne sait s’il l’a été. Le journal le dit."),
]
Liberer = Annotated[
    bool,
    _shown("Libérer", "Je l’ai relue : la synthèse peut partir. Le journal dit qui l’a libérée."),
]


def wanted_month(mois: str, prevu: datetime) -> Mois:
    """The month that is asked for; `prevu` is when the run was to start, however late it is."""
    return Mois.of(prevu.astimezone(PARIS).date()) - 1 if mois == DERNIER else Mois.parse(mois)
