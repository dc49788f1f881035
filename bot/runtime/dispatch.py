"""Dispatch: from one verified payload of Slack to one listener of ours.

Bolt scans its listeners one by one; it gets one per kind, and a dict finds the rest.
A listener asks for what it needs by the names of its parameters:

* `begin`, `look`  transactions of the payload's workspace, actor and request key
* `ack`            answers, once the transaction has committed
* `words`          the rest of a command's text; `command` the whole of what it knows
* `raw`            the same as Slack wrote it: with the ids of channels
* `channel`        where it was typed or pressed; `bot` who we are there
* `form`           the values of a submitted view, or of the one that was clicked in
* `value`          what the clicked element carries
* `event`          an event; `message` the message of a message shortcut
* `open_form`      shows a modal once the answer has left
* `meet`           has Slack say who people are, before a transaction needs it
* `say`            tells the asker a sentence once the answer has left
* `regroup`        asks Slack who is in which user group, once the answer has left
* `vitals`         gives how this process is; `home` is the data folder
* `address`        is where the outside reaches us, or None
"""

import inspect
import logging
import re
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from functools import cache, partial
from typing import Any

from slack_bolt import BoltResponse
from slack_bolt.async_app import AsyncApp
from slack_bolt.authorization import AuthorizeResult
from slack_bolt.context.ack.async_ack import AsyncAck
from slack_sdk.web.async_client import AsyncWebClient

import handlers
from bot import incidents
from bot.core import forms
from bot.core.errors import Missing, Refused, Stranger
from bot.core.verbs import Listener
from bot.core.work import After, Transactions
from bot.runtime import envelope, vitals, words
from bot.runtime.acquaintances import Acquaintances, people_in
from bot.runtime.explain import explain, unsaid
from bot.runtime.groups import Groups
from bot.runtime.installations import Installations, Known
from bot.runtime.modals import Asked, Modals
from bot.runtime.vitals import Vitals

ANY = re.compile(".*", re.DOTALL)
BY_HAND = {"app_home_opened"}  # events by which somebody asks for something


class NotInstalled(Refused):
    """Longwatch is not installed in this workspace."""


class Outdated(Missing):
    """That {what} is from another version of Longwatch: nothing was done. {hint}"""  # noqa: D400, D415 (the hint ends it)

    def __init__(self, what: str, value: str = "") -> None:
        """Name *what* is outdated; the card of the incident that it names is shown."""
        super().__init__(what=what, hint="`/incident list` shows how things stand.")
        self.card = (incidents.CARD, value) if value else None


class UnknownCommand(Missing):
    """Longwatch, as it runs here, has no {command}. It has {known}."""


@dataclass(frozen=True, kw_only=True)
class Dispatch:
    """Everything that a payload may need."""

    transactions: Transactions
    installations: Installations
    modals: Modals
    acquaintances: Acquaintances
    groups: Groups
    after: After
    vitals: Callable[[], Vitals]

    def app(self) -> AsyncApp:
        """Make the Bolt app: one listener per kind."""
        logging.getLogger("slack_bolt.AsyncApp").addFilter(_worth_saying)
        app = AsyncApp(
            name="longwatch",  # else Bolt reads the whole stack for one
            client=AsyncWebClient(),
            authorize=self._authorizer(),
            process_before_response=True,
            request_verification_enabled=False,  # `bot.runtime.http` comes before
            ignoring_self_events_enabled=False,  # its own messages are events too
            ssl_check_enabled=False,
            url_verification_enabled=False,
        )
        for listen in (
            app.command, app.action, app.view_submission, app.view_closed,
            app.shortcut, app.options, app.event,
        ):  # fmt: skip
            listen(ANY)(self._listen)
        app.error(self._explain)
        return app

    def _authorizer(self) -> Callable[..., Awaitable[AuthorizeResult]]:
        """Give a function: Bolt would look for a value of a method's `self`."""

        async def authorize(
            enterprise_id: str | None, team_id: str | None, user_id: str | None
        ) -> AuthorizeResult:
            known = await self.installations.seek(team_id, enterprise_id)
            if known is None:
                raise NotInstalled
            return AuthorizeResult(
                enterprise_id=enterprise_id,
                team_id=team_id,
                bot_token="xoxb-unused",  # noqa: S106 (a client of ours is lent)
                bot_user_id=known.bot_user,
                user_id=user_id,
            )

        return authorize

    async def _listen(self, ack: AsyncAck, body: dict[str, Any]) -> None:
        kind, known = envelope.kind_of(body), self._known(body)
        _refuse_strangers(body, known)
        listener, more = FINDERS[kind](body)
        if kind == "event" and envelope.actor(body) == known.bot_user:
            vitals.heard_itself()
        if kind != "event" or body["event"]["type"] in BY_HAND:  # somebody asks
            actor = envelope.actor(body)
            await self.acquaintances.meet(known.id, people_in(body, actor))
            await self.acquaintances.admit(known.id, actor)
        lent = {"ack": ack, **self._lent(kind, body, known), **more}
        asked = {name: lent[name] for name in _parameters(listener)}
        await listener(**asked)
        if kind in ("action", "closed", "event") and ack.response is None:
            await ack()

    def _lent(self, kind: str, body: Mapping[str, Any], known: Known) -> dict[str, Any]:
        """Give what a listener of any kind may ask for."""
        actor = envelope.actor(body)
        whose: dict[str, Any] = {"workspace": known.id, "actor": actor}
        asked = Asked(body=body, **whose)
        ours: dict[str, Any] = {
            "key": envelope.request_key(kind, body),
            "respond": self.modals.respond(body),
        }
        return {
            "begin": partial(self.transactions.begin, **whose, **ours),
            "look": partial(self.transactions.look, **whose),
            "channel": envelope.channel(body),
            "bot": known.bot_user,
            "meet": partial(self.acquaintances.meet, known.id),
            "say": partial(self._say, asked),
            "open_form": self.modals.opener(asked),
            "vitals": self.vitals,
            "regroup": lambda: self.after(self.groups.renew(known.id)),
            "home": self.installations.settings.home,
            "address": self.installations.settings.url,
        }

    async def _explain(self, error: Exception, body: dict[str, Any]) -> BoltResponse:
        if isinstance(error, NotInstalled):
            return explain(error, envelope.kind_of(body), body, unsaid)
        known = self._known(body)
        asked = Asked(workspace=known.id, actor=envelope.actor(body), body=body)
        return explain(error, envelope.kind_of(body), body, partial(self._say, asked))

    def _say(
        self, asked: Asked, sentence: str, card: tuple[str, str] | None = None
    ) -> None:
        self.after(self.modals.tell(asked, sentence, card))

    def _known(self, body: Mapping[str, Any]) -> Known:
        team, enterprise = envelope.whose(body)
        known = self.installations.find(team, enterprise)
        if known is None:  # Bolt's authorisation came before
            raise NotInstalled
        return known


