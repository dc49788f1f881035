"""What tests of roll calls share: where somebody is asked directly, the window."""

from bot.playground import kit


async def direct(scene, person, text):
    """Give the channel of a person's direct messages, and the newest with *text*."""
    await scene.settled()
    channels = (await person.state())["channels"]
    ours = [c["id"] for c in channels if c["user"] == scene.slack.app["user_id"]]
    for place in ours:
        said = [one for one in await person.reads(place) if text in one.text]
        if said:
            return place, said[-1]
    raise AssertionError(f"{person.name} was not told {text!r}")


async def press(scene, person, label, where):
    """Press a button of a message, and wait for what follows."""
    await person.presses(label, channel=where[0], message=where[1])
    await scene.settled()


async def card(person, room, ref="INC-1"):
    """Give the card of the roll call in a room."""
    return await person.sees(room, f"{ref}: roll call")


def read(scene, view):
    """Give all that can be read of a modal."""
    return kit.plain(view["blocks"], scene.slack.names())
