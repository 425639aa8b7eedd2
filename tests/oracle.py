"""A second, plain reading of the contract: the month's figures from the raw input files, without Polars.

It shares no line with `src/`: where the two differ, the text of the contract decides which one is wrong.
"""

from __future__ import annotations

import csv
import gzip
import json
import tomllib
from collections import defaultdict
from collections.abc import Iterable, Iterator
from datetime import date, datetime, timedelta
from itertools import groupby
from pathlib import Path
from typing import Any, NamedTuple
from zoneinfo import ZoneInfo

PARIS = ZoneInfo("Europe/Paris")
PROJECT_CONFIG = Path(__file__).parent.parent / "config"
ACTIVITY = {"LOGIN", "ACTIVATION", "ACCESS", "CONNECTOR", "ACCESS_ADAPTER", "GET_RESOURCE", "CREATE", "SHARE"}
PAGES = {"ACCESS", "CONNECTOR"}
LYCEE_TYPES = {"lycée", "lycee", "erea"}
LYCEE_NATURES = {"302", "306", "320", "370"}
THIRTY_MINUTES_MS = 30 * 60 * 1000


class Key(NamedTuple):
    """What a figure is about; None stands for all."""

    niveau: str
    code: str
    indicateur: str
    profil: str | None = None
    service: str | None = None
    appareil: str | None = None
    jour: date | None = None
    jour_semaine: int | None = None
    heure: int | None = None


class Figure(NamedTuple):
    """A value, its two terms if it is a ratio, and the distinct users it rests on if events say so."""

    valeur: float
    numerateur: float | None = None
    denominateur: float | None = None
    base: int | None = None


Figures = dict[Key, Figure]


class Lycee(NamedTuple):
    uai: str
    departement: str
    academie: str
    region: str
    eleves: int | None

    def places(self) -> list[tuple[str, str]]:
        """The lycée's `(niveau, code)` at the four levels."""
        return [
            ("etablissement", self.uai),
            ("departement", self.departement),
            ("academie", self.academie),
            ("region", self.region),
        ]


class Event(NamedTuple):
    user: str
    instant_ms: int
    type: str
    service: str
    profil: str
    appareil: str
    uais: frozenset[str]
    local: datetime
    """The instant's second on the clocks of Paris."""


def figures(config: Path, mois: str, jours_de_classe: int | None = None) -> Figures:
    """Every figure of `mois` (`2026-10`) at the four levels, from the files that `config` names.

    Without `jours_de_classe`, visits by class day are left out.
    """
    settings = tomllib.loads(config.read_text(encoding="utf-8"))
    lycees, uai_of = read_register(config, settings)
    labels = Labels(config)
    has_events = "evenements" in settings["sources"]
    events = read_events(config, settings, mois, uai_of, labels) if has_events else []

    found: Figures = {}
    for place, uais in lycees_by_place(lycees).items():
        found |= figures_of_visits(place, visits(place, [event for event in events if event.uais & uais]))
    for source, make in EXPORTS.items():
        found |= make(read_export(config, settings, source, mois, lycees, labels))
    if has_events:
        found |= taux_frequentation(found)
        found |= visites_per_reference(found, lycees, jours_de_classe)
    return found


# Reading


class Labels:
    """The words of the sources in ours, from `libelles.toml` and `services.toml`."""

    def __init__(self, config: Path) -> None:
        libelles = load_beside(config, "libelles.toml")
        self.profils = {plain(label): word for label, word in libelles["profils"].items()}
        self.appareils = {plain(label): word for label, word in libelles["appareils"].items()}
        applications = load_beside(config, "services.toml")["applications"]
        self.services = {plain(label): word for label, word in applications.items()}

    def profil(self, label: object) -> str | None:
        return self.profils.get(plain(label))

    def appareil(self, label: object) -> str:
        return self.appareils.get(plain(label), "autre")

    def service(self, label: object) -> str:
        return self.services.get(plain(label), "non_classe")


def plain(label: object) -> str:
    return label.strip().lower() if isinstance(label, str) else ""


def load_beside(config: Path, name: str) -> dict[str, Any]:
    beside = config.parent / name
    path = beside if beside.exists() else PROJECT_CONFIG / name
    return tomllib.loads(path.read_text(encoding="utf-8"))


def files(config: Path, source: dict[str, Any]) -> list[Path]:
    """The files behind a `path` key: a file, a folder or a glob, or several of them, relative to the configuration."""
    paths = source["path"] if isinstance(source["path"], list) else [source["path"]]
    found: set[Path] = set()
    for path in paths:
        if (config.parent / path).is_dir():
            found |= {child for child in (config.parent / path).rglob("*") if child.is_file()}
        else:
            found |= set(config.parent.glob(path))
    return sorted(found)


