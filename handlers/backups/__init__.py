"""/ops recovery: drills that restore what is kept, and play that a place is lost."""

from collections.abc import Awaitable, Callable
from typing import Any

from slack_bolt.context.ack.async_ack import AsyncAck

from bot import backups
from bot.backups import ROLES, Drill, Ending, Kind, Moments, Plan
from bot.core import roles
from bot.core.errors import Invalid
from bot.core.forms import Form
from bot.core.roles import Role
from bot.core.verbs import Command, Listener, Listeners, Verb
from bot.core.work import Begin, Work
from handlers.backups import filling, typed
from handlers.incidents.ways import Asked

Open = Callable[..., None]
Context = Callable[[Work, Drill], Awaitable[dict[str, Any]]]


async def command(  # noqa: PLR0913, PLR0917 (what a listener asks for, by name)
    ack: AsyncAck,
    words: str,
    channel: str,
    begin: Begin,
    look: Begin,
    open_form: Open,
) -> None:
    """`/ops recovery [list, plan, start, restored, finish, abort, roles, show]`."""
    lent: dict[str, Any] = {"begin": begin, "look": look, "open_form": open_form}
    await typed.way(Asked(ack=ack, channel=channel, **lent), words)


def opening(form: str, context: Context) -> Listener:
    """Make the listener of a button that opens a form about a drill that is open."""

    async def clicked(ack: AsyncAck, value: str, look: Begin, open_form: Open) -> None:
        async with look() as work:
            await roles.require(work, Role.MEMBER)
            found = await backups.opened(work, value)
            backups.require_open(found)
            given = await context(work, found)
        open_form(form, **given)
        await ack()

    return clicked


async def plan_form(
    ack: AsyncAck, value: str, channel: str, look: Begin, open_form: Open
) -> None:
    """Show the form of a new drill, against the service of the button if it has one."""
    async with look() as work:
        await roles.require(work, Role.MEMBER)
        chosen = "" if value == "list" else value
        context = await filling.planning(work, chosen, place=channel)
    open_form("backups.plan", **context)
    await ack()


async def show(ack: AsyncAck, value: str, begin: Begin) -> None:
    """Show a drill, only to whoever asks."""
    async with begin() as work:
        found = await backups.opened(work, value)
        work.reply(backups.CARD, found.id)
    await ack()


async def start(ack: AsyncAck, value: str, begin: Begin) -> None:
    """Let the clock run."""
    async with begin() as work:
        record = await backups.start(work, value)
        work.reply(record.name, record.id)
    await ack()


async def plan(ack: AsyncAck, form: Form, begin: Begin) -> None:
    """Plan what was filled in, and start it if that was ticked."""
    said = Plan(
        service=form.choice("service") or "",
        kind=Kind(form.choice("kind") or Kind.RESTORE),
        scenario=form.text("scenario"),
        people=form.users("people"),
        place=form.keeps,
    )
    async with begin() as work:
        row = await backups.plan(work, said)
        record = work.records[-1]
        if "begin" in form.choices("begin"):
            record = await backups.start(work, row.id)
        work.reply(record.name, record.id)
    await ack(**form.closes)


async def measure(ack: AsyncAck, form: Form, begin: Begin) -> None:
    """Keep what was seen."""
    taken, upto = form.moment("taken"), form.moment("restored")
    if taken is None:
        raise Invalid("taken", "Say when the backup was taken")
    async with begin() as work:
        usable = form.moment("usable") or work.now
        seen = Moments(taken=taken, restored_to=upto, usable=usable)
        record = await backups.measure(work, form.keeps, seen)
        work.reply(record.name, record.id)
    await ack(**form.closes)


async def finish(ack: AsyncAck, form: Form, begin: Begin) -> None:
    """End a drill: it is judged by what was measured."""
    updated = {"yes": True, "no": False}.get(form.choice("updated") or "")
    end = Ending(lessons=form.text("lessons"), updated=updated, plan=form.text("plan"))
    async with begin() as work:
        record = await backups.finish(work, form.keeps, end)
        work.reply(record.name, record.id)
    await ack(**form.closes)


async def abort(ack: AsyncAck, form: Form, begin: Begin) -> None:
    """Give a drill up."""
    async with begin() as work:
        record = await backups.abort(work, form.keeps, form.text("reason"))
        work.reply(record.name, record.id)
    await ack(**form.closes)


async def staff(ack: AsyncAck, form: Form, begin: Begin) -> None:
    """Name who does what."""
    given = {role: form.user(role) or "" for role in ROLES}
    async with begin() as work:
        record = await backups.staff(work, form.keeps, given)
        work.reply(record.name, record.id)
    await ack(**form.closes)


LISTENERS = Listeners(
    commands=(
        Command(
            name="/ops",
            about="",
            verbs=(
                Verb(
                    name="recovery",
                    does=command,
                    usage="[plan | start | restored | finish | abort | roles | show]",
                    about="restore and DR drills, measured against a service",
                    aliases=("recoveries", "dr", "restore-drill", "dr-drill"),
                ),
            ),
        ),
    ),
    actions={
        "backups.plan": plan_form,
        "backups.show": show,
        "backups.start": start,
        "backups.measure": opening("backups.measure", filling.measuring),
        "backups.finish": opening("backups.finish", filling.finishing),
        "backups.abort": opening("backups.abort", filling.aborting),
        "backups.staff": opening("backups.staff", filling.staffing),
    },
    views={
        "backups.plan": plan,
        "backups.measure": measure,
        "backups.finish": finish,
        "backups.abort": abort,
        "backups.staff": staff,
    },
)
