"""Every template tried on the specimens, as a region's configuration and its own templates make them."""

from __future__ import annotations

import base64
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from functools import cached_property, lru_cache, partial
from pathlib import Path

from ent_report.domaine.lycees import Objectifs
from ent_report.errors import EntReportError, RenderingError
from ent_report.render.autonomie import outside_references
from ent_report.render.examen import RACINES, written_faults
from ent_report.render.fautes import TemplateFaultError
from ent_report.render.gabarits import shown
from ent_report.render.html import Templates
from ent_report.render.lycee import lycee_on_paper
from ent_report.render.parcours import Parcours, traced, untried
from ent_report.render.pdf import Renderer, sheet_faults
from ent_report.render.region import region_on_paper
from ent_report.report.index import build_index
from ent_report.report.libelles import Libelles, Presentation
from ent_report.report.lycee import LyceeReport, build_lycee_report
from ent_report.report.region import RegionReport, build_region_report
from ent_report.specimens import lycees as extremes
from ent_report.specimens import regions as extremes_region
from ent_report.specimens.campagne import SUIVIS, campagne
from ent_report.specimens.index import MOIS_INDEXES
from ent_report.specimens.pages import Page, pages_a_part
from ent_report.specimens.situations import SITUATIONS
from ent_report.specimens.situations_region import SITUATIONS as SITUATIONS_REGION

LYCEES = {**extremes.EXTREMES, **SITUATIONS}
REGIONS = {**extremes_region.EXTREMES, **SITUATIONS_REGION}

SHEETS = ("style/report.css", "style/region.css")
"""What WeasyPrint reads; the others are for browsers, which take more."""

CROWDED = {"premiere_page_pleine": "tout", "premiere_page_comble": "comble", "page_1_pleine": ""}
"""The specimens that say most on their first page, and how close it is set."""

ON_PAPER = ("usuel", "premiere_page_pleine")
"""The specimens that are made PDFs of too: the others say nothing else to the renderer, and take long."""

ALIKE = ("nom_de_90_lettres", "mot_de_90_lettres", "dix_millions_de_visites", "cent_lycees")
"""Specimens that say what others say, at greater length."""

LOGO = "data:image/svg+xml;base64," + base64.b64encode(
    b'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 60 24"><path d="M0 0h60v24H0z"/></svg>'
).decode("ascii")

_HIDDEN_MAX = 12


