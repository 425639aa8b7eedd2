"""One edition to one mailbox, through a real mail server that has good days and bad ones."""

from __future__ import annotations

import json
import shutil
import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from email.message import EmailMessage
from pathlib import Path
from typing import Any

import pypdfium2
import pytest
from issued_region import MOIS, issue_all, small_month, writable
from pydantic import ValidationError
from serveurs.smtp import COUPE, HOST, LENT, ServeurSmtp, serveur_smtp
from spec.tables import A, B

from ent_report.configuration.sections.envoi import Envoi
from ent_report.courrier import Courrier, Remise, Sort
from ent_report.domaine.lycees import Lycee
from ent_report.editions.etablies import edition_folder, lycee_folder
from ent_report.envois.demandes import Demande, Ligne, Pli, Resultat
from ent_report.envois.export import journal_csv
from ent_report.envois.remise import Expediteur
from ent_report.errors import ConfigurationError
from ent_report.mois.chantier import Chantier
from ent_report.operation.status import month_status
from ent_report.specimens.lettres import lettres
from ent_report.specimens.lycee import PRESENTATION

BOITE = f"ce.{A.lower()}@ac-exemple.fr"
CONSEIL = ("cabinet@region.example", "commission@region.example", "service@region.example")


@pytest.fixture(scope="module")
def issued(tmp_path_factory: pytest.TempPathFactory) -> Chantier:
    chantier = small_month(tmp_path_factory.mktemp("month"))
    issue_all(chantier)
    return chantier


@pytest.fixture
def smtp() -> Iterator[ServeurSmtp]:
    with serveur_smtp() as serveur:
        yield serveur


@pytest.fixture
def pauses() -> list[float]:
    return []


@pytest.fixture
def sender(issued: Chantier, smtp: ServeurSmtp, pauses: list[float], tmp_path: Path) -> Expediteur:
    return expediteur(issued, smtp, pauses)


def expediteur(issued: Chantier, smtp: ServeurSmtp, pauses: list[float], **envoi: Any) -> Expediteur:
    """Of the same issued month, with a journal of its own for each test."""
    courrier = Courrier(
        serveur=HOST, port=smtp.port, securite="aucune", expediteur="ent-report@region.example", delai_s=1.0
    )
    reglage = Envoi.model_validate({"domaines": ["ac-exemple.fr"], "synthese": CONSEIL, "attente_s": 10, **envoi})
    settings = issued.settings.model_copy(update={"courrier": courrier, "envoi": reglage})
    shutil.rmtree(issued.store.path("envois"), ignore_errors=True)
    return Expediteur(replace(issued, settings=settings), {}, pauses.append)


def lycee_a(issued: Chantier, mail: str = BOITE) -> Lycee:
    return replace(next(one for one in issued.references.lycees if one.uai == A), mail=mail)


def ask(*, renvoi: bool = False) -> Demande:
    return Demande.of("Mme Martin, service des lycées", renvoi=renvoi)


def send(sender: Expediteur, mail: str = BOITE, *, renvoi: bool = False, edition: int | None = None) -> Ligne:
    """A's report, asked for by Mme Martin."""
    return sender.lycee(lycee_a(sender.chantier, mail), ask(renvoi=renvoi), edition)


def together(*targets: Callable[[], object]) -> None:
    threads = [threading.Thread(target=one) for one in targets]
    for one in threads:
        one.start()
    for one in threads:
        one.join()


@contextmanager
def instead(folder: Path, files: Mapping[str, bytes]) -> Iterator[None]:
    """Other bytes in issued files, which are put back."""
    kept = {name: (folder / name).read_bytes() for name in files}
    _put(folder, files)
    yield
    _put(folder, kept)


def _put(folder: Path, files: Mapping[str, bytes]) -> None:
    for name, content in files.items():
        with writable(folder / name) as path:
            path.write_bytes(content)


def attached(message: EmailMessage) -> tuple[str, bytes]:
    (part,) = message.iter_attachments()
    assert isinstance(part, EmailMessage)
    content = part.get_content()
    assert isinstance(content, bytes)
    return part.get_filename() or "", content


def body(message: EmailMessage, kind: str) -> str:
    part = message.get_body((kind,))
    assert isinstance(part, EmailMessage)
    return str(part.get_content())


