"""The sections of the regional summary, each against figures counted by hand."""

from dataclasses import replace
from datetime import date

import pytest

from ent_report.domaine.lycees import TypeLycee
from ent_report.domaine.mouvements_annuaire import Mouvement, MouvementsAnnuaire, Nature
from ent_report.report.donnees import Concordance, Rapprochement, Rapprochements
from ent_report.report.region import build_region_report
from ent_report.report.region.quartiles import quartiles
from ent_report.specimens.lycee import OCTOBRE, PRESENTATION, QUALITE, libelles
from ent_report.specimens.region import donnees_region, lycee, lycees, uai

SEPTEMBRE = OCTOBRE - 1
UN_AN = OCTOBRE - 12


def build(**case):
    return build_region_report(donnees_region(**case), libelles(), PRESENTATION)


def texts(cells):
    return [str(cell) for cell in cells]


def each_day(values):
    """A change of rows: (lycée's number, month) -> the visits of each of its days."""
    wanted = {(uai(number), month.premier_jour): value for (number, month), value in values.items()}

    def change(row):
        value = wanted.get((row["code"], row["mois"])) if row.get("jour") else None
        return row if value is None else row | {"valeur": value}

    return change


def setting(values, then=lambda row: row):
    """A change of rows: (lycée's number, indicator, profile or service, month) -> its value; None drops the row."""

    def change(row):
        key = next(
            (
                key
                for key in values
                if row["code"] == uai(key[0])
                and row["indicateur"] == key[1]
                and key[2] in (row.get("profil"), row.get("service"))
                and row["mois"] == key[3].premier_jour
                and row.get("jour") is None
                and (key[2] is not None or (row.get("profil") is None and row.get("service") is None))
            ),
            None,
        )
        if key is None:
            return then(row)
        return None if values[key] is None else row | {"valeur": values[key]}

    return change


class TestAnnee:
    def test_each_known_month_says_how_many_lycees_had_visits(self):
        opened_late = lambda r: r | {"valeur": 0.0} if r["code"] == uai(1) and r["mois"].year == 2025 else r  # noqa: E731
        year = build(change=opened_late).qui.annee
        assert [row.lycees for row in year.mois] == ["11"] * 3 + ["12"] * 10
        assert {name: str(value) for name, value in year.perimetre.valeurs.items()} == {
            "minimum": "11",
            "maximum": "12",
        }
        counts = [e.texte for e in year.graphique.etiquettes if e.texte in ("11", "12")]
        assert counts == ["11"] * 3 + ["12"] * 10

    def test_masked_lycee_is_counted(self):
        year = build(change=lambda r: r | {"etat": "masque"} if r["code"] == uai(1) else r).qui.annee
        assert {row.lycees for row in year.mois} == {"12"}
        assert year.perimetre is None

    def test_months_that_are_not_known_have_no_line(self):
        kept = {SEPTEMBRE.premier_jour, OCTOBRE.premier_jour}
        year = build(change=lambda r: r if r["mois"] in kept else None).qui.annee
        assert [row.mois for row in year.mois] == ["septembre\u00a02026", "octobre\u00a02026"]
        assert year.mois[1].jours_de_classe == "12"
        assert str(year.mois[1].par_jour) == "2\u202f053"

    def test_first_month_has_no_curve(self):
        year = build(months=1).qui.annee
        assert (year.graphique, year.mois) == (None, ())
        assert year.lecture.cle == "annee_a_venir"


class TestTerritoires:
    def test_departements_academies_and_region_have_their_own_figures(self):
        found = build().territoires
        assert [row.libelle for row in found.departements] == [
            "Paris-Fictif (75)",
            "Seine-Fictive (77)",
            "Val-Fictif (94)",
        ]
        paris = found.departements[0]  # lycées 3, 6, 9, 12: 30 000 visits, 3 000 pupils, 2 700 visitors
        assert (paris.lycees, str(paris.visites), str(paris.visiteurs)) == ("4", "30\u202f000", "2\u202f700")
        assert texts((paris.pour_100_eleves, paris.frequentation, paris.parents)) == [
            "1\u202f000",
            "45,0\u202f%",
            "50,0\u202f%",
        ]
        assert [row.libelle for row in found.academies] == ["Brumeval", "Orsenne"]
        assert (found.region.lycees, str(found.region.visiteurs)) == ("12", "2\u202f012")

    def test_highest_and_lowest_are_named_unless_all_are_equal(self):
        assert build().territoires.constat.cle == "territoires_courts"  # 1 000 for 100 pupils everywhere
        low = build(change=lambda r: r | {"valeur": 987.0} if r["code"] == "077" and "100" in r["indicateur"] else r)
        said = {name: str(value) for name, value in low.territoires.constat.valeurs.items()}
        assert (said["dernier"], said["bas"]) == ("Seine-Fictive (77)", "987")

    def test_place_without_figures_is_not_known(self):
        report = build(change=lambda r: None if r["code"] == "077" else r)
        assert {str(report.territoires.departements[1].visites), report.territoires.departements[1].lycees} == {
            "n.d.",
            "4",
        }


