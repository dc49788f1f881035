"""Who signs off: chosen by admins, shown to everybody, changed with a trace."""

import pytest

from bot import approvals
from bot.approvals import rules
from bot.core.roles import AdminsOnly
from tests.approvals import asking


@pytest.fixture
async def admin(scene, dana):
    await scene.slack.post("person", id=dana.id, is_admin=True)
    await scene.settled()
    return dana


async def test_an_admin_names_who_signs_off(scene, admin, sam, kenji):
    await admin.types("#general", "/ops approvers")
    assert "Tech lead: nobody yet" in admin.told
    await admin.presses("Change…", channel="general")
    form = await admin.modal("Who signs off")
    names = [block["block_id"] for block in form["blocks"] if "element" in block]
    assert names == [
        *("sre_lead", "devops_lead", "tech_lead", "security_lead"),
        *("compliance_officer", "product_owner", "support_lead", "legal"),
        *("ciso", "executive_sponsor"),
    ]
    await admin.submits(tech_lead=[sam.id, kenji.id], legal=[sam.id])
    await admin.no_modal()
    await scene.settled()

    await admin.types("#general", "/ops approvers")
    assert "Tech lead: @sam, @kenji" in admin.told
    assert "Legal: @sam" in admin.told
    told = await kenji.told_directly()
    assert "@dana changed who signs off as Tech lead: @sam, @kenji" in told
    facts = await asking.recorded(scene, "approvals.assigned")
    assert {(f.data["role"], tuple(f.data["holders"])) for f in facts} == {
        ("tech_lead", (sam.id, kenji.id)),
        ("legal", (sam.id,)),
    }
    assert await scene.slack.violations() == []


async def test_it_is_chosen_from_the_setup_too(scene, admin, sam):
    await admin.types("#general", "/ops setup")
    await admin.modal("Announcements")
    await admin.presses("Who signs off…")
    await admin.modal("Executive sponsor")
    await admin.submits(executive_sponsor=[sam.id])
    await scene.settled()
    view = await admin.modal("Announcements")
    assert view["title"] == "Set up Longwatch"
    await admin.submits(announcements="C0INCIDENTS", approvals="C0PAYMENTS")
    await scene.settled()
    await asking.ask(scene, actor="U0KENJI", role="executive_sponsor")
    await sam.sees("payments", asking.CARD)


async def test_a_change_leaves_a_trace_of_before_and_after(scene, admin, sam, kenji):
    await asking.assigned(scene, tech_lead=(sam.id, kenji.id), legal=(sam.id,))
    await admin.types("#general", "/ops approvers")
    await admin.presses("Change…", channel="general")
    await admin.modal("Who signs off")
    await admin.submits(tech_lead=[kenji.id, admin.id])
    await scene.settled()

    last = (await asking.recorded(scene, "approvals.assigned"))[-1]
    assert last.actor == admin.id
    assert last.data["before"] == [sam.id, kenji.id]
    assert last.data["holders"] == [kenji.id, admin.id]
    await admin.types("#general", "/ops approvers")
    assert "Legal: @sam" in admin.told, "What was not touched stays."


async def test_nobody_else_changes_it(scene, dana, sam, admin):
    await sam.types("#general", "/ops approvers")
    assert "An admin of Longwatch changes this." in sam.told
    assert "Change…" not in sam.said.buttons
    with pytest.raises(AdminsOnly, match="Only an admin of Longwatch"):
        async with asking.work(scene, sam.id) as begun:
            await approvals.assign(begun, {"legal": [sam.id]}, seen="")


async def test_a_form_that_is_behind_saves_nothing(scene, admin, sam, kenji):
    await admin.types("#general", "/ops approvers")
    await admin.presses("Change…", channel="general")
    await admin.modal("Who signs off")
    await asking.assigned(scene, legal=(kenji.id,))
    await admin.submits(tech_lead=[sam.id])
    view = await admin.modal("can't be done")
    assert "Somebody else changed who signs off meanwhile" in str(view["blocks"])
    assert len(await asking.recorded(scene, "approvals.assigned")) == 1


async def test_a_guest_can_not_be_named(scene, admin):
    await admin.types("#general", "/ops approvers")
    await admin.presses("Change…", channel="general")
    await admin.modal("Who signs off")
    done = await admin.submits(tech_lead=["U0GUS"])
    assert "can't sign off: guests, apps and whoever has left can't." in str(done)
    assert not await asking.recorded(scene, "approvals.assigned")


async def test_the_same_choice_again_is_no_change(scene):
    await asking.assigned(scene, legal=("U0SAM",))
    await asking.assigned(scene, legal=("U0SAM", "U0SAM"))
    assert len(await asking.recorded(scene, "approvals.assigned")) == 1


async def test_a_role_that_there_is_not_is_refused(scene):
    with pytest.raises(rules.NoSuchOffice):
        await asking.assigned(scene, king=("U0SAM",))


async def test_who_is_named_when_nobody_was_can_decide_at_once(scene, dana, kenji):
    await asking.ask(scene, role="legal")
    await dana.sees(asking.CHANNEL, "Nobody can decide this yet")
    await asking.assigned(scene, legal=(kenji.id,))
    await dana.sees(asking.CHANNEL, "@kenji may decide.")
