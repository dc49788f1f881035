"""Publishing: approved by somebody else, exactly as it is, then shared; or skipped."""

import pytest

from bot import postmortems
from tests import factories
from tests.approvals import asking
from tests.approvals.test_asking import direct
from tests.postmortems.conftest import CARD, resolved, write, written

ALONE = factories.POLICY + '\n[postmortems]\napprover = ""\n'
LEARNING = ALONE + '\n[channels]\nannouncements = "C0INCIDENTS"\nlearning = "C0GENERAL"'
REASON = "the same as the outage of Tuesday, which covers both"


@pytest.fixture
async def lead(scene):
    """Have ana be tech lead; give her."""
    await asking.assigned(scene, tech_lead=("U0ANA",))
    return scene.person("ana")


@pytest.fixture
async def ready(scene, dana, room):
    """Have everything of PM-1 written; give the room."""
    await finished(scene, dana, room)
    return room


async def finished(scene, who, room):
    await written(scene, who, room)
    await who.types("#general", "/postmortem add PM-1 gate: a canary for flags")
    await scene.settled()


async def alone(sqlite_url, tmp_path, policy=ALONE):
    return factories.scene(sqlite_url, tmp_path / "home", policy=policy)


async def card(scene, who, room):
    await scene.settled()
    return (await who.sees(room, CARD)).text


async def decides(scene, who, label, **values):
    """Press a button of the approval's card where it is asked for."""
    await scene.settled()
    shown = await who.sees("#ops", "Publish PM-1")
    await who.presses(label, channel="#ops", message=shown)
    if values:
        await who.modal()
        await who.submits(**values)
    await scene.settled()


async def test_who_was_asked_directly_sees_what_came_of_it(scene, dana, sam, lead):
    await asking.assigned(scene, tech_lead=("U0ANA", "U0SAM"))
    room = await resolved(scene, dana, "sev2 the books, private")
    await finished(scene, dana, room)
    await dana.types("#general", "/postmortem publish PM-1")
    await scene.settled()
    for who in (lead, sam):
        assert "Publish PM-1" in await who.told_directly()
    await asking.assigned(scene, tech_lead=("U0ANA",))
    assert "the books" not in await sam.told_directly()
    assert "What was asked here is private now." in await sam.told_directly()
    await dana.types("#general", "/ops backlog AI-1 drop there are no flags any more")
    await scene.settled()
    assert "is private now, and is void" in await lead.told_directly()
    assert "the books" not in await lead.told_directly()


async def test_how_far_an_item_is_takes_no_question_back(scene, dana, lead, ready):
    await dana.types("#general", "/ops backlog AI-1")
    await dana.presses("Plan…", channel="#general")
    await dana.modal("AI-1 plan")
    await dana.submits(owner=dana.id, due="2099-12-04")
    await dana.types("#general", "/postmortem publish PM-1")
    assert "PM-1 waits for approval" in dana.told
    await dana.types("#general", "/ops backlog AI-1 implemented")
    assert "AI-1 is implemented" in dana.told
    await dana.types("#general", "/postmortem publish PM-1")
    assert "PM-1 is waiting for approval already" in dana.told


async def test_what_is_published_opens_no_form(scene, dana, lead, ready, sam):
    await sam.types("#general", "/postmortem skip PM-1")
    assert "Only the owner of PM-1 (dana) or an admin" in sam.told
    await dana.types("#general", "/postmortem publish PM-1")
    await decides(scene, lead, "Approve")
    await dana.types("#general", "/postmortem write PM-1 lessons")
    assert "PM-1 is published: it can't be changed any more." in dana.told
    assert not (await dana.state())["views"]


async def test_one_that_is_held_says_what_it_waits_for(scene, dana, ready):
    await dana.types("#general", "/incident reopen INC-1 it came back after all")
    await scene.settled()
    await dana.types("#general", "/postmortem publish PM-1")
    assert "INC-1 is open: resolve it first" in dana.told


async def test_made_private_what_was_asked_is_seen_by_nobody_outside(
    scene, dana, lead, ready, sam
):
    await dana.types("#general", "/postmortem publish PM-1")
    await scene.settled()
    shown = await sam.sees("#ops", "Publish PM-1")
    await dana.types(ready, "/incident private everyone")
    await scene.settled()
    now = next(m for m in await sam.reads("#ops") if m.ts == shown.ts)
    assert "What was asked here is private now" in now.text
    assert "checkout" not in now.text
    assert now.buttons == []
    await dana.types("#general", "/postmortem publish PM-1")
    await scene.settled()
    assert await dana.sees(f"{ready}-private", "Publish PM-1")


