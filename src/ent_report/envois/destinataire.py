"""The one mailbox that a lycée's report may go to."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable

from ent_report.domaine.lycees import Lycee
from ent_report.errors import EntReportError

_BOITE = re.compile(r"ce\.(?P<uai>[0-9]{7}[a-z])@(?P<domaine>[a-z0-9.-]+)", re.ASCII)
_SHOWN = 80  # characters of an address that is refused


class BoiteRefuseeError(EntReportError):
    """The register has no mailbox for a lycée that mail may go to."""

    exit_status = 3
    motif = "boite"


def mailbox(lycee: Lycee, domaines: Collection[str]) -> str:
    """A lycée's official mailbox, `ce.<uai>@<domain>` in lower case, its domain one of `domaines`.

    Raises BoiteRefuseeError: where the register has none, has anything else than that one address, or another
    lycée's.
    """
    address = (lycee.mail or "").strip(" ").lower()
    if not address:
        raise BoiteRefuseeError(f"{lycee.uai}: mail: found none in the register, expected its official mailbox")
    expected = f"expected the official mailbox alone, ce.{lycee.uai.lower()}@ a domain of [envoi] domaines"
    found = _BOITE.fullmatch(address)
    if found is None or found["uai"] != lycee.uai.lower():
        raise BoiteRefuseeError(f"{lycee.uai}: mail: found {address[:_SHOWN]!a} in the register, {expected}")
    if found["domaine"] not in domaines:
        allowed = ", ".join(sorted(domaines)) or "none"
        raise BoiteRefuseeError(
            f"{lycee.uai}: mail: found the domain {found['domaine'][:_SHOWN]!a}, "
            f"expected one of [envoi] domaines: {allowed}"
        )
    return address


def unreachable(lycees: Iterable[Lycee], domaines: Collection[str]) -> list[str]:
    """A line for each lycée whose report could not be sent."""
    found: list[str] = []
    for lycee in lycees:
        try:
            mailbox(lycee, domaines)
        except BoiteRefuseeError as error:
            found += error.faults
    return found
