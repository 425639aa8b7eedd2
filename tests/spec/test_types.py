"""Eight types of events are activity; the others count in nothing. A page is an ACCESS or a CONNECTOR."""

from __future__ import annotations

import pytest
from spec.tables import A, Region, event


@pytest.mark.parametrize("kind", ["LOGIN", "ACTIVATION", "ACCESS_ADAPTER", "GET_RESOURCE", "CREATE", "SHARE"])
def test_activity_that_is_no_page(region: Region, kind: str) -> None:
    region.evenements(
        event("2026-10-05 08:00", "ana", A, kind=kind),  # opens the visit
        event("2026-10-05 08:25", "ana", A),  # its one page
        event("2026-10-05 08:50", "ana", A, kind=kind),  # prolongs it
    )
    region.check(
        {
            (A, "visites"): 1,
            (A, "pages_vues"): 1,
            (A, "duree_moyenne_s"): (3000, 3000, 1),
            (A, "taux_rebond_pct"): (100, 1, 1),
        }
    )


@pytest.mark.parametrize("kind", ["ACCESS", "CONNECTOR"])
def test_pages(region: Region, kind: str) -> None:
    region.evenements(
        event("2026-10-05 08:00", "ana", A, kind=kind),
        event("2026-10-05 08:10", "ana", A, kind=kind),  # a second page: not a bounce
    )
    region.check({(A, "visites"): 1, (A, "pages_vues"): 2, (A, "taux_rebond_pct"): (0, 0, 1)})


@pytest.mark.parametrize("kind", ["LOGOUT", "VIDEO_SAVE", "DELETE", "inconnu"])
def test_other_types_count_in_nothing(region: Region, kind: str) -> None:
    region.evenements(
        event("2026-10-05 07:50", "ana", A, kind=kind, profil="Relative", device="tablet"),  # opens no visit
        event("2026-10-05 08:00", "ana", A),
        event("2026-10-05 08:20", "ana", A, kind=kind),  # does not prolong the visit
        event("2026-10-05 08:40", "ana", A),  # 40 minutes after the last activity: another visit
        event("2026-10-05 08:50", "ana", A, kind=kind),  # nor add to its duration
        event("2026-10-05 08:00", "bob", A, kind=kind),  # is no visitor
    )
    region.check(
        {
            (A, "visites"): 2,
            (A, "visites", "profil=eleve"): 2,
            (A, "visites", "appareil=ordinateur"): 2,
            (A, "visites", "jour_semaine=1", "heure=7"): 0,
            (A, "visiteurs_uniques"): 1,
            (A, "pages_vues"): 2,
            (A, "duree_moyenne_s"): (0, 0, 2),
        }
    )


def test_a_visit_without_a_page(region: Region) -> None:
    region.evenements(
        event("2026-10-05 08:00", "ana", A, kind="LOGIN", module="Auth"),  # a login, then nothing
        event("2026-10-05 08:00", "bob", A, kind="LOGIN", module="Auth"),
        event("2026-10-05 08:01", "bob", A),
        event("2026-10-05 08:02", "bob", A),
    )
    region.check(
        {
            (A, "visites"): 2,
            (A, "pages_vues"): 2,
            (A, "pages_par_visite"): (1, 2, 2),
            (A, "taux_rebond_pct"): (50, 1, 2),
            (A, "visites", "service=production_collaborative"): 1,
            (A, "visites", "service=non_classe"): 0,  # a login uses no service
        }
    )
