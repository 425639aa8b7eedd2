"""`ent-report preview`."""

from __future__ import annotations

from argparse import ArgumentParser, Namespace
from contextlib import suppress

from ent_report.commandes.arguments import port, with_lycees, with_month, with_region
from ent_report.commandes.dire import say

AIDE = "show a computed month's reports, and again at each change of a template"


def declare(parser: ArgumentParser) -> None:
    with_lycees(parser)
    parser.add_argument("--port", type=port, help="of the loopback address (8000, or a free one)")
    with_month(parser)
    with_region(parser)


def execute(options: Namespace) -> int:
    from ent_report.preview import serve_preview  # noqa: PLC0415
    from ent_report.preview.etat import Demande  # noqa: PLC0415

    uais = tuple(str(one) for one in options.uai or ())
    with suppress(KeyboardInterrupt):
        serve_preview(Demande(options.config, options.data_dir, options.mois, uais), options.port, say)
    return 0
