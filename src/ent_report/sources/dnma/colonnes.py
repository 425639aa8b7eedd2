"""Which column of a national file holds what, read from its header: API names or the site's labels alike."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from ent_report.contracts.dnma import CLES, MESURES
from ent_report.contracts.dnma_modalites import JEUX, Modalite, fold
from ent_report.errors import UnreadableInputError

NAMES_MAX = 12


@dataclass(frozen=True)
class Colonnes:
    """`mesures`: the columns of each modality, by measure, in order of its code; `remarques`: what is not known."""

    uai: str
    semaine: str
    mesures: Mapping[Modalite, Mapping[str, str]]
    remarques: tuple[str, ...]

    @property
    def nombres(self) -> list[str]:
        """The columns of counts."""
        return [own[name] for own in self.mesures.values() for name in MESURES[:2] if name in own]


def read_columns(nom: str, noms: Sequence[str], jeu: str, vocabulaire: Mapping[str, Modalite]) -> Colonnes:
    """Understand the header of a file of the dataset `jeu`; `nom` is where it stands.

    Raises UnreadableInputError where a key is missing, where two columns are the same, and where the file is of
    another dataset.
    """
    by_fold = {fold(name): name for name in noms}
    faults = [*_missing(noms, by_fold), *_twice(noms)]
    mesures: dict[Modalite, dict[str, str]] = {}
    unknown: dict[str, None] = {}
    for folded, name in by_fold.items():
        mesure, word = _parted(folded)
        modalite = vocabulaire.get(word)
        if mesure is None:
            if folded not in CLES:
                unknown[f"colonne_inconnue: {name}"] = None
        elif modalite is None:
            unknown[f"modalite_inconnue: {_word(name, mesure) or name}"] = None
        elif mesure in mesures.setdefault(modalite, {}):
            faults.append(f"columns {mesures[modalite][mesure]!r} and {name!r} are the same")
        else:
            mesures[modalite][mesure] = name
    if faults or (faults := list(_other_dataset(jeu, mesures))):
        raise UnreadableInputError(*(f"{nom}: {fault}" for fault in faults))
    ordered = dict(sorted(mesures.items(), key=lambda one: one[0].code))
    return Colonnes(by_fold["uai"], by_fold["debutsemaine"], ordered, tuple(unknown))


def _missing(noms: Sequence[str], by_fold: Mapping[str, str]) -> Iterator[str]:
    missing = [key for key in ("debutsemaine", "uai") if key not in by_fold]
    if missing:
        yield f"column {', '.join(missing)} is missing; found {_few(noms)}"


def _twice(noms: Sequence[str]) -> Iterator[str]:
    counts = Counter(fold(name) for name in noms)
    for folded, count in counts.items():
        if count > 1:
            same = [name for name in noms if fold(name) == folded]
            yield f"columns {' and '.join(map(repr, same))} are the same"


def _parted(folded: str) -> tuple[str | None, str]:
    """The measure and the modality that a column's folded name is made of."""
    mesure = next((one for one in MESURES if folded.startswith(one)), None)
    return mesure, folded.removeprefix(mesure or "")


def _word(name: str, mesure: str) -> str:
    """`Visites_podcast` gives `podcast`."""
    return name[len(mesure) :].strip("_ -").lower() if name.lower().startswith(mesure) else ""


def _other_dataset(jeu: str, mesures: Mapping[Modalite, Mapping[str, str]]) -> Iterator[str]:
    """What is wrong with a file that measures nothing of its dataset's own. Totals alone are well in any."""
    found = {one.dimension for one in mesures if one.est_distinctive}
    own = {JEUX[jeu], *(("systeme", "navigateur") if jeu == "dnma_appareils" else ())}
    if found & own or (mesures and not found):
        return
    expected = f"expected those of {jeu}, {_example(JEUX[jeu])}"
    others = [other for other, dimension in JEUX.items() if dimension in found]
    if others:
        columns = [
            column for one, own in mesures.items() if one.dimension == JEUX[others[0]] for column in own.values()
        ]
        yield f"found the columns of {others[0]} ({_few(columns, 3)}), {expected}"
    else:
        yield f"found no column of visits that is known, {expected}"


def _example(dimension: str) -> str:
    words = {"profil": "eleve", "service": "notes", "profil_appareil": "eleve_ordinateur", "appareil": "ordinateur"}
    return f"such as visites_{words[dimension]}"


def _few(names: Sequence[str], most: int = NAMES_MAX) -> str:
    return ", ".join(names[:most]) + (f" and {len(names) - most} others" if len(names) > most else "")
