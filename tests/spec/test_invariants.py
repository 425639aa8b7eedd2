"""Random small months: the product gives the oracle's figures, and figures keep to what their words promise."""

from __future__ import annotations

import tempfile
from collections import defaultdict
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from oracle import Figures, Key
from spec.tables import ELSEWHERE, JOURS_DE_CLASSE, REGION, A, B, C, D, Region, assert_same, differences, event

pytestmark = pytest.mark.slow

Event = dict[str, Any]

# A failure names its figures; shrinking it would run hundreds of months.
CHEAP = settings(
    max_examples=25,
    deadline=None,
    derandomize=True,
    phases=(Phase.generate,),
    suppress_health_check=list(HealthCheck),
)
DEAR = settings(CHEAP, max_examples=8)

ANCHORS = {  # where visits cluster: UTC times at which something could go wrong
    "2026-10": (
        "2026-09-30 21:40Z",  # around the first midnight of October
        "2026-10-05 07:00Z",  # an ordinary Monday
        "2026-10-05 21:40Z",  # around an ordinary midnight
        "2026-10-25 00:20Z",  # around the hour lived twice
        "2026-10-31 22:30Z",  # around the last midnight of October
    ),
    "2026-03": (
        "2026-02-28 22:40Z",
        "2026-03-10 07:00Z",
        "2026-03-29 00:20Z",  # around the hour never lived
        "2026-03-31 21:30Z",
    ),
}
MINUTE_MS = 60_000
OFFSETS_MS = [0, 1, *(minutes * MINUTE_MS for minutes in (10, 20, 25, 30, 40, 60, 70)), 30 * MINUTE_MS + 1]
STRUCTURES = [(A,), (B,), (C,), ("ent-a",), (A, B), (A, C), (A, "ent-a"), (D, "nowhere"), (B, ELSEWHERE), ("nowhere",)]
KINDS = ["ACCESS", "ACCESS", "ACCESS", "CONNECTOR", "LOGIN", "CREATE", "LOGOUT"]
COMPTES = [
    (uai, f"{mois}-01", profil, 30, 10, 50, 40)
    for mois in ANCHORS
    for uai in (A, B, C, D)
    for profil in ("Élèves", "Enseignants")
]


@st.composite
def months(draw: st.DrawFn) -> tuple[str, list[Event]]:
    """A month and its events, in any order, some of them twice; one is always good."""
    mois = draw(st.sampled_from(sorted(ANCHORS)))
    one = st.builds(
        make_event,
        st.sampled_from(ANCHORS[mois]),
        st.sampled_from(OFFSETS_MS),
        st.sampled_from(["ana", "bob", "cid"]),
        st.sampled_from(STRUCTURES),
        st.sampled_from(KINDS),
        st.sampled_from(["blog", "Blog", "conversation", "tombola", None]),
        st.sampled_from(["Student", "Teacher", "Robot"]),
        st.sampled_from(["desktop", "smartphone", "phablet", "montre"]),
    )
    events = without_ties([event(f"{mois}-10 08:00", "zoe", A), *draw(st.lists(one, min_size=1, max_size=30))])
    again = draw(st.lists(st.sampled_from(events), max_size=5))
    return mois, draw(st.permutations(events + again))


def make_event(
    anchor: str,
    offset_ms: int,
    user: str,
    structures: tuple[str, ...],
    kind: str,
    module: str | None,
    profil: str,
    device: str,
) -> Event:
    made = event(anchor, user, *structures, kind=kind, module=module, profil=profil, device=device)
    return made | {"date": made["date"] + offset_ms}


def without_ties(events: list[Event]) -> list[Event]:
    """One profile and device for a user and an instant: the contract does not say which of two would be first."""
    first: dict[tuple[str, int], Event] = {}
    for one in events:
        kept = first.setdefault((one["userId"], one["date"]), one)
        one.update(profil=kept["profil"], deviceType=kept["deviceType"])
    return events


@contextmanager
def new_region() -> Iterator[Region]:
    with tempfile.TemporaryDirectory() as folder:
        yield Region(Path(folder))


@CHEAP
@given(months())
def test_the_product_gives_the_oracles_figures(month: tuple[str, list[Event]]) -> None:
    mois, events = month
    with new_region() as region:
        region.evenements(*events)
        region.export("comptes", *COMPTES)
        assert_same(region.by_oracle(mois, JOURS_DE_CLASSE[mois]), region.by_product(mois))


DATES = {
    "jour": ["2026-09-30", "2026-10-01", "2026-10-15", "2026-10-31", "2026-11-01"],
    "semaine": ["2026-09-21", "2026-09-28", "2026-10-12", "2026-10-26", "2026-11-02"],
    "mois": ["2026-09-01", "2026-10-01", "2026-11-01"],
}


