"""Every way of bringing inputs, by its `kind`: the packages of this package that have a `TRANSPORT`; and every protocol
of drops, by its URLs' scheme: the modules of `protocoles`, each imported when a URL asks for it.
"""

from __future__ import annotations

import pkgutil
from functools import cache
from importlib import import_module
from typing import TYPE_CHECKING, get_args

import ent_report.transports as package
from ent_report.transports import protocoles
from ent_report.transports.base import Provenance, Transport

if TYPE_CHECKING:
    from ent_report.transports.depots import Protocole


@cache
def transports() -> dict[str, Transport]:
    """Each kind -> its transport, in the order of the packages' names."""
    names = sorted(one.name for one in pkgutil.iter_modules(package.__path__) if one.ispkg)
    modules = [import_module(f"{package.__name__}.{name}") for name in names if name != "protocoles"]
    return {kind_of(one.TRANSPORT.provenance): one.TRANSPORT for one in modules}


def kind_of(provenance: type[Provenance]) -> str:
    return str(get_args(provenance.model_fields["kind"].annotation)[0])


@cache
def schemas() -> tuple[str, ...]:
    """The schemes of URLs that files may be brought from, in order."""
    return tuple(sorted(one.name for one in pkgutil.iter_modules(protocoles.__path__)))


def protocole(schema: str) -> Protocole:
    """The protocol of one of `schemas()`; its library takes a moment to import."""
    found: Protocole = import_module(f"{protocoles.__name__}.{schema}").PROTOCOLE
    return found
