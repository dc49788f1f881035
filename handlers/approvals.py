"""Approvals: decide by a button, say why in a form; and who signs off."""

from collections.abc import Awaitable, Callable

from slack_bolt.context.ack.async_ack import AsyncAck

from bot import approvals
from bot.approvals import Approval
from bot.core import render, roles
from bot.core.facts import Record
from bot.core.forms import Form
from bot.core.roles import Role
from bot.core.verbs import Command, Listener, Listeners, Verb
from bot.core.work import Begin, Work

Act = Callable[[Work, Approval], Awaitable[Record]]
Said = Callable[[Work, Approval, str], Awaitable[Record]]


def button(act: Act) -> Listener:
    """Make the listener of a button that acts at once."""

    async def clicked(ack: AsyncAck, value: str, channel: str, begin: Begin) -> None:
        async with begin() as work:
            found = await approvals.clicked(work, value, channel=channel, lock=True)
            record = await act(work, found)
            work.reply(record.name, record.id)
        await ack()

    return clicked


def opening(form: str) -> Listener:
    """Make the listener of a button that asks why, of whoever may decide."""

    async def clicked(
        ack: AsyncAck, value: str, look: Begin, open_form: Callable[..., None]
    ) -> None:
        async with look() as work:
            found = await approvals.clicked(work, value)
            await approvals.require_decidable(work, found)
        open_form(form, approval=found)
        await ack()

    return clicked


def filled(act: Said) -> Listener:
    """Make the listener of a form that says why."""

    async def submitted(ack: AsyncAck, form: Form, begin: Begin) -> None:
        async with begin() as work:
            found = await approvals.clicked(work, form.keeps, lock=True)
            record = await act(work, found, form.text("reason"))
            work.reply(record.name, record.id)
        await ack()

    return submitted


async def show(
    ack: AsyncAck,
    value: str,
    channel: str,
    look: Begin,
    open_form: Callable[..., None],
) -> None:
    """Show the exact text; *value* is an id, and the page of a long one."""
    id_, _, page = value.partition(":")
    async with look() as work:
        found = await approvals.clicked(work, id_, channel=channel)
    number = int(page) if page.isdecimal() else 1
    open_form("approvals.show", approval=found, **approvals.page(found, number))
    await ack()


async def waiting(ack: AsyncAck, words: str, look: Begin) -> None:
    """`/ops approvals [words]`: list what waits, first for whoever asks."""
    async with look() as work:
        shown = await approvals.listed(work, words)
    said = render.message("approvals.waiting", **shown)
    await ack(response_type="ephemeral", **said)


async def approvers(ack: AsyncAck, look: Begin, regroup: Callable[[], None]) -> None:
    """`/ops approvers`: show who signs off what."""
    async with look() as work:
        await roles.require(work, Role.MEMBER)
        board = await approvals.board(work)
    regroup()  # for the form that follows
    said = render.card(approvals.BOARD, **board)
    await ack(response_type="ephemeral", **said)


async def approvers_button(ack: AsyncAck, begin: Begin) -> None:
    """Show who signs off what, only to whoever asks."""
    async with begin() as work:
        await roles.require(work, Role.MEMBER)
        work.reply(approvals.BOARD, work.workspace)
    await ack()


async def assign_form(
    ack: AsyncAck, look: Begin, open_form: Callable[..., None]
) -> None:
    """Show the form with who signs off now, to whoever may change it."""
    async with look() as work:
        await roles.require(work, Role.ADMIN)
        board = await approvals.board(work)
    open_form("approvals.assign", **board)
    await ack()


async def assign(ack: AsyncAck, form: Form, begin: Begin) -> None:
    """Keep who signs off what."""
    names = [name.partition(":") for name in form.fields]
    people = {role: form.users(role) for role, _, more in names if not more}
    groups = {
        role: sorted(form.choices(f"{role}:{more}")) for role, _, more in names if more
    }
    async with begin() as work:
        await approvals.assign(work, people, groups=groups, seen=form.keeps)
    await ack()


LISTENERS = Listeners(
    commands=(
        Command(
            name="/ops",
            about="what waits for approval, and who signs off",
            verbs=(
                Verb(
                    name="approvals",
                    does=waiting,
                    about="list what waits for approval, first for you",
                    usage="[words of the title]",
                    aliases=("approve", "reject", "waiting"),
                ),
                Verb(
                    name="approvers",
                    does=approvers,
                    about="show who signs off what",
                    aliases=("signoff", "signatories"),
                ),
            ),
        ),
    ),
    actions={
        "approvals.approve": button(approvals.approve),
        "approvals.reject": opening("approvals.reject"),
        "approvals.request_changes": opening("approvals.request_changes"),
        "approvals.withdraw": button(approvals.withdraw),
        "approvals.show": show,
        "approvals.approvers": approvers_button,
        "approvals.assign": assign_form,
    },
    views={
        "approvals.reject": filled(approvals.reject),
        "approvals.request_changes": filled(approvals.request_changes),
        "approvals.assign": assign,
    },
    scopes={"usergroups:read": "to know who is in a user group that signs off"},
)
