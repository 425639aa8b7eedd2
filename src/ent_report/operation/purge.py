"""Event-level data past its time: deleted month by month, what was made from it kept.

A purged month's manifest stays and says so: its counts, its measured days and its figures go on being used, and its
files are not collected again, even where they still lie among the inputs. The mark is written before the first file is
deleted, so that a killed purge is finished by the next one.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import asdict, dataclass
from datetime import date

from ent_report.errors import UsageError
from ent_report.mois.jours_mesures import is_spill_over, measured_days
from ent_report.store import (
    MANIFESTE,
    PURGE,
    Store,
    collecte_folder,
    indicateurs_folder,
    reception_folder,
    rejets_folder,
)
from ent_report.vocabulary import Mois

SOURCE = "evenements"


@dataclass(frozen=True)
class Purge:
    """What one month's purge deleted: files, bytes, and the rows that they held; or why it deleted nothing."""

    mois: str
    fichiers: int = 0
    octets: int = 0
    lignes: int = 0
    raison: str | None = None

    @property
    def faute(self) -> str | None:
        """The line that tells of a month that was kept."""
        return f"{self.mois}: kept: {self.raison}" if self.raison else None


def first_kept(mois_conserves: int, aujourd_hui: date) -> Mois:
    """The oldest month whose events are kept today: the current one and `mois_conserves` before it."""
    return Mois.of(aujourd_hui) - mois_conserves


def refuse_coming(avant: Mois, aujourd_hui: date) -> None:
    """Raise UsageError for a first month to keep after the current one: of that nothing is past its time."""
    if avant > (current := Mois.of(aujourd_hui)):
        raise UsageError(f"--avant {avant}: expected a month that is not after the current one, {current}")


def purge_events(store: Store, avant: Mois, aujourd_hui: date) -> list[Purge]:
    """Delete the events, the rejected rows and what was fetched of them of every month before `avant`, oldest first.

    A month whose figures were never computed is left, with the reason. Months that were purged before are not told
    again. Raises StorageError.
    """
    with store.lock(f"collecte-{SOURCE}"), store.lock("indicateurs"):
        found = [_purge_month(store, mois, aujourd_hui) for mois in _months(store) if mois < avant]
    with store.lock(f"reception-sources.{SOURCE}"), store.reception(SOURCE):
        pass  # what this machine has of them beside an object store goes too
    return [one for one in found if one.fichiers or one.faute]


def _months(store: Store) -> Iterator[Mois]:
    """The months of which there is something at event level."""
    roots = (f"collecte/{SOURCE}", f"rejets/{SOURCE}", reception_folder(SOURCE))
    names = {one.nom for root in roots for one in store.entries(root) if "=" in one.nom}
    yield from sorted({Mois.parse(name.partition("=")[2][:7]) for name in names})


def _purge_month(store: Store, mois: Mois, aujourd_hui: date) -> Purge:
    folder = collecte_folder(SOURCE, mois)
    manifest = store.read_json(f"{folder}/{MANIFESTE}")
    rows = int(manifest["bilan"]["gardees"]) if manifest else 0
    if manifest and PURGE not in manifest:
        if (
            rows
            and not is_spill_over(mois, manifest)
            and not store.read_json(f"{indicateurs_folder(mois)}/{MANIFESTE}")
        ):
            reason = f"its figures were never computed: ent-report run --mois {mois} makes them, then they can go"
            return Purge(str(mois), raison=reason)
        days = sorted(str(day) for day in measured_days(store, manifest))
        mark = {"le": str(aujourd_hui), "jours_mesures": days}
        store.write_json(f"{folder}/{MANIFESTE}", manifest | {PURGE: mark})
    of_days = reception_folder(SOURCE)
    places = [(folder, "**/*.parquet"), (rejets_folder(SOURCE, mois), "*.parquet"), (of_days, f"jour={mois}-*.parquet")]
    places.append((of_days, f"en-cours/jour={mois}-*/*"))
    sizes = [size for place, pattern in places for size in store.delete(place, pattern)]
    return Purge(str(mois), len(sizes), sum(sizes), rows if sizes else 0)


def write_purge(store: Store, run: str, avant: Mois, purges: list[Purge]) -> None:
    """Keep what a purge did, beside the runs' summaries."""
    store.write_json(
        f"bilans/purges/{run}.json", {"run": run, "avant": str(avant), "mois": [asdict(p) for p in purges]}
    )
