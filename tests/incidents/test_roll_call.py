"""The roll call: asked, answered, followed everywhere, closed."""

import asyncio

import pytest

from bot import incidents
from tests import factories
from tests.home.reading import Home
from tests.incidents.asking import Asking
from tests.incidents.rolling import card, direct, press, read
from tests.runtime import payloads

TYPED = "Payments, Checkout @ana, Data #ops"
TEAM = "*a* <!channel> `x` &lt;b&gt;"
HOSTILE = f"{TEAM} <@U0SAM>"


@pytest.fixture
async def called(scene, room, dana):
    """Open the roll call of INC-1: one has no contact, one a person, one a channel."""
    await dana.types(room, f"/incident rollcall {TYPED}")
    await scene.settled()
    return room


async def test_a_line_asks_each_of_them_where_they_are(scene, called, dana, ana):
    assert "3 are asked, about INC-1" in dana.told
    shown = await card(dana, called)
    assert "Are you affected by “checkout 500s”?" in shown.text
    assert "0 of 3 answered (0 %)" in shown.text
    assert "3 have not answered yet" in shown.text
    assert "2. Checkout · @ana" in shown.text
    assert shown.buttons[:3] == ["Affected", "Not affected", "Patched"]
    _, asked = await direct(scene, ana, "asks, about INC-1")
    assert "@dana asks" in asked.text
    assert "Checkout" in asked.text
    assert "Payments" not in asked.text
    there = await dana.sees("#ops", "asks, about INC-1")
    assert "3. Data" in there.text


async def test_an_answer_is_seen_by_everybody(scene, called, dana, ana):
    await press(scene, ana, "Patched", await direct(scene, ana, "asks, about"))
    shown = await card(dana, called)
    counted = "1 of 3 answered (33 %) · 0 affected · 0 not affected · 1 patched"
    assert counted in shown.text
    assert "Patched: Checkout (@ana" in shown.text
    _, asked = await direct(scene, ana, "asks, about")
    assert "patched · @ana" in asked.text
    assert asked.buttons[:3] == ["Affected", "Not affected", "No answer"]
    for place in (called, "#incidents"):
        said = await dana.sees(place, "INC-1 · SEV-2")
        assert "Roll call: 33 % answered, 0 affected, 1 patched" in said.text
    await dana.types(called, "/incident catchup")
    assert "Roll call: 33 % answered" in dana.told


async def test_anybody_who_sees_it_answers_and_the_last_answer_holds(
    scene, called, dana, ana, sam
):
    await sam.types("#general", "/incident affected INC-1 check")
    assert "Your answer is noted in the roll call of INC-1: affected" in sam.told
    await sam.types("#general", "/incident affected INC-1 2")
    assert "sam has said so already, just now: Checkout is affected." in sam.answer
    await press(scene, ana, "Patched", await direct(scene, ana, "asks, about"))
    await dana.types("#general", "/incident timeline INC-1")
    assert "@sam answered affected for Checkout" in dana.told
    assert "@ana answered patched for Checkout" in dana.told
    await ana.types("#general", "/incident unanswer INC-1 Checkout")
    assert "The answer is taken back" in ana.told
    await ana.types("#general", "/incident unanswer INC-1 Checkout")
    assert "Nobody has answered for Checkout" in ana.answer
    await scene.settled()
    assert "0 of 3 answered" in (await card(dana, called)).text


async def test_the_room_hears_that_all_have_answered(scene, called, dana):
    for number, verb in enumerate(("affected", "unaffected", "patched"), 1):
        await dana.types(called, f"/incident {verb} {number}")
    await scene.settled()
    said = await dana.sees(called, "all 3 have answered")
    assert "Data" in said.text
    shown = await card(dana, called)
    assert "3 of 3 answered (100 %) · 1 affected · 1 not affected · 1 patched" in (
        shown.text
    )
    assert shown.buttons == ["See all", "Add…", "Close"]


