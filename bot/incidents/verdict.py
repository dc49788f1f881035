"""The verdict: what is left to do, or to know, once an incident is resolved. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass

from bot.incidents.rules import Outcome
from bot.incidents.store import Incident
from bot.incidents.tasklist import Task


@dataclass(frozen=True, kw_only=True)
class Left:
    """One thing that is left: what it is, and the verb whose button mends it."""

    what: str
    verb: str


UNREPORTED = Left(what="Its security report is not approved", verb="report")


def left(
    found: Incident, tasks: Sequence[Task], *, reported: bool = True
) -> list[Left]:
    """Give what is left, in the order in which it is done."""
    known = [*_untimed(found), *_unconfirmed(found), *_undone(tasks)]
    return known if reported else [*known, UNREPORTED]


def _untimed(found: Incident) -> list[Left]:
    """Give the times that nobody has said: they stand as they were filled in."""
    known = {
        "when it started (it says when it was declared)": (
            found.started_at != found.declared_at
        ),
        "when it was contained (it says when it was resolved)": (
            found.contained_at != found.resolved_at
        ),
    }
    return [
        Left(what=f"Nobody has said {what}", verb="times")
        for what, said in known.items()
        if not said
    ]


def _unconfirmed(found: Incident) -> list[Left]:
    """Give what nobody has said of how it ended."""
    ended = found.outcome.value if found.outcome else "fix"
    fixed = found.outcome is not Outcome.WORKAROUND
    asked = {
        f"Nobody has said that the {ended} was validated": found.validated is not True,
        "No monitoring is named that confirms normal operation": not found.confirmed_by,
        "No test is named that stops it from coming back": fixed and not found.tests,
    }
    return [Left(what=what, verb="confirm") for what, so in asked.items() if so]


def _undone(tasks: Sequence[Task]) -> list[Left]:
    count = sum(task.open for task in tasks)
    what = "1 task is open" if count == 1 else f"{count} tasks are open"
    return [Left(what=what, verb="tasks")] if count else []
