"""What is typed after `/ops recovery`: each word of it, with arguments or without."""

import re
from collections.abc import Awaitable, Callable, Mapping
from datetime import datetime, timedelta, tzinfo
from typing import Any

from bot import backups, services, workspaces
from bot.backups import ROLES, Drill, Ending, Kind, Moments, Plan
from bot.core import forms, render, roles, walls
from bot.core.errors import Invalid
from bot.core.facts import Record
from bot.core.roles import Role
from bot.core.verbs import spelt
from bot.core.work import Work
from handlers.backups import filling
from handlers.incidents.lead import named as called
from handlers.incidents.ways import Asked, Unread

PLAN = "/ops recovery plan Checkout restore orders of the last day with @dana @sam @ana"
START = "/ops recovery start DRILL-3 at 14:05"
MEASURE = "/ops recovery restored DRILL-3 backup 02:00 data 13:40 usable 16:10"
FINISH = "/ops recovery finish DRILL-3 the runbook lacks the password of the copy"
ABORT = "/ops recovery abort DRILL-3 the staging database is needed today"
STAFF = "/ops recovery roles DRILL-3 coordinator @dana operator @sam observer @ana"
ALIASES = {
    **dict.fromkeys(("begin", "run"), "start"),
    **dict.fromkeys(("new", "add"), "plan"),
    **dict.fromkeys(("measure", "usable"), "restored"),
    **dict.fromkeys(("end", "done"), "finish"),
    **dict.fromkeys(("cancel", "stop"), "abort"),
    **dict.fromkeys(("staff", "who"), "roles"),
    "ls": "list",
}
WITH = re.compile(r"(?:^|\s)with\s+(?=[<@]|me\b)", re.IGNORECASE)
MOMENT = re.compile(r"\b(backup|taken|data|usable)\b:?", re.IGNORECASE)
FIELDS = {"backup": "taken", "taken": "taken", "data": "restored", "usable": "usable"}
LED = re.compile(r"^(?:since|from|at)\s+", re.IGNORECASE)
SEEN = ("started", "usable")
"""What was seen a short while ago; a backup is of the night, or of the day before."""
UPDATE = re.compile(
    r"plan\s+(?:(?P<same>unchanged|same|ok)|(?P<link>https?://\S+))[:,]?\s*",
    re.IGNORECASE,
)


async def way(asked: Asked, words: str) -> None:
    """Do what the first word says; `DRILL-3` alone shows it."""
    verb, _, rest = words.strip().partition(" ")
    verb = ALIASES.get(verb.casefold(), verb.casefold()) or "list"
    if verb not in WAYS:
        verb, rest = "show", words
    await WAYS[verb](asked, rest.strip())


async def _list(asked: Asked, words: str) -> None:
    async with asked.look() as work:
        shown = await backups.listed(work, words)
    said = render.message("backups.list", **shown)
    await asked.says(said)


async def _show(asked: Asked, words: str) -> None:
    async with asked.look() as work:
        found, rest = await backups.named(work, words)
        if found is None:
            shown = await _listed(work, rest)
        else:
            shown = await backups.shown(work, found)
    said = (
        render.card(backups.CARD, **shown)
        if found
        else render.message("backups.list", **shown)
    )
    await asked.says(said)


async def _listed(work: Work, words: str) -> dict[str, Any]:
    """List the drills of a service; where there is none, it may be a misspelt verb."""
    try:
        return await backups.listed(work, words)
    except services.NoSuchService:
        spelt(words, "/ops recovery", (*WAYS, *ALIASES))
        raise


async def _plan(asked: Asked, words: str) -> None:
    await _planned(asked, words, begin=False)


async def _start(asked: Asked, words: str) -> None:
    """Start what is planned; or plan what the words say, and start that."""
    async with asked.look() as work:
        await roles.require(work, Role.MEMBER)
        known, rest = await backups.named(work, words)
        if known is None and (not words or _is_time(words)):
            known, rest = await backups.meant(work, words)
    if known is None:
        await _planned(asked, words, begin=True)
        return
    id_ = known.id
    await asked.does(lambda work: _started(work, id_, rest), START)


def _is_time(words: str) -> bool:
    return words.casefold().startswith(("at ", "since "))


async def _started(work: Work, id_: str, words: str) -> Record:
    at = await moment(work, "started", words) if words else None
    return await backups.start(work, id_, at)


async def _planned(asked: Asked, words: str, *, begin: bool) -> None:
    """Plan what one line says; what it leaves out is asked for in the form."""
    async with asked.look() as work:
        await roles.require(work, Role.MEMBER)
        found, kind, rest = await _against(work, words) if words else (None, None, "")
        chosen = found.id if found else ""
        context = await filling.planning(work, chosen, place=asked.channel)
    if found is None or kind is None or not WITH.split(rest)[0].strip():
        kept = kind.value if kind else "restore"
        await asked.shows("backups.plan", **{**context, "kind": kept, "begin": begin})
        return
    plan = Plan(service=found.id, kind=kind, scenario=rest, place=asked.channel)
    await asked.does(lambda work: _kept(work, plan, begin=begin), PLAN)


async def _against(work: Work, words: str) -> tuple[services.Service, Kind | None, str]:
    """Read `Checkout restore orders`: a service, what is played, and the scenario."""
    found, rest = await services.meant(work, words)
    first, _, scenario = rest.partition(" ")
    kind = backups.kind(first)
    if first and kind is None:
        problem = f"“{first[:30]}” is neither `restore` nor `dr`"
        raise Unread(problem=f"{problem}.", usage=PLAN)
    return found, kind, scenario


