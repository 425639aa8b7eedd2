"""What cannot be less than something else: the inequalities that an attacker takes to hold."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from attack.cellule import ENSEMBLE, Cle, Detail, Lieu, Monde

_PAIRES = (
    ("visiteurs_uniques", "visites"),
    ("comptes_actives", "comptes_charges"),
    ("rebonds", "visites"),
)


@dataclass(frozen=True)
class Borne:
    """The `petits` add up to at most what the `grands` do."""

    nature: str
    petits: tuple[Cle, ...]
    grands: tuple[Cle, ...]


def bounds(monde: Monde) -> Iterator[Borne]:
    """Those that the exact figures keep; who takes another for granted is misled."""
    for bound in _all(monde):
        small, great = (sum(monde.faits[one].valeur for one in side) for side in (bound.petits, bound.grands))
        if small <= great:
            yield bound


def _all(monde: Monde) -> Iterator[Borne]:
    facts = monde.faits
    parts: dict[tuple[date, Lieu, str, str], list[Cle]] = defaultdict(list)
    for key in facts:
        for smaller, greater in _PAIRES:
            other = key._replace(indicateur=greater)
            if key.indicateur == smaller and other in facts:
                yield Borne(f"{smaller} <= {greater}", (key,), (other,))
        if key.indicateur in {"visites", "dnma_visites", "visiteurs_uniques"}:
            yield from _part_of_whole(monde, key)
        pages = key._replace(indicateur="pages_vues")
        if key.indicateur == "visites" and key.detail.service and pages in facts:
            yield Borne("visites d'un service <= ses pages", (key,), (pages,))
        for name in ("profil", "appareil"):
            if key.indicateur == "visiteurs_uniques" and key.detail == Detail(**{name: getattr(key.detail, name)}):
                parts[(*key[:3], name)].append(key)
    for (mois, lieu, indicateur, name), keys in parts.items():
        whole = Cle(mois, lieu, indicateur)
        if whole in facts and keys != [whole]:
            yield Borne(f"ensemble <= somme par {name}", (whole,), tuple(one for one in keys if one != whole))


def _part_of_whole(monde: Monde, key: Cle) -> Iterator[Borne]:
    """Sums bound the other break-downs already."""
    whole = key._replace(detail=ENSEMBLE)
    is_summed = key.indicateur != "visiteurs_uniques" and not key.detail.service
    if key != whole and whole in monde.faits and not is_summed:
        yield Borne("partie <= ensemble", (key,), (whole,))
