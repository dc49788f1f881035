"""Talking: update, note, timeline, list, show."""

import re
from collections.abc import Awaitable, Callable
from datetime import datetime
from typing import Any

from slack_bolt.context.ack.async_ack import AsyncAck

from bot import incidents, workspaces
from bot.core import fit, render, walls
from bot.core.errors import Invalid
from bot.core.facts import Record
from bot.core.forms import Form
from bot.core.work import Begin, Work
from bot.incidents import Incident, Report, Status, WhichIncident
from handlers.incidents import tasks as todo
from handlers.incidents.ways import Unread, which

NEXT = re.compile(
    r"(.*?)(?P<apart>[\s;,:\u2013\u2014-]*)\bnext(?: update)? (?:in(?! line\b)|by|at)"
    r" (?P<when>\S+(?: \S+){0,4}?)[\s.!]*$",
    re.IGNORECASE | re.DOTALL,
)
BARE = re.compile(
    r"(.*)[;,]\s*next(?: update)?(?P<colon>:?) (?P<when>\S+(?: \S+){0,4}?)[\s.!]*$",
    re.IGNORECASE | re.DOTALL,
)
LONGEST = 7  # words of a time: `yesterday at 2 pm New York time`
AT = re.compile(  # what begins so, and can be read, says when it was
    rf"at |(?=(?:yesterday|today)\b)|(?={walls.AGO})", re.IGNORECASE
)
TIME = re.compile(
    r"(?:(?:today|yesterday|tomorrow|[0-9]{4}-[0-9]{2}-[0-9]{2})(?: at|,)? )?"
    r"(?P<clock>[0-9]{1,3}:[0-9]{1,3})\S*",
    re.IGNORECASE,
)
IMPACT = re.compile(
    r"(.*?)(?:^|[;\n])\s*(?:impact|everyone|public) *:(?P<impact>.*)",
    re.IGNORECASE | re.DOTALL,
)
PAGE = 15
NEWEST = 40  # entries that a timeline shows in a message; fewer where they are long
STEP = 3
EVERY = ("all", "closed", "resolved", "everything", "latest", "recent")
FIRST = ("reported", "declared")  # the message it began with, the declaration
SHOWN = tuple(status for status in Status if status is not Status.RETRACTED)


async def update(work: Work, found: Incident, words: str) -> Record:
    """Post an update; `next in 30m`, `next by 15:30` at its end promise one more."""
    zone = await workspaces.zone(work, work.actor)
    for said in filter(None, (NEXT.fullmatch(words), BARE.fullmatch(words))):
        when = said["when"].rstrip(".!")
        due = walls.parse_by(when, now=work.now, zone=zone)
        if due:
            return await incidents.update(work, found, _report(said[1]), due)
        if _promises(said):
            problem = f"“{when[:40]}” is no time to promise: nothing was posted"
            raise Invalid("next", problem)
    return await incidents.update(work, found, _report(words))


def _report(words: str) -> Report:
    """Read both voices: what is said, and `; impact: …` for everyone else."""
    voices = IMPACT.fullmatch(words)
    if voices is None:
        return Report(text=words)
    return Report(text=voices[1], impact=voices["impact"])


def _promises(said: re.Match[str]) -> bool:
    """Tell a promise that can't be read from words such as `next in line: the CDN`.

    Without `in`, it is one word: `next we look at the CDN` is none.
    """
    if said.re is BARE:
        return " " not in said["when"] and not said["colon"]
    return said["when"][0] in "+-0123456789" or said["apart"].strip() in {";", ","}


async def update_form(work: Work, found: Incident, form: Form) -> Record:
    """Post the update that was filled in: one text for the responders of three."""
    named = {"Doing": form.text("doing"), "Needed": form.text("needs")}
    more = [f"{name}: {said}" for name, said in named.items() if said.strip()]
    text = "\n".join([form.text("text"), *more])
    report = Report(text=text, impact=form.text("impact"))
    return await incidents.update(work, found, report, form.moment("next"))


