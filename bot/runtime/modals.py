"""Modals and lines to the asker: what is shown once the answer has left.

A trigger lives three seconds and works once, so a form opens first, with all that is
known without asking the database; what takes a look follows into the open form.
"""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

import structlog

from bot import incidents
from bot.core import render
from bot.core.errors import Refused
from bot.core.work import After, Transactions, Work
from bot.runtime import lookup
from bot.runtime.calls import Failure, Refusal, Slack
from bot.runtime.cards import shown
from bot.runtime.installations import Installations

log = structlog.get_logger(__name__)

Fill = Callable[[Work], Awaitable[Mapping[str, Any]]]
SPENT = {"expired_trigger_id", "exchanged_trigger_id", "invalid_trigger_id"}
REMEMBERED = 512  # open forms whose asker's place is remembered


@dataclass(frozen=True, kw_only=True)
class Asked:
    """One request: who asked, in which workspace, and Slack's envelope."""

    workspace: str
    actor: str
    body: Mapping[str, Any]


@dataclass(frozen=True, kw_only=True)
class Modals:
    """The way to what only the asker sees."""

    transactions: Transactions
    installations: Installations
    after: After
    _places: dict[str, str] = field(default_factory=dict)

    def opener(self, asked: Asked) -> Callable[..., None]:
        """Give the function with which a listener opens a form.

        `open_form(name, fill=None, **context)`: shows `NAME.modal.j2` at once; *fill*
        then looks up more context in a transaction that only reads.
        """

        def open_form(name: str, fill: Fill | None = None, **context: object) -> None:
            self.after(self._open(asked, name, fill, context))

        return open_form

    def respond(self, body: Mapping[str, Any]) -> dict[str, Any] | None:
        """Give Slack's address for answers to the asker, a form's opener included."""
        view = (body.get("view") or {}).get("id", "")
        url = body.get("response_url") or self._places.get(view)
        return {"url": url} if url else None

    async def tell(
        self, asked: Asked, sentence: str, card: tuple[str, str] | None = None
    ) -> None:
        """Tell the asker a sentence, once: where they asked, else directly.

        With *card*, a template's name and an id, the present card is shown below.
        """
        told = render.message("workspaces.refused", sentence=sentence)
        if card is not None:
            now = await self._card(asked, *card)
            told = {**told, "blocks": [*told["blocks"], *now]}
        slack, _ = self.installations.slack(asked.workspace)
        respond = self.respond(asked.body)
        try:
            if respond and await lookup.responded(slack, respond, told):
                return
            await slack("chat.postMessage", channel=asked.actor, **told)
        except Failure as error:
            log.warning("a line was lost", reason=str(error))

    async def _card(self, asked: Asked, name: str, about: str) -> list[dict[str, Any]]:
        """Render the present card, if the asker may see what it is about."""
        whose = {"workspace": asked.workspace, "actor": asked.actor}
        try:
            async with self.transactions.look(**whose) as work:
                if name == incidents.CARD:  # others decide by themselves who sees them
                    await incidents.clicked(work, about)
                card = await shown(work, "card", name, about)
        except Refused:
            return []
        return card["blocks"] if card else []

    async def _open(
        self, asked: Asked, name: str, fill: Fill | None, context: Mapping[str, object]
    ) -> None:
        slack, _ = self.installations.slack(asked.workspace)
        try:
            opened = await self._first(slack, asked, render.modal(name, **context))
            if fill is not None:
                found = await self._found(asked, fill)
                view = render.modal(name, **{**context, **found})
                await slack(
                    "views.update", view_id=opened["id"], hash=opened["hash"], view=view
                )
        except Refusal as refusal:
            await self._explain(asked, refusal)
        except Refused as refused:
            await self.tell(asked, str(refused))
        except Failure as error:
            log.warning("a form was lost", form=name, reason=str(error))
            await self.tell(asked, "Slack did not take the form. Please try again.")

    async def _first(
        self, slack: Slack, asked: Asked, view: dict[str, Any]
    ) -> dict[str, Any]:
        """Open the form: in place of itself, or upon another one clicked in."""
        under = asked.body.get("view") or {}
        if under.get("callback_id") == view["callback_id"]:
            here = {"view_id": under["id"], "hash": under["hash"]}
            return dict((await slack("views.update", **here, view=view))["view"])
        method = "views.push" if under.get("type") == "modal" else "views.open"
        answer = await slack(method, trigger_id=asked.body["trigger_id"], view=view)
        respond = self.respond(asked.body)
        if respond:
            while len(self._places) >= REMEMBERED:
                del self._places[next(iter(self._places))]
            self._places[answer["view"]["id"]] = respond["url"]
        return dict(answer["view"])

    async def _found(self, asked: Asked, fill: Fill) -> Mapping[str, Any]:
        whose = {"workspace": asked.workspace, "actor": asked.actor}
        async with self.transactions.look(**whose) as work:
            return await fill(work)

    async def _explain(self, asked: Asked, refusal: Refusal) -> None:
        if refusal.error in ("not_found", "hash_conflict"):
            return  # the person closed the form, or it changed meanwhile
        log.warning("a form was refused", error=refusal.error)
        sentence = (
            "That took too long for Slack. Please try again."
            if refusal.error in SPENT
            else f"Slack refused to open the form ({refusal.error})."
        )
        await self.tell(asked, sentence)
