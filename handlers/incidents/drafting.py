"""Drafting: what was typed into a form that was closed is there when it is opened."""

from collections.abc import Mapping
from typing import Any

from slack_bolt.context.ack.async_ack import AsyncAck

from bot import incidents
from bot.core.forms import Form
from bot.core.verbs import Listener
from bot.core.work import Begin, Work
from bot.incidents import Incident
from handlers.incidents.ways import Context, Filled, filled

FIELDS = {
    "incidents.note": ("text", "at"),
    "incidents.update": ("text", "doing", "needs", "impact"),
    "incidents.resolve": ("resolution", "confirmed_by", "tests"),
}


def drafted(form: str, more: Context | None = None) -> Context:
    """Give a form what was typed before, beside what else it needs."""

    async def context(work: Work, found: Incident) -> Mapping[str, Any]:
        draft = await incidents.drafts.find(work, form, found.id)
        return {"draft": draft, **(await more(work, found) if more else {})}

    return context


async def communication(work: Work, found: Incident) -> Mapping[str, Any]:
    """Give the form of an update what was drafted, unless somebody typed already."""
    mine = await incidents.drafts.find(work, "incidents.update", found.id)
    return {
        "due": incidents.update_by(work, found.severity),
        "draft": mine or await incidents.leaked.communication(work, found),
        "prepared": not mine,
    }


def sent(form: str, act: Filled) -> Listener:
    """Make the listener of a submitted form whose draft is gone then."""

    async def done(work: Work, found: Incident, given: Form) -> Any:  # noqa: ANN401 (its record)
        await incidents.drafts.forget(work, form, found.id)
        return await act(work, found, given)

    return filled(done)


def closed(called: str) -> Listener:
    """Make the listener that keeps what was typed into a form that was closed."""

    async def keep(ack: AsyncAck, form: Form, begin: Begin) -> None:
        async with begin() as work:
            found = await incidents.clicked(work, form.keeps)
            said, before = (
                {name: _read(each, name) for name in FIELDS[called]}
                for each in (form, _opened(form))
            )
            if said != before:
                await incidents.drafts.keep(work, called, found.id, said)
        await ack()

    return keep


def _read(form: Form, field: str) -> str:
    """Read what was typed, or a time that was picked, as ISO 8601."""
    picked = form.moment(field)
    return picked.isoformat() if picked else form.text(field)


def _opened(form: Form) -> Form:
    """Give the form as it was opened: with what stood in it by itself."""
    fields = [each for each in form.view.get("blocks", ()) if each["type"] == "input"]
    values = {
        field["block_id"]: {
            "": {
                "value": field["element"].get("initial_value"),
                "selected_date_time": field["element"].get("initial_date_time"),
            }
        }
        for field in fields
    }
    return Form({"state": {"values": values}})


CLOSED = {name: closed(name) for name in FIELDS}