async def update_context(work: Work, found: Incident) -> dict[str, datetime]:
    """Give when the next update would be due by the severity."""
    return {"due": incidents.update_by(work, found.severity)}


async def note(work: Work, found: Incident, words: str) -> Record:
    """Put a note on the timeline; `at 14:05 …` backdates it."""
    begun = AT.match(words)
    if begun is None:
        return await incidents.note(work, found, words)
    zone = await workspaces.zone(work, work.actor)
    pieces = words[begun.end() :].split()
    for count in range(LONGEST, 0, -1):
        said = " ".join(pieces[:count]).rstrip(",;:")
        at = walls.parse_when(said, now=work.now, zone=zone)
        if at and not pieces[count:]:
            raise Invalid("text", "Say what happened then")
        if at:
            text = " ".join(pieces[count:])
            _require_zone(text)
            return await incidents.note(work, found, text, at=at)
    _require_read(" ".join(pieces))
    return await incidents.note(work, found, words)


def _require_zone(text: str) -> None:
    """Refuse a time that ends with a zone which is none, or one of several."""
    if word := walls.unplaced(text):
        problem = f"“{word}” is more than one zone, or not known. Name a place"
        raise Invalid("at", f"{problem}, such as Europe/Berlin: nothing was noted")


def _require_read(words: str) -> None:
    """Refuse *words* that begin with a time, but with none that can be."""
    said = TIME.match(words)
    if said:
        untimely = walls.untimely(said["clock"])
        problem = "no time of day" if untimely else "no time that has passed"
        raise Invalid("at", f"“{said[0][:40]}” is {problem}: nothing was noted")


async def note_form(work: Work, found: Incident, form: Form) -> Record:
    """Put the note that was filled in on the timeline."""
    return await incidents.note(work, found, form.text("text"), at=form.moment("at"))


async def timeline(ack: AsyncAck, words: str, channel: str, look: Begin) -> None:
    """`/incident timeline`: show what happened."""
    await ack(**await shown("timeline", _timeline, words, channel, look))


async def timeline_button(
    ack: AsyncAck, value: str, look: Begin, open_form: Callable[..., None]
) -> None:
    """Show what happened, in a window of its own."""
    async with look() as work:
        found = await incidents.clicked(work, value)
        entries = await incidents.timeline(work, found)
    open_form("incidents.timeline", incident=found, entries=entries)
    await ack()


async def strike(ack: AsyncAck, value: str, begin: Begin) -> None:
    """Strike an entry of the timeline through."""
    async with begin() as work:
        record = await incidents.strike(work, value)
        work.reply("incidents.done", record.id)
    await ack()


async def show(ack: AsyncAck, words: str, channel: str, look: Begin) -> None:
    """`/incident show INC-42 [at 14:20]`: show its card, only to whoever asks."""
    await ack(**await shown("show", _card, words, channel, look))


async def roles(ack: AsyncAck, words: str, channel: str, look: Begin) -> None:
    """`/incident roles`: show who has which role, only to whoever asks."""
    await ack(**await shown("roles", _panel, words, channel, look))


async def catchup(ack: AsyncAck, words: str, channel: str, look: Begin) -> None:
    """`/incident catchup`: tell what whoever joins late must know, only to them."""
    await ack(**await shown("catchup", _catchup, words, channel, look))


async def tasks(ack: AsyncAck, words: str, channel: str, look: Begin) -> None:
    """`/incident tasks`: show what has to be done, only to whoever asks."""
    await ack(**await shown("tasks", _tasks, words, channel, look))


async def similar(ack: AsyncAck, words: str, channel: str, look: Begin) -> None:
    """`/incident similar`: show earlier ones that are like it, only to whoever asks."""
    await ack(**await shown("similar", _similar, words, channel, look))


async def runbook(ack: AsyncAck, words: str, channel: str, look: Begin) -> None:
    """`/incident runbook`: show what is written down for it, only to whoever asks."""
    await ack(**await shown("runbook", _runbooks, words, channel, look))


