"""Every way of bringing inputs, by its `kind`: the modules of this package that have a `TRANSPORT`."""

from __future__ import annotations

import pkgutil
from functools import cache
from importlib import import_module
from typing import get_args

import ent_report.transports as package
from ent_report.transports.base import Provenance, Transport


@cache
def transports() -> dict[str, Transport]:
    """Each kind -> its transport, in the order of the modules' names."""
    found: dict[str, Transport] = {}
    for module in sorted(one.name for one in pkgutil.iter_modules(package.__path__)):
        transport = getattr(import_module(f"{package.__name__}.{module}"), "TRANSPORT", None)
        if transport is not None:
            found[kind_of(transport.provenance)] = transport
    return found


def kind_of(provenance: type[Provenance]) -> str:
    return str(get_args(provenance.model_fields["kind"].annotation)[0])
