"""Library: what a team has written down, kept in versions, found when it is needed."""

from bot.library.carrying import alone_in, carry_out, read_tree, require_room
from bot.library.choosing import (
    called,
    fitting,
    name,
    opened,
    playbook,
    sheets,
    shelf,
    waits,
)
from bot.library.facts import Retired, Revised, Written
from bot.library.holding import held
from bot.library.marking import long_ago
from bot.library.planning import Plan, Remove, Write, plan_archive
from bot.library.rules import (
    PARTS,
    Draft,
    Kind,
    NoSuchDocument,
    Sheet,
    State,
    TooLong,
    Unreadable,
    joined,
    listed,
    parse,
    parted,
    severities,
    slugged,
)
from bot.library.service import TIMED, bring, retire, review, revise, write

CHANGES = (Written.name, Revised.name, Retired.name)
"""The names of the facts after which something else may fit."""

__all__ = [
    "CHANGES",
    "PARTS",
    "TIMED",
    "Draft",
    "Kind",
    "NoSuchDocument",
    "Plan",
    "Remove",
    "Sheet",
    "State",
    "TooLong",
    "Unreadable",
    "Write",
    "alone_in",
    "bring",
    "called",
    "carry_out",
    "fitting",
    "held",
    "joined",
    "listed",
    "long_ago",
    "name",
    "opened",
    "parse",
    "parted",
    "plan_archive",
    "playbook",
    "read_tree",
    "require_room",
    "retire",
    "review",
    "revise",
    "severities",
    "sheets",
    "shelf",
    "slugged",
    "waits",
    "write",
]
