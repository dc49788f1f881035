"""What the tests of drills share: what is typed, what is in the table, the moments."""

from datetime import timedelta

from bot.backups import store
from tests.services.registering import looking

PLAN = "plan checkout restore orders of the last day with @dana @sam"
STRANGE = "<!channel> <@U0ANA> *b* {{ 7 * 7 }} &lt;b&gt; [x](javascript:1)"
LONG_AGO = timedelta(minutes=-30)


async def types(scene, who, words):
    await who.types("#general", f"/ops recovery {words}")
    await scene.settled()


async def every(scene):
    """Give the drills, in order."""
    async with looking(scene) as work:
        return [*reversed(await store.newest(work, 100))]


async def running(scene, who, words=PLAN):
    """Plan and start a drill; give it."""
    await types(scene, who, words.replace("plan", "start", 1))
    return (await every(scene))[-1]


async def ago(scene, minutes):
    """Write the moment so many minutes before now as people type it."""
    return f"{minutes}m ago"


async def card(who, ref="DRILL-1"):
    """Give the card of a drill in the channel, the newest that is one."""
    said = await who.reads("#general")
    cards = [one for one in said if one.text.startswith(f"{ref} · ")]
    return next(one for one in reversed(cards) if not one.ephemeral)
