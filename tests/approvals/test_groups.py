"""User groups that sign off: their people decide, as Slack last said who they are."""

import pytest

from bot import approvals
from bot.approvals import State
from bot.core.errors import Invalid
from tests.approvals import asking

LEADS = "S0LEADS"


@pytest.fixture
async def admin(scene, dana):
    await scene.slack.post("person", id=dana.id, is_admin=True)
    await scene.settled()
    return dana


def group(*people, id_=LEADS, handle="tech-leads", **more):
    """Describe a user group as usergroups.list does."""
    said = {"id": id_, "handle": handle, "name": "Tech leads", "date_delete": 0}
    return {**said, "users": list(people), **more}


def put(scene, *groups):
    """Have Slack know these user groups, and no other."""
    scene.playground.parts.world.usergroups[:] = groups


async def renewed(scene):
    """Have Slack asked anew."""
    await scene.bot.groups.renew(scene.bot.installations.every()[0].id)
    await scene.settled()


@pytest.fixture
async def leads(scene):
    """Have the group of sam and kenji be tech lead."""
    put(scene, group("U0SAM", "U0KENJI"))
    await renewed(scene)
    await named(scene, tech_lead=[LEADS])


async def named(scene, **groups):
    async with asking.work(scene, "clock") as begun:
        seen = (await approvals.board(begun))["seen"]
        given = dict.fromkeys(groups, ())
        await approvals.assign(begun, given, seen=seen, groups=groups)
    await scene.settled()


async def test_an_admin_names_a_group(scene, admin, kenji):
    put(scene, group("U0SAM", "U0KENJI"))
    await admin.types("#general", "/ops approvers")
    await scene.settled()
    await admin.presses("Change…", channel="general")
    form = await admin.modal("Tech lead: user groups")
    assert "@tech-leads" in str(form["blocks"])
    await admin.submits(**{"tech_lead:groups": [LEADS], "tech_lead": [admin.id]})
    await admin.no_modal()
    await scene.settled()

    await admin.types("#general", "/ops approvers")
    assert "Tech lead: @dana, @tech-leads" in admin.told
    id_ = await asking.ask(scene, actor="U0ANA")
    async with asking.work(scene) as begun:
        found = await begun.session.get(approvals.Approval, (id_,))
        may = await approvals.deciders(begun, found)
    assert may == [admin.id, "U0KENJI", "U0SAM"]
    fact = (await asking.recorded(scene, "approvals.assigned"))[-1]
    assert fact.data["groups"] == {LEADS: "tech-leads"}
    assert await scene.slack.violations() == []


async def test_somebody_of_the_group_decides(scene, leads, kenji, dana):
    id_ = await asking.ask(scene, actor="U0ANA")
    await kenji.presses("Approve", channel=asking.CHANNEL)
    await scene.settled()
    assert (await asking.kept(scene, id_)).state is State.APPROVED
    await dana.sees(asking.CHANNEL, "Approved by @kenji")


async def test_the_group_does_not_let_somebody_approve_what_they_asked_for(
    scene, leads, kenji
):
    id_ = await asking.ask(scene, actor=kenji.id)
    await kenji.presses("Approve", channel=asking.CHANNEL)
    await scene.settled()
    assert "You asked for this yourself" in (await kenji.reads(asking.CHANNEL))[-1].text
    assert (await asking.kept(scene, id_)).open


async def test_what_waits_is_told_to_those_of_the_group(scene, leads, kenji, dana):
    await asking.ask(scene, actor="U0ANA")
    await kenji.types("#general", "/ops approvals")
    assert "Waiting for you" in kenji.told
    await dana.types("#general", "/ops approvals")
    assert "Nothing waits for you" in dana.told


async def test_who_left_the_group_decides_no_more_and_the_card_follows(
    scene, leads, kenji, dana
):
    id_ = await asking.ask(scene, actor="U0ANA")
    before = await dana.sees(asking.CHANNEL, "@kenji, @sam may decide.")
    put(scene, group("U0SAM"))
    await renewed(scene)
    await dana.sees(asking.CHANNEL, "@sam may decide.")
    await kenji.presses("Approve", channel=asking.CHANNEL, message=before, stale=True)
    await scene.settled()
    assert (await asking.kept(scene, id_)).open


@pytest.mark.parametrize("left", [(), (group("U0SAM", date_delete=1_790_000_000),)])
async def test_a_group_that_is_gone_lets_nobody_decide(scene, leads, dana, left):
    await asking.ask(scene, actor="U0ANA")
    put(scene, *left)
    await renewed(scene)
    await dana.sees(asking.CHANNEL, "Nobody can decide this yet")
    await dana.types("#general", "/ops approvers")
    assert "Tech lead: a user group that is gone" in dana.told


async def test_slack_is_asked_again_only_while_a_group_has_a_role(scene, leads):
    here = scene.bot.installations.every()[0].id
    before = len(await scene.slack.calls("usergroups.list"))
    await scene.bot.groups.renew_used(here)
    assert len(await scene.slack.calls("usergroups.list")) == before + 1
    await named(scene, tech_lead=[])
    await scene.bot.groups.renew_used(here)
    assert len(await scene.slack.calls("usergroups.list")) == before + 1


async def test_the_same_groups_again_change_nothing(scene, leads):
    await asking.ask(scene, actor="U0ANA")
    edits = len(await scene.slack.calls("chat.update"))
    await renewed(scene)
    assert len(await scene.slack.calls("chat.update")) == edits


@pytest.mark.parametrize("error", ["missing_scope", "plan_upgrade_required"])
async def test_a_slack_that_tells_nothing_of_groups_keeps_what_is_known(
    scene, leads, kenji, error
):
    await scene.slack.fault("usergroups.list", f"error:{error}")
    put(scene)
    await renewed(scene)
    id_ = await asking.ask(scene, actor="U0ANA")
    await kenji.presses("Approve", channel=asking.CHANNEL)
    await scene.settled()
    assert (await asking.kept(scene, id_)).state is State.APPROVED


async def test_a_guest_of_the_group_decides_nothing(scene, leads, kenji):
    id_ = await asking.ask(scene, actor="U0ANA")
    await scene.slack.post("person", id=kenji.id, is_guest=True)
    await scene.settled()
    async with asking.work(scene) as begun:
        found = await begun.session.get(approvals.Approval, (id_,))
        assert await approvals.deciders(begun, found) == ["U0SAM"]
        assert not await approvals.may_decide(begun, found, kenji.id)
        assert await approvals.waiting(begun, kenji.id) == []


async def test_a_group_that_there_is_not_can_not_be_named(scene):
    with pytest.raises(Invalid, match="Slack has no such user group any more"):
        await named(scene, legal=["S0NOBODY"])


async def test_a_change_of_people_leaves_the_groups(scene, leads):
    await asking.assigned(scene, tech_lead=("U0ANA",))
    async with asking.work(scene) as begun:
        board = await approvals.board(begun)
    tech = next(one for one in board["offices"] if one.key == "tech_lead")
    assert set(tech.holders) == {LEADS, "U0ANA"}


async def test_a_group_of_another_workspace_has_no_say_here(scene, leads, kenji):
    elsewhere = await scene.neighbour()
    async with asking.work(scene, "clock", elsewhere) as begun:
        assert await approvals.waiting(begun, kenji.id) == []
        assert not await approvals.uses_groups(begun)
        assert (await approvals.board(begun))["groups"] == {}
