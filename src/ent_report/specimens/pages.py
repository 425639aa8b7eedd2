"""The pages that specimens are shown on; those of messages and of requests, which hold no report."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any

from ent_report.guichet.formulaire import ABSENT, FORME, HORS_LISTE, LETTRE, Fautes, Saisie
from ent_report.guichet.pages import build_formulaire, build_site
from ent_report.render.html import Support
from ent_report.report.libelles import Presentation
from ent_report.specimens.lettres import lettres
from ent_report.vocabulary import Mois

RACINE, FEUILLE = "/rapports/", "guichet.css"
OWN_ADDRESSES = frozenset({f'action="{RACINE}"', f'href="{RACINE}{FEUILLE}"'})
"""Where its form goes and its style sheet lies: the rest of a page leads nowhere by itself."""

LOGO = "data:,"

STATUTS = (400, 404, 405, 408, 413, 415, 429, 500)

_MOIS = tuple(Mois(2026, 10) - n for n in range(13))
_ETATS = {
    "vierge": (None, None, False),
    "sans_uai": (Saisie("", "", "2026-09"), Fautes(ABSENT), False),
    "uai_sans_forme": (Saisie("", "<b>lycée 7</b>", "octobre"), Fautes(FORME, HORS_LISTE), False),
    "mois_inconnu": (Saisie("", "0750652B", "2012-10"), Fautes(None, HORS_LISTE), False),
    "lettre_fausse": (Saisie("", "0750652C", "2026-10"), Fautes(LETTRE), False),
    "perime": (Saisie("", "0750652B", "2026-10"), None, True),
}


@dataclass(frozen=True)
class Page:
    """A specimen's page: its template and the values that it gets; `propres`: what in it may run or lead elsewhere."""

    specimen: str
    gabarit: str
    valeurs: dict[str, Any]
    supports: tuple[Support, ...] = ("papier", "ecran")
    propres: frozenset[str] = frozenset()


def pages_a_part(presentation: Presentation) -> Iterator[Page]:
    """In the region's brand, for the screen alone."""
    for nom, lettre in lettres(presentation).items():
        for form in ("txt", "html"):
            name = f"courriel/rapport.{form}.j2"
            yield Page(f"lettre_{nom}", name, dict(lettre.valeurs()), ("ecran",))
    yield from _of_requests(presentation)


def _of_requests(presentation: Presentation) -> Iterator[Page]:
    """In every state that their templates know."""

    def page(nom: str, gabarit: str, **valeurs: Any) -> Page:  # noqa: ANN401
        return Page(nom, f"guichet/{gabarit}.html.j2", valeurs, ("ecran",), OWN_ADDRESSES)

    site = build_site(presentation, RACINE, FEUILLE)
    for nom, (saisie, fautes, est_perime) in _ETATS.items():
        form = build_formulaire("jeton", _MOIS, saisie, fautes, est_perime=est_perime)
        yield page(nom, "formulaire", site=site, formulaire=form)
    for contact in ("ent@region.example", "https://ent.region.example/aide", "le service de l’ENT"):
        shown = replace(presentation, contact=contact, logo=presentation.logo or LOGO)
        other = build_site(shown, RACINE, FEUILLE, donnees_fictives=True)
        yield page(contact, "recue", site=other)
    for statut in STATUTS:
        yield page(str(statut), "message", site=site, statut=statut)
