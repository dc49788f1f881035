"""Every routine has a runbook that opens and says how, and is for nothing else."""

import re

import pytest

from bot.library import matching, shipping
from bot.library.rules import Kind, State
from tests.calendar.mission import ROUTINES, ROWS, seen_to

every_routine = pytest.mark.parametrize("key", ROUTINES)
every_row = pytest.mark.parametrize("row", ROWS, ids=lambda row: row["duty"][:40])


def read(routine):
    """Give what is said to whoever does it, in the routine and in its runbook."""
    sheet = shipping.sheets()[routine["runbook"]]
    said = f"{routine['title']} {routine['asks']} {sheet.title} {sheet.text}"
    return " ".join(said.replace("*", "").split()).casefold()


@every_row
def test_what_the_mission_says_of_it_is_said_to_whoever_does_it(row):
    kept = [row["kept"], row["where"]] if row["section"] == "backups" else []
    for text in (*row.get("says", ()), *kept):
        where = [key for key, one in seen_to(row) if text.casefold() in read(one)]
        assert len(where) == len(seen_to(row)), text


@every_routine
def test_its_runbook_opens_and_says_how(key):
    sheet = shipping.sheets()[ROUTINES[key]["runbook"]]

    assert (sheet.kind, sheet.state) == (Kind.RUNBOOK, State.CURRENT)
    for part in ("## Do", "## It is done when", "## Proof", "## If it fails"):
        assert f"\n{part}\n" in f"\n{sheet.text}\n", part
    assert 10 <= len(sheet.text.splitlines()) <= 30


@every_routine
def test_its_runbook_is_never_offered_in_an_incident(key):
    sheet = shipping.sheets()[ROUTINES[key]["runbook"]]
    said = f"{sheet.title} {ROUTINES[key]['title']}"

    assert not sheet.surfaces
    assert not sheet.words
    assert matching.fitting([sheet], "auth", said) == []


@every_routine
def test_what_its_runbook_points_to_is_there(key):
    titles = [one.title.casefold() for one in shipping.sheets().values()]
    text = " ".join(shipping.sheets()[ROUTINES[key]["runbook"]].text.split())

    for name in re.findall(r"see \*([^*]+)\*", text, re.IGNORECASE):
        assert len([one for one in titles if one.startswith(name.casefold())]) == 1


def test_no_runbook_that_ships_is_for_nothing():
    named = {routine["runbook"] for routine in ROUTINES.values()}
    offered = {s.slug for s in shipping.sheets().values() if s.surfaces or s.severities}

    assert shipping.sheets().keys() == named | offered
    assert not named & offered


def test_no_two_titles_begin_alike_as_far_as_people_type_them():
    heads = [one.title.partition(":")[0] for one in shipping.sheets().values()]

    assert len(heads) == len(set(heads))
