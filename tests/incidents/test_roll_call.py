"""The roll call: asked, answered, followed everywhere, closed."""

import pytest

TYPED = "Payments, Checkout @ana, Data #ops"


@pytest.fixture
async def called(scene, room, dana):
    """Open the roll call of INC-1: one has no contact, one a person, one a channel."""
    await dana.types(room, f"/incident rollcall {TYPED}")
    await scene.settled()
    return room


async def card(person, room, text="roll call"):
    return await person.sees(room, f"INC-1: {text}")


async def test_a_line_asks_each_of_them_where_they_are(scene, called, dana, ana):
    assert "3 are asked, about INC-1" in dana.told
    shown = await card(dana, called)
    assert "Are you affected by “checkout 500s”?" in shown.text
    assert "0 of 3 answered (0 %)" in shown.text
    assert "3 have not answered yet" in shown.text
    assert "2. Checkout · @ana" in shown.text
    assert shown.buttons[:3] == ["Affected", "Not affected", "Patched"]
    asked = await ana.told_directly()
    assert "@dana asks, about INC-1" in asked
    assert "Checkout" in asked
    assert "Payments" not in asked
    there = await dana.sees("#ops", "asks, about INC-1")
    assert "3. Data" in there.text


async def test_an_answer_is_seen_by_everybody(scene, called, dana, ana):
    asked = await direct(scene, ana, "asks, about INC-1")
    await press(scene, ana, "Patched", asked)
    shown = await card(dana, called)
    assert "1 of 3 answered (33 %) · 0 affected · 0 not affected · 1 patched" in (
        shown.text
    )
    assert "Patched: Checkout (@ana" in shown.text
    asked = await direct(scene, ana, "asks, about INC-1")
    assert "patched · @ana" in asked[1].text
    assert asked[1].buttons[:3] == ["Affected", "Not affected", "No answer"]
    for place, words in ((called, "INC-1 · SEV-2"), ("#incidents", "INC-1 · SEV-2")):
        said = await dana.sees(place, words)
        assert "Roll call: 33 % answered, 0 affected, 1 patched" in said.text


async def direct(scene, person, text):
    """Give the channel of a person's direct messages, and the message with *text*."""
    await scene.settled()
    channels = (await person.state())["channels"]
    ours = [c["id"] for c in channels if c["user"] == scene.slack.app["user_id"]]
    for place in ours:
        said = [one for one in await person.reads(place) if text in one.text]
        if said:
            return place, said[-1]
    raise AssertionError(f"{person.name} was not told {text!r}")


async def press(scene, person, label, where):
    await person.presses(label, channel=where[0], message=where[1])
    await scene.settled()
