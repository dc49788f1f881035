"""The report of a security incident: seen, written in sections, told, approved."""

from typing import Any

from slack_bolt.context.ack.async_ack import AsyncAck

from bot import incidents
from bot.core import render
from bot.core.forms import Form
from bot.core.verbs import Listener, Verb
from bot.core.work import Begin, Work
from bot.incidents import Incident
from handlers.incidents.parts import Open, Parts, button, command

CARD = FORM = DOCUMENT = "incidents.report"
NOTICE, TOLD = "incidents.notice", "incidents.told"
PARTS = 3  # of what the form keeps: incident, section, its edition


async def _form(work: Work, found: Incident, words: str) -> dict[str, Any]:
    part = incidents.reportrules.section(words)
    return await incidents.reportcards.form(work, found, part)


SECTIONS = Parts(
    verb="report",
    card=CARD,
    form=FORM,
    context=_form,
    require=incidents.report.require_security,
)


async def write(ack: AsyncAck, form: Form, begin: Begin) -> None:
    """Keep a section, as its form shows it."""
    id_, part, edition = [*form.keeps.split(":"), "", ""][:PARTS]
    given = {name: form.choice(name) or form.text(name) for name in form.fields}
    async with begin() as work:
        found = await incidents.clicked(work, id_, lock=True)
        section = incidents.reportrules.section(part)
        known = int(edition or 0)
        record = await incidents.report.write(work, found, section, given, known)
        work.reply("incidents.done", record.id)
    await ack()


async def submit(ack: AsyncAck, value: str, begin: Begin) -> None:
    """Ask for the approval of the report, exactly as it stands now."""
    async with begin() as work:
        found = await incidents.clicked(work, value, lock=True)
        record = await incidents.report.submit(work, found, await _text(work, found))
        work.reply("incidents.done", record.id)
    await ack()


async def _text(work: Work, found: Incident) -> str:
    """Give all of it as Markdown: what is approved."""
    told = await incidents.export(work, found)
    told["security_report"] = told["security_report"] or {"sections": {}}
    return render.document(DOCUMENT, **incidents.readable(told, work.policy))


async def notice_button(
    ack: AsyncAck, value: str, look: Begin, open_form: Open
) -> None:
    """Open the form that says who else must be told."""
    async with look() as work:
        found = await incidents.clicked(work, value)
        incidents.report.require_security(found)
        due = incidents.report.authority_by(work, found)
    open_form(NOTICE, incident=found, due=due)
    await ack()


async def notice(ack: AsyncAck, form: Form, begin: Begin) -> None:
    """Note who must be told, and by when."""
    async with begin() as work:
        found = await incidents.clicked(work, form.keeps, lock=True)
        who, due = form.text("addressee"), form.moment("due")
        record = await incidents.report.notify(work, found, who, due)
        work.reply("incidents.done", record.id)
    await ack()


async def told_button(ack: AsyncAck, value: str, look: Begin, open_form: Open) -> None:
    """Open the form that says when somebody was told."""
    async with look() as work:
        found, one = await incidents.report.clicked(work, value)
        now = work.now
    open_form(TOLD, incident=found, notice=one, now=now)
    await ack()


async def told(ack: AsyncAck, form: Form, begin: Begin) -> None:
    """Note that somebody was told, and when."""
    async with begin() as work:
        at = form.moment("told_at") or work.now
        record = await incidents.report.given(work, form.keeps, at)
        work.reply("incidents.done", record.id)
    await ack()


ACTIONS: dict[str, Listener] = {
    CARD: button(SECTIONS),
    "incidents.submit": submit,
    NOTICE: notice_button,
    TOLD: told_button,
}
VIEWS: dict[str, Listener] = {FORM: write, NOTICE: notice, TOLD: told}
REPORTING = (
    Verb(
        name="report",
        does=command(SECTIONS),
        usage="[INC-42] [section]",
        about="the report of a security incident: what was lost, who must be told",
        aliases=("security-report", "report-security"),
    ),
)
