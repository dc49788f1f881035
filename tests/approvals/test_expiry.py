"""Reminders while people work, and an end that is told as what it is."""

from datetime import UTC, timedelta
from zoneinfo import ZoneInfo

import pytest

from bot import approvals, workspaces
from bot.approvals import State, rules
from tests.approvals import asking
from tests.calendar import calling

pytestmark = pytest.mark.usefixtures("begun", "leads")


@pytest.fixture
async def begun(scene):
    """Begin when all scenes do: who is reminded depends on the hour."""
    await calling.begins(scene)


async def moments(scene, id_):
    """Give when its reminders come, and when it expires."""
    found = await asking.kept(scene, id_)
    policy = scene.bot.installations.policy(found.workspace)
    allowed = policy.approvals.expires_after
    asked, expires = found.asked_at, found.expires_at
    return (*rules.reminders(asked, expires, allowed, policy.calendar), expires)


async def until(scene, moment, more=1.0):
    """Push the clock to a moment, and *more* seconds."""
    await scene.forward(
        seconds=(moment - scene.bot.clock()).total_seconds() + more,
    )


async def test_those_who_may_decide_are_reminded_twice(scene, dana, ana, sam):
    id_ = await asking.ask(scene)
    half, last, expires = await moments(scene, id_)
    assert expires - last >= timedelta(days=1)

    await until(scene, half)
    for who in (dana, ana):
        told = await who.told_directly()
        assert "@sam waits for an approval by the Tech lead, until" in told
        assert asking.TITLE in told
        assert "late" not in told
    assert "waits for an approval" not in await sam.told_directly()
    await until(scene, last)
    assert len(await asking.recorded(scene, "approvals.reminded")) == 2
    assert await scene.slack.violations() == []


async def joined(scene, dana):
    """Have priya, in Kolkata, sign off beside dana, and a week begin."""
    priya = scene.person("priya")
    async with asking.work(scene, "clock") as begun:
        lives = {"id": priya.id, "name": "priya", "tz": "Asia/Kolkata"}
        await workspaces.remember(begun, lives)
    await asking.assigned(scene, tech_lead=(dana.id, priya.id))
    await calling.monday(scene, hour=9)
    return priya


async def test_each_is_reminded_in_their_own_hours(scene, dana):
    priya = await joined(scene, dana)
    id_ = await asking.ask(scene)
    half, *_ = await moments(scene, id_)
    evening = half.astimezone(ZoneInfo("Asia/Kolkata"))
    assert (evening.hour, half.hour) == (18, 13)

    said = "waits for an approval by the Tech lead"
    await calling.until(scene, half + timedelta(minutes=1))
    assert said in await dana.told_directly()
    assert said not in await priya.told_directly()
    morning = (evening + timedelta(days=1)).replace(hour=9, minute=1)
    await calling.until(scene, morning.astimezone(UTC))
    told = await priya.told_directly()
    assert said in told
    assert "late" not in told
    assert (await dana.told_directly()).count(said) == 1


async def test_nobody_is_reminded_twice_on_their_day(scene, dana):
    priya = await joined(scene, dana)
    ends = calling.now(scene) + timedelta(days=3, hours=1)
    id_ = await asking.ask(scene, deadline=ends)
    half, last, _ = await moments(scene, id_)
    day = (last.astimezone(ZoneInfo("Asia/Kolkata"))).date()
    assert (half.hour, last.hour, half.date() < day) == (13, 10, True)
    while calling.now(scene) < ends - timedelta(hours=1):
        await calling.until(scene, calling.now(scene) + timedelta(hours=1))
    said = "waits for an approval by the Tech lead"
    counts = [(await who.told_directly()).count(said) for who in (dana, priya)]
    assert counts == [2, 1]


async def test_who_decides_meanwhile_has_nobody_reminded(scene, dana):
    priya = await joined(scene, dana)
    id_ = await asking.ask(scene)
    half, *_ = await moments(scene, id_)
    await calling.until(scene, half + timedelta(minutes=1))
    await dana.presses("Approve", channel=asking.CHANNEL)
    await scene.settled()
    await calling.until(scene, half + timedelta(days=2))
    assert "waits for an approval" not in await priya.told_directly()


async def test_after_a_break_over_both_one_reminder_comes(scene, dana, ana):
    id_ = await asking.ask(scene)
    _, last, _ = await moments(scene, id_)
    await until(scene, last, more=3600)
    assert len(await asking.recorded(scene, "approvals.reminded")) == 1
    for who in (dana, ana):
        told = await who.told_directly()
        assert told.count("waits for an approval by") == 1
        assert "This reminder comes late." in told


async def test_it_is_decided_from_the_reminder(scene, dana, ana):
    id_ = await asking.ask(scene)
    half, *_ = await moments(scene, id_)
    await until(scene, half)
    app = scene.slack.app["user_id"]
    (here,) = [c["id"] for c in (await dana.state())["channels"] if c["user"] == app]
    await dana.presses("Approve", channel=here)
    await scene.settled()
    assert (await asking.kept(scene, id_)).state is State.APPROVED


