"""Incidents: declare, lead, talk, end; and the record of all of it."""

from bot.incidents.cards import VIEWS, timeline
from bot.incidents.change import undo
from bot.incidents.declare import Declaration, declare, retract
from bot.incidents.end import Resolution, close, decline, merge, reopen, resolve
from bot.incidents.find import (
    candidates,
    clicked,
    lately,
    meant,
    numbered,
    open_ones,
    reference,
    visible,
)
from bot.incidents.lead import acknowledge, assign, bring, move, reclassify, retime
from bot.incidents.oneline import Line, read
from bot.incidents.promises import TIMED, update_by
from bot.incidents.rooms import entered, left, taken_over
from bot.incidents.rules import (
    OPEN,
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
from bot.incidents.store import Incident
from bot.incidents.talk import note, strike, update

__all__ = [
    "OPEN",
    "PHASES",
    "TIMED",
    "VIEWS",
    "Declaration",
    "Detection",
    "Incident",
    "Line",
    "NoSuchIncident",
    "Outcome",
    "Phase",
    "Resolution",
    "Status",
    "WhichIncident",
    "acknowledge",
    "assign",
    "bring",
    "candidates",
    "clicked",
    "close",
    "declare",
    "decline",
    "entered",
    "lately",
    "left",
    "meant",
    "merge",
    "move",
    "note",
    "numbered",
    "open_ones",
    "read",
    "reclassify",
    "reference",
    "reopen",
    "resolve",
    "retime",
    "retract",
    "severities",
    "severity",
    "strike",
    "taken_over",
    "timeline",
    "undo",
    "update",
    "update_by",
    "visible",
]
