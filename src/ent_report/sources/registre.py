"""The configured sources, built from the settings and what they are read against."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping

from ent_report.contracts.dnma_modalites import JEUX, vocabulary_of
from ent_report.contracts.exports import EXPORTS
from ent_report.errors import ConfigurationError
from ent_report.references import References
from ent_report.settings import SOURCES_LUES, Settings
from ent_report.sources.base import Source
from ent_report.sources.dnma import SourceDnma
from ent_report.sources.evenements import SourceEvenements
from ent_report.sources.exports import SourceExport
from ent_report.sources.pseudonymes import KEY_VARIABLE, Pseudonymes
from ent_report.vocabulary import NON_CLASSE

CLE_FICTIVE = "donnees fictives: no secret is needed to protect nobody"


def build_sources(settings: Settings, references: References, environment: Mapping[str, str]) -> dict[str, Source]:
    """The configured sources by name.

    Raises ConfigurationError where events of real people would be read without a key for their pseudonyms.
    """
    uais = frozenset(lycee.uai for lycee in references.lycees)
    ids = {str(uai): str(uai) for uai in uais}
    ids |= {one: str(lycee.uai) for lycee in references.lycees for one in lycee.identifiants_ent}
    digest = hashlib.sha256(repr((sorted(ids.items()), settings.profils, settings.appareils)).encode()).hexdigest()[:16]
    found: dict[str, Source] = {}
    for name in SOURCES_LUES:
        configured = settings.sources.donnees.get(name)
        if configured is None:
            continue
        if name == "evenements":
            keys = Pseudonymes(pseudonym_key(settings, environment))
            version = f"{digest}:{keys.empreinte}"
            found[name] = SourceEvenements(settings.profils, settings.appareils, ids, keys, version)
        elif name in JEUX:
            found[name] = _national(name, settings, uais)
        else:
            version = f"{digest}:{configured.frequence}"
            export = EXPORTS[name]
            found[name] = SourceExport(
                export, configured.frequence, settings.profils, settings.appareils, uais, version
            )
    return found


def _national(name: str, settings: Settings, uais: frozenset[str]) -> SourceDnma:
    services = [one for one in settings.services["services"] if one != NON_CLASSE]
    digest = hashlib.sha256(repr((sorted(uais), services)).encode()).hexdigest()[:16]
    return SourceDnma(name, vocabulary_of(services), frozenset(uais), digest)


def pseudonym_key(settings: Settings, environment: Mapping[str, str]) -> str:
    key = environment.get(KEY_VARIABLE, "")
    if key:
        return key
    if settings.presentation.donnees_fictives:
        return CLE_FICTIVE
    raise ConfigurationError(
        f"{KEY_VARIABLE}: found nothing in the environment, expected the secret key of the users' pseudonyms; "
        "events of real people are not read without it"
    )
