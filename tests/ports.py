"""Ports for processes that are started again where they were."""

import contextlib
import random
import socket

# Below those that systems give to whoever connects: one of these is taken by chance
# while its process is down.
FIRST, LAST = 20_000, 32_000


def free() -> int:
    """Give a port that nothing listens on, to be used again after each restart."""
    chance = random.SystemRandom()  # each worker of the tests has the same seed
    while True:
        port = chance.randrange(FIRST, LAST)
        with contextlib.closing(socket.socket()) as found, contextlib.suppress(OSError):
            found.bind(("127.0.0.1", port))
            return port
