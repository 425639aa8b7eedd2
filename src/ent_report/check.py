"""Everything that a run needs, tried before one: all faults at once, none hidden by the first."""

from __future__ import annotations

import os
from pathlib import Path

from ent_report.errors import ConfigurationError, EntReportError
from ent_report.references import read_references
from ent_report.render.html import Templates
from ent_report.render.pdf import Renderer
from ent_report.resources import templates_folder
from ent_report.settings import Settings, load_settings, unread_sources
from ent_report.sources.fichiers import list_files
from ent_report.sources.registre import pseudonym_key
from ent_report.store import Store
from ent_report.vocabulary import Mois


def check_all(config: Path, data_dir: Path, mois: Mois) -> list[str]:
    """A line for each fault of configuration, references, sources, secrets, templates and data directory."""
    faults: list[str] = []
    try:
        settings = load_settings(config)
    except ConfigurationError as error:
        faults += error.faults
    else:
        faults += _faults_of_inputs(settings, mois)
    try:
        Store(data_dir)
        Templates(templates_folder())
        Renderer(templates_folder())
    except EntReportError as error:
        faults += error.faults
    return faults


def _faults_of_inputs(settings: Settings, mois: Mois) -> list[str]:
    faults: list[str] = []
    try:
        faults += read_references(settings, mois).fautes
    except EntReportError as error:
        faults += error.faults
    faults += [f"sources.{name}: is not read by this version" for name in unread_sources(settings)]
    for name, source in settings.sources.donnees.items():
        try:
            faults += [f"sources.{name}.path: {fault}" for fault in list_files(source.path, settings.dossier)[1]]
        except EntReportError as error:
            faults += error.faults
    try:
        if "evenements" in settings.sources.donnees:
            pseudonym_key(settings, os.environ)
    except ConfigurationError as error:
        faults += error.faults
    return faults
