"""Keys in tests: what is in the inventory, and what is open of each."""

from sqlmodel import select

from bot.calendar.rotation import keyrules, keystore
from bot.calendar.rotation.keystore import Key
from bot.core.facts import Record
from tests.calendar import calling

STRIPE = "/rotation add Stripe key kind secret lives vault, payments/stripe owner @dana"
LINK = "https://vault.example.com/audit/1"
STEPS = [str(n) for n in range(5)]


async def keys(scene):
    """Give every key by its name."""
    async with calling.look(scene) as work:
        found = (await work.session.exec(select(Key))).all()
        return {one.name: one for one in found}


async def key(scene, name="Stripe key"):
    """Give one key."""
    async with calling.look(scene) as work:
        return await keystore.by_slug(work, keyrules.slugged(name))


async def opened(scene, name="Stripe key"):
    """Give the references of what is open of a key, with where each stands."""
    found = await key(scene, name)
    async with calling.look(scene) as work:
        return [one.ref for one in await keystore.open_of(work, [found.routine])]


async def routine(scene, name="Stripe key"):
    """Give the routine of a key."""
    found = await key(scene, name)
    return next(
        one
        for one in (await calling.routines(scene)).values()
        if one.id == found.routine
    )


async def facts(scene, name):
    """Give what the facts of a name say."""
    async with calling.look(scene) as work:
        query = select(Record).where(Record.name == name).order_by(Record.id)
        return [one.data for one in (await work.session.exec(query)).all()]


async def rotates(who, scene, ref="ROT-1", name="Stripe key", **more):
    """Confirm a rotation with all of its steps."""
    await who.types("#general", f"/rotation confirm {ref} {LINK}")
    await who.modal(f"Confirm {ref}")
    given = {"steps": STEPS, "link": LINK, **more}
    await who.submits(**given)
    await who.no_modal()
    await scene.settled()
