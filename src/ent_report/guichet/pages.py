"""The pages as bytes, from templates that a region may replace: their words stand there, not here."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Sequence
from dataclasses import dataclass

from ent_report.guichet.formulaire import Fautes, Saisie
from ent_report.render.feuilles import screen_sheet
from ent_report.render.html import Templates
from ent_report.report import format as fr
from ent_report.report import palette
from ent_report.report.libelles import Presentation
from ent_report.vocabulary import Mois

NUIT = (22, 27, 34)
"""The dark ground, as in style/guichet.css."""
CONTRASTE_NUIT = 6.5

_COURRIEL = re.compile(r"[^\s@:/?#]+@[^\s@:/?#]+")


@dataclass(frozen=True)
class Site:
    """Whose page it is; `contact_lien`: where its contact leads, None where that is no address. `action` is where the
    form goes, `feuille` where the style sheet lies.
    """

    nom_region: str
    nom_ent: str
    contact: str
    contact_lien: str | None
    logo: str | None
    donnees_fictives: bool
    action: str
    feuille: str


def build_site(presentation: Presentation, racine: str, nom_feuille: str, *, donnees_fictives: bool = False) -> Site:
    """`racine`: the path of the form, `/` at its end."""
    return Site(
        nom_region=presentation.nom_region,
        nom_ent=presentation.nom_ent,
        contact=presentation.contact,
        contact_lien=contact_link(presentation.contact),
        logo=presentation.logo,
        donnees_fictives=donnees_fictives,
        action=racine,
        feuille=f"{racine}{nom_feuille}",
    )


@dataclass(frozen=True)
class Choix:
    valeur: str
    libelle: str
    est_choisi: bool


@dataclass(frozen=True)
class Formulaire:
    """`uai` as it was typed, `fautes` by field; `est_perime`: it was sent too late, or not from this browser's page."""

    jeton: str
    uai: str
    mois: tuple[Choix, ...]
    fautes: Fautes
    est_perime: bool


def build_formulaire(
    jeton: str,
    proposes: Sequence[Mois],
    saisie: Saisie | None = None,
    fautes: Fautes | None = None,
    *,
    est_perime: bool = False,
) -> Formulaire:
    """The form as it is shown: empty with the last month chosen, or as it was sent."""
    known = {str(one) for one in proposes}
    chosen = saisie.mois if saisie and saisie.mois in known else str(proposes[0])
    choices = tuple(Choix(str(one), fr.mois_long(one), str(one) == chosen) for one in proposes)
    return Formulaire(jeton, saisie.uai_montre if saisie else "", choices, fautes or Fautes(), est_perime)


class Pages:
    """`prefixe`: what stands before every path, such as `/rapports`, or nothing. Raises RenderingError."""

    def __init__(
        self, presentation: Presentation, templates: Templates, *, prefixe: str = "", donnees_fictives: bool = False
    ) -> None:
        self._templates = templates
        self.feuille = _sheet(presentation.couleur, templates)
        self.nom_feuille = f"guichet-{hashlib.sha256(self.feuille).hexdigest()[:12]}.css"
        self._site = build_site(presentation, f"{prefixe}/", self.nom_feuille, donnees_fictives=donnees_fictives)

    def formulaire(self, formulaire: Formulaire) -> bytes:
        return self._page("formulaire", formulaire=formulaire)

    def recue(self) -> bytes:
        return self._page("recue")

    def message(self, statut: int) -> bytes:
        """What an HTTP status means here, in a sentence."""
        return self._page("message", statut=statut)

    def _page(self, nom: str, **valeurs: object) -> bytes:
        return self._templates.render(f"guichet/{nom}.html.j2", "ecran", {"site": self._site, **valeurs}).encode()


def contact_link(contact: str) -> str | None:
    """`mailto:` for an address of mail, the address itself for a page; None for anything else."""
    if _COURRIEL.fullmatch(contact):
        return f"mailto:{contact}"
    return contact if re.fullmatch(r"https://[^\s]+", contact) else None


def _sheet(couleur: str, templates: Templates) -> bytes:
    """The style sheet, with the region's colour as it is read by day and by night."""
    jour, nuit = palette.parse(couleur), palette.readable_on(palette.parse(couleur), NUIT, CONTRASTE_NUIT)
    colours = f":root{{--principale:{palette.text(jour)};--principale-nuit:{palette.text(nuit)}}}\n"
    return (colours + screen_sheet(templates.gabarits, "style/guichet.css")).encode()
