"""What a command on cycles and releases is lent, and how it answers."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any

from slack_bolt.context.ack.async_ack import AsyncAck

from bot.core import render
from bot.core.errors import Invalid
from bot.core.facts import Record, told
from bot.core.work import Begin, Work
from handlers.incidents.ways import Unread

Open = Callable[..., None]


@dataclass(frozen=True, kw_only=True)
class Asked:
    """What a command was lent."""

    ack: AsyncAck
    begin: Begin
    look: Begin
    open_form: Open
    address: str | None = None  # where the outside reaches us

    async def shows(self, said: dict[str, Any]) -> None:
        """Answer, only to whoever asks."""
        await self.ack(response_type="ephemeral", **said)

    async def does(self, act: Callable[[Work], Awaitable[Record]], usage: str) -> None:
        """Act on words and answer; a field's problem comes with an example."""
        async with self.begin() as work:
            record = await read(act(work), usage)
            said = render.message(record.name, fact=told(record))
            work.said = {"response_type": "ephemeral", **said}
        await self.ack(**work.said)


async def read(act: Awaitable[Record], usage: str) -> Record:
    """Act on words; a field's problem becomes a sentence with an example."""
    try:
        return await act
    except Invalid as wrong:
        raise Unread(problem=wrong, usage=usage) from wrong
