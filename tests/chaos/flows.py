"""What people do while Slack, a process or a database fails: each a flow of its own."""

import contextlib
from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from tests import factories, person
from tests.person import Person

POLICY = (
    factories.POLICY
    + """
invite = ["U0LIV"]

[room]
bookmarks = [{title = "Runbooks", link = "https://runbooks.example.com/"}]
"""
)
"""With it each kind of effect that a declare can have is wanted."""

Act = Callable[[Person], Awaitable[bool]]


async def nothing(_: Person) -> bool:
    return True


@dataclass(frozen=True, kw_only=True)
class Flow:
    """What a person does to the newest incident, or to have one; True: acknowledged.

    What is in `before` happens while all is well.
    """

    name: str
    act: Act
    before: Act = nothing
    declares: bool = True


def acknowledged(done: dict) -> bool:
    return done["delivered"]["status"] == 200


async def line(who: Person) -> bool:
    said = "/incident declare sev2 checkout 500s @ana lead"
    return acknowledged(await who.types("#general", said))


async def private(who: Person) -> bool:
    said = "/incident declare sev1 private payroll leaked @ana lead"
    return acknowledged(await who.types("#general", said))


async def from_message(who: Person) -> bool:
    """Declare from a message: the form is opened before, see `opened`."""
    values = {"title": "checkout answers", "severity": "2", "user_facing": "yes"}
    return acknowledged(await who.submits(**values, commander="U0ANA"))


async def opened(who: Person) -> bool:
    """Open the form upon a message, in a channel that the bot is not in."""
    with contextlib.suppress(person.Refused):
        bot = who.slack.app["user_id"]
        await who.slack.post("kick", user=who.id, channel="payments", who=bot)
    await who.types("#payments", "checkout answers with an error")
    message = (await who.reads("#payments"))[-1]
    callback = "incidents.declare_from_message"
    done = await who.uses_on("#payments", message, callback)
    await who.modal("Declare an incident")
    return acknowledged(done)


async def click(who: Person) -> bool:
    return acknowledged(await who.presses("Acknowledge", channel="#incidents"))


async def unled(who: Person) -> bool:
    said = "/incident declare sev2 checkout 500s"
    return acknowledged(await who.types("#general", said))


async def hides(who: Person) -> bool:
    """Make the newest one private: everything of it moves to another room."""
    rooms = await who.slack.channels(seen_by=who.name)
    newest = max(int(name.split("-")[1]) for name in rooms if name.startswith("inc-"))
    said = f"/incident private INC-{newest} everyone"
    return acknowledged(await who.types("#general", said))


LINE = Flow(name="line", act=line)
PRIVATE = Flow(name="private", act=private)
MESSAGE = Flow(name="message", act=from_message, before=opened)
CLICK = Flow(name="click", act=click, before=unled, declares=False)
HIDE = Flow(name="hide", act=hides, before=unled, declares=False)