def test_the_lycee_s_own_pdf_reaches_its_mailbox(issued: Chantier, sender: Expediteur, smtp: ServeurSmtp) -> None:
    line = send(sender)
    assert (line.resultat, line.destinataire, line.edition) == (Resultat.ENVOYE, BOITE, 1)
    (message,) = smtp.messages
    assert smtp.destinataires == [[BOITE]]
    assert message["To"] == BOITE
    assert message["Subject"] == f"ENT, octobre 2026, édition 1 : Lycée A ({A})"
    assert message["Message-ID"] == line.message_id
    name, pdf = attached(message)
    assert name == f"rapport-ent-2026-10-{A}-edition-01.pdf"
    folder = edition_folder(lycee_folder(MOIS, A), 1)
    assert pdf == issued.store.read_bytes(f"{folder}/rapport.pdf")
    assert pypdfium2.PdfDocument(pdf).get_metadata_value("Title").startswith(f"Lycée A ({A})")


def test_the_message_says_page_one_s_figures_in_both_forms(sender: Expediteur, smtp: ServeurSmtp) -> None:
    send(sender)
    (message,) = smtp.messages
    text, page = body(message, "plain"), body(message, "html")
    assert "Visites : 92" in text  # 7 users on 13 days, and one alone
    assert "Visites" in page
    assert ">92<" in page
    assert "Comptes activés" in text
    assert 'lang="fr"' in page
    assert "<h1" in page
    assert 'scope="row"' in page
    assert "<img" not in page
    assert "&#" not in text  # no mark-up in plain words
    assert "boîte officielle" in text


def test_it_is_sent_once(sender: Expediteur, smtp: ServeurSmtp) -> None:
    send(sender)
    again = send(sender)
    assert again.resultat is Resultat.DEJA_ENVOYE
    assert "--resend" in again.reponse
    assert len(smtp.messages) == 1
    assert send(sender, renvoi=True).resultat is Resultat.ENVOYE
    assert len(smtp.messages) == 2
    assert [(one.resultat, one.renvoi) for one in sender.journal.lines(MOIS)] == [
        (Resultat.ENVOYE, False),
        (Resultat.DEJA_ENVOYE, False),
        (Resultat.ENVOYE, True),
    ]


def test_two_at_once_send_one(sender: Expediteur, smtp: ServeurSmtp) -> None:
    found: list[Ligne] = []
    together(*[lambda: found.append(send(sender))] * 2)
    assert sorted(one.resultat for one in found) == [Resultat.DEJA_ENVOYE, Resultat.ENVOYE]
    assert len(smtp.messages) == 1


def test_requests_for_two_lycees_at_once_get_their_own(issued: Chantier, sender: Expediteur, smtp: ServeurSmtp) -> None:
    """A race of requests never swaps two attachments."""
    b = replace(next(one for one in issued.references.lycees if one.uai == B), mail=f"ce.{B.lower()}@ac-exemple.fr")
    together(lambda: send(sender), lambda: sender.lycee(b, ask()))
    assert len(smtp.messages) == 2
    for message, (recipient,) in zip(smtp.messages, smtp.destinataires, strict=True):
        uai = recipient[3:11].upper()
        name, pdf = attached(message)
        assert uai in name
        assert f"({uai})" in pypdfium2.PdfDocument(pdf).get_metadata_value("Title")


@pytest.mark.parametrize("bad_day", [COUPE, LENT])
def test_a_message_that_may_have_gone_is_not_sent_again_by_itself(
    sender: Expediteur, smtp: ServeurSmtp, bad_day: str
) -> None:
    """The server took the content and said nothing: nobody knows."""
    smtp.ordres.append(bad_day)
    first = send(sender)
    assert first.resultat is Resultat.INCERTAIN
    again = send(sender)
    assert again.resultat is Resultat.INCERTAIN
    assert first.message_id in again.reponse
    assert len(smtp.messages) == 1
    assert send(sender, renvoi=True).resultat is Resultat.ENVOYE
    assert len(smtp.messages) == 2


def test_a_death_between_the_claim_and_the_answer_is_uncertain(
    issued: Chantier, sender: Expediteur, smtp: ServeurSmtp
) -> None:
    pli = Pli(MOIS, A, 1, BOITE)
    sender.journal.claim(pli, ask(), "<one@region.example>")
    found = send(sender)
    assert found.resultat is Resultat.INCERTAIN
    assert "<one@region.example>" in found.reponse
    assert smtp.messages == []
    (a,) = (one for one in month_status(issued.references.lycees, issued.store, MOIS)["lycees"] if one["uai"] == A)
    assert a["envoye"]["resultat"] == "incertain"


