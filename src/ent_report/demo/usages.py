"""What people do on the platform: its applications and connectors, how the events and the exports name them."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from ent_report.demo.hasard import Entiers, Masque

Poids = tuple[int, int, int, int, int]  # eleve, parent, enseignant, personnel, autre

TYPES_ACTIFS = frozenset(
    {"LOGIN", "ACTIVATION", "ACCESS", "CONNECTOR", "ACCESS_ADAPTER", "GET_RESOURCE", "CREATE", "SHARE"}
)


@dataclass(frozen=True)
class Action:
    """One kind of event. `libelle` is how the exports call its application or connector."""

    type: str
    module: str
    poids: Poids
    libelle: str | None = None
    ressource: str | None = None


_SESSION = (Action("LOGIN", "Auth", (0, 0, 0, 0, 0)), Action("ACTIVATION", "Auth", (0, 0, 0, 0, 0)))
_ACCES = (
    Action("ACCESS", "Conversation", (150, 230, 230, 270, 260), "Messagerie"),
    Action("ACCESS", "Timeline", (140, 160, 80, 90, 140), "Fil de nouveautés"),
    Action("ACCESS", "Workspace", (110, 20, 130, 110, 60), "Espace documentaire"),
    Action("ACCESS", "Diary", (170, 150, 110, 10, 0), "Cahier de textes"),
    Action("ACCESS", "Edt", (100, 70, 50, 30, 0), "Emploi du temps"),
    Action("ACCESS", "Actualites", (45, 90, 50, 100, 120), "Actualités"),
    Action("ACCESS", "Presences", (20, 80, 70, 90, 0), "Présences"),
    Action("ACCESS", "Viescolaire", (10, 40, 30, 80, 0), "Vie scolaire"),
    Action("ACCESS", "Schoolbook", (15, 55, 25, 25, 0), "Carnet de liaison"),
    Action("ACCESS", "Mediacentre", (50, 6, 40, 12, 10), "Médiacentre"),
    Action("ACCESS", "Moodle", (36, 1, 30, 2, 0), "Moodle"),
    Action("ACCESS", "Exercizer", (30, 1, 20, 0, 0), "Exercizer"),
    Action("ACCESS", "Blog", (24, 14, 16, 6, 16), "Blog"),
    Action("ACCESS", "Wiki", (10, 1, 8, 2, 2), "Wiki"),
    Action("ACCESS", "CollaborativeWall", (14, 1, 12, 2, 2), "Mur collaboratif"),
    Action("ACCESS", "MindMap", (9, 0, 7, 1, 0), "Carte mentale"),
    Action("ACCESS", "Pad", (12, 0, 9, 2, 0), "Pad"),
    Action("ACCESS", "Forum", (4, 1, 4, 2, 2), "Forum"),
    Action("ACCESS", "Formulaire", (8, 8, 10, 12, 6), "Formulaire"),
    Action("ACCESS", "Competences", (20, 26, 28, 4, 0), "Compétences"),
    Action("ACCESS", "Rbs", (0, 0, 34, 52, 8), "Réservation de ressources"),
    Action("ACCESS", "Web-conference", (8, 3, 10, 8, 4), "Visioconférence"),
    Action("ACCESS", "Support", (2, 6, 6, 22, 4), "Aide et support"),
)
_CONNECTEURS = (
    Action("CONNECTOR", "Pronote", (50, 60, 40, 50, 0), "Pronote"),
    Action("CONNECTOR", "GAR", (26, 2, 20, 2, 0), "GAR"),
    Action("CONNECTOR", "Maxicours", (14, 2, 4, 0, 0), "Maxicours"),
    Action("CONNECTOR", "Avenirs", (8, 4, 4, 1, 0), "Avenirs"),
    Action("CONNECTOR", "Onisep", (7, 6, 4, 1, 0), "Onisep"),
    Action("CONNECTOR", "Europresse", (4, 0, 4, 1, 0), "Europresse"),
    Action("CONNECTOR", "Universalis", (4, 0, 3, 0, 0), "Universalis"),
)
_AUTRES = (
    Action("CREATE", "Conversation", (30, 46, 66, 80, 60), ressource="message"),
    Action("CREATE", "Workspace", (20, 2, 26, 20, 6), ressource="document"),
    Action("CREATE", "Blog", (3, 1, 4, 1, 1), ressource="post"),
    Action("CREATE", "Diary", (0, 0, 36, 0, 0), ressource="homework"),
    Action("CREATE", "Rbs", (0, 0, 10, 14, 0), ressource="booking"),
    Action("CREATE", "Exercizer", (0, 0, 6, 0, 0), ressource="subject"),
    Action("SHARE", "Workspace", (5, 0, 14, 8, 2), ressource="document"),
    Action("SHARE", "Blog", (1, 0, 3, 1, 0), ressource="blog"),
    Action("SHARE", "CollaborativeWall", (2, 0, 4, 0, 0), ressource="wall"),
    Action("GET_RESOURCE", "Mediacentre", (8, 1, 6, 1, 0), ressource="resource"),
    Action("ACCESS_ADAPTER", "Mediacentre", (3, 0, 3, 0, 0)),
    Action("UPDATE", "Workspace", (8, 0, 14, 8, 1), ressource="document"),
    Action("DELETE", "Conversation", (6, 10, 16, 18, 4), ressource="message"),
    Action("DELETE", "Workspace", (3, 0, 5, 3, 0), ressource="document"),
    Action("SEARCH", "Searchengine", (6, 3, 6, 6, 2)),
)

ACTIONS = (*_SESSION, *_ACCES, *_CONNECTEURS, *_AUTRES)
LOGIN, ACTIVATION = 0, 1

EST_ACTIVE: Masque = np.array([action.type in TYPES_ACTIFS for action in ACTIONS])
EST_ACCES: Masque = np.array([action.type == "ACCESS" for action in ACTIONS])
POIDS: Entiers = np.array([action.poids for action in ACTIONS], dtype=np.int64).T
MODULES = tuple(dict.fromkeys(action.module for action in ACTIONS))
MODULE_DE_L_ACTION: Entiers = np.array([MODULES.index(action.module) for action in ACTIONS], dtype=np.int64)

# Applications that a lycée may have left closed: its users read their mail instead.
FACULTATIVES = ("Rbs", "Presences", "Moodle", "Forum", "Wiki", "Schoolbook", "Web-conference", "Pad", "MindMap")
REPLI = next(code for code, action in enumerate(ACTIONS) if action.module == "Conversation")
