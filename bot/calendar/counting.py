"""Counting: what figures of the calendar are made of, and all of it for programs."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from bot.calendar import annals, register
from bot.calendar.register import Routine
from bot.calendar.rules import State
from bot.calendar.store import Occurrence
from bot.core.work import Work

FORMAT = "longwatch/calendar/1"
COLUMNS = (
    *("ref", "routine", "title", "area", "subject", "due_at", "state", "in_time"),
    *("first_nudge", "confirmed_at", "confirmed_by", "signed", "finished_at"),
    *("postponed", "reason"),
)
FORMULA = ("=", "+", "-", "@", "\t", "\r")  # how a cell begins that a sheet computes


@dataclass(frozen=True, kw_only=True)
class Counted:
    """What figures read of one occurrence."""

    id: str
    ref: str
    title: str
    due_at: datetime
    in_time: bool
    nudged_at: datetime | None
    confirmed_at: datetime | None


async def due_in(
    work: Work, keys: Collection[str], since: datetime, until: datetime
) -> list[Counted]:
    """Give the duties of some routines that were due after *since*, up to *until*.

    * One that was postponed, which the policy limits, is due when it was postponed to.
    * One that was skipped with a reason was not due; one that was missed was.
    * It is in time when it was confirmed, not later than it was due, and nobody who
      signs off sent it back since. How long a sign-off takes does not count.
    """
    known = [one.id for one in await register.every(work) if one.key in keys]
    found = await annals.due_within(work, known, since, until)
    return [_duty(one) for one in found if one.state is not State.SKIPPED]


async def confirmed_in(work: Work, since: datetime, until: datetime) -> list[Counted]:
    """Give the duties that were confirmed after *since*, up to *until*.

    Only those that somebody was asked for: what is done unasked waited for nobody.
    """
    return [_duty(one) for one in await annals.confirmed_within(work, since, until)]


def _duty(one: Occurrence) -> Counted:
    return Counted(
        id=one.id,
        ref=one.ref,
        title=one.title,
        due_at=one.due_at,
        in_time=one.in_time,
        nudged_at=one.nudged_at,
        confirmed_at=one.confirmed_at,
    )


async def exported(work: Work) -> dict[str, Any]:
    """Give every routine and every occurrence as programs read them."""
    every = await register.every(work)
    keys = {one.id: one.key for one in every}
    found = await annals.every(work)
    return {
        "format": FORMAT,
        "workspace": work.workspace,
        "routines": [_routine(one) for one in every],
        "occurrences": [_occurrence(one, keys[one.routine]) for one in found],
    }


def _routine(one: Routine) -> dict[str, Any]:
    adoption = {"adoption": one.adoption.value, "reason": one.reason}
    return {"key": one.key, **adoption, **register.terms(one)}


def _occurrence(one: Occurrence, key: str) -> dict[str, Any]:
    return {
        "ref": one.ref,
        "routine": key,
        "title": one.title,
        "area": one.area,
        "subject": one.subject,
        "owners": one.owners,
        "opened_at": _moment(one.opened_at),
        "due_at": _moment(one.due_at),
        "state": one.state.value,
        "in_time": one.in_time,
        "first_nudge": _moment(one.nudged_at),
        "confirmed_at": _moment(one.confirmed_at),
        "confirmed_by": one.confirmed_by,
        "confirmed_for": one.confirmed_for,
        "evidence": one.evidence,
        "signed": one.signed,
        "finished_at": _moment(one.finished_at),
        "postponed": one.postponed,
        "reason": one.reason,
    }


def rows(told: Mapping[str, Any]) -> Iterator[dict[str, Any]]:
    """Give a row of a sheet for each occurrence."""
    for one in told["occurrences"]:
        yield {name: _cell(one[name]) for name in COLUMNS}


def _cell(value: str | float | Sequence[str] | None) -> str | float | None:
    if isinstance(value, (list, tuple)):
        value = " ".join(value)
    if isinstance(value, str) and value.startswith(FORMULA):
        return f"'{value}"
    return value  # type: ignore[return-value] # a date, a number, a flag or nothing


def _moment(moment: datetime | None) -> str | None:
    return moment.astimezone(UTC).isoformat() if moment else None