@dataclass(frozen=True)
class Essai:
    """`dossiers`: the templates' folders, a region's own first."""

    dossiers: tuple[Path, ...]
    libelles: Libelles
    presentation: Presentation

    def fautes(self, *, sur_papier: bool = True) -> list[str]:
        """A line for each fault, each once: `file:line: what is wrong`; `sur_papier` makes PDFs too, if all is well."""
        written = list(written_faults(self._templates()))
        sheets = [fault for one in SHEETS for fault in self._told(partial(sheet_faults, self.dossiers, one))]
        known = {_place(fault) for fault in written}
        pages = [one for page in self._pages for one in self._faults_of(page) if _place(one) not in known]
        faults = list(dict.fromkeys([*written, *sheets, *pages]))
        return faults or (list(dict.fromkeys(self._faults_on_paper())) if sur_papier else [])

    def non_essayes(self) -> list[str]:
        """`file:line` of what no specimen reaches in the folders before the last one: a region's own templates."""
        templates = self._templates()
        own = [path for nom in templates.gabarits.noms((".j2",)) for path in list(templates.gabarits.tous(nom))[:-1]]
        found = self.parcours(templates) if own else {}
        return [place for path in own for place in untried(templates, found, path)]

    def parcours(self, templates: Templates) -> Parcours:
        """The lines that the specimens run. Raises RenderingError."""
        pages = self._pages
        with traced(templates.gabarits) as found:
            for page in pages:
                for support in page.supports:
                    templates.render(page.gabarit, support, page.valeurs)
        return found

    @cached_property
    def _pages(self) -> list[Page]:
        return list(self._built())

    def lycee(self, nom: str) -> LyceeReport:
        """The report of a specimen in the region's words and colours."""
        return build_lycee_report(LYCEES[nom](), self.libelles, self._shown(nom), self._targets(nom))

    def region(self, nom: str) -> RegionReport:
        return build_region_report(REGIONS[nom](), self.libelles, self._shown(nom))

    def _built(self) -> Iterator[Page]:
        for nom in LYCEES:
            if nom not in ALIKE:
                yield Page(nom, "lycee.html.j2", {"report": self.lycee(nom), "serre": CROWDED.get(nom, "")})
        for nom in REGIONS:
            if nom not in ALIKE:
                yield Page(nom, "region.html.j2", {"report": self.region(nom)})
        for nom, devenir in MOIS_INDEXES.items():
            index = build_index(REGIONS[nom](), self.libelles, self.presentation, *devenir)
            yield Page(nom, "index.html.j2", {"index": index}, ("ecran",), frozenset({"<script>"}))
        for nom, suivi in SUIVIS.items():
            run = campagne(suivi, self.libelles, self.presentation, donnees_fictives=nom == "premiere")
            yield Page(nom, "campagne.html.j2", {"c": run}, ("ecran",))
            yield Page(nom, "campagne.md.j2", {"b": suivi.bilan}, ("ecran",))
        yield from pages_a_part(self.presentation)

    def _shown(self, nom: str) -> Presentation:
        """The region's brand, with a logo on a page that has no room for it."""
        return replace(self.presentation, logo=self.presentation.logo or LOGO) if nom in CROWDED else self.presentation

    def _targets(self, nom: str) -> Objectifs:
        """Of all but one: of an axis what it cannot reach, of another what it must; every service there is."""
        if nom == "usuel":
            return Objectifs()
        axes = dict(zip(self.libelles.axes, (99.0, 0.5, 30.0), strict=False))
        return Objectifs(axes, tuple(self.libelles.services))

    def _faults_of(self, page: Page) -> Iterator[str]:
        """All faults of a page: behind each one, the page without the section that has it is tried."""
        for support in page.supports:
            hidden: frozenset[str] = frozenset()
            while len(hidden) < _HIDDEN_MAX:
                try:
                    html = self._templates(hidden).render(page.gabarit, support, page.valeurs)
                except RenderingError as error:
                    yield from error.faults
                    section = _section(error)
                    if section is None or section in hidden:
                        break
                    hidden |= {section}
                else:
                    yield from self._outside(page, html) if support == "ecran" else ()
                    break

    def _outside(self, page: Page, html: str) -> Iterator[str]:
        """A browser fetches nothing for a page, but what it may have of its own."""
        for written in outside_references(html):
            if not any(one in written for one in page.propres):
                yield f"{self._place_of(written)}: found {written!r}, expected nothing that a browser fetches or runs"

    def _place_of(self, written: str) -> str:
        """Where a tag stands, if it stands as it came out."""
        gabarits = self._templates().gabarits
        for nom in gabarits.noms((".j2",)):
            path = gabarits.chemin(nom)
            text = path.read_text("utf-8")
            if written in text:
                return f"{shown(path)}:{text.count(chr(10), 0, text.index(written)) + 1}"
        return shown(gabarits.dossiers[0])

    @cached_property
    def _templates(self) -> Callable[..., Templates]:
        """The templates without those that are named, compiled once."""
        return lru_cache(maxsize=None)(lambda sans=frozenset(): Templates(*self.dossiers, sans=sans))

    def _faults_on_paper(self) -> Iterator[str]:
        templates, renderer = self._templates(), Renderer(*self.dossiers)
        for page in self._pages:
            if page.specimen in ON_PAPER and "papier" in page.supports:
                yield from self._told(partial(_on_paper, page, templates, renderer))

    @staticmethod
    def _told(attempt: Callable[[], Iterable[str]]) -> list[str]:
        try:
            return list(attempt())
        except EntReportError as error:
            return list(error.faults)


def _place(fault: str) -> str:
    """`file:line` of a fault."""
    return fault.partition(": ")[0]


def _section(error: RenderingError) -> str | None:
    """The innermost template with the fault that a page can do without."""
    noms = error.noms if isinstance(error, TemplateFaultError) else ()
    sections = [nom for nom in noms if "/" in nom and not nom.startswith("textes/") and nom not in RACINES]
    return sections[-1] if sections else None


def _on_paper(page: Page, templates: Templates, renderer: Renderer) -> tuple[str, ...]:
    report = page.valeurs["report"]
    if isinstance(report, LyceeReport):
        lycee_on_paper(report, b"", templates, renderer)
    elif isinstance(report, RegionReport):
        region_on_paper(report, b"", templates, renderer)
    return ()
