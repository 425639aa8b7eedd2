"""Every source by its name: those that the packages of this package list as SOURCES."""

from __future__ import annotations

import pkgutil
from functools import cache
from importlib import import_module

import ent_report.sources as package
from ent_report.sources.base import Definition


@cache
def definitions() -> dict[str, Definition]:
    """Each name -> its definition, in the order of their rank."""
    names = (one.name for one in pkgutil.iter_modules(package.__path__) if one.ispkg)
    found: list[Definition] = [one for name in names for one in import_module(f"{package.__name__}.{name}").SOURCES]
    return {one.nom: one for one in sorted(found, key=lambda one: (one.rang, one.nom))}
