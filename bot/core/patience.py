"""Patience: how long one request waits for the database, all its waits together.

Slack waits 3 s for an answer. A request may look, ask who somebody is, and write: each
of these waits by itself, so one moment bounds them all. What runs beside the answers
has time.
"""

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import Context, ContextVar, copy_context

IN_ALL = 1.8  # seconds from a request's arrival to the end of its last wait
_UNTIL: ContextVar[float | None] = ContextVar("until", default=None)


@contextmanager
def limited(seconds: float | None = None) -> Iterator[None]:
    """Have the waits of one request end *seconds* from now, or after `IN_ALL`."""
    longest = IN_ALL if seconds is None else seconds
    token = _UNTIL.set(asyncio.get_running_loop().time() + longest)
    try:
        yield
    finally:
        _UNTIL.reset(token)


def until() -> float | None:
    """Give when the waits must end, by the loop's time; None when nobody waits."""
    return _UNTIL.get()


def left() -> float:
    """Give the seconds that are left for a wait."""
    end = _UNTIL.get()
    if end is None:
        return float("inf")
    return end - asyncio.get_running_loop().time()


def unlimited() -> Context:
    """Give a context like this one for a task that nobody waits for."""
    context = copy_context()
    context.run(_UNTIL.set, None)
    return context
