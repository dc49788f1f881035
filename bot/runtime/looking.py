"""Looking: steps that write nothing in Slack, and have what they found recorded."""

import json
from collections.abc import Mapping
from typing import Any

from bot.runtime.calls import Refusal
from bot.runtime.jobs import Job, Result
from bot.runtime.steps import Step


async def person(job: Job) -> Result:
    """Ask Slack who somebody is, and have it kept; nobody is no failure."""
    try:
        answer = await job.slack("users.info", user=job.shown["user"])
    except Refusal as refusal:
        if refusal.error != "user_not_found":
            raise
        return Result()
    said = {"user": json.dumps(answer["user"])}
    return Result(then={"verb": job.shown["then"], "args": said})


async def measure(job: Job) -> Result:
    """Run a check of our own, outside every transaction, and have it recorded."""
    wanted: Mapping[str, Any] = job.shown
    found = await job.measure(job.row.workspace, wanted["check"])
    then = wanted["then"]
    return Result(then={**then, "args": {**then["args"], **found}})


STEPS: dict[str, Step] = {step.__name__: step for step in (person, measure)}
