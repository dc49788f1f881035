"""Playing the year: the clock goes from one thing that happens to the next."""

import random
import secrets
from collections import Counter
from collections.abc import Callable
from contextlib import AsyncExitStack
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from bot.playground import seed
from bot.playground.clock import real_now
from bot.playground.server import Playground, serve
from bot.runtime import manifest
from bot.runtime.playing.companion import HOST
from bot.runtime.playing.year import cast, life, verdict
from bot.runtime.playing.year.life import Life
from bot.runtime.playing.year.people import Team

DAY = timedelta(days=1)
STEP = timedelta(seconds=0.3)
HOLIDAYS = ((0.18, 9), (0.45, 12), (0.55, 16), (0.62, 16), (0.9, 9))
"""When somebody goes on holiday, as a part of the year, and for how many days."""
STOPS, STOPPED = 0.7, timedelta(days=7)
LEAVES = 0.5


@dataclass(kw_only=True)
class Year:
    """One year, or as many days as are asked for."""

    folder: Path
    number: int
    length: int
    progress: Callable[[int, int], None]
    found: verdict.Verdict = field(default_factory=verdict.Verdict)
    back: datetime | None = None
    steps: int = 0

    async def run(self) -> dict[str, Any]:
        """Play it; give what happened, and what is wrong with it."""
        slack = Playground(
            manifest=manifest.build(f"http://{HOST}"),
            signing_secret=secrets.token_hex(16),
            bot_token=f"xoxb-{secrets.token_hex(16)}",
            app_token=f"xapp-{secrets.token_hex(16)}",
            limits=False,
            patience=life.PATIENCE,
            seed=cast.town,
        )
        self.begins = _first_monday()
        self.ends = self.begins + DAY * self.length
        life.start(slack, self.begins)
        chance = random.Random(f"year {self.number}")  # noqa: S311 (chance, not secrecy)
        self.team = Team(parts=slack.parts, chance=chance)
        async with AsyncExitStack() as stack:
            address = await stack.enter_async_context(serve(slack))
            environ = life.environment(self.folder, address, slack, cast.POLICY)
            await self._live(environ, slack)
        return self._told(slack)

    async def _live(self, environ: dict[str, str], slack: Playground) -> None:
        """Live until the long stop, and again after it."""
        stop = self.begins + DAY * int(self.length * STOPS)
        async with life.lived(environ, slack) as first:
            await self._prepare(first)
            await self._through(first, stop)
        clock = slack.parts.world.clock
        clock.advance(STOPPED.total_seconds())
        self.back = datetime.fromtimestamp(clock.now(), UTC)
        async with life.lived(environ, slack) as second:
            await self._through(second, self.ends)
            self.found.note(iter(await verdict.orphans(second)))
            self.found.note(iter(await verdict.days(second, self.begins, self.ends)))
            for name, query in verdict.COUNTS.items():
                rows = await verdict.rows(second, query)
                self.found.counts |= {f"{name} {key}": count for key, count in rows}

    async def _prepare(self, bot: Life) -> None:
        """Have the admin name who holds which role, and adopt every routine."""
        await self._assign(bot, cast.ROLES)
        await self.team.types(cast.ADMIN, "/ops calendar")
        await self.team.answers(cast.ADMIN, "Adopt all")
        await bot.rest()
        self._plan_absences()

    async def _assign(self, bot: Life, held: dict[str, tuple[str, ...]]) -> None:
        await self.team.types(cast.ADMIN, "/ops approvers")
        await self.team.answers(cast.ADMIN, "Change…")
        values = {
            role: [seed.user_id(one) for one in who] for role, who in held.items()
        }
        await self.team.submits(cast.ADMIN, values)
        await bot.rest()

    def _plan_absences(self) -> None:
        """Decide who goes on holiday when: with somebody to stand in, or without."""
        names = [name for name in cast.handles() if name != cast.LEAVER]
        for share, long in HOLIDAYS:
            who, cover = self.team.chance.sample(names, 2)
            zone = ZoneInfo(self.team.parts.world.people[seed.user_id(who)].tz)
            day = (self.begins + DAY * int(self.length * share)).date()
            first = datetime(day.year, day.month, day.day, tzinfo=zone)
            covered = f" cover @{cover}" if self.team.chance.random() < 0.6 else ""  # noqa: PLR2004 (more often than not)
            self.team.goes(who, first, first + DAY * long, covered)

    async def _through(self, bot: Life, end: datetime) -> None:
        """Go from one thing that happens to the next."""
        leaves = self.begins + DAY * int(self.length * LEAVES)
        while (now := self.team.now()) < end:
            self.team.look()
            due = [await bot.next_due(), self.team.due(), end]
            if now < leaves:
                due.append(leaves)
            at = min(moment for moment in due if moment is not None)
            await bot.push(max(at, now) + STEP)
            if now < leaves <= self.team.now():
                await self._leave(bot)
            await self.team.act()
            await bot.rest()
            self.steps += 1
            done = (self.team.now() - self.begins).days
            self.progress(min(done, self.length), self.length)

    async def _leave(self, bot: Life) -> None:
        """Have somebody leave the company: Slack says so, nobody else does."""
        self.team.leave(cast.LEAVER)
        await bot.rest()

    def _told(self, slack: Playground) -> dict[str, Any]:
        every = verdict.said(slack.parts.world)
        self.found.note(verdict.hours(every, self.team.away))
        self.found.note(verdict.crowd(every))
        self.found.note(verdict.once(every))
        if self.back:
            self.found.note(verdict.caught_up(every, self.back))
        counts = Counter(one.who for one in every)
        return {
            "ok": not self.found.found,
            "seed": self.number,
            "days": self.length,
            "begins": self.begins,
            "ends": self.ends,
            "steps": self.steps,
            "wrong": self.found.found,
            "acts": dict(sorted(self.team.done.items())),
            "occurrences": self.found.counts,
            "messages": dict(sorted(counts.items())),
            "transcript": [_line(one) for one in every],
        }


def _line(one: verdict.Said) -> str:
    wall = one.at.astimezone(ZoneInfo(one.zone))
    said = " · ".join(line for line in one.text.splitlines() if line.strip())
    return f"{wall:%a %Y-%m-%d %H:%M %Z} to {one.who}: {said}"


def _first_monday() -> datetime:
    """Give the first Monday of the next calendar year, at midnight UTC."""
    today = datetime.fromtimestamp(real_now(), UTC)
    first = datetime(today.year + 1, 1, 1, tzinfo=UTC)
    return first + DAY * ((7 - first.weekday()) % 7)
