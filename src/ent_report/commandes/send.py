"""`ent-report send`."""

from __future__ import annotations

import getpass
from argparse import ArgumentParser, Namespace
from typing import TYPE_CHECKING, Any, cast

from ent_report.commandes.arguments import count, uai, with_month, with_region
from ent_report.commandes.dire import complain, say
from ent_report.commandes.orchestration import prefect_ready
from ent_report.errors import UsageError

if TYPE_CHECKING:
    from flows.envoi import Envois

AIDE = "send a lycée's report to its mailbox, or the region's to the council"


def declare(parser: ArgumentParser) -> None:
    whose = parser.add_mutually_exclusive_group(required=True)
    whose.add_argument("--uai", type=uai, help="the lycée, whose mailbox is the register's")
    whose.add_argument("--region", action="store_true", help="the regional summary, to [envoi] synthese")
    parser.add_argument("--edition", type=count, help="this edition (the last one, made first if a figure changed)")
    parser.add_argument("--release", action="store_true", help="with --region: I have read it, it may go")
    parser.add_argument("--resend", action="store_true", help="send again what was sent, or may have been")
    parser.add_argument("--demandeur", help="who asks, for the journal (the user's name)")
    with_month(parser)
    with_region(parser)


def execute(options: Namespace) -> int:
    if options.release and not options.region:
        raise UsageError("--release: expected --region beside it: a lycée's report needs no release")
    say(f"month: {options.mois}")
    asked: dict[str, Any] = {
        "mois": str(options.mois),
        "config": str(options.config),
        "data_dir": str(options.data_dir),
        "edition": options.edition,
        "demandeur": options.demandeur or getpass.getuser(),
        "renvoyer": options.resend,
        "return_state": True,
    }
    with prefect_ready(options.data_dir):
        from flows.envoi import envoi, envoi_synthese  # noqa: PLC0415

        if options.region:
            found = cast("Envois", envoi_synthese(liberer=options.release, **asked).result())
        else:
            found = cast("Envois", envoi(uai=str(options.uai), **asked).result())
    _tell(found)
    return found.exit_status


def _tell(found: Envois) -> None:
    """A line a message: where it went or had gone, or why it did not."""
    for one in found.lignes:
        told = f"{one.mois} {one.code}, edition {one.edition or '-'}: {one.resultat}"
        if one.resultat == "envoye":
            say(f"{told}: {one.destinataire}")
        elif one.resultat == "deja_envoye":
            say(f"{told}: {one.reponse}")
        else:
            complain(f"{told}: {one.reponse}", mois=one.mois, uai=one.code)
