"""The clock that is followed, and what its owner hears in return."""

from tests import person


async def test_the_clock_can_be_pushed_to_what_is_due_next(scene, dana):
    assert await due(scene) is None
    await dana.types("#general", "/incident declare sev2 checkout 500s")
    await scene.settled()
    await person.eventually(lambda: due(scene), "the playground hears what is due")
    half = await due(scene) - await scene.slack.now()
    assert 29 * 60 < half <= 30 * 60

    await scene.slack.post("clock", to="next")
    await dana.sees(await direct(dana), "INC-1 needs an answer")

    await dana.types("#general", "/incident resolve INC-1 restarted it")
    await person.eventually(lambda: nothing(scene), "nothing is due any more")


async def due(scene):
    return (await scene.slack.get("clock"))["next_due"]


async def nothing(scene):
    return await due(scene) is None


async def direct(who):
    """Give the direct messages of the app and this person."""
    ours = who.slack.app["user_id"]
    channels = (await who.state())["channels"]
    return next(one["id"] for one in channels if one["user"] == ours)
