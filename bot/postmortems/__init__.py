"""Postmortems: drafted, written, chased, published; and the action items from them."""

from collections.abc import Awaitable, Callable

from bot import incidents
from bot.postmortems import chase, countdown
from bot.postmortems.blameless import named, reworded, texts
from bot.postmortems.cards import VIEWS as CARDS
from bot.postmortems.cards import backlog, shown, told
from bot.postmortems.change import require_owner
from bot.postmortems.copies import Format, NoSuchFormat, format_of, send
from bot.postmortems.document import MARKDOWN, export, readable
from bot.postmortems.draft import (
    Wish,
    assign,
    draft,
    draftable,
    due_day,
    follow,
    pause,
)
from bot.postmortems.find import (
    about,
    clicked,
    clicked_item,
    concerned,
    exportable,
    incident_of,
    item_meant,
    listed,
    meant,
    numbered,
    visible,
)
from bot.postmortems.holding import held
from bot.postmortems.index import search
from bot.postmortems.items import Wanted, add, day_of, drop, move, plan
from bot.postmortems.learning import verdict
from bot.postmortems.measuring import FollowUp, follow_ups
from bot.postmortems.pressing import Pending, ownerless, pending, standing
from bot.postmortems.recurrence import notice
from bot.postmortems.review import (
    approver,
    give_back,
    publish,
    release,
    seclude,
    skip,
    supersede,
)
from bot.postmortems.rules import (
    CARD,
    OPEN,
    SHOWN,
    WHYS,
    NoSuchPostmortem,
    NoSuchSection,
    Overtaken,
    Part,
    Status,
    WhichPostmortem,
    tidy,
)
from bot.postmortems.stages import (
    SAID,
    Kind,
    NoSuchItem,
    NoSuchStage,
    Source,
    Stage,
    kind,
    source,
)
from bot.postmortems.store import Item, Postmortem
from bot.postmortems.waiting import Owed, engaged, owed, waits
from bot.postmortems.write import people, require_writable, section, write

VIEWS = {**CARDS, incidents.VERDICT: verdict}
TIMED: dict[str, Callable[..., Awaitable[None]]] = {**countdown.TIMED, **chase.TIMED}

__all__ = [
    "CARD",
    "MARKDOWN",
    "OPEN",
    "SAID",
    "SHOWN",
    "TIMED",
    "VIEWS",
    "WHYS",
    "FollowUp",
    "Format",
    "Item",
    "Kind",
    "NoSuchFormat",
    "NoSuchItem",
    "NoSuchPostmortem",
    "NoSuchSection",
    "NoSuchStage",
    "Overtaken",
    "Owed",
    "Part",
    "Pending",
    "Postmortem",
    "Source",
    "Stage",
    "Status",
    "Wanted",
    "WhichPostmortem",
    "Wish",
    "about",
    "add",
    "approver",
    "assign",
    "backlog",
    "clicked",
    "clicked_item",
    "concerned",
    "day_of",
    "draft",
    "draftable",
    "drop",
    "due_day",
    "engaged",
    "export",
    "exportable",
    "follow",
    "follow_ups",
    "format_of",
    "give_back",
    "held",
    "incident_of",
    "item_meant",
    "kind",
    "listed",
    "meant",
    "move",
    "named",
    "notice",
    "numbered",
    "owed",
    "ownerless",
    "pause",
    "pending",
    "people",
    "plan",
    "publish",
    "readable",
    "release",
    "require_owner",
    "require_writable",
    "reworded",
    "search",
    "seclude",
    "section",
    "send",
    "shown",
    "skip",
    "source",
    "standing",
    "supersede",
    "texts",
    "tidy",
    "told",
    "visible",
    "waits",
    "write",
]
