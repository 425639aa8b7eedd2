"""The pages of requests in every state that their templates know."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from ent_report.guichet.formulaire import ABSENT, FORME, HORS_LISTE, LETTRE, Fautes, Saisie
from ent_report.guichet.pages import build_formulaire, build_site
from ent_report.report.libelles import Presentation
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


def pages_du_guichet(presentation: Presentation) -> Iterator[tuple[str, str, dict[str, Any]]]:
    """The name, the template and the values of each."""
    site = build_site(presentation, RACINE, FEUILLE)
    for nom, (saisie, fautes, est_perime) in _ETATS.items():
        form = build_formulaire("jeton", _MOIS, saisie, fautes, est_perime=est_perime)
        yield nom, "guichet/formulaire.html.j2", {"site": site, "formulaire": form}
    for contact in ("ent@region.example", "https://ent.region.example/aide", "le service de l’ENT"):
        shown = replace(presentation, contact=contact, logo=presentation.logo or LOGO)
        other = build_site(shown, RACINE, FEUILLE, donnees_fictives=True)
        yield contact, "guichet/recue.html.j2", {"site": other}
    for statut in STATUTS:
        yield str(statut), "guichet/message.html.j2", {"site": site, "statut": statut}
