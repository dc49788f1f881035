"""The team of the year: twelve people in four zones, and the roles that they hold."""

from dataclasses import dataclass

from bot.playground import seed
from bot.playground.clock import Clock
from bot.playground.manifest import App
from bot.playground.people import Person
from bot.playground.world import World

ADMIN = "dana"
LEAVER, HEIR = "priya", "noor"
VACANT = "security_lead"
"""Who leaves the company in summer, and to whom the lead gives their role."""
NEW = (
    ("noor", "Noor Haddad", "Europe/London", "Compliance officer"),
    ("omar", "Omar Diallo", "Europe/London", "Database engineer"),
    ("yuki", "Yuki Tanaka", "Asia/Tokyo", "Security engineer"),
    ("mei", "Mei Sato", "Asia/Tokyo", "Designer"),
    ("arjun", "Arjun Nair", "Asia/Kolkata", "Counsel"),
    ("ruth", "Ruth Ellis", "America/New_York", "VP engineering"),
)
ROLES = {
    "sre_lead": ("dana",),
    "devops_lead": ("ana", "omar"),
    "tech_lead": ("kenji",),
    "security_lead": ("priya",),
    "compliance_officer": ("noor",),
    "product_owner": ("sam", "mei"),
    "support_lead": ("liv",),
    "legal": ("arjun",),
    "ciso": ("yuki",),
    "executive_sponsor": ("ruth",),
}
POLICY = f"""\
[channels]
announcements = "{seed.channel_id("incidents")}"
ops = "{seed.channel_id("ops")}"

[people]
fallback = "{seed.user_id("dana")}"

[business]
zone = "Europe/London"
country = "GB"

[duties]
escalation = "executive_sponsor"
"""


@dataclass(frozen=True, kw_only=True)
class Temper:
    """How somebody is: shares of 1, and how long they take for things, in hours."""

    confirms: float
    snoozes: float
    postpones: float
    declines: float
    hours: float


DILIGENT = Temper(confirms=0.8, snoozes=0.06, postpones=0.04, declines=0.02, hours=5)
BUSY = Temper(confirms=0.5, snoozes=0.12, postpones=0.06, declines=0.04, hours=20)
FORGETFUL = Temper(confirms=0.3, snoozes=0.05, postpones=0.02, declines=0.02, hours=30)
TEMPERS = {"kenji": BUSY, "sam": BUSY, "omar": FORGETFUL, "liv": FORGETFUL}


def handles() -> list[str]:
    """Give the handles of all twelve."""
    return [name for name, *_ in (*seed.PEOPLE, *NEW)]


def temper(handle: str) -> Temper:
    """Give how somebody is."""
    return TEMPERS.get(handle, DILIGENT)


def town(app: App, clock: Clock) -> World:
    """Make the workspace: the one that is always there, and six more people."""
    world = seed.harbour(app, clock)
    for name, real_name, tz, title in NEW:
        person = Person(
            id=seed.user_id(name),
            name=name,
            display_name=name,
            real_name=real_name,
            team=world.team.id,
            tz=tz,
            title=title,
        )
        world.people[person.id] = person
        for channel in world.channels.values():
            if not channel.is_private and not channel.is_im:
                channel.members.append(person.id)
    return world
