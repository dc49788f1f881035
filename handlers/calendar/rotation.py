"""/rotation: the keys that are rotated, by every way."""

from collections.abc import Awaitable, Callable
from typing import Any

from slack_bolt.context.ack.async_ack import AsyncAck

from bot import calendar
from bot.calendar import Key
from bot.core import render
from bot.core.facts import Record
from bot.core.verbs import Command, Listener, Verb
from bot.core.work import Begin, Work
from handlers.calendar import duties, keyforms
from handlers.calendar.keyforms import answered, entered
from handlers.calendar.ways import Typed, read, typed

Open = Callable[..., None]
Act = Callable[[Work, Key, str], Awaitable[Record]]
Shown = Callable[[Work, Key], Awaitable[dict[str, Any]]]
ADD = "/rotation add Stripe key kind secret lives vault, payments/stripe owner @dana"
EDIT = "/rotation edit Stripe key owner @dana value low"
COMPROMISED = "/rotation compromised Stripe key it was in a public repository"
RETIRE = "/rotation retire Stripe key we use another provider now"
PROVEN = typed(
    Typed(
        may=calendar.require_confirmer,
        verb="confirm",
        act=duties.confirm,
        example="ROT-3 https://… the vault's audit of it",
        command="/rotation",
        needs=duties.checked,
        fills=duties.proof,
    )
)


async def listed(ack: AsyncAck, words: str, begin: Begin, look: Begin) -> None:
    """`/rotation list [words | mine | retired]`: show the keys, what is worst first."""
    await entered(look, begin)
    async with look() as work:
        shown = await calendar.keycards.listed(work, words)
    said = render.card(calendar.keyrules.CARD, **shown)
    await ack(response_type="ephemeral", **said)


async def list_button(ack: AsyncAck, look: Begin, begin: Begin) -> None:
    """Show the keys, only to whoever asks."""
    await entered(look, begin)
    async with begin() as work:
        work.reply(calendar.keyrules.CARD, "")
    await ack()


async def add(
    ack: AsyncAck, words: str, begin: Begin, look: Begin, open_form: Open
) -> None:
    """`/rotation add NAME kind … lives …`; what is left out is asked for by a form."""
    name, said = calendar.keyrules.line(words)
    if not (name and said.get("kind") and said.get("lives")):
        async with look() as work:
            shown = await keyforms.fields(work, None, {**said, "name": name})
        open_form("calendar.key_edit", **shown)
        await ack()
        return
    async with begin() as work:
        made = keyforms.added(work, {**said, "name": name})
        work.said = answered(await read(made, ADD))
    await ack(**work.said)


async def confirm(
    ack: AsyncAck, words: str, begin: Begin, look: Begin, open_form: Open
) -> None:
    """`/rotation confirm [ROT-3 | NAME] …`: prove a rotation; bare, list them."""
    async with look() as work:
        ref = await calendar.keynames.reference(work, words)
        shown = await calendar.keycards.listed(work, "mine")
        mine = [row["one"].ref for row in shown["rows"] if row["one"]]
        if not ref and len(mine) != 1:
            shown = shown if mine else await calendar.keycards.listed(work)
            said = render.card(calendar.keyrules.CARD, **shown)
            await ack(response_type="ephemeral", **said)
            return
    asked = ref or mine[0]
    await PROVEN(ack=ack, words=asked, begin=begin, look=look, open_form=open_form)


async def start(ack: AsyncAck, words: str, begin: Begin, look: Begin) -> None:
    """`/rotation start NAME`: open a rotation now; without a name, list the keys."""
    if not words:
        await listed(ack, "", begin, look)
        return
    async with begin() as work:
        key, _ = await calendar.keynames.meant(work, words)
        locked = await calendar.keynames.locked(work, key.id)
        one = await calendar.inventory.start(work, locked)
        work.reply(calendar.CARD, one.id)
    await ack()


async def start_button(ack: AsyncAck, value: str, begin: Begin) -> None:
    """Open a rotation now."""
    async with begin() as work:
        key = await calendar.keynames.locked(work, value)
        one = await calendar.inventory.start(work, key)
        work.reply(calendar.CARD, one.id)
    await ack()


async def history(ack: AsyncAck, words: str, look: Begin, open_form: Open) -> None:
    """`/rotation history [NAME]`: show what was rotated, of one key or of all."""
    async with look() as work:
        key = (await calendar.keynames.meant(work, words))[0] if words else None
        shown = await calendar.keycards.past(work, key)
    open_form("calendar.history", **shown)
    await ack()


