"""What the rotation of a compromised key says of its reason, and of its incident."""

import pytest

from bot.incidents import Status
from tests.calendar import calling, keeping
from tests.calendar.keeping import STRIPE
from tests.calendar.test_compromised import WHAT, incident, leaks, room

REAL = "it was the real one after all"


@pytest.fixture
async def leaked(scene, dana):
    """Have dana say that a key of sam's is compromised; give its incident."""
    await dana.types("#general", STRIPE.replace("@dana", "@sam"))
    await leaks(dana, scene)
    return await incident(scene)


async def card(person):
    """Open the rotation, only to a person."""
    await person.types("#general", "/ops due ROT-1")
    return person.said


async def reopens(scene, person):
    await person.types("#general", f"/ops reopen ROT-1 {REAL}")
    await scene.settled()
    return await person.sees("#general", "is to be done after all")


async def test_its_card_says_why_and_of_which_incident(scene, leaked, sam):
    direct = await sam.told_directly()
    assert "ROT-1 is due at once" in direct
    assert "comes up" not in direct
    assert f"The key is compromised: see {leaked.ref}. What was said:" in direct
    assert WHAT in direct
    message = await sam.sees(await calling.direct(sam), "ROT-1 is due at once")
    assert "Incident" in message.buttons


async def test_whoever_is_not_in_the_incident_reads_neither(scene, leaked):
    kenji = scene.person("kenji")
    said = await card(kenji)
    assert "The key is compromised: its incident is private" in said.text
    assert WHAT not in said.text
    assert leaked.ref not in said.text
    assert "Incident" not in said.buttons


async def test_whoever_reopens_it_is_told_that_its_incident_goes_on(
    scene, leaked, dana
):
    await dana.comes_into(room(leaked))
    await dana.types(room(leaked), "/incident ack")
    await dana.types("#general", "/ops skip ROT-1 it was the key of a test account")
    await scene.settled()
    said = await reopens(scene, dana)
    assert f"{leaked.ref} is open: it goes on there" in said.text
    assert "Open" in said.buttons


async def test_whoever_reopens_it_is_told_how_its_incident_comes_back(
    scene, leaked, dana
):
    await dana.comes_into(room(leaked))
    await dana.types(room(leaked), "/incident decline it is the key of a test account")
    await dana.types("#general", "/ops skip ROT-1 it was the key of a test account")
    await scene.settled()
    assert (await incident(scene)).status is Status.DECLINED
    said = await reopens(scene, dana)
    how = f"/incident reopen {leaked.ref}"
    assert f"{leaked.ref} is declined, and stays so: {how} why" in said.text
    assert (await keeping.key(scene)).compromised
    await dana.types("#general", f"{how} {REAL}")
    await scene.settled()
    assert (await incident(scene)).open


async def test_whoever_reopens_it_is_told_that_its_incident_was_taken_back(
    scene, leaked, dana
):
    await dana.types("#general", "/ops skip ROT-1 it was the key of a test account")
    await scene.settled()
    said = await reopens(scene, dana)
    assert f"{leaked.ref} was taken back, and can't be reopened" in said.text
    assert "/incident declare opens another one" in said.text


async def test_the_form_that_reopens_it_says_so_before(scene, leaked, dana):
    await dana.types("#general", "/ops skip ROT-1 it was the key of a test account")
    await scene.settled()
    await dana.types("#general", "/ops reopen ROT-1")
    form = await dana.modal("Reopen ROT-1")
    assert f"*{leaked.ref}* was taken back" in str(form["blocks"])


async def test_who_is_not_in_it_is_told_who_knows(scene, leaked, dana, sam):
    ana = scene.person("ana")
    await dana.types("#general", "/ops skip ROT-1 it was the key of a test account")
    await scene.settled()
    said = await reopens(scene, ana)
    assert "Its incident is private: those who are in it" in said.text
    assert leaked.ref not in said.text


async def test_another_duty_that_is_reopened_says_nothing_of_an_incident(scene, dana):
    await dana.types("#general", STRIPE)
    await dana.types("#general", "/rotation start Stripe key")
    await dana.types("#general", "/ops skip ROT-1 it is rotated next week")
    await dana.types("#general", f"/ops reopen ROT-1 {REAL}")
    await scene.settled()
    assert "ROT-1 is open again" in dana.told
    assert "incident" not in dana.told