async def test_whoever_owns_an_action_item_is_not_left_out(scene, dana, sam, room):
    await dana.types("#general", "/postmortem add PM-1 gate: a canary @sam")
    await scene.settled()
    await dana.types(room, "/incident private without @sam")
    assert "sam is needed for INC-1, and comes along" in dana.told
    await dana.types("#general", "/ops backlog AI-1 drop the flag is gone")
    await dana.types(room, "/incident private without @sam")
    assert "INC-1 is private now" in dana.told


async def test_made_private_what_was_shared_says_nothing_any_more(
    scene, dana, lead, ready, sam
):
    await dana.types("#general", "/postmortem publish PM-1")
    await decides(scene, lead, "Approve")
    shared = await sam.sees("#incidents", "the postmortem of INC-1, is published")
    await dana.types(ready, "/incident private everyone")
    await scene.settled()
    now = next(m for m in await sam.reads("#incidents") if m.ts == shared.ts)
    assert "PM-1 is not shared here any more: its incident is private now" in now.text
    assert now.buttons == []
    told = str([m.text for m in await sam.reads("#incidents")])
    assert "canary" not in told
    assert "checkout" not in told


async def test_what_is_empty_can_not_be_published(scene, dana, room):
    await dana.types("#general", "/postmortem publish PM-1")
    assert "PM-1 can't be published yet. Still empty: summary, root cause" in dana.told
    await dana.types("#general", "/postmortem review PM-1")
    view = await dana.modal("PM-1 review")
    assert "It can't be published yet." in str(view["blocks"])
    assert view["submit"] is None


async def test_one_is_published_once_it_is_approved(scene, dana, lead, ready):
    await dana.types("#general", "/postmortem publish PM-1")
    assert "PM-1 waits for approval" in dana.told
    assert "waits for approval" in await card(scene, dana, ready)
    await dana.types("#general", "/postmortem publish PM-1")
    assert "PM-1 is waiting for approval already" in dana.told
    await decides(scene, lead, "Approve")
    assert "Published" in await card(scene, dana, ready)
    shared = await dana.sees(
        "#incidents", "PM-1, the postmortem of INC-1, is published"
    )
    assert "flags need a canary" in shared.text
    count = len([m for m in await dana.reads("#incidents") if "is published" in m.text])
    assert count == 1


async def test_nobody_approves_what_they_asked_for(scene, dana, ready):
    await asking.assigned(scene, tech_lead=("U0DANA",))
    await dana.types("#general", "/postmortem publish PM-1")
    await decides(scene, dana, "Approve")
    assert "Published" not in await card(scene, dana, ready)


@pytest.mark.parametrize(
    ("label", "told"),
    [
        ("Reject…", "it was rejected by @ana"),
        ("Ask for changes…", "changes are asked for by @ana"),
    ],
)
async def test_what_is_not_approved_comes_back_with_the_words(
    scene, lead, ready, label, told
):
    dana, words = scene.person("dana"), "say what the flag did to orders"
    await dana.types("#general", "/postmortem publish PM-1")
    await scene.settled()
    shown = await lead.sees("#ops", "Publish PM-1")
    await lead.presses(label, channel="#ops", message=shown)
    view = await lead.modal()
    fields = [b["block_id"] for b in view["blocks"] if b["type"] == "input"]
    await lead.submits(**{fields[0]: words})
    await scene.settled()
    text = await card(scene, dana, ready)
    assert words in text
    assert "Business day" in text
    assert told in await dana.told_directly()
    await dana.types("#general", "/postmortem publish PM-1")
    assert "PM-1 waits for approval" in dana.told


async def test_an_edit_takes_the_question_back(scene, dana, lead, ready):
    await dana.types("#general", "/postmortem publish PM-1")
    await scene.settled()
    await write(dana, ready, "lessons", learned="flags need a canary, and an alert")
    assert "waits for approval" not in await card(scene, dana, ready)
    asked = (await lead.sees("#ops", "Publish PM-1")).text
    assert "Approve" not in asked.splitlines()
    await dana.types("#general", "/postmortem publish PM-1")
    await decides(scene, lead, "Approve")
    assert "Published" in await card(scene, dana, ready)
    await dana.types("#general", "/postmortem show PM-1")
    assert "and an alert" in dana.told


