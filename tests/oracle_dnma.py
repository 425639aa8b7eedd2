"""A second, plain reading of the national data's rules, without Polars and without a line of `src/`."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from datetime import date, timedelta
from typing import NamedTuple

JEUX = ("dnma_profils", "dnma_services", "dnma_profils_appareils", "dnma_appareils")
PROFILS = {"eleve": "eleve", "parent": "parent", "enseignant": "enseignant", "admin_vie_scol_tech": "personnel"}
APPAREILS = {
    **{name: name for name in ("ordinateur", "smartphone", "tablette")},
    "autreappareil": "autre",
    "autresappareil": "autre",
}

Row = Mapping[str, str]
Weeks = Mapping[tuple[str, date], Mapping[str, int]]
Part = tuple[str, str, int | None, int | None, set[date]]
"""UAI, break-down, visits, users, weeks."""


class Cellule(NamedTuple):
    """`detail` such as `profil=eleve`, empty for all."""

    niveau: str
    code: str
    detail: str = ""


class Chiffre(NamedTuple):
    valeur: float
    base: int | None
    est_partiel: bool


def figures(
    jeux: Mapping[str, Iterable[Row]],
    lycees: Mapping[str, Mapping[str, str]],
    services: Iterable[str],
    mois: tuple[int, int],
) -> dict[Cellule, Chiffre]:
    """`lycees`: UAI -> its code at each level above."""
    weeks_of_month = {monday for monday in mondays(mois[0]) if (thursday(monday).year, thursday(monday).month) == mois}
    sound = {jeu: sound_rows(rows, lycees, weeks_of_month) for jeu, rows in jeux.items()}
    of_lycees = [*totals(sound), *parts(sound, services)]
    found: dict[Cellule, list[tuple[int, int | None]]] = defaultdict(list)
    weeks: dict[Cellule, set[date]] = defaultdict(set)
    for uai, detail, visits, base, there in of_lycees:
        for level, code in {"etablissement": uai, **lycees[uai]}.items():
            weeks[Cellule(level, code, family(detail))] |= there
            if visits is not None:
                found[Cellule(level, code, detail)].append((visits, base))
    return {
        cell: Chiffre(
            sum(visits for visits, _ in several),
            added([base for _, base in several]),
            len(weeks[cell._replace(detail=family(cell.detail))]) < len(weeks_of_month),
        )
        for cell, several in found.items()
    }


def family(detail: str) -> str:
    """`profil=eleve` gives `profil`: what stands in one dataset, whose weeks are there or not."""
    return detail.partition("=")[0]


def added(numbers: Iterable[int | None]) -> int | None:
    """The sum of those that are known, None if none is."""
    known = [one for one in numbers if one is not None]
    return sum(known) if known else None


def totals(sound: Mapping[str, Weeks]) -> Iterator[Part]:
    known: dict[tuple[str, date], dict[str, int]] = {}
    for jeu in JEUX:
        for key, row in sound.get(jeu, {}).items():
            if "visites_globales" in row:
                known.setdefault(key, row)
    yield from of_each(known, "globales", "")


def parts(sound: Mapping[str, Weeks], services: Iterable[str]) -> Iterator[Part]:
    for jeu, rows in sound.items():
        for word, detail in details(jeu, services):
            yield from of_each(rows, word, detail)


def of_each(rows: Weeks, word: str, detail: str) -> Iterator[Part]:
    """One measure of each lycée: its visits, the most users of a week, and the weeks of which it has a row."""
    for uai in sorted({uai for uai, _ in rows}):
        own = {monday: row for (of, monday), row in rows.items() if of == uai}
        users = [row[f"utilisateurs_{word}"] for row in own.values() if f"utilisateurs_{word}" in row]
        visits = added(row.get(f"visites_{word}") for row in own.values())
        yield uai, detail, visits, max(users, default=None), set(own)


def details(jeu: str, services: Iterable[str]) -> list[tuple[str, str]]:
    if jeu == "dnma_profils":
        return [(word, f"profil={ours}") for word, ours in PROFILS.items()]
    if jeu == "dnma_services":
        return [(word, f"service={word}") for word in services]
    return [(word, f"appareil={ours}") for word, ours in APPAREILS.items()] if jeu == "dnma_appareils" else []


def sound_rows(
    rows: Iterable[Row], lycees: Mapping[str, object], weeks: set[date]
) -> dict[tuple[str, date], dict[str, int]]:
    """Each lycée's week of the month, by its known numbers; of two that differ, neither."""
    several: dict[tuple[str, date], list[dict[str, int]]] = defaultdict(list)
    for row in rows:
        uai, monday = row["uai"].strip().upper(), day(row["debutsemaine"])
        numbers = {name: cell for name, cell in row.items() if name.startswith(("visites_", "utilisateurs_")) and cell}
        is_sound = all(cell.isdecimal() for cell in numbers.values())
        if uai in lycees and monday in weeks and is_sound:
            several[uai, monday].append({name: int(cell) for name, cell in numbers.items()})
    return {key: found[0] for key, found in several.items() if all(one == found[0] for one in found)}


def day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


def mondays(year: int) -> list[date]:
    first = date(year - 1, 12, 22)
    monday = first - timedelta(days=first.weekday())
    return [monday + timedelta(weeks=n) for n in range(56)]


def thursday(monday: date) -> date:
    return monday + timedelta(days=3)
