"""The clock of a finding: what the calendar keeps, and what is asked without it."""

import pytest

from bot.calendar import State as Duty
from bot.findings import State
from tests.findings.finding import (
    DAY,
    HOUR,
    added,
    adopt,
    assigned,
    at_noon,
    duties,
    later,
    now,
    one,
    recorded,
)

PATCH = "Security patches"
TRIAGE = "Vulnerability triage"
AUDIT = "Audit findings"


@pytest.fixture
async def adopted(scene):
    """Have what findings start in the calendar; dana is who it falls to."""
    await assigned(
        scene, security_lead=["U0DANA"], devops_lead=["U0KENJI"], ciso=["U0ANA"]
    )
    await adopt(scene)
    await scene.settled()


async def test_a_critical_one_opens_triage_and_patches_with_its_clock(
    scene, adopted, dana
):
    row = await added(scene, dana)
    found = await duties(scene)
    triage, patch = found[TRIAGE], found[PATCH]
    assert (triage.subject, patch.subject) == (row.id, row.id)
    assert (triage.due_at, patch.due_at) == (row.triage_by, row.fix_by)
    assert triage.owners == patch.owners == ["U0DANA"]
    assert "FND-1 CVE-2026-1234" in patch.title


async def test_one_without_an_owner_is_the_routines(scene, adopted, dana):
    await added(scene, dana, "critical CVE-2026-7 in libxml")
    found = await duties(scene)
    assert (found[TRIAGE].owners, found[PATCH].owners) == (
        ["security_lead"],
        ["devops_lead"],
    )


async def test_what_is_done_confirms_the_duty_by_itself_with_its_proof(
    scene, adopted, dana
):
    await added(scene, dana)
    await dana.types("#general", "/ops finding triage FND-1 reachable, dana mends it")
    triage = (await duties(scene))[TRIAGE]
    assert triage.state is Duty.DONE
    assert triage.evidence == {
        "measured": "FND-1 was triaged: reachable, dana mends it"
    }
    link = "https://github.example.com/shop/pull/7"
    await dana.types("#general", f"/ops finding fix FND-1 {link}")
    await scene.settled()
    patch = (await duties(scene))[PATCH]
    assert patch.state is Duty.CONFIRMED  # the security lead signs it off
    assert patch.evidence["link"] == link


async def test_a_high_one_is_triaged_in_a_week_and_patched_by_no_duty(
    scene, adopted, dana
):
    row = await added(scene, dana, "high CVE-2026-9 in zlib @dana")
    found = await duties(scene)
    assert found.keys() == {TRIAGE}
    assert found[TRIAGE].due_at == row.found_at + 7 * DAY
    assert row.fix_by == row.found_at + 14 * DAY


async def test_a_finding_of_an_audit_is_tracked_and_a_defect_has_no_duty(
    scene, adopted, dana
):
    row = await added(scene, dana, "audit medium access reviews lack dates @dana")
    assert (await duties(scene))[AUDIT].due_at == row.fix_by
    await added(scene, dana, "defect critical totals are rounded twice @dana")
    assert len(await duties(scene)) == 1


async def test_another_severity_moves_the_clock_and_used_time_stays_used(
    scene, adopted, dana
):
    row = await added(scene, dana, "high CVE-2026-9 in zlib @dana")
    await later(scene, hours=20)
    await dana.types("#general", "/ops finding severity FND-1 critical it is exploited")
    await scene.settled()
    row = await one(scene)
    assert row.triage_by == row.found_at + 24 * HOUR
    assert row.triage_by - now(scene) < 5 * HOUR
    found = await duties(scene)
    assert found[PATCH].due_at == row.fix_by
    assert {one.state for one in found.values()} <= {Duty.UPCOMING, Duty.SKIPPED}
    assert "FND-1 is critical now" in await dana.told_directly()
    await dana.types("#general", "/ops finding severity FND-1 low it is not reachable")
    await scene.settled()
    assert {d.state for d in (await duties(scene)).values()} == {Duty.SKIPPED}
    assert (await one(scene)).fix_by == row.found_at + 90 * DAY


async def test_another_owner_is_the_owner_of_its_duties(scene, adopted, dana):
    await added(scene, dana)
    await dana.types("#general", "/ops finding assign FND-1 @sam")
    await scene.settled()
    assert {tuple(d.owners) for d in (await duties(scene)).values()} == {("U0SAM",)}