async def test_two_answer_the_same_at_once(scene, called, dana, sam):
    await asyncio.gather(
        dana.types("#general", "/incident affected INC-1 Payments"),
        sam.types("#general", "/incident affected INC-1 Payments"),
    )
    answers = sorted([dana.answer, sam.answer])
    assert sum("has said so already" in answer for answer in answers) == 1
    await asyncio.gather(
        dana.types("#general", "/incident patched INC-1 Payments"),
        sam.types("#general", "/incident unaffected INC-1 Payments"),
    )
    await dana.types("#general", "/incident timeline INC-1")
    assert dana.told.count(" for Payments") == 3


async def test_two_open_it_at_once(scene, room, dana):
    await asyncio.gather(
        *(dana.types(room, f"/incident rollcall INC-1 Team {n}") for n in range(2))
    )
    await scene.settled()
    assert "0 of 1 answered" in (await card(dana, room)).text
    await dana.types(room, "/incident rollcall Another")
    assert "INC-1 has its roll call: 0 of 1 have answered. Add to that" in dana.answer
    await dana.types(room, "/incident rollcall")
    assert "0 of 1 answered" in read(scene, await dana.modal("Roll call"))
    await dana.presses_more("Roll call…", channel=room)
    assert "0 of 1 answered" in read(scene, await dana.modal("Roll call"))


async def test_without_words_every_row_is_there_to_be_answered(scene, called, dana):
    await dana.types(called, "/incident affected")
    shown = read(scene, await dana.modal("Roll call"))
    assert "Payments" in shown
    await dana.types("#general", "/incident patched")
    await dana.presses("Rollcall", channel="#general")
    assert "Payments" in read(scene, await dana.modal("Roll call"))


async def test_without_a_roll_call_an_answer_is_none(scene, room, dana):
    await dana.types(room, "/incident affected")
    assert "INC-1 has no roll call" in dana.answer


async def test_it_is_filled_in(scene, room, dana, ana):
    await dana.presses_more("Roll call…", channel=room)
    view = await dana.modal("What is asked?")
    assert "the surfaces that it knows" in read(scene, view)
    assert "every 30 minutes" in str(view)
    refused = await dana.submits(rows="Search @nobody")
    assert "I know nobody called @nobody" in str(refused)
    await dana.submits(question="Are you on xz?", rows="Search @ana\nBilling")
    await scene.settled()
    shown = await card(dana, room)
    assert "Are you on xz?" in shown.text
    assert "1. Search · @ana" in shown.text
    await dana.presses("Add…", channel=room, message=shown)
    await dana.modal("Add to the roll call")
    await dana.submits(rows="Wiki")
    await scene.settled()
    assert "3. Wiki" in (await card(dana, room)).text
    assert await dana.sees(room, "added 1 to the roll call of INC-1")


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ("rollcall Payments #nowhere", "I can't tell which channel #nowhere is"),
        ("rollcall Payments @nobody", "I know nobody called @nobody"),
        ("rollcall Payments @gus", "Gus Marsh can't answer: guests"),
        ("rollcall Are you affected?", "Name who is asked, one in a line"),
        (f"rollcall {'x' * 81}", "is no name of at most 80 letters"),
        ("rollcall " + ", ".join(f"T{n}" for n in range(201)), "Ask at most 200"),
        ("rollcall close", "INC-1 has no roll call: /incident rollcall INC-1 opens"),
        ("rollcall reopen", "INC-1 has no roll call"),
        ("rollcall add Data", "INC-1 has no roll call"),
        ("rollcall remove Data", "INC-1 has no roll call"),
        ("affected Data", "INC-1 has no roll call"),
    ],
)
async def test_what_can_not_be_asked_is_told(edge, typed, sentence):
    dana = edge.person("dana")
    await dana.types("#general", "/incident declare sev2 checkout 500s")
    await edge.settled()
    await dana.types("inc-1-checkout-500s", f"/incident {typed}")
    assert sentence in dana.told


