"""The region's configuration, frozen: loaded from TOML and the environment, all faults told at once."""

from __future__ import annotations

import base64
import difflib
import hashlib
from collections.abc import Mapping, Sequence
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Literal, TypeAlias, Union, get_args

from pydantic import (
    BaseModel,
    ConfigDict,
    Discriminator,
    Field,
    Tag,
    ValidationError,
    create_model,
    model_validator,
)
from pydantic_core import ErrorDetails

from ent_report.configuration.companions import COMPAGNONS, faults_of
from ent_report.configuration.lignes_toml import Lignes
from ent_report.configuration.marque import LOGOS, brand_faults
from ent_report.configuration.reglage_envoi import Envoi
from ent_report.configuration.tables_toml import Table, read_table
from ent_report.courrier import Courrier, Exploitation
from ent_report.errors import ConfigurationError
from ent_report.guichet.reglages import Guichet
from ent_report.resources import default_config_folder, templates_folder
from ent_report.sources.registre import definitions
from ent_report.transports.base import Provenance
from ent_report.transports.registre import transports
from ent_report.transports.urls import SECRET_FOUND, without_password

GABARITS = "gabarits"


class _Section(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Region(_Section):
    """`code`: code_region of the national register; `zone`: of school holidays; `departement_feries`: one with public
    holidays of its own, such as 67.
    """

    nom: str = Field(min_length=1)
    code: str = Field(pattern=r"^[0-9]{1,2}$")
    zone: Literal["A", "B", "C", "Corse"]
    departement_feries: Literal["57", "67", "68", "971", "972", "973", "974", "976"] | None = None


def _kind(value: object) -> str:
    """What brings an input: files of this machine, where nothing else is said."""
    kind = value.get("kind", "files") if isinstance(value, Mapping) else getattr(value, "kind", "files")
    return str(kind)


def _any_provenance() -> Any:  # noqa: ANN401  an annotation
    """An input's section, as the way that it names by `kind` wants it."""
    tagged = [Annotated[one.provenance, Tag(kind)] for kind, one in transports().items()]
    return Annotated[Union[tuple(tagged)], Discriminator(_kind)]  # noqa: UP007  their number is known at run time


AnyProvenance = _any_provenance()


class _Inputs(_Section):
    @cached_property
    def donnees(self) -> dict[str, Provenance]:
        """Those that are configured, by name."""
        return {name: value for name, value in self if value is not None}


class _References(_Inputs):
    annuaire: Provenance
    effectifs: Provenance | None = None
    calendrier: Provenance | None = None


class _Sources(_Inputs):
    @model_validator(mode="after")
    def _at_least_one(self) -> _Sources:
        if not self.donnees:
            raise ValueError("found no source, expected at least one, such as [sources.evenements]")
        return self


if TYPE_CHECKING:
    References: TypeAlias = _References
    Sources: TypeAlias = _Sources
else:  # what an input may say is known when the ways that bring it are
    _optional = (AnyProvenance | None, None)
    References = create_model(
        "References", __base__=_References, annuaire=(AnyProvenance, ...), effectifs=_optional, calendrier=_optional
    )
    Sources = create_model("Sources", __base__=_Sources, **dict.fromkeys(definitions(), _optional))


class Presentation(_Section):
    """How the reports look; `couleur` as `#rrggbb`, `logo` an SVG or PNG file."""

    nom_ent: str = "Espace numérique de travail"
    contact: str | None = None
    couleur: str = Field(default="#1f4e8c", pattern=r"^#[0-9a-fA-F]{6}$")
    logo: str | None = None
    donnees_fictives: bool = False


class Seuils(_Section):
    """`petit_effectif`: users under which a figure is masked; `intervalle_min` and `intervalle_pct`: how wide the
    interval must be, in its unit and in percent of it, that all published figures leave for a masked one;
    `tailles_comparables`: limits of size bands, in pupils; `comparables_min`: lycées under which a group gives no
    median.
    """

    petit_effectif: int = Field(default=5, ge=1)
    intervalle_min: int = Field(default=4, ge=1)
    intervalle_pct: float = Field(default=50.0, ge=0, le=100)
    tailles_comparables: tuple[int, ...] = (400, 800, 1500)
    comparables_min: int = Field(default=5, ge=2)


class Completude(_Section):
    """Shares of the expected class days that are measured, in percent: below `complet_pct` a month is partial, below
    `insuffisant_pct` too little is known of it and its report is held.
    """

    complet_pct: float = Field(default=100.0, ge=0, le=100)
    insuffisant_pct: float = Field(default=34.0, ge=0, le=100)

    @model_validator(mode="after")
    def _in_order(self) -> Completude:
        if self.insuffisant_pct > self.complet_pct:
            found = f"insuffisant_pct {self.insuffisant_pct:g} above complet_pct {self.complet_pct:g}"
            raise ValueError(f"found {found}, expected it to be at most that")
        return self


class Conservation(_Section):
    """`evenements_mois`: for how many months before the current one event-level data is kept; thirteen let every
    figure of a report be computed again. `envois_mois`: for how many the journal of what was sent is.
    """

    evenements_mois: int = Field(default=13, ge=1)
    envois_mois: int = Field(default=13, ge=1)


class Rapprochements(_Section):
    """When a difference between two sources is told: beyond `ecart_pct` percent of the larger figure, and from
    `ecart_min` people, accounts or logins on.
    """

    ecart_pct: float = Field(default=10.0, ge=0, le=100)
    ecart_min: int = Field(default=20, ge=1)


DASK = "dask"
OUVRIERS = "ouvriers"
SANS_DASK = "execution.moteur: found 'dask', which is not installed, expected `pip install 'ent-report[dask]'`"


class Execution(_Section):
    """`moteur`: what makes the lycées' reports, processes of this machine, a Dask cluster or Prefect workers; `dask`:
    the address of its scheduler, empty for a cluster of this machine that lasts as long as the run; `ouvriers`: how
    many chunks Prefect's workers are given at once.

    `processus`: rendering processes, None for one a core; `documents_par_processus`: before one is replaced;
    `delai_s`, `delai_region_s`: seconds after which a lycée's report, or the region's, has failed.
    """

    lycees_par_tache: int = Field(default=25, ge=1)
    processus: int | None = Field(default=None, ge=1)
    documents_par_processus: int = Field(default=200, ge=1)
    delai_s: float = Field(default=120.0, gt=0)
    delai_region_s: float = Field(default=1800.0, gt=0)
    moteur: Literal["processus", "dask", "ouvriers"] = "processus"
    ouvriers: int = Field(default=2, ge=1, le=200)
    dask: str = Field(default="", pattern=r"^((tcp|tls)://[^/\s]+:[0-9]+)?$")


class Settings(_Section):
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
        if self.presentation.logo is None:
            return None
        file = self.dossier / self.presentation.logo
        return f"data:{LOGOS[file.suffix.lower()]};base64,{base64.b64encode(file.read_bytes()).decode()}"

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
        faults += [_line(main.lignes, fault) for fault in error.errors()] if not main.fautes else []
        raise ConfigurationError(*faults) from error
    except TypeError as error:
        raise ConfigurationError(*faults, f"{path}: {error}") from error
    faults += [main.lignes.fault(("presentation", key), text) for key, text in brand_faults(settings)]
    if faults:
        raise ConfigurationError(*faults)
    return settings.model_copy(update={"empreinte": _digest(settings, [main, *companions.values()])})


def _digest(settings: Settings, files: Sequence[Table]) -> str:
    """Of all that is configured, the logo's picture too."""
    logo = (settings.logo or "").encode()
    return hashlib.sha256(b"\0".join([*(one.octets for one in files), logo])).hexdigest()


def _companion(folder: Path, name: str) -> Path | None:
    candidates = [folder / f"{name}.toml", default_config_folder() / f"{name}.toml"]
    return next((file for file in candidates if file.is_file()), None)


def _line(lignes: Lignes, fault: ErrorDetails) -> str:
    """One pydantic error as a line: file, line, key, found, expected, and for an unknown key the likely one."""
    keys = [str(key) for key in fault["loc"]]
    kind = keys.pop(2) if len(keys) > 2 and keys[0] in {"sources", "references"} else None
    if fault["type"] == "union_tag_invalid":
        return lignes.fault([*keys, "kind"], f"found {fault['ctx']['tag']!r}, expected {' or '.join(transports())}")
    return lignes.fault(keys, _message(fault, keys, kind))


def _message(fault: ErrorDetails, keys: list[str], kind: str | None) -> str:
    if fault["type"] == "extra_forbidden":
        return f"unknown key{_suggestion(keys, kind)}"
    if fault["type"] == "missing":
        return "is missing"
    message, found = fault["msg"].removeprefix("Value error, "), fault["input"]
    if fault["type"] == SECRET_FOUND:
        return message
    if isinstance(found, str):
        found = without_password(found)
    return f"found {found!r}: {message}" if isinstance(found, str | int | float) else message


def _suggestion(keys: list[str], kind: str | None) -> str:
    model: Any = Settings
    for key in keys[:-1]:
        field = model.model_fields.get(key) if hasattr(model, "model_fields") else None
        if field is None:
            return ""
        options = [field.annotation, *get_args(field.annotation)]
        model = next((one for one in options if isinstance(one, type) and issubclass(one, BaseModel)), None)
    names = list(transports()[kind].provenance.model_fields) if kind else list(model.model_fields) if model else []
    close = difflib.get_close_matches(keys[-1], names, n=1)
    return f", did you mean {close[0]}?" if close else f"; known here: {', '.join(names)}"
