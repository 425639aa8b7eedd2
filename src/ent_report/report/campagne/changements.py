"""What a run found changed since the month before: reports, the region's figures, lycées, messages.

Figures are those that may be published, with their states: a masked one has no number here.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import polars as pl

from ent_report.report import cellules
from ent_report.report import format as fr
from ent_report.report.cellules import Cellule
from ent_report.report.index import INDICATEURS
from ent_report.report.libelles import Libelles
from ent_report.report.region.lieux import read_region
from ent_report.vocabulary import Mois

DEVENIRS = ("etabli", "retenu", "echec", "en_attente")
REGION = "region"

_UAI = re.compile(r"[0-9]{7}[A-Z]")
_DIGITS = re.compile(r"[0-9]+")


@dataclass(frozen=True)
class Decompte:
    """How many lycées' reports are at `statut` now, and were after the last run of the month before."""

    statut: str
    maintenant: str
    avant: str
    ecart: str


@dataclass(frozen=True)
class Evolution:
    """One figure of the region in both months, in its unit, or the word for why there is none."""

    libelle: str
    maintenant: Cellule
    avant: Cellule
    ecart: Cellule


@dataclass(frozen=True)
class Mouvement:
    """A change of the register; `nature` names its sentence, `avec` is the other lycée of a merger."""

    nature: str
    nom: str
    uai: str
    commune: str
    avec: str
    avant: str
    apres: str


@dataclass(frozen=True)
class Changements:
    """`decomptes` is empty where the month before had no run; `depuis` is the month whose register is compared, None
    where none was kept. `nouveaux` and `disparus` are messages as the runs' summaries have them.
    """

    mois_precedent: str
    decomptes: tuple[Decompte, ...]
    evolutions: tuple[Evolution, ...]
    depuis: str | None
    mouvements: tuple[Mouvement, ...]
    nouveaux: tuple[str, ...]
    disparus: tuple[str, ...]


def find_changes(
    bilan: Mapping[str, Any],
    earlier: Sequence[Mapping[str, Any]],
    before: Sequence[Mapping[str, Any]],
    mois: Mois,
    figures: pl.DataFrame,
    libelles: Libelles,
) -> Changements:
    """`earlier` are the month's own runs until then, `before` those of the month before, the oldest first each."""
    reporting = [one for one in before if one["resultats"]]
    whole = runs_of_the_month(before)
    now_told, then_told = list(messages(bilan)), [line for one in whole[-1:] for line in messages(one)]
    now_keys, then_keys = ({_likeness(line) for line in lines} for lines in (now_told, then_told))
    register = bilan["annuaire"]["mouvements"]
    return Changements(
        mois_precedent=fr.mois_long(mois - 1),
        decomptes=tuple(_counts([*earlier, bilan], reporting)) if reporting else (),
        evolutions=tuple(_figures(figures, mois, libelles)),
        depuis=fr.mois_long(Mois.parse(register["depuis"])) if register["depuis"] else None,
        mouvements=tuple(_movement(one) for one in register["lignes"]),
        nouveaux=tuple(line for line in now_told if _likeness(line) not in then_keys) if whole else (),
        disparus=tuple(line for line in then_told if _likeness(line) not in now_keys),
    )


def runs_of_the_month(runs: Sequence[Mapping[str, Any]]) -> list[Mapping[str, Any]]:
    """Those that made the regional summary too; all that made a report where none did."""
    reporting = [one for one in runs if one["resultats"]]
    return [one for one in reporting if any(result["code"] == REGION for result in one["resultats"])] or reporting


def messages(bilan: Mapping[str, Any]) -> Iterator[str]:
    """What a run warns of, save the rows that it refused: these are counted by rule, and hold what nobody publishes."""
    refused = {f"{one['source']}: {line}" for one in bilan["sources"] for line in one["exemples"]}
    rules = tuple(bilan["annuaire"]["regles"])
    for line in (*bilan["fautes"], *bilan["avertissements"]):
        is_of_register = line.startswith("annuaire: ") and any(f" ({rule}); " in line for rule in rules)
        if line not in refused and not is_of_register:
            yield line


def _likeness(line: str) -> str:
    """A message without its numbers and dates, by which it is known again a month later; UAIs stay."""
    parts, places = _UAI.split(line), _UAI.findall(line)
    plain = [_DIGITS.sub("#", part) for part in parts]
    return plain[0] + "".join(place + part for place, part in zip(places, plain[1:], strict=True))


def _counts(now: Sequence[Mapping[str, Any]], then: Sequence[Mapping[str, Any]]) -> Iterator[Decompte]:
    after, before = _settled(now), _settled(then)
    for statut in DEVENIRS:
        yield Decompte(
            statut, fr.nombre(after[statut]), fr.nombre(before[statut]), fr.signed(after[statut] - before[statut])
        )


def _settled(runs: Sequence[Mapping[str, Any]]) -> Counter[str]:
    """What the runs left the lycées' reports at; those of which nothing is known wait."""
    last = {one["code"]: one["statut"] for run in runs for one in run["resultats"] if one["code"] != REGION}
    found = Counter("etabli" if statut == "inchange" else statut for statut in last.values())
    found["en_attente"] = max(runs[-1]["dus"] - found.total(), 0)
    return found


def _figures(figures: pl.DataFrame, mois: Mois, libelles: Libelles) -> Iterator[Evolution]:
    region = read_region(figures, mois)
    for code in INDICATEURS:
        shown = libelles.indicateurs[code]
        after, before = region.chiffre(code, mois), region.chiffre(code, mois - 1)
        yield Evolution(
            shown.libelle,
            cellules.value(shown, after),
            cellules.value(shown, before),
            cellules.change(shown, before, after),
        )


def _movement(one: Mapping[str, Any]) -> Mouvement:
    told = {name: fr.nom_propre(one[name] or "") for name in ("nom", "commune", "avant", "apres", "avec_nom")}
    other = f"{told['avec_nom']} ({one['avec_uai']})" if one["avec_uai"] else ""
    return Mouvement(one["nature"], told["nom"], one["uai"], told["commune"], other, told["avant"], told["apres"])
