"""Which published figures an edition changes, as its page 1 tells them."""

from __future__ import annotations

import csv
import io
import re
from typing import NamedTuple

from ent_report.langue import LANGUE
from ent_report.report.chiffres_cles import CLES
from ent_report.report.donnees import Changement
from ent_report.report.format import ABSENT, PUBLIE, en_mots
from ent_report.report.lycee.essentiel import TABLEAU
from ent_report.vocabulary import Etat

_BREAK_DOWNS = ("profil", "service", "appareil", "jour")
_COMPARED = {"valeur_m1": LANGUE.rapports.mois_precedent, "valeur_n1": LANGUE.rapports.an_dernier}
_PAGE_1 = tuple(dict.fromkeys((*CLES, *TABLEAU)))
_LYCEE = re.compile(r"^([0-9]{7}[A-Z]) .*$", re.DOTALL)


def changed_figures(before: bytes, after: bytes) -> list[Changement]:
    """The published figures that differ between two `donnees.csv`: those of page 1 first, then the others in the order
    of the later one.

    What a figure was is not said again where the later edition masks it.
    """
    old, new = _published(before), _published(after)
    changes = []
    for key in sorted([*new, *(key for key in old if key not in new)], key=_rank):
        # What a figure is compared with has no state of its own: where it is gone, it may be masked by now.
        was, now = old.get(key, _Publie()), new.get(key, _Publie(est_cache=key[0] in _COMPARED))
        if was.texte != now.texte:
            is_withdrawn = was.est_chiffre and now.est_cache
            libelle, unite = (now.libelle or was.libelle), (now.unite or was.unite)
            changes.append(Changement(libelle, PUBLIE if is_withdrawn else was.texte, now.texte, unite))
    return changes


def _rank(key: tuple[str, ...]) -> tuple[bool, bool, int]:
    """A total of page 1 before all others, this month's before what it is compared with."""
    column, indicator, *details = key
    is_first = indicator in _PAGE_1 and not any(details)
    return not is_first, is_first and column != "valeur", _PAGE_1.index(indicator) if is_first else 0


def _named(libelle: str) -> str:
    """What a label says beside its indicator; a lycée is its UAI there, whatever its name has become."""
    return _LYCEE.sub(r"\1", libelle.partition(", ")[2])


class _Publie(NamedTuple):
    """A figure as an edition shows it: its value, or the word for why there is none."""

    libelle: str = ""
    texte: str = ABSENT
    unite: str = ""
    est_chiffre: bool = False
    est_cache: bool = False


def _published(donnees: bytes) -> dict[tuple[str, ...], _Publie]:
    """Each figure by its key, and beside it what it is compared with."""
    found = {}
    for row in csv.DictReader(io.StringIO(donnees.decode("utf-8-sig")), delimiter=";"):
        key = (row["indicateur"], _named(row["libelle"]), *(row[name] for name in _BREAK_DOWNS))
        libelle, unite, valeur = row["libelle"], row["unite"], row["valeur"]
        state = Etat(row["etat"])
        found["valeur", *key] = _Publie(
            libelle, valeur or en_mots(state), unite, bool(valeur), not valeur and state is Etat.MASQUE
        )
        for column, when in _COMPARED.items():
            if value := row.get(column):
                found[column, *key] = _Publie(f"{libelle}, {when}", value, unite, est_chiffre=True)
    return found
