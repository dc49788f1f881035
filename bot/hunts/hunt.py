"""What is done to hunts: start, join, extend, end; and what the clock asks.

Invariants:
* of one scope there is one running hunt
* a hunt ends when somebody ends it, who says what was hunted without a find: when its
  time is over it is asked for, on every business day until then
* it is given more time once
"""

from collections.abc import Sequence
from datetime import timedelta

from bot import calendar
from bot.core import counters, roles, times
from bot.core.errors import Invalid
from bot.core.facts import Record
from bot.core.queue import Priority
from bot.core.roles import Role
from bot.core.work import Work
from bot.hunts import change, facts, looking, rules, store
from bot.hunts.rules import CARD, Found, Plan, State
from bot.hunts.store import Hunt

OVER = "hunts.over"
ROUTINE = "bug_hunt"  # the routine of the calendar that a hunt proves
NUMBERED = "hunts"
MOST = 50  # people who hunt in one hunt


async def start(work: Work, said: Plan) -> Record:
    """Start a hunt, with a room and a board of its own."""
    await roles.require(work, Role.MEMBER)
    number = await counters.next_number(work, NUMBERED)
    row = await _begun(work, said, number)
    work.session.add(row)
    await work.session.flush()
    told = {"hunters": tuple(row.hunters), "ends": row.ends_at}
    record = change.note(work, row, facts.Started, **told)
    _furnish(work, row)
    watch(work, row)
    if work.policy.channels.ops:
        work.tell(record, to=work.policy.channels.ops, priority=Priority.NUDGE)
    return record


async def _begun(work: Work, said: Plan, number: int) -> Hunt:
    """Make the row of a hunt, or refuse what was said of it."""
    policy, scope = work.policy.hunts, rules.scope(said.scope)
    length = rules.box(said.box, policy.lasts.elapsed, policy.longest.elapsed)
    await _require_new(work, scope)
    return Hunt(
        workspace=work.workspace,
        number=number,
        kind=said.kind,
        scope=scope,
        hunters=await _hunters(work, said.hunters or (work.actor,)),
        started_by=work.actor,
        started_at=work.now,
        ends_at=work.now + length,
    )


async def _require_new(work: Work, scope: str) -> None:
    for one in await store.running(work):
        if rules.same(one.scope, scope):
            raise rules.AlreadyHunted(CARD, one.id, ref=one.ref)


async def _hunters(work: Work, named: Sequence[str]) -> list[str]:
    """Give who hunts, each once; refuse whoever could press no button."""
    found = list(dict.fromkeys(named))
    for person in found:
        if not await work.people.may(work, person, Role.MEMBER):
            who = (await work.people.names(work, [person]))[person]
            problem = f"{who} can't hunt: guests, apps and whoever has left can't"
            raise Invalid("hunters", problem)
    if len(found) > MOST:
        raise Invalid("hunters", f"At most {MOST} hunt in one hunt")
    return found


def _furnish(work: Work, row: Hunt) -> None:
    """Have Slack show it in a room: that first, then everything else side by side."""
    how = {"priority": Priority.NUDGE}
    work.want("room", "hunts.room", row.id, **how)
    work.want("purpose", "hunts.purpose", row.id, parent=row.room, **how)
    work.want("members", "hunts.members", row.id, parent=row.room, **how)
    work.want("pin", "hunts.pin", row.id, parent=f"{CARD}:{row.id}", **how)


async def join(work: Work, id_: str) -> Record:
    """Hunt too: come into the room, and judge what is found."""
    await roles.require(work, Role.MEMBER)
    row = await change.locked(work, id_)
    change.require_running(row)
    if work.actor in row.hunters:
        raise rules.AlreadyIn(CARD, row.id, ref=row.ref)
    row.hunters = await _hunters(work, [*row.hunters, work.actor])
    record = change.note(work, row, facts.Joined, hunters=tuple(row.hunters))
    where = {"parent": row.room, "priority": Priority.NUDGE}
    work.want("members", "hunts.members", row.id, **where)
    return record


async def extend(
    work: Work, id_: str, reason: str, more: timedelta | None = None
) -> Record:
    """Give a hunt more time, once: as much as it had, or as is said."""
    row = await change.locked(work, id_)
    await change.require_hunter(work, row)
    change.require_running(row)
    if row.extended:
        raise rules.ExtendedOnce(CARD, row.id, ref=row.ref)
    said, policy = rules.reason(reason), work.policy.hunts
    since = max(row.ends_at, work.now)
    left = row.started_at + policy.longest.elapsed - since
    usual = min(policy.lasts.elapsed, max(left, timedelta(hours=1)))
    row.ends_at = since + rules.box(more, usual, max(left, usual))
    row.extended = said
    record = change.note(work, row, facts.Extended, ends=row.ends_at, reason=said)
    watch(work, row)
    change.tell(work, row, record)
    return record


async def end(work: Work, id_: str, untouched: str) -> Record:
    """End a hunt: its report is shown, and proves the duty of the calendar."""
    row = await change.locked(work, id_)
    await change.require_hunter(work, row)
    change.require_running(row)
    row.untouched = rules.reason(untouched, "untouched")
    row.state, row.ended_at, row.ended_by = State.ENDED, work.now, work.actor
    work.forget(f"{OVER}:{row.id}")
    counts = (await store.counts(work, [row.id]))[row.id]
    record = change.note(
        work,
        row,
        facts.Ended,
        untouched=row.untouched,
        confirmed=counts[Found.CONFIRMED],
        reported=counts[Found.REPORTED],
        rejected=counts[Found.REJECTED],
        duplicates=counts[Found.DUPLICATE],
    )
    change.tell(work, row, record, also=True)
    await _prove(work, row)
    return record


async def _prove(work: Work, row: Hunt) -> None:
    """Confirm the duties of the calendar that wait for a hunt, with the report."""
    duties = await calendar.open_of(work, ROUTINE)
    text = await looking.evidence(work, row.id) if duties else ""
    for duty in duties:
        await calendar.fulfil(work, duty.id, by=row.ref, text=text)


def watch(work: Work, row: Hunt) -> None:
    """Have it asked what becomes of a hunt once its time is over."""
    work.later(OVER, key=f"{OVER}:{row.id}", at=row.ends_at, hunt=row.id)


async def over(work: Work, *, hunt: str) -> None:
    """Ask in the room what becomes of a hunt whose time is over; again every day."""
    row = await store.lock(work, hunt)
    if row is None or not row.running or row.ends_at > work.now:
        return
    record = change.note(work, row, facts.Lapsed, ends=row.ends_at)
    change.tell(work, row, record)
    again = times.next_opening(work.now, work.policy.calendar)
    work.later(OVER, key=f"{OVER}:{row.id}", at=again, hunt=row.id)


TIMED = {OVER: over}
