"""Answers of a roll call: given by whoever can see the incident, and taken back."""

from collections.abc import Sequence
from datetime import datetime

from bot.core import roles, times
from bot.core.errors import Missing
from bot.core.facts import Record
from bot.core.queue import Priority
from bot.core.roles import Role
from bot.core.work import Work
from bot.incidents import find, promises, rules, store
from bot.incidents.rollcall import rollcall, rolled, rollrows
from bot.incidents.rollcall.enlist import Shown
from bot.incidents.rollcall.rollrows import Answer, RollRow
from bot.incidents.store import Incident

REMINDER = "incidents.rollreminder"
FEW = 10  # of those silent, whom the room is named


class SaidAlready(Shown):
    """{by} has said so already, {when}: {team} is {answer}."""


class NoAnswer(Shown):
    """Nobody has answered for {team}: there is nothing to take back."""


class NotAsked(Shown):
    """{team} was taken off the roll call of {ref}: nothing was changed."""


class NoSuchRow(Missing):
    """The roll call of {ref} asks nobody called “{named}”.{hint}"""  # noqa: D400, D415 (the hint ends it)


async def answer(work: Work, row_id: str, said: Answer) -> Record:
    """Say how it is with one who is asked; with silence, take the answer back."""
    incident, row = await locked(work, row_id)
    await rollcall.require_asking(work, incident)
    if row.removed_at:
        raise NotAsked(team=row.team, ref=incident.ref, of=incident.id)
    if row.answer is said:
        raise await _again(work, incident, row)
    before = row.answer
    row.answer, row.answered_by, row.answered_at = said, work.actor, work.now
    if said is Answer.SILENT:
        row.answered_by = row.answered_at = None
    rollcall.follow(work, incident, [row])
    return await _answered(work, incident, row, before)


async def _answered(
    work: Work, incident: Incident, row: RollRow, before: Answer
) -> Record:
    """Record an answer; with the last of them nobody is chased any more."""
    tally = await rollrows.tally(work, incident.id)
    left, total = (tally.silent, tally.total) if tally else (0, 0)
    record = work.record(
        rolled.Answered(
            about=incident.id,
            ref=incident.ref,
            row=row.id,
            team=row.team,
            answer=row.answer.value,
            before=before.value,
            left=left,
            total=total,
        )
    )
    if left == 0:
        rollcall.tell(work, incident, record)
    if left == 0 or (row.answer is Answer.SILENT and left == 1):
        await rollcall.watch(work, incident)
    return record


async def _again(work: Work, incident: Incident, row: RollRow) -> Shown:
    if row.answered_by is None or row.answered_at is None:
        return NoAnswer(team=row.team, of=incident.id)
    by = (await work.people.names(work, [row.answered_by]))[row.answered_by]
    return SaidAlready(
        by=by,
        when=times.ago(work.now - row.answered_at),
        team=row.team,
        answer=row.answer.said,
        of=incident.id,
    )


async def locked(work: Work, row_id: str) -> tuple[Incident, RollRow]:
    """Load a row to change it, and the incident that it is of, locked first."""
    await roles.require(work, Role.MEMBER)
    known = await rollrows.row(work, row_id)
    found = await store.lock(work, known.incident) if known else []
    if known is None or not await find.visible(work, found):
        raise rules.NoSuchIncident(what="such row here", hint=find.GONE)
    (row,) = await work.lock(RollRow, row_id)
    return found[0], row


async def named(work: Work, incident: Incident, words: str) -> RollRow:
    """Give the row that *words* name, by its number or its name, or refuse."""
    if await rollrows.of(work, incident.id) is None:
        raise rollcall.NoRollCall(ref=incident.ref, card=incident.id)
    rows = await rollrows.rows(work, incident.id)
    said = rules.plain_line(words).casefold()
    exact = [row for row in rows if said in (row.team.casefold(), str(row.number))]
    begun = [row for row in rows if said and row.team.casefold().startswith(said)]
    if exact or len(begun) == 1:
        return (exact or begun)[0]
    names = ", ".join(row.team for row in (begun or rows)[:FEW])
    hint = f" It asks {names}{', …' if len(rows) > FEW else ''}." if names else ""
    raise NoSuchRow(ref=incident.ref, named=words.strip()[:40], hint=hint)


async def chase(work: Work, *, incident: str, due: str = "") -> None:
    """Ask whoever is silent once more, tell the room who that is; and again later."""
    (found,) = await store.lock(work, incident)
    call = await rollrows.of(work, incident)
    rows = await rollrows.rows(work, incident)
    silent = [row for row in rows if row.silent]
    if call is None or call.closed_at or not found.open or not silent:
        return
    call.chased_at = work.now
    _remind(work, found, silent, len(rows), due)
    rollcall.chase_at(work, found, rollcall.answer_by(work))


def _remind(
    work: Work,
    incident: Incident,
    silent: Sequence[RollRow],
    total: int,
    due: str,
) -> None:
    record = work.record(
        rolled.Chased(
            about=incident.id,
            ref=incident.ref,
            left=len(silent),
            total=total,
            teams=tuple(row.team for row in silent[:FEW]),
            due=datetime.fromisoformat(due) if due else work.now,
            late=promises.comes_late(work, due),
        )
    )
    work.tell(record, to=incident.room, priority=Priority.NUDGE)
    for place in sorted({row.contact for row in silent if row.contact}):
        about = f"{record.id}:{place}"
        how = {"place": place, "lane": place, "priority": Priority.NUDGE}
        work.want("message", REMINDER, about, key=f"{REMINDER}:{about}", **how)
