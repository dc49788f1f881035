"""/ops feed: a link by which other calendar programs read the calendar."""

from slack_bolt.context.ack.async_ack import AsyncAck

from bot import calendar
from bot.core import render
from bot.core.errors import Conflict
from bot.core.facts import told
from bot.core.work import Begin

REVOKE = ("revoke", "stop", "off", "remove")


class NoAddress(Conflict):
    """Longwatch does not know its public address, so no link to a feed can be made.

    Whoever runs it sets LONGWATCH_URL, such as https://longwatch.example.com.
    """


async def feed(ack: AsyncAck, words: str, begin: Begin, address: str | None) -> None:
    """`/ops feed [mine | team | ROLE | revoke]`: make a link, shown once."""
    said = words.casefold().strip() or "mine"
    if said in REVOKE:
        async with begin() as work:
            record = await calendar.feeds.revoke(work)
            shown = render.message(record.name, fact=told(record))
        await ack(response_type="ephemeral", **shown)
        return
    if address is None:
        raise NoAddress
    async with begin() as work:
        offices = {o.name.casefold(): key for key, o in work.policy.signoff.items()}
        whose = work.actor if said in ("mine", "me") else offices.get(said, said)
        made = await calendar.feeds.make(work, whose)
        link = f"{address.rstrip('/')}/feeds/{made.token}.ics"
        shown = render.message("calendar.feed", whose=whose, link=link)
    await ack(response_type="ephemeral", **shown)


async def revoke(ack: AsyncAck, begin: Begin) -> None:
    """Have every link of the actor's work no more."""
    async with begin() as work:
        record = await calendar.feeds.revoke(work)
        work.reply(record.name, record.id)
    await ack()
