"""Spans that hold for many: freezes, in which nothing changes, and standing windows."""

from datetime import datetime, time, timedelta
from itertools import islice
from typing import Any
from zoneinfo import ZoneInfo

from bot.core import cadence, times, walls
from bot.core.errors import Invalid
from bot.core.facts import Record
from bot.core.work import Work
from bot.maintenance import change, facts, rules, store
from bot.maintenance.conflicts import same
from bot.maintenance.rules import Window
from bot.maintenance.store import Freeze, Standing

Said = dict[str, Any]
OVER = "maintenance.pass_by"
LONGEST = timedelta(days=92)  # of a freeze
MOST = 24 * 60  # minutes of a standing window


async def freeze(work: Work, window: Window, reason: str, surface: str = "") -> Record:
    """Have nothing changed for a while, and say why where things are announced."""
    await change.require_lead(work)
    rules.require_window(window, work.now, LONGEST)
    said: Said = {"zone": window.zone, "surface": rules.surface(surface)}
    row = Freeze(
        workspace=work.workspace,
        begins_at=window.begins,
        ends_at=window.ends,
        reason=rules.reason(reason),
        by=work.actor,
        **said,
    )
    work.session.add(row)
    span: Said = {"begins": row.begins_at, "ends": row.ends_at}
    fact = facts.Frozen(about=row.id, reason=row.reason, **span, **said)
    record = work.record(fact)
    if place := work.policy.channels.announcements:
        work.show(rules.FREEZE, row.id, to=place)
    work.later(OVER, key=f"{OVER}:{row.id}", at=row.ends_at, freeze=row.id)
    return record


async def pass_by(work: Work, *, freeze: str) -> None:
    """Have what shows a freeze say that it is over: there is nothing to lift."""
    for row in await work.lock(Freeze, freeze):
        await change.show(work, row)


async def thaw(work: Work, id_: str, reason: str = "") -> Record:
    """Lift a freeze: by whoever set it, and whoever may set one."""
    row = next(iter(await work.lock(Freeze, id_)), None)
    if row is None:
        raise rules.NoSuchFreeze
    if work.actor != row.by:
        await change.require_lead(work, [row.by])
    if row.lifted_at is not None or row.ends_at <= work.now:
        raise rules.AlreadyOver
    row.lifted_at = work.now
    work.forget(f"{OVER}:{row.id}")
    await change.show(work, row)
    said = " ".join(reason.split())[: rules.TEXT]
    record = work.record(facts.Thawed(about=row.id, reason=said))
    if place := work.policy.channels.announcements:
        work.tell(record, to=place)
    return record


async def only_freeze(work: Work) -> str:
    """Give the freeze that holds or comes, where there is only one; else refuse."""
    found = await store.freezes(work, work.now)
    if len(found) != 1:
        raise rules.NoSuchFreeze
    return found[0].id


async def stand(
    work: Work, surface: str, words: str, takes: timedelta, zone: str
) -> Record:
    """Have a window come again and again: `every sunday at 02:00`."""
    await change.require_lead(work)
    place = _place(zone)
    minutes = int(takes.total_seconds() // 60)
    if not minutes or minutes > MOST:
        raise Invalid("takes", "It may take from a minute to a day: write 2h or 90m")
    start = work.now.astimezone(place).date()
    rule = cadence.read(words, start=start, at=time(22))
    terms: Said = {
        "surface": rules.surface(surface),
        "every": rule.text,
        "start": rule.start.isoformat(),
        "at": rule.at.isoformat("minutes"),
        "minutes": minutes,
        "zone": place.key,
    }
    row = Standing(workspace=work.workspace, by=work.actor, **terms)
    work.session.add(row)
    said: Said = {"surface": row.surface, "cadence": spoken(row), "terms": terms}
    return work.record(facts.Opened(about=row.id, **said))


def _place(zone: str) -> ZoneInfo:
    try:
        return walls.zone(zone)
    except ValueError as wrong:
        raise Invalid("zone", str(wrong)) from wrong


async def retire(work: Work, id_: str) -> Record:
    """Have a standing window come no more; what was put into it stays."""
    row = next(iter(await work.lock(Standing, id_)), None)
    if row is None:
        raise rules.NoSuchWindow
    if work.actor != row.by:
        await change.require_lead(work, [row.by])
    if row.retired_at is not None:
        raise rules.AlreadyOver
    row.retired_at = work.now
    said = {"surface": row.surface, "cadence": spoken(row)}
    return work.record(facts.Retired(about=row.id, **said))


def spoken(row: Standing) -> str:
    """Say when a standing window comes: `weekly on Sunday, 02:00 for 2 h, UTC`."""
    rule = row.rule
    said = f"{rule.words}, {rule.at:%H:%M} for {times.human(row.length)}"
    return f"{said}, {row.zone}"


def coming(row: Standing, after: datetime, most: int = 1) -> list[Window]:
    """Give the next times of a standing window that begin after a moment."""
    place = walls.zone_or_utc(row.zone)
    here = after.astimezone(place).replace(tzinfo=None)
    found = (walls.resolve(wall, place) for wall in row.rule.walls(here - times.DAY))
    begins = islice((at for at in found if at > after), most)
    return [Window(begins=at, ends=at + row.length, zone=row.zone) for at in begins]


async def following(work: Work, surface: str = "") -> list[Window]:
    """Give the next time of each standing window of a surface, the nearest first."""
    rows = [row for row in await store.standing(work) if same(row.surface, surface)]
    found = [one for row in rows for one in coming(row, work.now)]
    return sorted(found, key=lambda one: one.begins)
