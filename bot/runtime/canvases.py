"""Canvases: a document of ours, copied into Slack, where it follows what we hold.

It is made once, as the canvas of a room; where the room has one that somebody else
made, beside that. Each change replaces all of it. It is a copy: a workspace that can
have none is left alone for some hours, and nobody is told of a failure.
"""

import time
from collections.abc import Mapping
from typing import Any

from bot.core.pauses import CANVASES
from bot.runtime import lookup
from bot.runtime.calls import Refusal
from bot.runtime.jobs import Job, Result, fingerprint

SCOPE = "canvases:write"
HOURS = 6 * 3600.0  # seconds for which a workspace that has no canvases is left alone
TAKEN = "channel_canvas_already_exists"
GONE = {"canvas_not_found", "canvas_deleted"}
# What a plan, or an admin, keeps a workspace from; some of it in one place only.
WITHOUT = {
    *("canvas_disabled_user_team", "canvas_disabled_file_team", "missing_scope"),
    *("canvas_globally_disabled", "team_tier_cannot_create_channel_canvases"),
    *("plan_upgrade_required", "paid_teams_only", "restricted_action"),
}
FREE = "free_team"  # so begins what a plan that costs nothing lacks
HERE = {"restricted_action", "free_team_canvas_tab_already_exists"}


async def canvas(job: Job) -> Result:
    """Make the canvas, or have it follow; leave it out where there can be none."""
    why = "" if job.row.ts else _known(job)  # one that is there is kept up, or tried
    if why:
        return _left_out(job, why)
    try:
        here = await _followed(job)
    except Refusal as refusal:
        if refusal.error not in WITHOUT and not refusal.error.startswith(FREE):
            raise
        return _left_out(job, refusal.error, fresh=refusal.error not in HERE)
    return Result(
        channel=job.channel,
        ts=here,
        detail={"digest": fingerprint(job.shown)},
        shows=here != job.row.ts,
    )


def _known(job: Job) -> str:
    """Give why the workspace can have none, as far as that is known without asking."""
    if job.slack.lacks(SCOPE):
        return "missing_scope"
    ours = (job.slack.workspace, CANVASES)
    return next((key[2] for key in job.slack.pauses if key[:2] == ours), "")


def _left_out(job: Job, why: str, *, fresh: bool = False) -> Result:
    """Leave the copy as it is; the next change tries again, once the pause is over."""
    pause = None
    if fresh:
        now = time.time()  # noqa: TID251 (pauses use real time)
        pause = ((job.slack.workspace, CANVASES, why), now + HOURS)
    return Result(detail={**job.row.detail, "without": why}, pause=pause)


async def _followed(job: Job) -> str:
    """Give the canvas, as it is to be now."""
    row = job.row
    here = row.ts or (await _sought(job) if row.unknown else None)
    if here is None:
        return await _made(job)
    if row.unknown or row.detail.get("digest") != fingerprint(job.shown):
        try:
            await _replace(job, here)
        except Refusal as refusal:
            if refusal.error not in GONE:
                raise
            return await _made(job)
    return here


async def _made(job: Job) -> str:
    """Make the room's canvas; beside one that is not ours, another one."""
    try:
        answer = await job.slack(
            "conversations.canvases.create", channel_id=job.channel, **_document(job)
        )
        return str(answer["canvas_id"])
    except Refusal as refusal:
        if refusal.error != TAKEN:
            raise
    found = await _sought(job)
    if found is None:
        return await _beside(job)
    await _replace(job, found)
    return found


async def _beside(job: Job) -> str:
    """Make a canvas of our own, which the room may read."""
    answer = await job.slack(
        "canvases.create", channel_id=job.channel, **_document(job)
    )
    return await _opened(job, str(answer["canvas_id"]))


async def _opened(job: Job, here: str) -> str:
    given = {"access_level": "read", "channel_ids": [job.channel]}
    await job.slack("canvases.access.set", canvas_id=here, **given)
    return here


async def _sought(job: Job) -> str | None:
    """Find what an earlier try made; never what somebody else did."""
    tab = await lookup.canvas(job.slack, job.channel)
    if tab is None:
        return None
    if await lookup.made_by(job.slack, tab) == job.bot:
        return tab
    title, since = job.shown["title"], job.row.first_try or 0.0
    found = await lookup.titled(job.slack, title, job.bot, since)
    return await _opened(job, found) if found else None


async def _replace(job: Job, here: str) -> None:
    content = _content(job)
    change = {"operation": "replace", "document_content": content}
    await job.slack("canvases.edit", canvas_id=here, changes=[change])


def _document(job: Job) -> dict[str, Any]:
    return {"title": job.shown["title"], "document_content": _content(job)}


def _content(job: Job) -> Mapping[str, str]:
    return {"type": "markdown", "markdown": job.shown["markdown"]}
