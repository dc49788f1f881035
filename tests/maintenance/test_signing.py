"""Who signs off: each role the exact text, again where anything of it changes."""

import pytest
from sqlmodel import select

from bot import approvals, maintenance
from bot.maintenance.rules import Kind, State
from tests.maintenance import keeping
from tests.maintenance.keeping import HOUR


async def asked(scene, one):
    """Give the roles that are asked about a request, with where each stands."""
    async with keeping.look(scene) as work:
        query = select(approvals.Approval).where(approvals.Approval.subject == one.id)
        found = (await work.session.exec(query)).all()
    return sorted((row.role, row.state.value) for row in found)


async def decided(scene, one, role, act, *why, actor):
    async with keeping.look(scene) as work:
        query = select(approvals.Approval).where(
            approvals.Approval.subject == one.id, approvals.Approval.role == role
        )
        found = [row for row in (await work.session.exec(query)).all() if row.open]
    async with keeping.work(scene, actor) as work:
        locked = await approvals.clicked(work, found[0].id, lock=True)
        await act(work, locked, *why)
    await scene.settled()
    return await keeping.store_of(scene, one.id)


async def test_tech_lead_and_product_owner_are_asked_for_a_change(scene, dana, signers):
    one = await keeping.made(scene)
    assert await asked(scene, one) == [
        ("product_owner", "asked"),
        ("tech_lead", "asked"),
    ]


async def test_the_security_lead_is_asked_for_a_patch_too(scene, dana, signers):
    one = await keeping.made(scene, kind=Kind.SECURITY)
    assert ("security_lead", "asked") in await asked(scene, one)
    await keeping.approve(scene, one)
    assert (await keeping.kept(scene)).state is State.SCHEDULED


async def test_it_waits_until_all_have_signed(scene, dana, signers):
    one = await keeping.made(scene)
    await keeping.approve(scene, one, kenji=False)
    kept = await keeping.kept(scene)
    assert (kept.state, kept.signed) == (
        State.REQUESTED,
        {"maintenance_change": "U0ANA"},
    )


async def test_nobody_signs_off_what_they_asked_for(scene, ana, signers):
    one = await keeping.made(scene, actor="U0ANA")
    with pytest.raises(Exception, match="somebody else who is Tech lead"):
        await decided(scene, one, "tech_lead", approvals.approve, actor="U0ANA")


async def test_the_exact_text_is_shown(scene, dana, signers):
    one = await keeping.made(scene, impact="Orders wait for a minute")
    async with keeping.look(scene) as work:
        found = await approvals.of(work, one.id, "maintenance_window")
    for said in (one.title, one.plan, one.staging, one.impact, "MNT-1", "(2 h)"):
        assert said in found.content
    assert "Anything beyond this is a new request" in found.content


async def test_whatever_is_changed_is_approved_anew(scene, dana, scheduled):
    draft = keeping.draft(scene, hours=50)
    one = await keeping.act(scene, maintenance.edit, scheduled, draft)
    assert (one.state, one.signed) == (State.REQUESTED, {})
    assert await asked(scene, one) == [
        *[("product_owner", "approved"), ("product_owner", "asked")],
        *[("tech_lead", "approved"), ("tech_lead", "asked")],
    ]
    assert "is approved anew" not in await dana.told_directly()
    await keeping.approve(scene, one)
    assert (await keeping.kept(scene)).begins_at == draft.window.begins


async def test_an_approval_of_other_words_counts_for_nothing(scene, dana, signers):
    one = await keeping.made(scene)
    said = {"subject": one.id, "kind": "maintenance_change", "digest": "of other words"}
    async with keeping.work(scene, "clock") as work:
        await maintenance.sign(work, **said)
    assert (await keeping.kept(scene)).signed == {}


async def test_nothing_changed_voids_nothing(scene, dana, scheduled):
    window = maintenance.Window(
        begins=scheduled.begins_at, ends=scheduled.ends_at, zone=scheduled.zone
    )
    names = ("title", "reason", "kind", "plan", "staging", "surface")
    same = {name: getattr(scheduled, name) for name in names}
    draft = keeping.draft(scene, **same, window=window)
    one = await keeping.act(scene, maintenance.edit, scheduled, draft)
    assert one.state is State.SCHEDULED


async def test_a_rejected_one_is_over_and_says_why(scene, dana, signers):
    one = await keeping.made(scene)
    why = "not before the audit is over"
    one = await decided(
        scene, one, "product_owner", approvals.reject, why, actor="U0KENJI"
    )
    assert (one.state, one.why) == (State.REJECTED, why)
    assert await asked(scene, one) == [
        ("product_owner", "rejected"),
        ("tech_lead", "voided"),
    ]
    told = await dana.told_directly()
    assert "MNT-1 was rejected by" in told
    assert why in told


async def test_what_is_sent_back_is_changed_and_asked_for_anew(scene, dana, signers):
    one = await keeping.made(scene)
    act, why = approvals.request_changes, "say what users see of it"
    one = await decided(scene, one, "tech_lead", act, why, actor="U0ANA")
    assert one.state is State.RETURNED
    draft = keeping.draft(scene, impact="Nothing")
    one = await keeping.act(scene, maintenance.edit, one, draft)
    await keeping.approve(scene, one)
    assert (await keeping.kept(scene)).state is State.SCHEDULED