def test_a_server_that_refuses_for_now_is_asked_again(
    sender: Expediteur, smtp: ServeurSmtp, pauses: list[float]
) -> None:
    smtp.ordres.extend(["451 try later", "452 full"])
    assert send(sender).resultat is Resultat.ENVOYE
    assert len(smtp.messages) == 1
    waits = [one for one in pauses if one > 5]
    assert 7.5 <= waits[0] <= 12.5
    assert 15 <= waits[1] <= 25
    assert [one.resultat for one in sender.journal.lines(MOIS)] == [Resultat.DIFFERE, Resultat.DIFFERE, Resultat.ENVOYE]


def test_a_server_that_goes_on_refusing_is_left_for_a_later_request(sender: Expediteur, smtp: ServeurSmtp) -> None:
    smtp.ordres.extend(["451 try later"] * 4)
    found = send(sender)
    assert (found.resultat, found.reponse) == (Resultat.DIFFERE, "451 try later")
    assert send(sender).resultat is Resultat.ENVOYE  # nothing was delivered: no --resend


def test_a_refusal_for_good_is_not_tried_again(sender: Expediteur, smtp: ServeurSmtp, pauses: list[float]) -> None:
    smtp.refuses.add(BOITE)
    found = send(sender)
    assert (found.resultat, found.reponse) == (Resultat.REFUSE, "550 no such mailbox")
    assert [one for one in pauses if one > 5] == []
    assert len(sender.journal.lines(MOIS)) == 1


def test_a_server_that_is_away_delivers_nothing_and_says_so(
    issued: Chantier, sender: Expediteur, pauses: list[float], smtp: ServeurSmtp
) -> None:
    smtp.port = 1
    away = expediteur(issued, smtp, pauses)
    found = send(away)
    assert found.resultat is Resultat.DIFFERE
    assert "localhost:1" in found.reponse


@pytest.mark.parametrize(
    "mail", ["", "proviseur@gmail.com", f"ce.{B.lower()}@ac-exemple.fr", f"{BOITE}, x@evil.example"]
)
def test_a_lycee_without_its_own_mailbox_gets_nothing(sender: Expediteur, smtp: ServeurSmtp, mail: str) -> None:
    found = send(sender, mail)
    assert found.resultat is Resultat.REFUSE
    assert f"{A}: mail: found" in found.reponse
    assert smtp.messages == []


def test_no_field_of_the_register_begins_a_header(issued: Chantier, sender: Expediteur, smtp: ServeurSmtp) -> None:
    name = "Lycée\r\nBcc: x@evil.example\r\n\r\nUn autre texte\x00\u2028fin"
    sender.lycee(replace(lycee_a(issued), nom=name), Demande.of("moi\r\nBcc: y@evil.example"))
    (message,) = smtp.messages
    assert message["Bcc"] is None
    assert smtp.destinataires == [[BOITE]]
    assert "\n" not in message["Subject"]
    (line,) = sender.journal.lines(MOIS)
    assert line.demandeur == "moi Bcc: y@evil.example"


def test_another_lycee_s_edition_is_never_sent(
    issued: Chantier, sender: Expediteur, smtp: ServeurSmtp, monkeypatch: pytest.MonkeyPatch
) -> None:
    """B's files in A's folder, whole and with hashes that fit, as whoever may write the folder could have it."""
    monkeypatch.setattr("ent_report.editions.etablies.recorded", lambda *_: None)
    store = issued.store
    a, b = (store.path(edition_folder(lycee_folder(MOIS, one), 1)) for one in (A, B))
    with instead(a, {one.name: one.read_bytes() for one in b.iterdir()}):
        found = send(sender)
    assert found.resultat is Resultat.REFUSE
    assert f"found the report of ('2026-10', '{B}', 1), expected {A}'s" in found.reponse
    assert smtp.messages == []


def test_a_changed_byte_is_not_sent(issued: Chantier, sender: Expediteur, smtp: ServeurSmtp) -> None:
    folder = issued.store.path(edition_folder(lycee_folder(MOIS, A), 1))
    with instead(folder, {"rapport.pdf": (folder / "rapport.pdf").read_bytes()[:-1] + b"x"}):
        found = send(sender)
    assert found.resultat is Resultat.REFUSE
    assert "rapport.pdf: its bytes are not those that were issued" in found.reponse
    assert smtp.messages == []


