"""Downloading what people share: from Slack's own host only, with the bot's token.

The token goes nowhere else, a redirect is not followed, and no file is made public.
"""

import asyncio
import hashlib
import os
import time
from collections.abc import Mapping
from http import HTTPStatus
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import aiohttp

from bot.runtime.calls import Limited, Refusal, Slack, Unknown, Unreached, rest_of

CHUNK = 2**16
METHOD = "files.download"  # what rests when Slack asks for it: no method of its API
PAGE = "text/html"


async def kept(
    slack: Slack, file: Path, wanted: Mapping[str, Any], *, within: float
) -> dict[str, str]:
    """Keep what is wanted as *file*, unless it lies there; give its digest and size."""
    held = await asyncio.to_thread(measured, file)
    if held is None:
        how = {"mimetype": wanted["mimetype"], "most": wanted["most"]}
        got = await fetch(slack, wanted["url"], within=within, **how)
        await asyncio.to_thread(write, file, got)
        held = await asyncio.to_thread(measured, file)
    return held or {}


async def fetch(
    slack: Slack, url: str, *, mimetype: str, most: int, within: float
) -> bytes:
    """Read the file at *url*, of *most* bytes, *within* so many seconds.

    See `bot.runtime.calls` for what is raised.
    """
    session = slack.client.session
    if session is None:
        raise TypeError("the client shares no session")
    if not of_slack(url, slack.client.base_url):
        raise Refusal("not_slacks_host", {})
    patience = aiohttp.ClientTimeout(total=within)
    headers = {"Authorization": f"Bearer {slack.client.token}"}
    try:
        async with session.get(
            url, headers=headers, allow_redirects=False, timeout=patience
        ) as answer:
            _accepted(slack, answer, mimetype)
            return await _read(answer, most)
    except (TimeoutError, aiohttp.ClientError, OSError) as error:
        raise Unreached(type(error).__name__) from error  # reading again is harmless


def of_slack(url: str, api: str) -> bool:
    """Tell whether *url* is of the Slack whose API is at *api*."""
    there, ours = urlsplit(url), urlsplit(api)
    if (there.scheme, there.netloc) == (ours.scheme, ours.netloc):
        return True
    return (there.scheme, there.netloc) == ("https", f"files.{ours.netloc}")


def write(file: Path, held: bytes) -> None:
    """Keep a file whole or not at all, for its owner alone."""
    file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    fresh = file.with_name(f".{file.name}.{os.getpid()}")
    descriptor = os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "wb") as written:
        written.write(held)
        written.flush()
        os.fsync(written.fileno())
    fresh.replace(file)


def measured(file: Path) -> dict[str, str] | None:
    """Give the digest and size of a file that is kept; None when it is not."""
    try:
        with file.open("rb") as held:
            digest = hashlib.file_digest(held, "sha256").hexdigest()
            return {"sha256": digest, "size": str(held.tell())}
    except FileNotFoundError:
        return None


def _accepted(slack: Slack, answer: aiohttp.ClientResponse, mimetype: str) -> None:
    """Let only a file through: whoever may not read one is shown a page instead."""
    if answer.status == HTTPStatus.TOO_MANY_REQUESTS:
        rest = rest_of(answer.headers)
        now = time.time()  # noqa: TID251 (Retry-After is real time)
        raise Limited((slack.workspace, METHOD, ""), now + rest)
    if answer.status >= HTTPStatus.INTERNAL_SERVER_ERROR:
        raise Unknown(f"HTTP {answer.status}")
    page = answer.content_type == PAGE and mimetype != PAGE
    if answer.status != HTTPStatus.OK or page:
        raise Refusal("file_not_found", {})


async def _read(answer: aiohttp.ClientResponse, most: int) -> bytes:
    held = bytearray()
    async for chunk in answer.content.iter_chunked(CHUNK):
        held += chunk
        if len(held) > most:
            raise Refusal("file_too_large", {})
    return bytes(held)