async def test_a_declined_one_lets_its_duties_go_and_a_reopened_one_has_them_again(
    scene, adopted, dana
):
    await added(scene, dana)
    await dana.types("#general", "/ops finding decline FND-1 fp it is not installed")
    found = await duties(scene)
    assert found[TRIAGE].state is Duty.DONE
    assert found[TRIAGE].evidence["measured"].startswith("FND-1 is a false positive")
    assert found[PATCH].state is Duty.SKIPPED
    await dana.types("#general", "/ops finding reopen FND-1 it is installed after all")
    await scene.settled()
    assert (await duties(scene))[PATCH].open
    assert (await one(scene)).state is State.OPEN


async def test_a_fix_that_does_not_hold_is_asked_for_again(scene, adopted, dana):
    await added(scene, dana)
    await dana.types("#general", "/ops finding fix FND-1 updated to 3.0.14")
    await dana.types("#general", "/ops finding reopen FND-1 the image was not rebuilt")
    await scene.settled()
    row = await one(scene)
    assert (row.state, row.fix_by) == (State.OPEN, row.found_at + 48 * HOUR)
    assert (await duties(scene))[PATCH].open


async def test_what_is_closed_and_seen_again_is_another_duty(scene, adopted, dana):
    await added(scene, dana)
    await dana.types("#general", "/ops finding fix FND-1 updated to 3.0.14")
    await dana.types("#general", "/ops finding close FND-1 scanned again: gone")
    await dana.types("#general", "/ops finding add critical CVE-2026-1234 in openssl")
    await scene.settled()
    row = await one(scene)
    found = await duties(scene)
    assert found[PATCH].subject == f"{row.id}:2"
    assert found[PATCH].open


async def test_without_the_calendar_a_critical_one_is_asked_for_at_any_hour(
    scene, dana
):
    await added(scene, dana)
    await later(scene, hours=19)
    direct = await dana.told_directly()
    assert "FND-1, critical: triage it by" in direct
    await later(scene, hours=6)
    assert "FND-1, critical: triage was due" in await dana.told_directly()
    await dana.sees("#ops", "Over: triage was due")
    await later(scene, hours=24)
    assert (await recorded(scene)).count("nudged") == 3


async def test_what_the_calendar_asks_for_is_asked_for_once(scene, adopted, dana):
    await added(scene, dana)
    await later(scene, hours=30)
    assert "nudged" not in await recorded(scene)
    await dana.sees("#ops", "Over: triage was due")


async def test_after_a_week_of_downtime_a_critical_one_is_asked_for_once(scene, dana):
    await added(scene, dana)
    await scene.forward(days=7)
    assert (await recorded(scene)).count("nudged") == 1


async def test_what_is_fixed_in_time_is_asked_for_no_more(scene, dana):
    await added(scene, dana)
    await dana.types("#general", "/ops finding fix FND-1 updated to 3.0.14")
    await later(scene, days=3)
    assert "nudged" not in await recorded(scene)


async def test_others_are_asked_for_in_one_message_a_day_in_business_hours(scene, dana):
    await at_noon(scene)
    for number in range(14):
        await added(scene, dana, f"defect medium rounding error {number} @dana")
    await later(scene, days=25)
    assert "reminded" not in await recorded(scene)
    await later(scene, days=8)
    direct = await dana.told_directly()
    assert "Findings of yours that are due soon, or late" in direct
    assert "4 more: /ops finding list mine" in direct
    count = (await recorded(scene)).count("reminded")
    assert 3 <= count <= 5  # business days since three days before it was due


async def test_a_quiet_week_of_downtime_gives_one_message(scene, dana):
    await at_noon(scene)
    await added(scene, dana, "defect medium rounding error @dana")
    await scene.forward(days=40)
    await at_noon(scene, 2)
    assert 1 <= (await recorded(scene)).count("reminded") <= 4


async def test_where_nobody_owns_it_and_nobody_holds_the_role_it_falls_to_the_lead(
    scene, dana
):
    await added(scene, dana, "defect high totals are wrong")
    said = await dana.sees("#ops", "FND-1 · high defect · open")
    assert "It falls to @ana" in said.text  # the person to fall back on


async def test_the_list_tells_ages_and_what_is_left(scene, dana):
    await added(scene, dana)
    await added(scene, dana, "low typo in a log @dana")
    await later(scene, days=3)
    await dana.types("#general", "/ops finding list")
    assert "3 days old · triage over by 2 d" in dana.told
    assert "fix: 86 d 23 h left" in dana.told
    for narrow, there in (("critical", 1), ("low", 1), ("mine", 2), ("late", 1)):
        await dana.types("#general", f"/ops finding list {narrow}")
        assert dana.told.count(" day") >= there
        assert ("typo" in dana.told) is (narrow in {"low", "mine"})
    await dana.types("#general", "/ops finding list audit")
    assert "Nothing like that is open" in dana.told
    await dana.types("#general", "/ops finding typo")
    assert "FND-2" in dana.told