def test_an_edition_that_is_not_there_is_named(sender: Expediteur) -> None:
    found = send(sender, edition=7)
    assert found.resultat is Resultat.NON_ETABLI
    assert "found no edition 7" in found.reponse


def test_a_message_that_is_too_large_gives_a_link(issued: Chantier, smtp: ServeurSmtp, pauses: list[float]) -> None:
    small = expediteur(issued, smtp, pauses, taille_max_mio=0.01)
    found = send(small)
    assert found.resultat is Resultat.REFUSE
    assert "expected at most 0.01" in found.reponse
    link = "https://rapports.region.example/{mois}/{code}/{edition}"
    linked = expediteur(issued, smtp, pauses, taille_max_mio=0.01, lien=link)
    assert send(linked).resultat is Resultat.ENVOYE
    (message,) = smtp.messages
    assert list(message.iter_attachments()) == []
    expected = f"https://rapports.region.example/2026-10/{A}/01"
    assert expected in body(message, "plain")
    assert f'href="{expected}"' in body(message, "html")


def test_the_summary_waits_for_a_release(sender: Expediteur, smtp: ServeurSmtp) -> None:
    (waiting,) = sender.region(ask())
    assert waiting.resultat is Resultat.NON_LIBERE
    assert smtp.messages == []
    sender.release(ask())
    assert [one.resultat for one in sender.region(ask())] == [Resultat.ENVOYE] * 3
    assert smtp.destinataires == [[one] for one in CONSEIL]  # none learns of the others
    assert smtp.messages[0]["Subject"] == "ENT, octobre 2026, édition 1 : Synthèse régionale, Région Exemple"


def test_one_bad_recipient_stops_none_of_the_others(sender: Expediteur, smtp: ServeurSmtp) -> None:
    smtp.refuses.add(CONSEIL[1])
    sender.release(ask())
    assert [one.resultat for one in sender.region(ask())] == [Resultat.ENVOYE, Resultat.REFUSE, Resultat.ENVOYE]
    smtp.refuses.clear()
    assert [one.resultat for one in sender.region(ask())] == [
        Resultat.DEJA_ENVOYE,
        Resultat.ENVOYE,
        Resultat.DEJA_ENVOYE,
    ]
    assert len(smtp.messages) == 3


def test_messages_are_no_faster_than_the_server_allows(
    issued: Chantier, smtp: ServeurSmtp, pauses: list[float]
) -> None:
    slow = expediteur(issued, smtp, pauses, par_minute=6, synthese_automatique=True)
    slow.region(ask())
    assert len(pauses) == 2
    assert all(8 < one <= 20 for one in pauses)  # ten seconds each but the first, as far as no time went by


def test_the_journal_is_a_table_that_no_spreadsheet_runs(issued: Chantier, sender: Expediteur) -> None:
    sender.lycee(lycee_a(issued), Demande.of("=cmd|'/c calc'!A1"))
    table = journal_csv(sender.journal.lines(MOIS)).decode("utf-8-sig").splitlines()
    assert table[0].split(";")[:5] == ["demande_le", "demandeur", "mois", "code", "edition"]
    assert "'=cmd" in table[1]
    assert BOITE in table[1]


def test_a_record_is_never_written_twice(issued: Chantier, sender: Expediteur) -> None:
    line = send(sender)
    assert line.resultat is Resultat.ENVOYE
    records = [one for one in issued.store.walk("envois") if one.endswith(".json")]
    assert sorted(one.rpartition("/")[2] for one in records) == ["issue.json", "prise.json"]
    assert all(not issued.store.path(one).stat().st_mode & 0o222 for one in records)
    assert json.loads(issued.store.read_bytes(records[0]))


def test_without_a_mail_server_nothing_can_be_sent(issued: Chantier) -> None:
    with pytest.raises(ConfigurationError, match=r"\[courrier\] is missing"):
        Expediteur(issued, {})


def test_a_template_reads_no_file(issued: Chantier, smtp: ServeurSmtp, pauses: list[float], tmp_path: Path) -> None:
    """A region's own template of the message is held to its folder and to the values that it gets."""
    own = tmp_path / "gabarits" / "courriel"
    own.mkdir(parents=True)
    for attack in (
        '{% include "../../../../../etc/passwd" %}',
        '{% include "/etc/passwd" %}',
        "{{ lettre.__class__.__init__.__globals__ }}",
        "{{ ''.__class__.__mro__[1].__subclasses__() }}",
    ):
        (own / "rapport.txt.j2").write_text(attack, encoding="utf-8")
        attacked = expediteur(issued, smtp, pauses)
        settings = attacked.chantier.settings.model_copy(update={"dossier": tmp_path})
        found = send(Expediteur(replace(attacked.chantier, settings=settings), {}))
        assert found.resultat is Resultat.REFUSE, attack
    assert smtp.messages == []