class TestUsages:
    def test_service_says_how_many_lycees_used_it(self):
        changes = setting({(1, "visites", "absences", OCTOBRE): 0.0, (2, "visites", "absences", OCTOBRE): None})
        services = {row.libelle: row for row in build(change=changes).usages.services}
        assert services["Absences"].lycees.texte == "10"
        assert services["Cahier de textes"].lycees.texte == "12"

    def test_masked_service_is_used(self):
        hidden = build(change=lambda r: r | {"etat": "masque"} if r["service"] == "absences" else r)
        absences = next(row for row in hidden.usages.services if row.libelle == "Absences")
        assert texts((absences.visites, absences.lycees)) == ["n.c.", "12"]

    def test_stopped_service_has_its_word_and_no_user(self):
        stopped = build(
            change=lambda r: (
                r | {"etat": "interrompu", "valeur": 1.0}
                if r["service"] == "absences" and r["mois"] == OCTOBRE.premier_jour
                else r
            )
        )
        absences = next(row for row in stopped.usages.services if row.libelle == "Absences")
        shown = (absences.visites, absences.part, absences.lycees, absences.sur_m1, absences.sur_n1)
        assert set(texts(shown)) == {"interrompu"}
        assert "Absences" not in str(stopped.usages.sans_visite.valeurs["services"])
        said = {one.cle: one.valeurs for one in stopped.qualite.lignes}
        assert said["interrompus"]["series"] == "Absences"

    def test_most_used_service_is_computed(self):
        assert build().usages.constat.valeurs["service"] == "Courrier électronique"
        more = build(
            change=lambda r: r | {"valeur": 31_000.0} if r["service"] == "absences" and r["niveau"] == "region" else r
        )
        assert more.usages.constat.valeurs["service"] == "Absences"

    def test_axis_without_any_service_is_named(self):
        assert "conseil d’administration" in str(build().usages.axes_sans_service.valeurs["axes"])


class TestRepartition:
    def test_quartiles_are_linear(self):
        assert quartiles([4.0, 1.0, 3.0, 2.0]) == (1.75, 2.5, 3.25)
        assert quartiles([1.0, 2.0, 3.0]) is None

    def test_lycees_under_the_threshold_are_counted(self):
        rates = {1: 19.9, 2: 20.0, 3: 5.0}
        changes = setting({(n, "taux_activation_pct", "parent", OCTOBRE): rate for n, rate in rates.items()})
        few = build(change=changes).repartition.constats[0]
        assert few.cle == "parents_peu_actives"
        assert [str(few.valeurs[name]) for name in ("nombre", "connus", "seuil")] == ["2", "12", "20\u202f%"]

    def test_masked_and_unknown_lycees_are_told_apart_from_known_ones(self):
        hidden = build(change=lambda r: r | {"etat": "masque"} if r["code"] in (uai(1), uai(2)) else r)
        first = hidden.repartition.quartiles[0]
        assert (first.connus, first.autres) == ("10", "2")

    def test_quartiles_and_extremes_of_lycees(self):
        rates = {n: 10.0 * n for n in range(1, 10)} | {10: 55.0, 11: 55.0, 12: 55.0}
        changes = setting({(n, "taux_frequentation_pct", None, OCTOBRE): rate for n, rate in rates.items()})
        row = next(r for r in build(change=changes).repartition.quartiles if r.libelle == "Taux de fréquentation")
        # 10 20 30 40 50 55 55 55 60 70 80 90: quarters at places 2.75, 5.5, 8.25
        cells = (row.minimum, row.q1, row.mediane, row.q3, row.maximum)
        assert texts(cells) == ["10,0\u202f%", "37,5\u202f%", "55,0\u202f%", "62,5\u202f%", "90,0\u202f%"]

    def test_type_with_too_few_lycees_has_no_median(self):
        mixed = tuple(replace(one, type=TypeLycee.EREA) if n < 3 else one for n, one in enumerate(lycees()))
        assert "Établissement régional d’enseignement adapté" not in [
            row.libelle for row in build(lycees=mixed).repartition.types
        ]

    def test_one_lycee_has_no_distribution(self):
        alone = build(count=1).repartition
        assert [one.cle for one in alone.constats] == ["repartition_inconnue"]
        assert (alone.dessins, alone.quartiles, alone.types) == ((), (), ())


