"""Whatever people do to a postmortem, in any order, the rules and the record hold."""

import asyncio
import tempfile
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

from hypothesis import Phase, given, settings
from hypothesis import strategies as st
from sqlmodel import col, select

from bot import approvals, incidents, ledger, postmortems, workspaces
from bot.core import dburl
from bot.core.db import Database
from bot.core.errors import Refused
from bot.core.queue import Timer
from bot.incidents import Declaration, Outcome, Resolution
from bot.postmortems import (
    Kind,
    Part,
    Postmortem,
    Stage,
    Status,
    Wanted,
    Wish,
    countdown,
    review,
    rules,
    store,
)
from bot.runtime import reactions, schema
from tests.ledger.scene import Scene

DANA, ANA, SAM, GUS = "U0DANA", "U0ANA", "U0SAM", "U0GUS"
PEOPLE = (*[DANA] * 5, *[ANA] * 3, SAM, GUS)  # dana leads, ana approves
REASON = "A reason of some length."
WHOLE = {
    Part.SUMMARY: {"what": "it was down", "affected": "everybody"},
    Part.CAUSE: {"trigger": "a deploy", "factors": [], "whys": ["a bad flag"]},
    Part.LESSONS: {"learned": "a canary", "share": ""},
}
DEEDS = (  # those first that most of the others need
    *(["resolve"] * 3),
    *(["write_all", "publish", "ana_approves"] * 4),
    *("resolve", "reopen", "undo", "draft", "assign", "write", "write_late"),
    *("add", "move", "drop", "publish", "approve", "reject", "withdraw", "skip"),
    *("count", "chase", "days", "archive"),
)
STEPS = st.lists(
    st.tuples(st.sampled_from(DEEDS), st.sampled_from(PEOPLE)), min_size=6, max_size=30
)