def read_text(path: Path) -> str:
    raw = path.read_bytes()
    return (gzip.decompress(raw) if path.suffix == ".gz" else raw).decode("utf-8-sig")


def read_csv(path: Path) -> Iterator[dict[str, str]]:
    lines = read_text(path).splitlines()
    delimiter = ";" if ";" in lines[0] else ","
    return csv.DictReader(lines, delimiter=delimiter)


def read_register(config: Path, settings: dict[str, Any]) -> tuple[dict[str, Lycee], dict[str, str]]:
    """The region's open lycées by UAI, and the UAI behind each structure id that events may hold."""
    lycees: dict[str, Lycee] = {}
    uai_of: dict[str, str] = {}
    for path in files(config, settings["references"]["annuaire"]):
        for raw in read_csv(path):
            row = {name.lower(): value.strip() for name, value in raw.items()}
            is_lycee = row["type_etablissement"].lower() in LYCEE_TYPES or row.get("code_nature") in LYCEE_NATURES
            is_open = row.get("etat", "OUVERT") == "OUVERT"
            if not is_lycee or not is_open or row["code_region"] != settings["region"]["code"]:
                continue
            uai = row["identifiant_de_l_etablissement"].upper()
            eleves = int(row["nombre_d_eleves"]) if row.get("nombre_d_eleves") else None
            lycees[uai] = Lycee(uai, row["code_departement"], row["libelle_academie"], row["code_region"], eleves)
            uai_of[uai] = uai
            if row.get("identifiant_ent"):
                uai_of[row["identifiant_ent"]] = uai
    return lycees, uai_of


def lycees_by_place(lycees: dict[str, Lycee]) -> dict[tuple[str, str], set[str]]:
    by_place: dict[tuple[str, str], set[str]] = defaultdict(set)
    for lycee in lycees.values():
        for place in lycee.places():
            by_place[place].add(lycee.uai)
    return by_place


def read_events(
    config: Path, settings: dict[str, Any], mois: str, uai_of: dict[str, str], labels: Labels
) -> list[Event]:
    """The month's distinct activity events that name a user, an instant, a known profile and a lycée of the region."""
    distinct: dict[tuple[object, ...], Event] = {}
    for path in files(config, settings["sources"]["evenements"]):
        for line in read_text(path).split("\n"):
            raw = parse(line)
            event = raw and read_event(raw, uai_of, labels)
            if raw and event and f"{event.local:%Y-%m}" == mois:
                distinct[identity(raw)] = event
    return list(distinct.values())


def parse(line: str) -> dict[str, Any] | None:
    try:
        raw = json.loads(line)
    except ValueError:
        return None
    return raw if isinstance(raw, dict) else None


def identity(raw: dict[str, Any]) -> tuple[object, ...]:
    """Two events of the same identity are one event, fetched twice."""
    structures = frozenset(raw["structures"])
    module = plain(raw.get("module"))
    return raw["event-type"], module, raw["date"], raw["userId"], raw["profil"], structures, raw.get("deviceType")