async def test_a_new_action_item_takes_the_question_back(scene, dana, lead, ready):
    await dana.types("#general", "/postmortem publish PM-1")
    await dana.types("#general", "/postmortem add PM-1 train: practise a rollback")
    assert "waits for approval" not in await card(scene, dana, ready)


async def test_a_reopened_incident_takes_the_question_back(scene, dana, lead, ready):
    await dana.types("#general", "/postmortem publish PM-1")
    await dana.types("#general", "/incident reopen INC-1 errors are back in a region")
    assert "Waits until its incident" in await card(scene, dana, ready)
    asked = (await lead.sees("#ops", "Publish PM-1")).text
    assert "Approve" not in asked.splitlines()


async def test_an_expired_question_is_no_rejection(scene, dana, lead, ready):
    await dana.types("#general", "/postmortem publish PM-1")
    await scene.settled()
    await scene.forward(days=15)
    assert "nobody decided in time" in await dana.told_directly()
    assert "it was rejected" not in await dana.told_directly()


async def test_only_the_owner_or_an_admin_publishes_and_skips(scene, dana, sam, ready):
    for typed in ("publish PM-1", f"skip PM-1 {REASON}"):
        await sam.types("#general", f"/postmortem {typed}")
        assert "Only the owner of PM-1 (dana) or an admin can do that" in sam.told


async def test_a_team_publishes_without_approval(sqlite_url, tmp_path):
    async with await alone(
        sqlite_url,
        tmp_path,
        LEARNING.replace(
            '[channels]\nannouncements = "C0INCIDENTS"\nops = "C0OPS"\n', "", 1
        ),
    ) as scene:
        dana = scene.person("dana")
        room = await resolved(scene, dana)
        await finished(scene, dana, room)
        await dana.types("#general", "/postmortem review PM-1")
        view = await dana.modal("PM-1 review")
        assert view["submit"] == "Publish"
        assert "flags need a canary" in str(view["blocks"])
        await dana.submits()
        assert "Published" in await card(scene, dana, room)
        await dana.sees("#general", "PM-1, the postmortem of INC-1, is published")
        assert "is published" not in str(await dana.reads("#incidents"))


async def test_a_private_one_is_shared_with_its_room_alone(sqlite_url, tmp_path):
    async with await alone(sqlite_url, tmp_path) as scene:
        dana, sam = scene.person("dana"), scene.person("sam")
        room = await resolved(scene, dana, "sev2 the books, private")
        await finished(scene, dana, room)
        await dana.types("#general", "/postmortem publish PM-1")
        assert "Published" in await card(scene, dana, room)
        assert "PM-1" not in str(await dana.reads("#incidents"))
        await sam.types("#general", "/postmortem search canary")
        assert "Nothing was found" in sam.told
        await dana.types("#general", "/postmortem search canary")
        assert "PM-1" in dana.told


async def test_a_private_question_is_asked_in_its_room_and_of_who_is_not_there(
    scene, dana, sam, lead
):
    room = await resolved(scene, dana, "sev2 the books, private")
    await finished(scene, dana, room)
    await dana.types("#general", "/postmortem publish PM-1")
    await scene.settled()
    assert "PM-1" not in str(await dana.reads("#ops"))
    await dana.sees(room, "Publish PM-1")
    assert "Publish PM-1" in await lead.told_directly()
    assert "Publish PM-1" not in await sam.told_directly()
    assert "Publish PM-1" not in await dana.told_directly()
    await lead.presses("Approve", channel=await direct(scene, lead))
    await scene.settled()
    assert "Published" in await card(scene, dana, room)
    assert "Approved by @ana" in await lead.told_directly()


async def test_one_is_skipped_with_a_reason_and_taken_up_again(scene, dana, room):
    await dana.types("#general", "/postmortem skip PM-1 no need")
    assert "Say why, in 10 characters or more" in dana.told
    await dana.types("#general", f"/postmortem skip PM-1 {REASON}")
    assert "PM-1 is skipped" in dana.told
    text = await card(scene, dana, room)
    assert "Skipped" in text
    assert REASON in text
    await dana.types("#general", "/postmortem draft INC-1")
    assert "PM-1, the postmortem of INC-1, goes on" in dana.told
    assert "Business day 0 of" in await card(scene, dana, room)
    await dana.types("#general", f"/postmortem skip PM-1 {REASON}")
    await scene.forward(days=14)
    assert "it is overdue" not in await dana.told_directly()