class Life:
    """One workspace with one incident, and what people do after it, without Slack."""

    def __init__(self, scene):
        self.scene, self.told, self.incident = scene, [], ""

    async def begins(self):
        people = workspaces.Directory()
        self.scene.transactions = replace(self.scene.transactions, people=people)
        await self.scene.install()
        async with self.scene.begin("clock") as work:
            gus = {"id": GUS, "name": "gus", "is_restricted": True}
            await workspaces.remember(work, gus)
            seen = (await approvals.board(work))["seen"]
            await approvals.assign(work, {"tech_lead": (ANA, SAM)}, seen=seen)
        async with self.scene.begin(DANA) as work:
            said = Declaration(title="checkout 500s", severity=2, commander=DANA)
            self.incident = (await incidents.declare(work, said)).id
        await self.does("resolve", DANA)

    async def does(self, deed, who):
        """Do one deed, or be refused with a sentence; then whatever follows from it."""
        who = ANA if deed == "ana_approves" else who
        clock = deed in ("count", "chase", "days", "archive")
        records = []
        try:
            async with self.scene.begin("clock" if clock else who) as work:
                await getattr(self, deed)(work)
            records = work.records
        except Refused as refusal:
            self.told.append(str(refusal))
        for record in records:
            await self.follows(record)

    async def follows(self, record):
        for reaction in reactions.REACTIONS.get(record.name, ()):
            given_ = reactions._given(reaction, record)
            async with self.scene.begin("clock") as work:
                await reaction.verb(work, **given_)
            for next_ in work.records:
                await self.follows(next_)

    async def _incident(self, work):
        return await incidents.clicked(work, self.incident, lock=True)

    async def _pm(self, work):
        found = await store.of_incident(work, self.incident)
        return await postmortems.clicked(work, found.id if found else "x", lock=True)

    async def resolve(self, work):
        how = Resolution(outcome=Outcome.FIX, text="rolled it back")
        await incidents.resolve(work, await self._incident(work), how)

    async def reopen(self, work):
        await incidents.reopen(work, await self._incident(work), REASON)

    async def undo(self, work):
        await incidents.undo(work, self.incident)

    async def draft(self, work):
        await postmortems.draft(work, await self._incident(work), Wish())

    async def assign(self, work):
        day = (work.now + timedelta(days=9)).date()
        wish = Wish(owner=work.actor, due=day)
        await postmortems.assign(work, await self._pm(work), wish)

    async def write(self, work, part=Part.LESSONS, late=0):
        found = await self._pm(work)
        kept = await postmortems.section(work, found, part)
        said = {**WHOLE[part], "learned": f"a canary, said {work.actor}"}
        version = kept.version - late
        await postmortems.write(work, found, part, said, version)

    async def write_late(self, work):
        await self.write(work, late=1)

    async def write_all(self, work):
        found = await self._pm(work)
        for part, said in WHOLE.items():
            kept = await postmortems.section(work, found, part)
            if kept.content != said:
                await postmortems.write(work, found, part, said, kept.version)
        await self.add(work)

    async def add(self, work):
        wanted = Wanted(title="a canary", kind=Kind.GATE, owner=DANA)
        wanted = replace(wanted, due=(work.now + timedelta(days=3)).date())
        await postmortems.add(work, wanted, await self._pm(work))

    async def _item(self, work):
        item, _ = await postmortems.item_meant(work, "AI-1")
        return await postmortems.clicked_item(work, item.id, lock=True)

    async def move(self, work):
        await postmortems.move(work, await self._item(work), Stage.IMPLEMENTED)

    async def drop(self, work):
        await postmortems.drop(work, await self._item(work), REASON)

    async def publish(self, work):
        found = await self._pm(work)
        told = await postmortems.export(work, found)
        await postmortems.publish(work, found, str(told["summary"]) + found.ref)

    async def _asked(self, work):
        found = await self._pm(work)
        asked = await approvals.of(work, found.id, review.KIND)
        return await approvals.clicked(work, asked.id if asked else "x", lock=True)

    async def approve(self, work):
        await approvals.approve(work, await self._asked(work))

    ana_approves = approve

    async def reject(self, work):
        await approvals.reject(work, await self._asked(work), REASON)

    async def withdraw(self, work):
        await approvals.withdraw(work, await self._asked(work))

    async def skip(self, work):
        await postmortems.skip(work, await self._pm(work), REASON)

    async def count(self, work):
        found = await self._pm(work)
        count = postmortems.TIMED["postmortems.count"]
        await count(work, postmortem=found.id, incident=self.incident)

    async def chase(self, work):
        item = await self._item(work)
        await postmortems.TIMED["postmortems.chase"](work, item=item.id)

    async def days(self, work):
        del work
        self.scene.now += timedelta(days=2)

    async def archive(self, work):
        """Have the clock archive the room: not while a postmortem is written there."""
        before = (await self._incident(work)).archived_at
        archive = postmortems.TIMED["incidents.archive"]
        await archive(work, incident=self.incident)
        known = await store.of_incident(work, self.incident)
        after = (await self._incident(work)).archived_at
        assert after == before or known.status not in rules.OPEN

    async def holds(self):
        """Hold what came of it against the rules, and against the record."""
        async with self.scene.look() as work:
            work.actor = "clock"
            every = (await work.session.exec(select(Postmortem))).all()
            (incident,) = await incidents.these(work, [self.incident])
            unfounded = [sentence async for sentence in incidents.held(work)]
            proven = await ledger.verify(work, home=self.scene.home)
            for one in every:
                await self._is_lawful(work, one, incident)
        assert all(self.told)
        assert not [sentence for sentence in self.told if "{" in sentence]
        assert unfounded == []
        assert list(map(str, proven.findings)) == []
        assert len(every) <= 1

    async def _is_lawful(self, work, one, incident):
        asked = await approvals.of(work, one.id, review.KIND)
        assert (asked is not None and asked.open) is (one.status is Status.REVIEW)
        if one.status in (Status.REVIEW, Status.PUBLISHED):
            assert asked.digest == one.digest
            assert one.timeline
        if one.status is Status.PUBLISHED:
            assert asked.state is approvals.State.APPROVED
            assert asked.decided_by != asked.asked_by
            assert one.published_at
        if one.status is Status.SKIPPED:
            assert one.reason == REASON
        if one.status in rules.OPEN:
            assert incident.open is (one.status is Status.HELD)
        key = f"postmortem:{one.id}"
        timer = await work.session.exec(select(Timer).where(col(Timer.key) == key))
        counted = one.status in countdown.CALLED
        assert (timer.one().due is not None) is counted


async def live(path, steps):
    """Live one life on a database of its own."""
    await schema.upgrade(f"sqlite+aiosqlite:///{path}/x.db")
    database = Database(dburl.translate(f"sqlite:///{path}/x.db"))
    try:
        life = Life(Scene(database=database, home=Path(path) / "home"))
        await life.begins()
        for deed, who in steps:
            await life.does(deed, who)
        await life.holds()
    finally:
        await database.close()


@settings(max_examples=20, phases=[Phase.generate])  # a life takes a moment
@given(steps=STEPS)
def test_in_any_order_a_postmortem_follows_its_incident_and_its_approval(steps):
    with tempfile.TemporaryDirectory() as folder:
        asyncio.run(live(folder, steps))