class TestMouvements:
    def test_change_is_per_class_day_over_a_year(self):
        found = build().mouvements
        assert found.depuis == "octobre\u00a02025"
        # lycée 4: 4 000 visits over 31 days, 3 200 the year before; class days, 12 or 13, have their share of them
        row = next(row for row in found.hausses if uai(4) in row.precision)
        assert texts((row.par_jour, row.par_jour_avant, row.evolution)) == ["129", "103", "+25,2\u202f%"]
        assert found.constat.cle == "mouvements_hausses"
        assert len(found.hausses) == 8

    def test_without_the_year_before_the_month_before_is_compared(self):
        assert build(months=2).mouvements.depuis == "septembre\u00a02026"
        assert build(months=1).mouvements.depuis == ""
        assert build(months=1).mouvements.constat.cle == "mouvements_inconnus"

    def test_small_lycee_is_left_out(self):
        tiny = setting({(1, "visites", None, OCTOBRE): 199.0, (2, "visites", None, UN_AN): 199.0})
        known = setting({(3, "visites", None, OCTOBRE): 200.0})
        assert str(build(change=tiny).mouvements.constat.valeurs["compares"]) == "10"
        assert str(build(change=known).mouvements.constat.valeurs["compares"]) == "12"

    def test_fall_comes_with_the_greatest_first_and_noise_is_none(self):
        changes = each_day(
            {(n, OCTOBRE): 100.0 for n in range(1, 13)}
            | {(n, UN_AN): 100.0 for n in range(1, 13)}
            | {(2, OCTOBRE): 40.0, (3, OCTOBRE): 80.0}
            | {(4, OCTOBRE): 90.1, (5, OCTOBRE): 109.9}  # within 10 %
        )
        found = build(change=changes).mouvements
        assert [str(row.evolution) for row in found.baisses] == ["−60,0\u202f%", "−20,0\u202f%"]
        assert (found.hausses, found.constat.cle) == ((), "mouvements_baisses")

    @pytest.mark.parametrize("etat", ["partiel", "masque"])
    def test_month_that_is_not_whole_is_not_compared(self, etat):
        cut = build(change=lambda r: r | {"etat": etat} if r["mois"] == UN_AN.premier_jour else r)
        assert cut.mouvements.depuis == "septembre\u00a02026"

    def test_missing_days_compare_with_nothing(self):
        cut = build(qualite=replace(QUALITE, jours_manquants=(date(2026, 10, 5),)))
        assert cut.mouvements.constat.cle == "mouvements_inconnus"


