"""Acting as somebody else: for whom a report was made, or as everybody who reads."""

from collections.abc import Iterator
from contextlib import contextmanager

from bot.core.work import Work


@contextmanager
def acting(work: Work, actor: str) -> Iterator[None]:
    """Act, or look, as *actor* until the end of the block."""
    ours, work.actor = work.actor, actor
    try:
        yield
    finally:
        work.actor = ours
