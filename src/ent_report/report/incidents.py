"""Known incidents of a source: which months, lycées and figures they touch, and how a report speaks of them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from ent_report.domaine.lycees import Lycee
from ent_report.report.ordre import cle_alphabetique
from ent_report.vocabulary import Mois

TOUTES = "toutes"
RENVOI = "†"


@dataclass(frozen=True)
class Incident:
    """`du` and `au` are its first and last day; `source` is a source's name, or `toutes`. Without any académie,
    département (its code or name) or lycée (UAI) it is of the whole region.
    """

    source: str
    du: date
    au: date
    texte: str
    academies: tuple[str, ...] = ()
    departements: tuple[str, ...] = ()
    lycees: tuple[str, ...] = ()

    @property
    def est_regional(self) -> bool:
        return not (self.academies or self.departements or self.lycees)

    def touches(self, mois: Mois) -> bool:
        return self.du <= mois.dernier_jour and self.au >= mois.premier_jour

    def is_of(self, source: str) -> bool:
        """Whether a figure of `source` rests on what the incident struck; `evenements+comptes` rests on both, `dnma` on
        each of the national data sets.
        """
        parts = source.split("+")
        return self.source == TOUTES or any(
            self.source == part or self.source.startswith(f"{part}_") or part.startswith(f"{self.source}_")
            for part in parts
        )

    def concerns(self, lycee: Lycee) -> bool:
        """Whether the lycée is in the incident's scope; case, accents and a code's first zeros do not matter."""
        places = {_code(lycee.code_departement), _name(lycee.departement)} - {""}
        return (
            self.est_regional
            or lycee.uai in self.lycees
            or _name(lycee.academie) in {_name(one) for one in self.academies}
            or bool(places & {key for one in self.departements for key in (_code(one), _name(one))})
        )


def of_window(incidents: Iterable[Incident], mois: Mois) -> tuple[Incident, ...]:
    """Those that touch one of the thirteen months that end with `mois`, earliest first."""
    touching = [one for one in incidents if one.du <= mois.dernier_jour and one.au >= (mois - 12).premier_jour]
    return tuple(sorted(touching, key=lambda one: (one.du, one.au, one.source, one.texte)))


def _code(code: str | None) -> str:
    return (code or "").upper().lstrip("0")


def _name(name: str | None) -> str:
    return cle_alphabetique(name or "")
