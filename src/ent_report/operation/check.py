"""Everything that a run needs, tried before one: all faults at once, none hidden by the first."""

from __future__ import annotations

import os
from importlib.util import find_spec
from pathlib import Path
from tempfile import TemporaryDirectory

from ent_report.configuration.cibles import target_faults
from ent_report.configuration.entrees import Entrees, pseudonym_key
from ent_report.configuration.presentation import every_label, presentation_of
from ent_report.configuration.sections.exploitation import DASK, SANS_DASK
from ent_report.configuration.settings import Settings, load_settings, template_folders
from ent_report.courrier import probe_mail
from ent_report.entrepots.choix import open_store
from ent_report.entrepots.racine import Racine
from ent_report.envois.destinataire import unreachable
from ent_report.errors import ConfigurationError, EntReportError
from ent_report.references.fetch import fetch_references
from ent_report.references.lycees import read_lycees
from ent_report.references.region import References, read_references
from ent_report.specimens.essai_gabarits import Essai
from ent_report.specimens.lycee import PRESENTATION, libelles
from ent_report.store import Store
from ent_report.transports.files import is_local
from ent_report.vocabulary import Mois


def check_all(config: Path, data_dir: Racine, mois: Mois) -> list[str]:
    """A line for each fault of configuration, references, sources, secrets, mail, templates and data directory."""
    faults: list[str] = []
    try:
        settings = load_settings(config)
    except ConfigurationError as error:
        faults += error.faults
    else:
        faults += _faults_of_inputs(settings, data_dir, mois)
    try:
        with open_store(data_dir).lock("essai"):  # which an object store must be able to hold, too
            pass
    except EntReportError as error:
        faults += error.faults
    return [*faults, *template_trial(config).fautes()]


def mailbox_notes(config: Path, data_dir: Racine) -> list[str]:
    """Of a sound configuration that lets reports be sent: a line for each lycée that has no mailbox to send them to."""
    settings = load_settings(config)
    if not settings.envoi.domaines:
        return []
    return unreachable(read_lycees(settings, open_store(data_dir)), settings.envoi.domaines)


def template_trial(config: Path) -> Essai:
    """The templates of a configuration, tried in its words and colours; in those that ship, if it cannot be used."""
    try:
        settings = load_settings(config)
    except ConfigurationError:
        return Essai(template_folders(config.parent), libelles(nationale=True), PRESENTATION)
    words = every_label(settings)  # specimens have every source, this region's or not
    return Essai(settings.gabarits, words, presentation_of(settings))


def _faults_of_inputs(settings: Settings, data_dir: Racine, mois: Mois) -> list[str]:
    """Told whether the data directory can be used or not: another stands in for it."""
    with TemporaryDirectory() as spare:
        try:
            store = open_store(data_dir)
        except EntReportError:
            store = open_store(Path(spare))
        references, faults = _references(settings, store, mois)
        try:
            if "evenements" in settings.sources.donnees:
                pseudonym_key(settings, os.environ)
            known = (references.lycees, references.libelle_region) if references else ((), None)
            inputs = Entrees(settings, store, (mois,), os.environ, *known)
            for name in settings.sources.donnees:
                faults += inputs.probe(f"sources.{name}")
            if settings.execution.moteur == DASK and find_spec("prefect_dask") is None:
                faults.append(SANS_DASK)
            faults += target_faults(settings, references.lycees if references else None)
            faults += probe_mail(settings.courrier, os.environ) if settings.courrier else []
        except EntReportError as error:
            faults += error.faults
        return faults


def _references(settings: Settings, store: Store, mois: Mois) -> tuple[References | None, list[str]]:
    """The references and what is wrong with them; those from elsewhere are fetched, if the ways to them are open."""
    inputs = Entrees(settings, store, (mois,), os.environ)
    elsewhere = [nom for nom, one in settings.references.donnees.items() if not is_local(one)]
    faults: list[str] = []
    try:
        for nom in elsewhere:
            faults += inputs.probe(f"references.{nom}")
        if not faults:
            fetch_references(settings, store, mois, os.environ)
        references = read_references(settings, mois, store)
    except EntReportError as error:
        return None, [*faults, *error.faults]
    return references, [*faults, *references.fautes]
