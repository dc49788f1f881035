"""Tasks: what has to be done about an incident, by whom, by when; and checklists.

A checklist comes with the severity. When that changes, what of it nobody has touched
goes, and what the new one asks for comes. Whoever changes a task holds the incident's
lock: its tasks are numbered and changed one after the other.
"""

from collections.abc import Callable, Iterable, Sequence
from datetime import datetime

from bot.core import roles, times
from bot.core.errors import Invalid, Missing
from bot.core.facts import Record
from bot.core.queue import Priority
from bot.core.roles import Role
from bot.core.work import Work
from bot.incidents import find, promises, rules, store, tasked, tasklist
from bot.incidents.change import require_here, show
from bot.incidents.lead import call_in, require_leader
from bot.incidents.rules import Phase
from bot.incidents.store import Incident
from bot.incidents.tasklist import Progress, Task

TASKS = "incidents.tasks"
LONGEST = 300  # characters of what has to be done
LISTED = 9  # tasks that words may have meant
MOST = 100  # open tasks that one incident may have


class NoSuchTask(Missing):
    """{ref} has no task {number}.{hint}"""  # noqa: D400, D415 (the hint ends it)


class AlreadyDone(rules.Passed):
    """{by} has done that already, {when}: “{text}”."""


class NotDone(rules.Passed):
    """That is not done yet: “{text}”."""


class TooMany(rules.Passed):
    """{ref} has {most} open tasks: no more can be kept track of. Drop some first."""


async def add(
    work: Work,
    incident: Incident,
    text: str,
    *,
    person: str | None = None,
    due: datetime | None = None,
) -> Record:
    """Ask for something to be done."""
    await roles.require(work, Role.MEMBER)
    require_here(incident)
    said = rules.plain_line(text)
    if not said or len(said) > LONGEST:
        raise Invalid("text", f"Say what has to be done, in {LONGEST} characters")
    due = rules.ahead("due", due, work.now)
    if person:
        await require_leader(work, person, field="person", does="do it")
    known = await tasklist.of(work, incident.id)
    if len(left(known)) >= MOST:
        raise TooMany(ref=incident.ref, most=MOST, card=incident.id)
    task = _task(work, incident, len(known) + 1, said)
    task.person, task.due_at, task.phase = person, due, incident.phase
    work.session.add(task)
    record = _record(work, incident, task, tasked.Added, person=person, due=due)
    await _follow(work, incident, task, record)
    _remind(work, task)
    return record


async def delegate(
    work: Work,
    task_id: str,
    person: str | None,
    due: datetime | None = None,
    *,
    keeps: bool = False,
) -> Record:
    """Say who does it, and by when; or that it *keeps* the time that it has."""
    incident, task = await _locked(work, task_id)
    await _require_open(work, incident, task)
    if keeps or _minute(due) == _minute(task.due_at):
        due = task.due_at  # which may have passed
    else:
        due = rules.ahead("due", due, work.now)
    if person:
        await require_leader(work, person, field="person", does="do it")
    before, moved = task.person, due != task.due_at
    if person == before and not moved:
        raise rules.AlreadySo(
            ref=incident.ref, state="as you gave it", card=incident.id
        )
    task.person, task.due_at = person, due
    said = {"person": person, "before": before, "due": due}
    record = _record(work, incident, task, tasked.Delegated, **said)
    await _follow(work, incident, task, record)
    if moved:
        _remind(work, task)
    return record


def _minute(at: datetime | None) -> datetime | None:
    """Give a time as far as a form can tell it: it has no seconds."""
    return at and at.replace(second=0, microsecond=0)


async def check(work: Work, task_id: str) -> Record:
    """Say that it is done."""
    incident, task = await _locked(work, task_id)
    await _require_open(work, incident, task)
    task.progress, task.done_by, task.done_at = Progress.DONE, work.actor, work.now
    work.forget(f"task:{task.id}")
    return _record(work, incident, task, tasked.Checked)


async def uncheck(work: Work, task_id: str) -> Record:
    """Say that it is not done after all."""
    incident, task = await _locked(work, task_id)
    if task.open:
        raise NotDone(text=task.text, card=incident.id)
    task.progress, task.done_by, task.done_at = Progress.OPEN, None, None
    record = _record(work, incident, task, tasked.Unchecked)
    _remind(work, task)
    return record


async def drop(work: Work, task_id: str) -> Record:
    """Say that it need not be done."""
    incident, task = await _locked(work, task_id)
    await _require_open(work, incident, task)
    task.progress, task.done_by, task.done_at = Progress.DROPPED, work.actor, work.now
    work.forget(f"task:{task.id}")
    return _record(work, incident, task, tasked.Dropped)


async def clicked(work: Work, task_id: str) -> tuple[Incident, Task]:
    """Give the task of a button and its incident, or refuse."""
    known = await tasklist.get(work, task_id)
    found = await store.get(work, known.incident) if known else None
    if known is None or found is None or not await find.visible(work, [found]):
        raise rules.NoSuchIncident(what="such task here", hint=find.GONE)
    return found, known


