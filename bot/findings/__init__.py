"""Findings: vulnerabilities, findings of audits and defects, tracked to their end."""

from collections.abc import Awaitable, Callable

from bot.findings import clock, deciding, excusing, scans
from bot.findings.ageing import Ageing, ageing, audit
from bot.findings.deciding import require as require_decider
from bot.findings.deciding import require_other
from bot.findings.excusing import ask as ask_exception
from bot.findings.excusing import grant, refuse
from bot.findings.find import (
    LISTED,
    SCANNERS,
    VIEWS,
    clicked,
    details,
    engaged,
    listed,
    meant,
    waits,
)
from bot.findings.holding import held
from bot.findings.hooks import NoSuchHook, make, opened, revoke, used
from bot.findings.line import read
from bot.findings.moves import close, decline, fix, recast, reclassify, reopen, triage
from bot.findings.reading import BIGGEST, head, table
from bot.findings.register import add, assign, known
from bot.findings.reports import Mistake, Report, Unreadable
from bot.findings.rules import (
    CARD,
    Draft,
    Kind,
    NoSuchFinding,
    Severity,
    State,
    Verdict,
    WhichFinding,
    draft,
    kind,
    severity,
)
from bot.findings.sarif import reports
from bot.findings.scans import PART, Taken, begin, finish, named, retire, take
from bot.findings.store import Finding, Hook, Scanner
from bot.findings.waysin import listed as ways_in

TIMED: dict[str, Callable[..., Awaitable[None]]] = {
    **clock.TIMED,
    **deciding.TIMED,
    **excusing.TIMED,
    **scans.TIMED,
}

__all__ = [
    "BIGGEST",
    "CARD",
    "LISTED",
    "PART",
    "SCANNERS",
    "TIMED",
    "VIEWS",
    "Ageing",
    "Draft",
    "Finding",
    "Hook",
    "Kind",
    "Mistake",
    "NoSuchFinding",
    "NoSuchHook",
    "Report",
    "Scanner",
    "Severity",
    "State",
    "Taken",
    "Unreadable",
    "Verdict",
    "WhichFinding",
    "add",
    "ageing",
    "ask_exception",
    "assign",
    "audit",
    "begin",
    "clicked",
    "close",
    "decline",
    "details",
    "draft",
    "engaged",
    "finish",
    "fix",
    "grant",
    "head",
    "held",
    "kind",
    "known",
    "listed",
    "make",
    "meant",
    "named",
    "opened",
    "read",
    "recast",
    "reclassify",
    "refuse",
    "reopen",
    "reports",
    "require_decider",
    "require_other",
    "retire",
    "revoke",
    "severity",
    "table",
    "take",
    "triage",
    "used",
    "waits",
    "ways_in",
]