class TestAccompagner:
    def reasons(self, report, number):
        found = [row for row in report.accompagner.lignes if uai(number) in row.precision]
        return [one.cle for one in found[0].motifs] if found else []

    def test_nobody_where_all_is_well(self):
        found = build().accompagner
        assert (found.lignes, found.constat.cle) == ((), "accompagner_aucun")

    def test_each_reason(self):
        report = build(
            change=setting(
                {
                    (1, "visites", None, OCTOBRE): 0.0,
                    (2, "taux_activation_pct", "parent", OCTOBRE): 19.9,
                    (3, "taux_activation_pct", None, OCTOBRE): 49.9,
                },
                then=each_day({(5, OCTOBRE): 80.0}),  # 162 in September: 50.6 % less
            )
        )
        assert self.reasons(report, 1) == ["motif_sans_visite"]
        assert self.reasons(report, 2) == ["motif_parents"]
        assert self.reasons(report, 3) == ["motif_comptes"]
        assert self.reasons(report, 5) == ["motif_chute"]
        assert str(report.accompagner.constat.valeurs["nombre"]) == "4"
        assert uai(1) in report.accompagner.lignes[0].precision  # nobody came: first

    def test_at_the_threshold_there_is_no_reason(self):
        report = build(
            change=setting(
                {
                    (2, "taux_activation_pct", "parent", OCTOBRE): 20.0,
                    (3, "taux_activation_pct", None, OCTOBRE): 50.0,
                    (4, "visites", "absences", OCTOBRE): None,  # no row and no state: its history says nothing
                }
            )
        )
        assert report.accompagner.lignes == ()

    def stopped(self, etat, *codes):
        return build(
            change=lambda r: (
                r | {"etat": etat}
                if r["service"] == "absences" and r["mois"] == OCTOBRE.premier_jour and r["code"] in codes
                else r
            )
        )

    def test_service_that_stopped_at_a_lycee_is_a_reason(self):
        report = self.stopped("interrompu", uai(4))
        assert self.reasons(report, 4) == ["motif_services"]
        assert report.accompagner.lignes[0].motifs[0].valeurs["services"] == "Absences"
        assert len(report.accompagner.lignes) == 1

    def test_service_that_is_masked_or_stopped_everywhere_was_not_given_up(self):
        assert self.stopped("masque", uai(4)).accompagner.lignes == ()
        assert self.stopped("interrompu", uai(4), "11").accompagner.lignes == ()  # at its source

    def test_masked_visits_are_not_no_visits(self):
        hidden = build(change=lambda r: r | {"etat": "masque", "valeur": 0.0} if r["code"] == uai(1) else r)
        assert self.reasons(hidden, 1) == []

    def test_all_masked_is_not_all_well(self):
        assert build(change=lambda r: r | {"etat": "masque"}).accompagner.constat.cle == "accompagner_inconnu"

    def test_long_list_says_how_many_more(self):
        low = {(n, "taux_activation_pct", None, OCTOBRE): 9.0 + n for n in range(1, 41)}
        found = build(count=40, change=setting(low)).accompagner
        assert len(found.lignes) == 30
        assert str(found.autres.valeurs["nombre"]) == "10"
        assert str(found.lignes[0].activation) == "10,0\u202f%"  # fewest activated accounts first


class TestQualite:
    def test_states_are_counted_by_level(self):
        report = build(change=lambda r: r | {"etat": "masque"} if r["code"] == uai(1) else r)
        levels = {row.niveau: row for row in report.qualite.niveaux}
        assert levels["etablissement"].masques == "44"  # 10 figures, 3 services, 31 days
        assert levels["region"].masques == "0"

    def test_every_remark_and_every_held_lycee_is_there(self):
        held = tuple((lycee(n), f"raison {n}.") for n in (3, 1, 2))
        report = build(non_etablis=held, qualite=replace(QUALITE, remarques=tuple(f"Remarque {n}." for n in range(9))))
        assert len(report.qualite.remarques) == 9
        assert [row.raison for row in report.qualite.non_etablis] == ["Raison 1", "Raison 2", "Raison 3"]
        short = [one for one in report.essentiel.fiabilite if one.cle == "remarques_en_section"]
        assert str(short[0].valeurs["nombre"]) == "9"

    def test_missing_source_is_named(self):
        report = build(qualite=replace(QUALITE, sources_absentes=("comptes",)))
        assert [one.valeurs["sources"] for one in report.qualite.lignes if one.cle == "source_absente"] == [
            "export des comptes"
        ]
        read = next(one.valeurs["sources"] for one in report.qualite.lignes if one.cle == "sources_lues")
        assert "export des comptes" not in read

    def test_a_reference_that_could_not_be_renewed_is_dated_by_its_copy(self):
        old = replace(QUALITE, copies_anciennes=(("effectifs", date(2026, 10, 1)),))
        (said,) = [one for one in build(qualite=old).qualite.lignes if one.cle == "copie_ancienne"]
        assert said.valeurs == {"reference": "effectifs d’élèves", "jour": "1er\u00a0octobre 2026"}
        assert "copie_ancienne" not in [one.cle for one in build().qualite.lignes]


