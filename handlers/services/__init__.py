"""/ops service: what is run, who owns it, and what is still to be proven."""

from collections import Counter
from collections.abc import Awaitable, Callable
from typing import Any

from slack_bolt.context.ack.async_ack import AsyncAck

from bot import library, services
from bot.core import roles
from bot.core.errors import Invalid
from bot.core.forms import Form
from bot.core.roles import Role
from bot.core.verbs import Command, Listener, Listeners, Verb
from bot.core.work import Begin, Work
from bot.services import Criterion, Service
from handlers.incidents.ways import Asked
from handlers.library import shown as shown_document
from handlers.services import filling, typed

Open = Callable[..., None]
TOLD = 5  # mistakes of a file that are told beside its field
Context = Callable[[Work, Service, str], Awaitable[dict[str, Any]]]


async def command(
    ack: AsyncAck, words: str, begin: Begin, look: Begin, open_form: Open
) -> None:
    """`/ops service [list | add | show | edit | prove | withdraw | retire | …]`."""
    asked = Asked(ack=ack, begin=begin, look=look, open_form=open_form)
    await typed.way(asked, words)


def opening(form: str, context: Context) -> Listener:
    """Make the listener of a button that opens a form about a service."""

    async def clicked(ack: AsyncAck, value: str, look: Begin, open_form: Open) -> None:
        id_, _, more = value.partition(":")
        async with look() as work:
            await roles.require(work, Role.MEMBER)
            given = await context(work, await services.opened(work, id_), more)
        open_form(form, **given)
        await ack()

    return clicked


async def add_form(ack: AsyncAck, look: Begin, open_form: Open) -> None:
    """Show the empty form."""
    async with look() as work:
        await roles.require(work, Role.MEMBER)
        context = await filling.empty(work, {})
    open_form("services.edit", **context)
    await ack()


async def import_form(ack: AsyncAck, look: Begin, open_form: Open) -> None:
    """Show the form into which a file is pasted."""
    async with look() as work:
        await roles.require(work, Role.MEMBER)
    open_form("services.import")
    await ack()


async def show(ack: AsyncAck, value: str, begin: Begin) -> None:
    """Show a service, only to whoever asks."""
    async with begin() as work:
        await roles.require(work, Role.MEMBER)
        found = await services.opened(work, value)
        work.reply(services.CARD, found.id)
    await ack()


async def runbook(ack: AsyncAck, value: str, look: Begin, open_form: Open) -> None:
    """Show the runbook of a service in a window of its own."""
    async with look() as work:
        await roles.require(work, Role.MEMBER)
        found = await services.opened(work, value)
        document = await library.called(work, found.runbook)
        shown = await shown_document(work, document)
    open_form("library.document", **shown)
    await ack()


async def revive(ack: AsyncAck, value: str, begin: Begin) -> None:
    """Run a service again that was retired."""
    async with begin() as work:
        record = await services.revive(work, value)
        work.reply(record.name, record.id)
    await ack()


async def keep(ack: AsyncAck, form: Form, begin: Begin) -> None:
    """Keep what was filled in, as a new service or as a change of one."""
    id_, _, seen = form.keeps.partition(":")
    async with begin() as work:
        await roles.require(work, Role.MEMBER)
        draft = await typed.resolved(work, services.draft(_fields(form)))
        if id_:
            record = await services.change(work, id_, draft, seen=int(seen))
        else:
            record = await services.add(work, draft)
        work.reply(record.name, record.id)
    await ack(**form.closes)


def _fields(form: Form) -> dict[str, str]:
    """Read the form: its owner is a person, or a team."""
    texts = {
        name: form.text(name) for name in ("name", "surface", "rpo", "rto", "plan")
    }
    person, team = form.user("owner") or "", form.choice("team") or ""
    if person and team:
        raise Invalid("team", "Choose one owner: a person, or a role or user group")
    menus = {name: form.choice(name) or "" for name in ("standby", "runbook")}
    return {**texts, **menus, "owner": person or team}


async def prove(ack: AsyncAck, form: Form, begin: Begin) -> None:
    """Keep a proof."""
    id_, _, counts = form.keeps.partition(":")
    criterion = Criterion(form.choice("criterion") or Criterion.DEPLOYMENT)
    seen = int(counts.split("-")[list(Criterion).index(criterion)])
    async with begin() as work:
        said = form.text("proof")
        record = await services.prove(work, id_, criterion, said, seen=seen)
        work.reply(record.name, record.id)
    await ack(**form.closes)


async def withdraw(ack: AsyncAck, form: Form, begin: Begin) -> None:
    """Take a proof back that holds no longer."""
    criterion = Criterion(form.choice("criterion") or Criterion.DEPLOYMENT)
    async with begin() as work:
        why = form.text("reason")
        record = await services.withdraw(work, form.keeps, criterion, why)
        work.reply(record.name, record.id)
    await ack(**form.closes)


async def retire(ack: AsyncAck, form: Form, begin: Begin) -> None:
    """Mark a service as run no more."""
    async with begin() as work:
        record = await services.retire(work, form.keeps, form.text("reason"))
        work.reply(record.name, record.id)
    await ack(**form.closes)


async def bring(
    ack: AsyncAck, form: Form, begin: Begin, say: Callable[[str], None]
) -> None:
    """Bring in what was pasted, all of it or none."""
    try:
        entries = services.entries(form.text("file"))
        async with begin() as work:
            done = await services.bring(work, entries, library.name)
    except services.Unreadable as wrong:
        raise Invalid("file", _mistakes(wrong)) from wrong
    counted = sorted(Counter(done.values()).items())
    said = ", ".join(f"{count} {what}" for what, count in counted)
    say(f"The file is in the register: {said}. `/ops service` lists them.")
    await ack(**form.closes)


def _mistakes(wrong: services.Unreadable) -> str:
    """Say what is wrong with the first lines that can't be taken."""
    told = [f"Line {one.line}: {one.problem}" for one in wrong.mistakes[:TOLD]]
    more = len(wrong.mistakes) - len(told)
    rest = [f"{more} more"] if more > 0 else []
    return ". ".join([*told, *rest, "Nothing was brought in"])


LISTENERS = Listeners(
    commands=(
        Command(
            name="/ops",
            about="",
            verbs=(
                Verb(
                    name="service",
                    does=command,
                    usage="[add | show | edit | prove | withdraw | retire | revive]",
                    about="what is run: owners, objectives, proofs to enter Operate",
                    aliases=("services", "register"),
                ),
            ),
        ),
    ),
    actions={
        "services.add": add_form,
        "services.edit": opening("services.edit", filling.edited),
        "services.import": import_form,
        "services.prove": opening("services.prove", filling.proving),
        "services.retire": opening("services.retire", filling.retiring),
        "services.revive": revive,
        "services.runbook": runbook,
        "services.show": show,
        "services.withdraw": opening("services.withdraw", filling.withdrawing),
    },
    views={
        "services.edit": keep,
        "services.import": bring,
        "services.prove": prove,
        "services.retire": retire,
        "services.withdraw": withdraw,
    },
)