async def test_it_is_changed_closed_and_reopened(scene, called, dana, sam):
    await dana.types(called, "/incident rollcall add Search @sam, Wiki")
    assert "2 more are asked" in dana.told
    await dana.types(called, "/incident rollcall add WIKI")
    assert "Wiki is on the roll call already" in dana.answer
    asked = await direct(scene, sam, "asks, about INC-1")
    await dana.types(called, "/incident rollcall remove Search")
    await scene.settled()
    assert "took one off the roll call" in (await dana.sees(called, "took one")).text
    assert (
        "Nothing is asked of you any more"
        in (await direct(scene, sam, "asks, about"))[1].text
    )
    await pressed_before(scene, sam, asked)
    assert (
        "Search was taken off the roll call of INC-1"
        in (await direct(scene, sam, "Search was taken off"))[1].text
    )
    await dana.types(called, "/incident rollcall add Search")
    await dana.presses("Close", channel=called, message=await card(dana, called))
    await scene.settled()
    shown = await card(dana, called)
    assert "roll call · closed" in shown.text
    assert shown.buttons == ["See all", "Reopen"]
    await sam.types("#general", "/incident affected INC-1 Wiki")
    assert "The roll call of INC-1 is closed: reopen it first." in sam.answer
    await dana.types(called, "/incident rollcall reopen")
    await dana.types(called, "/incident rollcall reopen")
    assert "The roll call of INC-1 is open: nothing was changed." in dana.answer
    await sam.types("#general", "/incident affected INC-1 Wiki")
    assert "Your answer is noted" in sam.told


async def pressed_before(scene, person, where):
    """Press the first button of a message as it was, whatever it is by now."""
    place, message = where
    payload = payloads.action("", "", user={"id": person.id, "team_id": "T0HARBOUR"})
    first = next(b for b in message.raw["blocks"] if b["type"] == "actions")
    payload["actions"] = [{**first["elements"][0], "action_ts": "1.1"}]
    payload["channel"] = {"id": place, "name": "directmessage"}
    await scene.sends(payload)
    await scene.settled()


async def test_whoever_does_not_lead_changes_nothing(scene, called, sam):
    shown = await card(scene.person("dana"), called)
    await sam.types("#general", "/incident list")
    await scene.slack.post("join", user=sam.id, channel=called)
    await scene.settled()
    for label in ("Close", "Add…"):
        await sam.presses(label, channel=called, message=shown)
    await sam.modal("Add to the roll call")
    await sam.submits(rows="Wiki")
    await scene.settled()
    for words in ("close", "add Wiki", "remove Payments"):
        await sam.types("#general", f"/incident rollcall INC-1 {words}")
        assert "Only whoever declared it (dana)" in sam.answer
    assert "0 of 3 answered" in (await card(sam, called)).text


async def test_all_of_it_page_by_page(edge):
    dana = edge.person("dana")
    await dana.types("#general", "/incident declare sev2 checkout 500s")
    await edge.settled()
    room = "inc-1-checkout-500s"
    rows = ", ".join(f"Team {n}" for n in range(1, 201))
    await dana.types(room, f"/incident rollcall {rows}")
    await edge.settled()
    shown = await card(dana, room)
    assert "192 more without an answer" in shown.text
    await dana.presses("See all", channel=room, message=shown)
    view = await dana.modal("Page 1 of 14")
    assert "15. Team 15" in read(edge, view)
    await dana.presses("Next page")
    view = await dana.modal("Page 2 of 14")
    await dana.presses("Patched")
    view = await dana.modal("1 of 200 answered (0 %)")
    assert "Page 2 of 14" in read(edge, view)
    assert "patched · @dana" in read(edge, view)
    await dana.presses("No answer")
    await dana.modal("0 of 200 answered")
    await dana.presses("Remove")
    assert "16. Team 16" not in read(edge, await dana.modal("0 of 199 answered"))
    await edge.settled()
    assert await edge.slack.violations() == []


