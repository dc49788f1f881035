"""/ops release, cycle, gates, sanity: what is out, and whether all is in order."""

from collections.abc import Awaitable, Callable
from pathlib import Path

from slack_bolt.context.ack.async_ack import AsyncAck

from bot import cycles, ledger
from bot.core import render, roles
from bot.core.facts import Record, told
from bot.core.forms import Form
from bot.core.roles import Role
from bot.core.verbs import Command, Listener, Listeners, Verb, spelt
from bot.core.work import Begin, Work
from bot.cycles import Criterion, Cycle
from handlers.cycles import hooks, releases
from handlers.cycles.ways import Asked, Open

OPEN = "/ops cycle open autumn hardening"
CLOSE = "/ops cycle close because the restore drill is booked for monday"
BECAUSE = ("because", "since", ":")


async def cycle(
    ack: AsyncAck, words: str, begin: Begin, look: Begin, open_form: Open
) -> None:
    """`/ops cycle [status CYC-3 | open NAME | close because … | list]`."""
    asked = Asked(ack=ack, begin=begin, look=look, open_form=open_form)
    verb, _, rest = words.strip().partition(" ")
    verb = ALIASES.get(verb.casefold(), verb.casefold()) or "status"
    if verb not in WAYS:
        spelt(words, "/ops cycle", (*WAYS, *ALIASES))
        verb, rest = "status", words
    await WAYS[verb](asked, rest.strip())


async def _status(asked: Asked, words: str) -> None:
    async with asked.look() as work:
        await roles.require(work, Role.MEMBER)
        said = await _shown(work, words)
    await asked.shows(said)


async def _shown(work: Work, words: str) -> dict[str, object]:
    try:
        found, _ = await cycles.meant(work, words)
    except cycles.NoCycle:
        return render.message("cycles.list", **await cycles.listed(work))
    return render.card(cycles.CARD, **await cycles.shown(work, found))


async def _list(asked: Asked, words: str) -> None:
    del words  # there is one list
    async with asked.look() as work:
        shown = await cycles.listed(work)
    await asked.shows(render.message("cycles.list", **shown))


async def _open(asked: Asked, words: str) -> None:
    if words:
        await asked.does(lambda work: cycles.open_one(work, words), OPEN)
        return
    async with asked.look() as work:
        await roles.require(work, Role.MEMBER)
    asked.open_form("cycles.open")
    await asked.ack()


async def _close(asked: Asked, words: str) -> None:
    await asked.does(lambda work: _closed(work, words), CLOSE)


async def _closed(work: Work, words: str) -> Record:
    """Close the cycle that is meant; what follows says why it closes all the same."""
    found, rest = await cycles.meant(work, words)
    row = await cycles.clicked(work, found.id, lock=True)
    first, _, reason = rest.partition(" ")
    said = reason if first.casefold() in BECAUSE else rest
    return await (cycles.force(work, row, said) if said else cycles.close(work, row))


WAYS: dict[str, Callable[[Asked, str], Awaitable[None]]] = {
    "status": _status,
    "list": _list,
    "open": _open,
    "close": _close,
}
ALIASES = {
    "show": "status",
    "ls": "list",
    "start": "open",
    "new": "open",
    "end": "close",
}


async def gates(ack: AsyncAck, look: Begin) -> None:
    """`/ops gates`: show the eight gates, what fails first."""
    async with look() as work:
        shown = await cycles.judged(work)
    await ack(response_type="ephemeral", **render.card(cycles.GATES, **shown))


async def sanity(
    ack: AsyncAck, words: str, begin: Begin, look: Begin, home: Path
) -> None:
    """`/ops sanity [list]`: look at everything, and keep what was found."""
    if words.strip().casefold() in releases.LISTS:
        async with look() as work:
            shown = await cycles.audited(work)
        said = render.message("cycles.audits", **shown)
        await ack(response_type="ephemeral", **said)
        return
    spelt(words, "/ops sanity", releases.LISTS)
    async with begin() as work:
        record = await cycles.audit(work, await ledger.standing(work, home))
        said = render.message(record.name, fact=told(record))
        work.said = {"response_type": "ephemeral", **said}
    await ack(**work.said)


async def sanity_button(ack: AsyncAck, begin: Begin, home: Path) -> None:
    """Look at everything, and keep what was found."""
    async with begin() as work:
        record = await cycles.audit(work, await ledger.standing(work, home))
        work.reply(record.name, record.id)
    await ack()


def showing(card: str) -> Listener:
    """Make the listener of a button that shows what any member may see."""

    async def clicked(ack: AsyncAck, begin: Begin) -> None:
        async with begin() as work:
            await roles.require(work, Role.MEMBER)
            work.reply(card, work.workspace)
        await ack()

    return clicked


