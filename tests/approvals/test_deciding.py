"""Deciding: by those who hold the role, once, about exactly what was shown."""

import asyncio

import pytest

from bot import approvals
from bot.approvals import State
from tests.approvals import asking

pytestmark = pytest.mark.usefixtures("leads")


async def test_an_approval_is_asked_for_in_the_channel(scene, dana):
    await asking.ask(scene)

    shown = await dana.sees(asking.CHANNEL, asking.CARD)
    assert "@sam asks the Tech lead, until" in shown.text
    assert asking.TITLE in shown.text
    assert "@dana, @ana may decide." in shown.text
    assert approvals.digest(asking.CONTENT)[:12] in shown.text
    assert shown.buttons == [
        *("Approve", "Reject…", "Ask for changes…", "Show what is approved"),
        "Take it back",
    ]
    assert await scene.slack.violations() == []


async def test_an_approval_is_given_by_a_button_and_the_card_follows(scene, dana, sam):
    id_ = await asking.ask(scene)
    await dana.presses("Approve", channel=asking.CHANNEL)
    await scene.settled()

    shown = await dana.sees(asking.CHANNEL, "Approved by @dana")
    assert shown.buttons == ["Show what was asked for"]
    assert (await asking.kept(scene, id_)).state is State.APPROVED
    assert (await asking.kept(scene, id_)).decided_by == dana.id
    assert "@dana approved it, as Tech lead." in await sam.told_directly()
    names = [one.name for one in await asking.recorded(scene)]
    assert names == ["approvals.assigned", "approvals.asked", "approvals.approved"]
    assert await scene.slack.violations() == []


async def test_it_is_rejected_with_a_reason(scene, dana, sam):
    id_ = await asking.ask(scene)
    await dana.presses("Reject…", channel=asking.CHANNEL)
    form = await dana.modal("Reject")
    assert asking.TITLE in str(form["blocks"])
    await dana.submits(reason="The second cause is *missing* <!channel>")
    await dana.no_modal()
    await scene.settled()

    shown = await dana.sees(asking.CHANNEL, "Rejected by @dana")
    assert "The second cause is *missing* <!channel>" in shown.text
    assert "@dana rejected it, as Tech lead." in await sam.told_directly()
    assert "The second cause is *missing*" in await sam.told_directly()
    assert (await asking.kept(scene, id_)).state is State.REJECTED
    assert await scene.slack.violations() == []


async def test_changes_are_asked_for(scene, ana, sam):
    id_ = await asking.ask(scene)
    await ana.presses("Ask for changes…", channel=asking.CHANNEL)
    await ana.modal("Ask for changes")
    await ana.submits(reason="Name the alert that should have fired.")
    await scene.settled()

    shown = await ana.sees(asking.CHANNEL, "Sent back for changes by @ana")
    assert "Name the alert that should have fired." in shown.text
    assert "@ana asks for changes first, as Tech lead." in await sam.told_directly()
    assert (await asking.kept(scene, id_)).state is State.CHANGES_REQUESTED


async def test_a_reason_that_says_nothing_is_refused_in_the_form(scene, dana):
    id_ = await asking.ask(scene)
    await dana.presses("Reject…", channel=asking.CHANNEL)
    await dana.modal("Reject")
    done = await dana.submits(reason="no        .")
    assert "Say why, in 10 characters or more." in str(done)
    assert (await dana.modal("Reject"))["title"] == "Reject"
    assert (await asking.kept(scene, id_)).state is State.ASKED


async def test_nobody_approves_what_they_asked_for(scene, dana):
    id_ = await asking.ask(scene, actor=dana.id)
    shown = await dana.sees(asking.CHANNEL, asking.CARD)
    assert "@ana may decide." in shown.text
    for label in ("Approve", "Reject…", "Ask for changes…"):
        await dana.presses(label, channel=asking.CHANNEL, message=shown)
        await scene.settled()
        assert "You asked for this yourself: somebody else who is Tech lead" in str(
            (await dana.reads(asking.CHANNEL))[-1].text
        )
    assert (await asking.kept(scene, id_)).open


