"""What each template of findings can be given, filled with any words."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from itertools import product
from types import SimpleNamespace
from typing import Any

from bot import services
from bot.core import policy
from bot.core.facts import Record, told
from bot.findings.rules import Kind, Severity, State
from bot.findings.store import Finding, Hook, Scanner

Contexts = Iterator[dict[str, Any]]
NOW = datetime(2026, 11, 24, 14, 5, tzinfo=UTC)
PEOPLE = ("U0DANA", "W0KENJI")
LINK = "https://github.example.com/shop/pull/7"
SURFACES = policy.load().of("W").surfaces.names
TIMES = {"triage_by": NOW.isoformat(), "fix_by": NOW.isoformat()}
DONE = {
    "found": {
        "severity": "critical",
        "kind": "audit",
        "owner": PEOPLE[0],
        "reference": "CVE-2026-1234",
        "place": "src/login.py:42",
        "surface": "openssl",
        **TIMES,
    },
    "recast": {"kind": "defect", "was": "audit", "reason": ""},
    "assigned": {"severity": "high", "owner": PEOPLE[0], "before": "", "due": None},
    "reclassified": {"severity": "low", "was": "high", "reason": "", **TIMES},
    "triaged": {"note": "", "late": True},
    "fixed": {"fix": "", "late": True},
    "closed": {"verified": ""},
    "declined": {"verdict": "duplicate", "reason": ""},
    "asked": {"reason": "", "until": "2027-03-31", "role": "security_lead"},
    "reopened": {"severity": "low", "reason": "", "was": "closed", "anew": True},
}


def finding(words: str, state: State, *, whole: bool, **more: Any) -> Finding:
    """Make a finding: with the least, or with everything."""
    texts = ("reference", "place", "surface", "note", "fix", "reason")
    said = dict.fromkeys(texts, words[:300]) if whole else {}
    names = ("triaged_at", "fixed_at", "ended_at", "excepted_at", "gone_at")
    moments = dict.fromkeys(names, NOW)
    by = {"fixed_by": PEOPLE[0], "ended_by": PEOPLE[1] if whole else "hook trivy"}
    ends = {"excepted_until": "2027-03-31", "excepted_by": PEOPLE[0], **by}
    return Finding(
        workspace="W",
        ref="FND-4242",
        fingerprint="x",
        kind=Kind.AUDIT if whole else Kind.VULNERABILITY,
        title=words[:150],
        severity=Severity.CRITICAL if whole else Severity.LOW,
        source=words[:80],
        state=state,
        found_at=NOW,
        clock_at=NOW,
        seen_at=NOW,
        triage_by=NOW,
        fix_by=NOW + timedelta(days=2) if whole else None,
        seen=3 if whole else 1,
        asked_why=words[:300],
        asked_until="2027-03-31",
        **{"id": "01f1", **moments, **ends, **said, **more},
    )


def owners(words: str) -> list[services.Owner | None]:
    """Give who may own one."""
    person = services.Owner(person=PEOPLE[0])
    return [None, person, services.Owner(said=words[:80])]


def left(*, late: bool) -> dict[str, Any]:
    """Give what is left of a clock, or over."""
    step = "fix" if late else "triage"
    return {"step": step, "due": NOW, "late": late, "by": "2 d 3 h"}


def details(words: str) -> Contexts:
    """Give the contexts of the card, and of the forms about one."""
    for state, whole in product(State, (False, True)):
        going = state in (State.OPEN, State.TRIAGED)
        yield {
            "one": finding(words, state, whole=whole),
            "days": 1 if whole else 0,
            "left": left(late=whole) if going else None,
            "owner": owners(words)[1 if whole else 0],
            "people": [*PEOPLE] if whole else [],
            "duties": ["OPS-1", "OPS-2"] if whole else [],
            "asking": SimpleNamespace(id="1") if whole and going else None,
            "office": "Security lead",
            "link": "",
            "fix_link": "",
            "teams": [("Security lead", "security_lead", "")],
        }


def listed(words: str) -> Contexts:
    """Give the contexts of the list: none, some, more than are shown; one to choose."""
    for count, choose in product((0, 1, 12), (False, True)):
        rows = [
            {
                "one": finding(words, [*State][at % 6], whole=bool(at % 2), id=str(at)),
                "days": at,
                "left": [None, left(late=False), left(late=True)][at % 3],
                "owner": owners(words)[at % 3],
            }
            for at in range(count)
        ]
        yield {
            "rows": rows,
            "more": 100 * (count > 1),
            "words": words if count else "",
            "any": choose,
            "does": "findings.triage" if choose and count else "",
            "label": "Triage…" if choose and count else "",
        }


def scanners(words: str) -> Contexts:
    """Give the contexts of the scanners and hooks."""
    for count, may in product((0, 1, 20), (False, True)):
        rows = [
            Scanner(id=str(at), workspace="W", source=words[:80], heard_at=NOW, runs=at)
            for at in range(count)
        ]
        hooks = [
            Hook(
                id=str(at),
                workspace="W",
                called=words[:60],
                digest="x",
                made_by=PEOPLE[0],
                made_at=NOW,
                used_at=NOW if at % 2 else None,
            )
            for at in range(count)
        ]
        said = [(row, "3 d 4 h ago") for row in rows]
        ways = {"hooks": hooks, "may": may, "silent_after": "8 days"}
        yield {"scanners": said, **ways}


def form(words: str) -> Contexts:
    """Give the contexts of the form of a new one."""
    names = ("title", "reference", "place", "surface")
    for whole in (False, True):
        said = dict.fromkeys(names, words[:80]) if whole else {}
        more = {"severity": "high", "kind": "audit"} if whole else {}
        yield {
            "given": {**said, **more},
            "person": PEOPLE[0] if whole else "",
            "team": "" if whole else "security_lead",
            "teams": [("Security lead", "security_lead", "")],
            "surfaces": SURFACES,
        }


def address(words: str) -> Contexts:
    """Give the contexts of a new hook's address."""
    where = f"https://longwatch.example.com/hooks/findings/{'a' * 75}"
    for whole in (False, True):
        yield {"called": words[:60], "address": where, "whole": whole}


def hook(words: str) -> Contexts:
    """Give the context of the form of a hook."""
    del words
    yield {}


def done(words: str) -> Contexts:
    """Give the contexts of what whoever did something is told."""
    given = {"workspace": "W", "about": "01f1", "at": NOW, "actor": PEOPLE[0]}
    said = {
        name: {"ref": "FND-4242", "title": words[:150], **d} for name, d in DONE.items()
    }
    said |= {"hook_revoked": {"called": words[:60]}}
    said |= {"scanner_retired": {"source": words[:60]}}
    for name, data in said.items():
        record = Record(name=f"findings.{name}", policy="", data=data, **given)
        yield {"fact": told(record)}


ABOUT = (
    *("assign", "triage", "fix", "close", "decline", "reopen", "severity", "except"),
    "kind",
)
SAMPLES = {
    **{f"findings.{name}.modal.j2": details for name in ABOUT},
    "findings.finding.card.j2": details,
    "findings.list.card.j2": listed,
    "findings.scanners.card.j2": scanners,
    "findings.add.modal.j2": form,
    "findings.hook.modal.j2": hook,
    "findings.address.modal.j2": address,
    "findings.address.msg.j2": address,
    "findings.done.msg.j2": done,
}
