"""Files found where they lie, or brought from the drops that URLs name."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager

from ent_report.sources.inventaire import EMPTY, NOT_WHOLE, left_for_later, take_inventory
from ent_report.transports.base import DemandeEntree, Livraison
from ent_report.transports.depots import Acces
from ent_report.transports.files import Files
from ent_report.transports.registre import protocole
from ent_report.transports.tournee import Arrivage, Tournee
from ent_report.transports.urls import Lieu, is_url, split_url


@contextmanager
def bring(provenance: Files, demande: DemandeEntree) -> Iterator[Livraison]:
    found = [_from_here(provenance, demande)]
    with ExitStack() as stack:
        rounds, faults = _rounds(provenance, demande)
        found += [stack.enter_context(one.bring(paths)) for one, paths in rounds]
        yield Livraison(
            tuple(file for one in found for file in one.fichiers),
            (*(fault for one in found for fault in one.fautes), *faults),
            tuple(remark for one in found for remark in one.remarques),
        )


def probe(provenance: Files, demande: DemandeEntree) -> list[str]:
    rounds, faults = _rounds(provenance, demande)
    elsewhere = [fault for one, paths in rounds for fault in one.probe(paths)]
    return [*_from_here(provenance, demande).fautes, *elsewhere, *faults]


def _from_here(provenance: Files, demande: DemandeEntree) -> Arrivage:
    patterns = [path for path in provenance.path if not is_url(path)]
    found = take_inventory(patterns, demande.dossier, demande.connus)
    latest_ns = (demande.maintenant.timestamp() - (provenance.repos_s or 0)) * 1e9
    whole, later = [], []
    for one in found.fichiers:
        if not one.octets:
            later.append(left_for_later(one.nom, EMPTY))
        elif provenance.repos_s and one.modifie_ns > latest_ns:
            later.append(left_for_later(one.nom, f"it changed less than {provenance.repos_s} s ago (repos_s)"))
        else:
            whole.append(one)
    faults = list(found.fautes)
    if patterns and not whole and not faults:
        text = NOT_WHOLE.format(len(later) + len(found.remarques))
        faults.append(f"{', '.join(patterns)}: {text}, expected at least one")
    lines = [f"{demande.entree}.path: {fault}" for fault in faults]
    return Arrivage(whole, lines, [*found.remarques, *later])


def _rounds(provenance: Files, demande: DemandeEntree) -> tuple[list[tuple[Tournee, list[str]]], list[str]]:
    """A round for each place that the URLs name, with its paths, and a line where the secret lacks."""
    urls = [path for path in provenance.path if is_url(path)]
    secret = demande.secrets.get(provenance.secret) if provenance.secret and urls else None
    if provenance.secret and urls and not secret:
        fault = (
            f"{demande.entree}.secret: found nothing under the name {provenance.secret}, expected an environment "
            "variable, or a secret block of Prefect"
        )
        return [], [fault]
    acces = Acces(demande.dossier, secret, provenance.cles_hotes, provenance.point_acces, provenance.region)
    paths: dict[Lieu, list[str]] = {}
    for url in urls:
        place, path = split_url(url)
        paths.setdefault(place, []).append(path)
    rounds = []
    for place, of_place in paths.items():
        protocol = protocole(place.schema)
        repos_s = protocol.repos_s if provenance.repos_s is None else provenance.repos_s
        rounds.append((Tournee(protocol, place, acces, repos_s, demande), of_place))
    return rounds, []
