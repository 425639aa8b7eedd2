"""The preview's pages: always from the last state of the files, a fault in them told and never fatal."""

from __future__ import annotations

import re
import threading
from dataclasses import dataclass
from html import escape
from io import BytesIO

import pypdfium2

from ent_report.configuration.settings import GABARITS
from ent_report.errors import EntReportError
from ent_report.preview.changements import Dossiers, Versions
from ent_report.preview.etat import SPECIMENS, Demande, Etat
from ent_report.preview.extraits import read_faults
from ent_report.render.html import Templates
from ent_report.resources import default_config_folder, templates_folder

_POLICY = re.compile(r'<meta http-equiv="Content-Security-Policy"[^>]*>')
_SCALE = 1.5


@dataclass(frozen=True)
class Ligne:
    """A report in the list."""

    nom: str
    code: str
    chemin: str
    commune: str
    raison: str | None


class Apercu:
    """Pages as HTML, PDF and pictures of its pages; `change` makes the next ones from what lies there then."""

    def __init__(self, demande: Demande) -> None:
        self._demande = demande
        self._rendering = threading.Lock()
        self._etat: Etat | None = Etat(demande)
        self._etat_lock = threading.Lock()
        self.versions = Versions()

    def change(self) -> None:
        with self._etat_lock:
            self._etat = None
        self.versions.change()

    @property
    def etat(self) -> Etat:
        with self._etat_lock:
            if self._etat is None:
                self._etat = Etat(self._demande)
            return self._etat

    def watched(self) -> Dossiers:
        """The folders of templates, and those of the configuration's files; the logo's, if it lies elsewhere."""
        config = self._demande.config.resolve().parent
        own, flat = config / GABARITS, {config, default_config_folder().resolve()}
        logo = self._etat.chantier.settings.presentation.logo if self._etat else None
        if logo and (config / logo).parent.is_dir():
            flat.add((config / logo).resolve().parent)
        deep = {templates_folder().resolve(), *([own] if own.is_dir() else [])}
        return Dossiers(frozenset(deep), frozenset(flat))

    def liste(self) -> str:
        etat = self.etat
        lines = [
            Ligne(one.nom, uai, f"/lycees/{uai}/", one.commune or "", etat.statuts[uai]["raison"])
            for uai, one in etat.lycees.items()
        ]
        region = Ligne(etat.chantier.settings.region.nom, "", "/region/", "", None)
        specimens = [
            (place.rpartition("/")[2], [Ligne(nom.replace("_", " "), "", f"/{place}/{nom}/", "", None) for nom in noms])
            for place, noms in SPECIMENS.items()
        ]
        return self._page("liste", lignes=lines, region=region, specimens=specimens, mois=str(self._demande.mois))

    def ecran(self, code: str) -> str:
        """The report's page, with the preview's script in it: it draws the bar, and loads the page again."""
        version = self.versions.numero
        html = _POLICY.sub("", self.etat.html(code))
        script = (
            f'<script src="/apercu.js" data-version="{version}" data-code="{escape(code)}" data-vue="ecran"></script>'
        )
        return html.replace("</body>", f"{script}</body>")

    def papier(self, code: str) -> str:
        """The pages of paper, as pictures of the PDF."""
        document = pypdfium2.PdfDocument(self.pdf(code))
        try:
            sizes = [document.get_page_size(n) for n in range(len(document))]
        finally:
            document.close()
        return self._page("papier", code=code, pages=sizes)

    def pdf(self, code: str) -> bytes:
        """One at a time: WeasyPrint's warnings are the whole process's."""
        with self._rendering:
            return self.etat.pdf(code)

    def picture(self, code: str, number: int) -> bytes | None:
        """A page of the PDF as PNG; None where it has no such page."""
        document = pypdfium2.PdfDocument(self.pdf(code))
        try:
            if not 1 <= number <= len(document):
                return None
            target = BytesIO()
            document[number - 1].render(scale=_SCALE).to_pil().save(target, "PNG")
            return target.getvalue()
        finally:
            document.close()

    def faute(self, error: Exception) -> str:
        """The page that says what is wrong, with the lines around; it goes away once it is mended."""
        faults = error.faults if isinstance(error, EntReportError) else (f"{type(error).__name__}: {error}",)
        return self._page("faute", fautes=read_faults(faults, [*self.watched().profonds, *self.watched().plats]))

    def script(self) -> str:
        return (templates_folder() / "apercu" / "apercu.js").read_text("utf-8")

    def _page(self, nom: str, **values: object) -> str:
        common = {"version": self.versions.numero, "config": str(self._demande.config)}
        return Templates(templates_folder()).render(f"apercu/{nom}.html.j2", "ecran", common | values)
