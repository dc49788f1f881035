"""What the bot and Slack say to each other in a whole incident story, collected.

The story goes once through everything that people can do, by every way, and through
the bad luck that makes the bot look before it repeats.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field

from tests import person


@dataclass(kw_only=True)
class Traffic:
    """Names of methods, of blocks, elements and payloads; and what was a mistake."""

    methods: set[str] = field(default_factory=set)
    types: set[str] = field(default_factory=set)
    events: set[str] = field(default_factory=set)
    payloads: set[str] = field(default_factory=set)
    violations: list[str] = field(default_factory=list)

    @property
    def everything(self) -> set[str]:
        """Return every name."""
        return self.methods | self.types | self.events | self.payloads

    async def collect(self, slack) -> None:
        """Add what *slack* has recorded."""
        self.violations += await slack.violations()
        for call in await slack.calls():
            self.methods.add(call["method"])
            self.types |= set(types(call["args"]))
        for one in await slack.deliveries():
            payload = one["payload"]
            kind = payload.get("type", "slash_commands")
            self.payloads.add(kind)
            if kind == "event_callback":
                self.events |= set(names(payload["event"]))
            self.types |= set(types(one["body"]))


def types(value) -> Iterator[str]:
    """Give the type of everything at or below *value* that is shown to people."""
    if isinstance(value, dict):
        if isinstance(value.get("type"), str):
            yield value["type"]
        value = list(value.values())
    for item in value if isinstance(value, list) else ():
        yield from types(item)


def names(event) -> Iterator[str]:
    """Give the name of an event, and with its subtype if it has one."""
    yield event["type"]
    if "subtype" in event:
        yield f"{event['type']}.{event['subtype']}"


ROOM = "inc-1-checkout-500s"
FORMS = {
    "Assign…": {"commander": "U0KENJI"},
    "Update…": {"text": "rolling back"},
    "Note…": {"text": "paged the vendor"},
    "Severity…": {"severity": "1", "reason": "all regions"},
    "Phase…": {"phase": "containment"},
    "Times…": {},
}
FURTHER = {"Times…"}
"""What stands behind *More…*."""
TYPED_IN_THE_ROOM = (
    *("ack", "assign me", "severity sev2 one region", "phase next"),
    *("update rolled back; next in 20m", "note at 5 minutes ago deployed"),
    *("times started 1 hour ago", "timeline", "list", "show", "help", "xyzzy", "ack"),
)


async def story(scene) -> None:
    """Live through everything, in order."""
    dana, ana, sam = (scene.person(name) for name in ("dana", "ana", "sam"))
    await declared_in_every_way(scene, dana, ana)
    await led(scene, dana)
    await ended(scene, dana, ana, sam)
    await set_up(scene, dana)
    await unlucky(scene, dana)


async def beginning(scene) -> None:
    """Declare once."""
    await scene.person("dana").types("#general", "/incident declare sev2 checkout 500s")
    await scene.settled()


async def declared_in_every_way(scene, dana, ana) -> None:
    """Declare by one line, by a form, by both shortcuts, and take one back."""
    await dana.types("#general", "/incident declare sev2 checkout 500s")
    await scene.settled()
    await dana.types("#general", "/incident declare")
    await dana.modal("Opened in the last hour")
    await dana.submits(title="queue is stuck", severity="3", user_facing="no")
    await dana.uses_shortcut("incidents.declare")
    await dana.modal("Declare an incident")
    await dana.closes()
    await ana.types("#payments", "checkout answers 500")
    message = (await dana.reads("#payments"))[-1]
    await dana.uses_on("#payments", message, "incidents.declare_from_message")
    await dana.modal("Declare an incident")
    await dana.submits(title="from a message", severity="4", private=["private"])
    await dana.types("#general", "/incident declare sev4 nothing at all")
    await dana.presses("Undo", channel="#general")
    await scene.settled()


async def led(scene, dana) -> None:
    """Use every form and every word in the room, and let the clocks run out."""
    for label, values in FORMS.items():
        press = dana.presses_more if label in FURTHER else dana.presses
        await press(label, channel=ROOM)
        await dana.modal("INC-1")
        await dana.submits(**values)
        await scene.settled()
    for words in TYPED_IN_THE_ROOM:
        await dana.types(ROOM, f"/incident {words}")
        await scene.settled()
    await dana.presses("Timeline", channel=ROOM)
    await dana.modal("timeline")
    await dana.presses("Strike through")
    await dana.closes()
    await scene.settled()
    await scene.forward(hours=5)


async def ended(scene, dana, ana, sam) -> None:
    """Merge, resolve, reopen, decline and close; come and go; rename the room."""
    await dana.types("#general", "/incident merge INC-2 into INC-1")
    await dana.types(ROOM, "/incident resolve fix: rolled back")
    await scene.settled()
    for label, values in (
        ("Reopen…", {"reason": "errors are back again"}),
        ("Resolve…", {"resolution": "a new pool", "outcome": "fix"}),
    ):
        await dana.presses(label, channel=ROOM)
        await dana.modal("INC-1")
        await dana.submits(**values)
        await scene.settled()
    await dana.presses("Close", channel=ROOM)
    await dana.types("#general", "/incident decline INC-3 nobody was affected")
    await sam.types("#general", "/incident ack INC-1")
    where = {"user": sam.id, "channel": ROOM}
    await scene.slack.post("join", where)
    await scene.slack.post("topic", {**where, "topic": "calm"})
    await scene.slack.post("leave", where)
    await scene.slack.post("rename", {"user": ana.id, "channel": ROOM, "name": "calm"})
    await scene.slack.post("person", id="U0SAM", title="Owner")
    await scene.settled()


async def set_up(scene, dana) -> None:
    """Choose the channels."""
    for words in ("setup", "health", "help"):
        await dana.types("#general", f"/ops {words}")
    await dana.modal("Set up")
    await dana.submits(announcements="C0INCIDENTS", ops="C0OPS", fallback="U0ANA")
    await scene.settled()


LOST = ("chat.postMessage", "conversations.create", "bookmarks.add", "pins.add")
LOOKED = {"conversations.history", "users.conversations", "bookmarks.list"}
"""How it is looked for."""


async def unlucky(scene, dana) -> None:
    """Lose the answer of each call that must not be repeated blindly."""
    for number, method in enumerate(LOST):
        await scene.slack.fault(method, "drop_after")
        await scene.slack.fault(method, "ratelimited", after=1)
        await dana.types("#general", f"/incident declare sev3 bad luck {number}")
        await scene.settled()
    await person.eventually(lambda: _looked(scene), "what was lost is looked for")
    await scene.slack.post("archive", user=dana.id, channel="incidents")
    await dana.types("#general", "/incident declare sev3 nowhere to say it")
    await scene.settled()


async def _looked(scene) -> bool:
    return {one["method"] for one in scene.playground.parts.records.calls} >= LOOKED
