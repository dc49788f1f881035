"""What is typed after `/ops hunt`: each word of it, with arguments or without."""

import re
from collections.abc import Awaitable, Callable, Mapping
from typing import Any

from bot import hunts
from bot.core import forms, render, roles
from bot.core.errors import Invalid
from bot.core.roles import Role
from bot.core.verbs import spelt
from bot.core.work import Work
from bot.hunts import Draft, Hunt, Kind, Plan
from handlers.hunts import filling
from handlers.incidents.lead import named as called
from handlers.incidents.ways import Asked, Unread

START = "/ops hunt start audit-ledger writes for a week with @dana @sam"
FOUND = "/ops hunt found high Lost write: stop the worker between two writes, and look"
EXTEND = "/ops hunt extend 3d the vault was not looked at yet"
END = "/ops hunt end the verifier and its checkpoints held"
CONFIRM = "/ops hunt confirm DEF-3 high"
REJECT = "/ops hunt reject DEF-3 that is how it is meant to be"
DUPLICATE = "/ops hunt duplicate DEF-3 DEF-1"
ALIASES = {
    **dict.fromkeys(("begin", "new"), "start"),
    **dict.fromkeys(("report", "defect", "bug"), "found"),
    **dict.fromkeys(("finish", "stop", "close"), "end"),
    **dict.fromkeys(("propose", "next"), "suggest"),
    "ls": "list",
}
WITH = re.compile(r"(?:^|\s)with\s+(?=[<@]|me\b)", re.IGNORECASE)
BOX = re.compile(
    r"(?:^|\s)for\s+((?:an?|one|\d+)\s?(?:hour|day|week|[hdw])s?)$", re.IGNORECASE
)
KIND = re.compile(r"(area|layer)\b:?\s*", re.IGNORECASE)
PARTS = re.compile(r":\s|\n|\s\|\s")


async def way(asked: Asked, words: str) -> None:
    """Do what the first word says; `HUNT-3` alone shows it."""
    verb, _, rest = words.strip().partition(" ")
    verb = ALIASES.get(verb.casefold(), verb.casefold()) or "list"
    if verb not in WAYS:
        spelt(words, "/ops hunt", (*WAYS, *ALIASES))
        verb, rest = "show", words
    await WAYS[verb](asked, rest.strip())


async def _list(asked: Asked, words: str) -> None:
    del words
    async with asked.look() as work:
        shown = await hunts.listed(work)
    await asked.says(render.message("hunts.list", **shown))


async def _suggest(asked: Asked, words: str) -> None:
    del words
    async with asked.look() as work:
        shown = await hunts.suggested(work)
    await asked.says(render.message("hunts.suggestions", **shown))


async def _show(asked: Asked, words: str) -> None:
    """Show a hunt, as a board or a report; a defect; else the list."""
    async with asked.look() as work:
        one = await hunts.defect_named(work, words)
        if one is not None:
            said = render.card(hunts.DEFECT, **await hunts.detailed(work, one))
        else:
            row, _ = await hunts.meant(work, words, asked.channel)
            said = await shown(work, row)
    await asked.says(said)


async def shown(work: Work, row: Hunt) -> dict[str, Any]:
    """Render a hunt: what it stands at, or what came of it."""
    if row.running:
        return render.card(hunts.CARD, **await hunts.shown(work, row))
    return render.card(hunts.REPORT, **(await hunts.reported(work, row.id) or {}))


async def _start(asked: Asked, words: str) -> None:
    """Start what one line says; without a scope, ask in the form."""
    async with asked.look() as work:
        await roles.require(work, Role.MEMBER)
        plan = await _planned(work, words)
        context = {} if plan.scope else await filling.starting(work)
    if not plan.scope:
        await asked.shows("hunts.start", **context)
        return
    await asked.does(lambda work: hunts.start(work, plan), START)


async def _planned(work: Work, words: str) -> Plan:
    """Read `layer boundary validation for a week with @dana`."""
    said, *people = WITH.split(words, maxsplit=1)
    who = await _people(work, " ".join(people))
    loose = forms.mentioned(said)
    said = " ".join(forms.PERSON.sub(" ", said).split())
    box = BOX.search(said)
    said = said[: box.start()] if box else said
    kind = KIND.match(said)
    return Plan(
        kind=Kind(kind[1].casefold()) if kind else Kind.AREA,
        scope=said[kind.end() :] if kind else said,
        box=hunts.length(box[1]) if box else None,
        hunters=tuple(dict.fromkeys([*who, *loose])),
    )


async def _people(work: Work, words: str) -> list[str]:
    """Read several people: mentions, `@names`, `me`."""
    found = forms.mentioned(words)
    for word in forms.PERSON.sub(" ", words).replace(",", " ").split():
        if word.casefold() != "and":
            found.append((await called(work, word))[0])
    return found


