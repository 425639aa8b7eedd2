"""`ent-report serve`."""

from __future__ import annotations

from argparse import ArgumentParser, Namespace
from contextlib import suppress
from importlib.util import find_spec

from ent_report.commandes.arguments import port, prefix, with_config
from ent_report.commandes.dire import say
from ent_report.errors import UsageError

AIDE = "the request page: a lycée's report, to its registered mailbox alone"


def declare(parser: ArgumentParser) -> None:
    parser.add_argument("--host", default="127.0.0.1", help="the address that it listens on (127.0.0.1)")
    parser.add_argument("--port", type=port, default=8080, help="its port (8080)")
    parser.add_argument(
        "--proxy",
        action="append",
        default=[],
        metavar="ADDRESS",
        help="a reverse proxy whose X-Forwarded headers are believed (may be given several times)",
    )
    parser.add_argument("--prefix", type=prefix, default="", help="what stands before its paths, such as /rapports")
    parser.add_argument(
        "--allowed-host",
        action="append",
        default=[],
        metavar="NAME",
        help="a name that it answers to (any, if not given)",
    )
    with_config(parser)


def execute(options: Namespace) -> int:
    missing = [name for name in ("itsdangerous", "limits", "starlette", "uvicorn") if find_spec(name) is None]
    if missing:
        raise UsageError(f"serve: {', '.join(missing)} is not installed, expected `pip install 'ent-report[guichet]'`")
    from ent_report.configuration.guichet_du_site import read_site  # noqa: PLC0415
    from ent_report.guichet.serveur import Ecoute, serve_guichet  # noqa: PLC0415
    from flows import environnement  # noqa: PLC0415

    pages, reglages = read_site(options.config, options.prefix)
    environnement.prepare_client()
    from flows.guichet import demandes_a_prefect  # noqa: PLC0415  after its settings

    ecoute = Ecoute(options.host, options.port, tuple(options.proxy), options.prefix, tuple(options.allowed_host))
    with suppress(KeyboardInterrupt):
        serve_guichet(pages, reglages, demandes_a_prefect, ecoute, say)
    return 0
