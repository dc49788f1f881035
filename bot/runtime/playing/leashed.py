"""A bot that ends when whoever started it is gone, however that came.

`python -m bot.runtime.playing.leashed run` is `longwatch run`, with a pipe for its
stdin that its keeper holds open: the system closes it with the keeper, killed or not.
"""

import os
import signal
import threading
import time

from bot.runtime import cli

LEAVE = 25.0  # seconds that it has for ending what was begun


def _heed() -> None:
    """Wait for the end of stdin; then end as a signal would, by force if it must be."""
    while os.read(0, 1):
        pass
    os.kill(os.getpid(), signal.SIGTERM)
    time.sleep(LEAVE)
    os._exit(1)


if __name__ == "__main__":
    threading.Thread(target=_heed, daemon=True).start()
    cli.main()