async def history_button(
    ack: AsyncAck, value: str, look: Begin, open_form: Open
) -> None:
    """Show what was rotated of one key."""
    async with look() as work:
        key = await calendar.keynames.clicked(work, value)
        shown = await calendar.keycards.past(work, key)
    open_form("calendar.history", **shown)
    await ack()


def about(form: str, act: Act, fields: Shown, usage: str) -> Listener:
    """Make the listener of a word that is about a key: what it lacks a form asks for.

    Without a name the keys are listed.
    """

    async def said(
        ack: AsyncAck, words: str, begin: Begin, look: Begin, open_form: Open
    ) -> None:
        if not words:
            await listed(ack, "", begin, look)
            return
        async with look() as work:
            key, rest = await calendar.keynames.meant(work, words)
            shown = {} if rest else await fields(work, key)
        if not rest:
            open_form(form, **shown)
            await ack()
            return
        async with begin() as work:
            locked = await calendar.keynames.locked(work, key.id)
            work.said = answered(await read(act(work, locked, rest), usage))
        await ack(**work.said)

    return said


def opening(form: str, fields: Shown) -> Listener:
    """Make the listener of a button that opens a form about a key."""

    async def clicked(ack: AsyncAck, value: str, look: Begin, open_form: Open) -> None:
        async with look() as work:
            key = await calendar.keynames.clicked(work, value)
            shown = await fields(work, key)
        open_form(form, **shown)
        await ack()

    return clicked


COMMAND = Command(
    name="/rotation",
    about="keys: where each lives, who rotates it, and when",
    example=COMPROMISED,
    verbs=(
        Verb(
            name="list",
            does=listed,
            usage="[mine | words | retired]",
            about="show the keys: what is compromised, late, and next",
            aliases=("ls", "keys", "due"),
        ),
        Verb(
            name="add",
            does=add,
            usage="[NAME kind … lives … owner @name value low]",
            about="take a key into the inventory; never the key itself",
            aliases=("new",),
        ),
        Verb(
            name="import",
            does=keyforms.import_form,
            about="paste a file of keys, CSV or TOML",
            aliases=("paste",),
        ),
        Verb(
            name="confirm",
            does=confirm,
            usage="[ROT-3 | NAME] [what proves it]",
            about="say that a key was rotated, with what proves it",
            aliases=("done", "rotated"),
        ),
        Verb(
            name="start",
            does=start,
            usage="[NAME]",
            about="open a rotation now, before its time",
            aliases=("now", "rotate"),
        ),
        Verb(
            name="history",
            does=history,
            usage="[NAME]",
            about="show what was rotated, when, by whom",
            aliases=("show", "past"),
        ),
        Verb(
            name="compromised",
            does=about(
                "calendar.compromised",
                keyforms.compromised,
                keyforms.leak_fields,
                COMPROMISED,
            ),
            usage="[NAME what happened]",
            about="somebody may know it: rotate at once, open an incident",
            aliases=("leaked", "stolen", "exposed"),
        ),
        Verb(
            name="edit",
            does=about(
                "calendar.key_edit", keyforms.edited, keyforms.edit_fields, EDIT
            ),
            usage="[NAME] [owner @name value low …]",
            about="change a key: where it lives, who rotates it, when it was",
            aliases=("change", "set"),
        ),
        Verb(
            name="retire",
            does=about(
                "calendar.key_retire", keyforms.retired, keyforms.retire_fields, RETIRE
            ),
            usage="[NAME why]",
            about="a key is used no more: nobody is asked for it",
            aliases=("remove",),
        ),
    ),
)
ACTIONS: dict[str, Listener] = {
    "calendar.keys": list_button,
    "calendar.key_add": keyforms.add_form,
    "calendar.import": keyforms.import_form,
    "calendar.start": start_button,
    "calendar.history": history_button,
    "calendar.compromised": opening("calendar.compromised", keyforms.leak_fields),
    "calendar.key_edit": opening("calendar.key_edit", keyforms.edit_fields),
    "calendar.key_retire": opening("calendar.key_retire", keyforms.retire_fields),
    "calendar.key_clear": keyforms.clear,
}
FORMS: dict[str, Listener] = {
    "calendar.key_edit": keyforms.keep,
    "calendar.key_retire": keyforms.retire_form,
    "calendar.compromised": keyforms.compromised_form,
    "calendar.import": keyforms.bring,
}
