"""A month of a small region, issued for real: what tests of editions and of their verification look at."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from computed_month import compute
from spec.tables import A, B, Region, event

from ent_report.editions.production import Atelier
from ent_report.editions.resultats import ETABLI
from ent_report.mois.chantier import Chantier
from ent_report.vocabulary import Mois
from flows.bilan import Pages

MOIS = Mois(2026, 10)
FACTS = {
    "uai": A,
    "mois": str(MOIS),
    "statut": "definitif",
    "empreinte": "",
    "entrees": [],
    "code": "1",
    "gabarits": "",
    "configuration": "",
}
"""What a manifest says beside its edition and files, for tests that issue something else than reports."""
DAYS = ("01", "02", "05", "06", "07", "08", "09", "12", "13", "14", "15", "16", "31")


def small_month(folder: Path, *, comptes: int = 100) -> Chantier:
    """A region whose lycée A has visits, some of them of few people, and B accounts alone; figures are computed.

    `comptes` are A's activated accounts.
    """
    folder.mkdir(parents=True, exist_ok=True)
    region = Region(folder)
    september = [event(f"2026-09-{day:02d} 08:00", f"user-{n}", A) for day in range(1, 31) for n in range(6)]
    october = [event(f"2026-10-{day} 10:00", f"user-{n}", A) for day in DAYS for n in range(7)]
    alone = event("2026-10-05 18:00", "teacher", A, profil="Teacher")  # one person: masked
    region.evenements(*september, *october, alone)
    region.export(
        "comptes",
        (A, "2026-10-01", "Élèves", 900, 150, 200, comptes),
        (A, "2026-10-01", "Enseignants", 90, 15, 20, 3),
        (B, "2026-10-01", "Élèves", 900, 150, 200, 101),
    )
    chantier, _ = compute(region.config(), folder / "data")
    return chantier


def issue_all(chantier: Chantier) -> None:
    """A's report, B's, the region's and the index."""
    atelier = Atelier(chantier)
    found = [*atelier.lycees([A, B]), atelier.region({})]
    assert [one.statut for one in found] == [ETABLI] * 3, found
    Pages(chantier).write_index()


@contextmanager
def writable(path: Path) -> Iterator[Path]:
    """An issued file is read-only: for a test that damages it."""
    path.chmod(0o644)
    yield path
    if path.exists():
        path.chmod(0o444)
