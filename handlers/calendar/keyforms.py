"""The forms about keys: what each shows, and what becomes of it."""

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from slack_bolt.context.ack.async_ack import AsyncAck

from bot import calendar
from bot.calendar import Key
from bot.core import render, tabular
from bot.core.errors import Invalid
from bot.core.facts import Record, told
from bot.core.forms import Form
from bot.core.work import Begin, Work
from handlers.calendar.duties import offices, owners

Open = Callable[..., None]
DONE = "calendar.key_done"
TOLD = 5  # mistakes of a file that are told beside its field


async def entered(look: Begin, begin: Begin) -> None:
    """Have Longwatch's own keys in the inventory, once somebody looks."""
    async with look() as work:
        known = await calendar.keycards.enrolled(work)
    if not known:
        async with begin(key=None) as work:
            await calendar.inventory.enroll(work)


def answered(record: Record) -> dict[str, Any]:
    """Say what was done, only to whoever did it."""
    said = render.message(DONE, fact=told(record))
    return {"response_type": "ephemeral", **said}


async def fields(
    work: Work, key: Key | None, said: Mapping[str, str]
) -> dict[str, Any]:
    """Give the form of a key, with the menus of those who can own it."""
    shown = await calendar.keycards.fields(work, key, {**said})
    named: Sequence[str] = key.owners if key else ()
    if said.get("owner"):
        named = await calendar.keynames.owner(work, said["owner"])
    return {
        **shown,
        "people": [one for one in named if one[:1] in "UW"],
        "chosen": [one for one in named if one[:1] not in "UW"],
        "offices": await offices(work),
    }


async def edit_fields(work: Work, key: Key) -> dict[str, Any]:
    """Give the form of a key that is there."""
    return await fields(work, key, {})


async def leak_fields(work: Work, key: Key) -> dict[str, Any]:
    """Give the form that asks what happened to a key."""
    row = await calendar.keycards.past(work, key)
    if key.retired:
        raise calendar.keyrules.KeyRetired(name=key.name)
    if key.compromised:
        ref = row["one"].ref if row["one"] else "a rotation"
        raise calendar.keyrules.KeyCompromised(name=key.name, ref=ref)
    return row


async def retire_fields(work: Work, key: Key) -> dict[str, Any]:
    """Give the form that asks why a key is used no more."""
    await calendar.keynames.require(work)
    if key.retired:
        raise calendar.keyrules.KeyRetired(name=key.name)
    return {"key": key}


async def add_form(ack: AsyncAck, look: Begin, open_form: Open) -> None:
    """Show the empty form."""
    async with look() as work:
        shown = await fields(work, None, {})
    open_form("calendar.key_edit", **shown)
    await ack()


async def import_form(ack: AsyncAck, look: Begin, open_form: Open) -> None:
    """Show the form into which a file is pasted."""
    async with look() as work:
        await calendar.keynames.require(work)
        kinds = [*work.policy.keys]
    open_form("calendar.import", kinds=kinds)
    await ack()


async def added(work: Work, said: Mapping[str, str]) -> Record:
    """Take a key into the inventory as one line says it."""
    named = await calendar.keynames.owner(work, said.get("owner", ""))
    return await calendar.inventory.add(work, calendar.keyrules.drafted(said, named))


async def edited(work: Work, key: Key, words: str) -> Record:
    """Change what words name, and nothing else."""
    stray, said = calendar.keyrules.line(f". {words}")
    if stray != ".":
        raise Invalid("name", f"“{stray[2:42]}” was not understood")
    whole = {**calendar.inventory.spoken(work, key), **said}
    named = tuple(key.owners)
    if "owner" in said:
        named = await calendar.keynames.owner(work, said["owner"])
    draft = calendar.keyrules.drafted(whole, named)
    return await calendar.inventory.edit(work, key, draft, seen=key.version)


async def compromised(work: Work, key: Key, words: str) -> Record:
    """Say that a key may be known to others."""
    return await calendar.compromise.compromise(work, key, words)


async def retired(work: Work, key: Key, words: str) -> Record:
    """Mark a key as used no more."""
    return await calendar.inventory.retire(work, key, words)


async def keep(ack: AsyncAck, form: Form, begin: Begin) -> None:
    """Keep what was filled in, as a new key or as a change of one."""
    id_, _, seen = form.keeps.partition(":")
    async with begin() as work:
        named = tuple(owners(form)) or await calendar.keynames.owner(work, "")
        draft = calendar.keyrules.drafted(_said(work, form), named)
        if id_:
            key = await calendar.keynames.locked(work, id_)
            record = await calendar.inventory.edit(work, key, draft, seen=int(seen))
        else:
            record = await calendar.inventory.add(work, draft)
        work.reply(DONE, record.id)
    await ack(**form.closes)


def _said(work: Work, form: Form) -> dict[str, str]:
    """Read the fields as they would be typed."""
    texts = {name: form.text(name) for name in ("name", "lives", "how")}
    menus = {name: form.choice(name) or "" for name in ("kind", "value")}
    day, until = form.day("rotated"), form.moment("expires")
    expires = calendar.inventory.typed(work, until) if until else ""
    dates = {"rotated": day.isoformat() if day else "", "expires": expires}
    return {**texts, **menus, **dates}


async def retire_form(ack: AsyncAck, form: Form, begin: Begin) -> None:
    """Mark a key as used no more, for the reason that was filled in."""
    async with begin() as work:
        key = await calendar.keynames.locked(work, form.keeps)
        record = await retired(work, key, form.text("reason"))
        work.reply(DONE, record.id)
    await ack(**form.closes)


async def compromised_form(ack: AsyncAck, form: Form, begin: Begin) -> None:
    """Say that a key may be known to others, as was filled in."""
    async with begin() as work:
        key = await calendar.keynames.locked(work, form.keeps)
        record = await compromised(work, key, form.text("what"))
        work.reply(DONE, record.id)
    await ack(**form.closes)


async def clear(ack: AsyncAck, value: str, begin: Begin) -> None:
    """Take back that a key is compromised."""
    async with begin() as work:
        record = await calendar.compromise.take_back(work, value)
        work.reply(DONE, record.id)
    await ack()


async def bring(
    ack: AsyncAck, form: Form, begin: Begin, say: Callable[[str], None]
) -> None:
    """Bring in what was pasted, all of it or none."""
    try:
        entries = calendar.keyimport.entries(form.text("file"))
        async with begin() as work:
            done = await calendar.keyimport.bring(work, entries)
    except tabular.Unreadable as wrong:
        raise Invalid("file", _mistakes(wrong)) from wrong
    counted = sorted(Counter(done.values()).items())
    said = ", ".join(f"{count} {what}" for what, count in counted)
    say(f"The file is in the inventory: {said}. `/rotation list` shows the keys.")
    await ack(**form.closes)


def _mistakes(wrong: tabular.Unreadable) -> str:
    """Say what is wrong with the first lines that can't be taken."""
    said = [f"Line {one.line}: {one.problem}" for one in wrong.mistakes[:TOLD]]
    more = len(wrong.mistakes) - len(said)
    rest = [f"{more} more"] if more > 0 else []
    return ". ".join([*said, *rest, "Nothing was brought in"])
