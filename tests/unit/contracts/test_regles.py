"""A rejected row as a line that a person can act on, whatever rule it breaks."""

from __future__ import annotations

from ent_report.contracts.regles import describe


def test_a_rule_that_has_words_names_its_field() -> None:
    found = describe("date_lisible", "a.csv:3", '{"UAI": "0770001H", "Date": "hier"}')
    assert found == "a.csv:3: Date: found 'hier', expected a day such as 2026-10-01T00:00 (date_lisible)"


def test_a_rule_of_a_new_contract_is_told_by_its_name_and_the_whole_row() -> None:
    found = describe("debit_jamais_nul", "wifi.csv:3", '{"uai": "0770001H", "debit": "0"}')
    assert found == (
        'wifi.csv:3: row: found {"uai": "0770001H", "debit": "0"}, expected debit jamais nul (debit_jamais_nul)'
    )
