"""A history that people could have made: incidents played by the verbs themselves."""

import contextlib
import random
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from bot import calendar, incidents, postmortems, vault, workspaces
from bot.calendar import Given
from bot.core import dburl
from bot.core.db import Database
from bot.core.duties import Trigger
from bot.core.errors import Invalid, Refused
from bot.core.work import Transactions
from bot.incidents import Declaration, Outcome, Phase, Resolution
from bot.ledger import Logs
from bot.postmortems import Stage, Wanted, Wish
from tests.ledger.scene import Scene

WHY = "for a reason that is long enough"
SURFACES = ("", "auth", "billing", "Billing ", "search", "=cmd|' /C calc'!A0")
ROUTINES = ("security_patches", "os_patches", "dependency_updates", "access_review")
PROOF = Given(text="all of it is done", link="https://example.com/a", number="7")
FIX = Resolution(outcome=Outcome.FIX, text="it was the cache")


@dataclass
class Played(Scene):
    """A workspace in which things happen whenever they are said to."""

    moment: datetime = datetime(2026, 1, 1, tzinfo=UTC)

    def of(self, database: Database) -> Transactions:
        return Transactions(
            database=database,
            clock=lambda: self.moment,
            policy=self.policies.of,
            sealer=self.sealer,
            people=workspaces.Directory(),
            before_commit=(Logs().append,),
        )

    def at(self, moment: datetime, actor: str = "U0DANA") -> Any:
        """Begin some work at a *moment*."""
        self.moment = moment
        return self.begin(actor)

    def looked(self, moment: datetime, actor: str = "U0DANA") -> Any:
        """Look at how things stand at a *moment*."""
        self.moment = moment
        return self.transactions.look(workspace=self.workspace, actor=actor)

    async def declares(self, moment: datetime, **said: Any) -> str:
        async with self.at(moment) as work:
            found = await incidents.declare(
                work, Declaration(**{"title": "it is down", **said})
            )
            return str(found.id)

    async def does(self, moment: datetime, id_: str, verb: str, *words: Any) -> None:
        """Have a verb done to an incident at a *moment*."""
        async with self.at(moment) as work:
            found = await incidents.clicked(work, id_, lock=True)
            await getattr(incidents, verb)(work, found, *words)

    async def lasts(
        self, started: datetime, minutes: float, *, answered: float = 5, **said: Any
    ) -> str:
        """Play an incident from its start to its end."""
        id_ = await self.declares(started, **said)
        await self.does(started + timedelta(minutes=answered), id_, "acknowledge")
        await self.does(started + timedelta(minutes=minutes), id_, "resolve", FIX)
        return id_


async def opened(database: str, folder, workspace: str) -> Played:
    """Open an installed workspace to play in it."""
    scene = Played(
        database=Database(dburl.translate(database)),
        home=folder / "home",
        workspace=workspace,
    )
    async with scene.database.reading(vault.SYSTEM) as session:
        for id_ in (vault.SYSTEM, workspace):
            await scene.sealer.unlock(session, id_, make=False)
    return scene


async def play(scene: Played, now: datetime, count: int, seed: int) -> None:
    """Play *count* incidents over the 200 days before *now*."""
    dice = random.Random(seed)  # noqa: S311 (the same history every time)
    for _ in range(count):
        await _one(scene, dice, now)


async def _one(scene: Played, dice: random.Random, now: datetime) -> None:
    """Play one incident: it may be none, a drill, go on, or come back."""
    declared = now - timedelta(minutes=dice.uniform(5, 200 * 24 * 60))
    started = declared - timedelta(minutes=dice.choice((0, 0, 3, 600)))
    id_ = await scene.declares(
        declared,
        started=started,
        severity=dice.choice((1, 1, 2, 2, 3, 4)),
        user_facing=dice.random() < 0.6,
        surface=dice.choice(SURFACES),
        drill=dice.random() < 0.08,
        private=dice.random() < 0.1,
    )
    moment = declared + timedelta(minutes=dice.expovariate(1 / 12))
    fate = dice.random()
    if moment >= now or fate < 0.03:  # nobody has answered yet
        return
    if fate < 0.05:
        async with scene.at(declared + timedelta(seconds=30)) as work:
            await incidents.retract(work, id_)
        return
    if fate < 0.1:
        await scene.does(moment, id_, "decline", WHY)
        return
    await scene.does(moment, id_, "acknowledge")
    if fate < 0.16:
        where = dice.choice(SURFACES)
        other = await scene.declares(moment, surface=where, private=True)
        async with scene.at(moment) as work:
            await incidents.merge(work, id_, other)
        id_ = other
    await _ended(scene, dice, now, id_, moment)


