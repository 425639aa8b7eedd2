"""Hand-made regions for the regional summary and the index.

`donnees_region()` is a usual month of a small region: October 2026, twelve lycées in three départements of two
académies. Figures are small formulas of the lycée's number and the month, so that a test can say what they must be:
lycée `n` (from 1) has `1000 n` visits in October 2026 and 100 n visitors of 200 n accounts; what differs is passed in.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from functools import cache
from typing import Any

from ent_report.domaine.lycees import Lycee, TypeLycee
from ent_report.report.donnees import DonneesRegion
from ent_report.specimens.lycee import (
    CALENDRIER,
    EDITION,
    OCTOBRE,
    POIDS_DU_MOIS,
    QUALITE,
    Change,
    Row,
    changed,
    frame,
    row,
    rows_of,
)
from ent_report.vocabulary import Mois, Uai

DEPARTEMENTS = (
    ("075", "Paris-Fictif", "Orsenne"),
    ("077", "Seine-Fictive", "Brumeval"),
    ("094", "Val-Fictif", "Brumeval"),
)
TYPES = (TypeLycee.GENERAL_TECHNOLOGIQUE, TypeLycee.POLYVALENT, TypeLycee.PROFESSIONNEL)
SERVICES = {"courrier_electronique": 0.5, "cahier_textes": 0.4, "absences": 0.1}


def uai(number: int) -> Uai:
    return Uai.of_digits(f"0{750000 + number}")


def lycee(number: int, **parts: Any) -> Lycee:  # noqa: ANN401
    """Lycée `number`: 100 pupils times its number, in the département that its number picks in turn."""
    code, departement, academie = DEPARTEMENTS[number % len(DEPARTEMENTS)]
    usual = Lycee(
        uai=uai(number),
        nom=f"Lycée numéro {number}",
        type=TYPES[number % len(TYPES)],
        commune=f"Commune-{number:03d}",
        code_departement=code,
        departement=departement,
        academie=academie,
        secteur="Public",
        mail=None,
        nb_eleves=100 * number,
    )
    return replace(usual, **parts)


def lycees(count: int = 12) -> tuple[Lycee, ...]:
    return tuple(lycee(number) for number in range(1, count + 1))


def weight(mois: Mois) -> float:
    """Of a month against October 2026, which is 1: the year before is at 0.8, and months differ."""
    return POIDS_DU_MOIS[mois.numero] * (0.8 if mois.annee < OCTOBRE.annee else 1.0)


@cache
def rows_of_lycee(number: int, mois: Mois) -> tuple[Row, ...]:
    visits, people, accounts = round(1000 * number * weight(mois)), 100 * number, 200 * number
    keys = {"code": uai(number)}
    rows = [row(mois, "visites", share * visits, service=code, **keys) for code, share in SERVICES.items()]
    if mois in (OCTOBRE, OCTOBRE - 1, OCTOBRE - 12):
        rows += [row(mois, "visites", round(visits / len(mois.jours)), jour=day, **keys) for day in mois.jours]
    return (*rows, *_main(mois, visits, people, accounts, 100 * number, keys))


def _main(mois: Mois, visits: float, people: float, accounts: float, pupils: float, keys: Row) -> Iterable[Row]:
    """Three accounts of four are activated, half of the parents'; half of all came."""
    days = len(CALENDRIER.jours_de_classe(mois))
    ofcomptes = {"source": "comptes", **keys}
    yield row(mois, "visites", visits, **keys)
    yield row(mois, "visiteurs_uniques", people, **keys)
    yield row(mois, "visites_par_visiteur", visits / people, **keys)
    yield row(mois, "visites_pour_100_eleves", 100 * visits / pupils, **keys)
    if days:
        yield row(mois, "visites_par_jour_de_classe", visits / days, **keys)
    yield row(mois, "comptes_charges", accounts, **ofcomptes)
    yield row(mois, "comptes_actives", accounts * 3 / 4, **ofcomptes)
    yield row(mois, "taux_activation_pct", 75.0, **ofcomptes)
    yield row(mois, "taux_activation_pct", 50.0, profil="parent", **ofcomptes)
    yield row(mois, "taux_frequentation_pct", 100 * people / accounts, **{**keys, "source": "evenements+comptes"})


def rows_of_territory(niveau: str, code: str, of: Sequence[Lycee], mois: Mois) -> Iterable[Row]:
    """A territory's figures are the sums of its lycées', one visitor in ten of which went to two lycées."""
    pupils = sum(one.nb_eleves or 0 for one in of)
    visits = sum(round(10 * (one.nb_eleves or 0) * weight(mois)) for one in of)
    return _main(mois, visits, round(0.9 * pupils), 2 * pupils, pupils, {"niveau": niveau, "code": code})


def rows_of_region(mois: Mois) -> list[Row]:
    """The usual lycée's rows (specimens.lycee) stand for the region's: all break-downs, days and hours are there."""
    return [one | {"niveau": "region", "code": "11"} for one in rows_of(mois)]


def donnees_region(
    *,
    count: int = 12,
    months: int = 13,
    change: Change | None = None,
    **parts: Any,  # noqa: ANN401
) -> DonneesRegion:
    """A usual region; `change` may replace a row or drop it (None), `parts` replace parts of the value."""
    known = [OCTOBRE - behind for behind in range(months)]
    every = parts.get("lycees", lycees(count))
    rows = [r for mois in known for number in range(1, count + 1) for r in rows_of_lycee(number, mois)]
    for mois in known:
        rows += rows_of_region(mois)
        for index, niveau in ((0, "departement"), (2, "academie")):
            for code in sorted({place[index] for place in DEPARTEMENTS}):
                of = [one for one in every if code in (one.code_departement, one.academie)]
                if of:
                    rows += rows_of_territory(niveau, code, of, mois)
    usual = DonneesRegion(
        mois=OCTOBRE,
        lycees=every,
        figures=frame(changed(rows, change)),
        calendrier=CALENDRIER,
        qualite=QUALITE,
        edition=EDITION,
        non_etablis=(),
        donnees_fictives=False,
    )
    return replace(usual, **parts)
