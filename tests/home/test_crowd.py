"""Two hundred homes and many changes: few turns, and no more calls than Slack takes."""

from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import select

from bot import home, incidents, workspaces
from bot.core.queue import OUTBOX, TIMERS
from bot.home import store
from bot.runtime import reactions
from tests.ledger.scene import Scene

CROWD = [f"U{number:03}" for number in range(200)]


@pytest.fixture
async def crowd(db, tmp_path):
    """Give a workspace where two hundred people have opened their homes."""
    made = Scene(database=db, home=tmp_path / "home")
    people, react = workspaces.Directory(), reactions.react
    made.transactions = replace(made.transactions, people=people, react=react)
    await made.install()
    for person in CROWD:
        async with made.begin(person) as work:
            await home.opened(work, lost=True)
    return made


async def read(scene, query):
    async with scene.look() as work:
        connection = await work.session.connection()
        return (await connection.execute(query)).all()


async def turns(scene):
    """Give who is to be shown their home, and when."""
    query = select(TIMERS).where(TIMERS.c.verb == store.FOLLOW)
    return {row.args["person"]: row.due for row in await read(scene, query)}


async def changes(scene, actor, title):
    """Change something, and let the homes hear of it as the schedule does."""
    async with scene.begin(actor) as work:
        found = await incidents.declare(work, incidents.Declaration(title=title))
        reason = work.records[-1].id
    async with scene.transactions.begin(
        workspace=scene.workspace, actor="clock", because=reason
    ) as work:
        await home.TIMED["home.refresh"](work, about=found.id)


async def test_one_change_is_one_timer_however_many_homes_there_are(crowd):
    async with crowd.begin("U007") as work:
        await incidents.declare(work, incidents.Declaration(title="it is slow"))
    query = select(TIMERS).where(TIMERS.c.verb == "home.refresh")
    assert len(await read(crowd, query)) == 1
    assert not await turns(crowd)


async def test_everybody_gets_a_turn_of_their_own_and_no_second_one(crowd):
    await changes(crowd, "U199", "the first")
    first = await turns(crowd)
    assert first.keys() == set(CROWD)
    assert len(set(first.values())) == len(CROWD)
    assert first["U199"] in sorted(first.values())[:2]
    await changes(crowd, "U199", "the second")
    assert await turns(crowd) == first


async def test_a_turn_shows_one_home_once_for_all_changes_before_it(crowd):
    for number in range(20):
        await changes(crowd, "U001", f"number {number}")
    query = select(OUTBOX).where(OUTBOX.c.kind == "home")
    assert {row.wanted for row in await read(crowd, query)} == {1}
    async with crowd.begin("clock") as work:
        await home.TIMED[store.FOLLOW](work, person="U001")
    wanted = {row.place: row.wanted for row in await read(crowd, query)}
    assert (wanted["U001"], wanted["U002"]) == (2, 1)


async def test_whoever_opened_it_long_ago_gets_no_turn_until_they_open_it(crowd):
    crowd.now += timedelta(days=2)
    async with crowd.begin("U005") as work:
        await home.opened(work, lost=False)
    await changes(crowd, "U199", "it is slow")
    assert (await turns(crowd)).keys() == {"U005"}
