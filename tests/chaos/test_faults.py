"""Slack fails at each call of a declare in turn: all of it is there in the end, once.

Where to fail is read from a run in which nothing fails: a new call joins by itself.
That no method is called again before its Retry-After is over is one of the violations
that the strict Slack records.
"""

import asyncio
import contextlib
from typing import Any

import pytest

from tests.chaos.failing import Failing, failing
from tests.chaos.flows import LINE
from tests.chaos.stage import rehearse

Json = dict[str, Any]

KINDS = {
    "ratelimited": {"kind": "ratelimited", "retry_after": 1},
    "status_500": {"kind": "status_500"},
    "status_502_html": {"kind": "status_502_html"},
    "timeout": {"kind": "silence", "seconds": 2},
    "timeout, yet done": {"kind": "silence", "seconds": 2, "do": True},
    "dropped before": {"kind": "drop_before"},
    "dropped after": {"kind": "drop_after"},
    "internal_error": {"kind": "internal_error"},
    "internal_error, yet done": {"kind": "internal_error_after"},
    "cut short": {"kind": "truncated_json"},
    "empty": {"kind": "empty_body"},
}
ON_POSTGRES = ("ratelimited", "timeout, yet done", "internal_error, yet done")
LANES = 3
BY_ADDRESS = "response_url"


EACH = [
    *(("sqlite", kind) for kind in KINDS),
    *(("postgres", kind) for kind in ON_POSTGRES),
]


@pytest.mark.parametrize(("databases", "kind"), EACH, indirect=["databases"])
async def test_each_call_fails_in_turn(databases, tmp_path, kind):
    rehearsal = await rehearse(LINE, databases("rehearsal"), tmp_path / "rehearsal")
    async with contextlib.AsyncExitStack() as stack, asyncio.TaskGroup() as lanes:
        for lane in range(LANES):
            url, home = databases(f"lane_{lane}"), tmp_path / f"home-{lane}"
            made = await stack.enter_async_context(failing(url, home, rehearsal))
            points = rehearsal.points[lane::LANES]
            lanes.create_task(suffering(made, points, KINDS[kind]))


async def suffering(made: Failing, points: list[tuple[str, int]], fault: Json) -> None:
    """Let each of the calls at *points* suffer *fault* in a flow of its own."""
    for method, nth in points:
        number = await made.suffers({"method": method, "after": nth, **fault})
        await made.complete(number, sure=method != BY_ADDRESS)
    hit = [call for call in await made.scene.slack.calls() if call["fault"]]
    assert [call["method"] for call in hit] == [method for method, _ in points]
    await made.blameless()


REPAIRS = {
    "conversations.create": "users.conversations",
    "chat.postMessage": "conversations.history",
    "conversations.setTopic": "conversations.info",
    "conversations.setPurpose": "conversations.info",
    "bookmarks.add": "bookmarks.list",
}
"""How it is looked for whether a call came to anything."""


@pytest.mark.parametrize("kind", ["status_500", "ratelimited", "internal_error"])
async def test_looking_whether_it_was_done_fails_too(sqlite, tmp_path, kind):
    rehearsal = await rehearse(LINE, sqlite("rehearsal"), tmp_path / "rehearsal")
    async with failing(sqlite("failing"), tmp_path / "home", rehearsal) as made:
        for method, look in REPAIRS.items():
            number = await made.suffers(
                {"method": method, "kind": "drop_after"}, {"method": look, "kind": kind}
            )
            await made.complete(number)
        await made.blameless()
