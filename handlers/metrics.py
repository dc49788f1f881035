"""/ops metrics: how it went, how each figure comes about, and other periods."""

from collections.abc import Callable

from slack_bolt.context.ack.async_ack import AsyncAck

from bot import metrics
from bot.core.verbs import Command, Listeners, Verb, spelt
from bot.core.work import Begin
from bot.metrics import Key

Open = Callable[..., None]
HOW = "how"


async def report(
    ack: AsyncAck, words: str, begin: Begin, look: Begin, open_form: Open
) -> None:
    """`/ops metrics [how METRIC] [90d] [surface]`."""
    first, _, rest = words.strip().partition(" ")
    if first.casefold() == HOW:
        key, others = metrics.meant(rest)
        await _explain(ack, key, metrics.asked(others), look, open_form)
        return
    try:
        await show(ack, metrics.kept(*metrics.asked(words)), begin, look)
    except metrics.NoSuchSurface:
        spelt(words.strip(), "/ops metrics", [HOW])
        raise


async def _explain(
    ack: AsyncAck, key: Key, asked: tuple[str, str], look: Begin, open_form: Open
) -> None:
    async with look() as work:
        told = await metrics.how(work, key, *asked)
    open_form("metrics.how", **told)
    await ack()


async def how(ack: AsyncAck, value: str, look: Begin, open_form: Open) -> None:
    """Show how one figure comes about; *value* is its name, the period, the surface."""
    name, _, kept = value.partition("|")
    await _explain(ack, metrics.key(name), metrics.read(kept), look, open_form)


async def show(ack: AsyncAck, value: str, begin: Begin, look: Begin) -> None:
    """Show a period, only to whoever asks: with charts, which Slack may refuse."""
    async with look() as work:
        await metrics.told(work, *metrics.read(value))  # refused here, and not later
    async with begin() as work:
        work.reply(metrics.REPORT, value, kind="report")
    await ack()


LISTENERS = Listeners(
    commands=(
        Command(
            name="/ops",
            about="",
            verbs=(
                Verb(
                    name="metrics",
                    does=report,
                    usage="[how METRIC] [90d] [surface]",
                    about="show how it went: each figure, its target, how it is made",
                    aliases=("metric", "figures", "numbers"),
                ),
            ),
        ),
    ),
    actions={"metrics.how": how, "metrics.show": show},
)
