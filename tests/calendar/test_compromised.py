"""A compromised key: rotated at once, an incident opened, words drafted; taken back."""

from datetime import timedelta

import pytest
from sqlmodel import select

from bot import incidents
from bot.calendar import compromise
from bot.calendar.rotation import keystore
from bot.calendar.rotation.keyrules import (
    KeyState,
    NotYourReport,
    TooLateToTakeBack,
)
from bot.incidents import Incident, Status
from tests.calendar import calling, keeping
from tests.calendar.keeping import STRIPE

WHAT = "it was in a public repository since Tuesday"


@pytest.fixture
def ana(scene):
    return scene.person("ana")


async def leaks(who, scene, what=WHAT):
    await who.types("#general", f"/rotation compromised Stripe key {what}")
    await scene.settled()


async def incident(scene):
    """Give the one incident that there is."""
    async with calling.look(scene) as work:
        return (await work.session.exec(select(Incident))).one()


def room(one):
    return f"inc-{one.number}-key-stripe-key-is-compromised"


async def test_a_compromised_key_is_rotated_at_once_at_any_hour(scene, dana, sam):
    await calling.monday(scene, hour=2)
    await dana.types("#general", STRIPE.replace("@dana", "@sam"))
    await leaks(dana, scene)
    assert "It is compromised: ROT-1 asks its owners" in dana.told
    direct = await sam.told_directly()
    assert "Rotate Stripe key (compromised)" in direct
    assert "Confirm…" in direct
    lead = await scene.person("ana").told_directly()
    assert "Rotate Stripe key (compromised)" in lead  # nobody waits for the ladder
    key = await keeping.key(scene)
    assert key.state is KeyState.COMPROMISED
    one = await calling.occurrence(scene, "ROT-1")
    assert one.due_at - one.opened_at == timedelta(hours=24)
    assert one.owners == ["U0SAM"]


async def test_a_private_security_incident_opens_by_itself(scene, dana, sam, kenji):
    await dana.types("#general", STRIPE.replace("@dana", "@sam"))
    await leaks(dana, scene)
    one = await incident(scene)
    assert one.title == "Key Stripe key is compromised"
    assert (one.private, one.security, one.severity) == (True, True, 2)
    assert (one.declarer, one.summary) == (dana.id, WHAT)
    for who in (dana, sam):
        await who.comes_into(room(one))
        assert one.ref in await who.told_directly()
    assert room(one) not in await scene.slack.channels(seen_by="kenji")
    assert await scene.slack.violations() == []


async def test_words_for_whoever_is_affected_are_drafted_and_sent_by_nobody(
    scene, dana
):
    await dana.types("#general", STRIPE)
    await leaks(dana, scene)
    one = await incident(scene)
    said = await dana.sees(room(one), "drafted: nobody has been sent them")
    for part in (
        *(
            "What happened: the key “Stripe key”",
            "Who is affected: …",
            "Exposed: since …",
        ),
        *(
            "its rotation began at once (ROT-1)",
            "What you have to do: …",
            "Next update: …",
        ),
    ):
        assert part in said.text
    assert "incidents.updated" not in await calling.recorded(scene, "incidents.")
    await dana.presses("Edit and post…", room(one), said)
    form = await dana.modal("update")
    assert "Drafted by Longwatch" in str(form["blocks"])
    assert form["values"]["text"].startswith("What happened: the key “Stripe key”")
    await dana.submits(text="Customers of the shop are not affected.")
    await dana.sees(room(one), "Customers of the shop are not affected.")


async def test_anybody_may_say_it_and_the_second_is_told_who_is_asked(scene, dana, sam):
    await dana.types("#general", STRIPE)
    await leaks(sam, scene)
    assert "It is compromised: ROT-1" in sam.told
    await leaks(dana, scene)
    assert "is known to be compromised already: ROT-1 asks" in dana.told
    assert await keeping.opened(scene) == ["ROT-1"]
    names = await calling.recorded(scene, "incidents.declared")
    assert names == ["incidents.declared"]


async def test_it_is_said_by_a_button_and_a_form(scene, dana):
    await dana.types("#general", STRIPE)
    await dana.types("#general", "/rotation list Stripe")
    await dana.presses("Compromised…", "#general", dana.said)
    await dana.modal("Compromised key")
    await dana.submits(what="here it is: AKIAIOSFODNN7EXAMPLE, which was public")
    assert "looks like an access key" in (await dana.modal())["errors"]["what"]
    assert await keeping.opened(scene) == []
    await dana.submits(what=WHAT)
    await dana.no_modal()
    await dana.sees("#general", "It is compromised: ROT-1")
    await scene.settled()
    assert (await incident(scene)).open


