"""Cycles: releases open them, five criteria close them; gates, and the sanity audit."""

from collections.abc import Awaitable, Callable

from bot.cycles import cards
from bot.cycles.audit import audit
from bot.cycles.cards import (
    GATES,
    REPORT,
    VIEWS,
    audited,
    judged,
    listed,
    release_leaves,
    release_shown,
    release_told,
    released,
    report_shown,
    shown,
    waits,
)
from bot.cycles.cycle import FOLLOW, ask, close, force, open_one, require_going
from bot.cycles.find import (
    audit_clicked,
    clicked,
    meant,
    named,
    release_clicked,
    release_meant,
)
from bot.cycles.gates import gates
from bot.cycles.holding import held
from bot.cycles.hooks import NoHook, opened, used
from bot.cycles.hooks import make as make_hook
from bot.cycles.hooks import shown as hook_shown
from bot.cycles.hooks import shut as shut_hook
from bot.cycles.judging import Gate, Judged, Standing
from bot.cycles.releases import announce, take
from bot.cycles.rules import (
    CARD,
    EXAMPLE,
    RELEASE,
    Criterion,
    Draft,
    NoCycle,
    NoSuchCycle,
    NoSuchRelease,
    State,
    checked,
    line,
    posted,
)
from bot.cycles.store import Audit, Cycle, Hook, Release
from bot.cycles.withdrawing import withdraw

TIMED: dict[str, Callable[..., Awaitable[None]]] = {**cards.TIMED}

__all__ = [
    "CARD",
    "EXAMPLE",
    "FOLLOW",
    "GATES",
    "RELEASE",
    "REPORT",
    "TIMED",
    "VIEWS",
    "Audit",
    "Criterion",
    "Cycle",
    "Draft",
    "Gate",
    "Hook",
    "Judged",
    "NoCycle",
    "NoHook",
    "NoSuchCycle",
    "NoSuchRelease",
    "Release",
    "Standing",
    "State",
    "announce",
    "ask",
    "audit",
    "audit_clicked",
    "audited",
    "checked",
    "clicked",
    "close",
    "force",
    "gates",
    "held",
    "hook_shown",
    "judged",
    "line",
    "listed",
    "make_hook",
    "meant",
    "named",
    "open_one",
    "opened",
    "posted",
    "release_clicked",
    "release_leaves",
    "release_meant",
    "release_shown",
    "release_told",
    "released",
    "report_shown",
    "require_going",
    "shown",
    "shut_hook",
    "take",
    "used",
    "waits",
    "withdraw",
]
