"""A visit has the device of its first event; a kind of device that no table knows is « autre »."""

from __future__ import annotations

from spec.tables import REGION, A, Region, event


def test_kinds_of_devices(region: Region) -> None:
    region.evenements(
        event("2026-10-05 08:00", "ana", A, device="desktop"),
        event("2026-10-05 08:00", "bob", A, device="smartphone"),
        event("2026-10-05 08:00", "cid", A, device="phablet"),  # a large smartphone
        event("2026-10-05 08:00", "dan", A, device="tablet"),
        event("2026-10-05 08:00", "eve", A, device="mobile_app"),
        event("2026-10-05 08:00", "fay", A, device="tv"),
        event("2026-10-05 08:00", "gus", A, device="montre"),  # a kind that no table knows
        event("2026-10-05 08:00", "hal", A, device=None),  # not told
        {name: value for name, value in event("2026-10-05 08:00", "ida", A).items() if name != "deviceType"},
    )
    region.check(
        {
            (A, "visites"): 9,
            (A, "visites", "appareil=ordinateur"): 1,
            (A, "visites", "appareil=smartphone"): 2,
            (A, "visites", "appareil=tablette"): 1,
            (A, "visites", "appareil=application_mobile"): 1,
            (A, "visites", "appareil=autre"): 4,
            (REGION, "visiteurs_uniques", "appareil=autre"): 4,
        }
    )


def test_a_change_of_device_within_a_visit(region: Region) -> None:
    region.evenements(
        event("2026-10-05 08:00", "ana", A, device="smartphone"),  # on the way to school
        event("2026-10-05 08:20", "ana", A, device="desktop"),  # the same visit, goes on at a desk
        event("2026-10-05 14:00", "ana", A, device="desktop"),  # another visit
        event("2026-10-05 14:00", "bob", A, device="desktop", profil="Teacher"),
    )
    region.check(
        {
            (A, "visites", "appareil=smartphone"): 1,
            (A, "visites", "appareil=ordinateur"): 2,
            (A, "visites", "profil=eleve", "appareil=smartphone"): 1,
            (A, "visites", "profil=eleve", "appareil=ordinateur"): 1,
            (A, "visites", "profil=enseignant", "appareil=ordinateur"): 1,
            (A, "visites", "profil=enseignant", "appareil=smartphone"): 0,
            (A, "visiteurs_uniques", "appareil=smartphone"): 1,
            (A, "visiteurs_uniques", "appareil=ordinateur"): 2,
        }
    )
