"""What each template of maintenance can be given, filled with any words."""

from collections.abc import Iterator
from dataclasses import fields
from datetime import UTC, datetime, timedelta
from itertools import product
from types import SimpleNamespace
from typing import Any

from bot.core.facts import Fact, Record, told
from bot.maintenance import facts
from bot.maintenance.quiet import Suggestion
from bot.maintenance.rules import CALLED, Kind, Outcome, State, Window
from bot.maintenance.store import Freeze, Request, Standing

Contexts = Iterator[dict[str, Any]]
NOW = datetime(2026, 11, 24, 14, 5, tzinfo=UTC)
LATER = NOW + timedelta(hours=2)
PEOPLE = ("U0DANA", "W0KENJI")
SPAN = Window(begins=NOW, ends=LATER, zone="Europe/Berlin")
WHEN = "2026-11-24 14:05 UTC to 2026-11-24 16:05 UTC (2 h)"
# Facts of which nobody hears by a message.
SILENT = {
    *("maintenance.requested", "maintenance.signed", "maintenance.more_asked"),
    *("maintenance.subscribed", "maintenance.unsubscribed"),
    *("maintenance.opened", "maintenance.retired"),
}
WHATS = ("begin", "unapproved", "overrun", "watch", "expired")


def request(words: str, state: State, *, whole: bool) -> Request:
    """Make a request: with the least, or with everything."""
    text = words[:2000]
    more = {
        "conflicts": [words[:300]] * 7,
        "despite": text,
        "impact": text,
        "service": words[:80],
        "started_at": NOW,
        "started_by": PEOPLE[1],
        "ended_at": LATER,
        "extended": 1,
        "wanted_until": LATER,
        "watch_until": LATER,
        "result": text,
        "settled": text,
        "why": text,
        "outcome": Outcome.ROLLED_BACK,
    }
    watched = {"watch_until": LATER} if state is State.WATCHING else {}
    return Request(
        id="01b5",
        workspace="W",
        number=4242,
        title=words[:120] or "x",
        reason=text or "x",
        kind=Kind.SECURITY,
        begins_at=NOW,
        ends_at=LATER,
        until_at=LATER,
        zone="Europe/Berlin",
        plan=text or "x",
        staging=text or "x",
        state=state,
        asked_by=PEOPLE[0],
        asked_at=NOW,
        **(more if whole else watched),
    )


def freeze(words: str) -> Freeze:
    """Make a freeze."""
    said = {"surface": words[:80], "reason": words[:1000] or "x"}
    span = {"begins_at": NOW, "ends_at": LATER, "zone": "UTC"}
    return Freeze(id="01b6", workspace="W", by=PEOPLE[0], **span, **said)


def cards(words: str) -> Contexts:
    """Give the contexts of a request's cards, and of its forms."""
    for state, whole in product(State, (False, True)):
        yield {
            "one": request(words, state, whole=whole),
            "kind": "Security patch",
            "window": WHEN,
            "signed": [("the change", PEOPLE[0])] * (3 * whole),
            "missing": [("the window", "Product owner")] * (3 * whole),
            "next": NOW if whole else None,
            "incidents": ["INC-1"] * (12 * whole),
            "duty": "OPS-4242" if whole else "",
            "beyond": "MNT-41" if whole else "",
            "subscribers": 42 * whole,
            "late": whole,
            "unapproved": whole,
            "unsigned": ["Tech lead", "Product owner"] * whole,
            "hits": [words[:300] or "x"] * (5 if whole else 1),
            "within": LATER if whole else None,
            "at": NOW,
            "zone": "Europe/Berlin",
        }


def frozen(words: str) -> Contexts:
    """Give the contexts of a freeze's card: it holds, it is over, it was lifted."""
    for over, lifted in product((False, True), (None, NOW)):
        one = freeze(words)
        one.lifted_at = lifted
        yield {"one": one, "over": over}


def lists(words: str) -> Contexts:
    """Give the contexts of the lists: nothing, some, as much as is shown."""
    for count in (0, 1, 8):
        states = [*State][:count]
        standing = Standing(
            id="01b7",
            workspace="W",
            surface=words[:80] if count > 1 else "",
            every="FREQ=WEEKLY;BYDAY=SU",
            start="2026-01-01",
            at="02:00",
            minutes=120,
            zone="UTC",
            by=PEOPLE[0],
        )
        yield {
            "live": [request(words, state, whole=False) for state in states],
            "more": count,
            "over": [request(words, State.CLOSED, whole=True)] * min(count, 4),
            "freezes": [freeze(words)] * count,
            "rows": [(standing, "weekly on Sunday", SPAN if count else None)] * count,
            "hits": {"01b6": ["MNT-1"] * count},
        }