class TestAnnuaire:
    def test_without_an_earlier_register_nothing_is_said(self):
        assert build().qualite.annuaire is None

    def test_a_register_that_did_not_change(self):
        found = build(annuaire=MouvementsAnnuaire(SEPTEMBRE, ())).qualite.annuaire
        assert (found.constat.cle, found.constat.valeurs["mois"]) == ("annuaire_inchange", "septembre\u00a02026")
        assert found.lignes == ()

    def test_changes_are_counted_by_nature_and_told_one_by_one(self):
        changes = (
            Mouvement(Nature.OUVERTURE, uai(1), "Lycée neuf", "Melun"),
            Mouvement(Nature.FUSION_PROBABLE, uai(2), "Lycée d'en face", None, uai(3), "Lycée voisin"),
        )
        found = build(annuaire=MouvementsAnnuaire(OCTOBRE - 6, changes)).qualite.annuaire
        counts = {name: str(value) for name, value in found.constat.valeurs.items()}
        assert counts == {
            "mois": "avril\u00a02026",  # the nearest that is known, not always the month before
            "ouverture": "1",
            "fermeture": "",
            "fusion_probable": "1",
            "renommage": "",
            "deplacement": "",
        }
        assert [(one.nom, one.precision, one.quoi.cle) for one in found.lignes] == [
            ("Lycée neuf", f"Melun · {uai(1)}", "annuaire_ouverture"),
            ("Lycée d’en face", uai(2), "annuaire_fusion_probable"),
        ]
        assert found.lignes[1].quoi.valeurs["avec"] == "Lycée voisin"

    @pytest.mark.parametrize(("changes", "others"), [(20, None), (21, "1")])
    def test_a_long_list_is_cut_and_the_rest_counted(self, changes, others):
        moves = tuple(Mouvement(Nature.FERMETURE, uai(n), f"Lycée {n}", None) for n in range(1, changes + 1))
        found = build(annuaire=MouvementsAnnuaire(SEPTEMBRE, moves)).qualite.annuaire
        assert len(found.lignes) == 20
        assert (found.autres and str(found.autres.valeurs["nombre"])) == others


class TestConcordance:
    @staticmethod
    def gap(number, name="connexions_jour_mois", profil="eleve", pct=50.0):
        return Rapprochement(name, uai(number), profil, 200.0, "comptes", 100.0, "appareils", pct)

    @staticmethod
    def compared(*gaps, region=None, name="connexions_jour_mois"):
        return Rapprochements(10.0, 20, (Concordance(name, ("comptes", "appareils"), 12, gaps, region),))

    def test_nothing_compared_nothing_said(self):
        assert build().qualite.concordance is None

    def test_sources_that_agree_are_one_sentence(self):
        found = build(rapprochements=self.compared()).qualite.concordance
        assert (found.constat.cle, found.lignes, found.ecarts) == ("concordance", (), ())

    def test_each_comparison_has_a_line_with_the_region_s_figures(self):
        region = Rapprochement("connexions_jour_mois", "11", None, 9000.0, "comptes", 8000.0, "appareils", 11.1, 12)
        found = build(rapprochements=self.compared(self.gap(1), self.gap(1, profil="parent"), region=region))
        (line,) = found.qualite.concordance.lignes
        assert (line.mesure, line.sources) == ("Connexions", "export des comptes · export des appareils")
        assert (line.en_ecart, line.compares) == ("1", "12")  # one lycée, though two of its profiles differ
        assert (line.region_a, line.region_b, line.lycees) == ("9\u202f000", "8\u202f000", "12")

    def test_five_lycees_are_named_each_once(self):
        gaps = [self.gap(1), self.gap(1, profil="parent"), *(self.gap(n) for n in range(2, 9))]
        found = build(rapprochements=self.compared(*gaps)).qualite.concordance
        assert [one.nom for one in found.ecarts] == [f"Lycée numéro {n}" for n in range(1, 6)]
        assert (found.ecarts[0].mesure, found.ecarts[0].a.valeur, found.ecarts[0].b.source, found.ecarts[0].ecart) == (
            "Connexions, élèves",
            "200",
            "export des appareils",
            "+50\u202f%",
        )

    def test_two_lycees_at_least_stay_unnamed(self):
        """The region's total less the figures of all the others would be the last one's."""
        found = build(count=4, rapprochements=self.compared(*(self.gap(n) for n in range(1, 5)))).qualite.concordance
        assert len(found.ecarts) == 2

    def test_a_lycee_that_the_region_s_tables_hide_is_not_named(self):
        name = "visiteurs_uniques_exports_evenements"
        hide = lambda r: r | {"etat": "masque"} if r["code"] == uai(1) else r  # noqa: E731
        compared = self.compared(self.gap(1, name), self.gap(2, name), self.gap(3, name), name=name)
        found = build(change=hide, rapprochements=compared).qualite.concordance
        assert uai(1) not in {one.precision.split(" · ")[-1] for one in found.ecarts}
        assert found.ecarts
