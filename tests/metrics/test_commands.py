"""`longwatch metrics` and `longwatch export metrics`, for people and programs."""

import csv
import io
from datetime import timedelta

import pytest

from bot.runtime.clock import Clock
from tests.metrics import history
from tests.runtime.commands import environment, install, run

KEYS = [
    *("availability", "mtta", "mttr", "mtbf", "support_satisfaction"),
    *("backup_success", "patch_compliance", "follow_up_age", "nudge_to_done"),
]
FORMULA = "=cmd|' /C calc'!A0"


@pytest.fixture
async def scene(database, tmp_path):
    """Give a workspace with nothing on record."""
    workspace = await install(database, tmp_path, team="T0ACME")
    scene = await history.opened(database, tmp_path, workspace)
    yield scene
    await scene.database.close()


@pytest.fixture
def environ(scene, database, tmp_path):
    return environment(database, tmp_path)


async def an_outage(scene, **more):
    since = Clock()() - timedelta(days=3)
    said = {"severity": 1, "user_facing": True, "surface": "billing", **more}
    return await scene.lasts(since, 60, **said)


async def told(environ, *words):
    ran = await run(environ, "metrics", "--json", *words)
    assert ran.code == 0, ran.err
    return ran.said


async def test_nothing_on_record_is_no_data(environ):
    said = await told(environ)

    assert [one["key"] for one in said["metrics"]] == KEYS
    for one in (*said["metrics"], *said["surfaces"].values()):
        nothing = (one["value"], one["numerator"], one["denominator"], one["met"])
        assert nothing == (None, None, None, None)
        assert one["ids"] == []
        assert one["no_data"]
    ran = await run(environ, "metrics")
    assert ran.out.count("no data") == 2 * (len(KEYS) + len(said["surfaces"]))


async def test_a_program_gets_every_part_of_a_figure(scene, environ):
    await an_outage(scene)
    await an_outage(scene, severity=4, user_facing=False, surface="")
    said = await told(environ)
    by = {one["key"]: one for one in said["metrics"]}

    assert said["format"] == "longwatch/metrics/1"
    assert said["period"]["length"] == "90d"
    assert said["period"]["minutes"] == 129600
    assert said["before"]["to"] == said["period"]["from"]
    assert by["availability"]["numerator"] == 129600 - 60
    assert by["availability"]["denominator"] == 129600
    assert by["availability"]["ids"] == ["INC-1"]
    assert by["mttr"]["numerator_ids"] == ["INC-1", "INC-2"]
    assert (by["mttr"]["value"], by["mttr"]["p50"], by["mttr"]["p90"]) == (60, 60, 60)
    assert by["mttr"]["target"] == {"sense": "below", "value": 240}
    assert by["mttr"]["met"] is True
    assert "resolved minus detected" in by["mttr"]["definition"]
    assert by["mtbf"]["denominator_ids"] == ["INC-1"]
    assert said["surfaces"]["billing"]["ids"] == ["INC-1"]
    assert said["surfaces"]["auth"]["value"] == 100


async def test_a_person_reads_a_table(scene, environ):
    await an_outage(scene)
    ran = await run(environ, "metrics", "--period", "7d")

    assert ran.code == 0
    assert "Mean time to resolve (MTTR)" in ran.out
    assert "met: below 4 h" in ran.out
    assert "missed: above 99.9 %" in ran.out
    assert "INC-1" in ran.out


async def test_a_record_of_an_hour_is_not_judged(scene, environ):
    await scene.declares(Clock()() - timedelta(hours=1), severity=3)
    said = await told(environ)
    one = said["metrics"][0]
    assert (one["value"], one["met"], one["judged"]) == (100, None, False)
    assert said["surfaces"]["auth"]["judged"] is False
    assert said["recorded_since"]
    assert all(one["judged"] for one in said["metrics"][1:])
    ran = await run(environ, "metrics")
    assert "above 99.9 %, not judged: on record for less than a day" in ran.out
    assert "met: above 99.9 %" not in ran.out


