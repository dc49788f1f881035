"""What shows the report of a security incident, and what is exported of it."""

from types import SimpleNamespace
from typing import Any

from bot.core.work import Work
from bot.incidents import store
from bot.incidents.security import reportrules, reportstore, runs
from bot.incidents.security.reportrules import FORMS, Section, Status
from bot.incidents.state import plain
from bot.incidents.store import Incident

REPORT = "incidents.report"
RUN = (
    *("named", "number", "by", "state", "started_at", "ended_at"),
    *("answered", "milliseconds", "why", "place", "digest"),
)
NOTICE = ("number", "addressee", "due_at", "told_at", "told_by")


async def card(work: Work, id_: str) -> dict[str, Any] | None:
    """Give the whole report, each section with what is written in it."""
    found = await store.get(work, id_)
    if found is None:
        return None
    report = await reportstore.of(work, id_)
    notices = await reportstore.notices(work, id_)
    sections = report.sections if report else {}
    role = work.policy.signoff.get(work.policy.security.approver)
    return {
        "incident": found,
        "status": (report.status if report else Status.DRAFT).value,
        "approved_at": report.approved_at if report else None,
        "sections": [_section(part, sections) for part in Section],
        "runs": await runs.of(work, id_),
        "notices": notices,
        "missing": reportrules.missing(sections, len(notices)),
        "approver": role.name if role else "",
    }


def _section(part: Section, sections: dict[str, dict[str, str]]) -> SimpleNamespace:
    content = sections.get(part, {})
    said = [(one.label, content[one.name]) for one in FORMS[part] if content]
    return SimpleNamespace(part=part.value, said=said)


async def form(work: Work, incident: Incident, part: Section) -> dict[str, Any]:
    """Give the form of a section, filled with what is written in it."""
    report = await reportstore.of(work, incident.id)
    edition = report.editions.get(part, 0) if report else 0
    return {
        "incident": incident,
        "part": part.value,
        "fields": FORMS[part],
        "content": report.sections.get(part, {}) if report else {},
        "keeps": f"{incident.id}:{part.value}:{edition}",
    }


async def exported(work: Work, incident: Incident) -> dict[str, Any]:
    """Give containment and report as JSON has them."""
    report = await reportstore.of(work, incident.id)
    every = await runs.of(work, incident.id)
    return {
        "containment": [_columns(run, RUN) for run in every],
        "security_report": {
            "status": report.status.value,
            "approved_at": plain(report.approved_at),
            "digest": report.digest,
            "sections": report.sections,
            "notices": [
                _columns(one, NOTICE)
                for one in await reportstore.notices(work, incident.id)
            ],
        }
        if report
        else None,
    }


def _columns(row: object, names: tuple[str, ...]) -> dict[str, Any]:
    return {name: plain(getattr(row, name)) for name in names}


VIEWS = {REPORT: card}
