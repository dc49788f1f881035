"""Looking before repeating: whether a try whose answer was lost did arrive.

Only this repair may read channel lists and history: they are rate-limited hard.
"""

from collections.abc import AsyncIterator, Mapping
from typing import Any

import aiohttp

from bot.core import forms
from bot.runtime.calls import Refusal, Slack, Unknown
from bot.runtime.jobs import Job

SKEW = 5.0  # seconds by which our clock and Slack's may differ
WRONG = "invalid_blocks"
SPENT = 400  # from here on a response_url refused: it is used up or expired


async def message(job: Job, thread: str | None) -> dict[str, Any] | None:
    """Find the message that carries the row's key, as channel and ts."""
    slack, channel = job.slack, job.channel
    if channel.startswith(("U", "W")):
        opened = await slack("conversations.open", users=channel)
        channel = opened["channel"]["id"]
    since = f"{(job.row.first_try or SKEW) - SKEW:.6f}"
    where: dict[str, Any] = {"channel": channel, "oldest": since}
    where |= {"include_all_metadata": True}
    method = "conversations.replies" if thread else "conversations.history"
    where |= {"ts": thread} if thread else {}
    async for page in _pages(slack, method, limit=100, **where):
        for found in page["messages"]:
            payload = (found.get("metadata") or {}).get("event_payload", {})
            if payload.get("key") == job.row.key:
                return {"channel": channel, "ts": found["ts"]}
    return None


async def room(
    slack: Slack, name: str, bot: str, since: float
) -> dict[str, Any] | None:
    """Find the channel that an earlier try created: by name, creator and time."""
    kinds = "public_channel,private_channel"
    async for page in _pages(
        slack, "users.conversations", types=kinds, exclude_archived=True, limit=200
    ):
        for found in page["channels"]:
            ours = found.get("creator") == bot
            fresh = float(found.get("created", 0)) >= since - SKEW
            if ours and fresh and _is_turn(found["name"], name):
                return dict(found)
    return None


async def bookmark(slack: Slack, channel: str, title: str) -> str | None:
    """Find the bookmark of this title, as its id."""
    answer = await slack("bookmarks.list", channel_id=channel)
    found = (one["id"] for one in answer["bookmarks"] if one["title"] == title)
    return next(found, None)


async def canvas(slack: Slack, channel: str) -> str | None:
    """Give the canvas of a channel, whoever made it, as its id."""
    answer = await slack("conversations.info", channel=channel)
    own = (answer["channel"].get("properties") or {}).get("canvas") or {}
    return own.get("file_id") or None


async def made_by(slack: Slack, file: str) -> str:
    """Tell who made a file: to Slack, a canvas is one."""
    answer = await slack("files.info", file=file)
    return str(answer["file"].get("user", ""))


async def titled(slack: Slack, title: str, bot: str, since: float) -> str | None:
    """Find a canvas of ours by its title, as its id."""
    after = str(int(max(0.0, since - SKEW)))
    answer = await slack("files.list", user=bot, ts_from=after, count=100)
    found = (one["id"] for one in answer["files"] if one.get("title") == title)
    return next(found, None)


async def shared(slack: Slack, channel: str, name: str, since: float | None) -> bool:
    """Tell whether a file of this name was shared by an earlier try."""
    oldest = f"{(since or SKEW) - SKEW:.6f}"
    where = {"channel": channel, "oldest": oldest, "limit": 100}
    async for page in _pages(slack, "conversations.history", **where):
        for said in page["messages"]:
            files = said.get("files") or []
            if said.get("bot_id") and any(one.get("name") == name for one in files):
                return True
    return False


async def note(slack: Slack, channel: str, what: str) -> str:
    """Read the `topic` or `purpose` of a channel."""
    answer = await slack("conversations.info", channel=channel)
    return forms.typed(str(answer["channel"][what]["value"]))


async def responded(
    slack: Slack, respond: Mapping[str, Any], shown: dict[str, Any]
) -> bool:
    """Answer by response_url: at most once; False when Slack takes it no more.

    Blocks that Slack does not take are a Refusal: nobody was shown anything.
    """
    replaces = bool(respond.get("replaces"))
    body = {"response_type": "ephemeral", "replace_original": replaces, **shown}
    timeout = aiohttp.ClientTimeout(total=slack.timeout)
    session = slack.client.session
    if session is None:
        raise TypeError("the client shares no session")
    try:
        async with session.post(respond["url"], json=body, timeout=timeout) as answer:
            if WRONG in await answer.text():
                raise Refusal(WRONG, {})
            return answer.status < SPENT
    except (TimeoutError, aiohttp.ClientError) as error:
        raise Unknown(type(error).__name__) from error


async def _pages(
    slack: Slack,
    method: str,
    **arguments: Any,  # noqa: ANN401 (what the method takes)
) -> AsyncIterator[dict[str, Any]]:
    cursor = ""
    while True:
        more = {"cursor": cursor} if cursor else {}
        page = await slack(method, **arguments, **more)
        yield page
        cursor = (page.get("response_metadata") or {}).get("next_cursor") or ""
        if not cursor:
            return


def _is_turn(name: str, wanted: str) -> bool:
    """Tell whether *name* is *wanted*, or it with the number of a later turn."""
    stem, _, turn = name.rpartition("-")
    return name == wanted or (stem == wanted[:77] and turn.isdigit())