async def test_one_surface_is_asked_for(scene, environ):
    await an_outage(scene)
    said = await told(environ, "--surface", "BILLING", "--period", "12w")

    assert (said["surface"], said["surfaces"]) == ("billing", {})
    ran = await run(environ, "metrics", "--surface", "nowhere")
    assert ran.code == 1
    assert "No surface is called “nowhere”" in ran.err
    ran = await run(environ, "metrics", "--period", "soon")
    assert ran.code == 1
    assert "is no period: write `30d`" in ran.err


async def test_of_what_is_private_only_the_number_is_told(scene, environ):
    secret = {"private": True, "title": "payroll", "surface": "payroll office"}
    await an_outage(scene, **secret)
    ran = await run(environ, "metrics", "--json")

    assert ran.said["metrics"][0]["ids"] == ["INC-1"]
    assert "payroll" not in ran.out
    ran = await run(environ, "metrics", "--surface", "payroll office")
    assert "No surface is called" in ran.err


async def test_the_figures_are_a_sheet(scene, environ, tmp_path):
    await an_outage(scene, surface=FORMULA)
    ran = await run(environ, "export", "metrics", "--csv", "--period", "30d")
    rows = list(csv.DictReader(io.StringIO(ran.out)))

    assert [row["key"] for row in rows[: len(KEYS)]] == KEYS
    by = {(row["surface"], row["key"]): row for row in rows}
    assert by["", "mttr"]["value"] == "60.0"
    assert by["", "mttr"]["ids"] == "INC-1"
    assert by["", "mttr"]["met"] == "True"
    assert by["", "backup_success"]["value"] == ""
    assert f"'{FORMULA}" in {row["surface"] for row in rows}

    file = tmp_path / "metrics.csv"
    ran = await run(environ, "export", "metrics", "--output", str(file))
    assert ran.code == 0, ran.err
    assert file.read_text().startswith("workspace,from,to,surface,key")
    ran = await run(environ, "export", "metrics")
    assert ran.said["format"] == "longwatch/metrics/1"


async def test_the_calendar_is_data_or_a_sheet(scene, environ, tmp_path):
    ran = await run(environ, "export", "calendar")
    assert (ran.code, ran.said["routines"], ran.said["occurrences"]) == (0, [], [])
    await history.duties(scene, Clock()(), 6, seed=3)
    ran = await run(environ, "export", "Calendar")
    assert ran.said["format"] == "longwatch/calendar/1"
    assert {one["key"] for one in ran.said["routines"]} == {*history.ROUTINES}
    whole = {one["ref"]: one for one in ran.said["occurrences"]}
    assert len(whole) >= 6

    ran = await run(environ, "export", "calendar", "--csv")
    rows = list(csv.DictReader(io.StringIO(ran.out)))
    assert [row["ref"] for row in rows] == [*whole]
    for row in rows:
        one = whole[row["ref"]]
        assert row["routine"] == one["routine"]
        assert (row["due_at"], row["state"]) == (one["due_at"], one["state"])
        assert row["first_nudge"] == (one["first_nudge"] or "")

    file = tmp_path / "calendar.csv"
    ran = await run(environ, "export", "calendar", "--output", str(file))
    assert (ran.code, ran.out) == (0, f"The calendar is in {file}\n")
    assert file.read_text().startswith("ref,routine,title")
    assert file.stat().st_mode & 0o777 == 0o600


@pytest.mark.parametrize(
    "words",
    [
        ("INC-1", "--csv"),
        ("INC-1", "--output", "a.csv"),
        ("metrics", "--output", "a.pdf"),
        ("metrics", "--output", "a.md"),
        ("calendar", "--output", "a.pdf"),
    ],
)
async def test_a_sheet_holds_metrics_and_nothing_else(scene, environ, words):
    await an_outage(scene)
    ran = await run(environ, "export", *words)

    assert ran.code == 2
    assert "metrics and calendar, and nothing else, go into .csv" in ran.err


async def test_several_workspaces_are_told_apart(database, tmp_path, scene, environ):
    await an_outage(scene)
    other = await install(database, tmp_path, team="T0OTHER", name="Other")
    ran = await run(environ, "metrics")
    assert ran.code == 1
    assert "name one with --workspace" in ran.err
    said = await told(environ, "--workspace", "T0OTHER")
    assert said["workspace"] == other
    assert said["metrics"][0]["value"] is None
    assert (await told(environ, "--workspace", "T0ACME"))["metrics"][0]["value"] < 100