async def test_one_is_skipped_by_its_button(scene, dana, room):
    await dana.presses("Skip…", channel=room)
    await dana.modal("Skip PM-1")
    await dana.submits(reason=REASON)
    assert "Skipped" in await card(scene, dana, room)


async def test_what_is_published_can_not_be_changed(sqlite_url, tmp_path):
    async with await alone(sqlite_url, tmp_path) as scene:
        dana = scene.person("dana")
        room = await resolved(scene, dana)
        await finished(scene, dana, room)
        await dana.types("#general", "/postmortem write PM-1 lessons")
        await dana.modal("PM-1 lessons")
        await dana.types("#general", "/postmortem publish PM-1")
        await dana.submits(learned="something else")
        await dana.modal("PM-1 is published: it can't be changed any more.")
        await scene.forward(days=20)
        assert "it is overdue" not in await dana.told_directly()


async def test_what_was_learned_is_written_anew_once_it_came_back(sqlite_url, tmp_path):
    async with await alone(sqlite_url, tmp_path) as scene:
        dana = scene.person("dana")
        room = await resolved(scene, dana)
        await finished(scene, dana, room)
        await dana.types("#general", "/postmortem publish PM-1")
        await dana.types("#general", "/incident reopen INC-1 errors came back today")
        assert "Published" in await card(scene, dana, room)
        await dana.types("#general", "/incident resolve INC-1 fix: drained a region")
        assert "Business day 0 of" in await card(scene, dana, room)


async def test_the_timeline_stays_as_it_was_published(sqlite_url, tmp_path):
    async with await alone(sqlite_url, tmp_path) as scene:
        dana = scene.person("dana")
        room = await resolved(scene, dana)
        await finished(scene, dana, room)
        await dana.types("#general", "/postmortem publish PM-1")
        await dana.types("#general", "/incident note INC-1 found the invoice later")
        whose = {"workspace": scene.bot.installations.every()[0].id, "actor": dana.id}
        async with scene.bot.transactions.look(**whose) as work:
            found = await postmortems.numbered(work, 1)
            told = await postmortems.export(work, found)
        assert "found the invoice later" not in str(told["timeline"])
        assert "resolved it by a fix" in str(told["timeline"])


async def test_one_takes_the_place_of_another_which_stays_searchable(
    sqlite_url, tmp_path
):
    async with await alone(sqlite_url, tmp_path) as scene:
        dana = scene.person("dana")
        room = await resolved(scene, dana)
        await finished(scene, dana, room)
        await dana.types("#general", "/postmortem supersede PM-1 by PM-1")
        assert "PM-1 can't take its own place" in dana.told
        await resolved(scene, dana, "sev1 all is down", number=2)
        await dana.types("#general", "/postmortem supersede PM-1 by PM-2")
        assert "PM-1 is not published (draft)" in dana.told
        whose = {"workspace": scene.bot.installations.every()[0].id, "actor": dana.id}
        async with scene.bot.transactions.begin(**whose) as work:
            two = await postmortems.numbered(work, 2)
            two = await postmortems.clicked(work, two.id, lock=True)
            two.status = postmortems.Status.PUBLISHED
        await dana.types("#general", "/postmortem publish PM-1")
        await dana.types("#general", "/postmortem supersede PM-1 by PM-2")
        assert "PM-1 is superseded by PM-2, and stays searchable" in dana.told
        assert "Superseded by PM-2" in await card(scene, dana, room)
        assert await dana.sees("#incidents", "Superseded by PM-2: read that one")
        await dana.types("#general", "/postmortem search canary")
        assert "superseded by PM-2" in dana.told
        await dana.types("#general", "/postmortem supersede PM-2")
        await dana.modal("No other postmortem is published.")


async def test_two_publish_at_once_and_one_does(sqlite_url, tmp_path):
    async with await alone(sqlite_url, tmp_path) as scene:
        dana = scene.person("dana")
        room = await resolved(scene, dana)
        await finished(scene, dana, room)
        shown = await dana.sees(room, CARD)
        await dana.presses("Review and publish…", channel=room, message=shown)
        await dana.modal("PM-1 review")
        await dana.types("#general", "/postmortem publish PM-1")
        await dana.submits()
        await dana.modal("PM-1 is published already: nothing was changed.")
        said = [m for m in await dana.reads("#incidents") if "is published" in m.text]
        await scene.settled()
        assert len(said) <= 1
