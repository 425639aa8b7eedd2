"""Every source by its name: those that the modules of this package list as SOURCES."""

from __future__ import annotations

import pkgutil
from functools import cache
from importlib import import_module

import ent_report.sources as package
from ent_report.sources.base import Definition


@cache
def definitions() -> dict[str, Definition]:
    """Each name -> its definition, in the order of their rank."""
    modules = (import_module(f"{package.__name__}.{one.name}") for one in pkgutil.iter_modules(package.__path__))
    found: list[Definition] = [one for module in modules for one in getattr(module, "SOURCES", ())]
    return {one.nom: one for one in sorted(found, key=lambda one: (one.rang, one.nom))}
