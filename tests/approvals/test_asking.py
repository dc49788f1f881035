"""Asking: for one exact text, once, where those who decide see it and nobody else."""

import asyncio
from datetime import timedelta

import pytest

from bot import approvals
from bot.approvals import State
from bot.approvals.rules import AlreadyAsked, NoSuchOffice
from bot.core.errors import Invalid
from bot.core.roles import MembersOnly
from bot.core.tables import new_id
from tests import factories
from tests.approvals import asking
from tests.calendar import calling

NOWHERE = "# nothing is chosen yet\n"


@pytest.fixture
async def nowhere(database, tmp_path):
    """Start a bot that has been told of no channel."""
    async with factories.scene(database, tmp_path / "home", policy=NOWHERE) as made:
        await asking.assigned(made, tech_lead=("U0DANA", "U0ANA"))
        yield made


async def test_the_same_text_is_asked_for_once(scene, leads):
    await asking.ask(scene)
    with pytest.raises(AlreadyAsked, match="waits for an approval already, until 2026"):
        await asking.ask(scene, actor="U0KENJI")
    assert len(await asking.recorded(scene, "approvals.asked")) == 1


async def test_another_text_voids_what_was_asked_for(scene, leads, dana, sam):
    first = await asking.ask(scene)
    second = await asking.ask(scene, actor="U0KENJI", content="Other words.")

    assert (await asking.kept(scene, first)).state is State.VOIDED
    assert (await asking.kept(scene, second)).state is State.ASKED
    await dana.sees(asking.CHANNEL, "Void: it was asked for anew, with other words.")
    assert "void" in await sam.told_directly()
    async with asking.work(scene) as begun:
        newest = await approvals.of(begun, asking.SUBJECT, "postmortems.publish")
    assert newest.id == second


async def test_another_deed_of_one_subject_is_asked_for_apart(scene, leads):
    first = await asking.ask(scene)
    await asking.ask(scene, kind="postmortems.retract")
    assert (await asking.kept(scene, first)).open


async def test_an_edit_voids_it_and_a_late_click_meets_the_present_card(
    scene, leads, dana
):
    id_ = await asking.ask(scene)
    before = await dana.sees(asking.CHANNEL, asking.CARD)
    async with asking.work(scene) as begun:
        kind = "postmortems.publish"
        await approvals.void(begun, asking.SUBJECT, kind, approvals.EDITED)
    await asking.ask(scene, content="What it says by now.", title="PM-7, second try")

    await dana.presses("Approve", channel=asking.CHANNEL, message=before, stale=True)
    await scene.settled()
    told = (await dana.reads(asking.CHANNEL))[-1]
    assert "It was changed after it was asked for: nothing was decided." in told.text
    assert "PM-7, second try" in told.text
    assert "Approve" in told.buttons
    assert (await asking.kept(scene, id_)).state is State.VOIDED
    assert not await asking.recorded(scene, "approvals.approved")


async def test_what_is_void_for_another_reason_says_which(scene, leads, dana, sam):
    id_ = await asking.ask(scene)
    before = await dana.sees(asking.CHANNEL, asking.CARD)
    kind, why = "postmortems.publish", "It is over."
    async with asking.work(scene) as begun:
        await approvals.void(begun, asking.SUBJECT, kind, why)
    await scene.settled()
    assert (await asking.kept(scene, id_)).reason == why
    await dana.sees(asking.CHANNEL, "Void: it is over.")
    await dana.presses("Approve", channel=asking.CHANNEL, message=before, stale=True)
    await scene.settled()
    told = (await dana.reads(asking.CHANNEL))[-1]
    assert "It is over: nothing was decided." in told.text


async def test_voiding_what_nobody_asked_for_does_nothing(scene):
    async with asking.work(scene) as begun:
        assert await approvals.void(begun, new_id(), "x.y", "so") is None


async def test_what_was_settled_is_asked_for_anew(scene, leads, dana):
    first = await asking.ask(scene)
    await dana.presses("Ask for changes…", channel=asking.CHANNEL)
    await dana.modal("Ask for changes")
    await dana.submits(reason="Say who was told, and when.")
    await scene.settled()
    second = await asking.ask(scene)
    assert second != first
    await dana.presses("Approve", channel=asking.CHANNEL)
    await scene.settled()
    assert (await asking.kept(scene, second)).state is State.APPROVED
    assert (await asking.kept(scene, first)).state is State.CHANGES_REQUESTED