async def listing(ack: AsyncAck, words: str, look: Begin) -> None:
    """`/incident list`: show what is open; `all` shows the latest, however they are."""
    async with look() as work:
        every = words.casefold() in EVERY
        kept = await (_latest(work) if every else _open(work))
        said = render.message("incidents.list", every=every, policy=work.policy, **kept)
    await ack(response_type="ephemeral", **said)


async def _open(work: Work) -> dict[str, Any]:
    found, masked = await incidents.open_ones(work, PAGE)
    return {"incidents": found[:PAGE], "masked": masked, "more": len(found) > PAGE}


async def _latest(work: Work) -> dict[str, Any]:
    found = await incidents.candidates(work, SHOWN)
    return {"incidents": found, "masked": set[str](), "more": False}


async def shown(
    verb: str,
    show_it: Callable[[Work, Incident, str], Awaitable[dict[str, Any]]],
    words: str,
    channel: str,
    look: Begin,
) -> dict[str, Any]:
    """Show one incident, or ask which."""
    async with look() as work:
        try:
            usage = f"/incident {verb} INC-42"
            found, rest = await incidents.meant(work, words, channel, usage=usage)
            said = await show_it(work, found, rest)
        except WhichIncident:
            if words:
                raise await incidents.unknown(work, words) from None
            said = which(work, verb, await incidents.candidates(work, SHOWN))
    return {"response_type": "ephemeral", **said}


async def _timeline(work: Work, found: Incident, rest: str) -> dict[str, Any]:
    _require_no_more(rest, "timeline")
    entries = await incidents.timeline(work, found)
    for many in range(min(len(entries), NEWEST), 0, -STEP):
        said = render.message(
            "incidents.timeline", incident=found, **_newest(entries, many)
        )
        if said["blocks"][-1] != fit.MORE:  # it fits as it is
            break
    return said


def _newest(entries: list[Any], many: int) -> dict[str, Any]:
    """Split a timeline: how it began, how many are left out, the newest."""
    before, newest = entries[:-many], entries[-many:]
    first = [entry for entry in before if entry.name in FIRST]
    return {"first": first, "left_out": len(before) - len(first), "newest": newest}


def _require_no_more(rest: str, verb: str) -> None:
    if rest:
        problem = f"“{rest[:40]}” was not understood."
        raise Unread(problem=problem, usage=f"/incident {verb} INC-42")


async def _panel(work: Work, found: Incident, rest: str) -> dict[str, Any]:
    _require_no_more(rest, "roles")
    return render.card("incidents.roster", **await incidents.staff(work, found))


async def _catchup(work: Work, found: Incident, rest: str) -> dict[str, Any]:
    _require_no_more(rest, "catchup")
    return render.card("incidents.catchup", **await incidents.catching_up(work, found))


async def _tasks(work: Work, found: Incident, rest: str) -> dict[str, Any]:
    _require_no_more(rest, "tasks")
    return await todo.shown(work, found)


async def _similar(work: Work, found: Incident, rest: str) -> dict[str, Any]:
    _require_no_more(rest, "similar")
    return render.card("incidents.similar", **await incidents.finding(work, found))


async def _runbooks(work: Work, found: Incident, rest: str) -> dict[str, Any]:
    _require_no_more(rest, "runbook")
    return render.card("incidents.runbooks", **await incidents.guiding(work, found))


async def _card(work: Work, found: Incident, rest: str) -> dict[str, Any]:
    if rest:
        return render.card(incidents.CARD, **await _then(work, found, rest))
    context: Any = await incidents.VIEWS[incidents.CARD](work, found.id)
    return render.card(incidents.CARD, **(context or {}))


async def _then(work: Work, found: Incident, rest: str) -> dict[str, Any]:
    """Give the card as it stood at the time that *rest* says."""
    zone = await workspaces.zone(work, work.actor)
    at = walls.parse_when(rest, now=work.now, zone=zone)
    if at is None:
        problem = f"“{rest[:40]}” is no time I can read, or none that has passed."
        raise Unread(problem=problem, usage="/incident show INC-42 at 14:20")
    return await incidents.past_card(work, found, at, zone)