async def _kept(work: Work, said: Plan, *, begin: bool) -> Record:
    """Plan a drill whose scenario may name people at its end."""
    scenario, *people = WITH.split(said.scenario, maxsplit=1)
    who = await _people(work, people[0]) if people else ()
    plan = Plan(**{**vars(said), "scenario": scenario, "people": who})
    row = await backups.plan(work, plan)
    record = work.records[-1]
    return await backups.start(work, row.id) if begin else record


async def _people(work: Work, words: str) -> tuple[str, ...]:
    """Read several people: mentions, `@names`, `me`."""
    found = forms.mentioned(words)
    for word in forms.PERSON.sub(" ", words).replace(",", " ").split():
        if word.casefold() != "and":
            found.append((await called(work, word))[0])
    return tuple(dict.fromkeys(found))


async def _restored(asked: Asked, words: str) -> None:
    async with asked.look() as work:
        await roles.require(work, Role.MEMBER)
        found, rest = await backups.meant(work, words)
        context = {} if rest else await filling.measuring(work, found)
    if not rest:
        await asked.shows("backups.measure", **context)
        return
    await asked.does(lambda work: _measured(work, found.id, rest), MEASURE)


async def _measured(work: Work, id_: str, words: str) -> Record:
    """Read `backup 02:00 data 13:40 usable 16:10`; usable is now if it is left out."""
    stray, *pieces = MOMENT.split(words)
    pairs = zip(pieces[::2], pieces[1::2], strict=True)
    said = {FIELDS[key.casefold()]: text.strip(" ,;") for key, text in pairs}
    if stray.strip() or "taken" not in said:
        raise Invalid("taken", "Say when the backup was taken")
    at = {field: await moment(work, field, text) for field, text in said.items()}
    seen = Moments(
        taken=at["taken"],
        restored_to=at.get("restored"),
        usable=at.get("usable", work.now),
    )
    return await backups.measure(work, id_, seen)


async def moment(work: Work, field: str, text: str) -> datetime:
    """Read a time as people type it, in the zone of whoever did."""
    zone = await workspaces.zone(work, work.actor)
    found = walls.parse_when(text, now=work.now, zone=zone)
    if found is None:
        raise Invalid(field, f"“{text[:40]}” is no time, such as 14:05 or 20m ago")
    if field in SEEN and _ahead(text, found, work.now, zone):
        problem = f"“{text[:40]}” has not come yet today"
        raise Invalid(field, f"{problem}: if it was before, say the day, as yesterday")
    return found


def _ahead(text: str, found: datetime, now: datetime, zone: tzinfo) -> bool:
    """Tell whether the time of day that was typed is one ahead rather than one past.

    At 15:00, `16:10` is not that of yesterday, but at 00:10 `23:50` is.
    """
    coming = walls.parse_by(LED.sub("", text.strip()), now=now, zone=zone)
    return coming is not None and timedelta() < coming - now < now - found


async def _finish(asked: Asked, words: str) -> None:
    async with asked.look() as work:
        await roles.require(work, Role.MEMBER)
        found, rest = await backups.meant(work, words)
        update = UPDATE.match(rest) if found.kind is Kind.DR else None
        lessons = rest[update.end() :] if update else rest
        context = await filling.finishing(work, found)
    told_plan = update is not None or found.kind is Kind.RESTORE
    if not lessons or not told_plan:
        await asked.shows("backups.finish", **{**context, "lessons": lessons})
        return
    link = (update["link"] or "") if update else ""
    end = Ending(lessons=lessons, updated=bool(link), plan=link)
    await asked.does(lambda work: backups.finish(work, found.id, end), FINISH)


async def _abort(asked: Asked, words: str) -> None:
    async with asked.look() as work:
        await roles.require(work, Role.MEMBER)
        found, rest = await backups.meant(work, words)
        context = {} if rest else await filling.aborting(work, found)
    if not rest:
        await asked.shows("backups.abort", **context)
        return
    await asked.does(lambda work: backups.abort(work, found.id, rest), ABORT)


async def _roles(asked: Asked, words: str) -> None:
    async with asked.look() as work:
        await roles.require(work, Role.MEMBER)
        found, rest = await backups.meant(work, words)
        context = {} if rest else await filling.staffing(work, found)
    if not rest:
        await asked.shows("backups.staff", **context)
        return
    await asked.does(lambda work: _staffed(work, found, rest), STAFF)


async def _staffed(work: Work, found: Drill, words: str) -> Record:
    """Read `coordinator @dana operator @sam`; a role that is not named stays."""
    stray, *pieces = re.split(rf"\b({'|'.join(ROLES)})\b:?", words, flags=re.IGNORECASE)
    if stray.strip() or not pieces:
        raise Invalid("coordinator", "Name a role, then who has it")
    given = dict[str, str]()
    for role, text in zip(pieces[::2], pieces[1::2], strict=True):
        who = await _people(work, text.strip(" ,;"))
        if len(who) != 1:
            raise Invalid(role.casefold(), f"Name one person as {role.casefold()}")
        given[role.casefold()] = who[0]
    return await backups.staff(work, found.id, given)


WAYS: Mapping[str, Callable[[Asked, str], Awaitable[None]]] = {
    "list": _list,
    "show": _show,
    "plan": _plan,
    "start": _start,
    "restored": _restored,
    "finish": _finish,
    "abort": _abort,
    "roles": _roles,
}
