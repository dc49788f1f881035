"""A Home tab as a person has it before them: opened, read, pressed."""

import itertools
from dataclasses import dataclass
from typing import Any

from bot.playground import kit
from tests import person

TEAM = "T0HARBOUR"
_turn = itertools.count(1)


@dataclass(frozen=True, kw_only=True)
class Home:
    """Somebody's Home tab."""

    scene: Any
    who: Any

    async def opens(self):
        """Open it, and wait until it shows something."""
        await self.who.slack.post("home", user=self.who.id)
        await person.eventually(self.view, f"{self.who.name} has a home")
        await self.scene.settled()
        return await self.text()

    async def view(self):
        """Give what Slack shows there; nothing before the bot has published any."""
        return (await self.who.state())["home"]

    async def text(self):
        """Read it, whatever stands in it."""
        view = await self.view()
        return kit.plain(view["blocks"], self.who.slack.names()) if view else ""

    async def sees(self, words, within=person.PATIENCE):
        """Wait until *words* stand there, without opening it again."""

        async def look():
            text = await self.text()
            return text if words in text else None

        return await person.eventually(
            look, f"{self.who.name} sees {words!r} at home", within
        )

    async def misses(self, words):
        """Wait until *words* stand there no more."""

        async def look():
            text = await self.text()
            return text if text and words not in text else None

        return await person.eventually(look, f"{words!r} is gone from a home")

    async def buttons(self):
        """Give the labels of what can be pressed."""
        return [label for label, _ in person.labelled((await self.view())["blocks"])]

    async def finds(self, label):
        """Give where what has this label stands, and what it carries."""
        found = kit.interactive((await self.view())["blocks"])
        return [
            {
                "block_id": one.block_id,
                "action_id": one.element["action_id"],
                "value": one.element["value"],
            }
            for one in found
            if one.element["text"]["text"] == label
        ]

    async def presses(self, label, **more):
        """Press the first that has this label."""
        view, first = await self.view(), (await self.finds(label))[0]
        where = {name: first[name] for name in ("block_id", "action_id")}
        used = {"view": view["id"], **where, **more}
        return await self.who.slack.post("act", user=self.who.id, **used)

    async def sends(self, action_id, value):
        """Send a press of what is not there, or no more."""
        view, used = await self.view(), {"type": "button", "action_ts": "1.1"}
        said = {"id": view["id"], "type": "home", "callback_id": "home.home"}
        payload = {
            "type": "block_actions",
            "team": {"id": TEAM},
            "user": {"id": self.who.id, "team_id": TEAM},
            "trigger_id": f"1.{next(_turn)}.aa",
            "container": {"type": "view", "view_id": view["id"]},
            "view": said,
            "actions": [
                {**used, "block_id": "b", "action_id": action_id, "value": value}
            ],
        }
        assert (await self.scene.sends(payload)).status == 200
