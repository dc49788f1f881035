"""Charts: drawn by Slack where it does, else by us as pictures; words are beside them.

A workspace that refuses charts is given pictures for a day, then asked again. Where a
picture can't be given either, the words have to do: nobody waits for a drawing.
"""

import asyncio
import time
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import replace
from typing import Any

import structlog

from bot.core.pauses import CHARTS
from bot.runtime import pictures, uploading
from bot.runtime.calls import Limited, Refusal, Unknown, Unreached
from bot.runtime.jobs import Job, Result
from bot.runtime.lookup import WRONG

log = structlog.get_logger(__name__)

KIND = "data_visualization"
NAME = "chart.png"
TITLE = 100  # characters of a file's title
ALT = 2000  # characters of what is read out in place of a picture
HOURS = 24 * 3600.0  # seconds for which charts are not tried again
Step = Callable[[Job], Awaitable[Result]]


async def told(job: Job, step: Step) -> Result:
    """Carry out a *step* that says something, with charts as the workspace has them."""
    if not _drawn(job.shown):
        return await step(job)
    known = _refused(job)
    if not known:
        try:
            return await step(job)
        except Refusal as refusal:
            if refusal.error != WRONG:
                raise
    result = await _otherwise(job, step)
    return result if known else replace(result, pause=_pause(job))


async def _otherwise(job: Job, step: Step) -> Result:
    """Say it with pictures; without them where those are refused too."""
    blocks = [await _picture(job, block) for block in job.shown["blocks"]]
    kept = [block for block in blocks if block is not None]
    try:
        return await step(replace(job, shown={**job.shown, "blocks": kept}))
    except Refusal as refusal:
        if refusal.error != WRONG:
            raise
    plain = [block for block in job.shown["blocks"] if block["type"] != KIND]
    return await step(replace(job, shown={**job.shown, "blocks": plain}))


async def _picture(job: Job, block: dict[str, Any]) -> dict[str, Any] | None:
    """Give an image in place of a chart; None where there can be none."""
    if block["type"] != KIND:
        return block
    if job.slack.lacks(uploading.SCOPE):
        return None
    try:
        file = await _sent(job, block)
    except (Refusal, Limited, Unknown, Unreached) as error:
        log.info("a chart is left out", reason=str(error))
        return None
    return {"type": "image", "slack_file": {"id": file}, "alt_text": said(block)[:ALT]}


async def _sent(job: Job, block: Mapping[str, Any]) -> str:
    """Upload a chart for nobody but whoever is shown it; give the file's id."""
    held = await asyncio.to_thread(pictures.png, block)
    slack = job.slack
    opened = await slack("files.getUploadURLExternal", filename=NAME, length=len(held))
    await uploading.send(slack, str(opened["upload_url"]), held, within=job.within)
    file = str(opened["file_id"])
    files = [{"id": file, "title": str(block["title"])[:TITLE]}]
    await slack("files.completeUploadExternal", files=files)
    return file


def said(block: Mapping[str, Any]) -> str:
    """Give what a chart shows in words."""
    series = (
        f"{one['name']}: "
        + ", ".join(f"{point['label']} {point['value']:g}" for point in one["data"])
        for one in block["chart"]["series"]
    )
    return f"{block['title']}. {'; '.join(series)}."


def _drawn(shown: object) -> bool:
    blocks = shown.get("blocks", ()) if isinstance(shown, dict) else ()
    return any(block["type"] == KIND for block in blocks)


def _refused(job: Job) -> bool:
    """Tell whether this workspace is known to show no charts."""
    ours = (job.slack.workspace, CHARTS)
    return any(key[:2] == ours for key in job.slack.pauses)


def _pause(job: Job) -> tuple[tuple[str, ...], float]:
    now = time.time()  # noqa: TID251 (pauses use real time)
    return (job.slack.workspace, CHARTS, WRONG), now + HOURS