def _worth_saying(record: logging.LogRecord) -> bool:
    """Pass over that Bolt leaves SLACK_BOT_TOKEN alone: we gave it a client."""
    return "token` will be unused" not in record.getMessage()


def _command(body: Mapping[str, Any]) -> tuple[Listener, dict[str, Any]]:
    command = handlers.COMMANDS.get(body["command"])
    if command is None:
        known = ", ".join(f"`{name}`" for name in sorted(handlers.COMMANDS))
        raise UnknownCommand(command=f"`{body['command']}`", known=known)
    word, rest = words.split(forms.typed(body.get("text", "")))
    if word in words.HELP or not word:
        return _help, {"command": command}
    verb = words.meant(command, word)
    if rest in words.HELP:
        return _help, {"command": command}
    _, raw = words.split(body.get("text", ""))
    return verb.does, {"words": rest, "raw": raw}


async def _help(ack: AsyncAck, command: Any) -> None:  # noqa: ANN401 (a Command)
    await ack(response_type="ephemeral", **words.help_of(command))


def _action(body: Mapping[str, Any]) -> tuple[Listener, dict[str, Any]]:
    action = body["actions"][0]
    option = action.get("selected_option") or {}
    value = action.get("value") or option.get("value") or action.get("selected_user")
    name, _, _nth = action["action_id"].partition(":")
    listener = handlers.ACTIONS.get(name)
    if listener is None:
        raise Outdated("button", value or "")
    return listener, {"value": value or "", "form": forms.Form(body.get("view") or {})}


def _view(body: Mapping[str, Any]) -> tuple[Listener, dict[str, Any]]:
    view = body["view"]
    listener = handlers.VIEWS.get(view["callback_id"])
    if listener is None:
        raise Outdated("form")
    return listener, {"form": forms.Form(view)}


def _shortcut(body: Mapping[str, Any]) -> tuple[Listener, dict[str, Any]]:
    shortcut = handlers.SHORTCUTS.get(body["callback_id"])
    if shortcut is None:
        raise Outdated("shortcut")
    return shortcut.does, {"message": body.get("message") or {}}


def _event(body: Mapping[str, Any]) -> tuple[Listener, dict[str, Any]]:
    event = body["event"]
    name = event["type"]
    if event.get("subtype"):
        name = f"{name}.{event['subtype']}"
    return handlers.EVENTS.get(name, _nothing), {"event": event}


def _closed(body: Mapping[str, Any]) -> tuple[Listener, dict[str, Any]]:
    view = body["view"]
    listener = handlers.CLOSED.get(view.get("callback_id"), _nothing)
    return listener, {"form": forms.Form(view)}


async def _nothing(ack: AsyncAck) -> None:
    await ack()


def _offered(_: Mapping[str, Any]) -> tuple[Listener, dict[str, Any]]:
    return _no_options, {}


async def _no_options(ack: AsyncAck) -> None:
    await ack(options=[])


FINDERS = {
    "command": _command,
    "action": _action,
    "view": _view,
    "closed": _closed,
    "shortcut": _shortcut,
    "options": _offered,
    "event": _event,
}


@cache
def _parameters(listener: Listener) -> tuple[str, ...]:
    """Give the names of what *listener* asks for."""
    return tuple(inspect.signature(listener).parameters)


def _refuse_strangers(body: Mapping[str, Any], known: Known) -> None:
    """Let nobody of another company's workspace act, though they see the buttons."""
    user = body.get("user")
    team = user.get("team_id") if isinstance(user, dict) else None
    if team and known.team and team not in (known.team, known.enterprise):
        raise Stranger(who="People of this workspace")
