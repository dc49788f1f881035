"""Action items: added, planned, moved on step by step, dropped with a reason."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from bot import incidents
from bot.core import counters, roles, walls
from bot.core.errors import Invalid
from bot.core.facts import Record
from bot.core.roles import Role
from bot.core.work import Work
from bot.postmortems import (
    change,
    chase,
    facts,
    find,
    index,
    review,
    rules,
    stages,
    store,
)
from bot.postmortems.stages import SAID, WAY, Kind, Source, Stage
from bot.postmortems.store import Item, Postmortem

NUMBERED = "action_items"


@dataclass(frozen=True, kw_only=True)
class Wanted:
    """An action item as somebody, or something, asks for it."""

    title: str
    kind: Kind = Kind.IDEA
    owner: str = ""
    due: date | None = None
    source: Source = Source.PERSON
    origin: str = ""


async def add(work: Work, wanted: Wanted, found: Postmortem | None = None) -> Record:
    """Put an item on the backlog; of a postmortem *found*, locked, if it has one."""
    await roles.require(work, Role.MEMBER)
    title = await _marked(work, rules.whole(wanted.title), found)
    if not any(character.isalnum() for character in title):
        raise Invalid("title", "Say in a few words what is to be done")
    if wanted.owner:
        await _require_can_own(work, found, wanted.owner)
    item = Item(
        workspace=work.workspace,
        number=await counters.next_number(work, NUMBERED),
        postmortem=found.id if found else None,
        kind=wanted.kind,
        source=Source.POSTMORTEM if found else wanted.source,
        origin=found.ref if found else wanted.origin or work.actor,
        title=title,
        owner=wanted.owner,
        due_at=await _day(work, wanted.due, wanted.owner),
        added_by=work.actor,
        added_at=work.now,
    )
    work.session.add(item)
    said = {"kind": SAID[item.kind], "source": item.source.value}
    record = _record(work, item, facts.ItemAdded, **said, **_who(item))
    await _follow(work, item, found, record)
    return record


async def carry_over(
    work: Work, made: Postmortem, text: str, owner: str | None, due: datetime | None
) -> None:
    """Make an item of a task that was left open when the incident was resolved."""
    item = Item(
        workspace=work.workspace,
        number=await counters.next_number(work, NUMBERED),
        postmortem=made.id,
        kind=Kind.PREVENT,
        source=Source.POSTMORTEM,
        origin=made.ref,
        title=await _marked(work, rules.line(text), made),
        owner=owner or "",
        due_at=due,
        added_by=work.actor,
        added_at=work.now,
    )
    work.session.add(item)
    said = {"kind": SAID[item.kind], "source": item.source.value}
    _record(work, item, facts.ItemAdded, **said, **_who(item))
    await chase.watch(work, item, made)


async def _marked(work: Work, title: str, found: Postmortem | None) -> str:
    """Say of what comes from a drill that it does."""
    drill = found is not None and (await find.incident_of(work, found)).drill
    return f"DRILL {title}" if drill else title


async def plan(work: Work, item: Item, owner: str, due: date | None) -> Record:
    """Say who does it and by when; what was only known is prioritised by that."""
    await roles.require(work, Role.MEMBER)
    _require_going(item)
    found = await _locked(work, item)
    if owner:
        await _require_can_own(work, found, owner)
    before, at = item.owner, await _day(work, due, owner)
    if (owner, at) == (item.owner, item.due_at):
        raise stages.AtItsEnd(ref=item.ref, state="planned so")
    item.owner, item.due_at = owner, at
    if item.state is Stage.IDENTIFIED and owner and at:
        item.state = Stage.PRIORITISED
    record = _record(work, item, facts.ItemAssigned, before=before, **_who(item))
    await _follow(work, item, found, record)
    return record


async def move(work: Work, item: Item, stage: Stage) -> Record:
    """Bring an item to another step, forwards or back."""
    await roles.require(work, Role.MEMBER)
    if item.state is stage:
        raise stages.AtItsEnd(ref=item.ref, state=stage.value)
    if stage not in WAY:
        raise stages.SayWhy(ref=item.ref)
    if stage is not Stage.IDENTIFIED and not (item.owner and item.due_at):
        raise stages.Unplanned(ref=item.ref)
    was, item.state, item.reason = item.state, stage, ""
    item.done_at = None if stage in stages.WAITING else item.done_at or work.now
    said = {"state": stage.value, "was": was.value}
    record = _record(work, item, facts.ItemMoved, **said)
    await _follow(work, item, await _locked(work, item), record, edits=False)
    return record


async def drop(work: Work, item: Item, reason: str) -> Record:
    """Say why it will not be done; it stays in the record."""
    await roles.require(work, Role.MEMBER)
    if item.dropped:
        raise stages.AtItsEnd(ref=item.ref, state=item.state.value)
    said, was = rules.reason(reason), item.state
    item.state, item.reason = Stage.DROPPED, said
    record = _record(work, item, facts.ItemDropped, reason=said, was=was.value)
    await _follow(work, item, await _locked(work, item), record)
    return record


async def day_of(work: Work, item: Item) -> date | None:
    """Give the day on which an item is due, where its owner lives."""
    by = await change.calendar(work, item.owner)
    return item.due_at.astimezone(by.zone).date() if item.due_at else None


def _require_going(item: Item) -> None:
    if item.state not in stages.GOING:
        raise stages.AtItsEnd(ref=item.ref, state=item.state.value)


async def _require_can_own(work: Work, found: Postmortem | None, person: str) -> None:
    """Refuse an owner who could not see the item, or press no button."""
    if found is not None:
        await change.require_can_own(work, found, person)
    elif person != work.actor and not await incidents.can_lead(work, person):
        who = (await work.people.names(work, [person]))[person]
        raise Invalid("owner", f"{who} can't own it: guests and apps can't")


async def _day(work: Work, day: date | None, owner: str) -> datetime | None:
    """Give the end of business hours of *day*, where the owner lives."""
    if day is None:
        return None
    by = await change.calendar(work, owner)
    at = walls.resolve(datetime.combine(day, by.closes), by.zone)
    if at <= work.now:
        raise Invalid("due", "That day is over. Choose one that is not")
    return at


def _who(item: Item) -> dict[str, Any]:
    return {"owner": item.owner, "due": item.due_at}


def _record(
    work: Work,
    item: Item,
    fact: type[facts.OfItem],
    **said: Any,  # noqa: ANN401 (fields of the fact)
) -> Record:
    item.version += 1
    of = item.origin if item.postmortem else ""
    common = {"about": item.id, "ref": item.ref, "title": item.title}
    return work.record(fact(**common, postmortem=of, **said))


async def _locked(work: Work, item: Item) -> Postmortem | None:
    return await store.lock(work, item.postmortem) if item.postmortem else None


async def _follow(
    work: Work,
    item: Item,
    found: Postmortem | None,
    record: Record,
    *,
    edits: bool = True,
) -> None:
    """Tell whoever has it, show what it belongs to, and have it chased.

    What *edits* a postmortem takes back the question for its approval; how far an item
    is does not.
    """
    people = {item.owner, str(record.data.get("before") or "")} - {work.actor, ""}
    for person in sorted(people):
        work.tell(record, to=person)
    if found is not None:
        if edits:
            await review.void(
                work, found, f"The action item {item.ref} of it was changed."
            )
        await index.renew(work, found)
        change.show(work, found)
    await chase.watch(work, item, found)
