"""Whatever people do to approvals, in any order, the rules and the record hold."""

import asyncio
import tempfile
from dataclasses import replace
from pathlib import Path

from hypothesis import Phase, given, settings
from hypothesis import strategies as st
from sqlmodel import col, select

from bot import approvals, ledger, workspaces
from bot.approvals import Approval, State, rules
from bot.core import dburl
from bot.core.db import Database
from bot.core.errors import Refused
from bot.core.facts import Record
from bot.runtime import schema
from tests.ledger.scene import Scene

DANA, ANA, SAM, GUS = "U0DANA", "U0ANA", "U0SAM", "U0GUS"
PEOPLE = (DANA, ANA, SAM, GUS)
SUBJECT, KIND = "01subject", "tests.publish"
REASON = "A reason of some length."
DEEDS = (  # those first that most of the others need
    *(["ask"] * 5),
    *(["approve", "reject", "request_changes"] * 2),
    *("ask", "ask_other", "approve", "reject", "request_changes", "withdraw"),
    *("void", "expire", "remind", "wait", "name", "unname"),
)
STEPS = st.lists(
    st.tuples(st.sampled_from(DEEDS), st.sampled_from(PEOPLE)), min_size=6, max_size=24
)


class Life:
    """One workspace in which people ask and decide, without Slack."""

    def __init__(self, scene):
        self.scene, self.told = scene, []

    async def begins(self):
        self.scene.transactions = replace(
            self.scene.transactions, people=workspaces.Directory()
        )
        await self.scene.install()
        async with self.scene.begin("clock") as work:
            gus = {"id": GUS, "name": "gus", "is_restricted": True}
            await workspaces.remember(work, gus)
            await self.named(work, (DANA, ANA))

    async def named(self, work, people):
        seen = (await approvals.board(work))["seen"]
        await approvals.assign(work, {"tech_lead": people}, seen=seen)

    async def does(self, deed, who):
        """Do one deed, or be refused with a sentence."""
        clock = deed in ("void", "expire", "remind", "wait", "name", "unname")
        try:
            async with self.scene.begin("clock" if clock else who) as work:
                await getattr(self, deed)(work, who)
        except Refused as refusal:
            self.told.append(str(refusal))

    async def _asks(self, work, content):
        question = approvals.Question(
            subject=SUBJECT, kind=KIND, role="tech_lead", title="x", content=content
        )
        await approvals.ask(work, question)

    async def ask(self, work, _):
        await self._asks(work, "one text")

    async def ask_other(self, work, _):
        await self._asks(work, "another text")

    async def _last(self, work):
        found = await approvals.of(work, SUBJECT, KIND)
        return await approvals.clicked(work, found.id if found else "x", lock=True)

    async def approve(self, work, _):
        await approvals.approve(work, await self._last(work))

    async def reject(self, work, _):
        await approvals.reject(work, await self._last(work), REASON)

    async def request_changes(self, work, _):
        await approvals.request_changes(work, await self._last(work), REASON)

    async def withdraw(self, work, _):
        await approvals.withdraw(work, await self._last(work))

    async def void(self, work, _):
        await approvals.void(work, SUBJECT, KIND, approvals.EDITED)

    async def expire(self, work, _):
        last = await self._last(work)
        await approvals.TIMED["approvals.expire"](work, approval=last.id)

    async def remind(self, work, _):
        last = await self._last(work)
        due = work.now.isoformat()
        await approvals.TIMED["approvals.remind"](work, approval=last.id, due=due)

    async def wait(self, work, _):
        last = await self._last(work)
        self.scene.now = max(self.scene.now, last.expires_at)

    async def name(self, work, who):
        await self.named(work, (DANA, who) if who != GUS else (DANA,))

    async def unname(self, work, _):
        await self.named(work, ())

    async def holds(self):
        """Hold what came of it against the rules, and against the record."""
        async with self.scene.look() as work:
            asked = select(Approval).order_by(col(Approval.id))
            every = (await work.session.exec(asked)).all()
            facts = (
                await work.session.exec(select(Record).order_by(col(Record.id)))
            ).all()
            unfounded = [sentence async for sentence in approvals.held(work)]
            proven = await ledger.verify(work, home=self.scene.home)
        assert all(self.told)
        assert not [sentence for sentence in self.told if "{" in sentence]
        assert unfounded == []
        assert list(map(str, proven.findings)) == []
        assert sum(one.open for one in every) <= 1
        for one in every:
            self._is_lawful(one, [f.name for f in facts if f.about == one.id])

    def _is_lawful(self, one, facts):
        ends = [name for name in facts if name != "approvals.reminded"]
        assert ends[0] == "approvals.asked"
        assert len(ends) == (1 if one.open else 2)
        assert one.digest == rules.digest(one.content)
        assert one.asked_by != GUS
        if one.state in rules.DECIDED:
            assert one.decided_by not in (one.asked_by, GUS, "clock")
            assert one.decided_at < one.expires_at
        if one.state is State.EXPIRED:
            assert one.decided_by == "clock"
            assert one.decided_at >= one.expires_at
        if one.state is State.WITHDRAWN:
            assert one.decided_by == one.asked_by


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


@settings(max_examples=40, phases=[Phase.generate])  # a life takes 0.3 s
@given(steps=STEPS)
def test_in_any_order_nobody_decides_what_they_must_not(steps):
    with tempfile.TemporaryDirectory() as folder:
        asyncio.run(live(folder, steps))
