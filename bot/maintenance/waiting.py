"""Waiting: what of maintenance waits for whoever looks at their home."""

from datetime import timedelta
from typing import Any

from bot.core.waits import Wait
from bot.core.work import Work
from bot.maintenance import change, store
from bot.maintenance.rules import State
from bot.maintenance.store import Request

SOON = timedelta(hours=1)
MORE = (("Open", "maintenance.show"),)


async def waits(work: Work) -> list[Wait]:
    """Give what somebody has to start, to end, to watch, or to put right."""
    rows = await store.live(work)
    mine = [one for one in rows if work.actor in change.answering(one)]
    return [wait for one in mine if (wait := _wait(work, one))]


async def engaged(work: Work) -> set[str]:
    """Give who answers for a window that is asked for, to come, or under way."""
    return {p for one in await store.live(work) for p in change.answering(one)}


def _wait(work: Work, one: Request) -> Wait | None:
    what = f"{one.ref} · {one.title}"
    said: dict[str, Any] = {"what": what, "value": one.id, "more": MORE}
    if one.state is State.RETURNED:
        why = "Who signs it off asks for changes"
        return Wait(**said, why=why, label="Change…", does="maintenance.edit")
    if one.state is State.SCHEDULED and one.begins_at - work.now < SOON:
        why = "Your maintenance begins"
        how: dict[str, Any] = {"label": "Start", "does": "maintenance.start"}
        return Wait(**said, why=why, **how, due=one.begins_at)
    if one.state is State.RUNNING:
        how = {"label": "Done…", "does": "maintenance.done"}
        late = work.now >= one.until_at
        why = "Your maintenance runs"
        return Wait(**said, why=why, **how, due=one.until_at, late=late)
    if one.state is State.WATCHING:
        how = {"label": "All is normal…", "does": "maintenance.settle"}
        why = "It is over: watch it, then say whether all is normal"
        return Wait(**said, why=why, **how, due=one.watch_until)
    if one.state is State.EXPIRED:
        why = "Its window ended, unstarted: say what happened"
        return Wait(**said, why=why, label="Open", does="maintenance.show", late=True)
    return None