async def test_it_stands_first_and_is_confirmed_from_there(scene, dana):
    await dana.types("#general", STRIPE)
    await leaks(dana, scene)
    await dana.types("#general", "/rotation list")
    assert dana.told.index("Stripe key is COMPROMISED") < dana.told.index("Longwatch:")
    assert "1 compromised" in dana.answer
    await keeping.rotates(dana, scene)
    key = await keeping.key(scene)
    assert key.state is KeyState.ACTIVE
    assert key.rotated_at is not None
    (one,) = await keeping.facts(scene, "calendar.key_rotated")
    assert one["was"] == "compromised"


async def test_a_report_is_taken_back_with_all_that_followed(scene, dana):
    await dana.types("#general", STRIPE)
    await leaks(dana, scene)
    one = await incident(scene)
    await dana.presses("Undo", "#general")
    await dana.sees("#general", "It is not compromised any more")
    await scene.settled()
    key = await keeping.key(scene)
    assert (key.state, key.rotated_at) == (KeyState.ACTIVE, None)
    assert await keeping.opened(scene) == []
    assert (await incident(scene)).status is Status.RETRACTED
    assert one.ref in await dana.told_directly()
    await dana.presses("Undo", "#general")
    await dana.sees("#general", "is not compromised any more: nothing was changed")


async def test_an_incident_in_which_something_happened_goes_on_and_is_told(scene, dana):
    await dana.types("#general", STRIPE)
    await leaks(dana, scene)
    one = await incident(scene)
    await dana.comes_into(room(one))
    await dana.types(room(one), "/incident ack")
    await scene.settled()
    await dana.presses("Undo", "#general")
    await scene.settled()
    said = await dana.sees(room(one), "The key is not compromised after all")
    assert "Decline…" in said.buttons
    assert (await incident(scene)).open


async def test_it_is_taken_back_by_whoever_said_it_and_in_time(scene, dana, sam):
    await dana.types("#general", STRIPE)
    await leaks(sam, scene)
    (said,) = await keeping.facts(scene, "calendar.key_compromised")
    assert said["people"] == ["U0DANA"]
    await scene.forward(seconds=61)
    await sam.presses("Undo", "#general")
    await sam.sees("#general", "60 seconds have passed. /ops skip ROT-1 why ends it")
    assert (await keeping.key(scene)).compromised


async def test_nobody_else_takes_it_back(scene, dana, sam, kenji):
    await dana.types("#general", STRIPE)
    await leaks(sam, scene)
    async with calling.look(scene) as work:
        key = await keeping.key(scene)
        record = await keystore.last(work, key.id, "calendar.key_compromised")
    async with calling.work(scene, "U0KENJI") as work:
        with pytest.raises(NotYourReport, match="sam"):
            await compromise.take_back(work, record.id)
        with pytest.raises(TooLateToTakeBack):
            await compromise.take_back(work, "no such record")


async def test_begun_work_is_not_taken_back(scene, dana):
    await dana.types("#general", STRIPE)
    await leaks(dana, scene)
    await dana.types("#general", "/ops begin ROT-1")
    await dana.presses("Undo", "#general")
    await dana.sees("#general", "can't be taken back any more: somebody has begun")
    assert (await keeping.key(scene)).state is KeyState.COMPROMISED


async def test_skipping_it_says_that_it_was_a_false_alarm_and_back(scene, dana):
    await dana.types("#general", STRIPE)
    await leaks(dana, scene)
    await scene.forward(minutes=10)
    await dana.types("#general", "/ops skip ROT-1 it was the key of a test account")
    await scene.settled()
    assert (await keeping.key(scene)).state is KeyState.ACTIVE
    assert "incidents.leak_taken_back" in await calling.recorded(scene, "incidents.")
    await dana.types("#general", "/ops reopen ROT-1 it was the real one after all")
    await scene.settled()
    assert (await keeping.key(scene)).state is KeyState.COMPROMISED
    assert await keeping.opened(scene) == ["ROT-1"]
    names = await calling.recorded(scene, "incidents.declared")
    assert names == ["incidents.declared"]


async def test_a_planned_rotation_that_is_confirmed_leaves_the_compromised_one(
    scene, dana
):
    await dana.types("#general", STRIPE)
    await dana.types("#general", "/rotation start Stripe key")
    await leaks(dana, scene)
    assert await keeping.opened(scene) == ["ROT-2", "ROT-1"]
    await keeping.rotates(dana, scene, "ROT-2")
    assert await keeping.opened(scene) == []
    one = await calling.occurrence(scene, "ROT-1")
    assert (one.state, one.reason) == ("skipped", "ROT-2 rotated the key.")


