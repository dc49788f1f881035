"""What the tests of the register share: a service added, and what is in the tables."""

from contextlib import asynccontextmanager

from bot.services import store

LINE = "Checkout surface billing owner @dana rpo 1h rto 4h warm"
LINK = "https://grafana.example.com/d/7"
STRANGE = "<!channel> <@U0ANA> *b* {{ 7 * 7 }} &lt;b&gt; [x](javascript:1)"
FILLED = {
    "name": "Checkout",
    "owner": "U0DANA",
    "standby": "warm",
    "rpo": "1h",
    "rto": "4h",
}


async def added(scene, who, line=LINE):
    """Add a service by one line; give its row."""
    await who.types("#general", f"/ops service add {line}")
    await scene.settled()
    return (await every(scene))[-1]


@asynccontextmanager
async def looking(scene, actor="U0DANA"):
    known = scene.bot.installations.every()[0]
    whose = {"workspace": known.id, "actor": actor}
    async with scene.bot.transactions.look(**whose) as work:
        yield work


@asynccontextmanager
async def begun(scene, actor="U0DANA", workspace=None):
    known = workspace or scene.bot.installations.every()[0].id
    whose = {"workspace": known, "actor": actor}
    async with scene.bot.transactions.begin(**whose) as work:
        yield work


async def every(scene):
    """Give the services, in the order in which they were added."""
    async with looking(scene) as work:
        return sorted(await store.every(work), key=lambda one: one.id)


async def proofs(scene, service):
    """Give the proofs of a service, by criterion."""
    async with looking(scene) as work:
        found = await store.proofs(work, [service.id])
    return {one.criterion.value: one for one in found}