async def test_two_who_ask_at_once_ask_once(scene, leads):
    async def ask(who):
        try:
            return await asking.ask(scene, actor=who)
        except AlreadyAsked as refusal:
            return refusal

    found = await asyncio.gather(ask("U0SAM"), ask("U0KENJI"))
    assert sum(isinstance(one, AlreadyAsked) for one in found) == 1
    assert len(await asking.recorded(scene, "approvals.asked")) == 1


@pytest.mark.parametrize(
    ("more", "refusal", "sentence"),
    [
        (
            {"role": "king"},
            NoSuchOffice,
            "Nobody signs off as “king” here. There are SRE",
        ),
        ({"title": " \n"}, Invalid, "Say what is to be approved."),
        (
            {"content": " \n"},
            Invalid,
            "There is nothing to approve yet: write it first.",
        ),
    ],
)
async def test_a_question_that_says_too_little_is_refused(
    scene, more, refusal, sentence
):
    with pytest.raises(refusal, match=sentence):
        await asking.ask(scene, **more)
    assert not await asking.recorded(scene)


async def test_a_guest_asks_for_nothing(scene):
    gus = scene.person("gus")
    await gus.types("#general", "/ops approvals")
    with pytest.raises(MembersOnly):
        await asking.ask(scene, actor=gus.id)


async def test_the_clock_asks_for_somebody_who_may_not_decide_it(scene, leads, dana):
    id_ = await asking.ask(scene, actor="clock", asker=dana.id)
    assert (await asking.kept(scene, id_)).asked_by == dana.id
    await dana.presses("Approve", channel=asking.CHANNEL)
    await scene.settled()
    assert "You asked for this yourself" in (await dana.reads(asking.CHANNEL))[-1].text


async def test_a_question_of_the_clocks_own_is_decided_by_a_person(scene, leads, dana):
    await asking.ask(scene, actor="clock")
    shown = await dana.sees(asking.CHANNEL, "Longwatch asks the Tech lead")
    await dana.presses("Approve", channel=asking.CHANNEL, message=shown)
    await scene.settled()
    await dana.sees(asking.CHANNEL, "Approved by @dana")


async def test_its_card_is_in_the_room_that_is_named(scene, leads, dana):
    await asking.ask(scene, room="C0PAYMENTS")
    await dana.sees("payments", asking.CARD)
    assert asking.CARD not in str(await dana.reads(asking.CHANNEL))


async def test_the_channel_for_approvals_comes_before_the_one_for_ops(
    sqlite_url, tmp_path
):
    both = 'ops = "C0OPS"\napprovals = "C0PAYMENTS"'
    policy = factories.POLICY.replace('ops = "C0OPS"', both)
    async with factories.scene(sqlite_url, tmp_path / "home", policy=policy) as made:
        await asking.ask(made)
        await made.person("dana").sees("payments", asking.CARD)


async def test_without_a_channel_whoever_may_decide_is_asked_directly(nowhere):
    dana, ana, sam = (nowhere.person(name) for name in ("dana", "ana", "sam"))
    await asking.ask(nowhere)
    for who in (dana, ana):
        assert asking.CARD in await who.told_directly()
    assert asking.CARD not in await sam.told_directly()

    await dana.presses("Approve", channel=await direct(nowhere, dana))
    await nowhere.settled()
    for who in (dana, ana):
        assert "Approved by @dana" in await who.told_directly()
        assert asking.CARD not in await who.told_directly()
    assert await nowhere.slack.violations() == []


async def test_without_a_channel_and_a_holder_whoever_asks_sees_what_is_lacking(
    nowhere,
):
    sam, kenji = nowhere.person("sam"), nowhere.person("kenji")
    await asking.ask(nowhere, role="ciso")
    assert "Nobody can decide this yet" in await sam.told_directly()
    await asking.assigned(nowhere, ciso=(kenji.id,))
    assert "@kenji may decide" in await kenji.told_directly()
    assert "@kenji may decide" in await sam.told_directly()


