"""Who is watching: each listener hears the names of what changed, coalesced."""

import asyncio
from dataclasses import dataclass, field


@dataclass(eq=False, kw_only=True)
class Listener:
    """One page that watches as *user*; names collect in `changed` until taken."""

    user: str
    changed: set[str] = field(default_factory=set)
    over: bool = False
    _woken: asyncio.Event = field(default_factory=asyncio.Event)

    def wake(self, names: set[str]) -> None:
        """Add *names* to what the listener will hear."""
        self.changed |= names
        self._woken.set()

    async def take(self) -> list[str]:
        """Wait until something changed and return the names."""
        await self._woken.wait()
        self._woken.clear()
        names, self.changed = sorted(self.changed), set()
        return names


class Live:
    """All listeners."""

    def __init__(self) -> None:
        """Start with nobody listening."""
        self.listeners: set[Listener] = set()

    def close(self) -> None:
        """Let every listener go: the workspace shuts down."""
        for listener in self.listeners:
            listener.over = True
            listener.wake(set())

    def touch(self, names: set[str], user: str | None) -> None:
        """Tell *user*, or everybody, that the things with these *names* changed."""
        for listener in self.listeners:
            if user in {None, listener.user}:
                listener.wake(names)
