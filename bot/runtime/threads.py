"""Threads: what is said below a message of ours is said by itself where that is gone.

Somebody deleted what it stood below, and Slack takes no reply there: what a channel has
to hear is posted in the channel. An earlier try may have ended there too: whoever looks
for it looks in both places.
"""

from collections.abc import Awaitable, Callable
from dataclasses import replace
from typing import TypeVar

from bot.runtime.calls import Refusal
from bot.runtime.jobs import Job

CLOSED = {"thread_not_found", "message_not_found", "cannot_reply_to_message"}
Found = TypeVar("Found")


async def below(job: Job, act: Callable[[Job], Awaitable[Found]]) -> Found:
    """Act below the parent of a job; where that was deleted, in its channel alone."""
    try:
        return await act(job)
    except Refusal as refusal:
        if refusal.error not in CLOSED or not job.row.detail.get("below"):
            raise
    return await act(replace(job, alone=True))
