"""What is to be mended: a confirmed defect is a finding, with an owner and a clock.

Invariants:
* a defect is one finding, however often it is judged
* what turns out to be no defect is no finding either
"""

from bot import findings
from bot.core.work import Work
from bot.findings import Finding, Kind, Severity, State, Verdict
from bot.hunts.store import Defect

SOURCE = "hunt"


def _draft(one: Defect) -> findings.Draft:
    """Give a defect as a finding: known by its number, whatever else changes."""
    return findings.Draft(
        title=one.title,
        severity=Severity(one.severity.value),
        kind=Kind.DEFECT,
        reference=one.ref,
        surface=one.area,
        source=SOURCE,
    )


async def finding(work: Work, one: Defect) -> Finding | None:
    """Give the finding that a defect became, to look at it."""
    return await findings.known(work, _draft(one))


async def keep(work: Work, one: Defect) -> Finding:
    """Have a confirmed, locked defect be tracked until it is mended."""
    known = await finding(work, one)
    if known is None:
        made, _ = await findings.add(work, _draft(one))
        return made
    locked = await findings.clicked(work, known.id, lock=True)
    why, level = f"{one.ref} is confirmed anew", Severity(one.severity.value)
    if locked.state is State.DECLINED:
        await findings.reopen(work, locked, why)
    if locked.going and locked.severity is not level:
        await findings.reclassify(work, locked, level, why, judged=True)
    return locked


async def drop(work: Work, one: Defect, verdict: Verdict, why: str) -> None:
    """Have the finding of a defect be none, if it is still to be mended."""
    known = await finding(work, one)
    if known is None:
        return
    locked = await findings.clicked(work, known.id, lock=True)
    if locked.going or locked.state is State.EXCEPTED:
        await findings.decline(work, locked, verdict, why, judged=True)
