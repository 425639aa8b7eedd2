"""What each rule expects, and of which field, for the line that a person reads when a row breaks it."""

from __future__ import annotations

import json

FOUND_MAX = 300

REGLES: dict[str, tuple[str, str]] = {
    "ligne_json_lisible": ("line", "one JSON object in UTF-8"),
    "date_en_millisecondes_lisible": ("date", "whole milliseconds since 1970"),
    "date_vraisemblable": ("date", "milliseconds since 1970 between 2010 and 2100"),
    "type_renseigne": ("event-type", "a type"),
    "utilisateur_renseigne": ("userId", "a user's id"),
    "profil_connu": ("profil", "a label that libelles.toml lists under [profils]"),
    "structure_renseignee": ("structures", "at least one structure"),
    "structure_de_la_region": ("structures", "a lycée of the region, by its UAI or its identifiant_ent"),
    "uai_de_sept_chiffres_et_sa_lettre": ("UAI", "7 digits and their control letter"),
    "uai_du_registre": ("UAI", "an open lycée of the region in the register"),
    "date_lisible": ("Date", "a day such as 2026-10-01T00:00"),
    "libelle_connu": ("label", "a label, which libelles.toml lists under [appareils] if it is a device's"),
    "nombres_entiers": ("counts", "whole numbers"),
    "nombres_jamais_negatifs": ("counts", "numbers of at least 0"),
    "nombres_vraisemblables": ("counts", "numbers of at most a million million"),
    "comptes_actives_ne_depassent_pas_comptes_charges": ("counts", "no more activated accounts than loaded ones"),
    "autant_de_colonnes_que_l_en_tete": ("line", "as many cells as the header has"),
    "une_seule_valeur_par_cle": (
        "counts",
        "one row for a lycée, profile, label and day, hour, week or month (`frequence`)",
    ),
    "debut_de_semaine_lisible": ("debutsemaine", "a day such as 2026-10-05"),
    "semaine_qui_commence_un_lundi": ("debutsemaine", "a Monday"),
    "une_seule_ligne_par_lycee_et_semaine": ("counts", "one row for a lycée and week, or equal ones"),
    "une_seule_ligne_par_uai": ("UAI", "one row for each UAI; the first was kept"),
    "nom_renseigne": ("nom_etablissement", "a name"),
    "nombre_d_eleves_entier_et_positif": ("nombre_d_eleves", "a whole number of at least 0"),
}


def describe(regle: str, origine: str, ligne: str) -> str:
    """A rejected row as a line: where it is, what was found and what was expected.

    A rule without words here is told by its name, which is a sentence, and the whole row.
    """
    champ, attendu = REGLES.get(regle, ("row", regle.replace("_", " ")))
    found = _found(champ, ligne)
    shown = found if len(found) <= FOUND_MAX else f"{found[:FOUND_MAX]}…"
    return f"{origine}: {champ}: found {shown}, expected {attendu} ({regle})"


def _found(champ: str, ligne: str) -> str:
    try:
        row = json.loads(ligne)
    except ValueError:
        return ligne
    if not isinstance(row, dict):
        return ligne
    for name in (champ, champ.capitalize(), champ.lower()):
        if name in row:
            return repr(row[name])
    return ligne if champ in {"counts", "label", "UAI", "row"} else "nothing"