async def test_who_does_not_hold_the_role_is_told_who_does(scene, dana, ana, kenji):
    for each in (dana, ana):
        await each.types("#general", "/ops approvers")  # so that they are known
    id_ = await asking.ask(scene)
    shown = await kenji.sees(asking.CHANNEL, asking.CARD)
    await kenji.presses("Approve", channel=asking.CHANNEL, message=shown)
    await scene.settled()

    told = (await kenji.reads(asking.CHANNEL))[-1]
    assert told.ephemeral
    assert "Only dana, ana can decide that: it takes the Tech lead." in told.text
    await kenji.presses("Reject…", channel=asking.CHANNEL, message=shown)
    await scene.settled()
    assert not (await kenji.state())["views"]
    assert (await asking.kept(scene, id_)).open


async def test_a_role_that_nobody_holds_lets_nobody_approve(scene, dana, kenji):
    id_ = await asking.ask(scene, role="ciso")
    shown = await dana.sees(asking.CHANNEL, "Nobody can decide this yet")
    assert "nobody else is CISO here" in shown.text
    assert "/ops setup" in shown.text
    await dana.presses("Approve", channel=asking.CHANNEL, message=shown)
    await scene.settled()
    told = (await dana.reads(asking.CHANNEL))[-1].text
    assert "Nobody is CISO yet, so nobody can decide that." in told
    assert (await asking.kept(scene, id_)).open

    await dana.presses("Who signs off", channel=asking.CHANNEL, message=shown)
    await scene.settled()
    assert "CISO: nobody yet" in (await dana.reads(asking.CHANNEL))[-1].text

    await asking.assigned(scene, ciso=(kenji.id,))
    shown = await dana.sees(asking.CHANNEL, asking.CARD)
    assert "@kenji may decide." in shown.text
    assert "Nobody can decide" not in shown.text
    await kenji.presses("Approve", channel=asking.CHANNEL)
    await scene.settled()
    await dana.sees(asking.CHANNEL, "Approved by @kenji")


async def test_whoever_has_the_role_no_more_approves_nothing(scene, dana):
    id_ = await asking.ask(scene)
    shown = await dana.sees(asking.CHANNEL, asking.CARD)
    await asking.assigned(scene, tech_lead=("U0ANA",))
    await dana.presses("Approve", channel=asking.CHANNEL, message=shown, stale=True)
    await scene.settled()
    assert (await asking.kept(scene, id_)).open
    assert "can decide that" in (await dana.reads(asking.CHANNEL))[-1].text


async def test_a_guest_who_was_named_approves_nothing(scene, dana, ana):
    id_ = await asking.ask(scene)
    shown = await dana.sees(asking.CHANNEL, asking.CARD)
    await scene.slack.post("person", id=dana.id, is_guest=True)
    await scene.settled()
    await dana.presses("Approve", channel=asking.CHANNEL, message=shown)
    await scene.settled()
    assert (await asking.kept(scene, id_)).open


async def test_a_stale_button_is_answered_with_the_present_card(scene, dana, ana):
    await asking.ask(scene)
    before = await ana.sees(asking.CHANNEL, asking.CARD)
    await dana.types("#general", "/ops approvals")
    await dana.presses("Approve", channel=asking.CHANNEL)
    await scene.settled()
    await ana.presses("Approve", channel=asking.CHANNEL, message=before, stale=True)
    await scene.settled()

    told = (await ana.reads(asking.CHANNEL))[-1]
    assert "dana has approved it already, just now: nothing was changed." in told.text
    assert "Approved by @dana" in told.text
    assert told.buttons == ["Show what was asked for"]


async def test_the_form_of_one_that_is_settled_by_now_says_so(scene, dana, ana):
    await asking.ask(scene)
    await ana.presses("Reject…", channel=asking.CHANNEL)
    await ana.modal("Reject")
    await dana.presses("Approve", channel=asking.CHANNEL)
    await scene.settled()
    await ana.submits(reason="I am not convinced by this.")
    view = await ana.modal("can't be done")
    assert "has approved it already" in str(view["blocks"])


async def test_two_who_press_at_once_decide_once(scene, dana, ana):
    await dana.types("#general", "/ops approvers")
    await ana.types("#general", "/ops approvers")
    id_ = await asking.ask(scene)
    shown = await dana.sees(asking.CHANNEL, asking.CARD)
    await asyncio.gather(
        *(
            who.presses("Approve", channel=asking.CHANNEL, message=shown, stale=True)
            for who in (dana, ana)
        )
    )
    await scene.settled()

    names = [one.name for one in await asking.recorded(scene)]
    assert names.count("approvals.approved") == 1
    first = (await asking.kept(scene, id_)).decided_by
    by, other = ("dana", ana) if first == dana.id else ("ana", dana)
    told = [one.text for one in await other.reads(asking.CHANNEL) if one.ephemeral]
    assert f"{by} has approved it already" in told[-1]


