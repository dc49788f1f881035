"""/ops maintenance: requests, windows and freezes, by every way."""

from collections.abc import Awaitable, Callable, Mapping

from slack_bolt.context.ack.async_ack import AsyncAck

from bot import maintenance
from bot.core.verbs import Command, Listeners, Verb, spelt
from bot.core.work import Begin
from bot.maintenance import BEFORE, State
from handlers.maintenance import deeds, requests, spans
from handlers.maintenance.ways import Asked, Way, button, filled, opening, showing

Open = Callable[..., None]
ENDED = (State.RUNNING,)
WAYS: tuple[Way, ...] = (
    Way(
        verb="start",
        act=deeds.start,
        example="MNT-12 because the vendor is here only tonight",
        form=False,
        among=(State.SCHEDULED,),
    ),
    Way(
        verb="extend",
        act=deeds.extend,
        example="MNT-12 by 30m because the index is larger than in staging",
        context=deeds.extend_context,
        among=ENDED,
    ),
    Way(
        verb="done",
        act=deeds.done,
        example="MNT-12 indexes rebuilt, queries are fast again",
        context=deeds.end_context,
        among=ENDED,
    ),
    Way(
        verb="rollback",
        act=deeds.roll_back,
        example="MNT-12 errors rose to 3 %, the old version runs again",
        context=deeds.end_context,
        among=ENDED,
    ),
    Way(
        verb="settle",
        act=deeds.settle,
        example="MNT-12 error rate and latency as before, no alert",
        among=(State.WATCHING,),
    ),
    Way(
        verb="cancel",
        act=deeds.cancel,
        example="MNT-12 the vendor ships a fix next week",
        among=BEFORE,
    ),
    Way(
        verb="edit",
        act=deeds.move,
        example="MNT-12 friday 22:00 for 2h",
        context=requests.edit_context,
        among=BEFORE,
    ),
    Way(verb="subscribe", act=deeds.subscribe, example="MNT-12", form=False),
    Way(verb="unsubscribe", act=deeds.unsubscribe, example="MNT-12", form=False),
)


async def _list(asked: Asked, words: str) -> None:
    del words
    await asked.lists()


VERBS: Mapping[str, Callable[[Asked, str], Awaitable[None]]] = {
    "list": _list,
    "request": requests.typed,
    "show": requests.shown,
    "freeze": spans.freeze,
    "thaw": spans.thaw,
    "windows": spans.windows,
    **{way.verb: way.typed for way in WAYS},
}
ALIASES = {
    **dict.fromkeys(("ask", "new", "add", "plan"), "request"),
    **dict.fromkeys(("begin", "go"), "start"),
    **dict.fromkeys(("finish", "end", "finished"), "done"),
    **dict.fromkeys(("roll-back", "undo", "revert"), "rollback"),
    **dict.fromkeys(("normal", "close", "confirm"), "settle"),
    **dict.fromkeys(("move", "change"), "edit"),
    **dict.fromkeys(("unfreeze", "lift"), "thaw"),
    **dict.fromkeys(("window", "freezes"), "windows"),
    "ls": "list",
}


async def command(
    ack: AsyncAck, words: str, begin: Begin, look: Begin, open_form: Open
) -> None:
    """`/ops maintenance [list | request | show | start | extend | done | …]`."""
    asked = Asked(ack=ack, begin=begin, look=look, open_form=open_form)
    verb, _, rest = words.strip().partition(" ")
    verb = ALIASES.get(verb.casefold(), verb.casefold()) or "list"
    if verb not in VERBS:
        spelt(words, "/ops maintenance", (*VERBS, *ALIASES))
        verb, rest = "show", words
    await VERBS[verb](asked, rest.strip())


LISTENERS = Listeners(
    commands=(
        Command(
            name="/ops",
            about="",
            verbs=(
                Verb(
                    name="maintenance",
                    does=command,
                    usage="[request …, start | extend | done | rollback MNT-12]",
                    about="windows of maintenance: asked for, approved, carried out",
                    aliases=("mnt", "maint"),
                ),
            ),
        ),
    ),
    actions={
        "maintenance.request": requests.request,
        "maintenance.take": requests.take,
        "maintenance.more": requests.more,
        "maintenance.show": requests.show,
        "maintenance.list": showing(maintenance.LIST),
        "maintenance.windows": showing(maintenance.WINDOWS),
        "maintenance.edit": opening("maintenance.edit", requests.edit_context),
        "maintenance.start": requests.start,
        "maintenance.extend": opening("maintenance.extend", deeds.extend_context),
        "maintenance.done": opening("maintenance.done", deeds.end_context),
        "maintenance.rollback": opening("maintenance.rollback", deeds.end_context),
        "maintenance.settle": opening("maintenance.settle"),
        "maintenance.cancel": opening("maintenance.cancel"),
        "maintenance.subscribe": button(deeds.subscribe),
        "maintenance.unsubscribe": button(deeds.unsubscribe),
        "maintenance.freeze": spans.freeze_button,
        "maintenance.thaw": spans.thaw_button,
        "maintenance.stand": spans.stand_button,
        "maintenance.retire": spans.retire,
    },
    views={
        "maintenance.request": requests.keep,
        "maintenance.edit": requests.edit,
        "maintenance.start": filled(deeds.start_form),
        "maintenance.extend": filled(deeds.extend_form),
        "maintenance.done": filled(deeds.done_form),
        "maintenance.rollback": filled(deeds.roll_back_form),
        "maintenance.settle": filled(deeds.settle_form),
        "maintenance.cancel": filled(deeds.cancel_form),
        "maintenance.freeze": spans.freeze_form,
        "maintenance.stand": spans.stand_form,
    },
)
