"""Figures, dates and durations as readers write them: every text with a figure comes from here.

The words and the signs are those of `config/langue.toml`, whose French ones the examples show: U+202F, the narrow
no-break space, parts thousands and stands before `%`, the comma is decimal. The minus is U+2212; halves are rounded up,
away from zero.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import ROUND_HALF_UP, Decimal

from ent_report.langue import LANGUE
from ent_report.vocabulary import Etat, Mois

NNBSP = "\u202f"
NBSP = "\u00a0"
MINUS = "\u2212"
ABSENT, MASQUE = LANGUE.absences.absent, LANGUE.absences.masque
INTERROMPU, PARTIEL = LANGUE.absences.interrompu, LANGUE.absences.partiel
PUBLIE = LANGUE.absences.publie  # what an edition says of a figure that it masks and that the one before showed

_HIGH = re.compile("[ \u00a0](?=[;!?])")
_INNER = re.compile("(?<=«) | (?=[:»])")
_BLANKS = frozenset({"Cc", "Zs", "Zl", "Zp"})
_EN_MOTS = {Etat.MASQUE: MASQUE, Etat.INTERROMPU: INTERROMPU}
_SIGNES = str.maketrans({",": LANGUE.ecriture.milliers, ".": LANGUE.ecriture.decimale})
_DATES = LANGUE.dates


@dataclass(frozen=True)
class Quantite:
    """A figure as text, and whether it takes the plural after it (from 2 on: « 1,5 visite »)."""

    texte: str
    est_pluriel: bool

    def __str__(self) -> str:
        return self.texte

    def accord(self, singulier: str, pluriel: str | None = None) -> str:
        """`pluriel` is what differs from the singular, if anything does."""
        return pluriel if self.est_pluriel and pluriel is not None else singulier


def rounded(value: float, decimals: int = 0) -> Decimal:
    """Half up on the shortest decimal text of the float, so that 0.285 is 0.29 and 2.5 is 3."""
    return Decimal(repr(float(value))).quantize(Decimal(1).scaleb(-decimals), rounding=ROUND_HALF_UP)


def nombre(value: float, decimals: int = 0) -> str:
    """`32346` gives « 32 346 », `-1.25` with one decimal « −1,3 »; never « −0 »."""
    number = rounded(value, decimals)
    text = f"{abs(number):,f}".translate(_SIGNES)
    return f"{MINUS}{text}" if number < 0 else text


def quantite(value: float, decimals: int = 0) -> Quantite:
    number, rule = abs(rounded(value, decimals)), LANGUE.ecriture
    return Quantite(nombre(value, decimals), number >= rule.pluriel_des or (rule.zero_pluriel and number < 1))


def pourcent(value: float, decimals: int = 1) -> str:
    """`64.13` gives « 64,1 % »."""
    return _pourcent(nombre(value, decimals))


def _pourcent(number: str) -> str:
    return LANGUE.ecriture.pourcent.format(nombre=number)


def duree(seconds: float) -> str:
    """`252` gives « 4 min 12 s »; from an hour on without seconds."""
    minutes, rest = divmod(int(rounded(seconds)), 60)
    if minutes >= 60:
        return LANGUE.ecriture.heures.format(heures=nombre(minutes // 60), minutes=f"{minutes % 60:02d}")
    return LANGUE.ecriture.minutes.format(minutes=minutes, secondes=f"{rest:02d}") if minutes else secondes(str(rest))


def secondes(number: str) -> str:
    return LANGUE.ecriture.secondes.format(secondes=number)


def en_mots(etat: Etat) -> str:
    """What stands in the place of a figure that may not be shown: « n.c. », « interrompu », else « n.d. »."""
    return _EN_MOTS.get(etat, ABSENT)


def signed(value: float, decimals: int = 0) -> str:
    """`31` gives « +31 », `-2` « −2 », what rounds to zero « = »."""
    number = rounded(value, decimals)
    return "=" if number == 0 else f"{'+' if number > 0 else ''}{nombre(value, decimals)}"


def evolution(before: float, after: float) -> str:
    """The relative change: « +3,6 % », « −1,9 % », « = »; « × 12 » from tenfold on; « +31 » from nothing."""
    if before == 0:
        return signed(after - before)
    if after >= 10 * before:
        return f"×{NBSP}{nombre(after / before)}"
    text = signed(100 * (after - before) / before, 1)
    return text if text == "=" else _pourcent(text)


def points(before: float, after: float) -> str:
    """The change of a percentage: « +1,2 pt », « −3,0 pts », « = »."""
    difference = after - before
    text = signed(difference, 1)
    unit = quantite(difference, 1).accord(*LANGUE.ecriture.points)
    return text if text == "=" else unit.format(nombre=text)


def jour(day: date, *, annee: bool = True, semaine: bool = False) -> str:
    """« 1er octobre 2026 », « lundi 5 octobre »."""
    text = _DATES.jour.format(numero=_numero(day), mois=_DATES.mois[day.month - 1])
    text = _DATES.jour_de_semaine.format(nom=_DATES.jours[day.weekday()], jour=text) if semaine else text
    return _DATES.jour_annee.format(jour=text, annee=day.year) if annee else text


def _numero(day: date) -> str:
    return _DATES.premier if day.day == 1 else str(day.day)


def mois_long(mois: Mois, *, annee: bool = True) -> str:
    """« octobre 2026 »."""
    name = _DATES.mois[mois.numero - 1]
    return _DATES.mois_annee.format(mois=name, annee=mois.annee) if annee else name


def mois_court(mois: Mois, *, annee: bool = False) -> str:
    """« oct. », « oct. 2026 », for the axis of a chart and the heads of columns."""
    name = _DATES.mois_courts[mois.numero - 1]
    return _DATES.mois_annee.format(mois=name, annee=mois.annee) if annee else name


def jour_semaine(number: int, *, court: bool = False) -> str:
    """1 is Monday: « lundi », « lun. »."""
    return (_DATES.jours_courts if court else _DATES.jours)[number - 1]


def heure(hour: int) -> str:
    """« 10 h »."""
    return _DATES.heure.format(heure=hour)


def instant(moment: datetime) -> str:
    """« 3 novembre 2026 à 5 h 52 », in the zone of `moment`."""
    return _DATES.instant.format(jour=jour(moment.date()), heures=moment.hour, minutes=f"{moment.minute:02d}")


def enumeration(items: Sequence[str]) -> str:
    """« a, b et c »."""
    listes = LANGUE.ecriture
    return listes.dernier.join([listes.separateur.join(items[:-1]), items[-1]] if len(items) > 1 else items)


def periodes(days: Sequence[date]) -> list[str]:
    """Runs of days: « 14 octobre », « du 17 au 31 octobre », « du 30 octobre au 2 novembre »; `days` in any order."""
    runs: list[list[date]] = []
    for day in sorted(set(days)):
        if runs and (day - runs[-1][-1]).days == 1:
            runs[-1].append(day)
        else:
            runs.append([day])
    return [_periode(run[0], run[-1]) for run in runs]


def _periode(first: date, last: date) -> str:
    if first == last:
        return un_jour(first)
    same_month = (first.year, first.month) == (last.year, last.month)
    start = _numero(first) if same_month else jour(first, annee=False)
    return _DATES.intervalle.format(debut=start, fin=jour(last, annee=False))


def un_jour(day: date) -> str:
    """« le 14 octobre »."""
    return _DATES.un_jour.format(jour=jour(day, annee=False))


def intervalle(du: date, au: date) -> str:
    """« le 9 septembre 2025 », « du 9 au 24 septembre 2025 », « du 28 décembre 2025 au 3 janvier 2026 »."""
    if du == au:
        return _DATES.un_jour.format(jour=jour(du))
    same_month = (du.year, du.month) == (au.year, au.month)
    start = _numero(du) if same_month else jour(du, annee=du.year != au.year)
    return _DATES.intervalle.format(debut=start, fin=jour(au))


def titre_region(region: str, mois: str) -> str:
    """What the regional summary is called, of a region and a month as it names them."""
    return LANGUE.rapports.titre_region.format(region=region, mois=mois)


def guillemets(text: str) -> str:
    return LANGUE.ecriture.guillemets.format(texte=text)


def typographie(text: str) -> str:
    """A sentence from `config/` or the register with the spaces that French puts within « » and before ; : ! ?."""
    return _INNER.sub(NBSP, _HIGH.sub(NNBSP, text))


def nom_propre(text: str) -> str:
    """A name from a register, safe to print: composed (NFC), blanks made single, no control or direction marks."""
    categories = ((char, unicodedata.category(char)) for char in unicodedata.normalize("NFC", text))
    visible = (" " if category in _BLANKS else char for char, category in categories if category != "Cf")
    return " ".join("".join(visible).split()).replace("'", "’")
