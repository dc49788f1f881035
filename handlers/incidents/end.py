"""Ending: resolve, reopen, close, decline, merge; and undo."""

import difflib
import re
from collections.abc import Mapping
from typing import Any

from slack_bolt.context.ack.async_ack import AsyncAck

from bot import incidents
from bot.core.errors import Invalid
from bot.core.facts import Record
from bot.core.forms import Form
from bot.core.work import Begin, Work
from bot.incidents import Incident, Outcome, Resolution

ALIKE = 0.7  # of a kind that is meant and misspelt: `work-around`, `workarround`
INTO = re.compile(
    r"(?:into |with |to |of )?(?:(?:drill )?inc[- ]?|#)?(\d{1,9})", re.IGNORECASE
)

TRIED = re.compile(r"(?:it was )?validated\b[;,.:]?\s*", re.IGNORECASE)


async def resolve(work: Work, found: Incident, words: str) -> Record:
    """Resolve with what is said; `workaround: …` says that it is no fix yet.

    A kind of which nothing else is said by a colon is a word of the text, too; one
    that is misspelt is refused.
    """
    first, mark, rest = words.partition(":")
    kind = first.strip().casefold()
    if mark and kind in set(Outcome):
        return await incidents.resolve(
            work, found, Resolution(outcome=Outcome(kind), text=rest)
        )
    if mark and difflib.get_close_matches(kind, [Outcome.WORKAROUND], cutoff=ALIKE):
        known = " and ".join(f"`{one}: …`" for one in Outcome)
        raise Invalid("outcome", f"“{first[:20]}” is no kind of end. There are {known}")
    word = words.partition(" ")[0].casefold().rstrip(",")
    outcome = Outcome.WORKAROUND if word == Outcome.WORKAROUND else Outcome.FIX
    text = "" if words.strip().casefold() in set(Outcome) else words
    how = Resolution(outcome=outcome, text=text)
    return await incidents.resolve(work, found, how)


async def resolve_form(work: Work, found: Incident, form: Form) -> Record:
    """Resolve with what was filled in."""
    how = Resolution(
        outcome=Outcome(form.choice("outcome") or Outcome.FIX),
        text=form.text("resolution"),
        **_known(form),
    )
    return await incidents.resolve(work, found, how)


async def confirm(work: Work, found: Incident, words: str) -> Record:
    """Say which monitoring confirms it; `validated;` that it was tried, `tests: …`."""
    said, _, tests = words.partition("tests:")
    tried = TRIED.match(said.strip())
    how = Resolution(
        outcome=found.outcome or Outcome.FIX,
        text="",
        confirmed_by=TRIED.sub("", said.strip()).strip(" ;,"),
        validated=True if tried else None,
        tests=tests,
    )
    return await incidents.confirm(work, found, how)


async def confirm_form(work: Work, found: Incident, form: Form) -> Record:
    """Say what was filled in."""
    outcome = found.outcome or Outcome.FIX
    how = Resolution(outcome=outcome, text="", **_known(form))
    return await incidents.confirm(work, found, how)


def _known(form: Form) -> dict[str, Any]:
    """Give how anybody knows that it is over, as filled in."""
    return {
        "confirmed_by": form.text("confirmed_by"),
        "validated": True if "yes" in form.choices("validated") else None,
        "tests": form.text("tests"),
    }


async def reopen(work: Work, found: Incident, words: str) -> Record:
    """Reopen for the reason that is said."""
    return await incidents.reopen(work, found, words)


async def reopen_form(work: Work, found: Incident, form: Form) -> Record:
    """Reopen for the reason that was filled in."""
    return await incidents.reopen(work, found, form.text("reason"))


async def close(work: Work, found: Incident, words: str = "") -> Record:
    """Close what was reviewed."""
    del words
    return await incidents.close(work, found)


async def decline(work: Work, found: Incident, words: str) -> Record:
    """Decline for the reason that is said."""
    return await incidents.decline(work, found, words)


async def decline_form(work: Work, found: Incident, form: Form) -> Record:
    """Decline for the reason that was filled in."""
    return await incidents.decline(work, found, form.text("reason"))


async def merge(work: Work, found: Incident, words: str) -> Record:
    """Merge into the incident that is named."""
    number = INTO.fullmatch(words.strip())
    if number is None:
        raise Invalid("incident", "Name the incident it is the same as")
    target = await incidents.numbered(work, int(number[1]))
    return await incidents.merge(work, found.id, target.id)


async def merge_form(work: Work, found: Incident, form: Form) -> Record:
    """Merge into the incident that was chosen."""
    target = await incidents.clicked(work, form.choice("incident") or "")
    return await incidents.merge(work, found.id, target.id)


async def merge_context(work: Work, found: Incident) -> Mapping[str, Any]:
    """Give the open incidents that it could be the same as."""
    others, masked = await incidents.open_ones(work)
    hidden = {found.id, *masked}
    hidden |= {o.id for o in others if found.private and not o.private}
    known = [(f"{o.ref} · {o.title}", o.id, "") for o in others if o.id not in hidden]
    return {"others": known}


async def relate(work: Work, found: Incident, words: str) -> Record:
    """Make it a part of the incident that is named."""
    number = INTO.fullmatch(words.strip())
    if number is None:
        raise Invalid("incident", "Name the incident that it is a part of")
    target = await incidents.numbered(work, int(number[1]))
    return await incidents.relate(work, found.id, target.id)


async def relate_form(work: Work, found: Incident, form: Form) -> Record:
    """Make it a part of the incident that was chosen."""
    target = await incidents.clicked(work, form.choice("incident") or "")
    return await incidents.relate(work, found.id, target.id)


async def relate_context(work: Work, found: Incident) -> Mapping[str, Any]:
    """Give the open incidents that it could be a part of: none that is private."""
    others, masked = await incidents.open_ones(work)
    hidden = {found.id, *masked} | {one.id for one in others if one.private}
    known = [(f"{o.ref} · {o.title}", o.id, "") for o in others if o.id not in hidden]
    return {"others": known}


async def unrelate(work: Work, found: Incident, words: str = "") -> Record:
    """Part it from its parent."""
    del words
    return await incidents.unrelate(work, found.id)


async def unrelate_button(ack: AsyncAck, value: str, begin: Begin) -> None:
    """Part it from its parent: both are locked at once."""
    async with begin() as work:
        found = await incidents.clicked(work, value)
        record = await incidents.unrelate(work, found.id)
        work.reply("incidents.done", record.id)
    await ack()


async def decline_context(work: Work, found: Incident) -> Mapping[str, Any]:
    """Refuse the form of what is past triage."""
    await incidents.require_triage(work, found)
    return {}


async def undo(work: Work, found: Incident, words: str) -> Record:
    """Take back what whoever types did last."""
    del words
    return await incidents.undo(work, found.id)


async def undo_button(ack: AsyncAck, value: str, begin: Begin) -> None:
    """Take back what the button belongs to: a change, or an incident's last one."""
    async with begin() as work:
        record = await incidents.undo(work, value)
        work.reply("incidents.done", record.id)
    await ack()
