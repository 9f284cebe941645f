"""Compile the gazetteer: the curated tables, with what pycountry and Babel (CLDR) know of the names of states.

Run it from the root of the project after editing a table::

    python scripts/build_gazetteer.py

It writes ``classifier/data/gazetteer/gazetteer.json`` and needs ``pip install pycountry Babel``; the package itself needs neither.
"""

from __future__ import annotations

import csv
import json
import re
import sys
from pathlib import Path

import pycountry
from babel import Locale

FOLDER = Path(__file__).resolve().parents[1] / "classifier" / "data" / "gazetteer"
AS_OF = "2025-07"
INSTITUTION = re.compile(
    r"Department|Office|Senate|Congress|House of"
    r"|Parliament|Government|Duma|Council|Rada|Knesset|Bundes|Sejm|Riksdag|Storting|Commission|Court|Bank|Reserve|"
    r"Agency|Assembly|Executive|Secretariat|Riigikogu|Saeima|Seimas|Folketing|Eduskunta|Majlis|Sabha|Dáil|Dail|Oireachtas"
    r"|Kamer|Yuan|Brigades|Service|"
    r"FCDO|MoD|CIA|FBI|CENTCOM|EPA|FTC|USAID|EEAS|OCHA|UNRWA|UN|MON|OHCHR|administration|Frontex|Tatmadaw|Althing|"
    r"Inatsisartut|Naalakkersuisut"
)


