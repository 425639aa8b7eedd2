"""What a published rate says of its two terms."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass

from attack.cellule import ACADEMIE, DEPARTEMENT, LYCEE, REGION, Cle, Lieu, Monde
from attack.liens import Lien


@dataclass(frozen=True)
class Taux:
    """valeur = echelle x numerateur / denominateur; no denominator where it is known to all.

    `est_entier`: both terms are counts.
    """

    numerateur: str
    denominateur: str | None
    echelle: float
    est_entier: bool = True


TAUX = {
    "taux_activation_pct": Taux("comptes_actives", "comptes_charges", 100),
    "taux_frequentation_pct": Taux("visiteurs_uniques", "comptes_charges", 100),
    "visites_par_visiteur": Taux("visites", "visiteurs_uniques", 1),
    "pages_par_visite": Taux("pages_vues", "visites", 1),
    "duree_moyenne_s": Taux("duree_totale_s", "visites", 1, est_entier=False),
    "taux_rebond_pct": Taux("rebonds", "visites", 100),
    "visites_par_jour_de_classe": Taux("visites", None, 1),
    "visites_pour_100_eleves": Taux("visites", None, 100),
}


def rates(monde: Monde, shown: Collection[Cle]) -> Iterator[Lien]:
    """One relation for each rate that is shown; `shown`: the figures whose values stand in a file."""
    for key, fact in monde.faits.items():
        rate = TAUX.get(key.indicateur)
        if rate is None or key not in shown or fact.termes is None:
            continue
        numerator = key._replace(indicateur=rate.numerateur)
        if rate.denominateur is not None:
            denominator = key._replace(indicateur=rate.denominateur)
            if numerator in monde.faits and denominator in monde.faits:
                terms = ((numerator, rate.echelle), (denominator, -fact.valeur))
                yield Lien(f"taux {key.indicateur}", terms, key.lieu)
        elif numerator in monde.faits and fact.termes[0] == monde.faits[numerator].valeur:
            yield Lien(f"taux {key.indicateur}", ((numerator, 1.0),), key.lieu)
        else:
            yield Lien(f"taux {key.indicateur}", _known_lycees(monde, key, numerator), key.lieu)


def _known_lycees(monde: Monde, key: Cle, numerator: Cle) -> tuple[tuple[Cle, float], ...]:
    """The visits that such a rate counts: those of the lycées whose own rate is known."""
    own = [Lieu(LYCEE, uai) for uai, places in monde.lycees.items() if key.lieu in _above(monde, places)]
    found = [numerator._replace(lieu=one) for one in own if key._replace(lieu=one) in monde.faits]
    return tuple((one, 1.0) for one in found if one in monde.faits)


def _above(monde: Monde, places: tuple[str | None, str | None]) -> tuple[Lieu, ...]:
    departement, academie = places
    return Lieu(REGION, monde.region), Lieu(DEPARTEMENT, departement or ""), Lieu(ACADEMIE, academie or "")


def terms(key: Cle) -> tuple[Cle, ...]:
    """The figures that a rate is made of, as far as they are figures."""
    rate = TAUX.get(key.indicateur)
    names = () if rate is None else (rate.numerateur, rate.denominateur)
    return tuple(key._replace(indicateur=name) for name in names if name)
