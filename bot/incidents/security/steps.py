"""Steps of containment: which fit an incident, and what a run of one would send."""

import hashlib
from collections.abc import Sequence
from types import SimpleNamespace

from bot.core import canon
from bot.core.errors import Missing
from bot.core.hooks import Containment, place
from bot.core.tables import new_id
from bot.core.work import Work
from bot.incidents.security import runs
from bot.incidents.security.runs import Run, State
from bot.incidents.store import Incident

OURSELVES = "longwatch"  # who runs what runs by itself, as whoever is called is told
ENDED = (State.DONE, State.PLAYED)


class NoSuchStep(Missing):
    """{ref} has no containment step “{said}”.{hint}"""  # noqa: D400, D415 (the hint ends it)


def fitting(work: Work, incident: Incident) -> list[Containment]:
    """Give the steps of the policy that fit an incident."""
    every = work.policy.containment
    return [one for one in every if one.fits(incident.severity, incident.surface)]


def chosen(work: Work, incident: Incident, words: str) -> Containment:
    """Give the step that is meant: by its key, its name, or how that begins."""
    every = fitting(work, incident)
    wanted = " ".join(words.split()).casefold()
    exact = [one for one in every if wanted in (one.key, one.name.casefold())]
    begin = [one for one in every if wanted and one.name.casefold().startswith(wanted)]
    if exact or len(begin) == 1:
        return (exact or begin)[0]
    some = ", ".join(f"“{one.name}”" for one in every)
    hint = f" There are {some}." if some else " The policy has none that fits it."
    raise NoSuchStep(ref=incident.ref, said=words[:40], hint=hint)


def last(known: Sequence[Run], step: Containment) -> Run | None:
    """Give the last run of a step."""
    mine = [run for run in known if run.step == step.key]
    return max(mine, key=lambda run: run.number, default=None)


def made(work: Work, incident: Incident, step: Containment, before: Run | None) -> Run:
    """Make the next run of a step: it goes on with a deed that may not be done."""
    id_, url = new_id(), step.target(drill=incident.drill)
    again = before is not None and before.state not in ENDED
    run = Run(
        id=id_,
        workspace=work.workspace,
        incident=incident.id,
        step=step.key,
        number=before.number + 1 if before else 1,
        named=step.name,
        deed=before.deed if before and again else id_,
        terms=step.terms,
        by=work.actor,
        started_at=work.now,
    )
    if url:
        body = _body(work, incident, run)
        run.place, run.body = place(url), body.decode()
        run.digest = hashlib.sha256(body).hexdigest()
    return run


def _body(work: Work, incident: Incident, run: Run) -> bytes:
    """Spell what is sent: nothing in it was typed by anybody in Slack."""
    return canon.dumps(
        {
            "id": run.deed,
            "step": run.named,
            "incident": f"INC-{incident.number}",
            "severity": work.policy.severities[incident.severity].name,
            "at": work.now,
            "by": run.by if run.by.startswith(("U", "W")) else OURSELVES,
            "drill": incident.drill,
            "try": run.number,
        }
    )


async def asked(work: Work, incident: Incident, step: Containment) -> SimpleNamespace:
    """Give all that is confirmed: what is called, what is sent, what it does."""
    before = last(await runs.of(work, incident.id), step)
    run = made(work, incident, step, before)
    sent = canon.loads(run.body) if run.body else {}
    if run.deed == run.id:
        sent |= {"id": "a new one"}
    return SimpleNamespace(
        step=step,
        place=run.place,
        sent={**sent, "at": "now"} if sent else {},
        before=before,
        keeps=f"{incident.id}:{step.key}:{step.terms}:{run.number}",
    )