async def test_what_the_clock_asks_of_nobody_anywhere_is_lost_to_nobody(nowhere):
    """Nothing is sent to somebody who is no person; it is shown once somebody may."""
    kenji = nowhere.person("kenji")
    await asking.ask(nowhere, actor="clock", role="ciso")
    posts = await nowhere.slack.calls("chat.postMessage")
    assert "clock" not in {call["args"]["channel"] for call in posts}
    assert await nowhere.slack.violations() == []
    await asking.assigned(nowhere, ciso=(kenji.id,))
    assert asking.CARD in await kenji.told_directly()


async def asked_directly(scene, *people):
    """Tell who has a card of their own."""
    return [who.name for who in people if asking.CARD in await who.told_directly()]


NEEDED = [
    # the hour of a Monday in UTC, in how many hours it is needed, and the hour from
    # which on two people in London have a card of their own; None: never
    (10, 6, 10),
    (10, 23, 10),
    (10, 25, None),  # there is time
    (3, 20, 9),  # as their day begins
    (3, 4, 3),  # there is no such time before it is needed
]


@pytest.mark.usefixtures("leads")
@pytest.mark.parametrize(("asked", "needed", "told"), NEEDED)
async def test_what_is_needed_within_a_day_is_asked_for_directly(
    scene, asked, needed, told
):
    people = scene.person("dana"), scene.person("ana")
    await calling.monday(scene, hour=asked)
    start = calling.now(scene).replace(minute=0, second=0, microsecond=0)
    deadline = start + timedelta(hours=needed)
    id_ = await asking.ask(scene, deadline=deadline)
    assert (await asking.kept(scene, id_)).expires_at == deadline
    everybody = [who.name for who in people]
    assert await asked_directly(scene, *people) == everybody * (told == asked)
    if told != asked:
        await calling.until(scene, start + timedelta(hours=(told or 18) - asked))
        assert await asked_directly(scene, *people) == everybody * bool(told)


async def test_what_was_decided_before_their_day_is_not_asked_then(scene, leads, dana):
    await calling.monday(scene, hour=3)
    deadline = calling.now(scene) + timedelta(hours=20)
    await asking.ask(scene, deadline=deadline)
    await dana.presses("Approve", channel=asking.CHANNEL)
    await scene.settled()
    await calling.until(scene, calling.now(scene) + timedelta(hours=7))
    assert await asked_directly(scene, dana, scene.person("ana")) == []


async def test_what_is_asked_for_late_expires_as_the_policy_says(scene, leads):
    ahead = calling.now(scene) + timedelta(days=90)
    id_ = await asking.ask(scene, deadline=ahead)
    assert (await asking.kept(scene, id_)).expires_at < ahead


async def test_what_is_private_is_shown_only_to_those_who_may_decide(
    scene, leads, kenji
):
    dana, ana, sam = (scene.person(name) for name in ("dana", "ana", "sam"))
    id_ = await asking.ask(scene, private=True)
    assert asking.CARD not in str(await dana.reads(asking.CHANNEL))
    assert asking.TITLE in await dana.told_directly()

    await kenji.types("#general", "/ops approvals")
    assert asking.TITLE not in kenji.told
    await ana.types("#general", "/ops approvals")
    assert asking.TITLE in ana.told
    await sam.types("#general", "/ops approvals")
    assert asking.TITLE in sam.told
    with pytest.raises(approvals.NoSuchApproval):
        async with asking.work(scene, kenji.id) as begun:
            await approvals.clicked(begun, id_)


async def test_what_is_private_is_shown_to_the_people_of_its_room(scene, leads, kenji):
    app = scene.slack.app["user_id"]
    where = {"user": "U0DANA", "channel": "C0SECURITY"}
    await scene.slack.post("invite", users=[app], **where)
    await asking.ask(scene, private=True, room="C0SECURITY")
    shown = await kenji.sees("security", asking.CARD)
    await kenji.presses("Show what is approved", channel="security", message=shown)
    view = await kenji.modal("What is approved")
    assert "The deploy of 14:05" in str(view["blocks"])


async def direct(scene, who):
    """Give the direct channel between the app and somebody."""
    channels = (await who.state())["channels"]
    app = scene.slack.app["user_id"]
    return next(one["id"] for one in channels if one["user"] == app)
