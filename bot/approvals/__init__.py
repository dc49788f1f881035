"""Approvals: ask those who hold a role, bound to the exact text; and who they are."""

from bot.approvals.ask import EDITED, ask, void
from bot.approvals.cards import BOARD, VIEWS, listed, page, shown
from bot.approvals.change import conceal
from bot.approvals.decide import (
    approve,
    reject,
    request_changes,
    require_decidable,
    withdraw,
)
from bot.approvals.expiry import TIMED
from bot.approvals.facts import (
    Approved,
    Asked,
    Assigned,
    ChangesRequested,
    Expired,
    Rejected,
    Voided,
    Withdrawn,
)
from bot.approvals.find import clicked, engaged, of, others, visible, waiting, waits
from bot.approvals.holders import (
    assign,
    board,
    called,
    deciders,
    may_decide,
    offices,
    people,
    people_of,
    regrouped,
    uses_groups,
)
from bot.approvals.holding import held
from bot.approvals.rules import CARD, NoSuchApproval, Question, State, digest
from bot.approvals.store import Approval

__all__ = [
    "BOARD",
    "CARD",
    "EDITED",
    "TIMED",
    "VIEWS",
    "Approval",
    "Approved",
    "Asked",
    "Assigned",
    "ChangesRequested",
    "Expired",
    "NoSuchApproval",
    "Question",
    "Rejected",
    "State",
    "Voided",
    "Withdrawn",
    "approve",
    "ask",
    "assign",
    "board",
    "called",
    "clicked",
    "conceal",
    "deciders",
    "digest",
    "engaged",
    "held",
    "listed",
    "may_decide",
    "of",
    "offices",
    "others",
    "page",
    "people",
    "people_of",
    "regrouped",
    "reject",
    "request_changes",
    "require_decidable",
    "shown",
    "uses_groups",
    "visible",
    "void",
    "waiting",
    "waits",
    "withdraw",
]
