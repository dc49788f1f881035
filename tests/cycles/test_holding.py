"""What the tables say of releases, cycles and audits follows from the record."""

import pytest

from bot import cycles, ledger
from bot.cycles import store
from bot.cycles.rules import State
from bot.cycles.store import Audit, Cycle, Release
from bot.runtime import chores
from tests import factories
from tests.calendar.calling import look, work


@pytest.fixture
async def edge(sqlite_url, tmp_path):
    """Start a bot whose tables are tampered with."""
    async with factories.scene(sqlite_url, tmp_path / "home") as made:
        yield made


@pytest.fixture
async def filled(edge):
    """Announce a release, open its cycle, and audit it."""
    dana = edge.person("dana")
    for words in ("release v1", "sanity", "cycle close because this is but a test"):
        await dana.types("#general", f"/ops {words}")
        await edge.settled()
    return edge


async def untrue(scene):
    await chores.sign(scene.bot)
    async with look(scene) as begun:
        home, held = scene.bot.settings.home, (cycles.held,)
        result = await ledger.verify(begun, home=home, projections=held)
    return [str(one) for one in result.findings]


async def only(begun, kind):
    (found,) = {
        Cycle: await store.cycles(begun, 2),
        Release: await store.releases(begun, 2),
        Audit: await store.audits(begun, 2),
    }[kind]
    return found


async def test_what_was_done_follows_from_the_record(filled):
    assert await untrue(filled) == []


@pytest.mark.parametrize(
    ("kind", "name", "value"),
    [
        (Release, "version", "v2"),
        (Release, "major", True),
        (Cycle, "title", "v2"),
        (Cycle, "state", State.OPEN),
        (Cycle, "exceptions", []),
        (Cycle, "proofs", []),
        (Cycle, "reason", "nothing was wrong"),
        (Audit, "clean", True),
        (Audit, "wrong", []),
        (Audit, "document", "another"),
    ],
    ids=lambda part: getattr(part, "__name__", str(part)),
)
async def test_a_row_that_somebody_changed_is_found(filled, kind, name, value):
    async with work(filled, "clock") as begun:
        setattr(await only(begun, kind), name, value)
    found = await untrue(filled)
    assert any(f"{name} {ledger.UNTRUE}" in one for one in found), found


@pytest.mark.parametrize("kind", [Release, Cycle, Audit])
async def test_a_row_that_somebody_deleted_is_found(filled, kind):
    async with work(filled, "clock") as begun:
        await begun.session.delete(await only(begun, kind))
    assert any("is missing in the table" in one for one in await untrue(filled))
