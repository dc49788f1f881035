"""The operations calendar: what is due, who owns it, what proves that it was done."""

from collections.abc import Awaitable, Callable

from bot.calendar import (
    asking,
    declining,
    feeds,
    line,
    measuring,
    proofs,
    rounds,
    sweep,
    unfold,
)
from bot.calendar.agenda import Agenda, agenda, engaged
from bot.calendar.asking import attend
from bot.calendar.cards import ADDED, DUE, OVERVIEW, VIEWS
from bot.calendar.confirm import (
    confirm,
    fulfil,
    require_confirmer,
    send_back,
    sign,
)
from bot.calendar.counting import (
    COLUMNS,
    Counted,
    confirmed_in,
    due_in,
    exported,
    rows,
)
from bot.calendar.find import (
    added,
    clicked,
    details,
    history,
    listed,
    meant,
    open_of,
    overview,
    routine_called,
    routine_clicked,
)
from bot.calendar.following import (
    Duty,
    covered,
    follow,
    lapse,
    let_go,
    measured,
    reopened,
)
from bot.calendar.holding import held
from bot.calendar.line import Line
from bot.calendar.listing import due
from bot.calendar.measuring import CHECKS
from bot.calendar.moves import (
    assign,
    decline,
    postpone,
    require_mine,
    require_taker,
    skip,
    snooze,
    start,
    take_back,
)
from bot.calendar.offering import (
    adopt_all,
    areas,
    choose,
    offer,
    proposed,
    settle,
)
from bot.calendar.owners import own, owner_names, people
from bot.calendar.register import Routine
from bot.calendar.rotation import (
    compromise,
    inventory,
    keycards,
    keyimport,
    keynames,
    keyroutine,
    keyrules,
    leaks,
)
from bot.calendar.rotation.keyfacts import KeyCleared, KeyLeaked
from bot.calendar.rotation.keystore import Key
from bot.calendar.routines import (
    Wanted,
    add,
    adopt,
    edit,
    leave_out,
    require_editor,
    retire,
)
from bot.calendar.rules import (
    CARD,
    Given,
    NoSuchOccurrence,
    NoSuchRoutine,
    State,
    WhichOccurrence,
)
from bot.calendar.standing import (
    Series,
    about,
    failed,
    following,
    orphans,
    overdue,
    routine_of,
    series,
)
from bot.calendar.store import Occurrence
from bot.calendar.unfold import begin, resting, triggered, zone
from bot.calendar.waiting import waits

TIMED: dict[str, Callable[..., Awaitable[None]]] = {
    **unfold.TIMED,
    **asking.TIMED,
    **rounds.TIMED,
    **sweep.TIMED,
    **declining.TIMED,
    **proofs.TIMED,
    **measuring.TIMED,
    **keyroutine.TIMED,
}

__all__ = [
    "ADDED",
    "CARD",
    "CHECKS",
    "COLUMNS",
    "DUE",
    "OVERVIEW",
    "TIMED",
    "VIEWS",
    "Agenda",
    "Counted",
    "Duty",
    "Given",
    "Key",
    "KeyCleared",
    "KeyLeaked",
    "Line",
    "NoSuchOccurrence",
    "NoSuchRoutine",
    "Occurrence",
    "Routine",
    "Series",
    "State",
    "Wanted",
    "WhichOccurrence",
    "about",
    "add",
    "added",
    "adopt",
    "adopt_all",
    "agenda",
    "areas",
    "assign",
    "attend",
    "begin",
    "choose",
    "clicked",
    "compromise",
    "confirm",
    "confirmed_in",
    "covered",
    "decline",
    "details",
    "due",
    "due_in",
    "edit",
    "engaged",
    "exported",
    "failed",
    "feeds",
    "follow",
    "following",
    "fulfil",
    "held",
    "history",
    "inventory",
    "keycards",
    "keyimport",
    "keynames",
    "keyrules",
    "lapse",
    "leaks",
    "leave_out",
    "let_go",
    "line",
    "listed",
    "meant",
    "measured",
    "offer",
    "open_of",
    "orphans",
    "overdue",
    "overview",
    "own",
    "owner_names",
    "people",
    "postpone",
    "proposed",
    "reopened",
    "require_confirmer",
    "require_editor",
    "require_mine",
    "require_taker",
    "resting",
    "retire",
    "routine_called",
    "routine_clicked",
    "routine_of",
    "rows",
    "send_back",
    "series",
    "settle",
    "sign",
    "skip",
    "snooze",
    "start",
    "take_back",
    "triggered",
    "waits",
    "zone",
]
