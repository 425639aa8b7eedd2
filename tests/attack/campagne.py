"""Whole months of small fictional regions, issued as the real run issues them but for the layout of the PDF."""

from __future__ import annotations

import os
from collections.abc import Sequence
from datetime import date
from functools import cached_property
from io import BytesIO
from pathlib import Path
from unittest.mock import patch

import pydyf
from computed_month import compute

from ent_report.demo import fabricate
from ent_report.editions import production
from ent_report.editions.production import Atelier
from ent_report.editions.resultats import ECHEC, RETENU
from ent_report.render.pdf import PieceJointe
from ent_report.vocabulary import Mois
from flows.bilan import Pages

MOIS = Mois(2026, 10)
os.environ.setdefault("ENT_REPORT_PSEUDONYM_KEY", "a key for tests only, of a decent length")


def fabricate_world(folder: Path, lycees: int, events_per_day: int, seed: int) -> Path:
    """A region's inputs, for MOIS, the month before and a year before; returns its configuration."""
    return fabricate(folder / "demo", mois=MOIS, lycees=lycees, events_per_day=events_per_day, seed=seed)


def corrected(config: Path) -> None:
    """Correct some rows of two exports of MOIS: one account more, and one of two rows of a lycée's accesses gone."""
    for name, change in (("accounts", _one_more), ("access", _every_ninth_gone)):
        export = config.parent / f"entrees/export-stats-{name}-{MOIS}.csv"
        header, *rows = export.read_text(encoding="utf-8-sig").splitlines()
        export.write_text("\n".join([header, *change(rows)]) + "\n", encoding="utf-8-sig")


def _one_more(rows: Sequence[str]) -> list[str]:
    """One account loaded more in every third row."""
    found = []
    for n, row in enumerate(rows):
        cells = row.split(";")
        if n % 3 == 0 and cells[6].strip('"').isdigit():
            cells[6] = f'"{int(cells[6].strip(chr(34))) + 1}"'
        found.append(";".join(cells))
    return found


def _every_ninth_gone(rows: Sequence[str]) -> list[str]:
    return [row for n, row in enumerate(rows) if n % 9]


def issue_month(config: Path, data_dir: Path, mois: Mois) -> None:
    """Collect, compute, and issue each lycée's report and the region's; a report that fails fails the test."""
    chantier, _ = compute(config, data_dir, mois, os.environ)
    workshop = AtelierSansMiseEnPage(chantier)
    with patch.object(production, "check_documents"):  # a page without a layout does not read as its model wants
        results = workshop.lycees([str(one.uai) for one in chantier.references.lycees])
        unmade = {one.code: str(one.raison) for one in results if one.statut == RETENU}
        failed = [one for one in (*results, workshop.region(unmade)) if one.statut == ECHEC]
    assert not failed, failed
    Pages(chantier).write_index()


class AtelierSansMiseEnPage(Atelier):
    @cached_property
    def _renderer(self) -> MiseEnPageAbsente:  # type: ignore[override]
        return MiseEnPageAbsente()


class MiseEnPageAbsente:
    """A PDF of one line, its title, with the page that would have been laid out and the data in it."""

    def render_pdf(
        self,
        html: str,
        *,
        title: str,
        attachments: Sequence[PieceJointe] = (),
        vintage: date | None = None,
        pages_max: int | None = None,
    ) -> bytes:
        del vintage, pages_max
        pdf, text = pydyf.PDF(), pydyf.Stream()
        text.begin_text()
        text.set_font_size("F1", 10)
        text.move_text_to(20, 20)
        text.show_text(f"<{' '.join(title.split()).encode('cp1252', 'replace').hex()}>")
        text.end_text()
        pdf.add_object(text)
        pdf.add_page(_page(pdf, text))
        pdf.add_object(pydyf.Stream([html.encode(), *(one.contenu for one in attachments)]))
        out = BytesIO()
        pdf.write(out)
        return out.getvalue()


def _page(pdf: pydyf.PDF, text: pydyf.Stream) -> pydyf.Dictionary:
    names = {"Type": "/Font", "Subtype": "/Type1", "BaseFont": "/Helvetica", "Encoding": "/WinAnsiEncoding"}
    font = pydyf.Dictionary(names)
    pdf.add_object(font)
    return pydyf.Dictionary(
        {
            "Type": "/Page",
            "Parent": pdf.pages.reference,
            "MediaBox": pydyf.Array([0, 0, 900, 100]),
            "Contents": text.reference,
            "Resources": pydyf.Dictionary({"Font": pydyf.Dictionary({"F1": font.reference})}),
        }
    )