def forms(words: str) -> Contexts:
    """Give the contexts of the form of a request: empty, filled, with a window."""
    names = ("title", "reason", "plan", "staging", "surface", "impact", "despite")
    quiet = Suggestion(begins=NOW, ends=LATER, zone="UTC", working=3, people=12)
    for whole, taken in product((False, True), (None, SPAN)):
        said = dict.fromkeys(names, words[:80] if whole else "")
        moments = {"begins": NOW, "ends": LATER} if whole else {}
        given = {"kind": "other", "begins": None, "ends": None, **said, **moments}
        yield {
            "given": SimpleNamespace(**given),
            "note": "Whatever you change has to be approved anew." if whole else "",
            "about": "edit:01b5:3" if whole else "",
            "kept": "edit:01b5:3|||",
            "kinds": [(called, kind.value, "") for kind, called in CALLED.items()],
            "taken": taken,
            "suggestion": quiet if whole else None,
            "standing": [(WHEN[:75], f"{n}|2|UTC", "") for n in range(20 * whole)],
            "people": list(PEOPLE) if whole else [],
        }


def _kinds(kind: type[Fact] = facts.OfRequest) -> Iterator[type[Fact]]:
    for one in (*kind.__subclasses__(), facts.Opened, facts.Retired):
        if one.name:
            yield one


def _said(kind: type[Fact], words: str, what: str, *, whole: bool) -> dict[str, Any]:
    """Fill the fields of a fact."""
    moment = NOW.isoformat()
    every = {
        **dict.fromkeys(("begins", "ends", "until", "watch"), moment),
        **dict.fromkeys(("late", "approved", "unapproved"), whole),
        "unsigned": ["Tech lead", "Product owner"] * whole,
        **dict.fromkeys(("reason", "result", "found"), words[:2000] * whole),
        "conflicts": [words[:300]] * (6 * whole),
        "changed": ["title"] * whole,
        "signer": PEOPLE[0] * whole,
        "occurrence_ref": "OPS-1" * whole,
        "incident_ref": "INC-4",
        "what": what,
        "terms": {"every": "FREQ=MONTHLY;BYMONTHDAY=31"},
        "surface": words[:80] * whole,
        "cadence": "weekly on Sunday, 02:00 for 2 h, UTC",
        **dict.fromkeys(("title", "where"), words[:120] or "x"),
        "ref": "MNT-4242",
    }
    names = [field.name for field in fields(kind) if field.name != "about"]
    return {name: every.get(name, "") for name in names}


def told_of(words: str) -> Contexts:
    """Give what is told of each fact."""
    for kind, whole, what in product(dict.fromkeys(_kinds()), (False, True), WHATS):
        if what != WHATS[0] and kind is not facts.Reminded:
            continue
        given = {"workspace": "W", "about": "01b5", "at": NOW, "actor": PEOPLE[0]}
        said = _said(kind, words, what, whole=whole)
        yield {"fact": told(Record(name=kind.name, policy="", data=said, **given))}


def news(words: str) -> Contexts:
    """Give what those who hear of a request are told."""
    for context in told_of(words):
        if context["fact"].name not in SILENT:
            yield context


LINES = ("announced", "started", "extended", "finished", "rolled_back", "cancelled")


def lines(words: str) -> Contexts:
    """Give what everybody is told below an announcement."""
    for context in told_of(words):
        if context["fact"].name.removeprefix("maintenance.") in LINES:
            yield context


FORMS = ("start", "extend", "done", "rollback", "settle", "cancel", "freeze", "stand")
SAMPLES = {
    **{f"maintenance.{name}.modal.j2": cards for name in FORMS},
    **{f"maintenance.{name}.modal.j2": forms for name in ("request", "edit")},
    "maintenance.request.card.j2": cards,
    "maintenance.announcement.card.j2": cards,
    "maintenance.freeze.card.j2": frozen,
    "maintenance.list.card.j2": lists,
    "maintenance.windows.card.j2": lists,
    "maintenance.news.msg.j2": news,
    "maintenance.line.msg.j2": lines,
    "maintenance.done.msg.j2": told_of,
}