async def status(ack: AsyncAck, begin: Begin) -> None:
    """Show the open cycle, or say that there is none."""
    async with begin() as work:
        found, _ = await cycles.meant(work, "")
        work.reply(cycles.CARD, found.id)
    await ack()


async def show(ack: AsyncAck, value: str, begin: Begin) -> None:
    """Show a cycle, only to whoever asks."""
    async with begin() as work:
        found = await cycles.clicked(work, value)
        work.reply(cycles.CARD, found.id)
    await ack()


async def report(ack: AsyncAck, value: str, begin: Begin) -> None:
    """Show what an audit found, only to whoever asks."""
    async with begin() as work:
        found = await cycles.audit_clicked(work, value)
        work.reply(cycles.REPORT, found.id)
    await ack()


def acting(act: Callable[[Work, Cycle], Awaitable[Record]]) -> Listener:
    """Make the listener of a button that acts on a cycle at once."""

    async def clicked(ack: AsyncAck, value: str, begin: Begin) -> None:
        async with begin() as work:
            row = await cycles.clicked(work, value, lock=True)
            record = await act(work, row)
            work.reply(record.name, record.id)
        await ack()

    return clicked


async def ask(ack: AsyncAck, value: str, begin: Begin) -> None:
    """Ask for what a criterion lacks; *value* is the cycle, and the criterion."""
    id_, _, criterion = value.partition(":")
    async with begin() as work:
        row = await cycles.clicked(work, id_, lock=True)
        record = await cycles.ask(work, row, Criterion(criterion))
        work.reply(record.name, record.id)
    await ack()


async def open_form(ack: AsyncAck, look: Begin, open_form: Open) -> None:
    """Ask what a new cycle is for."""
    async with look() as work:
        await roles.require(work, Role.MEMBER)
    open_form("cycles.open")
    await ack()


async def opened(ack: AsyncAck, form: Form, begin: Begin) -> None:
    """Open the cycle that was named."""
    async with begin() as work:
        record = await cycles.open_one(work, form.text("title"))
        work.reply(record.name, record.id)
    await ack(**form.closes)


async def force_form(ack: AsyncAck, value: str, look: Begin, open_form: Open) -> None:
    """Ask an admin why a cycle closes though it lacks something."""
    async with look() as work:
        await roles.require(work, Role.ADMIN)
        row = await cycles.clicked(work, value)
        cycles.require_going(row)
        shown = await cycles.shown(work, row)
    open_form("cycles.force", **shown)
    await ack()


async def forced(ack: AsyncAck, form: Form, begin: Begin) -> None:
    """Close a cycle with an exception."""
    async with begin() as work:
        row = await cycles.clicked(work, form.keeps, lock=True)
        record = await cycles.force(work, row, form.text("reason"))
        work.reply(record.name, record.id)
    await ack(**form.closes)


VERBS = (
    Verb(
        name="release",
        does=releases.command,
        usage="[v2.3 [major] [link] [of SERVICE] | withdraw v2.3 | list | hook]",
        about="announce a release: it opens its duties, and a cycle",
        aliases=("releases", "released"),
    ),
    Verb(
        name="cycle",
        does=cycle,
        usage="[open NAME | close [because …] | CYC-3 | list]",
        about="how the cycle stands: five criteria, each with its proof or what lacks",
        aliases=("cycles",),
    ),
    Verb(
        name="gates",
        does=gates,
        about="the eight gates: what fails, why, and what puts it right",
        aliases=("gate",),
    ),
    Verb(
        name="sanity",
        does=sanity,
        usage="[list]",
        about="look at everything: CLEAN, or what is wrong; the report is kept",
        aliases=("sane", "sanity-audit"),
    ),
)
LISTENERS = Listeners(
    commands=(Command(name="/ops", about="", verbs=VERBS),),
    actions={
        "cycles.release": releases.form,
        "cycles.show_release": releases.show,
        "cycles.withdraw": releases.withdraw_form,
        "cycles.hook": hooks.form,
        "cycles.shut": hooks.shut,
        "cycles.cycle": status,
        "cycles.show": show,
        "cycles.open": open_form,
        "cycles.close": acting(cycles.close),
        "cycles.force": force_form,
        "cycles.ask": ask,
        "cycles.gates": showing(cycles.GATES),
        "cycles.sanity": sanity_button,
        "cycles.report": report,
    },
    views={
        "cycles.release": releases.announce,
        "cycles.withdraw": releases.withdraw,
        "cycles.hook": hooks.made,
        "cycles.open": opened,
        "cycles.force": forced,
    },
)
