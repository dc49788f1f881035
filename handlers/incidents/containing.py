"""Containing a security incident: mark it, see its steps, run one."""

from collections.abc import Mapping
from typing import Any

from slack_bolt.context.ack.async_ack import AsyncAck

from bot import incidents
from bot.core.facts import Record
from bot.core.forms import Form
from bot.core.verbs import Listener, Verb
from bot.core.work import Begin, Work
from bot.incidents import Incident
from handlers.incidents.parts import Parts, button, command
from handlers.incidents.ways import Typed, filled, opening, typed

CARD = "incidents.containment"
FORM = "incidents.contain"
PARTS = 4  # of what the form keeps: incident, step, its terms, number of the run


async def _asked(work: Work, found: Incident, words: str) -> dict[str, Any]:
    """Give what the form confirms, to whoever may run the step."""
    await incidents.containment.require_may(work, found)
    step = incidents.steps.chosen(work, found, words)
    return {
        "incident": found,
        "asked": await incidents.steps.asked(work, found, step),
    }


STEPS = Parts(verb="contain", card=CARD, form=FORM, context=_asked)


async def submit(ack: AsyncAck, form: Form, begin: Begin) -> None:
    """Run the step, exactly as it was confirmed."""
    id_, key, terms, number = [*form.keeps.split(":"), "", "", ""][:PARTS]
    async with begin() as work:
        found = await incidents.clicked(work, id_, lock=True)
        as_shown = incidents.containment.Confirmed(
            step=key, terms=terms, number=int(number or 0)
        )
        record = await incidents.containment.contain(work, found, as_shown)
        work.reply("incidents.done", record.id)
    await ack()


async def mark(work: Work, found: Incident, words: str) -> Record:
    """Mark it as a security incident, and say why."""
    return await incidents.secure.mark(work, found, words)


async def mark_form(work: Work, found: Incident, form: Form) -> Record:
    """Mark it for the reason that was filled in."""
    return await incidents.secure.mark(work, found, form.text("reason"))


async def mark_context(work: Work, found: Incident) -> Mapping[str, Any]:
    """Give the steps that run by themselves then."""
    return {"automatic": incidents.containment.names(work, found)}


ACTIONS: dict[str, Listener] = {
    "incidents.security": opening("incidents.security", mark_context),
    FORM: button(STEPS),
}
VIEWS: dict[str, Listener] = {
    "incidents.security": filled(mark_form),
    FORM: submit,
}
CONTAINING = (
    Verb(
        name="security",
        does=typed(
            Typed(
                verb="security",
                act=mark,
                example="INC-42 somebody logged in as an admin from abroad",
                form=True,
                said=incidents.counts,
                context=mark_context,
            )
        ),
        usage="[INC-42] [why]",
        about="it is a security incident: the security lead joins",
        aliases=("breach", "secure"),
    ),
    Verb(
        name="contain",
        does=command(STEPS),
        usage="[INC-42] [step]",
        about="limit what an attacker can do: its steps, or one of them",
        aliases=("containment", "isolate"),
    ),
)