async def numbered(work: Work, incident: Incident, number: int) -> Task:
    """Give task *number* of an incident, or refuse with those there are."""
    known = await tasklist.of(work, incident.id)
    found = next((task for task in known if task.number == number), None)
    if found is None:
        some = ", ".join(str(task.number) for task in known if task.open)
        hint = f" Open are {some}." if some else " It has none: `/incident task` adds."
        raise NoSuchTask(ref=incident.ref, number=number, hint=hint)
    return found


async def worded(work: Work, incident: Incident, words: str) -> Task:
    """Give the one task of an incident that has *words* in it, or refuse."""
    said = rules.plain_line(words).casefold()
    known = await tasklist.of(work, incident.id)
    found = [t for t in known if said and said in rules.plain_line(t.text).casefold()]
    if len(found) == 1:
        return found[0]
    these = ", ".join(str(task.number) for task in found[:LISTED])
    hint = f": it may be {these}" if found else ", or by words that only it has"
    raise Invalid("task", f"Say which task, by its number{hint}")


async def apply(
    work: Work, incident: Incident, severity: int
) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Have the tasks follow the checklists of *severity*.

    Name those that are new, and those of which tasks that nobody took on were dropped.
    """
    wanted = work.policy.severities[severity].checklists
    known = await tasklist.of(work, incident.id)
    untouched = [t for t in known if t.person is None and t.done_by is None]
    gone = {t.checklist for t in untouched if t.open} - {"", *wanted}
    for task in untouched:
        if task.checklist:
            asked = task.checklist in wanted
            task.progress = Progress.OPEN if asked else Progress.DROPPED
    had = {task.checklist for task in known}
    new = [key for key in wanted if key not in had]
    _fill(work, incident, new, len(known))
    return _called(work, new), _called(work, sorted(gone))


def _called(work: Work, keys: Iterable[str]) -> tuple[str, ...]:
    """Give the names of checklists; one may have left the policy."""
    known = work.policy.checklists
    return tuple(known[key].name if key in known else key for key in keys)


def fill(work: Work, incident: Incident) -> tuple[str, ...]:
    """Begin with the checklists of the severity; give their names."""
    keys = work.policy.severities[incident.severity].checklists
    _fill(work, incident, keys, 0)
    return _called(work, keys)


def _fill(work: Work, incident: Incident, keys: Iterable[str], number: int) -> None:
    for key in keys:
        for asked in work.policy.checklists[key].tasks:
            number += 1
            task = _task(work, incident, number, asked.text)
            task.phase, task.checklist = Phase(asked.phase), key
            work.session.add(task)


def _task(work: Work, incident: Incident, number: int, text: str) -> Task:
    return Task(
        workspace=work.workspace, incident=incident.id, number=number, text=text
    )


def _record(
    work: Work,
    incident: Incident,
    task: Task,
    fact: type[tasked.OfTask],
    **said: object,
) -> Record:
    """Record what happened to a task, and have the room see how they stand."""
    what = {"task": task.id, "number": task.number, "text": task.text}
    more: dict[str, object] = {**what, **said}
    kind: Callable[..., tasked.OfTask] = fact
    made = kind(about=incident.id, ref=incident.ref, **more)
    record = work.record(made)
    if incident.writable:
        work.show(TASKS, incident.id, to=incident.room, asker=incident.declarer)
    show(work, incident)
    return record


async def _follow(work: Work, incident: Incident, task: Task, record: Record) -> None:
    """Have whoever does it told, and brought in."""
    if task.person:
        await call_in(work, incident, [task.person])
        if task.person != work.actor:
            work.tell(record, to=task.person)


def _remind(work: Work, task: Task) -> None:
    key = f"task:{task.id}"
    if task.due_at is None:
        work.forget(key)
        return
    at = max(task.due_at, work.now)
    due = task.due_at.isoformat()
    work.later("incidents.task_due", key=key, at=at, incident=task.incident,
               task=task.id, due=due)  # fmt: skip


async def remind(work: Work, *, incident: str, task: str, due: str) -> None:
    """Ask whoever does it, else the room, for what should be done by now."""
    (found,) = await store.lock(work, incident)
    (held,) = await work.lock(Task, task)
    if not held.open or not found.open or held.due_at is None:
        return
    late = promises.comes_late(work, due)
    said = {"person": held.person, "due": held.due_at, "late": late}
    record = _record(work, found, held, tasked.Reminded, **said)
    work.tell(record, to=held.person or found.room, priority=Priority.NUDGE)


async def _locked(work: Work, task_id: str) -> tuple[Incident, Task]:
    """Load a task to change it, and the incident that it is of, locked first."""
    await roles.require(work, Role.MEMBER)
    known = await tasklist.get(work, task_id)
    found = await store.lock(work, known.incident) if known else []
    if known is None or not await find.visible(work, found):
        raise rules.NoSuchIncident(what="such task here", hint=find.GONE)
    (incident,) = found
    require_here(incident)
    (task,) = await work.lock(Task, task_id)
    return incident, task


async def _require_open(work: Work, incident: Incident, task: Task) -> None:
    if task.open:
        return
    by = "Somebody"
    if task.done_by:
        by = (await work.people.names(work, [task.done_by]))[task.done_by]
    when = times.ago(work.now - (task.done_at or work.now))
    raise AlreadyDone(by=by, when=when, text=task.text, card=incident.id)


def left(known: Sequence[Task]) -> list[Task]:
    """Give those that are still to be done."""
    return [task for task in known if task.open]
