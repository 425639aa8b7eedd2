"""What is sent: an edition as it was issued, and read back before it leaves."""

from __future__ import annotations

from ent_report.editions.empreintes import sha256
from ent_report.editions.etablies import EditionEtablie, damaged_files, edition_numbers, last_edition, read_edition
from ent_report.envois.demandes import Pli
from ent_report.errors import EntReportError
from ent_report.render.lecture import read_pdf
from ent_report.report import format as fr
from ent_report.store import Store

REGION = "region"
PDF, DONNEES = "rapport.pdf", "donnees.csv"


class RapportFautifError(EntReportError):
    """What was to be sent is not there, or is not what it must be: it is not sent."""

    exit_status = 3


def edition_to_send(store: Store, folder: str, numero: int | None) -> EditionEtablie:
    """A report's edition of this number, or its last one. Raises EditionDamagedError, RapportFautifError."""
    if numero is not None and numero not in edition_numbers(store, folder):
        raise RapportFautifError(f"{folder}: found no edition {numero}, expected one that was issued")
    found = last_edition(store, folder) if numero is None else read_edition(store, folder, numero)
    if found is None:
        raise RapportFautifError(f"{folder}: found no edition, expected one that was issued")
    return found


def read_back(store: Store, pli: Pli, edition: EditionEtablie) -> tuple[bytes, bytes]:
    """The bytes of the PDF and of the data: those that were issued, of the lycée and the month that they are sent for.

    Raises RapportFautifError, EditionDamagedError, OSError.
    """
    manifest = edition.manifest
    faults = damaged_files(store, edition)
    if faults:
        raise RapportFautifError(*faults)
    known = {one["name"]: one["sha256"] for one in manifest["fichiers"]}
    pdf, donnees = (store.read_bytes(f"{edition.dossier}/{name}") for name in (PDF, DONNEES))
    if (sha256(pdf), sha256(donnees)) != (known[PDF], known[DONNEES]):
        raise RapportFautifError(f"{edition.dossier}: its bytes changed while they were read")
    whose = (str(manifest["mois"]), manifest["uai"] or REGION, manifest["edition"])
    if whose != (str(pli.mois), pli.code, pli.edition):
        raise RapportFautifError(f"{edition.dossier}: found the report of {whose}, expected {pli.code}'s")
    title = read_pdf(pdf).titre
    if (pli.code != REGION and f"({pli.code})" not in title) or fr.mois_long(pli.mois) not in title:
        raise RapportFautifError(f"{edition.dossier}/{PDF}: found {title!r}, expected the report of {pli.code}")
    return pdf, donnees
