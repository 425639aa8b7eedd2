"""A visit has the profile of its first event, and a user's profile can change."""

from __future__ import annotations

from spec.tables import A, Region, event


def test_a_change_within_a_visit(region: Region) -> None:
    region.evenements(
        event("2026-10-05 08:00", "ana", A, kind="LOGIN", module="Auth"),  # a pupil opens the visit
        event("2026-10-05 08:01", "ana", A, profil="Guest"),  # the page is the visit's, hence the pupil's
    )
    region.check(
        {
            (A, "visites", "profil=eleve"): 1,
            (A, "visites", "profil=autre"): 0,
            (A, "visiteurs_uniques", "profil=autre"): 0,
            (A, "pages_vues", "profil=eleve"): 1,
            (A, "pages_vues", "profil=autre"): 0,
        }
    )


def test_a_change_between_visits(region: Region) -> None:
    region.evenements(
        event("2026-10-05 08:00", "ana", A),  # a pupil
        event("2026-10-19 08:00", "ana", A, profil="Personnel"),  # then a member of the staff
        event("2026-10-20 08:00", "ana", A, profil="Personnel"),
    )
    region.check(
        {
            (A, "visites"): 3,
            (A, "visites", "profil=eleve"): 1,
            (A, "visites", "profil=personnel"): 2,
            (A, "visiteurs_uniques"): 1,  # one person
            (A, "visiteurs_uniques", "profil=eleve"): 1,  # though in two profiles: uniques never add up
            (A, "visiteurs_uniques", "profil=personnel"): 1,
        }
    )


def test_the_five_profiles(region: Region) -> None:
    region.evenements(
        event("2026-10-05 08:00", "ana", A, profil="Student"),
        event("2026-10-05 08:00", "bob", A, profil="Relative"),
        event("2026-10-05 08:00", "cid", A, profil="Teacher"),
        event("2026-10-05 08:00", "dan", A, profil="Personnel"),
        event("2026-10-05 08:00", "eve", A, profil="Guest"),
    )
    profils = ("eleve", "parent", "enseignant", "personnel", "autre")
    region.check({(A, "visites", f"profil={profil}"): 1 for profil in profils})
