"""Every way of bringing inputs, by its `kind`: the modules of this package that have a `TRANSPORT`; and every protocol
of drops, by its URLs' scheme: the modules of `protocoles`, each imported when a URL asks for it.
"""

from __future__ import annotations

import pkgutil
from functools import cache
from importlib import import_module
from types import ModuleType
from typing import TYPE_CHECKING, get_args

import ent_report.transports as package
from ent_report.transports import protocoles
from ent_report.transports.base import Transport

if TYPE_CHECKING:
    from ent_report.transports.depots import Protocole


@cache
def transports() -> dict[str, Transport]:
    """Each kind -> its transport, in the order of the modules' names."""
    found: dict[str, Transport] = {}
    for module in _modules(package):
        transport = getattr(import_module(f"{package.__name__}.{module}"), "TRANSPORT", None)
        if transport is not None:
            (kind,) = get_args(transport.provenance.model_fields["kind"].annotation)
            found[kind] = transport
    return found


@cache
def schemas() -> tuple[str, ...]:
    """The schemes of URLs that files may be brought from, in order."""
    return tuple(_modules(protocoles))


def protocole(schema: str) -> Protocole:
    """The protocol of one of `schemas()`; its library takes a moment to import."""
    found: Protocole = import_module(f"{protocoles.__name__}.{schema}").PROTOCOLE
    return found


def _modules(one: ModuleType) -> list[str]:
    return sorted(found.name for found in pkgutil.iter_modules(one.__path__))
