"""The configured inputs of a month: what brings each, and what reads it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, date, datetime
from functools import cached_property
from pathlib import Path

from ent_report.configuration.settings import Settings
from ent_report.domaine.lycees import Lycee
from ent_report.errors import ConfigurationError
from ent_report.sources.base import Contexte, Source
from ent_report.sources.fichiers import Empreinte
from ent_report.sources.pseudonymes import KEY_VARIABLE, Pseudonymes
from ent_report.sources.registre import definitions
from ent_report.store import Store
from ent_report.transports.base import DemandeEntree, Livraison, Provenance
from ent_report.transports.registre import transports
from ent_report.vocabulary import Mois

PLACEHOLDER = "CHANGE_ME"  # as config/serveur/worker.env has it
KEY_LENGTH_MIN = 8
CLE_FICTIVE = "donnees fictives: no secret is needed to protect nobody"


@dataclass(frozen=True)
class Entrees:
    """A month's inputs as they are configured; `secrets` is the environment, or what stands for it."""

    settings: Settings
    store: Store
    mois: tuple[Mois, ...]
    secrets: Mapping[str, str]
    lycees: tuple[Lycee, ...] = ()
    libelle_region: str | None = None
    jour: date | None = None

    @cached_property
    def pseudonymes(self) -> Pseudonymes:
        """Raises ConfigurationError where events of real people would be read without a key for their pseudonyms."""
        return Pseudonymes(pseudonym_key(self.settings, self.secrets))

    def sources(self) -> dict[str, Source]:
        """The configured sources by name. Raises ConfigurationError where the pseudonyms' key is needed and lacks."""
        configured = self.settings.sources.donnees
        return {
            nom: one.build(self._context(nom, configured[nom].frequence))
            for nom, one in definitions().items()
            if nom in configured
        }

    def _context(self, nom: str, frequence: str) -> Contexte:
        ids = {str(one.uai): str(one.uai) for one in self.lycees}
        ids |= {id_: str(one.uai) for one in self.lycees for id_ in one.identifiants_ent}
        settings = self.settings
        services = tuple(settings.services["services"])
        return Contexte(nom, frequence, ids, settings.profils, settings.appareils, services, lambda: self.pseudonymes)

    @contextmanager
    def bring(self, entree: str, connus: Mapping[Empreinte, str] | None = None) -> Iterator[Livraison]:
        """The files of one input, by its key such as `sources.comptes`; `connus`: those that were read before."""
        provenance = self._provenance(entree)
        with (
            self.store.lock(f"reception-{entree}"),
            self.store.scratch(f"passage-{entree}") as folder,
            self.store.reception(entree.rpartition(".")[2]) as reception,
            transports()[provenance.kind].bring(
                provenance, self._demande(entree, reception, folder, connus or {})
            ) as found,
        ):
            yield found

    def probe(self, entree: str) -> list[str]:
        """Try one input's way without bringing anything: a line for each fault."""
        provenance = self._provenance(entree)
        with self.store.scratch(f"essai-{entree}") as folder:
            return transports()[provenance.kind].probe(
                provenance, self._demande(entree, folder / "reception", folder, {})
            )

    def _provenance(self, entree: str) -> Provenance:
        section, _, nom = entree.partition(".")
        known = self.settings.sources if section == "sources" else self.settings.references
        return known.donnees[nom]

    def _demande(self, entree: str, reception: Path, passage: Path, connus: Mapping[Empreinte, str]) -> DemandeEntree:
        academies = sorted({one.academie for one in self.lycees if one.academie})
        return DemandeEntree(
            entree=entree,
            mois=self.mois,
            dossier=self.settings.dossier,
            reception=reception,
            passage=passage,
            secrets=self.secrets,
            pseudonymes=lambda: self.pseudonymes,
            maintenant=datetime.now(UTC),
            connus=connus,
            code_region=self.settings.region.code,
            libelle_region=self.libelle_region,
            academies=tuple(academies),
            zone=self.settings.region.zone,
            jour=self.jour,
        )


def pseudonym_key(settings: Settings, secrets: Mapping[str, str]) -> str:
    """Raises ConfigurationError where events of real people would be read without one, or with one that is none."""
    key = secrets.get(KEY_VARIABLE, "")
    if key == PLACEHOLDER or 0 < len(key) < KEY_LENGTH_MIN:
        found = PLACEHOLDER if key == PLACEHOLDER else f"{len(key)} characters"
        raise ConfigurationError(
            f"{KEY_VARIABLE}: found {found}, expected a secret of {KEY_LENGTH_MIN} characters at least, better 32 at "
            "random: whoever guesses it knows whose pseudonym is whose"
        )
    if key:
        return key
    if settings.presentation.donnees_fictives:
        return CLE_FICTIVE
    raise ConfigurationError(
        f"{KEY_VARIABLE}: found nothing in the environment, expected the secret key of the users' pseudonyms; "
        "events of real people are not read without it"
    )
