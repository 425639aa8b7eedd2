"""What people come with: device, system, browser, and how the exports call the device."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from ent_report.demo.hasard import Entiers
from ent_report.demo.usages import Poids


@dataclass(frozen=True)
class Materiel:
    """One device; `poids` are its weights by profile."""

    type: str
    systeme: str
    agent: str
    support: str
    poids: Poids


_WINDOWS = "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 Chrome/140.0 Safari/537.36"
_MAC = "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 Version/18.5 Safari/605.1.15"
_LINUX = "Mozilla/5.0 (X11; Linux x86_64; rv:142.0) Gecko/20100101 Firefox/142.0"
_ANDROID = "Mozilla/5.0 (Linux; Android 15) AppleWebKit/537.36 Chrome/140.0 Mobile Safari/537.36"
_IPHONE = "Mozilla/5.0 (iPhone; CPU iPhone OS 18_5 like Mac OS X) AppleWebKit/605.1.15 Mobile/15E148"
_IPAD = "Mozilla/5.0 (iPad; CPU OS 18_5 like Mac OS X) AppleWebKit/605.1.15 Mobile/15E148"

MATERIELS = (
    Materiel("desktop", "Windows", _WINDOWS, "Ordinateur", (330, 300, 660, 780, 560)),
    Materiel("desktop", "Mac OS X", _MAC, "Ordinateur", (50, 60, 110, 60, 90)),
    Materiel("desktop", "Linux", _LINUX, "Ordinateur", (14, 8, 30, 20, 20)),
    Materiel("mobile_app", "Android", "app-ent/2.4 (Android)", "Application mobile", (210, 200, 50, 30, 60)),
    Materiel("mobile_app", "iOS", "app-ent/2.4 (iOS)", "Application mobile", (160, 150, 50, 30, 60)),
    Materiel("smartphone", "Android", _ANDROID, "Smartphone", (110, 140, 30, 30, 90)),
    Materiel("smartphone", "iOS", _IPHONE, "Smartphone", (80, 100, 30, 30, 80)),
    Materiel("phablet", "Android", _ANDROID, "Smartphone", (12, 12, 4, 4, 6)),
    Materiel("tablet", "iOS", _IPAD, "Tablette", (22, 20, 26, 10, 20)),
    Materiel("tablet", "Android", _ANDROID, "Tablette", (8, 8, 6, 4, 8)),
    Materiel("tv", "Android", _ANDROID, "Inconnu", (1, 1, 0, 0, 0)),
    Materiel("unknown", "unknown", "unknown", "Inconnu", (3, 3, 4, 2, 6)),
)
POIDS: Entiers = np.array([materiel.poids for materiel in MATERIELS], dtype=np.int64).T
SUPPORTS = tuple(dict.fromkeys(materiel.support for materiel in MATERIELS))
SUPPORT_DU_MATERIEL: Entiers = np.array([SUPPORTS.index(materiel.support) for materiel in MATERIELS], dtype=np.int64)
