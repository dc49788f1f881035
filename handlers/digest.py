"""/ops digest: the week, as each of its readers gets it; and having none."""

from slack_bolt.context.ack.async_ack import AsyncAck

from bot import digest
from bot.core.errors import Invalid
from bot.core.verbs import Command, Listeners, Verb, spelt
from bot.core.work import Begin

NOW = ("now", "preview", "show")
CHOICES = {"on": True, "off": False}


async def typed(ack: AsyncAck, words: str, begin: Begin) -> None:
    """`/ops digest [now] [personal|leads|team]`, `/ops digest on|off`."""
    first, _, rest = words.casefold().strip().partition(" ")
    if first in CHOICES and not rest:
        await _choose(ack, begin, wanted=CHOICES[first])
        return
    if first not in NOW:
        spelt_right(words)
    await show(ack, rest if first in NOW else words, begin)


def spelt_right(words: str) -> None:
    """Refuse a misspelt word of the command, and what is no edition."""
    try:
        digest.asked(words)
    except Invalid:
        spelt(words.strip(), "/ops digest", (*NOW, *CHOICES, *digest.Kind))
        raise


async def show(ack: AsyncAck, value: str, begin: Begin) -> None:
    """Show an edition, only to whoever asks."""
    kind = digest.asked(value)
    async with begin() as work:
        await digest.show(work, kind)
    await ack()


async def off(ack: AsyncAck, begin: Begin) -> None:
    """Send whoever presses no edition of their own any more."""
    await _choose(ack, begin, wanted=False)


async def on(ack: AsyncAck, begin: Begin) -> None:
    """Send whoever presses an edition of their own again."""
    await _choose(ack, begin, wanted=True)


async def _choose(ack: AsyncAck, begin: Begin, *, wanted: bool) -> None:
    async with begin() as work:
        await digest.choose(work, wanted=wanted)
    await ack()


LISTENERS = Listeners(
    commands=(
        Command(
            name="/ops",
            about="",
            verbs=(
                Verb(
                    name="digest",
                    does=typed,
                    usage="[now personal | leads | team] [on | off]",
                    about="look at the weekly digest now, or have none of your own",
                    aliases=("weekly",),
                ),
            ),
        ),
    ),
    actions={"digest.show": show, "digest.off": off, "digest.on": on},
)
