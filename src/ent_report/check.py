"""Everything that a run needs, tried before one: all faults at once, none hidden by the first."""

from __future__ import annotations

import os
from pathlib import Path

from ent_report.entrees import Entrees, pseudonym_key
from ent_report.errors import ConfigurationError, EntReportError
from ent_report.references import References, read_references
from ent_report.render.html import Templates
from ent_report.render.pdf import Renderer
from ent_report.resources import templates_folder
from ent_report.settings import Settings, load_settings
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
        faults += _faults_of_inputs(settings, data_dir, mois)
    try:
        Store(data_dir)
        Templates(templates_folder())
        Renderer(templates_folder())
    except EntReportError as error:
        faults += error.faults
    return faults


def _faults_of_inputs(settings: Settings, data_dir: Path, mois: Mois) -> list[str]:
    faults: list[str] = []
    references: References | None = None
    try:
        references = read_references(settings, mois)
        faults += references.fautes
    except EntReportError as error:
        faults += error.faults
    try:
        if "evenements" in settings.sources.donnees:
            pseudonym_key(settings, os.environ)
        lycees = references.lycees if references else ()
        inputs = Entrees(settings, Store(data_dir), (mois,), os.environ, lycees)
        for name in settings.sources.donnees:
            faults += inputs.probe(f"sources.{name}")
    except EntReportError as error:
        faults += error.faults
    return faults