def read_event(raw: dict[str, Any], uai_of: dict[str, str], labels: Labels) -> Event | None:
    profil = labels.profil(raw.get("profil"))
    structures = [text for text in raw.get("structures") or [] if isinstance(text, str)]
    known = [uai_of.get(text) or uai_of.get(text.upper()) for text in structures]
    uais = frozenset(uai for uai in known if uai)
    if not (raw.get("userId") and isinstance(raw.get("date"), int) and profil and uais):
        return None
    if raw.get("event-type") not in ACTIVITY:
        return None
    return Event(
        user=str(raw["userId"]),
        instant_ms=raw["date"],
        type=raw["event-type"],
        service=labels.service(raw.get("module")),
        profil=profil,
        appareil=labels.appareil(raw.get("deviceType")),
        uais=uais,
        local=datetime.fromtimestamp(raw["date"] // 1000, PARIS),
    )


class Row(NamedTuple):
    """A row of a statistics export, its text in our words."""

    lycee: Lycee
    jour: date
    profil: str
    raw: dict[str, str]
    service: str
    appareil: str

    def count(self, column: str) -> int | None:
        """A count of the row; None if the cell is empty: not known."""
        return int(self.raw[column]) if self.raw[column] else None


COUNTS = ("Connexions", "Visiteurs uniques", "Comptes chargés", "Comptes activés", "Nombre d'accès")


def read_export(
    config: Path, settings: dict[str, Any], source: str, mois: str, lycees: dict[str, Lycee], labels: Labels
) -> list[Row]:
    """The month's rows of an export, each once; a row that cannot be right is left out whole."""
    if source not in settings["sources"]:
        return []
    weekly = settings["sources"][source].get("frequence") == "semaine"
    distinct: dict[tuple[object, ...], Row] = {}
    for path in files(config, settings["sources"][source]):
        for raw in read_csv(path):
            lycee = lycees.get(raw["UAI"].strip().upper())
            profil = labels.profil(raw["Profil"])
            jour = parse_day(raw["Date"])
            counts_are_right = all(raw[column].isdigit() or not raw[column] for column in COUNTS if column in raw)
            support_is_known = "Support" not in raw or plain(raw["Support"]) in labels.appareils
            if not (lycee and profil and jour and counts_are_right and support_is_known):
                continue
            # A week counts in the month that holds its Thursday.
            in_month = jour - timedelta(days=jour.weekday()) + timedelta(days=3) if weekly else jour
            if f"{in_month:%Y-%m}" == mois:
                service = labels.service(raw.get("Application") or raw.get("Connecteur"))
                row = Row(lycee, jour, profil, raw, service, labels.appareil(raw.get("Support")))
                distinct[tuple(raw.values())] = row
    return list(distinct.values())


def parse_day(text: str) -> date | None:
    try:
        return datetime.fromisoformat(text.strip()).date()
    except ValueError:
        return None


# Visits


class Visit(NamedTuple):
    user: str
    start: datetime
    duration_s: float
    profil: str
    appareil: str
    services: list[str]
    """The service of each of its pages."""


def visits(place: tuple[str, str], events: Iterable[Event]) -> list[Visit]:
    """The visits at one place, of the events that fall within it."""
    found: list[Visit] = []
    ordered = sorted(events, key=lambda event: (event.user, event.instant_ms))
    for _, of_user in groupby(ordered, key=lambda event: event.user):
        run: list[Event] = []
        for event in of_user:
            if run and not continues(run[-1], event):
                found.append(visit(run))
                run = []
            run.append(event)
        found.append(visit(run))
    return found


def continues(last: Event, event: Event) -> bool:
    is_near = event.instant_ms - last.instant_ms <= THIRTY_MINUTES_MS
    return is_near and event.local.date() == last.local.date()


def visit(run: list[Event]) -> Visit:
    first, last = run[0], run[-1]
    return Visit(
        user=first.user,
        start=first.local,
        duration_s=(last.instant_ms - first.instant_ms) / 1000,
        profil=first.profil,
        appareil=first.appareil,
        services=[event.service for event in run if event.type in PAGES],
    )


def figures_of_visits(place: tuple[str, str], of_place: list[Visit]) -> Figures:
    """What the visits at one place give: each list below holds the user of each visit or page that counts."""
    seen: dict[Key, list[str]] = defaultdict(list)
    pages: dict[Key, list[str]] = defaultdict(list)
    for one in of_place:
        profil, appareil, jour = one.profil, one.appareil, one.start.date()
        breakdowns: list[dict[str, Any]] = [
            {},
            {"profil": profil},
            {"appareil": appareil},
            {"profil": profil, "appareil": appareil},
            {"jour": jour},
            {"jour_semaine": jour.isoweekday(), "heure": one.start.hour},
            *({"service": service} for service in sorted(set(one.services))),
        ]
        for breakdown in breakdowns:
            seen[Key(*place, "visites", **breakdown)].append(one.user)
        for service in one.services:
            for breakdown in ({}, {"profil": profil}, {"service": service}):
                pages[Key(*place, "pages_vues", **breakdown)].append(one.user)

    found: Figures = {}
    for key, users in {**seen, **pages}.items():
        found[key] = Figure(len(users), base=len(set(users)))
    for key, users in seen.items():
        is_day_or_hour = key.jour is not None or key.jour_semaine is not None
        is_crossed = key.profil is not None and key.appareil is not None
        if not is_day_or_hour and not is_crossed:
            uniques = len(set(users))
            found[key._replace(indicateur="visiteurs_uniques")] = Figure(uniques, base=uniques)
    return found | means(place, of_place)


def means(place: tuple[str, str], of_place: list[Visit]) -> Figures:
    if not of_place:
        return {}
    count = len(of_place)
    uniques = len({one.user for one in of_place})
    durations_s = sum(one.duration_s for one in of_place)
    pages = sum(len(one.services) for one in of_place)
    bounces = sum(len(one.services) <= 1 for one in of_place)
    return {
        Key(*place, "duree_moyenne_s"): ratio(durations_s, count, base=uniques),
        Key(*place, "pages_par_visite"): ratio(pages, count, base=uniques),
        Key(*place, "visites_par_visiteur"): ratio(count, uniques, base=uniques),
        Key(*place, "taux_rebond_pct"): ratio(bounces, count, times=100, base=uniques),
    }


def ratio(numerateur: float, denominateur: float, times: int = 1, base: int | None = None) -> Figure:
    return Figure(times * numerateur / denominateur, numerateur, denominateur, base)


# Statistics exports


def total(rows: list[Row], indicateur: str, column: str, dimensions: tuple[str, ...]) -> Figures:
    """Sums of a column at the four levels, over all and by each of the dimensions."""
    sums: dict[Key, int] = defaultdict(int)
    for row in rows:
        for place in row.lycee.places():
            for dimension in ("", *dimensions):
                breakdown = {dimension: getattr(row, dimension)} if dimension else {}
                sums[Key(*place, indicateur, **breakdown)] += row.count(column) or 0
    return {key: Figure(value) for key, value in sums.items()}


def last_known(rows: list[Row], column: str) -> list[Row]:
    """For each lycée and profile, its rows of the month's last day on which one of them knows the column."""
    known = [row for row in rows if row.count(column) is not None]
    last: dict[tuple[str, str], date] = {}
    for row in known:
        cell = row.lycee.uai, row.profil
        last[cell] = max(row.jour, last.get(cell, row.jour))
    return [row for row in known if row.jour == last[row.lycee.uai, row.profil]]


def comptes(rows: list[Row]) -> Figures:
    found = total(rows, "connexions", "Connexions", ("profil",))
    for indicateur, column in {"comptes_charges": "Comptes chargés", "comptes_actives": "Comptes activés"}.items():
        found |= total(last_known(rows, column), indicateur, column, ("profil",))
    for key, charges in list(found.items()):
        actives = found.get(key._replace(indicateur="comptes_actives"))
        if key.indicateur == "comptes_charges" and charges.valeur and actives:
            rate = ratio(actives.valeur, charges.valeur, times=100)
            found[key._replace(indicateur="taux_activation_pct")] = rate
    return found


def acces(rows: list[Row]) -> Figures:
    return total(rows, "acces", "Nombre d'accès", ("profil", "service"))


def connecteurs(rows: list[Row]) -> Figures:
    return total(rows, "acces_connecteurs", "Nombre d'accès", ("profil", "service"))


def appareils(rows: list[Row]) -> Figures:
    found = total(rows, "connexions", "Connexions", ("appareil",))
    return {key: figure for key, figure in found.items() if key.appareil}


EXPORTS = {"comptes": comptes, "acces": acces, "connecteurs": connecteurs, "appareils": appareils}


# Over both


def taux_frequentation(found: Figures) -> Figures:
    rates: Figures = {}
    for key, charges in found.items():
        if key.indicateur == "comptes_charges" and charges.valeur:
            uniques = found.get(key._replace(indicateur="visiteurs_uniques"), Figure(0)).valeur
            rate = ratio(uniques, charges.valeur, times=100, base=int(uniques))
            rates[key._replace(indicateur="taux_frequentation_pct")] = rate
    return rates


def visites_per_reference(found: Figures, lycees: dict[str, Lycee], jours_de_classe: int | None) -> Figures:
    rates: Figures = {}
    for place, uais in lycees_by_place(lycees).items():
        all_visits = found.get(Key(*place, "visites"), Figure(0, base=0))
        eleves = sum(lycees[uai].eleves or 0 for uai in uais)
        if jours_de_classe:
            per_day = ratio(all_visits.valeur, jours_de_classe, base=all_visits.base)
            rates[Key(*place, "visites_par_jour_de_classe")] = per_day
        if eleves:
            own = {uai: found.get(Key("etablissement", uai, "visites"), Figure(0, base=0)) for uai in uais}
            unknown = [uai for uai in uais if own[uai].valeur and not lycees[uai].eleves]
            if unknown:  # visits and pupils of the same lycées
                counted = [own[uai] for uai in uais if lycees[uai].eleves]
                all_visits = Figure(sum(one.valeur for one in counted), base=max(one.base for one in counted))
            per_hundred = ratio(all_visits.valeur, eleves, times=100, base=all_visits.base)
            rates[Key(*place, "visites_pour_100_eleves")] = per_hundred
    return rates
