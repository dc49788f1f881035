"""What each template of cycles can be given, filled with any words."""

from collections.abc import Iterator
from datetime import UTC, datetime
from itertools import product
from typing import Any

from bot.cycles.judging import Gate, Judged, Standing
from bot.cycles.rules import Button, Checked, Criterion, State
from bot.cycles.store import Audit, Cycle, Hook, Release
from tests.calendar.samples import State as Stands
from tests.calendar.samples import occurrence

Contexts = Iterator[dict[str, Any]]
NOW = datetime(2026, 11, 24, 14, 5, tzinfo=UTC)
WHO = "U0DANA"
BUTTON = Button(label="Open OPS-4242", does="calendar.show", value="01b2")
MOST = 12


def cycle(words: str, state: State, *, whole: bool) -> Cycle:
    """Make a cycle: with the least, or with everything."""
    more = {
        "ending_at": NOW,
        "exceptions": ["restore"],
        "reason": words[:1000] or "so",
        "closed_by": WHO,
    }
    return Cycle(
        id="01c1",
        workspace="W",
        number=4242,
        title=words[:80],
        state=state,
        opened_by=WHO if whole else "hook",
        opened_at=NOW,
        closed_at=NOW,
        **(more if whole else {"closed_by": "hook"}),
    )


def release(words: str, *, whole: bool, withdrawn: bool = False) -> Release:
    """Make a release: with the least, or with everything."""
    more = {"major": True, "notes": "https://example.com/notes", "service": "01c3"}
    if withdrawn:
        more |= {"withdrawn_at": NOW, "withdrawn_by": WHO, "reason": words[:1000]}
    return Release(
        id="01c2",
        workspace="W",
        slug="a",
        version=words[:60] or "v1",
        cycle="01c1",
        by=WHO if whole else "hook",
        at=NOW,
        **(more if whole or withdrawn else {}),
    )


def audit(*, clean: bool) -> Audit:
    """Make an audit."""
    wrong = [] if clean else [{"what": "Gate fails", "why": "so", "ids": []}] * 30
    return Audit(
        id="01c3",
        workspace="W",
        number=4242,
        clean=clean,
        wrong=wrong,
        document="01c4",
        by=WHO,
        at=NOW,
    )


def _audited(count: int) -> dict[str, Any] | None:
    found = {"audit": audit(clean=count > 1), "said": "30 things wrong"}
    return found if count else None


def cards(words: str) -> Contexts:
    """Give the contexts of a cycle and of a release, in every state."""
    for state, count in product(State, (0, 1, MOST)):
        criteria = [
            Checked(
                criterion=one,
                met=bool(count),
                why=words[:200] or "so",
                button=BUTTON if count else None,
            )
            for one in Criterion
        ]
        row = {
            "release": release(
                words, whole=bool(count), withdrawn=state is State.WITHDRAWN
            ),
            "service": words[:80] if count else "",
        }
        yield {
            "cycle": cycle(words, state, whole=bool(count)),
            "criteria": criteria,
            "met": 5 * bool(count),
            "releases": [row] * count,
            "outside": [{"id": "01c5", "title": words[:80] or "a"}] * count,
            "more": count,
            "audit": _audited(count),
            "duties": [occurrence(words, Stands.DUE, whole=True)] * count,
            **row,
        }


def gates(words: str) -> Contexts:
    """Give the contexts of the gates: each of them, however it stands."""
    for standing, button in product(Standing, (None, BUTTON)):
        every = [
            Judged(gate=one, standing=standing, why=words[:500] or "so", button=button)
            for one in Gate
        ]
        failing = 8 * (standing is Standing.FAILING)
        yield {"gates": every, "failing": failing, "unknown": int(bool(button))}


def listed(words: str) -> Contexts:
    """Give the contexts of lists: none, one, as many as are shown."""
    for count, state in product((0, 1, MOST), State):
        yield {"rows": [cycle(words, state, whole=bool(count - 1))] * count}


def releases(words: str) -> Contexts:
    """Give the contexts of the list of releases."""
    for count in (0, 1, MOST):
        row = {"release": release(words, whole=count > 1), "service": words[:80]}
        yield {"rows": [row] * count}


def audits(words: str) -> Contexts:
    """Give the contexts of an audit, and of the list of them."""
    del words
    for count, clean in product((0, 1, MOST), (False, True)):
        row = {"audit": audit(clean=clean), "said": "CLEAN"}
        yield {"rows": [row] * count, **row}


def leaving(words: str) -> Contexts:
    """Give the contexts of the form that withdraws a release."""
    for count, ends in product((0, 1, MOST), (False, True)):
        yield {
            "release": release(words, whole=bool(count)),
            "service": words[:80] if count else "",
            "cycle": cycle(words, State.OPEN, whole=True) if count else None,
            "ends": ends,
            "duties": ["OPS-4242"] * count,
        }


def forms(words: str) -> Contexts:
    """Give the contexts of the forms."""
    for count in (0, 1, 100):
        options = [(words[:70] or "a", f"01c{n}", "") for n in range(count)]
        yield {"services": options}


def hooks(words: str) -> Contexts:
    """Give the contexts of the way in for machines: none, never used, used."""
    made = {"workspace": "W", "digest": "a" * 64, "made_by": WHO, "made_at": NOW}
    where = f"https://longwatch.example.com/hooks/release/{'a' * 75}"
    del words
    for hook in (None, Hook(**made), Hook(**made, used_at=NOW)):
        yield {"hook": hook, "address": where, "whole": hook is not None}


SAMPLES = {
    "cycles.cycle.card.j2": cards,
    "cycles.release.card.j2": cards,
    "cycles.force.modal.j2": cards,
    "cycles.gates.card.j2": gates,
    "cycles.list.msg.j2": listed,
    "cycles.releases.msg.j2": releases,
    "cycles.report.card.j2": audits,
    "cycles.audits.msg.j2": audits,
    "cycles.release.modal.j2": forms,
    "cycles.open.modal.j2": forms,
    "cycles.withdraw.modal.j2": leaving,
    "cycles.hook.msg.j2": hooks,
    "cycles.hook.modal.j2": hooks,
    "cycles.address.msg.j2": hooks,
    "cycles.address.modal.j2": hooks,
}
