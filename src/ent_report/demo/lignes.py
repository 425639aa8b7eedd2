"""The platform's event lines: what an event says first, its instant, and what it has from its session."""

from __future__ import annotations

import json
from collections.abc import Iterator

import numpy as np
import polars as pl

from ent_report.demo.appareils import MATERIELS
from ent_report.demo.evenements import Evenements
from ent_report.demo.hasard import Entiers, Hasard
from ent_report.demo.identifiants import scramble, uuids
from ent_report.demo.monde import Moment, Monde
from ent_report.demo.population import ELEVE, ENSEIGNANT, PARENT
from ent_report.demo.seances import LES_DEUX, PREMIER, SECOND, Seances
from ent_report.demo.usages import ACTIONS, Action

_LIGNES_PAR_BLOC = 100_000
_PROFILS = pl.Series(["Student", "Relative", "Teacher", "Personnel", "Guest"])
_DIVISIONS = [f"{niveau}{numero}" for niveau in ("2DE", "1RE", "TLE") for numero in range(1, 13)]
_RESEAUX_FICTIFS = ("192.0.2", "198.51.100", "203.0.113")  # kept for documentation (RFC 5737)
_ADRESSES = pl.Series([f"{reseau}.{hote}" for reseau in _RESEAUX_FICTIFS for hote in range(1, 255)])
_MATERIELS = pl.Series(
    [
        f'"ua":"{materiel.agent}","deviceType":"{materiel.type}","osName":"{materiel.systeme}","ip":"'
        for materiel in MATERIELS
    ]
)


def tabulate(monde: Monde, moment: Moment, seances: Seances, evenements: Evenements, hasard: Hasard) -> pl.DataFrame:
    """The events as `instant_ms`, `action` and `queue`: the end of the line, shared by a session's events."""
    queues = _queues(monde, moment, seances, hasard)
    return pl.DataFrame(
        {
            "instant_ms": evenements.instant_ms,
            "action": evenements.action.astype(np.uint8),
            "queue": queues.gather(evenements.seance),
        }
    )


def write_lines(evenements: pl.DataFrame) -> Iterator[str]:
    """Blocks of lines, each line ended; `evenements` is as `tabulate` gives it."""
    for block in evenements.iter_slices(_LIGNES_PAR_BLOC):
        lines = block.select(
            pl.concat_str(
                pl.lit(_TETES).gather(pl.col("action")), pl.col("instant_ms").cast(pl.String), pl.col("queue")
            ).str.join("\n")
        )
        yield f"{lines.item()}\n"


def _queues(monde: Monde, moment: Moment, seances: Seances, hasard: Hasard) -> pl.Series:
    n = len(seances)
    sessions = uuids(hasard.words(n), hasard.words(n))
    parts = [
        ',"userId":"', _utilisateurs(monde, moment, seances.utilisateur),
        '","profil":"', _PROFILS.gather(seances.profil),
        '","structures":[', _structures(monde, seances),
        '],"classes":', _classes(monde, seances),
        ',"sessionId":"', sessions,
        '",', _MATERIELS.gather(seances.materiel),
        _ADRESSES.gather(hasard.below(len(_ADRESSES), n)), '"}',
    ]  # fmt: skip
    return pl.select(pl.concat_str([pl.lit(part) for part in parts])).to_series()


def _utilisateurs(monde: Monde, moment: Moment, users: Entiers) -> pl.Series:
    words = (users * 4096 + moment.cohorte[users]).astype(np.uint64)
    return uuids(scramble(words, 2 * monde.seed), scramble(words, 2 * monde.seed + 1))


def _structures(monde: Monde, seances: Seances) -> pl.Series:
    quoted = pl.Series([f'"{fiche.structure}"' for fiche in monde.fiches])
    first = quoted.gather(monde.population.lycee[seances.utilisateur])
    second_lycee = monde.population.second_lycee[seances.utilisateur]
    second = quoted.gather(np.where(seances.portee == PREMIER, 0, second_lycee))
    portee = pl.lit(pl.Series(seances.portee))
    listed = (
        pl.when(portee == LES_DEUX)
        .then(pl.concat_str(pl.lit(first), pl.lit(","), pl.lit(second)))
        .when(portee == SECOND)
        .then(pl.lit(second))
        .otherwise(pl.lit(first))
    )
    return pl.select(listed).to_series()


def _classes(monde: Monde, seances: Seances) -> pl.Series:
    """One class and its group for a pupil and the parents, two for a teacher, none for the others."""
    n = len(_DIVISIONS)
    alone = [f'["{division}"],"groups":["G-{division}"]' for division in _DIVISIONS]
    paired = [f'["{division}","{_DIVISIONS[rang - 5]}"],"groups":[]' for rang, division in enumerate(_DIVISIONS)]
    texts = pl.Series([*alone, *paired, '[],"groups":[]'])
    division = monde.population.division[seances.utilisateur] % n
    is_alone = (seances.profil == ELEVE) | (seances.profil == PARENT)
    with_class = np.where(is_alone, division, n + division)
    return texts.gather(np.where(is_alone | (seances.profil == ENSEIGNANT), with_class, 2 * n))


def _tete(action: Action) -> str:
    fields = {"event-type": action.type, "module": action.module, "resource-type": action.ressource}
    told = {name: text for name, text in fields.items() if text is not None}
    return json.dumps(told, separators=(",", ":"))[:-1] + ',"date":'


_TETES = pl.Series([_tete(action) for action in ACTIONS])
