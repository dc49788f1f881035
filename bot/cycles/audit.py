"""The sanity audit: whether the operation is CLEAN, computed and never typed.

It is CLEAN when no gate fails or is unknown, no duty is overdue, every duty and every
postmortem has somebody, nothing failed in Slack for good, and the ledger's signature
holds. What it found is kept as a document that nobody edits into something better: the
record holds what was wrong.
"""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Any

from bot import calendar, library, postmortems
from bot.core import backlog, counters, roles, times
from bot.core.facts import Record
from bot.core.roles import Role
from bot.core.work import Work
from bot.cycles import facts, gates, store
from bot.cycles.judging import Judged, Standing, Things
from bot.cycles.store import Audit
from bot.ledger import Standing as Signed
from bot.library import Draft, Kind

ROUTINE = "sanity_audit"
WRONG = (Standing.FAILING, Standing.UNKNOWN)


@dataclass(frozen=True, kw_only=True)
class Finding:
    """One thing that an audit found wrong: what, why, and by what it is known."""

    what: str
    why: str
    ids: tuple[str, ...] = ()


async def audit(work: Work, signed: Signed) -> Record:
    """Look at everything, keep the report, and confirm the duty that asked for it."""
    await roles.require(work, Role.MEMBER)
    number = await counters.next_number(work, "sanity_audits")
    judged = await gates.gates(work)
    wrong = [*_gates(judged), *await _duties(work), *await _machine(work, signed)]
    said: dict[str, Any] = {"number": number, "clean": not wrong}
    found = [_plain(one) for one in wrong]
    row = Audit(workspace=work.workspace, wrong=found, document="", **_by(work), **said)
    row.document = await _archive(work, row, judged, wrong)
    work.session.add(row)
    said |= {"ref": row.ref, "wrong": tuple(found), "document": row.document}
    record = work.record(facts.Audited(about=row.id, **said))
    await _confirm(work, row)
    return record


def _by(work: Work) -> dict[str, Any]:
    return {"by": work.actor, "at": work.now}


def _plain(one: Finding) -> dict[str, object]:
    return {**asdict(one), "ids": [*one.ids]}


def _gates(judged: Sequence[Judged]) -> list[Finding]:
    said = {Standing.FAILING: "Gate fails", Standing.UNKNOWN: "Gate is not known"}
    return [
        Finding(what=f"{said[one.standing]}: {one.name}", why=one.why, ids=one.ids)
        for one in judged
        if one.standing in WRONG
    ]


async def _duties(work: Work) -> list[Finding]:
    """Find what is late, and what belongs to nobody."""
    late = gates.duties(await calendar.overdue(work, besides=(ROUTINE,)))
    orphans = gates.duties(await calendar.orphans(work))
    nobody = await postmortems.ownerless(work)
    shown = tuple(one.postmortem.ref for one in nobody if not one.private)
    unwritten = Things(refs=shown, hidden=len(nobody) - len(shown))
    parts = {
        "Duties are overdue": late,
        "Duties belong to nobody who is there": orphans,
        "Postmortems have no owner": unwritten,
    }
    return [
        Finding(what=what, why=things.said, ids=things.refs)
        for what, things in parts.items()
        if len(things)
    ]


async def _machine(work: Work, signed: Signed) -> list[Finding]:
    """Find what is wrong with Longwatch itself."""
    queue, found = await backlog.of(work), []
    failed = len(queue.dead) + queue.unlisted
    if failed:
        why = f"{failed} things failed in Slack for good: `/ops health` shows them"
        found.append(Finding(what="Slack does not show all", why=why))
    if queue.failed:
        why = f"{queue.failed} timers failed for good"
        found.append(Finding(what="Something is not carried out", why=why))
    if signed.sound is False:
        why = "`longwatch ledger verify` says what happened"
        found.append(Finding(what="The ledger's signature does not hold", why=why))
    if signed.at is None and signed.entries:
        why = "nothing of it is signed yet: that is done every few minutes"
        found.append(Finding(what="The ledger is not known to be whole", why=why))
    return found


async def _archive(
    work: Work, row: Audit, judged: Sequence[Judged], wrong: Sequence[Finding]
) -> str:
    """Keep the report as a document; give its id."""
    title = f"Sanity report {row.ref}: {said(row)}"
    text = _report(work, row, judged, wrong)
    draft = Draft(title=title, text=text, kind=Kind.REPORT)
    before = await last(work)
    record = await library.write(work, draft)
    await work.session.flush()
    if before is not None:
        await _supersede(work, before, str(record.data["slug"]))
    return record.about


async def _supersede(work: Work, before: Audit, name: str) -> None:
    """Have the newest report hold in the place of the one before, which is kept."""
    sheet = await library.opened(work, before.document)
    if sheet.state.holds:
        await library.supersede(work, sheet.id, name)


def said(row: Audit) -> str:
    """Say in a word or two how an audit went."""
    count = len(row.wrong)
    return "CLEAN" if row.clean else f"{count} thing{'s' * (count != 1)} wrong"


def _report(
    work: Work, row: Audit, judged: Sequence[Judged], wrong: Sequence[Finding]
) -> str:
    zone = work.policy.calendar.zone
    lines = [
        f"# {row.ref}: {said(row)}",
        "",
        f"Computed from the record, {times.dated(row.at, zone)}.",
        "",
        "## What is wrong",
        "",
        *[f"- {one.what}: {one.why}" for one in wrong],
        *(["Nothing."] if not wrong else []),
        "",
        "## The eight gates",
        "",
        *[f"- {one.name}: {one.standing.value}. {one.why}." for one in judged],
    ]
    return "\n".join(lines)


async def _confirm(work: Work, row: Audit) -> None:
    """Confirm what asked for an audit; of a release only once all is CLEAN."""
    text = f"{row.ref}: {said(row)}. The report is kept in the library"
    for one in await calendar.series(work, work.now, keys=(ROUTINE,)):
        for asked in one.open:
            if row.clean or not asked.subject:
                await calendar.fulfil(work, asked.id, by="Longwatch", text=text)


async def last(work: Work) -> Audit | None:
    """Give the audit that was made last."""
    return next(iter(await store.audits(work, 1)), None)
