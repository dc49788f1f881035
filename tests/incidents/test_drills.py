"""Drills: the real thing, marked everywhere, in no doubt, and scored at the end."""

from datetime import UTC, datetime, timedelta

from bot.core import policy
from bot.core.facts import Record
from bot.incidents import drills, facts
from tests.conformance import samples

POLICY = policy.load().of("W")
START = datetime(2026, 11, 25, 14, 0, tzinfo=UTC)
ROLES = {"commander": "Commander", "scribe": "Scribe"}
ROOM = "drill-inc-1-the-database-is-gone"


async def begun(scene, dana):
    await dana.types("#general", "/incident drill sev2 the database is gone")
    await scene.settled()


async def test_a_drill_is_marked_in_every_message_and_title(scene, dana, ana):
    await begun(scene, dana)
    assert "DRILL INC-1" in dana.told
    await dana.types(ROOM, "/incident ack")
    await dana.types(ROOM, "/incident assign scribe <@U0ANA>")
    await dana.types(ROOM, "/incident update failing over; next in 20m")
    await dana.types(ROOM, "/incident severity sev1 all of it")
    await dana.types(ROOM, "/incident phase next")
    await scene.forward(minutes=26)
    await dana.types(ROOM, "/incident resolve failed over")
    await scene.settled()
    for place in (ROOM, "#incidents"):
        said = [one for one in await dana.reads(place) if one.author == "Longwatch"]
        assert said
        ours = [one.text for one in said if not one.text.startswith("@Longwatch ")]
        assert [text for text in ours if "DRILL" not in text] == []
    assert "DRILL INC-1" in await ana.told_directly()
    await dana.presses("Reopen…", channel=ROOM)
    assert "DRILL INC-1" in (await dana.modal("Reopen"))["title"]
    channels = await scene.slack.channels()
    assert "DRILL INC-1" in channels[ROOM]["topic"]


async def test_a_drill_ends_with_its_score_and_the_gaps_named(scene, dana):
    await begun(scene, dana)
    await dana.types(ROOM, "/incident ack")
    await dana.types(ROOM, "/incident claim scribe")
    await dana.types(ROOM, "/incident update failing over; next in 20m")
    await scene.forward(minutes=26)
    await dana.types(ROOM, "/incident resolve failed over")
    await scene.settled()
    said = (await dana.sees(ROOM, "The drill is over")).text
    assert "It was acknowledged within" in said
    assert "The first update came within" in said
    assert "Gaps: Nobody was Communications, Operations, Liaison" in said
    assert "1 of 2 promised updates came in time" in said
    assert "of 100" in said


async def test_a_real_one_is_not_scored(scene, room, dana):
    await dana.types(room, "/incident resolve rolled back")
    await scene.settled()
    assert "of 100" not in "".join(one.text for one in await dana.reads(room))


async def test_its_whole_name_is_understood(scene, dana):
    await begun(scene, dana)
    await dana.types("#general", "/incident ack DRILL INC-1")
    assert "You acknowledged DRILL INC-1" in dana.told
    await dana.types("#general", "/incident drill sev3 another one")
    await dana.types("#general", "/incident merge drill inc-2 into DRILL INC-1")
    assert "DRILL INC-2 is merged into DRILL INC-1" in dana.told


async def test_without_words_the_form_has_its_box_ticked(scene, dana):
    await dana.types("#general", "/incident drill")
    view = await dana.modal("Declare")
    assert "drill" in str([b for b in view["blocks"] if "initial_options" in str(b)])


def incident(**more):
    """Make a drill that was declared at START and resolved two hours later."""
    given = {"drill": True, "severity": 2, "declared_at": START}
    times = {"respond_by": START + timedelta(hours=1)}
    ends = {"resolved_at": START + timedelta(hours=2)}
    return samples.incident("x", **{**given, **times, **ends, **more})


def record(fact, minutes):
    return Record(
        workspace="W", name=fact.name, about="i", actor="U0DANA", policy="",
        at=START + timedelta(minutes=minutes), data=fact.data(),
    )  # fmt: skip


def updated(minutes, promised):
    by = START + timedelta(minutes=promised)
    fact = facts.Updated(about="i", ref="DRILL INC-1", text="x", next_by=by)
    return record(fact, minutes)


def marks(found, records):
    return [*drills.judged(found, records, ROLES, POLICY)]


def test_a_drill_in_which_nothing_was_done_has_only_gaps():
    given = marks(incident(), [])
    assert [mark.gap for mark in given] == [True, True, True, False]
    assert given[0].said == "Nobody acknowledged it"
    assert given[1].said == "Nobody was Commander, Scribe"
    assert given[2].said == "No update was posted"


def test_an_answer_that_came_late_is_a_gap():
    late = incident(acknowledged_at=START + timedelta(minutes=90), commander="U0ANA")
    assert marks(late, [])[0].said == "It was acknowledged after 1 h 30 min, not 1 h"
    good = incident(acknowledged_at=START + timedelta(minutes=9))
    assert marks(good, [])[0].share == 1


def test_a_role_that_was_laid_down_was_held():
    fact = facts.RoleChanged(
        about="i", ref="DRILL INC-1", role="scribe", called="Scribe", person="U0ANA"
    )
    held = marks(incident(commander="U0ANA"), [record(fact, 5)])
    assert held[1].said == "All 2 roles were held"


def test_the_first_update_has_to_come_when_the_severity_says():
    assert marks(incident(), [updated(61, 90)])[2].share == 0
    assert marks(incident(), [updated(59, 90)])[2].share == 1


def test_promises_count_as_they_were_kept():
    records = [updated(10, 30), updated(29, 60), updated(50, 80)]
    assert marks(incident(), records)[3].share == 1