async def test_an_approval_that_expired_is_asked_for_again(scene, dana, signers):
    one = await keeping.made(scene, hours=24 * 20)
    await keeping.until(scene, keeping.now(scene) + HOUR * 24 * 12)
    assert [state for _, state in await asked(scene, one)].count("asked") == 2
    assert [state for _, state in await asked(scene, one)].count("expired") == 2


async def test_what_nobody_approved_in_time_is_asked_about(scene, dana, signers):
    one = await keeping.made(scene)
    await keeping.begun_at(scene, one)
    assert "it is not approved: move it" in await dana.told_directly()
    await keeping.until(scene, one.ends_at + HOUR)
    assert (await keeping.kept(scene)).state is State.EXPIRED
    assert "and it was not approved" in await dana.told_directly()
    assert {state for _, state in await asked(scene, one)} <= {"expired", "voided"}


async def test_a_window_is_asked_about_until_it_begins(scene, dana, signers):
    one = await keeping.made(scene, hours=30)
    async with keeping.look(scene) as work:
        asked_for = [
            await approvals.of(work, one.id, f"maintenance_{what}")
            for what in ("change", "window")
        ]
    assert {found.expires_at for found in asked_for} == {one.begins_at}
    told = keeping.now(scene) + HOUR
    far = await keeping.made(scene, hours=24 * 60, surface="auth")
    async with keeping.look(scene) as work:
        found = await approvals.of(work, far.id, "maintenance_change")
    assert told < found.expires_at < far.begins_at


async def test_once_it_has_begun_it_is_asked_about_until_it_ends(scene, dana, signers):
    one = await keeping.made(scene, hours=30)
    await keeping.begun_at(scene, one)
    async with keeping.look(scene) as work:
        found = await approvals.of(work, one.id, "maintenance_change")
    assert (found.state, found.expires_at) == (approvals.State.ASKED, one.ends_at)
    await keeping.approve(scene, one)
    assert (await keeping.kept(scene)).state is State.SCHEDULED


async def test_more_time_is_asked_for_until_it_would_be_over(scene, dana, scheduled):
    one = await keeping.starts(scene, dana, scheduled)
    until = one.ends_at + HOUR * 3
    why = "the index is larger than in staging"
    await keeping.act(scene, maintenance.extend, one, until, why)
    async with keeping.look(scene) as work:
        found = await approvals.of(work, one.id, "maintenance_extension")
    assert found.expires_at == until


async def why_void(scene, one, kind):
    """Give what is said of an approval that is void."""
    async with keeping.look(scene) as work:
        found = await approvals.of(work, one.id, f"maintenance_{kind}")
    assert found.state is approvals.State.VOIDED
    return found.reason


async def test_a_question_that_is_void_says_why(scene, dana, signers):
    one = await keeping.made(scene, hours=30)
    await keeping.act(scene, maintenance.cancel, one, "the vendor is not ready")
    assert "It was cancelled" in await why_void(scene, one, "window")
    other = await keeping.made(scene, hours=40)
    no, why = approvals.reject, "not before the audit is over"
    await decided(scene, other, "product_owner", no, why, actor="U0KENJI")
    assert "Another who signs it off rejected" in await why_void(scene, other, "change")


async def test_after_a_break_over_its_window_the_question_says_that(
    scene, dana, signers
):
    one = await keeping.made(scene, hours=30)
    async with keeping.work(scene, "clock") as work:
        work.now = one.ends_at + HOUR
        said = {"request": one.id, "due": one.ends_at.isoformat()}
        await maintenance.TIMED["maintenance.end"](work, **said)
    await scene.settled()
    assert "Its window passed" in await why_void(scene, one, "window")
    await dana.sees("ops", "Void: its window passed before it was decided.")


async def test_more_time_says_why_nobody_has_to_decide_it(scene, dana, scheduled):
    one = await keeping.starts(scene, dana, scheduled)
    act, why = maintenance.extend, "the index is larger than in staging"
    await keeping.act(scene, act, one, one.ends_at + HOUR * 3, why)
    await keeping.act(scene, act, one, one.ends_at + HOUR / 4, why)
    assert "as much as nobody has to" in await why_void(scene, one, "extension")
    await keeping.act(scene, act, one, one.ends_at + HOUR * 3, why)
    await keeping.act(scene, maintenance.finish, one, "all indexes are new")
    assert "maintenance ended" in await why_void(scene, one, "extension")
    await dana.sees("ops", "Void: the maintenance ended before it was decided.")


async def test_more_time_that_nobody_decided_on_is_waited_for_no_more(
    scene, dana, scheduled
):
    one = await keeping.starts(scene, dana, scheduled)
    until, why = one.ends_at + HOUR * 3, "the index is larger than in staging"
    await keeping.act(scene, maintenance.extend, one, until, why)
    await keeping.until(scene, until + HOUR / 60)
    one = await keeping.kept(scene)
    assert (one.state, one.wanted_until) == (State.RUNNING, None)
    assert "got no more time" in await dana.told_directly()


async def test_by_buttons_in_slack(scene, dana, ana, kenji, signers):
    await keeping.asks(scene, dana)
    for person in (ana, kenji):
        await person.types("#general", "/ops approvals")
        await person.presses("Approve", channel="#general")
        await scene.settled()
    assert (await keeping.kept(scene)).state is State.SCHEDULED
    assert "MNT-1 is approved" in await dana.told_directly()
