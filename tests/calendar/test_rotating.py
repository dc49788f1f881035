"""Rotations as time goes by: counted anew, asked before an expiry, taken back."""

from datetime import UTC, datetime, timedelta

import pytest

from bot.calendar import adopt, change, send_back, store
from bot.calendar.rotation import keyroutine
from bot.calendar.rules import State
from tests.calendar import calling, keeping
from tests.calendar.keeping import LINK, STEPS, STRIPE

TOKEN = (
    "/rotation add Mail token kind token lives vault, mail owner @dana expires {day}"
)


async def test_a_rotation_needs_every_step_and_the_form_keeps_the_words(scene, dana):
    await dana.types("#general", STRIPE)
    await dana.types("#general", "/rotation start Stripe key")
    await dana.types("#general", f"/ops confirm ROT-1 all readers moved {LINK}")
    form = await dana.modal("Confirm ROT-1")
    assert form["values"]["evidence"] == "all readers moved"
    assert form["values"]["link"] == LINK
    await dana.submits(steps=STEPS[:3])
    error = (await dana.modal())["errors"]["steps"]
    assert error == "Not ticked yet: Everything reads the new one and 1 more."
    await dana.submits(steps=STEPS)
    await dana.no_modal()
    await scene.settled()
    one = await calling.occurrence(scene, "ROT-1")
    assert one.state is State.CONFIRMED
    assert one.evidence["text"] == "all readers moved"
    assert len(one.evidence["steps"]) == 5


async def test_a_key_is_counted_anew_from_its_rotation_and_comes_in_time(scene, dana):
    await calling.monday(scene)
    await dana.types("#general", f"{STRIPE} rotated 2037-10-10")
    routine = await keeping.routine(scene)
    assert (routine.every, routine.start) == (
        "FREQ=MONTHLY;INTERVAL=3;BYMONTHDAY=10",
        "2038-01-10",
    )
    await calling.pushed(scene, datetime(2038, 1, 1, 12, tzinfo=UTC))
    await calling.until(scene, datetime(2038, 1, 5, 12, tzinfo=UTC))
    (one,) = [o for o in await calling.occurrences(scene) if o.ref.startswith("ROT")]
    assert one.due_at == datetime(2038, 1, 10, 16, tzinfo=UTC)
    assert "ROT-1 comes up" in await dana.told_directly()
    await keeping.rotates(dana, scene)
    key, routine = await keeping.key(scene), await keeping.routine(scene)
    assert key.rotated_at.date().isoformat() == "2038-01-05"
    assert routine.start == "2038-04-05"
    assert routine.every == "FREQ=MONTHLY;INTERVAL=3;BYMONTHDAY=5"
    await dana.types("#general", "/rotation list Stripe")
    assert "next 2038-04-05" in dana.told
    await calling.pushed(scene, datetime(2038, 3, 25, 12, tzinfo=UTC))
    assert await keeping.opened(scene) == []
    await calling.until(scene, datetime(2038, 4, 1, 12, tzinfo=UTC))
    assert await keeping.opened(scene) == ["ROT-2"]


async def test_what_was_due_before_it_was_known_is_opened_once_a_few_days_on(
    scene, dana
):
    await calling.monday(scene)
    await dana.types("#general", f"{STRIPE} rotated 2024-02-29")
    (one,) = await calling.occurrences(scene)
    assert one.slot == "2037-11-28"
    assert timedelta(days=5) < one.due_at - calling.now(scene) < timedelta(days=8)
    await scene.forward(days=1)
    assert [o.state for o in await calling.occurrences(scene)] == [State.UPCOMING]


async def test_a_rotation_that_is_not_signed_off_was_none(scene, dana):
    await dana.types("#general", f"{STRIPE} rotated 2037-10-10")
    await dana.types("#general", "/rotation start Stripe key")
    await keeping.rotates(dana, scene)
    assert (await keeping.key(scene)).proven
    async with calling.work(scene, "clock") as work:
        one = await calling.occurrence(scene, "ROT-1")
        await send_back(
            work, subject=one.id, kind="calendar_ciso", reason="No audit there."
        )
    key, routine = await keeping.key(scene), await keeping.routine(scene)
    assert key.proven == ""
    assert routine.start == "2038-01-10"
    assert key.rotated_at.date().isoformat() == "2037-10-10"
    assert await keeping.opened(scene) == ["ROT-1"]