async def test_what_is_decided_reminds_nobody(scene, dana, ana):
    id_ = await asking.ask(scene)
    *_, expires = await moments(scene, id_)
    await dana.presses("Approve", channel=asking.CHANNEL)
    await scene.settled()
    await until(scene, expires)
    names = [one.name for one in await asking.recorded(scene)]
    assert "approvals.reminded" not in names
    assert "approvals.expired" not in names
    assert (await asking.kept(scene, id_)).state is State.APPROVED


async def test_a_reminder_that_comes_late_says_so(scene, dana):
    id_ = await asking.ask(scene)
    half, *_ = await moments(scene, id_)
    await until(scene, half, more=3600)
    assert "This reminder comes late." in await dana.told_directly()


async def test_expired_is_told_as_expired_and_never_as_rejected(scene, dana, sam):
    id_ = await asking.ask(scene)
    *_, expires = await moments(scene, id_)
    await until(scene, expires)

    shown = await dana.sees(asking.CHANNEL, "Expired")
    assert "without a decision. That is no rejection" in shown.text
    assert shown.buttons == ["Show what was asked for"]
    told = await sam.told_directly()
    assert "has expired" in told
    assert "rejected" not in told
    found = await asking.kept(scene, id_)
    assert found.state is State.EXPIRED
    names = [one.name for one in await asking.recorded(scene)]
    assert names[-1] == "approvals.expired"
    assert "approvals.rejected" not in names

    await asking.ask(scene)  # asked anew
    assert await scene.slack.violations() == []


async def test_what_has_expired_can_not_be_approved(scene, dana):
    id_ = await asking.ask(scene)
    before = await dana.sees(asking.CHANNEL, asking.CARD)
    *_, expires = await moments(scene, id_)
    await until(scene, expires)
    await dana.presses("Approve", channel=asking.CHANNEL, message=before, stale=True)
    await scene.settled()
    told = (await dana.reads(asking.CHANNEL))[-1].text
    assert "It has expired" in told
    assert "without a decision" in told
    assert (await asking.kept(scene, id_)).state is State.EXPIRED


async def test_a_clock_that_is_behind_with_its_work_lets_nobody_approve(scene, dana):
    """The deadline counts, not when its timer comes to run."""
    id_ = await asking.ask(scene)
    *_, expires = await moments(scene, id_)
    async with asking.work(scene, dana.id) as begun:
        found = await approvals.clicked(begun, id_, lock=True)
        begun.now = expires
        with pytest.raises(rules.TooLate):
            await approvals.approve(begun, found)


async def test_a_reminder_says_aloud_when_nobody_may_decide(scene, dana):
    id_ = await asking.ask(scene, role="ciso")
    half, *_ = await moments(scene, id_)
    await until(scene, half)
    told = await dana.sees(asking.CHANNEL, "Nobody else is CISO here")
    assert "/ops setup" in told.text
    assert told.buttons == ["Who signs off"]


async def quiet(scene, **more):
    """Ask for what is asked on by itself; give its id, and when it would have ended."""
    id_ = await asking.ask(scene, quiet=True, **more)
    return id_, (await asking.kept(scene, id_)).expires_at


async def test_what_is_asked_on_by_itself_keeps_its_card(scene, dana, ana, sam):
    id_, expires = await quiet(scene)
    for moment in await moments(scene, id_):
        await until(scene, moment)
    found = await asking.kept(scene, id_)
    assert found.state is State.ASKED
    assert found.expires_at > expires
    (fact,) = await asking.recorded(scene, "approvals.renewed")
    assert fact.data["expires"] == found.expires_at.isoformat()
    assert "has expired" not in await sam.told_directly()
    cards = [
        one for one in await dana.reads(asking.CHANNEL) if asking.TITLE in one.text
    ]
    assert len(cards) == 1

    days = (found.expires_at - expires).days
    for day in range(1, days):
        await until(scene, expires + timedelta(days=day))
    told = await dana.told_directly()
    assert told.count("waits for an approval by") == 3  # two at first, then one
    await dana.presses("Approve", channel=asking.CHANNEL, message=cards[0])
    await scene.settled()
    assert (await asking.kept(scene, id_)).state is State.APPROVED
    assert [one async for one in held(scene)] == []


async def held(scene):
    """Give what does not follow from the record."""
    async with asking.work(scene, "clock") as begun:
        async for sentence in approvals.held(begun):
            yield sentence


async def test_where_nobody_may_decide_only_the_card_of_a_quiet_one_says_so(
    scene, dana
):
    id_, expires = await quiet(scene, role="ciso")
    await until(scene, expires)
    await until(scene, (await asking.kept(scene, id_)).expires_at)
    (card,) = [
        one for one in await dana.reads(asking.CHANNEL) if asking.TITLE in one.text
    ]
    assert "Nobody can decide this yet" in card.text
    assert await asking.recorded(scene, "approvals.reminded") == []
