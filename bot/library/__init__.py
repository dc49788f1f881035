"""Library: what a team has written down, kept in versions, found when it is needed."""

from bot.library.choosing import called, fitting, opened, playbook, sheets, waits
from bot.library.facts import Retired, Revised, Written
from bot.library.holding import held
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
    "Sheet",
    "State",
    "TooLong",
    "Unreadable",
    "bring",
    "called",
    "fitting",
    "held",
    "joined",
    "listed",
    "opened",
    "parse",
    "parted",
    "playbook",
    "retire",
    "review",
    "revise",
    "severities",
    "sheets",
    "slugged",
    "waits",
    "write",
]
