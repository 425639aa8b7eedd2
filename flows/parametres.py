"""What a run may be asked for, as Prefect's page shows it: each parameter's constraint, title and explanation.

Prefect gives every parameter a title and a description of its own; those of `json_schema_extra` take their place.
"""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any

from pydantic import AfterValidator, Field

from ent_report.langue import LANGUE, Formulaire
from ent_report.vocabulary import PARIS, Mois, Uai

CONFIG = "config/region.toml"
DATA_DIR = "data"
DERNIER = "dernier"
"""The last month that was over when the run was to start."""

_MOIS = r"20[0-9]{2}-(0[1-9]|1[0-2])"


def _checked(uai: str) -> str:
    """The control letter, which no pattern can hold. Raises ValueError."""
    return str(Uai(uai))


def _shown(name: Formulaire, *examples: object, **constraints: Any) -> Any:  # noqa: ANN401  a field's metadata
    """A parameter as the page names and explains it."""
    named = LANGUE.formulaires[name]
    told: dict[str, Any] = {"title": named.titre, "description": named.texte}
    return Field(json_schema_extra=told | ({"examples": list(examples)} if examples else {}), **constraints)


_UnMois = Annotated[str, Field(pattern=rf"^{_MOIS}$")]

UaiDemande = Annotated[str, _shown("uai", "0750652B", pattern=r"^[0-9]{7}[A-HJ-NPR-Z]$"), AfterValidator(_checked)]
UaisDemandes = Annotated[list[UaiDemande] | None, _shown("uais")]
MoisDemande = Annotated[str, _shown("mois", DERNIER, "2026-10", pattern=rf"^({DERNIER}|{_MOIS})$")]
PremierMois = Annotated[_UnMois, _shown("premier_mois", "2026-01")]
DernierMois = Annotated[_UnMois, _shown("dernier_mois", "2026-06")]
MoisCollecte = Annotated[_UnMois | None, _shown("mois_collecte", "2026-10")]
JourCollecte = Annotated[
    Annotated[str, Field(pattern=rf"^{_MOIS}-(0[1-9]|[12][0-9]|3[01])$")] | None,
    _shown("jour_collecte", "2026-10-14"),
]
PremierGarde = Annotated[_UnMois | None, _shown("premier_garde", "2025-10")]
Configuration = Annotated[str, _shown("configuration", min_length=1, pattern=r"\.toml$")]
Donnees = Annotated[str, _shown("donnees", min_length=1, pattern=r"^\S(.*\S)?$")]
Essai = Annotated[bool, _shown("essai")]
EchecsSeuls = Annotated[bool, _shown("echecs_seuls")]
EditionDemandee = Annotated[int | None, _shown("edition", ge=1)]
UaisDuLot = Annotated[list[UaiDemande], Field(min_length=1), _shown("uais_du_lot", ["0750652B"])]
MoisDuLot = Annotated[_UnMois, _shown("mois_du_lot", "2026-10")]
RunDuLot = Annotated[str, _shown("run_du_lot", "20261103T044000Z-1a2b", pattern=r"^[0-9]{8}T[0-9]{6}Z-[0-9a-f]+$")]
CleDuLot = Annotated[str, _shown("cle_du_lot", "00001", pattern=r"^[0-9]{5}$")]
Demandeur = Annotated[str, _shown("demandeur", max_length=120)]
Renvoyer = Annotated[bool, _shown("renvoyer")]
Liberer = Annotated[bool, _shown("liberer")]


def wanted_month(mois: str, prevu: datetime) -> Mois:
    """The month that is asked for; `prevu` is when the run was to start, however late it is."""
    return Mois.of(prevu.astimezone(PARIS).date()) - 1 if mois == DERNIER else Mois.parse(mois)
