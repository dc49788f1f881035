"""What is done with defects: reported, found again, judged, looked at again.

Invariants:
* none is kept without a reproducer
* each is judged once; whoever comes second is told, and may have it looked at again
* what is confirmed is a finding, which is tracked until it is mended
* what is a duplicate of another is one of a defect that stands, never of a duplicate
"""

from bot.core import counters, roles
from bot.core.errors import Invalid
from bot.core.facts import Record
from bot.core.roles import Role
from bot.core.work import Work
from bot.findings import Verdict
from bot.hunts import change, facts, mending, rules, store
from bot.hunts.rules import DEFECT, Draft, Found
from bot.hunts.store import STANDS, Defect, Hunt

NUMBERED = "defects"


async def report(work: Work, hunt: str, given: Draft) -> Record:
    """Keep a defect that somebody found; nobody has judged it."""
    await roles.require(work, Role.MEMBER)
    said = rules.draft(given)
    number = await counters.next_number(work, NUMBERED)
    row = await change.locked(work, hunt)
    change.require_running(row)
    one = Defect(
        workspace=work.workspace,
        number=number,
        hunt=row.id,
        title=said.title,
        severity=rules.severity(said.severity),
        area=said.area or row.scope[: rules.AREA],
        reproducer=said.reproducer,
        link=said.link,
        found_by=work.actor,
        found_at=work.now,
    )
    work.session.add(one)
    await work.session.flush()
    told = {"within": row.id, "place": one.area, "link": one.link}
    more = {**told, "reproducer": one.reproducer}
    return change.note_defect(work, row, one, facts.Reported, **more)


async def again(work: Work, id_: str, given: Draft) -> Record:
    """Note that a defect which stands was found once more, and how."""
    await roles.require(work, Role.MEMBER)
    how = rules.reproducer(given.reproducer)
    row, (one,) = await _locked(work, id_)
    if one.state not in STANDS:
        raise rules.Judged(DEFECT, one.id, ref=one.ref, state=one.state.value)
    one.seen += 1
    said = {"reproducer": how, "link": given.link}
    return change.note_defect(work, row, one, facts.SeenAgain, **said)


async def confirm(work: Work, id_: str, level: str) -> Record:
    """Judge that a defect is real, and how bad it is: it is a finding from then on."""
    row, one = await _judging(work, id_)
    was, one.severity = one.severity, rules.severity(level)
    _judged(work, one, Found.CONFIRMED)
    kept = await mending.keep(work, one)
    said = {"was": was.value, "finding": kept.id, "finding_ref": kept.ref}
    return change.note_defect(work, row, one, facts.Confirmed, **said)


async def reject(work: Work, id_: str, reason: str) -> Record:
    """Judge that it is no defect, and say why."""
    row, one = await _judging(work, id_)
    one.reason = rules.reason(reason)
    _judged(work, one, Found.REJECTED)
    await mending.drop(work, one, Verdict.FALSE_POSITIVE, one.reason)
    return change.note_defect(work, row, one, facts.Rejected, reason=one.reason)


async def duplicate(work: Work, id_: str, other: str) -> Record:
    """Judge that another defect is the same."""
    row, one = await _judging(work, id_, other)
    first = await store.defect(work, other)
    if first is None or first.id == one.id or first.state not in STANDS:
        raise Invalid("same", "Choose another defect, one that stands")
    one.same = first.id
    _judged(work, one, Found.DUPLICATE)
    why = f"{one.ref} is the same defect as {first.ref}"
    await mending.drop(work, one, Verdict.DUPLICATE, why)
    said = {"other": first.id, "other_ref": first.ref, "other_title": first.title}
    return change.note_defect(work, row, one, facts.Duplicated, **said)


async def reconsider(work: Work, id_: str) -> Record:
    """Have a defect looked at again that was judged: it is reported, as before."""
    row, (one,) = await _locked(work, id_)
    await change.require_hunter(work, row)
    if one.state is Found.REPORTED:
        raise rules.NotJudged(DEFECT, one.id, ref=one.ref)
    was, one.state = one.state, Found.REPORTED
    one.judged_by, one.judged_at, one.reason, one.same = "", None, "", ""
    return change.note_defect(work, row, one, facts.Reconsidered, was=was.value)


async def _judging(work: Work, id_: str, other: str = "") -> tuple[Hunt, Defect]:
    """Give a defect that nobody judged, and its hunt, to whoever may judge it."""
    row, found = await _locked(work, id_, other)
    one = found[0]
    await change.require_hunter(work, row)
    require_reported(one)
    return row, one


def require_reported(one: Defect) -> None:
    """Refuse a defect that was judged."""
    if one.state is not Found.REPORTED:
        raise rules.Judged(DEFECT, one.id, ref=one.ref, state=one.state.value)


async def _locked(
    work: Work, id_: str, other: str = ""
) -> tuple[Hunt, tuple[Defect, ...]]:
    """Give a defect, locked, and its hunt; *other* is locked with it, if it is there.

    A hunt is locked before its defects, whoever comes.
    """
    found = await store.defect(work, id_)
    if found is None:
        raise rules.NoSuchDefect
    row = await change.locked(work, found.hunt)
    every = await store.lock_defects(work, *filter(None, (id_, other)))
    return row, (every[id_],)


def _judged(work: Work, one: Defect, state: Found) -> None:
    one.state, one.judged_by, one.judged_at = state, work.actor, work.now
