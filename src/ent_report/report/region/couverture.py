"""Which lycées the month covers: due, measured, with a visit, reported on, and why not."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

from ent_report.domaine.lycees import Lycee
from ent_report.report import format as fr
from ent_report.report.phrases import Phrase, phrase
from ent_report.report.region.contexte import ContexteRegion
from ent_report.report.region.noms import phrase_de
from ent_report.vocabulary import Mois

RAISONS_MAX = 3
_RAISON_MAX = 90  # characters of a reason on page 1; the section on quality has all of it


@dataclass(frozen=True)
class Couverture:
    """Numbers of lycées; `mesures`: had visits, or their accounts are known; `raisons`: of those without a report."""

    dus: int
    mesures: int
    sans_visite: int
    etablis: int
    raisons: tuple[tuple[str, int], ...]

    @property
    def non_etablis(self) -> int:
        return self.dus - self.etablis


def couverture(ctx: ContexteRegion) -> Couverture:
    reasons = {lycee.uai: phrase_de(reason) for lycee, reason in ctx.donnees.non_etablis}
    counted = Counter(reasons.values())
    return Couverture(
        dus=len(ctx.lycees),
        mesures=sum(is_measured(ctx, lycee, ctx.mois) for lycee in ctx.lycees),
        sans_visite=sum(ctx.du_lycee(lycee, "visites").valeur == 0 for lycee in ctx.lycees),
        etablis=len(ctx.lycees) - len(reasons),
        raisons=tuple(sorted(counted.items(), key=lambda pair: (-pair[1], pair[0]))),
    )


def is_measured(ctx: ContexteRegion, lycee: Lycee, mois: Mois) -> bool:
    """It had visits, or its accounts are known; a masked figure was measured."""
    return ctx.communs.est_mesure(lycee.uai, mois)


def dire_couverture(found: Couverture) -> tuple[Phrase, ...]:
    """Sentences for the first page."""
    return tuple(_sentences(found))


def _sentences(found: Couverture) -> Iterator[Phrase]:
    due = fr.quantite(found.dus)
    yield phrase("couverture_lycees", dus=due, mesures=fr.quantite(found.mesures))
    if found.sans_visite:
        yield phrase("couverture_sans_visite", nombre=fr.quantite(found.sans_visite))
    if not found.non_etablis:
        yield phrase("couverture_complete", dus=due)
        return
    yield phrase(
        "couverture_incomplete", etablis=fr.quantite(found.etablis), non_etablis=fr.quantite(found.non_etablis)
    )
    for reason, count in found.raisons[:RAISONS_MAX]:
        yield phrase("couverture_raison", raison=_cut(reason), nombre=fr.quantite(count))
    if len(found.raisons) > RAISONS_MAX:
        yield phrase("couverture_autres_raisons")


def _cut(text: str) -> str:
    return text if len(text) <= _RAISON_MAX else f"{text[: _RAISON_MAX - 1].rstrip()}…"
