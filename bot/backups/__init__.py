"""Backups: drills that restore what is kept, held against what a service may lose."""

from bot.backups.cards import VIEWS, evidence, listed, shown, waits
from bot.backups.drill import abort, finish, measure, plan, staff, start
from bot.backups.facts import (
    DrillAborted,
    DrillFinished,
    DrillPlanned,
    DrillRestored,
    DrillStaffed,
    DrillStarted,
)
from bot.backups.find import (
    finished_within,
    last_passed,
    locked,
    meant,
    named,
    opened,
    require_open,
)
from bot.backups.holding import held
from bot.backups.rules import (
    CARD,
    ROLES,
    Ending,
    Kind,
    Moments,
    NoService,
    NoSuchDrill,
    Plan,
    State,
    Verdict,
    kind,
)
from bot.backups.store import Drill

__all__ = [
    "CARD",
    "ROLES",
    "VIEWS",
    "Drill",
    "DrillAborted",
    "DrillFinished",
    "DrillPlanned",
    "DrillRestored",
    "DrillStaffed",
    "DrillStarted",
    "Ending",
    "Kind",
    "Moments",
    "NoService",
    "NoSuchDrill",
    "Plan",
    "State",
    "Verdict",
    "abort",
    "evidence",
    "finish",
    "finished_within",
    "held",
    "kind",
    "last_passed",
    "listed",
    "locked",
    "meant",
    "measure",
    "named",
    "opened",
    "plan",
    "require_open",
    "shown",
    "staff",
    "start",
    "waits",
]
