"""Deciding: what makes a finding count for less is decided by who answers for it."""

import pytest

from bot.findings import Severity, State
from tests.calendar.calling import monday
from tests.findings.finding import (
    added,
    assigned,
    later,
    one,
    recorded,
)

SAMS = "critical CVE-2026-1234 in openssl @sam"


@pytest.fixture
def liv(scene):
    """Sit down as somebody without a role."""
    return scene.person("liv")


@pytest.fixture
async def held(scene, dana):
    """Have kenji answer for vulnerabilities; sam has one. It is Monday, in hours."""
    await monday(scene, hour=15)
    await assigned(scene, security_lead=["U0KENJI"])
    return await added(scene, dana, SAMS)


BLOCKED = (
    "severity FND-1 low it is nothing at all",
    "severity FND-1 high it is nothing at all",
    "decline FND-1 false positive it is nothing",
    "kind FND-1 defect it is nothing at all",
)


async def test_whoever_does_not_answer_for_it_is_told_who_does(scene, held, sam, liv):
    for words in BLOCKED:
        await liv.types("#general", f"/ops finding {words}")
        assert "Only sam or U0KENJI or dana can do that" in liv.told
        assert "they answer for FND-1" in liv.told
    await sam.types("#general", "/ops finding fix FND-1 it is patched everywhere")
    await liv.types("#general", "/ops finding close FND-1 verified by me, it is gone")
    assert "they answer for FND-1" in liv.told
    await scene.settled()
    row = await one(scene)
    assert (row.severity, row.state) == (Severity.CRITICAL, State.FIXED)


async def test_what_makes_it_count_for_more_is_open_to_all(scene, dana, liv):
    await assigned(scene, security_lead=["U0KENJI"])
    await added(scene, liv, "high CVE-2026-1234 in openssl @sam")
    steps = (
        ("severity FND-1 critical it is exploited", "FND-1 is critical now"),
        ("triage FND-1 reachable, sam patches it", "FND-1 is triaged"),
        ("fix FND-1 it is patched everywhere", "FND-1 is fixed"),
    )
    for words, told in steps:
        await liv.types("#general", f"/ops finding {words}")
        assert told.partition(" ")[2] in liv.told


@pytest.mark.parametrize("who", ["sam", "kenji", "dana"])
async def test_owner_role_and_admins_may(scene, held, who):
    person = scene.person(who)
    await person.types("#general", "/ops finding severity FND-1 low it is unreachable")
    await scene.settled()
    assert (await one(scene)).severity is Severity.LOW


async def test_a_tech_lead_may_too(scene, held, liv):
    await assigned(scene, security_lead=["U0KENJI"], tech_lead=["U0LIV"])
    await liv.types("#general", "/ops finding decline FND-1 fp it is not installed")
    await scene.settled()
    assert (await one(scene)).state is State.DECLINED


async def test_where_nobody_answers_for_it_anybody_may(scene, dana, liv):
    await added(scene, dana, "critical CVE-2026-1234 in openssl")
    await liv.types("#general", "/ops finding decline FND-1 fp it is not installed")
    await scene.settled()
    assert (await one(scene)).state is State.DECLINED


async def test_whoever_makes_it_their_own_decides_no_more_by_that(scene, held, liv):
    await liv.types("#general", "/ops finding assign FND-1 @liv")
    await liv.types("#general", "/ops finding decline FND-1 fp it is not installed")
    assert "Only U0KENJI or dana" in liv.told
    await scene.settled()
    assert (await one(scene)).state is State.OPEN


async def test_whoever_mended_what_is_bad_does_not_verify_it_too(
    scene, held, sam, kenji
):
    await sam.types("#general", "/ops finding fix FND-1 it is patched everywhere")
    await sam.types("#general", "/ops finding close FND-1 scanned again, it is gone")
    assert "You said yourself how FND-1 was mended: U0KENJI or dana" in sam.told
    await kenji.types("#general", "/ops finding close FND-1 scanned again, it is gone")
    await scene.settled()
    assert (await one(scene)).state is State.CLOSED


async def test_what_is_not_bad_is_verified_by_its_owner_too(scene, dana, sam):
    await assigned(scene, security_lead=["U0KENJI"])
    await added(scene, dana, "medium CVE-2026-1234 in openssl @sam")
    await sam.types("#general", "/ops finding fix FND-1 it is patched everywhere")
    await sam.types("#general", "/ops finding close FND-1 scanned again, it is gone")
    await scene.settled()
    assert (await one(scene)).state is State.CLOSED


async def test_a_button_refuses_before_anything_is_filled_in(scene, held, sam, liv):
    await liv.types("#general", "/ops finding show FND-1")
    await liv.presses("Decline…", channel="#general", message=liv.said)
    await liv.sees("#general", "they answer for FND-1")
    await sam.types("#general", "/ops finding fix FND-1 it is patched everywhere")
    await scene.settled()
    await sam.types("#general", "/ops finding show FND-1")
    await sam.presses("Close…", channel="#general", message=sam.said)
    await sam.sees("#general", "You said yourself how FND-1 was mended")


async def test_a_form_that_lowers_is_refused_and_keeps_what_was_typed(scene, held, liv):
    await liv.types("#general", "/ops finding show FND-1")
    await liv.presses("Severity…", channel="#general", message=liv.said)
    await liv.modal("Severity of FND-1")
    await liv.submits(severity="low", reason="it is nothing at all")
    await scene.settled()
    assert (await one(scene)).severity is Severity.CRITICAL
    assert await recorded(scene) == ["found"]
    await liv.closes()
    await liv.modal("Severity of FND-1")


async def test_owner_and_role_hear_of_what_others_decided(
    scene, held, dana, sam, kenji
):
    await kenji.types("#general", "/ops finding")  # by that we know where kenji lives
    await scene.settled()
    await dana.types("#general", "/ops finding severity FND-1 low it is unreachable")
    await scene.settled()
    assert "FND-1 is low now, says" in await sam.told_directly()
    assert "FND-1 is low now" not in await kenji.told_directly()  # it is night there
    await later(scene, hours=12)
    assert "FND-1 is low now, says" in await kenji.told_directly()
    assert "FND-1 is low now" not in await dana.told_directly()


async def test_what_was_closed_and_declined_is_told_too(scene, held, dana, sam):
    await dana.types("#general", "/ops finding decline FND-1 fp it is not installed")
    await scene.settled()
    assert "declined FND-1: it is a false positive" in await sam.told_directly()
    await dana.types("#general", "/ops finding reopen FND-1 it is installed after all")
    await sam.types("#general", "/ops finding fix FND-1 it is patched everywhere")
    await dana.types("#general", "/ops finding close FND-1 scanned again, it is gone")
    await scene.settled()
    assert "verified FND-1 and closed it" in await sam.told_directly()


async def test_what_its_owner_decided_is_told_to_nobody(scene, held, sam, kenji):
    await sam.types("#general", "/ops finding decline FND-1 fp it is not installed")
    await later(scene, hours=24)
    assert "declined" not in await kenji.told_directly()
