"""Whether what a region's targets and incidents name is there: lycées, axes, services."""

from __future__ import annotations

import difflib
from collections.abc import Collection, Iterator, Sequence

from ent_report.configuration.settings import Settings
from ent_report.domaine.lycees import Lycee


def target_faults(settings: Settings, lycees: Sequence[Lycee] | None) -> Iterator[str]:
    """A line for each name that is none, in the region's own files; `lycees`: None where the register is not known."""
    known = None if lycees is None else {str(one.uai) for one in lycees}
    if _is_own(settings, "objectifs"):
        yield from _targets(settings, known)
    if _is_own(settings, "incidents") and known is not None:
        yield from _incidents(settings, known)


def _is_own(settings: Settings, name: str) -> bool:
    """The files that ship are the fictional region's."""
    return name in settings.lignes and settings.lignes[name].path.resolve().parent == settings.dossier


def _targets(settings: Settings, known: Collection[str] | None) -> Iterator[str]:
    lines, services = settings.lignes["objectifs"], settings.services
    for uai, target in settings.tables["objectifs"].get("lycee", {}).items():
        if known is not None and uai not in known:
            yield lines.fault(("lycee", uai), _lycee_unknown(uai, known))
        for axe in target.get("axes", {}):
            if axe not in services["axes"]:
                yield lines.fault(("lycee", uai, "axes"), _unknown(axe, services["axes"], "[axes]"))
        for service in target.get("services_actives", ()):
            if service not in services["services"]:
                yield lines.fault(
                    ("lycee", uai, "services_actives"), _unknown(service, services["services"], "[services]")
                )


def _incidents(settings: Settings, known: Collection[str]) -> Iterator[str]:
    for number, incident in enumerate(settings.tables["incidents"].get("incident", ())):
        for uai in incident.get("portee", {}).get("lycees", ()):
            if uai.upper() not in known:
                place = ("incident", number, "portee", "lycees")
                yield settings.lignes["incidents"].fault(place, _lycee_unknown(uai, known))


def _lycee_unknown(uai: str, known: Collection[str]) -> str:
    return f"found {uai!r}, expected an open lycée of the region in the register{_likely(uai, known)}"


def _unknown(name: str, known: Collection[str], where: str) -> str:
    return f"found {name!r}, which {where} of services.toml does not list{_likely(name, known)}"


def _likely(name: str, known: Collection[str]) -> str:
    close = difflib.get_close_matches(name, known, n=1)
    return f", did you mean {close[0]}?" if close else ""