@st.composite
def exports(draw: st.DrawFn) -> tuple[str, list[tuple[object, ...]], list[tuple[object, ...]]]:
    """A grain, rows of accounts and rows of accesses: one for each key, some of them twice; one is always good."""
    frequence = draw(st.sampled_from(sorted(DATES)))
    uais = st.sampled_from([A, B, C, D, ELSEWHERE, A.lower()])
    days = st.sampled_from(DATES[frequence])
    profils = st.sampled_from(["Élèves", "Parents", "Enseignants", "Robots"])
    applications = st.sampled_from(["Blog", "Wiki", "Messagerie", "Tombola"])
    counts = st.integers(-1, 50)
    of_comptes = st.dictionaries(st.tuples(uais, days, profils), st.tuples(counts, counts), max_size=15)
    of_acces = st.dictionaries(st.tuples(uais, days, profils, applications), counts, max_size=15)
    good = DATES[frequence][1]
    comptes = [(A, good, "Invités", 1, 1, 1, 1)]
    # A lycée in lower case is the same lycée: its rows must not contradict those in capitals.
    drawn = {(uai.upper(), *rest): ((uai, *rest), value) for (uai, *rest), value in draw(of_comptes).items()}
    comptes += [(*key, abs(n), abs(n), m, m and abs(m) // 2) for key, (n, m) in drawn.values()]
    acces = [(A, good, "Invités", "Blog", 1)]
    drawn_acces = {(uai.upper(), *rest): ((uai, *rest), value) for (uai, *rest), value in draw(of_acces).items()}
    acces += [(*key, n) for key, n in drawn_acces.values()]
    return (
        frequence,
        comptes + draw(st.lists(st.sampled_from(comptes), max_size=3)),
        acces + draw(st.lists(st.sampled_from(acces), max_size=3)),
    )


@CHEAP
@given(exports())
def test_the_exports_give_the_oracles_figures(
    drawn: tuple[str, list[tuple[object, ...]], list[tuple[object, ...]]],
) -> None:
    frequence, comptes, acces = drawn
    with new_region() as region:
        region.export("comptes", *comptes, frequence=frequence)
        region.export("acces", *acces, frequence=frequence)
        region.export("connecteurs", *acces, frequence=frequence)
        assert_same(region.by_oracle("2026-10", 12), region.by_product("2026-10"))


@DEAR
@given(months())
def test_break_downs_add_up(month: tuple[str, list[Event]]) -> None:
    mois, events = month
    with new_region() as region:
        region.evenements(*events)
        found = region.by_product(mois)
    for indicateur in ("visites", "pages_vues"):
        assert sums(found, indicateur, "profil") == sums(found, indicateur)
    for dimensions in (("appareil",), ("profil", "appareil"), ("jour",), ("jour_semaine", "heure")):
        assert sums(found, "visites", *dimensions) == sums(found, "visites")
    assert sums(found, "pages_vues", "service") == sums(found, "pages_vues")


@DEAR
@given(months())
def test_uniques_do_not_add_up(month: tuple[str, list[Event]]) -> None:
    mois, events = month
    with new_region() as region:
        region.evenements(*events)
        found = region.by_product(mois)
    for key, figure in found.items():
        if key.indicateur == "visiteurs_uniques":
            visits = found[key._replace(indicateur="visites")]
            assert bool(visits.valeur) <= figure.valeur <= visits.valeur
            assert figure.valeur == figure.base == visits.base
    uniques = {key: figure.valeur for key, figure in found.items() if key.indicateur == "visiteurs_uniques"}
    of_region = uniques[Key("region", REGION, "visiteurs_uniques")]
    of_lycees = [uniques.get(Key("etablissement", uai, "visiteurs_uniques"), 0) for uai in (A, B, C, D)]
    assert max(of_lycees) <= of_region <= sum(of_lycees)
    for place in {(key.niveau, key.code) for key in uniques}:
        by_profil = [n for key, n in uniques.items() if key[:2] == place and key.profil]
        assert max(by_profil, default=0) <= uniques[Key(*place, "visiteurs_uniques")] <= sum(by_profil)


@DEAR
@given(months())
def test_how_events_are_filed_changes_nothing(month: tuple[str, list[Event]]) -> None:
    mois, events = month
    filings = {
        "as it is": [events],
        "twice": [events, events],
        "backwards": [events[::-1]],
        "in two files": [events[::2], events[1::2]],
    }
    found = {}
    for name, batches in filings.items():
        with new_region() as region:
            for number, batch in enumerate(batches):
                region.evenements(*batch, file=f"lot-{number}.jsonl")
            found[name] = region.by_product(mois)
    assert [name for name in filings if differences(found["as it is"], found[name])] == []


def sums(found: Figures, indicateur: str, *dimensions: str) -> dict[tuple[str, str], float]:
    """The values of an indicator at each place, added up over exactly these dimensions; zeros are left out."""
    result: dict[tuple[str, str], float] = defaultdict(float)
    for key, figure in found.items():
        given_dimensions = {name for name in Key._fields[3:] if getattr(key, name) is not None}
        if key.indicateur == indicateur and given_dimensions == set(dimensions):
            result[key.niveau, key.code] += figure.valeur
    return {place: value for place, value in result.items() if value}