async def test_a_rotation_that_is_taken_back_was_none_and_an_older_one_stays(
    scene, dana
):
    await dana.types("#general", STRIPE)
    await dana.types("#general", "/rotation start Stripe key")
    await keeping.rotates(dana, scene)
    first = (await keeping.key(scene)).rotated_at
    await scene.forward(days=2)
    await dana.types("#general", "/rotation start Stripe key")
    await keeping.rotates(dana, scene, "ROT-2")
    await dana.types("#general", "/ops reopen ROT-1 that was something else")
    second = (await keeping.key(scene)).rotated_at
    assert second > first
    await dana.types("#general", "/ops reopen ROT-2 that was something else")
    key = await keeping.key(scene)
    assert key.rotated_at == first


async def test_a_token_is_asked_for_a_week_before_it_expires(scene, dana):
    await calling.monday(scene)
    day = (calling.now(scene) + timedelta(days=20)).date()
    await dana.types("#general", TOKEN.format(day=day))
    assert "It is in the inventory" in dana.told
    await calling.until(scene, calling.now(scene) + timedelta(days=12))
    assert await keeping.opened(scene, "Mail token") == []
    await scene.forward(days=2)
    assert await keeping.opened(scene, "Mail token") == ["ROT-1"]
    one = await calling.occurrence(scene, "ROT-1")
    assert (one.due_at.date(), one.title) == (day, "Rotate Mail token (it expires)")


async def test_the_new_expiry_of_a_token_is_asked_for_and_counts(scene, dana):
    await calling.monday(scene)
    day = (calling.now(scene) + timedelta(days=3)).date()
    await dana.types("#general", TOKEN.format(day=day))
    await scene.settled()
    await dana.types("#general", "/rotation confirm Mail token log line 7 shows it")
    form = await dana.modal("Confirm ROT-1")
    assert form["values"]["evidence"] == "log line 7 shows it"
    past = int((calling.now(scene) - timedelta(days=1)).timestamp())
    await dana.submits(steps=STEPS[:4], expires=past)
    assert "That has passed" in (await dana.modal())["errors"]["expires"]
    until = calling.now(scene) + timedelta(days=30)
    await dana.submits(steps=STEPS[:4], expires=int(until.timestamp()))
    await dana.no_modal()
    await scene.settled()
    key = await keeping.key(scene, "Mail token")
    assert abs((key.expires_at - until).total_seconds()) < 1
    assert await keeping.opened(scene, "Mail token") == []
    await calling.until(scene, until - timedelta(days=6))
    assert await keeping.opened(scene, "Mail token") == ["ROT-2"]


async def test_an_expiry_timer_that_comes_late_or_twice_opens_one(scene, dana):
    await calling.monday(scene)
    day = (calling.now(scene) + timedelta(days=10)).date()
    await dana.types("#general", TOKEN.format(day=day))
    key = await keeping.key(scene, "Mail token")
    await scene.forward(days=9)
    for _ in range(2):
        async with calling.work(scene, "clock") as work:
            await keyroutine.expire(work, secret=key.id)
            await keyroutine.expire(work, secret="of nothing")
    assert await keeping.opened(scene, "Mail token") == ["ROT-1"]


async def test_a_key_must_not_stand_in_what_proves_its_rotation(scene, dana):
    await dana.types("#general", STRIPE)
    await dana.types("#general", "/rotation start Stripe key")
    await dana.types("#general", f"/rotation confirm ROT-1 {LINK}")
    await dana.modal("Confirm ROT-1")
    await dana.submits(steps=STEPS, evidence="new one: sk_live_0123456789abcdefABCD")
    assert "looks like an API key" in (await dana.modal())["errors"]["evidence"]


