"""What the tests of hunts share: what is typed, what is in the tables, the cards."""

from sqlmodel import select

from bot import findings
from bot.hunts import store
from tests.services.registering import looking

START = "start audit-ledger writes for a week with @dana @sam"
ROOM = "#hunt-1-audit-ledger-writes"
HOW = "stop the worker between two writes and look at the tail"
FOUND = f"found high A write is lost: {HOW}"
STRANGE = "<!channel> <@U0ANA> *b* {{ 7 * 7 }} &lt;b&gt; [x](javascript:1)"


async def types(scene, who, words, channel="#general"):
    await who.types(channel, f"/ops hunt {words}")
    await scene.settled()


async def every(scene):
    """Give the hunts, in order."""
    async with looking(scene) as work:
        return [*reversed(await store.newest(work, 100))]


async def defects(scene, number=0):
    """Give the defects of a hunt, in order."""
    row = (await every(scene))[number]
    async with looking(scene) as work:
        return [*await store.of_hunt(work, row.id)]


async def found(scene):
    """Give the findings."""
    async with looking(scene) as work:
        return [*(await work.session.exec(select(findings.Finding))).all()]


async def card(who, begins, channel=ROOM):
    """Give the newest card in a room whose text begins with some words."""
    said = await who.reads(channel)
    cards = [one for one in said if one.raw["text"].startswith(begins)]
    return next(one for one in reversed(cards) if not one.ephemeral)


async def board(who, channel=ROOM):
    return await card(who, "HUNT-1, bug hunt", channel)


async def defect(who, ref="DEF-1", channel=ROOM):
    return await card(who, f"{ref}, ", channel)
