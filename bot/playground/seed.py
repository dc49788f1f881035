"""The team that a new playground starts with: Harbour, who run a shop on the web.

Six people in four time zones, one of them half an hour off; a guest, someone who left
and someone of another company, hidden from the page; channels with a little life.
"""

from bot.playground import spelling, talk
from bot.playground.clock import Clock
from bot.playground.manifest import App
from bot.playground.people import Person
from bot.playground.things import Channel, Message, Note
from bot.playground.world import Json, Team, World

TEAM = Team(id="T0HARBOUR", name="Harbour", domain="harbour")
OTHER_TEAM = "T0NORTHWIND"

PEOPLE = (
    ("dana", "Dana Okafor", "Europe/London", "SRE lead", "#7a3e9d"),
    ("ana", "Ana Sousa", "Europe/London", "Site reliability engineer", "#b3432b"),
    ("kenji", "Kenji Watanabe", "Asia/Tokyo", "Platform engineer", "#1f6f5c"),
    ("priya", "Priya Raman", "Asia/Kolkata", "Payments engineer", "#8a5a00"),
    ("sam", "Sam Rivera", "America/New_York", "Product owner", "#2d5bb9"),
    ("liv", "Liv Berg", "America/New_York", "Customer support lead", "#a02c62"),
)
"""Handle, full name, zone, title and colour of those who are shown on the page."""

HIDDEN = (
    ("gus", "Gus Marsh", {"is_guest": True}),
    ("olga", "Olga Ivers", {"deleted": True}),
    ("nora", "Nora Quist", {"is_stranger": True, "team": OTHER_TEAM}),
)
"""A guest, someone who was deactivated, and a stranger from another workspace."""

CHANNELS = (
    ("general", "", "Everything that concerns all of us", "*"),
    ("incidents", "", "What is broken right now, and who leads it", "*"),
    ("ops", "", "Keeping the lights on", "dana ana kenji liv"),
    ("payments", "", "Checkout, invoices, refunds", "dana ana priya sam liv"),
)
"""Name, topic, purpose and members (`*`: everyone shown) of the public channels."""

SECURITY = ("security", "", "Need to know", "dana kenji")

GROUPS = (
    ("tech-leads", "Tech leads", "ana kenji"),
    ("on-call", "On call", "priya sam"),
)
"""Handle, name and members of the user groups."""

SAID = (
    ("general", "sam", 26 * 60, "Morning all. The autumn sale starts on Thursday."),
    ("general", "liv", 25 * 60, "Support is staffed until ten that evening."),
    ("ops", "kenji", 8 * 60, "Certificates are renewed until March."),
    ("ops", "ana", 7 * 60, "Thanks! Crossing it off."),
    ("payments", "liv", 34, "Two customers write that checkout shows an error page."),
    ("payments", "priya", 31, "Seeing it too: checkout 500s since 14:05."),
    (
        "payments",
        "priya",
        29,
        "Refunds look fine, it is only new orders. Can you look, @dana?",
    ),
)
"""Channel, who, minutes ago and text of what was said, oldest first."""


def harbour(app: App, clock: Clock) -> World:
    """Make the workspace, with *app* installed."""
    world = World(team=TEAM, app=app, clock=clock)
    for person in _people(app):
        world.people[person.id] = person
    for name, topic, purpose, members in (*CHANNELS, SECURITY):
        _channel(world, name, (topic, purpose), members)
    _talk(world)
    for name, *_ in PEOPLE:
        world.direct(app.user_id, user_id(name))
    world.direct(user_id("dana"), user_id("ana"))
    return world


def usergroups() -> list[Json]:
    """Make the user groups of the team, as usergroups.list describes them."""
    return [
        {
            "id": f"S0{handle.replace('-', '').upper()}",
            "handle": handle,
            "name": name,
            "date_delete": 0,
            "users": [user_id(member) for member in members.split()],
        }
        for handle, name, members in GROUPS
    ]


def user_id(name: str) -> str:
    """Return the id of the person with this handle."""
    return f"U0{name.upper()}"


def channel_id(name: str) -> str:
    """Return the id of the channel that has this name at the start."""
    return f"C0{name.upper()}"


def _people(app: App) -> list[Person]:
    shown = [
        Person(
            id=user_id(name),
            name=name,
            display_name=name,
            real_name=real_name,
            team=TEAM.id,
            tz=tz,
            title=title,
            colour=colour,
            is_admin=name == "dana",
        )
        for name, real_name, tz, title, colour in PEOPLE
    ]
    return [*shown, *_hidden(), _bot(app)]


def _hidden() -> list[Person]:
    return [
        Person(
            id=user_id(name),
            name=name,
            real_name=real_name,
            team=str(marks.get("team", TEAM.id)),
            hidden=True,
            is_guest="is_guest" in marks,
            deleted="deleted" in marks,
            is_stranger="is_stranger" in marks,
        )
        for name, real_name, marks in HIDDEN
    ]


def _bot(app: App) -> Person:
    return Person(
        id=app.user_id,
        name=app.name.lower(),
        display_name=app.name,
        real_name=app.name,
        team=TEAM.id,
        colour="#2f4858",
        is_bot=True,
    )


def _channel(world: World, name: str, notes: tuple[str, str], members: str) -> None:
    everyone = " ".join(handle for handle, *_ in PEOPLE)
    handles = everyone if members == "*" else members
    topic, purpose = notes
    founder = user_id("dana")
    created = int(world.clock.now()) - 200 * 24 * 3600
    channel = Channel(
        id=channel_id(name),
        name=name,
        creator=founder,
        created=created,
        is_private=name == "security",
        is_general=name == "general",
        topic=Note(value=topic, creator=founder, last_set=created),
        purpose=Note(value=purpose, creator=founder, last_set=created),
        members=[user_id(handle) for handle in handles.split()],
    )
    world.channels[channel.id] = channel


def _talk(world: World) -> None:
    now = int(world.clock.now())
    for name, who, minutes, text in SAID:
        channel = world.channels[channel_id(name)]
        message = Message(
            ts=f"{now - minutes * 60}.000100",
            channel=channel.id,
            user=user_id(who),
            text=spelling.for_message(world, text),
            blocks=spelling.blocks(world, text),
        )
        talk.say(world, channel, message)
    for channel in world.channels.values():
        last = max(channel.messages, default="")
        channel.read = dict.fromkeys(channel.members, last)
