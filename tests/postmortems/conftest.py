import re

import pytest
from sqlalchemy import select

from bot.core.queue import LIVE, OUTBOX
from tests import factories, person
from tests.incidents.conftest import proven

ROOM = "inc-1-checkout-500s"
CARD = "PM-1 · postmortem of INC-1"


@pytest.fixture
async def scene(scene):
    """Start a bot; whatever a test did to its incidents follows from the record."""
    yield scene
    await proven(scene)


@pytest.fixture
async def edge(sqlite_url, tmp_path):
    """Start a bot beside a strict Slack, where the engine makes no difference."""
    async with factories.scene(sqlite_url, tmp_path / "home") as made:
        yield made


@pytest.fixture
def sam(scene):
    return scene.person("sam")


@pytest.fixture
async def room(scene, dana):
    """Have INC-1 resolved, led by dana; give the room in which PM-1 opens."""
    return await resolved(scene, dana)


async def resolved(scene, who, said="sev2 checkout 500s", number=1):
    """Declare an incident, lead it and resolve it; give the name of its room."""
    await who.types("#general", f"/incident declare {said}")
    await who.types("#general", f"/incident ack INC-{number}")
    fix = "rolled the deploy back, error rate is flat"
    await who.types("#general", f"/incident resolve INC-{number} fix: {fix}")
    await scene.settled()
    rooms = await scene.slack.channels(seen_by=who.name)
    return next(name for name in rooms if f"-{number}-" in name)


async def write(who, room, section, **values):
    """Fill in the form of a section, opened from the card in the room."""
    await opens(who, room, section)
    return await who.submits(**values)


async def opens(who, room, section):
    """Open the form of a section from the card in the room."""
    label = {"summary": "Summary", "cause": "Root cause", "lessons": "Lessons"}[section]
    card = await who.sees(room, CARD)
    (block,) = [b for b in card.raw["blocks"] if f"*{label}*" in str(b.get("text"))]
    where = {
        "block_id": block["block_id"],
        "action_id": block["accessory"]["action_id"],
        "stale": True,  # the card may just have changed under the hand
    }
    await who.slack.post("click", user=who.id, channel=room, ts=card.ts, **where)
    title = {"cause": "root cause"}.get(section, section)
    return await who.modal(f"PM-1 {title}")


async def written(scene, who, room):
    """Write every section."""
    await write(who, room, "summary", affected="A third of all orders")
    await write(who, room, "cause", trigger="the deploy of 14:05", why1="a bad flag")
    await write(who, room, "lessons", learned="flags need a canary")
    await scene.settled()


def lines(text, begins):
    """Give the lines of *text* that begin so."""
    return [line for line in text.splitlines() if re.match(begins, line)]


async def followed(scene):
    """Wait until all is in Slack, what has to be tried again included."""

    async def look():
        async with scene.bot.database.crossing() as connection:
            behind = OUTBOX.c.applied < OUTBOX.c.wanted
            query = select(OUTBOX.c.key).where(behind, OUTBOX.c.state.in_(LIVE))
            return not (await connection.execute(query)).all()

    await scene.settled()
    await person.eventually(look, "everything is in Slack", 60)
    await scene.settled()
