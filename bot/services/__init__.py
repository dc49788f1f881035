"""Services: what is run, who owns it, how fast it has to be back, and its proofs."""

from bot.services.bringing import bring
from bot.services.cards import VIEWS, Owner, listed, owner_of, shown, waits
from bot.services.entry import lacking, proofs, prove
from bot.services.facts import Added, Changed, Entered, Proven, Retired, Revived
from bot.services.holding import held
from bot.services.naming import locked, meant, missing, opened, owner, ownership
from bot.services.reading import Entry, Mistake, Unreadable, entries
from bot.services.register import add, change, retire, revive
from bot.services.rules import (
    CARD,
    SAID,
    AlreadyRetired,
    Criterion,
    Draft,
    NoSuchService,
    NotRetired,
    Standby,
    chosen,
    criterion,
    draft,
    fields_of,
    line,
    link,
    short,
)
from bot.services.store import Proof, Service, every

__all__ = [
    "CARD",
    "SAID",
    "VIEWS",
    "Added",
    "AlreadyRetired",
    "Changed",
    "Criterion",
    "Draft",
    "Entered",
    "Entry",
    "Mistake",
    "NoSuchService",
    "NotRetired",
    "Owner",
    "Proof",
    "Proven",
    "Retired",
    "Revived",
    "Service",
    "Standby",
    "Unreadable",
    "add",
    "bring",
    "change",
    "chosen",
    "criterion",
    "draft",
    "entries",
    "every",
    "fields_of",
    "held",
    "lacking",
    "line",
    "link",
    "listed",
    "locked",
    "meant",
    "missing",
    "opened",
    "owner",
    "owner_of",
    "ownership",
    "proofs",
    "prove",
    "retire",
    "revive",
    "short",
    "shown",
    "waits",
]
