"""Exceptions: asked of a role, approved by somebody else, over on their day."""

import asyncio

import pytest

from bot.calendar import State as Duty
from bot.findings import State
from tests.findings.finding import (
    DAY,
    HOUR,
    added,
    adopt,
    assigned,
    duties,
    later,
    now,
    one,
    recorded,
)

WHY = "because it is reachable from inside"


def day(scene, ahead=34):
    """Give a day that is so many ahead, as it is typed."""
    return f"{now(scene) + DAY * ahead:%Y-%m-%d}"


def line(scene, ref="FND-1", ahead=34):
    """Give what asks to accept the risk of a finding until such a day."""
    return f"/ops finding except {ref} until {day(scene, ahead)} {WHY}"


@pytest.fixture
async def leads(scene):
    """Have sam be security lead, and kenji compliance officer."""
    await assigned(
        scene,
        security_lead=["U0SAM", "U0DANA"],
        compliance_officer=["U0KENJI"],
        tech_lead=["U0ANA"],
    )


async def asked(scene, dana):
    await added(scene, dana)
    await dana.types("#general", line(scene))
    assert f"is asked to accept the risk of FND-1 until {day(scene)}" in dana.told
    await scene.settled()


async def test_an_exception_is_approved_by_the_role_and_stands_until_its_day(
    scene, leads, dana, sam
):
    await asked(scene, dana)
    row = await one(scene)
    assert (row.state, row.asked_until) == (State.OPEN, day(scene))
    await sam.sees("#ops", f"Accept the risk of FND-1 until {day(scene)}")
    await sam.presses("Approve", channel="#ops")
    await scene.settled()
    row = await one(scene)
    assert (row.state, row.excepted_until, row.excepted_by) == (
        State.EXCEPTED,
        day(scene),
        "U0SAM",
    )
    assert "@sam accepted the risk of FND-1" in await dana.told_directly()
    await dana.types("#general", "/ops finding list excepted")
    assert f"until {day(scene)}" in dana.told


async def test_nobody_approves_their_own(scene, leads, dana):
    await asked(scene, dana)
    await dana.presses("Approve", channel="#ops")
    await scene.settled()
    assert (await one(scene)).state is State.OPEN


ROLES = (
    ("audit high dates are missing @dana", "Compliance officer"),
    ("defect high totals are wrong @dana", "Tech lead"),
    ("high CVE-2026-2 in zlib @dana", "Security lead"),
)


async def test_each_kind_has_a_role_that_decides(scene, leads, dana):
    for number, (found, role) in enumerate(ROLES, 1):
        await added(scene, dana, found)
        await dana.types("#general", line(scene, f"FND-{number}"))
        await scene.settled()
        said = await dana.sees("#ops", f"Accept the risk of FND-{number}")
        assert role in said.text


async def test_a_rejected_one_stays_to_be_mended(scene, leads, dana, sam):
    await asked(scene, dana)
    await sam.presses("Reject…", channel="#ops")
    await sam.submits(reason="it is exploited already")
    await scene.settled()
    row = await one(scene)
    assert (row.state, row.asked_until) == (State.OPEN, "")
    assert (await recorded(scene))[-1] == "refused"


async def test_an_exception_that_ends_opens_it_again_and_tells(
    scene, leads, dana, sam, kenji
):
    await asked(scene, dana)
    before = (await one(scene)).fix_by
    await sam.presses("Approve", channel="#ops")
    await scene.settled()
    accepted = (await one(scene)).excepted_at
    await later(scene, days=40)
    row = await one(scene)
    assert row.state is State.OPEN
    assert (await recorded(scene)).count("lapsed") == 1
    rest = row.fix_by - before
    assert 33 * DAY < rest < 37 * DAY  # its clock stood still from then on
    assert row.rested == rest.total_seconds()
    assert row.fix_by - accepted - rest < 48 * HOUR
    for who in (dana, sam):
        assert "That is over: it is open again" in await who.told_directly()
    assert "That is over" not in await kenji.told_directly()


async def test_its_duties_are_let_go_and_come_back(scene, leads, dana, sam):
    await adopt(scene)
    await asked(scene, dana)
    await sam.presses("Approve", channel="#ops")
    await scene.settled()
    found = await duties(scene)
    assert {one.state for one in found.values()} == {Duty.SKIPPED}
    await dana.types("#general", "/ops finding reopen FND-1 it is exploited by now")
    await scene.settled()
    assert all(one.open for one in (await duties(scene)).values())
    assert (await one(scene)).state is State.OPEN


async def test_what_is_fixed_meanwhile_asks_nobody(scene, leads, dana, sam):
    await asked(scene, dana)
    await dana.types("#general", "/ops finding fix FND-1 updated to 3.0.14")
    await scene.settled()
    await sam.sees("#ops", "Void: the finding FND-1 was mended")
    await sam.types("#general", "/ops finding show FND-1")
    assert (await one(scene)).state is State.FIXED


async def test_one_that_was_excepted_and_is_fixed_lapses_no_more(
    scene, leads, dana, sam
):
    await asked(scene, dana)
    await sam.presses("Approve", channel="#ops")
    await scene.settled()
    await dana.types("#general", "/ops finding fix FND-1 updated to 3.0.14")
    await later(scene, days=40)
    assert (await one(scene)).state is State.FIXED
    assert "lapsed" not in await recorded(scene)


async def test_another_severity_asks_anew(scene, leads, dana, sam):
    await asked(scene, dana)
    await dana.types("#general", "/ops finding severity FND-1 high it is unreachable")
    await scene.settled()
    assert (await one(scene)).asked_until == ""
    await dana.types("#general", line(scene))
    await scene.settled()
    await sam.presses("Approve", channel="#ops")
    await scene.settled()
    assert (await one(scene)).state is State.EXCEPTED


async def test_asking_anew_with_another_day_leaves_one_question(
    scene, leads, dana, sam
):
    await asked(scene, dana)
    await dana.types("#general", line(scene, ahead=18))
    await scene.settled()
    assert (await one(scene)).asked_until == day(scene, 18)
    await sam.presses("Approve", channel="#ops")
    await scene.settled()
    assert (await one(scene)).excepted_until == day(scene, 18)


async def test_the_same_question_twice_is_one(scene, leads, dana):
    await asked(scene, dana)
    await dana.types("#general", line(scene))
    assert "waits for an approval already" in dana.told


async def test_two_who_decide_at_once_decide_once(scene, leads, dana, sam):
    await assigned(scene, security_lead=["U0SAM", "U0KENJI"])
    await asked(scene, dana)
    kenji = scene.person("kenji")
    await asyncio.gather(
        *(who.presses("Approve", channel="#ops") for who in (sam, kenji))
    )
    await scene.settled()
    assert (await recorded(scene)).count("excepted") == 1


async def test_the_form_asks_for_a_day_and_a_reason(scene, leads, dana):
    await added(scene, dana)
    await dana.types("#general", "/ops finding except FND-1")
    await dana.modal("Security lead decides. Nobody approves what they asked for.")
    await dana.submits(until="2020-01-01", reason="it is fine so")
    assert "That day is over" in (await dana.modal())["errors"]["until"]
    await dana.submits(until=day(scene), reason="short")
    assert "reason" in (await dana.modal())["errors"]
    await dana.submits(until=day(scene), reason="it is reachable from inside only")
    await dana.no_modal()
    assert (await one(scene)).asked_until == day(scene)
