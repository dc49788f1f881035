"""/ops release: announced by a line or a form; what there was, and what each opened."""

from typing import Any

from slack_bolt.context.ack.async_ack import AsyncAck

from bot import cycles, services
from bot.core import render, roles
from bot.core.errors import Invalid
from bot.core.facts import Record
from bot.core.forms import Form
from bot.core.roles import Role
from bot.core.verbs import spelt
from bot.core.work import Begin, Work
from bot.cycles import Draft, Release
from handlers.cycles import hooks
from handlers.cycles.ways import Asked, Open
from handlers.incidents.ways import Unread

OPTIONS = 100  # of one menu of Slack's
MAJOR = "major"
WITHDRAW = "/ops release withdraw v2.3 because the version was mistyped"
LISTS, HOOKS = ("list", "ls"), ("hook", "hooks")
WITHDRAWS = ("withdraw", "undo", "retract", "unannounce")


async def command(  # noqa: PLR0913 (what a command is lent, by name)
    *,
    ack: AsyncAck,
    words: str,
    begin: Begin,
    look: Begin,
    open_form: Open,
    address: str | None,
) -> None:
    """`/ops release [v2.3 [major] [link] [of SERVICE] | withdraw | list | hook]`."""
    asked = Asked(ack=ack, begin=begin, look=look, open_form=open_form, address=address)
    verb, _, rest = words.strip().partition(" ")
    verb = verb.casefold()
    if not verb:
        await _form(asked)
    elif verb in LISTS:
        await _list(asked)
    elif verb in HOOKS:
        await hooks.command(asked, rest.strip().casefold())
    elif verb in WITHDRAWS:
        await _withdraw(asked, rest.strip())
    else:
        await _announce(asked, words)


async def _form(asked: Asked) -> None:
    async with asked.look() as work:
        await roles.require(work, Role.MEMBER)
        context = await _fields(work)
    asked.open_form("cycles.release", **context)
    await asked.ack()


async def _fields(work: Work) -> dict[str, Any]:
    known = [one for one in await services.every(work) if not one.retired]
    return {"services": [(one.title, one.id, "") for one in known[:OPTIONS]]}


async def _list(asked: Asked) -> None:
    async with asked.look() as work:
        shown = await cycles.released(work)
    await asked.shows(render.message("cycles.releases", **shown))


async def _announce(asked: Asked, words: str) -> None:
    try:
        draft = cycles.line(words)
    except Invalid as wrong:
        spelt(words, "/ops release", (*LISTS, *HOOKS, *WITHDRAWS))
        raise Unread(problem=wrong, usage=cycles.EXAMPLE) from wrong
    async with asked.begin() as work:
        found = await cycles.announce(work, draft)
        await work.session.flush()
        said = render.card(cycles.RELEASE, **await cycles.release_shown(work, found))
        work.said = {"response_type": "ephemeral", **said}
    await asked.ack(**work.said)


async def _withdraw(asked: Asked, words: str) -> None:
    """Withdraw the release that is named; without a reason a form asks for it."""
    if not words:
        await _list(asked)
        return
    async with asked.look() as work:
        found, reason = await _named(work, words)
        context = {} if reason else await cycles.release_leaves(work, found)
    if reason:
        await asked.does(lambda work: _withdrawn(work, words), WITHDRAW)
        return
    asked.open_form("cycles.withdraw", **context)
    await asked.ack()


async def _named(work: Work, words: str) -> tuple[Release, str]:
    try:
        return await cycles.release_meant(work, words)
    except Invalid as wrong:
        raise Unread(problem=wrong, usage=WITHDRAW) from wrong


async def _withdrawn(work: Work, words: str) -> Record:
    found, reason = await cycles.release_meant(work, words)
    return await cycles.withdraw(work, found, reason)


async def withdraw_form(
    ack: AsyncAck, value: str, look: Begin, open_form: Open
) -> None:
    """Say what a release would take along, and ask why it is withdrawn."""
    async with look() as work:
        found = await cycles.release_clicked(work, value)
        context = await cycles.release_leaves(work, found)
    open_form("cycles.withdraw", **context)
    await ack()


async def withdraw(ack: AsyncAck, form: Form, begin: Begin) -> None:
    """Withdraw the release of the form."""
    async with begin() as work:
        found = await cycles.release_clicked(work, form.keeps)
        record = await cycles.withdraw(work, found, form.text("reason"))
        work.reply(record.name, record.id)
    await ack(**form.closes)


async def form(ack: AsyncAck, look: Begin, open_form: Open) -> None:
    """Show the form that announces a release."""
    async with look() as work:
        await roles.require(work, Role.MEMBER)
        context = await _fields(work)
    open_form("cycles.release", **context)
    await ack()


async def announce(ack: AsyncAck, form: Form, begin: Begin) -> None:
    """Announce the release that was filled in."""
    async with begin() as work:
        chosen = form.choice("service") or ""
        service = (await services.opened(work, chosen)).title if chosen else ""
        said = {"version": form.text("version"), "notes": form.text("notes")}
        major = MAJOR in form.choices("major")
        draft = cycles.checked(Draft(**said, major=major, service=service))
        found = await cycles.announce(work, draft)
        work.reply(cycles.RELEASE, found.id)
    await ack(**form.closes)


async def show(ack: AsyncAck, value: str, begin: Begin) -> None:
    """Show a release, and what it has opened, only to whoever asks."""
    async with begin() as work:
        found = await cycles.release_clicked(work, value)
        work.reply(cycles.RELEASE, found.id)
    await ack()
