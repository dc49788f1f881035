"""What the forms of hunts show: what is chosen, proposed, and how it stands so far."""

from collections.abc import Sequence
from typing import Any

from bot import hunts
from bot.core.work import Work
from bot.hunts import Defect, Draft, Hunt

OPTIONS = 100  # of one menu of Slack's
TITLE = 60  # characters of a title that an option shows
NEW = "new"  # chosen where a defect is none of those that are known


async def starting(work: Work, **given: Any) -> dict[str, Any]:  # noqa: ANN401 (fields of the form)
    """Give the form of a new hunt, with where most was found lately."""
    usual = work.policy.hunts.lasts.render()
    empty = {"kind": "area", "scope": "", "box": usual, "hunters": (work.actor,)}
    said = {name: value for name, value in given.items() if value}
    return {**empty, **said, "proposals": await hunts.proposed(work)}


async def found(work: Work, rows: Sequence[Hunt], given: Draft) -> dict[str, Any]:
    """Give the form of a report: which hunt it may be of, and what is said so far."""
    del work
    return {
        "options": [option(one.ref, one.scope, one.id) for one in rows[:OPTIONS]],
        "chosen": rows[0].id,
        "draft": given,
        "likes": [],
    }


def asking(form: dict[str, Any], likes: Sequence[Defect]) -> dict[str, Any]:
    """Give the form of a report with the question whether it is known already."""
    known = [option(one.ref, one.title, one.id) for one in likes]
    first = ("It is new", NEW, "none of those below")
    return {**form, "likes": likes, "known": [first, *known]}


def option(ref: str, title: str, value: str) -> tuple[str, str, str]:
    """Give an option of a menu."""
    return (f"{ref} · {title[:TITLE]}", value, "")


async def extending(work: Work, row: Hunt) -> dict[str, Any]:
    """Give the form that asks for more time."""
    usual = work.policy.hunts.lasts.render()
    return {**await hunts.shown(work, row), "box": usual, "reason": ""}


async def ending(work: Work, row: Hunt) -> dict[str, Any]:
    """Give the form of the end."""
    return await hunts.shown(work, row)


async def judging(work: Work, one: Defect) -> dict[str, Any]:
    """Give the form that judges a defect; for a duplicate, of which."""
    return await hunts.detailed(work, one)


async def doubling(work: Work, one: Defect) -> dict[str, Any]:
    """Give the form that says of which a defect is a duplicate."""
    rows = await hunts.others(work, one, OPTIONS)
    if not rows:
        raise hunts.NoOther(ref=one.ref)
    options = [option(each.ref, each.title, each.id) for each in rows]
    return {**await hunts.detailed(work, one), "options": options}
