"""What each command does: start the flow, or read the store, and print what a person wants to know."""

from __future__ import annotations

import getpass
import json
import sys
from argparse import Namespace
from collections import Counter
from contextlib import suppress
from importlib.util import find_spec
from typing import TYPE_CHECKING, Any, cast

from ent_report.entrepots.racine import Racine, below
from ent_report.errors import InputsUnusableError, UsageError
from ent_report.operation.journal import COMMANDE
from ent_report.vocabulary import Mois

if TYPE_CHECKING:
    from ent_report.operation.purge import Purge
    from ent_report.operation.run_summary import Bilan
    from flows.envoi import Envois
    from flows.rattrapage import Rattrape

WARNINGS_SHOWN = 20


def demo(options: Namespace) -> int:
    from ent_report.demo import fabricate  # noqa: PLC0415  only this command pays for it
    from ent_report.entrepots.choix import local_folder  # noqa: PLC0415

    mois = Mois.parse(options.mois) if isinstance(options.mois, str) else options.mois
    folder = local_folder(options.data_dir) / "demo"
    _say(f"fabricating {options.lycees} lycées, {mois} and the months that it is compared with, in {folder}")
    config = fabricate(
        folder, mois=mois, lycees=options.lycees, events_per_day=options.events_per_day, seed=options.seed
    )
    options.config, options.mois, options.uai, options.dry_run = config, mois, None, False
    return run(options)


def run(options: Namespace) -> int:
    _say(f"month: {options.mois}")
    with _flows(options.data_dir):
        from flows.rapport_mensuel import rapport_mensuel  # noqa: PLC0415  Prefect's settings come first

        state = rapport_mensuel(
            str(options.mois),
            str(options.config),
            str(options.data_dir),
            options.uai and [str(one) for one in options.uai],
            essai=options.dry_run,
            echecs_seuls=getattr(options, "retry_failed", False),
            renvoyer=getattr(options, "resend", False),
            return_state=True,
        )
        bilan = cast("Bilan", state.result())
    _print_summary(bilan, options)
    return bilan.exit_status


def send(options: Namespace) -> int:
    if options.release and not options.region:
        raise UsageError("--release: expected --region beside it: a lycée's report needs no release")
    _say(f"month: {options.mois}")
    common: dict[str, Any] = {
        "mois": str(options.mois),
        "config": str(options.config),
        "data_dir": str(options.data_dir),
        "edition": options.edition,
        "demandeur": options.demandeur or getpass.getuser(),
        "renvoyer": options.resend,
        "return_state": True,
    }
    with _flows(options.data_dir):
        from flows.envoi import envoi, envoi_synthese  # noqa: PLC0415

        state = (
            envoi_synthese(liberer=options.release, **common)
            if options.region
            else envoi(uai=str(options.uai), **common)
        )
        found = cast("Envois", state.result())
    for one in found.lignes:
        told = f"{one.mois} {one.code}, edition {one.edition or '-'}: {one.resultat}"
        if one.resultat == "envoye":
            _say(f"{told}: {one.destinataire}")
        elif one.resultat == "deja_envoye":
            _say(f"{told}: {one.reponse}")
        else:
            _complain(f"{told}: {one.reponse}", mois=one.mois, uai=one.code)
    return found.exit_status


def deliveries(options: Namespace) -> int:
    from ent_report.envois.export import journal_csv  # noqa: PLC0415
    from ent_report.envois.journal import Journal  # noqa: PLC0415
    from ent_report.store import Store  # noqa: PLC0415

    journal = Journal(Store(options.data_dir))
    months = journal.months() if options.all else [options.mois]
    sys.stdout.buffer.write(journal_csv(line for mois in months for line in journal.lines(mois)))
    sys.stdout.buffer.flush()
    return 0


def collect(options: Namespace) -> int:
    if options.jour and not options.jour.startswith(str(options.mois)):
        options.mois = Mois.parse(options.jour[:7])
    _say(f"month: {options.mois}")
    with _flows(options.data_dir):
        from flows.collecte import collecte  # noqa: PLC0415

        state = collecte(str(options.config), str(options.data_dir), str(options.mois), options.jour, return_state=True)
        bilan = cast("Bilan", state.result())
    _print_problems(bilan)
    if not options.jour and not any(one["gardees"] for one in bilan.sources):
        raise InputsUnusableError(f"{options.mois}: found not one usable row in any source, expected at least one")
    return bilan.exit_status


def backfill(options: Namespace) -> int:
    with _flows(options.data_dir):
        from flows.rattrapage import rattrapage  # noqa: PLC0415

        state = rattrapage(
            str(options.de), str(options.a), str(options.config), str(options.data_dir), return_state=True
        )
        done = cast("list[Rattrape]", state.result())
    for one in done:
        if one.bilan:
            _print_summary(one.bilan, options)
        elif not one.fautes:
            _say(f"{one.mois}: was issued")
        for fault in one.fautes:
            _complain(fault)
    return max(one.exit_status for one in done)