async def test_the_policys_routine_rests_while_keys_are_rotated_one_by_one(scene, dana):
    await calling.monday(scene)
    async with calling.work(scene, "clock") as work:
        await adopt(work, ["kek_rotation", "high_value_secrets"])
    await dana.types("#general", "/rotation list")
    await calling.pushed(scene, datetime(2038, 4, 14, 12, tzinfo=UTC))
    opened = {o.title for o in await calling.occurrences(scene)}
    assert "Vault key-encryption key: rotate" not in opened
    assert "Secrets of high value: rotate each" in opened, "its own are not the team's"
    await dana.types("#general", STRIPE)
    before = len(await calling.occurrences(scene))
    await calling.pushed(scene, datetime(2038, 5, 21, 12, tzinfo=UTC))
    later = (await calling.occurrences(scene))[before:]
    assert "Secrets of high value: rotate each" not in {o.title for o in later}


async def test_what_is_open_of_the_policys_routine_is_over_with_the_first_key(
    scene, dana
):
    await calling.pushed(scene, datetime(2038, 2, 15, 12, tzinfo=UTC))
    async with calling.work(scene, "clock") as work:
        await adopt(work, ["high_value_secrets"])
    (one,) = await calling.occurrences(scene)
    assert one.open
    await dana.types("#general", STRIPE)
    one = await calling.occurrence(scene, one.ref)
    assert (one.state, one.reason) == (
        State.SKIPPED,
        "Each key has a rotation of its own now.",
    )


async def test_the_history_says_what_was_rotated_of_one_and_of_all(scene, dana):
    await dana.types("#general", "/rotation history")
    assert "Nothing was rotated yet" in str((await dana.modal("Rotations"))["blocks"])
    await dana.closes()
    await dana.types("#general", STRIPE)
    await dana.types("#general", "/rotation start Stripe key")
    await keeping.rotates(dana, scene)
    await dana.types("#general", "/rotation history")
    shown = str((await dana.modal("Rotations"))["blocks"])
    assert "Rotate Stripe key" in shown
    assert "ROT-1" in shown
    await dana.closes()
    await dana.types("#general", "/rotation history Stripe key")
    shown = str((await dana.modal("Rotations"))["blocks"])
    assert "quarterly on the" in shown
    assert "vault, payments/stripe" in shown


async def test_the_card_says_where_it_lives_how_and_the_steps(scene, dana):
    await dana.types("#general", f"{STRIPE} how see the wiki")
    await dana.types("#general", "/rotation start Stripe key")
    said = await dana.sees("#general", "Lives: vault, payments/stripe")
    assert "How: see the wiki" in said.text
    assert "☐ The new one is made\n☐ It is put where it is read" in said.text


async def test_a_bare_confirm_takes_the_only_one_that_is_asked_of_me(scene, dana):
    await dana.types("#general", STRIPE)
    await dana.types("#general", "/rotation start Stripe key")
    await dana.types("#general", "/rotation confirm")
    await dana.modal("Confirm ROT-1")


async def test_other_owners_take_over_what_is_open(scene, dana, sam):
    await dana.types("#general", STRIPE)
    await dana.types("#general", "/rotation start Stripe key")
    await dana.types("#general", "/rotation edit Stripe key owner @sam")
    one = await calling.occurrence(scene, "ROT-1")
    assert one.owners == ["U0SAM"]
    assert ("ROT-1", "U0SAM", "owner") in await calling.asked(scene)


@pytest.mark.parametrize("late", [False, True])
async def test_what_is_skipped_by_others_is_skipped_once(scene, dana, late):
    await dana.types("#general", STRIPE)
    await dana.types("#general", "/rotation start Stripe key")
    one = await calling.occurrence(scene, "ROT-1")
    for _ in range(2 if late else 1):
        async with calling.work(scene) as work:
            await change.skip(work, [one.id], "No more.")
    async with calling.look(scene) as work:
        assert (await store.get(work, one.id)).reason == "No more."
    names = await calling.recorded(scene)
    assert names.count("calendar.skipped") == 1
