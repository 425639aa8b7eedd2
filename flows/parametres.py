"""What a run may be asked for, as Prefect's page shows it: each parameter's constraint, title and explanation.

Prefect gives every parameter a title and a description of its own; those of `json_schema_extra` take their place.
"""

from __future__ import annotations

from datetime import datetime
from typing import Annotated

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


UaiDemande = Annotated[
    str,
    Field(
        pattern=r"^[0-9]{7}[A-HJ-NPR-Z]$",
        json_schema_extra={
            "title": "UAI du lycée",
            "description": "Sept chiffres et une lettre majuscule, tels qu’ils figurent à l’annuaire : 0750652B.",
            "examples": ["0750652B"],
        },
    ),
    AfterValidator(_checked),
]
UaisDemandes = Annotated[
    list[UaiDemande] | None,
    Field(
        json_schema_extra={
            "title": "Lycées",
            "description": "Seulement ces lycées, par leur UAI. Sans précision : tous, et la synthèse régionale.",
        }
    ),
]
MoisDemande = Annotated[
    str,
    Field(
        pattern=rf"^({DERNIER}|{_MOIS})$",
        json_schema_extra={
            "title": "Mois",
            "description": "Une année et un mois, comme 2026-10, ou « dernier » : le dernier mois achevé à la date "
            "prévue de l’exécution.",
            "examples": [DERNIER, "2026-10"],
        },
    ),
]
PremierMois = Annotated[
    str,
    Field(
        pattern=rf"^{_MOIS}$",
        json_schema_extra={
            "title": "Premier mois",
            "description": "Une année et un mois, comme 2026-01. Les mois sont établis du plus ancien au plus récent ; "
            "ceux qui l’ont déjà été sont passés.",
            "examples": ["2026-01"],
        },
    ),
]
DernierMois = Annotated[
    str,
    Field(
        pattern=rf"^{_MOIS}$",
        json_schema_extra={
            "title": "Dernier mois",
            "description": "Une année et un mois, comme 2026-06 ; le même que le premier pour un seul mois.",
            "examples": ["2026-06"],
        },
    ),
]
MoisCollecte = Annotated[
    Annotated[str, Field(pattern=rf"^{_MOIS}$")] | None,
    Field(
        json_schema_extra={
            "title": "Mois",
            "description": "Tout ce qui est nouveau pour ce mois. Sans mois ni jour : la veille de la date prévue.",
            "examples": ["2026-10"],
        }
    ),
]
JourCollecte = Annotated[
    Annotated[str, Field(pattern=rf"^{_MOIS}-(0[1-9]|[12][0-9]|3[01])$")] | None,
    Field(
        json_schema_extra={
            "title": "Jour",
            "description": "Ce seul jour, qui est attendu : l’exécution est incomplète s’il n’a pu être collecté.",
            "examples": ["2026-10-14"],
        }
    ),
]
PremierGarde = Annotated[
    Annotated[str, Field(pattern=rf"^{_MOIS}$")] | None,
    Field(
        json_schema_extra={
            "title": "Premier mois gardé",
            "description": "Une année et un mois, comme 2025-10. Sans précision : selon la durée de conservation "
            "configurée.",
            "examples": ["2025-10"],
        }
    ),
]
Configuration = Annotated[
    str,
    Field(
        min_length=1,
        pattern=r"\.toml$",
        json_schema_extra={
            "title": "Configuration",
            "description": "Le fichier de la région, par son chemin depuis le dossier du déploiement.",
        },
    ),
]
Donnees = Annotated[
    str,
    Field(
        min_length=1,
        pattern=r"^\S(.*\S)?$",
        json_schema_extra={
            "title": "Données",
            "description": "Le dossier où tout est conservé, par son chemin depuis le dossier du déploiement, "
            "ou l’adresse d’un stockage objet : s3://seau/dossier.",
        },
    ),
]
Essai = Annotated[
    bool,
    Field(
        json_schema_extra={
            "title": "Essai",
            "description": "Dire ce qui serait établi, sans rien établir.",
        }
    ),
]
EchecsSeuls = Annotated[
    bool,
    Field(
        json_schema_extra={
            "title": "Échecs seuls",
            "description": "Seulement les rapports dont le dernier essai a échoué, et la synthèse régionale.",
        }
    ),
]


def wanted_month(mois: str, prevu: datetime) -> Mois:
    """The month that is asked for; `prevu` is when the run was to start, however late it is."""
    return Mois.of(prevu.astimezone(PARIS).date()) - 1 if mois == DERNIER else Mois.parse(mois)