def status(options: Namespace) -> int:
    from ent_report.operation.status import as_text, read_status  # noqa: PLC0415

    found = read_status(options.config, options.data_dir, options.mois)
    print(json.dumps(found, ensure_ascii=False, indent=1) if options.json else as_text(found))  # noqa: T201
    return 0


def verify(options: Namespace) -> int:
    from ent_report.verification.verify import verify_month  # noqa: PLC0415

    found = verify_month(options.config, options.data_dir, options.mois)
    if options.json:
        print(json.dumps(found, ensure_ascii=False, indent=1))  # noqa: T201
    else:
        read = f"{found['editions']} editions, {found['fichiers']} files re-read"
        _say(f"{options.mois}: {read}, {found['chiffres']} figures held to the indicators")
    for fault in found["fautes"]:
        _complain(fault)
    return 3 if found["fautes"] else 0


def purge(options: Namespace) -> int:
    with _flows(options.data_dir):
        from flows.purge import purge as purge_flow  # noqa: PLC0415

        state = purge_flow(
            str(options.config), str(options.data_dir), options.avant and str(options.avant), return_state=True
        )
        found = cast("list[Purge]", state.result())
    for one in found:
        if one.raison:
            _complain(f"{one.mois}: kept: {one.raison}")
        else:
            _say(f"{one.mois}: {one.lignes} events deleted ({one.fichiers} files, {one.octets / 1e6:.1f} MB)")
    if not found:
        _say("nothing to delete")
    return 3 if any(one.raison for one in found) else 0


def preview(options: Namespace) -> int:
    from ent_report.preview import serve_preview  # noqa: PLC0415
    from ent_report.preview.etat import Demande  # noqa: PLC0415

    uais = tuple(str(one) for one in options.uai or ())
    with suppress(KeyboardInterrupt):
        serve_preview(Demande(options.config, options.data_dir, options.mois, uais), options.port, _say)
    return 0


def serve(options: Namespace) -> int:
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
        serve_guichet(pages, reglages, demandes_a_prefect, ecoute, _say)
    return 0


def check(options: Namespace) -> int:
    from ent_report.operation.check import check_all, mailbox_notes, template_trial  # noqa: PLC0415

    faults = check_all(options.config, options.data_dir, options.mois)
    for fault in faults:
        _complain(fault)
    if faults:
        return 2
    for place in template_trial(options.config).non_essayes():
        _say(f"note: {place}: no specimen reaches it: it was not tried")
    without = mailbox_notes(options.config, options.data_dir, options.mois)
    for line in without[:WARNINGS_SHOWN]:
        _say(f"note: no report can be sent: {line}")
    if len(without) > WARNINGS_SHOWN:
        _say(f"note: and to {len(without) - WARNINGS_SHOWN} lycées more")
    _say("nothing is wrong")
    return 0


def _flows(data_dir: Racine) -> Any:  # noqa: ANN401  a context manager
    """Prefect set up and its server running: before its first import."""
    from flows import environnement  # noqa: PLC0415

    environnement.prepare(data_dir)
    return environnement.server()


def _print_summary(bilan: Bilan, options: Namespace) -> None:
    _print_problems(bilan)
    counts = Counter(one["statut"] for one in bilan.resultats)
    words = {
        "etabli": "issued",
        "inchange": "unchanged",
        "echec": "failed",
        "retenu": "held",
        "a_etablir": "to be issued",
    }
    told = ", ".join(f"{counts[key]} {word}" for key, word in words.items() if counts[key])
    times = ", ".join(f"{step} {seconds:.1f} s" for step, seconds in bilan.durees_s.items())
    _say(f"{bilan.mois}: {told} ({times}; in all {sum(bilan.durees_s.values()):.1f} s)")
    _say(f"reports: {below(options.data_dir, 'rapports', bilan.mois)}")
    if bilan.dus == len([one for one in bilan.resultats if one["code"] != "region"]):
        _say(f"at a glance: {below(options.data_dir, 'rapports', bilan.mois, 'index.html')}")


def _print_problems(bilan: Bilan) -> None:
    for line in bilan.avertissements[:WARNINGS_SHOWN]:
        COMMANDE.warning(line, extra={"mois": bilan.mois})
    if len(bilan.avertissements) > WARNINGS_SHOWN:
        rest = len(bilan.avertissements) - WARNINGS_SHOWN
        COMMANDE.warning("and %d more, in the run's summary", rest, extra={"mois": bilan.mois})
    for line in bilan.fautes:
        _complain(line, mois=bilan.mois)
    for one in bilan.resultats:
        if one["statut"] == "echec":
            _complain(f"{bilan.mois} {one['code']}: {one['raison']}", mois=bilan.mois, uai=one["code"])
        elif one["statut"] == "retenu":
            _complain(f"{bilan.mois} {one['code']}: held: {one['raison']}", mois=bilan.mois, uai=one["code"])


def _say(line: str) -> None:
    print(line, flush=True)  # noqa: T201


def _complain(line: str, **place: str) -> None:
    COMMANDE.error(line, extra=place)