def test_a_resend_that_did_not_get_through_does_not_lift_once(
    issued: Chantier, sender: Expediteur, smtp: ServeurSmtp
) -> None:
    send(sender)
    smtp.ordres.extend(["451 later"] * 4)
    assert send(sender, renvoi=True).resultat is Resultat.DIFFERE
    assert send(sender).resultat is Resultat.DEJA_ENVOYE
    assert len(smtp.messages) == 1
    (a,) = (one for one in month_status(issued.references.lycees, issued.store, MOIS)["lycees"] if one["uai"] == A)
    assert a["envoye"]["resultat"] == "envoye"


def test_a_hundred_attempts_are_counted_as_numbers(sender: Expediteur, smtp: ServeurSmtp) -> None:
    pli = Pli(MOIS, A, 1, BOITE)
    for _ in range(101):
        sender.journal.settle(sender.journal.claim(pli, ask(), "<x@region.example>"), Remise(Sort.DIFFERE, "451 later"))
    assert send(sender).resultat is Resultat.ENVOYE
    assert send(sender).resultat is Resultat.DEJA_ENVOYE
    assert len(smtp.messages) == 1


@pytest.mark.parametrize("record", ["prise", "issue"])
@pytest.mark.parametrize("damage", [lambda path: path.write_text("{"), lambda path: path.unlink()], ids=["cut", "gone"])
def test_a_damaged_record_is_never_taken_for_none(
    issued: Chantier, sender: Expediteur, smtp: ServeurSmtp, record: str, damage: Any
) -> None:
    send(sender)
    (path,) = issued.store.path("envois").rglob(f"{record}.json")
    path.chmod(0o644)
    damage(path)
    assert send(sender).resultat is Resultat.INCERTAIN
    assert len(smtp.messages) == 1
    first, _ = sender.journal.lines(MOIS)
    assert first.resultat is (Resultat.ILLISIBLE if record == "prise" else Resultat.INCERTAIN)
    assert sender.journal.purge((MOIS + 12).premier_jour) >= 1


def test_folders_of_others_in_the_journal_are_left_alone(issued: Chantier, sender: Expediteur) -> None:
    send(sender)
    (attempt,) = issued.store.path("envois").rglob("essai-01")
    (attempt.parent / "essai-01 (copie)").mkdir()
    (issued.store.path("envois") / "notes").mkdir(exist_ok=True)
    assert sender.journal.months() == [MOIS]
    assert send(sender).resultat is Resultat.DEJA_ENVOYE
    (attempt.parent / "essai-01 (copie)").rmdir()
    (issued.store.path("envois") / "notes").rmdir()


def test_an_address_in_other_capitals_is_the_same_recipient(
    issued: Chantier, smtp: ServeurSmtp, pauses: list[float]
) -> None:
    first = expediteur(issued, smtp, pauses, synthese_automatique=True)
    first.region(ask())
    louder = tuple(one.upper() for one in CONSEIL)
    settings = first.chantier.settings.model_copy(update={"envoi": Envoi(synthese=louder, synthese_automatique=True)})
    again = Expediteur(replace(issued, settings=settings), {})
    assert {one.resultat for one in again.region(ask())} == {Resultat.DEJA_ENVOYE}
    assert len(smtp.messages) == 3


def test_an_edition_that_was_replaced_says_so(sender: Expediteur) -> None:
    """By the specimen of a message: its first edition is the only one here."""
    text = sender._templates.render("courriel/rapport.txt.j2", "ecran", lettres(PRESENTATION)["tout_autre"].valeurs())
    assert "Cette édition a été remplacée : la dernière est l’édition 3." in text


@pytest.mark.parametrize(
    "lien", ["https://x.example/{mois:%Y}/{code}", "https://x.example/{code!r}", "https://x/{uai}"]
)
def test_a_link_is_checked_as_it_is_written(lien: str) -> None:
    with pytest.raises(ValidationError, match="expected no other fields"):
        Envoi(lien=lien)
