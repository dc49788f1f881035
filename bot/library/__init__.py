"""Library: what a team has written down, kept in versions, found when it is needed."""

from bot.library.carrying import alone_in, carry_out, read_tree, require_room
from bot.library.choosing import (
    Led,
    called,
    fitting,
    history,
    linked,
    name,
    named,
    opened,
    playbook,
    sheets,
    successor,
    waits,
)
from bot.library.facts import Archived, Retired, Revised, Superseded, Written
from bot.library.holding import held
from bot.library.linking import relabelled
from bot.library.listing import Page, Query, asked, listed
from bot.library.listing import read as read_query
from bot.library.marking import long_ago
from bot.library.planning import Plan, Remove, Write, plan_archive
from bot.library.reading import Unreadable, parse, severities
from bot.library.reading import listed as parse_list
from bot.library.rules import (
    PARTS,
    Draft,
    Kind,
    NoSuchDocument,
    Sheet,
    State,
    TooLong,
    joined,
    parted,
    slugged,
)
from bot.library.service import bring, revise, write
from bot.library.standing import restore, retire, review, supersede
from bot.library.store import Version
from bot.library.watching import TIMED

CHANGES = (Written.name, Revised.name, Retired.name, Superseded.name)
"""The names of the facts after which something else may fit."""

__all__ = [
    "CHANGES",
    "PARTS",
    "TIMED",
    "Archived",
    "Draft",
    "Kind",
    "Led",
    "NoSuchDocument",
    "Page",
    "Plan",
    "Query",
    "Remove",
    "Retired",
    "Revised",
    "Sheet",
    "State",
    "Superseded",
    "TooLong",
    "Unreadable",
    "Version",
    "Write",
    "Written",
    "alone_in",
    "asked",
    "bring",
    "called",
    "carry_out",
    "fitting",
    "held",
    "history",
    "joined",
    "linked",
    "listed",
    "long_ago",
    "name",
    "named",
    "opened",
    "parse",
    "parse_list",
    "parted",
    "plan_archive",
    "playbook",
    "read_query",
    "read_tree",
    "relabelled",
    "require_room",
    "restore",
    "retire",
    "review",
    "revise",
    "severities",
    "sheets",
    "slugged",
    "successor",
    "supersede",
    "waits",
    "write",
]
