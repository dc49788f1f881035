"""kill -9 around each call of Slack's while a duty is confirmed, and signed off.

What was proven is on record once, whoever signs it off is asked once, and the card of
the duty says so in the end.
"""

import asyncio
from collections import Counter

import pytest

from tests.chaos import database
from tests.chaos.stage import WATCH, stage
from tests.chaos.test_kill import FAULTS

pytestmark = pytest.mark.slow

PROVEN = "looked at all of it: two accounts are closed"
ONCE = ("calendar.confirmed", "approvals.asked")


class Duties:
    """A team in which kenji signs off; each flow is a routine and a duty of its own."""

    def __init__(self, made):
        self.made, self.number = made, 0

    async def begin(self):
        """Have who signs off named."""
        await self.made.start()
        dana = self.made.dana
        await dana.types("#general", "/ops approvers")
        await dana.presses("Change…", channel="#general", message=dana.said)
        await dana.modal("Who signs off")
        await dana.submits(tech_lead=["U0KENJI"])
        await self.made.quiet()

    async def comes(self):
        """Have a routine added, whose first duty is open; give its reference."""
        self.number += 1
        dana = self.made.dana
        await dana.types("#general", "/ops add")
        await dana.modal("Add a routine")
        title = f"Look at who has access, part {self.number}"
        await dana.submits(title=title, every="every weekday", signoff=["tech_lead"])
        await self.made.quiet()
        query = f"SELECT ref FROM occurrences WHERE title = '{title}'"  # noqa: S608 (our own words)
        ((row),) = await database.rows(self.made.database, query)
        return row["ref"]

    async def confirm(self, ref):
        """Say that it was done; give whether Slack was answered."""
        done = await self.made.dana.types("#general", f"/ops confirm {ref} {PROVEN}")
        return done["delivered"]["status"] == 200

    async def complete(self, ref):
        """Hold that it was proven once, and that kenji is asked once."""
        of = f"(SELECT id FROM occurrences WHERE ref = '{ref}')"  # noqa: S608 (our own words)
        query = f"""SELECT name FROM records WHERE about IN {of} OR about IN
            (SELECT id FROM approvals WHERE subject IN {of})"""  # noqa: S608 (our own words)
        rows = await database.rows(self.made.database, query)
        told = Counter(row["name"] for row in rows)
        assert [told[name] for name in ONCE] == [1, 1], told
        said = [one.text for one in await self.made.dana.reads("#ops")]
        title = f"Look at who has access, part {self.number}\n"
        assert sum(title in f"{text}\n" for text in said) == 1, said


@pytest.fixture
async def duties(sqlite, tmp_path):
    async with stage(sqlite("duty"), tmp_path / "duty", "run") as made:
        found = Duties(made)
        await found.begin()
        yield found


async def calls(duties):
    """Give the calls that confirming makes while nothing fails, by what came before."""
    ref = await duties.comes()
    since = len(duties.made.records)
    assert await duties.confirm(ref)
    await duties.made.quiet()
    await duties.complete(ref)
    seen: Counter[str] = Counter()
    found = []
    for call in duties.made.records[since:]:
        found.append((call["method"], seen[call["method"]]))
        seen[call["method"]] += 1
    return found


async def test_killed_at_each_call_of_a_confirmation(duties):
    made = duties.made
    points = await calls(duties)
    assert "chat.postMessage" in dict(points)
    for when, fault in FAULTS.items():
        for method, nth in points:
            ref, since = await duties.comes(), len(made.records)
            await made.slack.fault(method=method, after=nth, **fault)
            acting = asyncio.create_task(duties.confirm(ref))
            call = await made.hit(since)
            if when == "after":
                await made.slack.resume()
                while call["ended"] is None:
                    await asyncio.sleep(WATCH)
            made.processes["run"].kill()
            done = await acting
            await made.slack.forget("faults")
            await made.start()
            await made.quiet()
            if not done:
                await duties.confirm(ref)  # whoever saw no answer does it again
                await made.quiet()
            await duties.complete(ref)
    await made.blameless()
    await made.proven()
