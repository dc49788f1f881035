"""Uploading: a document of ours, made here and now, sent to one person as a file.

Slack takes a file in three steps, and only the last shows it to anybody: the first two
are repeated freely. Whether the last one happened is looked for before it is repeated.
What a file holds is never kept in the queue.
"""

import asyncio
import io
import json
import time
from collections.abc import Callable, Mapping
from http import HTTPStatus
from typing import Any

import aiohttp

from bot.core import render
from bot.runtime import lookup, paper
from bot.runtime.calls import Late, Limited, Refusal, Slack, Unreached, rest_of
from bot.runtime.download import of_slack
from bot.runtime.jobs import Job, Result

SCOPE = "files:write"
METHOD = "files.upload"  # what rests when Slack asks for it: no method of its API


async def upload(job: Job) -> Result:
    """Send a file to one person, in their direct messages."""
    slack, wanted = job.slack, job.shown
    if slack.lacks(SCOPE):
        raise Refusal("missing_scope", {})
    opened = await slack("conversations.open", users=job.channel)
    place, name = str(opened["channel"]["id"]), str(wanted["filename"])
    if job.row.unknown and await lookup.shared(slack, place, name, job.row.first_try):
        return Result(channel=place)
    held = await asyncio.to_thread(made, wanted)
    told = await slack("files.getUploadURLExternal", filename=name, length=len(held))
    await send(slack, str(told["upload_url"]), held, within=job.within)
    files = [{"id": str(told["file_id"]), "title": str(wanted["title"])}]
    said = {"channel_id": place, "initial_comment": str(wanted["comment"])}
    await slack("files.completeUploadExternal", files=files, **said)
    return Result(channel=place)


def made(wanted: Mapping[str, Any]) -> bytes:
    """Make the bytes of a file; what can't be made here is refused."""
    try:
        return FORMS[wanted["form"]](wanted)
    except paper.NoPdf as wrong:
        raise Refusal("no_pdf", {}) from wrong


def _markdown(wanted: Mapping[str, Any]) -> bytes:
    return f"{render.document(wanted['name'], **wanted['read'])}\n".encode()


def _json(wanted: Mapping[str, Any]) -> bytes:
    said = json.dumps(wanted["told"], indent=2, default=str, ensure_ascii=False)
    return f"{said}\n".encode()


def _pdf(wanted: Mapping[str, Any]) -> bytes:
    return paper.pdf(wanted["read"], paper.font()).data


FORMS: dict[str, Callable[[Mapping[str, Any]], bytes]] = {
    "markdown": _markdown,
    "json": _json,
    "pdf": _pdf,
}


async def send(slack: Slack, url: str, held: bytes, *, within: float) -> None:
    """Send bytes to where Slack wants them, *within* so many seconds.

    Whatever becomes of it, nobody sees them yet: it can be done again.
    """
    session = slack.client.session
    if session is None:
        raise TypeError("the client shares no session")
    if not of_slack(url, slack.client.base_url):
        raise Refusal("not_slacks_host", {})
    if time.time() > slack.deadline:  # noqa: TID251 (leases use real time)
        raise Late
    patience = aiohttp.ClientTimeout(total=within)
    try:
        async with session.post(
            url, data=io.BytesIO(held), allow_redirects=False, timeout=patience
        ) as answer:
            _accepted(slack, answer)
    except (TimeoutError, aiohttp.ClientError, OSError) as error:
        raise Unreached(type(error).__name__) from error


def _accepted(slack: Slack, answer: aiohttp.ClientResponse) -> None:
    if answer.status == HTTPStatus.TOO_MANY_REQUESTS:
        now = time.time()  # noqa: TID251 (Retry-After is real time)
        raise Limited((slack.workspace, METHOD, ""), now + rest_of(answer.headers))
    if answer.status >= HTTPStatus.INTERNAL_SERVER_ERROR:
        raise Unreached(f"HTTP {answer.status}")
    if answer.status != HTTPStatus.OK:
        raise Refusal("upload_refused", {})
