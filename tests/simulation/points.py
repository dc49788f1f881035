"""Kill points: named places in the product at which a process can be struck.

A task is at the point that its innermost known frame names: frames are looked up from
the inside out, so what a request commits is `committing`, whatever its verb.
"""

import asyncio
from typing import Any

from tests.simulation.loop import frames

PLACES = {
    "before the transaction": (
        "bot/runtime/dispatch.py:_listen",
        "bot/runtime/acquaintances.py:meet",
        "bot/core/db.py:reading",
    ),
    "taking the inbox key": ("bot/core/work.py:_take",),
    "in a verb": (
        "bot/core/counters.py:next_number",
        "bot/core/work.py:lock",
        "bot/incidents/store.py:*",
        "bot/incidents/find.py:*",
        "bot/core/roles.py:*",
    ),
    "writing what came of it": (
        "bot/core/work.py:_finish",
        "bot/core/db.py:insert_all",
        "bot/core/queue.py:want",
        "bot/core/queue.py:schedule",
        "bot/core/inbox.py:answer",
    ),
    "entering in the ledger": ("bot/ledger/service.py:append",),
    "committing": ("sqlalchemy/ext/asyncio/session.py:commit",),
    "opening a form": ("bot/runtime/modals.py:_open", "bot/runtime/modals.py:_found"),
    "marking and claiming": ("bot/runtime/relay.py:_turn",),
    "rendering": ("bot/runtime/cards.py:shown", "bot/runtime/relay.py:_try"),
    "calling Slack": ("bot/runtime/calls.py:_call",),
    "looking before repeating": ("bot/runtime/lookup.py:*",),
    "claiming timers": ("bot/runtime/schedule.py:_claim",),
    "firing a timer": ("bot/runtime/schedule.py:_run",),
    "signing the ledger": ("bot/runtime/chores.py:sign",),
    "starting": (
        "bot/runtime/app.py:_connect",
        "bot/runtime/app.py:start",
        "bot/runtime/relay.py:_take_back",
    ),
}
TIMER = "firing a timer"  # whatever it does
ANYWHERE = "anywhere"
ENDING = "while it is ending"  # it was asked to, as by a platform
ANSWER = "the answer about to leave"
ARRIVED = "the call arrived in Slack"
DONE = "the effect is done in Slack"
POINTS = (*PLACES, ANYWHERE, ENDING, ANSWER, ARRIVED, DONE)
CLAIMED = "rendering"  # what is claimed and not sent yet

_named = {place: point for point, places in PLACES.items() for place in places}
_known: dict[Any, str | None] = {}


def _point(code: Any) -> str | None:
    """Give the point that a code object stands for, if any."""
    if code not in _known:
        parts = code.co_filename.replace("\\", "/").split("/")
        found = None
        for size in (3, 4):
            path = "/".join(parts[-size:])
            found = found or _named.get(f"{path}:{code.co_name}")
            found = found or _named.get(f"{path}:*")
        _known[code] = found
    return _known[code]


def where(task: asyncio.Task[Any] | None) -> str | None:
    """Give the point at which *task* is suspended."""
    if task is None:
        return None
    codes = frames(task)
    if any(_point(code) == TIMER for code in codes):
        return TIMER
    for code in reversed(codes):
        if found := _point(code):
            return found
    return None


def leaving(task: asyncio.Task[Any]) -> bool:
    """Tell whether a call of *task* passed its deadline and is not sent yet.

    No client can close this window: whoever is stalled in it sends too late.
    """
    codes = frames(task)
    if not any(_point(code) == "calling Slack" for code in codes):
        return False
    return not any(
        code.co_name == "start" and code.co_filename.endswith("client_reqrep.py")
        for code in codes
    )
