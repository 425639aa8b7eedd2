"""Every sum that an attacker takes to hold: within a place, and of lycées up to the region."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from datetime import date

from attack.cellule import (
    ACADEMIE,
    DEPARTEMENT,
    ENSEMBLE,
    LYCEE,
    NON_VENTILE,
    REGION,
    Cle,
    Detail,
    Fait,
    Lieu,
    Monde,
)

_VENTILATIONS = {
    "profils": ("profil",),
    "appareils": ("appareil",),
    "services": ("service",),
    "jours": ("jour",),
    "heures": ("jour_semaine", "heure"),
}
_SANS_SOMME = {
    "services": frozenset({"visites", "visiteurs_uniques", "dnma_visites"}),
    "appareils": frozenset({"visiteurs_uniques"}),
}
CACHEES = frozenset({"duree_totale_s", "rebonds"})

Termes = tuple[tuple[Cle, float], ...]


@dataclass(frozen=True)
class Lien:
    """`termes` weighted add up to nothing; `nature` says what makes it hold."""

    nature: str
    termes: Termes
    lieu: Lieu


def sums(monde: Monde, listed: Collection[Cle]) -> Iterator[Lien]:
    """The sums with at least one listed part; a whole that no file lists gives nothing."""
    by_figure = _by_figure(monde.faits)
    for (mois, lieu, indicateur), details in by_figure.items():
        for nature, whole, parts in _within(indicateur, details):
            keys = [Cle(mois, lieu, indicateur, one) for one in parts]
            own = [Cle(mois, lieu, indicateur, one) for one in whole]
            if _is_listed(own, listed) and any(one in listed for one in keys):
                yield Lien(nature, (*((one, 1.0) for one in own), *((one, -1.0) for one in keys)), lieu)
    yield from _geography(monde, listed)


def _is_listed(whole: Collection[Cle], listed: Collection[Cle]) -> bool:
    return any(one in listed for one in whole)


def _by_figure(facts: Mapping[Cle, Fait]) -> dict[tuple[date, Lieu, str], list[Detail]]:
    found: dict[tuple[date, Lieu, str], list[Detail]] = defaultdict(list)
    for key in facts:
        found[key[:3]].append(key.detail)
    return found


def _within(indicateur: str, details: list[Detail]) -> Iterator[tuple[str, list[Detail], list[Detail]]]:
    """(nature, wholes, parts) of one figure's break-downs."""
    kinds: dict[tuple[str, ...], list[Detail]] = defaultdict(list)
    for one in details:
        kinds[tuple(name for name, part in one._asdict().items() if part is not None)].append(one)
    for nature, names in _VENTILATIONS.items():
        parts = kinds[names]
        is_summed = indicateur not in _SANS_SOMME.get(nature, ()) and not _lacks_rest(indicateur, nature, parts)
        if parts and is_summed and ENSEMBLE in details:
            yield nature, [ENSEMBLE], parts
    for whole in (*kinds["profil",], *kinds["appareil",]) if kinds["profil", "appareil"] else ():
        yield "profil x appareil", [whole], [one for one in kinds["profil", "appareil"] if _is_part(one, whole)]
    for weekday in range(1, 8) if kinds["jour",] else ():
        own = [one for one in kinds["jour",] if one.jour is not None and one.jour.isoweekday() == weekday]
        yield "jours et heures", own, [one for one in kinds["jour_semaine", "heure"] if one.jour_semaine == weekday]


def _lacks_rest(indicateur: str, nature: str, parts: list[Detail]) -> bool:
    """Without the line of what it does not assign, the national measure's profiles add up to less."""
    return (indicateur, nature) == ("dnma_visites", "profils") and all(one.profil != NON_VENTILE for one in parts)


def _is_part(one: Detail, whole: Detail) -> bool:
    return whole.profil in (None, one.profil) and whole.appareil in (None, one.appareil)


def _geography(monde: Monde, listed: Collection[Cle]) -> Iterator[Lien]:
    """Each listed figure above the lycée is what its lycées add up to: region, académie and département alike."""
    below: dict[Lieu, list[Lieu]] = defaultdict(list)
    for uai, (departement, academie) in monde.lycees.items():
        lycee = Lieu(LYCEE, uai)
        below[Lieu(REGION, monde.region)].append(lycee)
        if departement:
            below[Lieu(DEPARTEMENT, departement)].append(lycee)
        if academie:
            below[Lieu(ACADEMIE, academie)].append(lycee)
    for key in monde.faits:
        if key.lieu.niveau == LYCEE or key not in listed or (key.indicateur not in ADDITIFS):
            continue
        parts = [key._replace(lieu=one) for one in below[key.lieu]]
        known = [one for one in parts if one in monde.faits]
        if any(one in listed for one in known):
            yield Lien(f"lycées de {key.lieu.niveau}", ((key, 1.0), *((one, -1.0) for one in known)), key.lieu)


ADDITIFS = CACHEES | {
    "visites", "visiteurs_uniques", "pages_vues", "connexions", "comptes_charges", "comptes_actives", "acces",
    "acces_connecteurs", "dnma_visites",
}  # fmt: skip