async def test_a_key_of_high_and_of_low_value_opens_by_its_kind(scene, dana):
    await dana.types("#general", "/rotation list")
    name = "Longwatch: vault key-encryption key"
    await dana.types("#general", f"/rotation compromised {name} {WHAT}")
    await scene.settled()
    assert (await incident(scene)).severity == 1


async def test_where_nobody_holds_the_role_the_lead_is_asked_and_the_incident_opens(
    scene, dana
):
    await dana.types("#general", STRIPE.replace("@dana", "security_lead"))
    await leaks(dana, scene)
    asked = await calling.asked(scene)
    assert ("ROT-1", "U0ANA", "orphan") in asked
    assert "Rotate Stripe key" in await scene.person("ana").told_directly()
    assert (await incident(scene)).open


def test_a_draft_says_what_is_known_and_leaves_what_is_not():
    said = incidents.leaked.draft("K", {"ref": "ROT-9"}, calling.AT)
    assert "noticed 2026-11-27 14:05 UTC" in said
    assert said.count("…") == 5


async def test_its_owner_alone_can_neither_end_it_nor_have_it_wait(scene, dana, sam):
    await dana.types("#general", STRIPE.replace("@dana", "@sam"))
    liv = scene.person("liv")
    await liv.types("#general", f"/rotation compromised Stripe key {WHAT}")
    await scene.settled()
    (ref,) = await keeping.opened(scene)
    await calling.does(scene, sam, f"/ops skip {ref} because I do not believe it")
    assert "Only liv or an admin can say that it is not compromised" in sam.answer
    waits = (f"snooze {ref} until friday", f"postpone {ref} to friday because I say so")
    for words in waits:
        await calling.does(scene, sam, f"/ops {words}")
        assert "can't wait, the key is compromised" in sam.answer
    assert (await keeping.key(scene)).state is KeyState.COMPROMISED
    assert (await incident(scene)).status is not Status.RETRACTED
    await calling.does(scene, dana, f"/ops skip {ref} because it was a test key")
    assert (await keeping.key(scene)).state is KeyState.ACTIVE
    assert (await incident(scene)).status is not Status.RETRACTED  # it was liv's


async def test_whoever_said_it_ends_it_though_the_key_is_not_theirs(scene, dana, sam):
    await dana.types("#general", STRIPE.replace("@dana", "@sam"))
    liv = scene.person("liv")
    await liv.types("#general", f"/rotation compromised Stripe key {WHAT}")
    await scene.settled()
    (ref,) = await keeping.opened(scene)
    await calling.does(scene, liv, f"/ops skip {ref} because it was a test key")
    assert (await keeping.key(scene)).state is KeyState.ACTIVE
    assert await keeping.opened(scene) == []


async def test_whoever_is_not_in_its_room_hears_nothing_of_it(scene, dana, sam, ana):
    await dana.types("#general", STRIPE.replace("@dana", "@sam"))
    liv = scene.person("liv")
    await liv.types("#general", f"/rotation compromised Stripe key {WHAT}")
    await scene.settled()
    await scene.forward(hours=6)
    assert "needs an answer" in await liv.told_directly()
    lead = await ana.told_directly()  # hears that it is rotated, and no more of it
    assert "its incident is private" in lead
    assert not any(said in lead for said in (WHAT, "INC-1", "needs an answer"))


async def test_its_owner_is_asked_too_while_nobody_answers_at_night(scene, dana, sam):
    await calling.monday(scene, hour=2)
    await dana.types("#general", STRIPE.replace("@dana", "@sam"))
    await leaks(dana, scene)
    assert "needs an answer" not in await sam.told_directly()
    await scene.forward(hours=6)
    for who in (dana, sam):
        assert "needs an answer" in await who.told_directly()


async def test_it_stands_before_all_else_that_is_due(scene, dana):
    await calling.monday(scene)
    await calling.added(scene)
    await calling.noon(scene, 2)
    await dana.types("#general", STRIPE)
    await leaks(dana, scene)
    async with calling.look(scene) as work:
        week = timedelta(days=7)
        found = (await calling.calendar.agenda(work, week, week)).soon
    assert [one.ref for one in found][:2] == ["ROT-1", "OPS-1"]
    assert found[0].due_at > found[1].due_at
