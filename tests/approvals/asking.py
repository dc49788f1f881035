"""Asking for approvals: what other capabilities do, with a transaction of their own."""

from contextlib import asynccontextmanager

from sqlmodel import col, select

from bot import approvals
from bot.core.facts import Record
from bot.core.tables import new_id

CARD = "Approval wanted"
CHANNEL = "ops"
TITLE = "Postmortem PM-7: checkout 500s"
CONTENT = "# What happened\n\nThe deploy of 14:05 broke checkout.\n"
SUBJECT = new_id()


@asynccontextmanager
async def work(scene, actor="U0SAM", workspace=None):
    """Begin a transaction as somebody."""
    here = workspace or scene.bot.installations.every()[0].id
    async with scene.bot.transactions.begin(workspace=here, actor=actor) as begun:
        yield begun


def question(**more):
    """Make a question; `more` are its fields."""
    given = {"subject": SUBJECT, "kind": "postmortems.publish", "role": "tech_lead"}
    return approvals.Question(
        **{**given, "title": TITLE, "content": CONTENT, **more},
    )


async def ask(scene, actor="U0SAM", **more):
    """Ask for an approval as sam, and wait until it is in Slack; give its id."""
    async with work(scene, actor) as begun:
        made = (await approvals.ask(begun, question(**more))).id
    await scene.settled()
    return made


async def assigned(scene, **holders):
    """Name who holds roles."""
    async with work(scene, "clock") as begun:
        seen = (await approvals.board(begun))["seen"]
        await approvals.assign(begun, holders, seen=seen)
    await scene.settled()


async def kept(scene, id_):
    """Give an approval as it is in the database."""
    here = scene.bot.installations.every()[0].id
    async with scene.bot.transactions.look(workspace=here, actor="clock") as begun:
        return await begun.session.get(approvals.Approval, (id_,))


async def recorded(scene, prefix="approvals."):
    """Give the names of the facts, in order."""
    here = scene.bot.installations.every()[0].id
    async with scene.bot.transactions.look(workspace=here, actor="clock") as begun:
        found = await begun.session.exec(select(Record).order_by(col(Record.id)))
        return [one for one in found.all() if one.name.startswith(prefix)]
