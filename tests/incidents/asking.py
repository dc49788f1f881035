"""Asking for a verb as anybody, by every way there is: what is said, what is done."""

import itertools
import json
from dataclasses import dataclass, field
from typing import Any

from bot.playground import kit, modals
from tests import factories
from tests.chaos import database
from tests.person import eventually
from tests.runtime import payloads

PLACE = "C0GENERAL"


@dataclass(frozen=True, kw_only=True)
class Answer:
    """What came of it: the names of new facts, what was said, whether a form opened."""

    facts: list[str]
    said: str
    form: bool = False


@dataclass(kw_only=True)
class Asking:
    """Sends a bot what Slack would, in the name of any *who*, a handle."""

    scene: factories.Scene
    database: str
    turns: Any = field(default_factory=itertools.count)

    @property
    def world(self):
        return self.scene.playground.parts.world

    def person(self, who):
        return next(one for one in self.world.people.values() if one.name == who)

    async def facts(self, who):
        """Give the name of every fact about incidents that is theirs, in order."""
        query = (
            "SELECT name FROM records WHERE name LIKE 'incidents.%' "  # noqa: S608 (ours)
            f"AND actor = '{self.person(who).id}' ORDER BY at, id"
        )
        return [row["name"] for row in await database.rows(self.database, query)]

    async def command(self, who, text):
        """Type a command."""
        before = len(await self.facts(who))
        sent = payloads.command(text, **self._whose(who, flat=True))
        body = await (await self.scene.sends_form(sent)).text()
        return await self._came(who, before, json.loads(body) if body else {})

    async def button(self, who, does, value=""):
        """Press a button."""
        before = len(await self.facts(who))
        sent = payloads.action(does, value, **self._whose(who))
        sent["actions"][0]["action_ts"] = f"1.{next(self.turns)}"
        await self.scene.sends(sent)
        return await self._came(who, before, {})

    async def form(self, who, does, value="", values=None):
        """Send a form."""
        before = len(await self.facts(who))
        elements = {name: {"value": held} for name, held in (values or {}).items()}
        sent = payloads.submission(does, **elements) | self._whose(who)
        sent["view"]["private_metadata"] = value
        body = await (await self.scene.sends(sent)).text()
        return await self._came(who, before, json.loads(body)["view"] if body else {})

    def _whose(self, who, *, flat=False):
        person, responses = self.person(who), self.scene.playground.parts.responses
        whose = {
            "trigger_id": modals.trigger(self.world, person.id, PLACE),
            "response_url": responses.issue(person.id, PLACE),
        }
        if flat:
            return {**whose, "user_id": person.id}
        return {**whose, "user": {"id": person.id, "team_id": person.team}}

    async def _came(self, who, before, answered):
        """Wait for what follows an answer, and give what came of it."""
        id_ = self.person(who).id

        async def look():
            return not self.scene.bot.tasks.running

        await eventually(look, f"nothing more comes of what {who} did")
        said = kit.plain(answered.get("blocks", []), self.scene.slack.names())
        heard = "\n".join([said, *self._lines(id_)])
        form = bool(self.world.stacks.get(id_))
        modals.clear(self.world, id_)
        facts = (await self.facts(who))[before:]
        return Answer(facts=facts, said=heard, form=form)

    def _lines(self, id_):
        """Give what only this person was told since the last look."""
        place = self.world.channels[PLACE]
        mine = [m for m in place.messages.values() if m.visible_to == id_]
        for message in mine:
            del place.messages[message.ts]
        names = self.scene.slack.names()
        return [kit.plain(message.payload(), names) for message in mine]