async def test_the_same_request_twice_decides_once(scene, dana):
    await asking.ask(scene)
    await dana.presses("Reject…", channel=asking.CHANNEL)
    await dana.modal("Reject")
    await dana.submits(repeat=2, reason="Not in this form, sorry.")
    await scene.settled()
    names = [one.name for one in await asking.recorded(scene)]
    assert names.count("approvals.rejected") == 1


async def test_whoever_asked_takes_it_back(scene, dana, sam):
    await scene.slack.post("join", user=sam.id, channel=asking.CHANNEL)
    id_ = await asking.ask(scene)
    await dana.presses("Take it back", channel=asking.CHANNEL)
    await scene.settled()
    told = (await dana.reads(asking.CHANNEL))[-1].text
    assert "Only whoever asked for it" in told
    assert (await asking.kept(scene, id_)).open

    await sam.presses("Take it back", channel=asking.CHANNEL)
    await scene.settled()
    await dana.sees(asking.CHANNEL, "Taken back by @sam")
    assert (await asking.kept(scene, id_)).state is State.WITHDRAWN


async def test_the_card_of_another_workspace_is_unknown(scene, dana):
    elsewhere = await scene.neighbour()
    async with asking.work(scene, "U0OTHER", elsewhere) as begun:
        other = (await approvals.ask(begun, asking.question())).id
    await asking.ask(scene)
    for verb in (approvals.approve, approvals.withdraw):
        with pytest.raises(approvals.NoSuchApproval):
            async with asking.work(scene, dana.id) as begun:
                await verb(begun, await approvals.clicked(begun, other, lock=True))
    assert [one.asked_by for one in await waiting(scene, dana)] == ["U0SAM"]


async def waiting(scene, who):
    async with asking.work(scene, who.id) as begun:
        return await approvals.waiting(begun, who.id)


async def test_text_made_of_markup_stays_text(scene, dana, sam):
    hostile = "*bold* <!channel> <@U0ANA> `code` & <https://evil.example|x>"
    await asking.ask(scene, title=hostile, content=f"{hostile}\n> _quote_ ~x~")
    shown = await dana.sees(asking.CHANNEL, asking.CARD)
    assert "*bold*" in shown.text
    await dana.presses("Show what is approved", channel=asking.CHANNEL)
    view = await dana.modal("What is approved")
    assert "<https://evil.example|x>" in str(view["blocks"])
    await dana.closes()
    await dana.presses("Approve", channel=asking.CHANNEL)
    await scene.settled()
    assert await scene.slack.violations() == []


async def test_it_is_decided_first_and_repainted_after(scene, dana):
    """Slack is down for the card: the decision stands, and the card follows."""
    id_ = await asking.ask(scene)
    await scene.slack.fault("chat.update", "status_500", times=2)
    await dana.presses("Approve", channel=asking.CHANNEL)
    assert (await asking.kept(scene, id_)).state is State.APPROVED
    await dana.sees(asking.CHANNEL, "Approved by @dana")


async def test_a_display_name_is_no_identity(scene, dana, kenji):
    """Whoever calls themselves as a holder is called is still nobody but themselves."""
    id_ = await asking.ask(scene)
    await scene.slack.post("person", id=kenji.id, display_name="dana", name="dana")
    await scene.settled()
    await kenji.presses("Approve", channel=asking.CHANNEL)
    await scene.settled()
    assert (await asking.kept(scene, id_)).open
    await dana.presses("Approve", channel=asking.CHANNEL)
    await scene.settled()
    assert (await asking.kept(scene, id_)).decided_by == dana.id


async def test_an_approval_that_says_selected_has_happened(scene, dana):
    """What whoever pressed is told comes from the record of the decision."""
    id_ = await asking.ask(scene)
    await dana.presses("Approve", channel=asking.CHANNEL)
    await scene.settled()
    told = [one for one in await dana.reads(asking.CHANNEL) if one.ephemeral]
    assert "@dana approved it, as Tech lead." in told[-1].text
    (record,) = await asking.recorded(scene, "approvals.approved")
    assert record.about == id_
    assert record.data["digest"] == approvals.digest(asking.CONTENT)
    assert record.data["subject"] == asking.SUBJECT
    assert record.data["kind"] == "postmortems.publish"
    assert record.actor == dana.id
