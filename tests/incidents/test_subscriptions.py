"""Two voices: the room hears the responders; everyone else hears the impact, directly
if they subscribed."""

from bot import incidents
from tests.conformance import samples

SUBSCRIBED = "You get the updates on INC-1 directly"


async def told(scene, person):
    await scene.settled()
    return await person.told_directly()


async def test_an_update_speaks_in_two_voices(scene, room, dana, ana):
    await dana.presses("Update…", channel=room)
    await dana.modal("For everyone else")
    await dana.submits(
        text="the pool is empty",
        doing="restart it",
        needs="a DBA",
        impact="one in ten payments fails",
    )
    await scene.settled()
    heard = await dana.sees(room, "Update on INC-1")
    for words in ("pool is empty", "Doing: restart it", "Needed: a DBA", "one in ten"):
        assert words in heard.text
    announced = await ana.sees("#incidents", "INC-1 · SEV-2")
    assert "one in ten payments fails" in announced.text
    assert "pool is empty" not in announced.text
    assert "one in ten" in (await dana.sees(room, "INC-1 · SEV-2")).text


async def test_what_is_said_of_the_impact_stands_until_something_else_is(
    scene, room, dana
):
    await dana.types(room, "/incident update it is the pool; impact: slow checkout")
    await dana.types(room, "/incident update restarting; next in 20m")
    await scene.settled()
    announced = await dana.sees("#incidents", "INC-1 · SEV-2")
    assert "slow checkout" in announced.text
    assert "Next update by" in announced.text
    await dana.types(room, "/incident update done\neveryone: all is well; next in 20m")
    await scene.settled()
    announced = await dana.sees("#incidents", "INC-1 · SEV-2")
    assert "all is well" in announced.text


async def test_an_impact_without_words_for_the_responders_is_asked_for(room, dana):
    await dana.types(room, "/incident update impact: slow checkout")
    assert "Say something" in dana.answer


async def test_whoever_subscribes_is_told_directly_until_they_end_it(scene, room, sam):
    dana = scene.person("dana")
    await sam.presses("Subscribe", channel="#incidents")
    await scene.settled()
    assert SUBSCRIBED in (await sam.sees("#incidents", SUBSCRIBED)).text
    await dana.types(room, "/incident update a; impact: payments fail")
    heard = await told(scene, sam)
    assert "Update" in heard
    assert "payments fail" in heard
    await dana.types(room, "/incident severity sev1 all regions")
    await dana.types(room, "/incident resolve rolled back")
    heard = await told(scene, sam)
    assert "from SEV-2 to SEV-1" in heard
    assert "Resolved by a fix" in heard
    await dana.types(room, "/incident reopen it is back again")
    assert "Open again" in await told(scene, sam)
    await sam.types("#general", "/incident unsubscribe INC-1")
    assert "You get no more updates on INC-1" in sam.told
    await dana.types(room, "/incident update only for the room")
    assert "only for the room" not in await told(scene, sam)


async def test_whoever_speaks_is_not_told_their_own_words(scene, room, dana):
    await dana.types(room, "/incident subscribe")
    await dana.types(room, "/incident update I know that")
    assert "I know that" not in await told(scene, dana)


async def test_subscribing_twice_and_ending_nothing_are_told(scene, room, dana):
    await dana.types(room, "/incident unsubscribe")
    assert "You get no updates on INC-1: nothing was changed." in dana.answer
    await dana.types(room, "/incident subscribe")
    await dana.presses("Subscribe", channel="#incidents")
    await scene.settled()
    assert await dana.sees("#incidents", "You get the updates on INC-1 already.")
    await dana.types(room, "/incident resolve done")
    await dana.types(room, "/incident unsubscribe")
    await dana.types(room, "/incident subscribe")
    assert "INC-1 is resolved: reopen it first." in dana.answer


async def test_whoever_left_a_private_room_is_told_nothing_more(scene, dana, sam):
    await dana.types("#general", "/incident declare sev2 breach, private")
    await scene.settled()
    room = "inc-1-breach"
    channel = (await scene.slack.channels())[room]["id"]
    whose = {"workspace": scene.bot.installations.every()[0].id, "actor": sam.id}
    async with scene.bot.transactions.begin(**whose) as work:
        await incidents.entered(work, channel, sam.id)
        found = await incidents.numbered(work, 1)
        await incidents.subscribe(work, found)
    async with scene.bot.transactions.begin(**whose) as work:
        await incidents.left(work, channel, sam.id)
    before = await told(scene, sam)
    await dana.types(room, "/incident update the secret is out")
    assert await told(scene, sam) == before


async def test_words_made_of_markup_stay_words(scene, room, dana, sam):
    await sam.types("#general", "/incident subscribe INC-1")
    await dana.types(room, "/incident update a; impact: <!channel> *x* &lt;b&gt;")
    assert "<!channel> *x* &lt;b&gt;" in await told(scene, sam)


async def test_every_kind_of_news_has_its_words(scene, room, dana, sam):
    assert {one["entry"].name for one in samples.news("x")} == {
        "updated", "resolved", "reopened", "declined", "merged", "reclassified",
    }  # fmt: skip
    await sam.types("#general", "/incident subscribe INC-1")
    await dana.types("#general", "/incident declare sev3 other thing")
    await dana.types(room, "/incident merge into INC-2")
    assert "Merged into INC-2: go on there" in await told(scene, sam)
    await sam.types("#general", "/incident subscribe INC-2")
    await dana.types("#general", "/incident decline INC-2 it was only a test")
    assert "It was no incident" in await told(scene, sam)
