"""The gazetteer: what stands for whom, taken by itself."""

import csv
import subprocess
import sys
import time
from importlib.resources import files

import pytest

from classifier.text.gazetteer import load_gazetteer, split_words

FOLDER = files("classifier") / "data" / "gazetteer"


@pytest.fixture(scope="module")
def aliases():
    return {alias.words: alias for alias in load_gazetteer().aliases}


@pytest.mark.parametrize(
    ("name", "party"),
    [
        ("Iceland", "Iceland"),
        ("Republic of Iceland", "Iceland"),
        ("Türkiye", "Turkey"),
        ("Czechia", "Czech Republic"),
        ("Côte d'Ivoire", "Ivory Coast"),
        ("DPRK", "North Korea"),
        ("DRC", "Democratic Republic of the Congo"),
        ("U.A.E.", "United Arab Emirates"),
        ("Élysée", "France"),
        ("Downing Street", "United Kingdom"),
        ("No 10", "United Kingdom"),
        ("Bankova", "Ukraine"),
        ("Foggy Bottom", "United States"),
        ("Zhongnanhai", "China"),
        ("Blue House", "South Korea"),
        ("Knesset", "Israel"),
        ("European Commission", "European Union"),
        ("Security Council", "United Nations"),
        ("Pentagon", "United States"),
        ("IAEA", "International Atomic Energy Agency"),
        ("Hizbollah", "Hezbollah"),
        ("GOP", "Republican Party"),
        ("South China Sea", None),
        ("New York Times", None),
    ],
)
def test_names_stand_for_their_parties(name, party):
    assert load_gazetteer().find(name) == party


def test_every_state_has_a_capital_or_is_one_and_a_demonym_or_none_is_usual(aliases):
    with (FOLDER / "states.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    assert len({row["iso2"] for row in rows}) == len(rows) >= 195
    for row in rows:
        assert aliases[split_words(row["name"])].party == row["name"]
        for capital in row["capital"].split(";"):
            if capital:
                assert split_words(capital) in aliases, capital


def test_office_holders_are_listed_for_nearly_all_states():
    with (FOLDER / "office_holders.csv").open(encoding="utf-8", newline="") as file:
        holders = {row["iso2"] for row in csv.DictReader(file) if row["head_of_state"] or row["head_of_government"]}
    with (FOLDER / "states.csv").open(encoding="utf-8", newline="") as file:
        states = {row["iso2"] for row in csv.DictReader(file)}
    assert holders <= states
    assert len(holders) >= 190


def test_many_organisations_and_groups_are_known():
    kinds = load_gazetteer().kinds.values()
    assert sum(kind in ("organisation", "bloc", "alliance", "court", "bank", "ngo", "association") for kind in kinds) >= 100
    assert sum(kind in ("armed group", "movement") for kind in kinds) >= 40


def test_readings_of_an_ambiguous_name_have_one_usual():
    for name, readings in load_gazetteer().ambiguous.items():
        assert sum(reading.usual for reading in readings) == 1, name


def test_it_loads_quickly_and_without_heavy_packages():
    code = (
        "import sys, time; from classifier.text import gazetteer; t = time.perf_counter(); gazetteer.load_gazetteer();"
        "print(time.perf_counter() - t, *sorted({'pycountry', 'babel', 'country_converter', 'pandas', 'yaml'} & set(sys.modules)))"
    )
    best = min(
        (subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout.split() for _ in range(3)),
        key=lambda row: float(row[0]),
    )
    assert best[1:] == []
    assert float(best[0]) < 0.25


def test_loading_twice_reads_once():
    first = load_gazetteer()
    begin = time.perf_counter()
    assert load_gazetteer() is first
    assert time.perf_counter() - begin < 0.01
