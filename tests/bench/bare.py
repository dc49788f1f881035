"""The floor of every ack: a Bolt app whose listeners do nothing but acknowledge.

Started with `first`, it processes before it responds, as Longwatch does; without, it is
what Bolt is by default. It is served as Longwatch is, and prints its address.
"""

import asyncio
import re
import signal
import sys

import uvloop
from aiohttp import web
from slack_bolt.async_app import AsyncApp
from slack_sdk.web.async_client import AsyncWebClient

from tests import factories

ANY = re.compile(".*", re.DOTALL)


def application(slack: str, *, first: bool) -> web.Application:
    """Make the app, of Bolt's own parts alone."""
    client = AsyncWebClient(factories.TOKEN, base_url=f"{slack}/api/")
    bolt = AsyncApp(
        client=client,
        signing_secret=factories.SECRET,
        process_before_response=first,
    )

    async def listen(ack) -> None:
        await ack()

    bolt.command(ANY)(listen)
    bolt.action(ANY)(listen)
    return bolt.web_app("/slack/events")


async def main(slack: str, *kind: str) -> None:
    app = application(slack, first="first" in kind)
    runner = web.AppRunner(app, access_log=None)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    sys.stdout.write(f"http://127.0.0.1:{runner.addresses[0][1]}\n")
    sys.stdout.flush()
    ended = asyncio.Event()
    asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, ended.set)
    await ended.wait()
    await runner.cleanup()


if __name__ == "__main__":
    with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
        runner.run(main(*sys.argv[1:]))