async def _found(asked: Asked, words: str) -> None:
    """Report what one line says; what it leaves out, or may double, is asked for."""
    async with asked.look() as work:
        await roles.require(work, Role.MEMBER)
        row, rest = await hunts.named(work, words)
        rows = [row] if row else await hunts.choices(work, asked.channel)
        given = _draft(rest)
        whole = given.severity and given.title and given.reproducer
        likes = await _likely(work, given) if whole else []
        context = await filling.found(work, rows, given)
    if not whole or likes or len(rows) > 1:
        context = filling.asking(context, likes) if likes else context
        await asked.shows("hunts.found", **context)
        return
    await asked.does(lambda work: hunts.report(work, rows[0].id, given), FOUND)


def _draft(words: str) -> Draft:
    """Read `high Lost write: stop the worker, and look`."""
    level, _, rest = words.partition(" ")
    known = level.casefold().rstrip(":,") in hunts.AS
    title, *how = PARTS.split(rest if known else words, maxsplit=1)
    severity = level.rstrip(":,") if known else ""
    reproducer = " ".join(how).strip()
    return Draft(title=title.strip(), severity=severity, reproducer=reproducer)


async def _likely(work: Work, given: Draft) -> list[hunts.Defect]:
    try:
        return await hunts.likely(work, hunts.draft(given))
    except Invalid as wrong:
        raise Unread(problem=wrong, usage=FOUND) from wrong


async def _join(asked: Asked, words: str) -> None:
    row = await _meant(asked, words)
    await asked.does(lambda work: hunts.join(work, row[0].id), "/ops hunt join HUNT-3")


async def _meant(asked: Asked, words: str) -> tuple[Hunt, str]:
    async with asked.look() as work:
        await roles.require(work, Role.MEMBER)
        return await hunts.meant(work, words, asked.channel)


async def _extend(asked: Asked, words: str) -> None:
    async with asked.look() as work:
        row, rest = await hunts.meant(work, words, asked.channel)
        await hunts.require_hunter(work, row)
        hunts.require_running(row)
        context = await filling.extending(work, row)
    first, _, more = rest.removeprefix("by ").partition(" ")
    box = hunts.length(first)
    reason = more if box else rest
    if not reason:
        await asked.shows("hunts.extend", **{**context, "box": first or context["box"]})
        return
    await asked.does(lambda work: hunts.extend(work, row.id, reason, box), EXTEND)


async def _end(asked: Asked, words: str) -> None:
    async with asked.look() as work:
        row, rest = await hunts.meant(work, words, asked.channel)
        await hunts.require_hunter(work, row)
        hunts.require_running(row)
        context = await filling.ending(work, row)
    if not rest:
        await asked.shows("hunts.end", **context)
        return
    await asked.does(lambda work: hunts.end(work, row.id, rest), END)


async def _confirm(asked: Asked, words: str) -> None:
    one, rest = await _defect(asked, words, CONFIRM)
    if not rest:
        await _judge(asked, one, "hunts.confirm")
        return
    await asked.does(lambda work: hunts.confirm(work, one.id, rest), CONFIRM)


async def _reject(asked: Asked, words: str) -> None:
    one, rest = await _defect(asked, words, REJECT)
    if not rest:
        await _judge(asked, one, "hunts.reject")
        return
    await asked.does(lambda work: hunts.reject(work, one.id, rest), REJECT)


async def _duplicate(asked: Asked, words: str) -> None:
    one, rest = await _defect(asked, words, DUPLICATE)
    if not rest:
        await _judge(asked, one, "hunts.duplicate")
        return
    other, _ = await _defect(asked, rest.removeprefix("of "), DUPLICATE)
    await asked.does(lambda work: hunts.duplicate(work, one.id, other.id), DUPLICATE)


async def _defect(asked: Asked, words: str, usage: str) -> tuple[hunts.Defect, str]:
    """Give the defect that words begin with, and the rest of them."""
    first, _, rest = words.partition(" ")
    async with asked.look() as work:
        await roles.require(work, Role.MEMBER)
        one = await hunts.defect_named(work, first)
    if one is None:
        problem = f"“{first[:20]}” is no defect" if first else "Say which defect"
        raise Unread(problem=f"{problem}.", usage=usage)
    return one, rest.strip()


async def _judge(asked: Asked, one: hunts.Defect, form: str) -> None:
    async with asked.look() as work:
        context = await judged(work, one, form)
    await asked.shows(form, **context)


async def judged(work: Work, one: hunts.Defect, form: str) -> dict[str, Any]:
    """Give the form that judges a defect, to whoever may judge it."""
    await hunts.require_hunter(work, await hunts.opened(work, one.hunt))
    hunts.require_reported(one)
    fill = filling.doubling if form == "hunts.duplicate" else filling.judging
    return await fill(work, one)


WAYS: Mapping[str, Callable[[Asked, str], Awaitable[None]]] = {
    "list": _list,
    "show": _show,
    "start": _start,
    "found": _found,
    "join": _join,
    "extend": _extend,
    "end": _end,
    "confirm": _confirm,
    "reject": _reject,
    "duplicate": _duplicate,
    "suggest": _suggest,
}
