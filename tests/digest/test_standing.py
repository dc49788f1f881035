"""What heads the digest, and how it stands: gates, findings, windows."""

from datetime import timedelta

from bot import maintenance
from bot.cycles import Gate, Standing, gates
from tests.calendar import calling
from tests.digest import reading
from tests.findings import finding
from tests.maintenance import keeping

WEEK = timedelta(days=7)


async def seen(scene, dana, kind="team"):
    """Give an edition as it would be now."""
    await dana.types("#general", f"/ops digest now {kind}")
    await scene.settled()
    return await dana.sees("#general", "week")


async def standing(scene, name):
    async with calling.look(scene) as work:
        return next(one.standing for one in await gates(work) if one.gate is name)


async def signers(scene):
    await keeping.assigned(scene, tech_lead=["U0ANA"], product_owner=["U0KENJI"])


async def test_a_gate_that_fails_heads_the_digest_of_the_team_and_of_leads(scene, dana):
    await dana.types("#general", "/incident declare sev1 it is down")
    await scene.settled()
    await scene.forward(hours=2)
    for kind in ("team", "leads"):
        said = await seen(scene, dana, kind)
        head, first = said.text.index("1 gate fails"), said.text.index("INC-1")
        assert head < first
        assert "put that right first" in said.text
        await dana.presses("Open", channel="#general", message=said)
        await dana.sees("#general", "INC-1")
    await dana.types("#general", "/incident ack INC-1")
    await scene.settled()
    assert "gate fails" not in (await seen(scene, dana)).text


async def test_what_is_over_its_time_is_named_with_its_age(scene, dana):
    await finding.added(scene, dana, "high CVE-2026-1 in openssl @dana")
    await finding.added(scene, dana, "low Old header @dana")
    assert "A quiet week" in (await seen(scene, dana)).text
    await scene.forward(days=8)
    said = await seen(scene, dana)
    assert "Findings: 2 open (1 high, 1 low) · 1 over their time" in said.text
    assert "CVE-2026-1 in openssl" in said.text
    assert "8 days old · was due" in said.text
    assert "Security operations running" in said.text
    mine = await seen(scene, dana, "personal")
    assert "Findings: " in mine.text


async def test_the_windows_of_the_week_are_named(scene, dana):
    await signers(scene)
    assert "maintenance window" not in (await seen(scene, dana)).text
    one = await keeping.scheduled(scene, dana)
    said = await seen(scene, dana)
    assert "1 maintenance window this week" in said.text
    assert one.title in said.text
    await calling.until(scene, one.ends_at + timedelta(hours=1))
    assert "maintenance window" not in (await seen(scene, dana)).text


async def test_a_window_that_nobody_held_breaks_its_gate_until_a_later_one(scene, dana):
    await signers(scene)
    one = await keeping.scheduled(scene, dana)
    await calling.until(scene, one.ends_at + timedelta(hours=1))
    assert await standing(scene, Gate.MAINTENANCE) is not Standing.FAILING
    await calling.until(scene, one.ends_at + WEEK + timedelta(hours=1))
    assert await standing(scene, Gate.MAINTENANCE) is Standing.FAILING
    assert f"not settled: {one.ref}" in (await seen(scene, dana)).text
    again = await keeping.scheduled(scene, dana)
    await keeping.starts(scene, dana, again)
    await keeping.act(scene, maintenance.finish, again, "all indexes are new")
    assert await standing(scene, Gate.MAINTENANCE) is not Standing.FAILING


async def test_an_edition_of_ones_own_has_what_waits_anywhere(scene, dana):
    await signers(scene)
    one = await keeping.scheduled(scene, dana)
    await keeping.begun_at(scene, one)
    said = await seen(scene, dana, "personal")
    assert "Maintenance: 1" in said.text
    assert one.title in said.text
    assert reading.MINE in said.text


async def test_whoever_owns_only_a_finding_has_an_edition_of_their_own(scene, dana):
    sam = scene.person("sam")
    await finding.added(scene, dana, "high CVE-2026-1 in openssl @sam")
    await reading.adds(scene, dana)
    await reading.comes(scene)
    await scene.forward(hours=8)  # where sam is the day begins later
    told = await sam.told_directly()
    assert reading.MINE in told
    assert "CVE-2026-1 in openssl" in told
