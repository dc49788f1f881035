"""Containment: steps of the policy that limit what an attacker can do, each a webhook.

Invariants:
* nothing is called but what somebody confirmed, or the policy runs by itself
* a step is called once for each run: what may have happened is never repeated by itself
* tries of one deed send one id, until it is done: a repetition does nothing twice
* a drill calls nothing real
"""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import timedelta
from types import SimpleNamespace
from typing import Any

from bot.core import roles, times
from bot.core.errors import Conflict
from bot.core.facts import Record
from bot.core.hooks import Containment
from bot.core.queue import Priority
from bot.core.roles import Role
from bot.core.work import Work
from bot.incidents import rules, store
from bot.incidents.change import CONTAINMENT, require_here, show
from bot.incidents.security import contained, runs, steps
from bot.incidents.security.runs import Run, State
from bot.incidents.store import Incident

CALL = "incidents.containment_call"
ENDED = "incidents.containment_ended"
AUTOMATIC = "incidents.contain_automatically"
STUCK = timedelta(minutes=15)  # after which a run without an end may be tried again


@dataclass(frozen=True, kw_only=True)
class Confirmed:
    """What somebody confirmed: a step by its key, its terms, and as which run of it."""

    step: str
    terms: str
    number: int


class NotSecurity(rules.Passed):
    """{ref} is not marked as a security incident: `/incident security {ref}` does."""


class Changed(Conflict):
    """The step “{step}” was changed in the policy meanwhile: look at it again."""


class Running(rules.Passed):
    """{by} is running “{step}” already, it began {when}: wait for its end."""


class RanMeanwhile(rules.Passed):
    """{by} ran “{step}” {when}: look how it ended before you run it again."""


async def require_may(work: Work, incident: Incident) -> None:
    """Let only those go on who may contain *incident*, while it can be contained."""
    await roles.require(work, Role.CONTAINMENT, of=incident)
    require_here(incident)
    if not incident.security:
        raise NotSecurity(ref=incident.ref, card=incident.id)


async def contain(work: Work, incident: Incident, as_shown: Confirmed) -> Record:
    """Run a step exactly as it was confirmed."""
    await require_may(work, incident)
    step = steps.chosen(work, incident, as_shown.step)
    if step.terms != as_shown.terms:
        raise Changed(step=step.name)
    before = steps.last(await runs.of(work, incident.id), step)
    await _require_turn(work, incident, before, as_shown.number)
    return _run(work, incident, step, before)


async def _require_turn(
    work: Work, incident: Incident, before: Run | None, number: int
) -> None:
    """Refuse what somebody else has run since, or runs now."""
    if before is None or (before.number < number and not _runs(work, before)):
        return
    names = await work.people.names(work, [before.by])
    by = names[before.by] if before.by.startswith(("U", "W")) else "Longwatch"
    said = {"by": by, "step": before.named, "card": incident.id}
    when = times.ago(work.now - before.started_at)
    if _runs(work, before):
        raise Running(when=when, **said)
    raise RanMeanwhile(when=when, **said)


def _runs(work: Work, run: Run) -> bool:
    return run.running and work.now - run.started_at < STUCK


def _run(
    work: Work,
    incident: Incident,
    step: Containment,
    before: Run | None,
    *,
    automatic: bool = False,
) -> Record:
    """Record that a step is run, and have it called once that is committed."""
    run = steps.made(work, incident, step, before)
    work.session.add(run)
    of: dict[str, Any] = {"about": incident.id, "ref": incident.ref, "run": run.id}
    said = {**of, "named": run.named, "number": run.number}
    if step.target(drill=incident.drill) is None:
        run.state, run.ended_at = State.PLAYED, work.now
        return _told(work, incident, contained.Played(**said))
    sent: dict[str, Any] = {"place": run.place, "deed": run.deed, "digest": run.digest}
    record = _told(
        work, incident, contained.Started(**said, **sent, automatic=automatic)
    )
    how = {"key": f"webhook:{run.id}", "priority": Priority.PAGE}
    why = {"because": record.id}
    work.want("webhook", CALL, f"{incident.id}:{run.id}", detail=why, **how)
    return record