def rows(name: str) -> list[dict[str, str]]:
    """The rows of a curated table."""
    with (FOLDER / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def split(cell: str) -> list[str]:
    """The entries of a cell."""
    return [entry.strip() for entry in cell.split(";") if entry.strip()]


def plural(demonym: str) -> str | None:
    """The regular plural of a demonym that is a noun as well, else None."""
    if re.search(r"(an|i|en|lander|er|er|ene|ot|eg|elo)$", demonym) and not demonym.endswith("ese"):
        return demonym + "s"
    return None


def state_aliases() -> tuple[list[tuple[str, str, str]], dict[str, str], dict[str, str]]:
    """Aliases of the states, the kinds of the parties, and the canonical name of each ISO code."""
    aliases: list[tuple[str, str, str]] = []
    kinds: dict[str, str] = {}
    canonical: dict[str, str] = {}
    cldr = Locale("en").territories
    known = {country.alpha_2 for country in pycountry.countries}
    for row in rows("states.csv"):
        code, name = row["iso2"], row["name"]
        if code not in known and code != "XK":
            sys.exit(f"states.csv: {code} ({name}) is no code of ISO 3166-1")
        canonical[code] = name
        kinds[name] = "state"
        names = [name, *split(row["other_names"])]
        if code != "XK":
            country = pycountry.countries.get(alpha_2=code)
            names += [getattr(country, field) for field in ("name", "common_name", "official_name") if hasattr(country, field)]
        names += [entry for entry in (cldr.get(code), cldr.get(code, "").replace("&", "and")) if entry]
        for entry in names:
            if "," in entry or "(" in entry or "&" in entry:
                continue
            kind = "abbreviation" if re.fullmatch(r"(?:[A-Z]\.?){2,5}", entry) else "name"
            aliases.append((re.sub(r"^[Tt]he ", "", entry), name, kind))
        for entry in split(row["adjectives"]):
            aliases.append((entry, name, "demonym"))
            if not row["people"] and (many := plural(entry)):
                aliases.append((many, name, "people"))
        aliases += [(entry, name, "people") for entry in split(row["people"])]
        aliases += [(entry, name, "capital") for entry in split(row["capital"])]
        aliases += [(entry, name, "institution" if INSTITUTION.search(entry) else "seat") for entry in split(row["other_seats"])]
    missing = known - set(canonical)
    states = {country.alpha_2 for country in pycountry.countries} & missing
    print(f"{len(canonical)} states and territories; of ISO 3166-1 without an entry: {' '.join(sorted(states))}")
    for row in rows("regions.csv"):
        name = row["name"]
        kinds[name] = "region"
        aliases += [(entry, name, "name") for entry in [name, *split(row["other_names"])]]
        for entry in split(row["adjectives"]):
            aliases.append((entry, name, "demonym"))
            if not row["people"] and (many := plural(entry)):
                aliases.append((many, name, "people"))
        aliases += [(entry, name, "people") for entry in split(row["people"])]
        aliases += [(entry, name, "institution" if INSTITUTION.search(entry) else "seat") for entry in split(row["seats"])]
    return aliases, kinds, canonical


def organisation_aliases(kinds: dict[str, str]) -> list[tuple[str, str, str]]:
    """Aliases of organisations, with their bodies."""
    aliases: list[tuple[str, str, str]] = []
    for row in rows("organisations.csv"):
        name = row["name"]
        kinds[name] = row["kind"]
        aliases.append((name, name, "name"))
        for entry in split(row["aliases"]):
            if "(" not in entry:
                kind = "abbreviation" if re.fullmatch(r"(?:[A-Z]\.?){2,7}|[A-Z]\d+", entry) else "name"
                aliases.append((re.sub(r"^the ", "", entry), name, kind))
        aliases += [(entry, name, "institution") for entry in split(row["bodies"])]
        aliases += [(entry, name, "capital") for entry in split(row["seats"])]
    for row in rows("not_parties.csv"):
        if row["kind"] == "company":
            for entry in split(row["phrase"]):
                kinds[entry] = "company"
                aliases.append((entry, entry, "name"))
    return aliases


def holders(canonical: dict[str, str], first_names: dict[str, str]) -> list[list[str | bool]]:
    """Office holders: full name, last name, party, and whether the last name alone tells little."""
    listed: list[tuple[str, str]] = []
    for row in rows("office_holders.csv"):
        party = canonical[row["iso2"]]
        for office in ("head_of_state", "head_of_government", "foreign_minister"):
            listed += [(entry, party) for entry in split(row[office])]
    for row in rows("heads_of_bodies.csv"):
        listed += [(entry, row["party"]) for entry in split(row["names"])]
    tells = {row["tells"]: set(row["names"].split()) for row in rows("surnames.csv")}
    people: list[tuple[str, str, str]] = []
    owners: dict[str, set[str]] = {}
    for entry, party in listed:
        full, _, last = entry.partition("/")
        if not last:
            words = [word for word in full.split() if word != "Jr."]
            last = " ".join(words[-2:]) if len(words) > 2 and words[-2].lower() in {"al", "van", "von", "de"} else words[-1]
        people.append((full, last, party))
        owners.setdefault(last, set()).add(party)
    result: list[list[str | bool]] = []
    for full, last, party in people:
        common = last in tells["little"] or len(last) <= 3 or last in first_names
        weak = (common and last not in tells["much"]) or len(owners[last]) > 1
        result.append([full, last, party, weak])
    return result


def main() -> None:
    """Write the compiled gazetteer."""
    aliases, kinds, canonical = state_aliases()
    aliases += organisation_aliases(kinds)
    first_names: dict[str, str] = {}
    for row in rows("first_names.csv"):
        for name in row["names"].split():
            first_names[name] = row["gender"] if first_names.get(name, row["gender"]) == row["gender"] else "?"
    seen: dict[str, tuple[str, str]] = {}
    for alias, party, kind in aliases:
        if alias not in seen:
            seen[alias] = (party, kind)
    readings: dict[str, list[list[object]]] = {}
    for row in rows("ambiguous.csv"):
        reading = None if row["reading"] == "-" else row["reading"]
        if reading is not None and reading not in kinds:
            sys.exit(f"ambiguous.csv: {reading} is no party of the tables")
        readings.setdefault(row["alias"], []).append([reading, row["default"] == "yes", split(row["context"])])
    for alias, options in list(readings.items()):
        if alias not in seen:
            del readings[alias]
        elif not any(option[1] for option in options):
            sys.exit(f"ambiguous.csv: {alias} has no default")
    compiled = {
        "as_of": AS_OF,
        "kinds": dict(sorted(kinds.items())),
        "aliases": [[alias, party, kind] for alias, (party, kind) in sorted(seen.items())],
        "holders": sorted(holders(canonical, first_names)),
        "not_parties": [
            [phrase, row["kind"]] for row in rows("not_parties.csv") if row["kind"] != "company" for phrase in split(row["phrase"])
        ],
        "ambiguous": readings,
        "first_names": dict(sorted(first_names.items())),
    }
    path = FOLDER / "gazetteer.json"
    path.write_text(json.dumps(compiled, ensure_ascii=False, separators=(",", ":"), sort_keys=True) + "\n", encoding="utf-8")
    size = path.stat().st_size / 1024
    print(f"{len(kinds)} parties, {len(seen)} aliases, {len(compiled['holders'])} names of office holders, {size:.0f} KiB")


if __name__ == "__main__":
    main()
