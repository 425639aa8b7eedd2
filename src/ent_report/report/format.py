"""Figures, dates and durations as French readers write them: every text with a figure comes from here.

U+202F, the narrow no-break space, parts thousands and stands before `%`; the minus is U+2212, the comma is decimal;
halves are rounded up, away from zero.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_UP, Decimal

from ent_report.vocabulary import Etat, Mois

NNBSP = "\u202f"
NBSP = "\u00a0"
MINUS = "\u2212"
ABSENT, MASQUE, INTERROMPU, PARTIEL = "n.d.", "n.c.", "interrompu", "partiel"
PUBLIE = "publié"  # what an edition says of a figure that it masks and that the one before showed

_HIGH = re.compile("[ \u00a0](?=[;!?])")
_INNER = re.compile("(?<=«) | (?=[:»])")
_BLANKS = frozenset({"Cc", "Zs", "Zl", "Zp"})
_EN_MOTS = {Etat.MASQUE: MASQUE, Etat.INTERROMPU: INTERROMPU}
_MOIS = (
    "janvier", "février", "mars", "avril", "mai", "juin",
    "juillet", "août", "septembre", "octobre", "novembre", "décembre",
)  # fmt: skip
_MOIS_COURTS = ("janv.", "févr.", "mars", "avr.", "mai", "juin", "juil.", "août", "sept.", "oct.", "nov.", "déc.")
_JOURS = ("lundi", "mardi", "mercredi", "jeudi", "vendredi", "samedi", "dimanche")
_JOURS_COURTS = tuple(f"{jour[:3]}." for jour in _JOURS)


@dataclass(frozen=True)
class Quantite:
    """A figure as text, and whether French takes the plural after it (from 2 on: « 1,5 visite »)."""

    texte: str
    est_pluriel: bool

    def __str__(self) -> str:
        return self.texte

    def accord(self, singulier: str, pluriel: str) -> str:
        return pluriel if self.est_pluriel else singulier


def rounded(value: float, decimals: int = 0) -> Decimal:
    """Half up on the shortest decimal text of the float, so that 0.285 is 0.29 and 2.5 is 3."""
    return Decimal(repr(float(value))).quantize(Decimal(1).scaleb(-decimals), rounding=ROUND_HALF_UP)


def nombre(value: float, decimals: int = 0) -> str:
    """`32346` gives « 32 346 », `-1.25` with one decimal « −1,3 »; never « −0 »."""
    number = rounded(value, decimals)
    text = f"{abs(number):,f}".replace(",", NNBSP).replace(".", ",")
    return f"{MINUS}{text}" if number < 0 else text


def quantite(value: float, decimals: int = 0) -> Quantite:
    return Quantite(nombre(value, decimals), abs(rounded(value, decimals)) >= 2)


def pourcent(value: float, decimals: int = 1) -> str:
    """`64.13` gives « 64,1 % »."""
    return f"{nombre(value, decimals)}{NNBSP}%"


def duree(seconds: float) -> str:
    """`252` gives « 4 min 12 s »; from an hour on without seconds."""
    minutes, rest = divmod(int(rounded(seconds)), 60)
    if minutes >= 60:
        return f"{nombre(minutes // 60)}{NBSP}h{NBSP}{minutes % 60:02d}{NBSP}min"
    return f"{minutes}{NBSP}min{NBSP}{rest:02d}{NBSP}s" if minutes else f"{rest}{NBSP}s"


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
    return text if text == "=" else f"{text}{NNBSP}%"


def points(before: float, after: float) -> str:
    """The change of a percentage: « +1,2 pt », « −3,0 pts », « = »."""
    difference = after - before
    text = signed(difference, 1)
    return text if text == "=" else f"{text}{NBSP}{quantite(difference, 1).accord('pt', 'pts')}"


def jour(day: date, *, annee: bool = True, semaine: bool = False) -> str:
    """« 1er octobre 2026 », « lundi 5 octobre »."""
    number = "1er" if day.day == 1 else str(day.day)
    text = f"{number}{NBSP}{_MOIS[day.month - 1]}"
    text = f"{_JOURS[day.weekday()]} {text}" if semaine else text
    return f"{text} {day.year}" if annee else text


def mois_long(mois: Mois, *, annee: bool = True) -> str:
    """« octobre 2026 »."""
    return f"{_MOIS[mois.numero - 1]}{NBSP}{mois.annee}" if annee else _MOIS[mois.numero - 1]


def mois_court(mois: Mois, *, annee: bool = False) -> str:
    """« oct. », « oct. 2026 », for the axis of a chart and the heads of columns."""
    name = _MOIS_COURTS[mois.numero - 1]
    return f"{name}{NBSP}{mois.annee}" if annee else name


def jour_semaine(number: int, *, court: bool = False) -> str:
    """1 is Monday: « lundi », « lun. »."""
    return (_JOURS_COURTS if court else _JOURS)[number - 1]


def heure(hour: int) -> str:
    """« 10 h »."""
    return f"{hour}{NBSP}h"


def enumeration(items: Sequence[str]) -> str:
    """« a, b et c »."""
    return items[0] if len(items) == 1 else f"{', '.join(items[:-1])} et {items[-1]}" if items else ""


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
        return f"le {jour(first, annee=False)}"
    same_month = (first.year, first.month) == (last.year, last.month)
    start = ("1er" if first.day == 1 else str(first.day)) if same_month else jour(first, annee=False)
    return f"du {start} au {jour(last, annee=False)}"


def intervalle(du: date, au: date) -> str:
    """« le 9 septembre 2025 », « du 9 au 24 septembre 2025 », « du 28 décembre 2025 au 3 janvier 2026 »."""
    if du == au:
        return f"le {jour(du)}"
    if (du.year, du.month) == (au.year, au.month):
        return f"du {'1er' if du.day == 1 else du.day} au {jour(au)}"
    return f"du {jour(du, annee=du.year != au.year)} au {jour(au)}"


def guillemets(text: str) -> str:
    return f"«{NBSP}{text}{NBSP}»"


def typographie(text: str) -> str:
    """A sentence from `config/` or the register with the spaces that French puts within « » and before ; : ! ?."""
    return _INNER.sub(NBSP, _HIGH.sub(NNBSP, text))


def nom_propre(text: str) -> str:
    """A name from a register, safe to print: composed (NFC), blanks made single, no control or direction marks."""
    categories = ((char, unicodedata.category(char)) for char in unicodedata.normalize("NFC", text))
    visible = (" " if category in _BLANKS else char for char, category in categories if category != "Cf")
    return " ".join("".join(visible).split()).replace("'", "’")