def _told(work: Work, incident: Incident, fact: contained.OfRun) -> Record:
    """Record what happened to a run, and have the room see it."""
    record = work.record(fact)
    if incident.writable:
        work.tell(record, to=incident.room)
    show(work, incident)
    return record


def names(work: Work, incident: Incident) -> tuple[str, ...]:
    """Name the steps that run by themselves in a security incident like this."""
    return tuple(s.name for s in steps.fitting(work, incident) if s.automatic)


def begin(work: Work, incident: Incident) -> None:
    """Have the steps run that run by themselves."""
    if incident.security and names(work, incident):
        key = f"contain:{incident.id}"
        work.later(AUTOMATIC, key=key, at=work.now, incident=incident.id)


async def automatically(work: Work, *, incident: str) -> None:
    """Run what runs by itself, and was not run yet."""
    (found,) = await store.lock(work, incident)
    if not found.open or not found.security:
        return
    known = await runs.of(work, incident)
    for step in steps.fitting(work, found):
        if step.automatic and steps.last(known, step) is None:
            _run(work, found, step, None, automatic=True)


async def call(work: Work, about: str) -> dict[str, Any] | None:
    """Give what is sent where, and what is called with its outcome."""
    id_, _, run_id = about.partition(":")
    run, found = await runs.get(work, run_id), await store.get(work, id_)
    if run is None or found is None or not run.running:
        return None
    step = next((s for s in work.policy.containment if s.key == run.step), None)
    same = step is not None and step.terms == run.terms
    return {
        "url": step.target(drill=found.drill) if step and same else None,
        "secret": step.secret if step else "",
        "internal": bool(step and step.internal),
        "id": run.deed,
        "body": run.body,
        "then": {"verb": ENDED, "args": {"incident": id_, "run": run_id}},
    }


async def ended(  # noqa: PLR0913 (what the relay found out, by name)
    work: Work,
    *,
    incident: str,
    run: str,
    outcome: str,
    answered: str,
    milliseconds: str,
    why: str,
) -> None:
    """Record how a call ended: what is known by now takes the place of a doubt."""
    (found,) = await store.lock(work, incident)
    (held,) = await work.lock(Run, run)
    state = State(outcome)
    doubt = held.state is State.UNKNOWN and state is not State.UNKNOWN
    if not (held.running or doubt):
        return
    held.state, held.ended_at, held.why = state, work.now, why
    held.answered, held.milliseconds = int(answered), int(milliseconds)
    said: dict[str, Any] = {
        "about": found.id,
        "ref": found.ref,
        "run": held.id,
        "named": held.named,
        "number": held.number,
        "answered": held.answered,
        "milliseconds": held.milliseconds,
    }
    if state is State.DONE:
        _told(work, found, contained.Done(**said))
    else:
        kind = contained.Failed if state is State.FAILED else contained.Unknown
        _told(work, found, kind(**said, why=why))


async def card(work: Work, id_: str) -> dict[str, Any] | None:
    """Give each step and how far it is; what was run and fits no more is kept."""
    found = await store.get(work, id_)
    if found is None:
        return None
    known = await runs.of(work, id_)
    fitting = steps.fitting(work, found)
    keys = {step.key for step in fitting}
    gone = {run.step: run for run in known if run.step not in keys}
    listed = [SimpleNamespace(step=one, run=steps.last(known, one)) for one in fitting]
    listed += [SimpleNamespace(step=None, run=run) for run in gone.values()]
    return {"incident": found, "steps": listed, "stuck": STUCK}


VIEWS: dict[str, Callable[..., Awaitable[Any]]] = {CONTAINMENT: card, CALL: call}
TIMED: dict[str, Callable[..., Awaitable[None]]] = {
    ENDED: ended,
    AUTOMATIC: automatically,
}
