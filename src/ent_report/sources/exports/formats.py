"""How the statistics service lays out each of its exports."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Export:
    """One export: `detail` is the header of its own break-down and our column for it, `mesures` those of its counts.

    Labels are part of the key as they stand: two labels of one profile are two rows, which add up.
    """

    nom: str
    detail: tuple[str, str] | None
    mesures: dict[str, str]

    @property
    def en_tete(self) -> list[str]:
        detail = [self.detail[0]] if self.detail else []
        return ["Établissement", "UAI", "Date", "Profil", *detail, *self.mesures]

    @property
    def cle(self) -> list[str]:
        return ["uai", "date", "libelle_profil", *([self.detail[1]] if self.detail else [])]

    @property
    def colonnes(self) -> list[str]:
        """The columns that are stored."""
        return [*self.cle, "profil", *(["appareil"] if self.nom == "appareils" else []), *self.mesures.values()]


EXPORTS = {
    export.nom: export
    for export in (
        Export(
            "comptes",
            None,
            {
                "Connexions": "connexions",
                "Visiteurs uniques": "visiteurs_uniques",
                "Comptes chargés": "comptes_charges",
                "Comptes activés": "comptes_actives",
            },
        ),
        Export("acces", ("Application", "application"), {"Nombre d'accès": "acces"}),
        Export("connecteurs", ("Connecteur", "connecteur"), {"Nombre d'accès": "acces"}),
        Export("appareils", ("Support", "support"), {"Connexions": "connexions"}),
    )
}
