"""Cycles: opened by a release or by hand, one at a time; closed with their proofs.

Invariants:
* of a workspace one cycle is open at a time, whoever asks at once
* a cycle closes when its five criteria are met, as they are in that transaction; or an
  admin says why it closes all the same, and what was let pass is recorded
* the first wish to close it has people asked for what the end of a cycle takes: the bug
  hunt, the grooming of the archive, and whatever is missing and nobody was asked for
"""

from collections.abc import Sequence

from bot import calendar
from bot.calendar import Occurrence
from bot.core import canon, counters, roles
from bot.core.duties import Trigger
from bot.core.facts import Record
from bot.core.queue import Priority
from bot.core.roles import Role
from bot.core.work import Work
from bot.cycles import criteria, facts, rules, store
from bot.cycles.rules import CARD, Checked, Criterion, State
from bot.cycles.store import Cycle, Release

FOLLOW = "cycles.follow"
CLOSE = "cycle_close"  # the routine that asks to close it
PROOFS = {key for keys in criteria.ROUTINES.values() for key in keys}
"""The routines that prove criteria: they are asked for only where they are missing."""


async def open_one(work: Work, name: str) -> Record:
    """Open a cycle by hand."""
    await roles.require(work, Role.MEMBER)
    title = rules.title(name)
    await alone(work)
    going = await store.going(work)
    if going is not None:
        raise rules.AlreadyOpen(cycle=going.id, ref=going.ref, title=going.title)
    return (await _begin(work, title))[1]


async def of_release(work: Work, release: Release) -> Cycle:
    """Give the cycle that a release belongs to; without one it opens one."""
    await alone(work)
    going = await store.going(work)
    locked = await store.lock(work, going.id) if going else None
    if locked is not None and locked.going:  # nobody has closed it meanwhile
        return locked
    return (await _begin(work, release.version, release.id))[0]


async def alone(work: Work) -> None:
    """Let nobody else open a cycle meanwhile."""
    await counters.next_number(work, "cycles_asked")


async def _begin(work: Work, title: str, release: str = "") -> tuple[Cycle, Record]:
    number = await counters.next_number(work, "cycles")
    row = Cycle(
        workspace=work.workspace,
        number=number,
        title=title,
        release=release,
        opened_by=work.actor,
        opened_at=work.now,
    )
    work.session.add(row)
    await work.session.flush()
    said = {"ref": row.ref, "title": row.title, "release": release}
    record = work.record(facts.Opened(about=row.id, number=number, **said))
    show(work, row)
    return row, record


def show(work: Work, row: Cycle) -> None:
    """Have its card stand in the ops channel, and follow, if there is one."""
    ops = work.policy.channels.ops
    if ops:
        work.show(CARD, row.id, to=ops, priority=Priority.DIGEST, asker=None)


async def close(work: Work, row: Cycle) -> Record:
    """Close a locked cycle that has all it needs; else ask for what it lacks."""
    await roles.require(work, Role.MEMBER)
    require_going(row)
    every = await criteria.criteria(work, row)
    missing = rules.missing(every)
    if not missing:
        return await _close(work, row, every)
    if row.state is State.ENDING:
        said = "; ".join(f"{one.said}: {one.why}" for one in missing)
        raise rules.NotMet(cycle=row.id, ref=row.ref, missing=said)
    row.state, row.ending_at = State.ENDING, work.now
    names = tuple(one.criterion.value for one in missing)
    fact = facts.Ending(about=row.id, ref=row.ref, title=row.title, missing=names)
    record = work.record(fact)
    await _ask(work, row, missing)
    show(work, row)
    return record


async def force(work: Work, row: Cycle, reason: str) -> Record:
    """Close a locked cycle though it lacks something: an admin says why."""
    await roles.require(work, Role.ADMIN)
    require_going(row)
    said = rules.reason(reason)
    every = await criteria.criteria(work, row)
    if not rules.missing(every):
        raise rules.NeedsNoException(cycle=row.id, ref=row.ref)
    return await _close(work, row, every, said)


async def _close(
    work: Work, row: Cycle, every: Sequence[Checked], reason: str = ""
) -> Record:
    if row.state is State.OPEN:
        await _ask(work, row, ())
    row.state, row.closed_by, row.closed_at = State.CLOSED, work.actor, work.now
    row.proofs, row.reason = rules.kept(every), reason
    row.exceptions = [one.criterion.value for one in rules.missing(every)]
    fact = facts.Closed(
        about=row.id,
        ref=row.ref,
        title=row.title,
        proofs=tuple(row.proofs),
        exceptions=tuple(row.exceptions),
        reason=reason,
    )
    record = work.record(fact)
    await _confirm(work, row)
    show(work, row)
    return record


async def _ask(work: Work, row: Cycle, missing: Sequence[Checked]) -> None:
    """Open what the end of a cycle asks for; of its proofs only what is missing."""
    title = f"{row.ref} {row.title}"
    for routine in await calendar.following(work, Trigger.CYCLE):
        if routine.key not in PROOFS:
            await calendar.begin(work, routine, Trigger.CYCLE, row.id, title=title)
    for one in missing:
        await _ask_for(work, row, one.criterion)


async def ask(work: Work, row: Cycle, criterion: Criterion) -> Record:
    """Ask for what a criterion of a locked cycle lacks, and nobody was asked for."""
    await roles.require(work, Role.MEMBER)
    require_going(row)
    opened = await _ask_for(work, row, criterion)
    if not opened:
        raise rules.NothingMissing(cycle=row.id)
    refs = tuple(one.ref for one in opened)
    names = {"ref": row.ref, "title": row.title}
    fact = facts.Asked(about=row.id, criterion=criterion.value, opened=refs, **names)
    record = work.record(fact)
    show(work, row)
    return record


async def _ask_for(work: Work, row: Cycle, criterion: Criterion) -> list[Occurrence]:
    opened, title = [], f"{row.ref} {row.title}"
    for one in await criteria.lacking(work, row, criterion):
        routine = one.routine
        made = await calendar.begin(work, routine, Trigger.CYCLE, row.id, title=title)
        opened += [made] if made else []
    return opened


async def _confirm(work: Work, row: Cycle) -> None:
    """Confirm the duty that asked to close it: that is proven by its being closed."""
    passed = f"; let pass: {', '.join(row.exceptions)}" if row.exceptions else ""
    for one in await calendar.about(work, row.id):
        routine = await calendar.routine_of(work, one)
        if routine.key == CLOSE and one.open:
            said = f"{row.ref} was closed, each criterion with its proof{passed}"
            await calendar.fulfil(work, one.id, by="Longwatch", text=said)


async def follow(work: Work) -> None:
    """Have the card of the open cycle show it, where a criterion stands otherwise."""
    going = await store.going(work)
    locked = await store.lock(work, going.id) if going else None
    if locked is None or not locked.going:
        return
    every = rules.kept(await criteria.criteria(work, locked))
    said = canon.digest(every)[:12]
    if said != locked.shown:
        locked.shown = said
        show(work, locked)


def require_going(row: Cycle) -> None:
    """Refuse a cycle that is over."""
    if not row.going:
        raise rules.AlreadyClosed(cycle=row.id, ref=row.ref, state=row.state.value)