async def _ended(scene, dice, now, id_, moment) -> None:
    """Bring an incident to its end, once or several times."""
    while True:
        moment += timedelta(minutes=dice.expovariate(1 / 200))
        if moment >= now:
            return
        if dice.random() < 0.2:
            await scene.does(moment, id_, "move", dice.choice([*Phase][1:3]))
        await scene.does(moment, id_, "resolve", FIX)
        if dice.random() < 0.2:
            earlier = {"resolved": moment - timedelta(seconds=1)}
            with contextlib.suppress(Invalid):  # it was answered only then
                await scene.does(moment, id_, "retime", earlier)
        later = moment + timedelta(minutes=dice.expovariate(1 / 600))
        if dice.random() < 0.85 or later >= now:
            await _learned(scene, dice, now, id_, moment)
            return
        await scene.does(later, id_, "reopen", WHY)
        moment = later


async def _learned(scene, dice, now, id_, moment) -> None:
    """Draft the postmortem of some, with action items that are done, or not."""
    if dice.random() < 0.7:
        return
    async with scene.at(moment) as work:
        (found,) = await incidents.these(work, [id_])
        record = await postmortems.draft(work, found, Wish())
    for number in range(dice.choice((1, 2))):
        moment += timedelta(hours=dice.expovariate(1 / 20))
        if moment >= now:
            return
        due = moment.date() + timedelta(days=14)
        wanted = Wanted(title=f"do part {number}", owner="U0DANA", due=due)
        async with scene.at(moment) as work:
            about = await postmortems.clicked(work, record.about, lock=True)
            item = await postmortems.add(work, wanted, about)
        await _moved(scene, dice, now, item.about, moment)


async def _moved(scene, dice, now, id_, moment) -> None:
    """Do an action item, drop it, or leave it open."""
    moment += timedelta(days=dice.expovariate(1 / 30))
    fate = dice.random()
    if moment >= now or fate < 0.3:
        return
    async with scene.at(moment) as work:
        item = await postmortems.clicked_item(work, id_, lock=True)
        if fate < 0.45:
            await postmortems.drop(work, item, WHY)
        else:
            await postmortems.move(work, item, Stage.IMPLEMENTED)
    if fate > 0.9:  # it was not done after all
        async with scene.at(moment) as work:
            item = await postmortems.clicked_item(work, id_, lock=True)
            await postmortems.move(work, item, Stage.PRIORITISED)


async def duties(scene: Played, now: datetime, count: int, seed: int) -> None:
    """Play *count* duties of a few routines over the 200 days before *now*."""
    dice = random.Random(seed)  # noqa: S311 (the same history every time)
    async with scene.at(now - timedelta(days=201), "clock") as work:
        await calendar.adopt(work, ROUTINES)
    for number in range(count):
        await _duty(scene, dice, now, f"case {number}")


async def _duty(scene: Played, dice: random.Random, now: datetime, name: str) -> None:
    """Play one duty: asked for or not, postponed, done in time, late, or never."""
    moment = now - timedelta(minutes=dice.uniform(5, 200 * 24 * 60))
    due = moment + timedelta(days=dice.uniform(0.5, 8))
    async with scene.at(moment, "clock") as work:
        routine = await calendar.routine_called(work, dice.choice(ROUTINES))
        how: Any = {"due": due, "owners": ("U0DANA",)}
        one = await calendar.begin(work, routine, Trigger.FINDING, name, **how)
    if one is None:
        raise AssertionError(name)
    for verb, words, chance in (
        ("asked", (), 0.8),
        ("postpone", (due + timedelta(days=1), WHY), 0.2),
        ("asked", (), 0.3),
        ("skip", (WHY,), 0.1),
        ("confirm", (PROOF,), 0.7),
        ("take_back", (WHY,), 0.1),
        ("confirm", (PROOF,), 0.5),
    ):
        moment += timedelta(hours=dice.expovariate(1 / 24))
        if moment >= now:
            return
        if dice.random() < chance:
            with contextlib.suppress(Refused):  # it is over, or open, already
                await _does_duty(scene, moment, one.id, verb, *words)


async def _does_duty(
    scene: Played, moment: datetime, id_: str, verb: str, *words: Any
) -> None:
    async with scene.at(moment) as work:
        if verb == "asked":
            said = {"person": "U0DANA", "due": moment.isoformat()}
            await calendar.TIMED["calendar.round"](work, **said)
            return
        found = await calendar.clicked(work, id_, lock=True)
        await getattr(calendar, verb)(work, found, *words)
