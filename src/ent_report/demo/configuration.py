"""The fictional region's configuration, beside its inputs."""

from __future__ import annotations

from pathlib import Path

from ent_report.demo.agenda import ZONE
from ent_report.demo.lycees import Fiche
from ent_report.demo.noms import CODE_REGION, NOM_REGION

CONFIGURATION = "region.toml"

_EXPORTS = {"comptes": "accounts", "acces": "access", "connecteurs": "connector", "appareils": "device"}
_DNMA = {
    "dnma_profils": "profils-[0-9]*",
    "dnma_services": "services-*",
    "dnma_profils_appareils": "profils-appareils-*",
    "dnma_appareils": "appareils-*",
}
_FICHIERS = [
    ("evenements", "evenements/*/*.jsonl.gz", None),
    *((nom, f"export-stats-{kind}*.csv", "mois") for nom, kind in _EXPORTS.items()),
    *((nom, f"fr-en-dnma-par-uai-{files}.csv", "semaine") for nom, files in _DNMA.items()),
]
_SOURCES = "\n".join(
    f'[sources.{nom}]\nkind = "files"\npath = "entrees/{path}"\n' + (f'frequence = "{often}"\n' if often else "")
    for nom, path, often in _FICHIERS
)
_REGION = f"""\
# A fictional region: its lycées, people and figures are invented.

[region]
nom = "{NOM_REGION}"
code = "{CODE_REGION}"
zone = "{ZONE}"

[references.annuaire]
path = "entrees/annuaire.csv"

{_SOURCES}
[presentation]
nom_ent = "Espace numérique de travail"
contact = "ent@region.example"
couleur = "#1f4e8c"
donnees_fictives = true
"""

_OBJECTIFS = (
    """axes = { communication_interne = 60, reservation_ressources = 5 }
services_actives = ["actualites", "cahier_textes", "reservation_salles_materiels"]""",
    "axes = { relations_familles = 25, travail_collaboratif = 45 }",
    "axes = { communication_interne = 50 }",
)


def is_fictional(folder: Path) -> bool:
    """Whether `folder` holds a region that this package made."""
    path = folder / CONFIGURATION
    return path.is_file() and path.read_text(encoding="utf-8").startswith(_REGION.splitlines()[0])


def write_configuration(folder: Path, fiches: tuple[Fiche, ...]) -> Path:
    """Write `region.toml` and `objectifs.toml`; return the first's path. Targets are % of the visits."""
    path = folder / CONFIGURATION
    path.write_text(_REGION, encoding="utf-8", newline="\n")
    objectifs = "\n\n".join(
        f"[lycee.{fiche.uai}]\n{choices}" for fiche, choices in zip(fiches[:-1], _OBJECTIFS, strict=False)
    )
    (folder / "objectifs.toml").write_text(f"{objectifs}\n", encoding="utf-8", newline="\n")
    return path
