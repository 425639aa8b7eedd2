"""The region's configuration, frozen: loaded from TOML and the environment, all faults told at once."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from pydantic import Field, ValidationError, model_validator

from ent_report.configuration.companions import COMPAGNONS, faults_of
from ent_report.configuration.fautes import told
from ent_report.configuration.section import Section
from ent_report.configuration.sections.calcul import Completude, Rapprochements, Seuils
from ent_report.configuration.sections.entrees import References, Sources
from ent_report.configuration.sections.envoi import Envoi
from ent_report.configuration.sections.exploitation import Conservation, Execution
from ent_report.configuration.sections.presentation import Presentation, brand_faults
from ent_report.configuration.sections.region import Region
from ent_report.courrier import Courrier, Exploitation
from ent_report.errors import ConfigurationError
from ent_report.guichet.reglages import Guichet
from ent_report.langue import LANGUE
from ent_report.resources import default_config_folder, templates_folder
from ent_report.tables_toml import Lignes, Table, read_table

GABARITS = "gabarits"


class Settings(Section):
    """One region's whole configuration; `dossier` is the folder of the file, which paths are relative to; `lignes` says
    where the keys of the files that go with it stand.
    """

    region: Region
    references: References
    sources: Sources
    presentation: Presentation = Presentation()
    seuils: Seuils = Seuils()
    completude: Completude = Completude()
    rapprochements: Rapprochements = Rapprochements()
    conservation: Conservation = Conservation()
    execution: Execution = Execution()
    exploitation: Exploitation = Exploitation()
    courrier: Courrier | None = None
    envoi: Envoi = Envoi()
    guichet: Guichet = Guichet()
    dossier: Path = Field(exclude=True)
    tables: Mapping[str, Mapping[str, Any]] = Field(exclude=True)
    lignes: Mapping[str, Lignes] = Field(exclude=True)
    empreinte: str = Field(exclude=True)

    @model_validator(mode="after")
    def _has_a_server_for_its_mail(self) -> Settings:
        for key, addresses in (
            ("exploitation.courriels", self.exploitation.courriels),
            ("envoi.domaines", self.envoi.domaines),
            ("envoi.synthese", self.envoi.synthese),
        ):
            if addresses and self.courrier is None:
                raise ValueError(f"{key}: found without [courrier], expected the server that takes the mail")
        return self

    @property
    def gabarits(self) -> tuple[Path, ...]:
        return template_folders(self.dossier)

    @property
    def logo(self) -> str | None:
        """The logo's bytes as a data URI."""
        return self.presentation.logo_of(self.dossier)

    @property
    def services(self) -> Mapping[str, Any]:
        return self.tables["services"]

    @property
    def libelles(self) -> Mapping[str, Any]:
        return self.tables["libelles"]

    @property
    def profils(self) -> dict[str, str]:
        """Label in lower case -> profile."""
        return {label.lower(): ours for label, ours in self.libelles["profils"].items()}

    @property
    def appareils(self) -> dict[str, str]:
        """Label in lower case -> device."""
        return {label.lower(): ours for label, ours in self.libelles["appareils"].items()}

    @property
    def applications(self) -> dict[str, str]:
        """Application in lower case -> service."""
        return {name.lower(): service for name, service in self.services["applications"].items()}


def template_folders(dossier: Path) -> tuple[Path, ...]:
    """A region's own templates beside its configuration, if it has any, then those that ship."""
    own = dossier / GABARITS
    return (own, templates_folder()) if own.is_dir() else (templates_folder(),)


def load_settings(path: Path) -> Settings:
    """Read a configuration and the files that go with it (`services.toml`, ...).

    Raises ConfigurationError with a line for each fault: `file:line: key: found, expected`.
    """
    main = read_table(path)
    companions = {name: read_table(file) for name in COMPAGNONS if (file := _companion(path.parent, name))}
    faults = [*main.fautes, *(fault for one in companions.values() for fault in one.fautes)]
    faults += [
        one.lignes.fault(keys, message)
        for name, one in companions.items()
        if not one.fautes
        for keys, message in faults_of(name, one.valeurs)
    ]
    tables = {name: one.valeurs for name, one in companions.items()}
    lines = {name: one.lignes for name, one in companions.items()}
    try:
        settings = Settings(**main.valeurs, dossier=path.parent.resolve(), tables=tables, lignes=lines, empreinte="")
    except ValidationError as error:
        faults += [told(fault, main.lignes, Settings) for fault in error.errors()] if not main.fautes else []
        raise ConfigurationError(*faults) from error
    except TypeError as error:
        raise ConfigurationError(*faults, f"{path}: {error}") from error
    faults += [
        main.lignes.fault(("presentation", key), text)
        for key, text in brand_faults(settings.presentation, settings.dossier)
    ]
    if faults:
        raise ConfigurationError(*faults)
    return settings.model_copy(update={"empreinte": _digest(settings, [main, *companions.values()])})


def _digest(settings: Settings, files: Sequence[Table]) -> str:
    """Of all that is configured, the logo's picture and the program's own words too."""
    beside = ((settings.logo or "").encode(), LANGUE.model_dump_json().encode())
    return hashlib.sha256(b"\0".join([*(one.octets for one in files), *beside])).hexdigest()


def _companion(folder: Path, name: str) -> Path | None:
    candidates = [folder / f"{name}.toml", default_config_folder() / f"{name}.toml"]
    return next((file for file in candidates if file.is_file()), None)