async def test_a_private_one_asks_nobody_outside_of_its_room(scene, dana, ana, sam):
    await dana.types("#general", "/incident declare sev1 private payroll leaked")
    await scene.settled()
    room = "inc-1-payroll-leaked"
    await dana.types(room, "/incident rollcall Checkout @ana")
    assert "private, and ana is not in its room: bring them in first" in dana.told
    await dana.types(room, "/incident rollcall Data #ops")
    assert "no channel is told" in dana.told
    await dana.types(room, "/incident rollcall Payments, Books @dana")
    await scene.settled()
    assert "Books" in (await direct(scene, dana, "asks, about INC-1"))[1].text
    await sam.types("#general", "/incident affected INC-1 Payments")
    mine = sam.answer
    await sam.types("#general", "/incident affected INC-9 Payments")
    assert mine == sam.answer.replace("INC-9", "INC-1")
    await scene.forward(minutes=31)
    for person in (ana, sam):
        assert "payroll" not in await person.told_directly()
    assert "payroll" not in str([m.text for m in await dana.reads("#incidents")])


async def test_a_button_of_what_is_hidden_answers_like_one_of_what_is_gone(
    edge, sqlite_url
):
    asking = Asking(scene=edge, database=sqlite_url)
    await asking.command("dana", "declare sev1 private payroll leaked")
    await asking.command("dana", "rollcall INC-1 Payments")
    whose = {"workspace": edge.bot.installations.every()[0].id, "actor": "clock"}
    async with edge.bot.transactions.look(**whose) as work:
        found = await incidents.numbered(work, 1)
        row = (await incidents.rollcards.table(work, found, 0))["rows"][0]
    by_row = ("affected", "unaffected", "patched", "unanswer", "rollcall_remove")
    others = ("all", "add", "close", "reopen")
    abouts = {**dict.fromkeys(by_row, row.id)}
    abouts |= {f"rollcall_{does}": found.id for does in others}
    for does, about in abouts.items():
        asked = [f"incidents.{does}", about], [f"incidents.{does}", "gone"]
        came, none = [await asking.button("sam", *each) for each in asked]
        assert came == none
        assert "There is no such" in came.said
        assert not came.form


async def test_what_people_type_is_never_markup(edge):
    dana = edge.person("dana")
    await dana.types("#general", "/incident declare sev2 checkout 500s")
    await edge.settled()
    room = "inc-1-checkout-500s"
    await dana.presses_more("Roll call…", channel=room)
    await dana.modal("What is asked?")
    await dana.submits(question=f"Is {HOSTILE} so?", rows=f"Team {TEAM}")
    await edge.settled()
    shown = await card(dana, room)
    assert f"Is {HOSTILE} so?" in shown.text
    assert f"Team {TEAM}" in shown.text
    assert "sam" not in shown.text
    await dana.types(room, "/incident affected 1")
    await edge.settled()
    assert f"Affected: Team {TEAM}" in (await card(dana, room)).text


async def test_the_policy_names_who_is_asked(sqlite_url, tmp_path):
    rows = '[[rollcall.rows]]\nname = "Vault"\ncontact = "U0ANA"\n'
    rows += '[[rollcall.rows]]\nname = "Audit"\n'
    policy = factories.POLICY + rows
    async with factories.scene(sqlite_url, tmp_path / "home", policy=policy) as scene:
        dana, ana = scene.person("dana"), scene.person("ana")
        await dana.types("#general", "/incident declare sev2 checkout 500s")
        await scene.settled()
        room = "inc-1-checkout-500s"
        await dana.types(room, "/incident rollcall")
        view = await dana.modal("What is asked?")
        assert "Vault\\nAudit" in str(view)
        assert "the surfaces that it knows" not in read(scene, view)
        await dana.submits(rows="Vault\nAudit")
        await scene.settled()
        assert "1. Vault · @ana" in (await card(dana, room)).text
        assert "Vault" in (await direct(scene, ana, "asks, about INC-1"))[1].text


async def test_it_waits_for_its_contact_at_home(scene, called, ana):
    home = Home(scene=scene, who=ana)
    await home.opens()
    await home.sees("INC-1 · Checkout")
    await home.presses("Not affected")
    await home.misses("INC-1 · Checkout")
    assert "1 not affected" in (await card(ana, called)).text
