"""What waits, in a list; and the exact text, however long it is."""

import pytest

from bot import approvals
from bot.core.roles import MembersOnly
from tests.approvals import asking

pytestmark = pytest.mark.usefixtures("leads")


async def test_nothing_waits_and_the_next_step_is_said(scene, dana):
    await dana.types("#general", "/ops approvals")
    assert "Nothing waits for you" in dana.told
    assert "/ops approvers" in dana.told


async def test_what_waits_for_me_comes_first_with_its_buttons(scene, dana, sam):
    await asking.ask(scene, title="PM-7")
    await asking.ask(scene, title="A runbook", kind="library.publish", role="legal")
    await dana.types("#general", "/ops approvals")
    mine, others = dana.told.split("Waiting for others")
    assert "Waiting for you" in mine
    assert "PM-7" in mine
    assert "A runbook" in others
    assert dana.said.buttons == [
        *("Approve", "Reject…", "Ask for changes…", "Show what is approved"),
        "Show what is approved",
    ]
    await dana.presses("Approve", channel="general", message=dana.said)
    await scene.settled()
    await dana.types("#general", "/ops approvals")
    assert "Nothing waits for you" in dana.told

    await sam.types("#general", "/ops approvals")
    assert sam.said.buttons == ["Show what is approved", "Take it back"]
    await sam.presses("Take it back", channel="general", message=sam.said)
    await scene.settled()
    await sam.types("#general", "/ops approvals")
    assert "A runbook" not in sam.told
    assert await scene.slack.violations() == []


@pytest.mark.parametrize("word", ["approve", "reject", "waiting"])
async def test_the_words_people_try_show_the_list(scene, dana, word):
    await asking.ask(scene)
    await dana.types("#general", f"/ops {word}")
    assert asking.TITLE in dana.told


async def test_words_narrow_the_list(scene, dana):
    await asking.ask(scene, title="PM-7 checkout")
    await asking.ask(scene, title="PM-8 logins", kind="other.deed")
    await dana.types("#general", "/ops approvals CHECKOUT")
    assert "PM-7 checkout" in dana.told
    assert "PM-8 logins" not in dana.told
    await dana.types("#general", "/ops approvals zebra <!channel>")
    assert "has this in its title" in dana.told
    assert "zebra <!channel>" in dana.told
    assert await scene.slack.violations() == []


async def test_a_long_list_fits_and_says_that_there_is_more(scene, dana):
    async with asking.work(scene) as begun:
        for number in range(20):
            asked = asking.question(kind=f"kind.n{number}", title=f"Thing {number}")
            await approvals.ask(begun, asked)
    await scene.settled()
    await dana.types("#general", "/ops approvals")
    assert "13 more: what expires first is shown." in dana.told
    await dana.types("#general", "/ops approvals thing 19")
    assert "Thing 19" in dana.told


async def test_a_guest_sees_neither_the_list_nor_the_text(scene, dana):
    gus = scene.person("gus")
    id_ = await asking.ask(scene)
    for typed in ("/ops approvals", "/ops approvers"):
        await gus.types("#general", typed)
        assert "Only members of the workspace can do that" in gus.answer
    with pytest.raises(MembersOnly):
        async with asking.work(scene, gus.id) as begun:
            await approvals.clicked(begun, id_, channel="C0OPS")


async def test_what_waits_is_told_by_person(scene, dana, ana, sam):
    await asking.ask(scene, actor=dana.id, title="By dana")
    await asking.ask(scene, title="By sam", kind="other.deed")
    async with asking.work(scene) as begun:
        found = {
            who.name: [one.title for one in await approvals.waiting(begun, who.id)]
            for who in (dana, ana, sam)
        }
    assert found == {"dana": ["By sam"], "ana": ["By dana", "By sam"], "sam": []}


async def test_the_exact_text_is_shown_with_its_hash(scene, dana):
    text = '  Two  spaces,\n\n\ttabs & <angles> \\ "quotes" 🔥\n'
    await asking.ask(scene, content=text)
    await dana.presses("Show what is approved", channel=asking.CHANNEL)
    view = await dana.modal("What is approved")
    assert shown(view) == text
    assert approvals.digest(text) in str(view["blocks"])


async def test_all_pages_of_a_long_text_can_be_read(scene, dana):
    text = "".join(f"line {number} of the postmortem 🔥\n" for number in range(9_000))
    await asking.ask(scene, content=text)
    await dana.presses("Show what is approved", channel=asking.CHANNEL)
    read, page = "", 1
    while True:
        view = await dana.modal(f"Page {page} of")
        read += shown(view)
        if "'Next'" not in str(view["blocks"]):
            break
        await dana.presses("Next")
        page += 1
    assert page > 1
    assert read == text
    await dana.presses("Earlier")
    await dana.modal(f"Page {page - 1} of")
    assert len((await dana.state())["views"]) == 1
    assert await scene.slack.violations() == []


def shown(view):
    """Give the text between the title and the line below it."""
    _, *rich = [block for block in view["blocks"] if block["type"] == "rich_text"]
    return "".join(block["elements"][0]["elements"][0]["text"] for block in rich)
