"""Incidents: declare, lead, talk, end; and the record of all of it."""

from collections.abc import Awaitable, Callable
from typing import Any

from bot.core.terms import COMMANDER
from bot.incidents import access, archiving, drafts, filing, hearing, tasks
from bot.incidents.archiving import keep_room
from bot.incidents.board import Board, board, concerned
from bot.incidents.bulletin import BULLETINS
from bot.incidents.cards import VIEWS as CARDS
from bot.incidents.cards import timeline
from bot.incidents.change import VERDICT, announce, require_open
from bot.incidents.classify import reclassify
from bot.incidents.declare import Declaration, declare, retract
from bot.incidents.document import readable
from bot.incidents.end import (
    Resolution,
    close,
    confirm,
    decline,
    merge,
    reopen,
    require_triage,
    resolve,
)
from bot.incidents.exporting import export, exportable, took_out
from bot.incidents.filing import attach
from bot.incidents.find import (
    candidates,
    clicked,
    counts,
    lately,
    meant,
    named,
    names_one,
    numbered,
    open_ones,
    reference,
    unknown,
    visible,
)
from bot.incidents.furnishing import FURNITURE, members
from bot.incidents.grades import leading
from bot.incidents.guides import GUIDES, guide_again, guiding
from bot.incidents.hearing import PIN, Mark, Said, hear, heeds, listens, lose, mark
from bot.incidents.hiding import HIDDEN, make_private
from bot.incidents.hiding import asking as leaving_room
from bot.incidents.holding import held
from bot.incidents.lead import (
    TIMES,
    acknowledge,
    assign,
    bring,
    can_lead,
    move,
    retime,
)
from bot.incidents.leftover import LEFTOVER
from bot.incidents.likeness import Hit, Text, rank
from bot.incidents.measuring import (
    Happened,
    Milestones,
    happened,
    milestones,
    real,
    recorded,
)
from bot.incidents.oneline import Line, read
from bot.incidents.origins import Origin
from bot.incidents.parents import relate, unrelate
from bot.incidents.past import card as past_card
from bot.incidents.pressing import severest, unanswered
from bot.incidents.promises import TIMED as PROMISED
from bot.incidents.promises import update_by
from bot.incidents.responders import drop, give, offered
from bot.incidents.responders import held as staffed
from bot.incidents.rollcall import rollanswer, rollcall, rollcards
from bot.incidents.rollcall.rollrows import Answer
from bot.incidents.rollcall.rollwords import Piece, parted, pieces
from bot.incidents.rooms import compare, entered, left, news, taken_over, watched
from bot.incidents.rules import (
    CARD,
    OPEN,
    OVER,
    PHASES,
    Detection,
    NoSuchIncident,
    Outcome,
    Phase,
    Status,
    WhichIncident,
    severities,
    severity,
)
from bot.incidents.security import (
    containment,
    leaked,
    leakseen,
    report,
    reportcards,
    reportrules,
    secure,
    steps,
)
from bot.incidents.similar import LIKE, Similar, finding, similar
from bot.incidents.similar import MOST as SIMILAR
from bot.incidents.snooze import snooze, waive
from bot.incidents.staff import STAFF, catching_up, staff
from bot.incidents.store import Incident, room_key, these
from bot.incidents.subscriptions import subscribe, unsubscribe
from bot.incidents.talk import Report, note, quote, strike, update
from bot.incidents.tasklist import of as tasks_of
from bot.incidents.undo import undo
from bot.incidents.waiting import waits

VIEWS: dict[str, Callable[..., Awaitable[Any]]] = {
    access.CARD: access.shown,
    filing.FILE: filing.file,
    hearing.UNHEARD: hearing.missed,
    **CARDS,
    **FURNITURE,
    **containment.VIEWS,
    **leakseen.VIEWS,
    **reportcards.VIEWS,
    **STAFF,
    **BULLETINS,
    **LEFTOVER,
    **LIKE,
    **GUIDES,
    **HIDDEN,
    **rollcards.ROLLCALL,
}
TIMED: dict[str, Callable[..., Awaitable[None]]] = {
    **PROMISED,
    **containment.TIMED,
    **report.TIMED,
    "incidents.task_due": tasks.remind,
    "incidents.archive": archiving.archive,
    "incidents.rollcall_chase": rollanswer.chase,
    filing.FILE: filing.keep,
    hearing.UNHEARD: hearing.unheard,
}

__all__ = [
    "CARD",
    "COMMANDER",
    "OPEN",
    "OVER",
    "PHASES",
    "PIN",
    "SIMILAR",
    "TIMED",
    "TIMES",
    "VERDICT",
    "VIEWS",
    "Answer",
    "Board",
    "Declaration",
    "Detection",
    "Happened",
    "Hit",
    "Incident",
    "Line",
    "Mark",
    "Milestones",
    "NoSuchIncident",
    "Origin",
    "Outcome",
    "Phase",
    "Piece",
    "Report",
    "Resolution",
    "Said",
    "Similar",
    "Status",
    "Text",
    "WhichIncident",
    "access",
    "acknowledge",
    "announce",
    "assign",
    "attach",
    "board",
    "bring",
    "can_lead",
    "candidates",
    "catching_up",
    "clicked",
    "close",
    "compare",
    "concerned",
    "confirm",
    "containment",
    "counts",
    "declare",
    "decline",
    "drafts",
    "drop",
    "entered",
    "export",
    "exportable",
    "finding",
    "give",
    "guide_again",
    "guiding",
    "happened",
    "hear",
    "heeds",
    "held",
    "keep_room",
    "lately",
    "leading",
    "leaked",
    "leakseen",
    "leaving_room",
    "left",
    "listens",
    "lose",
    "make_private",
    "mark",
    "meant",
    "members",
    "merge",
    "milestones",
    "move",
    "named",
    "names_one",
    "news",
    "note",
    "numbered",
    "offered",
    "open_ones",
    "parted",
    "past_card",
    "pieces",
    "quote",
    "rank",
    "read",
    "readable",
    "real",
    "reclassify",
    "recorded",
    "reference",
    "relate",
    "reopen",
    "report",
    "reportcards",
    "reportrules",
    "require_open",
    "require_triage",
    "resolve",
    "retime",
    "retract",
    "rollanswer",
    "rollcall",
    "rollcards",
    "room_key",
    "secure",
    "severest",
    "severities",
    "severity",
    "similar",
    "snooze",
    "staff",
    "staffed",
    "steps",
    "strike",
    "subscribe",
    "taken_over",
    "tasks",
    "tasks_of",
    "these",
    "timeline",
    "took_out",
    "unanswered",
    "undo",
    "unknown",
    "unrelate",
    "unsubscribe",
    "update",
    "update_by",
    "visible",
    "waits",
    "waive",
    "watched",
]
